package testsuite_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/vocab"
)

const (
	nsManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	nsRDFTest  = "http://www.w3.org/ns/rdftest#"
)

// root is a folder of test files and the IRI that it has on the web.
type root struct {
	dir string
	iri string // ends in a slash
}

// w3cRoot returns a folder of the W3C suites, or skips the test.
func w3cRoot(t testing.TB, name, iri string) root {
	t.Helper()
	dir := os.Getenv("ISSNLD_W3C")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "w3c")
	}
	dir = filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the W3C suites are not here: %v", err)
	}
	return root{dir: dir, iri: iri}
}

// file returns the path of the file with the IRI.
func (r root) file(iri string) (string, error) {
	rel, ok := strings.CutPrefix(iri, r.iri)
	if !ok {
		return "", fmt.Errorf("%s is not below %s", iri, r.iri)
	}
	rel, _, _ = strings.Cut(rel, "#")
	return filepath.Join(r.dir, filepath.FromSlash(rel)), nil
}

// read returns the contents of the file with the IRI.
func (r root) read(iri string) ([]byte, error) {
	path, err := r.file(iri)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// manifestTest is an entry of a manifest.
type manifestTest struct {
	IRI    string
	Type   string // local name of the class, such as TestTurtleEval
	Name   string
	Action rdf.Term // an IRI, or the node that describes the action
	Result rdf.Term // likewise; the zero Term if there is none

	Root     root
	Manifest *rdf.Dataset // the manifest that the entry stands in
}

// property returns the object of a property of the test or of one of its
// nodes, given its full IRI, or the zero Term.
func (m manifestTest) property(node rdf.Term, iri string) rdf.Term {
	return m.Manifest.Object(node, rdf.NewIRI(iri), rdf.DefaultGraph)
}

// readManifest returns the tests of the manifest with the IRI and of those
// that it includes, in their order. Included manifests outside of the folder
// of the first one are left out: they are suites of their own.
func readManifest(r root, iri string) ([]manifestTest, error) {
	return readManifestBelow(r, iri, iri[:strings.LastIndexByte(iri, '/')+1], map[string]bool{})
}

func readManifestBelow(r root, iri, below string, seen map[string]bool) ([]manifestTest, error) {
	if seen[iri] || !strings.HasPrefix(iri, below) {
		return nil, nil
	}
	seen[iri] = true
	text, err := r.read(iri)
	if err != nil {
		return nil, err
	}
	d, err := rdf.ReadDataset(turtle.NewReader(bytes.NewReader(text), turtle.Options{Format: turtle.Turtle, Base: iri, File: iri}).All())
	if err != nil {
		return nil, err
	}
	var tests []manifestTest
	for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(nsManifest+"include"), rdf.Term{}) {
		for _, inner := range listItems(d, q.O) {
			more, err := readManifestBelow(r, inner.Value(), below, seen)
			if err != nil {
				return nil, err
			}
			tests = append(tests, more...)
		}
	}
	for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(nsManifest+"entries"), rdf.Term{}) {
		for _, entry := range listItems(d, q.O) {
			tests = append(tests, newManifestTest(r, d, entry))
		}
	}
	return tests, nil
}

func newManifestTest(r root, d *rdf.Dataset, entry rdf.Term) manifestTest {
	m := manifestTest{IRI: entry.Value(), Root: r, Manifest: d}
	for q := range d.Match(entry, rdf.NewIRI(vocab.RDFType), rdf.Term{}, rdf.DefaultGraph) {
		iri := q.O.Value()
		m.Type = iri[strings.LastIndexAny(iri, "#/")+1:]
	}
	m.Name = m.property(entry, nsManifest+"name").Value()
	m.Action = m.property(entry, nsManifest+"action")
	m.Result = m.property(entry, nsManifest+"result")
	return m
}

// listItems returns the items of an RDF collection.
func listItems(d *rdf.Dataset, list rdf.Term) []rdf.Term {
	var items []rdf.Term
	for seen := map[rdf.Term]bool{}; !list.IsZero() && list.Value() != vocab.RDFNil && !seen[list]; {
		seen[list] = true
		items = append(items, d.Object(list, rdf.NewIRI(vocab.RDFFirst), rdf.DefaultGraph))
		list = d.Object(list, rdf.NewIRI(vocab.RDFRest), rdf.DefaultGraph)
	}
	return items
}

// suite is a set of tests and the way to run one of them.
type suite struct {
	Spec     string // what the tests are about, for the report
	Folder   string // below the W3C folder
	IRI      string // of Folder
	Manifest string // path below Folder
	// Read reads a manifest that is not Turtle; nil reads Turtle.
	Read func(root) ([]manifestTest, error)
	// Run returns nil if the test passes, and errNoRunner for tests that the
	// suite does not cover.
	Run func(manifestTest) error
}

// errNoRunner is returned by suite.Run for types of tests that it leaves to
// others.
var errNoRunner = errors.New("no runner for this type of test")

// allSuites returns every suite that the report of conformance counts.
func allSuites() []suite {
	return slices.Concat(rdfSuites(), jsonldSuites(), sparqlSuites(engineEvaluator{delta: true}), protocolSuites())
}

// tests returns the tests of s.
func (s suite) tests(t testing.TB) []manifestTest {
	t.Helper()
	r := w3cRoot(t, s.Folder, s.IRI)
	read := s.Read
	if read == nil {
		read = func(r root) ([]manifestTest, error) { return readManifest(r, s.IRI+s.Manifest) }
	}
	tests, err := read(r)
	if err != nil {
		t.Fatalf("%s: %v", s.Spec, err)
	}
	if len(tests) == 0 {
		t.Fatalf("%s: the manifest has no tests", s.Spec)
	}
	return tests
}

// run runs every test of s as a subtest.
func (s suite) run(t *testing.T) {
	skips := readSkips(t)
	for _, m := range s.tests(t) {
		t.Run(m.IRI[strings.LastIndexByte(m.IRI, '#')+1:], func(t *testing.T) {
			if verdict := judge(m.IRI, s.Run(m), skips); verdict != nil {
				t.Errorf("%s (%s): %v", m.IRI, m.Type, verdict)
			}
		})
	}
}

// judge weighs the outcome of a test against the ledger.
func judge(iri string, outcome error, skips map[string]string) error {
	switch why, listed := skips[iri]; {
	case listed && outcome == nil:
		return fmt.Errorf("passes now: remove it from skips.txt (%s)", why)
	case listed:
		return nil
	}
	return outcome
}

// readSkips reads the ledger.
func readSkips(t testing.TB) map[string]string {
	t.Helper()
	text, err := os.ReadFile("skips.txt")
	if err != nil {
		t.Fatal(err)
	}
	skips, err := parseSkips(string(text))
	if err != nil {
		t.Fatalf("skips.txt: %v", err)
	}
	return skips
}

func parseSkips(text string) (map[string]string, error) {
	skips := map[string]string{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		iri, why, ok := strings.Cut(line, " ")
		if !ok || rdf.CheckIRI(iri) != nil {
			return nil, fmt.Errorf("line %d: want a test IRI, a space and a reason", i+1)
		}
		if _, twice := skips[iri]; twice {
			return nil, fmt.Errorf("line %d: %s is listed twice", i+1, iri)
		}
		skips[iri] = strings.TrimSpace(why)
	}
	return skips, nil
}

func TestJudge(t *testing.T) {
	skips := map[string]string{"http://example/listed": "a reason"}
	failure := errors.New("failed")
	for name, tc := range map[string]struct {
		iri     string
		outcome error
		good    bool
	}{
		"passes":             {"http://example/other", nil, true},
		"fails":              {"http://example/other", failure, false},
		"listed and fails":   {"http://example/listed", failure, true},
		"listed and passes":  {"http://example/listed", nil, false},
		"without any runner": {"http://example/other", errNoRunner, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := judge(tc.iri, tc.outcome, skips) == nil; got != tc.good {
				t.Errorf("judge: good is %v, want %v", got, tc.good)
			}
		})
	}
}

// TestSkipsExist finds entries of the ledger that no suite has.
func TestSkipsExist(t *testing.T) {
	skips := readSkips(t)
	for _, s := range allSuites() {
		for _, m := range s.tests(t) {
			delete(skips, m.IRI)
		}
	}
	for iri := range skips {
		t.Errorf("skips.txt lists %s, which no suite has", iri)
	}
}
