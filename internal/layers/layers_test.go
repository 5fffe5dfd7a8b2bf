// Package layers_test holds the import table of ARCHITECTURE.md: what each
// package may import from this module.
package layers_test

import (
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/issn-ld/issn-ld"

// mayImport lists, for each package, the packages of this module that its
// non-test files may import. A package that is not listed may not exist.
var mayImport = map[string][]string{
	"rdf":                         {"vocab"},
	"rdf/xsd":                     {},
	"rdf/turtle":                  {"rdf", "vocab"},
	"rdf/rdfxml":                  {"rdf", "vocab"},
	"rdf/jsonld":                  {"rdf", "rdf/xsd", "vocab"},
	"rdf/format":                  {"rdf", "rdf/turtle", "rdf/rdfxml", "rdf/jsonld"},
	"vocab":                       {},
	"issn":                        {},
	"register/ingest":             {"rdf"},
	"marc":                        {},
	"register/mapping":            {"marc", "rdf", "vocab", "issn"},
	"links":                       {"rdf", "vocab", "issn"},
	"reports/crosswalk":           {"rdf", "vocab", "issn", "store/ids"},
	"reports/preservation":        {"links", "issn", "rdf", "sparql", "vocab"},
	"reports/coverage":            {},
	"internal/generate":           {"marc", "issn", "vocab"},
	"internal/generate/linkfiles": {"internal/generate", "issn"},
	"store":                       {"rdf", "store/ids", "store/internal/kv", "store/internal/dict", "store/internal/block", "store/internal/delta", "store/internal/extsort"},
	"store/ids":                   {},
	"store/internal/kv":           {},
	"store/internal/dict":         {"rdf", "rdf/xsd", "issn", "vocab", "store/ids", "store/internal/kv"},
	"store/internal/block":        {"store/ids"},
	"store/internal/delta":        {"store/ids", "store/internal/block"},
	"store/internal/extsort":      {"store/ids", "store/internal/block"},
	"sparql":                      {"sparql/syntax", "sparql/algebra", "sparql/plan", "sparql/expr", "sparql/exec", "sparql/pace", "sparql/results", "rdf", "vocab", "store/ids"},
	"sparql/pace":                 {},
	"sparql/syntax":               {"sparql/pace", "rdf", "vocab"},
	"sparql/algebra":              {"sparql/pace", "sparql/syntax", "rdf", "vocab"},
	"sparql/plan":                 {"sparql/algebra", "sparql/pace", "rdf", "vocab", "store/ids"},
	"sparql/expr":                 {"sparql/algebra", "sparql/pace", "rdf", "rdf/xsd", "vocab", "store/ids"},
	"sparql/exec":                 {"sparql/algebra", "sparql/plan", "sparql/expr", "sparql/pace", "rdf", "vocab", "store/ids"},
	"sparql/results":              {"rdf", "vocab"},
	"sparql/naive":                {"sparql/algebra", "sparql/expr", "rdf"},
	"sparql/remote":               {"rdf", "rdf/format", "sparql/exec", "sparql/results"},
	"server":                      {"rdf", "rdf/format", "vocab", "issn", "sparql", "sparql/results", "server/web", "reports/crosswalk", "reports/preservation"},
	"server/web":                  {},
	"internal/sample":             {},
	"internal/layers":             {},
	"internal/testsuite":          {},
	"bench/peers":                 {},
	"bench/queries":               {"bench/peers"},
	"bench/store":                 {"bench/peers", "rdf", "store", "store/ids"},
	"bench/rdf":                   {"bench/peers", "rdf", "rdf/turtle"},
}

// wiring may import everything.
var wiring = []string{"cmd/issn-ld"}

func TestImportTable(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		name := d.Name()
		if path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "tools" || name == "node_modules") {
			return fs.SkipDir
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		pkg, err := build.ImportDir(path, 0)
		if err != nil && len(pkg.TestGoFiles)+len(pkg.XTestGoFiles) == 0 {
			return nil // no Go files
		}
		allowed, listed := mayImport[rel]
		if slices.Contains(wiring, rel) {
			return nil
		}
		if !listed {
			t.Errorf("%s is not in the import table: add it, and to ARCHITECTURE.md", rel)
		}
		for _, imp := range pkg.Imports {
			if dep, ours := strings.CutPrefix(imp, module+"/"); ours && !slices.Contains(allowed, dep) {
				t.Errorf("%s may not import %s", rel, dep)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
