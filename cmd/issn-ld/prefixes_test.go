package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The queries of README run as they stand, in the command and at the server: the
// prefixes of the profile need no declaration in either.
func TestQueriesOfReadme(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`issn-ld query [^']*'([^']+)'`).FindAllStringSubmatch(string(readme), -1)
	if len(found) == 0 {
		t.Fatal("README has no query")
	}
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data)
	address := serving(t, "--data", data)
	for _, match := range found {
		query := match[1]
		if out := must(t, "query", "--data", data, "--format", "csv", query); strings.Count(out, "\n") < 2 {
			t.Errorf("query: %s gives %q", query, out)
		}
		resp, err := http.Get(address + "/sparql?format=csv&query=" + url.QueryEscape(query))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
		if err != nil || resp.StatusCode != http.StatusOK || strings.Count(string(body), "\n") < 2 {
			t.Errorf("serve: %s gives %d %q, %v", query, resp.StatusCode, body, err)
		}
	}
}
