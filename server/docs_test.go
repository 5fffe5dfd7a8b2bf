package server_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/http.md tells every type of problem and every address.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "http.md"))
	if err != nil {
		t.Fatal(err)
	}
	doc := string(text)
	for file, pattern := range map[string]string{
		"reply/problem.go": `"/problems/([a-z-]+)"`,
		"routes.go":        `(?:get\(|document\(|report\(|mux, )"(/[a-z.-]*)`,
	} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1)
		if len(found) < 10 {
			t.Errorf("%s: only %d matches", file, len(found))
		}
		for _, m := range found {
			if name := "`" + strings.TrimSuffix(m[1], "/"); !strings.Contains(doc, name) {
				t.Errorf("docs/http.md does not tell %s", m[1])
			}
		}
	}
}
