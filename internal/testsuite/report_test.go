package testsuite_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
)

var update = flag.Bool("update", false, "write docs/conformance.md anew")

// tally counts the outcomes of the tests of one kind.
type tally struct {
	passed, failed, excused, left int
}

// TestConformanceReport runs every suite and compares the counts with
// docs/conformance.md, which it writes with -update.
func TestConformanceReport(t *testing.T) {
	skips := readSkips(t)
	var report, details bytes.Buffer
	report.WriteString("# Conformance\n\n" +
		"Outcomes of the W3C test suites, by type of test. This file is generated:\n" +
		"`go test ./internal/testsuite -run TestConformanceReport -update`. Excused tests are those listed in\n" +
		"`internal/testsuite/skips.txt` with the reason; tests without a runner are of a type that this project\n" +
		"does not claim.\n\n" +
		"| suite | passed | failed | excused | no runner |\n| --- | ---: | ---: | ---: | ---: |\n")
	for _, s := range allSuites() {
		sum := writeTable(&details, s, countSuite(t, s, skips))
		fmt.Fprintf(&report, "| %s | %d | %d | %d | %d |\n", s.Spec, sum.passed, sum.failed, sum.excused, sum.left)
	}
	report.Write(details.Bytes())
	path := filepath.Join("..", "..", "docs", "conformance.md")
	if *update {
		if err := os.WriteFile(path, report.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(old), report.String()); diff != "" {
		t.Errorf("docs/conformance.md is not up to date, run this test with -update (-file +now):\n%s", diff)
	}
}

// countSuite runs the tests of s and counts their outcomes by type.
func countSuite(t testing.TB, s suite, skips map[string]string) map[string]*tally {
	counts := map[string]*tally{}
	for _, m := range s.tests(t) {
		c := counts[m.Type]
		if c == nil {
			c = &tally{}
			counts[m.Type] = c
		}
		_, listed := skips[m.IRI]
		switch err := s.Run(m); {
		case err == nil:
			c.passed++
		case errors.Is(err, errNoRunner):
			c.left++
		case listed:
			c.excused++
		default:
			c.failed++
		}
	}
	return counts
}

// writeTable writes the counts of s and returns their sums.
func writeTable(out *bytes.Buffer, s suite, counts map[string]*tally) (sum tally) {
	fmt.Fprintf(out, "\n## %s\n\n| type of test | passed | failed | excused | no runner |\n| --- | ---: | ---: | ---: | ---: |\n", s.Spec)
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		c := counts[kind]
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d |\n", kind, c.passed, c.failed, c.excused, c.left)
		sum.passed += c.passed
		sum.failed += c.failed
		sum.excused += c.excused
		sum.left += c.left
	}
	fmt.Fprintf(out, "| **all** | **%d** | **%d** | **%d** | **%d** |\n", sum.passed, sum.failed, sum.excused, sum.left)
	return sum
}

// TestHarness feeds the runner of the RDF suites tests with wrong
// expectations: all of them must fail.
func TestHarness(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"good.ttl":    "<#s> <#p> [ <#q> 1, 2 ] .\n",
		"good.nt":     "<http://example/manifest.ttl#s> <http://example/p> \"x\" .\n",
		"other.nt":    "<http://example/manifest.ttl#s> <http://example/p> \"y\" .\n",
		"bad.nt":      "<http://example/s> <http://example/p> .\n",
		"spaced.nt":   "<http://example/s>  <http://example/p>  \"y\"  .\n",
		"shared.nt":   "_:a <http://example/p> _:b .\n_:a <http://example/q> _:b .\n",
		"split.ttl":   "_:a <http://example/p> _:b .\n_:a <http://example/q> _:c .\n",
		"nobase.nq":   "<relative> <http://example/p> _:b .\n",
		"middle.trig": "<http://example/s> <http://example/p> { <http://example/o> } .\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := root{dir: dir, iri: "http://example/"}
	for name, tc := range map[string]struct{ kind, action, result, want string }{
		"positive test of a bad file":       {"TestNTriplesPositiveSyntax", "bad.nt", "", "expected"},
		"negative test of a good file":      {"TestNTriplesNegativeSyntax", "good.nt", "", "reads without an error"},
		"wrong dataset":                     {"TestTurtleEval", "good.nt", "other.nt", "not isomorphic"},
		"blank nodes joined in another way": {"TestTurtleEval", "split.ttl", "shared.nt", "not isomorphic"},
		"wrong canonical form":              {"TestNTriplesPositiveC14N", "spaced.nt", "spaced.nt", "canonical form"},
		"no such file":                      {"TestTurtleEval", "missing.ttl", "good.nt", "missing.ttl"},
		"broken result":                     {"TestTurtleEval", "good.ttl", "bad.nt", "the expected result"},
		"relative IRI in N-Quads":           {"TestNQuadsPositiveSyntax", "nobase.nq", "", "relative"},
		"graph in the middle":               {"TestTrigPositiveSyntax", "middle.trig", "", "expected"},
		"another type":                      {"TestNothing", "good.nt", "", errNoRunner.Error()},
		"another type of the syntax":        {"TestTurtleFrobnicate", "good.ttl", "", errNoRunner.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			m := manifestTest{IRI: "http://example/manifest.ttl#t", Type: tc.kind, Root: r, Action: iri(tc.action), Result: iri(tc.result)}
			err := runRDF(m)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}

func iri(name string) rdf.Term { return rdf.NewIRI("http://example/" + name) }
