package coverage_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/reports/coverage"
)

// Queries are found by name and by prefix, and each says what it counts.
func TestQueries(t *testing.T) {
	all := coverage.Queries("")
	if n := len(coverage.Queries(coverage.Keepers)) + len(coverage.Queries(coverage.ROAD)); n != len(all) || n < 6 {
		t.Errorf("%d queries, %d with the prefixes", len(all), n)
	}
	if written, err := filepath.Glob("queries/*.rq"); err != nil || len(written) != len(all) {
		t.Errorf("%d queries of the files %v, %v", len(all), written, err)
	}
	for _, q := range all {
		found, ok := coverage.Lookup(q.Name)
		if !ok || found != q {
			t.Errorf("Lookup(%q) = %v, %v", q.Name, found, ok)
		}
		if q.Title == "" || !strings.HasPrefix(q.Text, "# "+q.Title+"\nPREFIX ") || !strings.Contains(q.Text, "SELECT") {
			t.Errorf("%s does not begin with what it counts: %.80q", q.Name, q.Text)
		}
	}
	if _, ok := coverage.Lookup("nothing"); ok {
		t.Error("a query that does not exist is found")
	}
}
