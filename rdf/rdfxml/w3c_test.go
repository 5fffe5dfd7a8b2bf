package rdfxml_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/rdfxml"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

const (
	mf   = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	rdft = "http://www.w3.org/ns/rdftest#"
)

// suites are the folders of the W3C suites with the IRI that each is published at.
var suites = []struct{ dir, base string }{
	{"../../../shared/w3c/rdf/rdf11/rdf-xml", "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-xml/"},
	{"../../../shared/w3c/rdf/rdf12/rdf-xml/eval", "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-xml/eval/"},
}

// w3cTest is an entry of a manifest.
type w3cTest struct {
	name, kind     string
	action, result string // files
	base           string // of the action
}

// readTests reads the manifest of a suite.
func readTests(t *testing.T, dir, base string) []w3cTest {
	t.Helper()
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.ttl"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the W3C tests are not here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	d, err := rdf.ReadDataset(turtle.NewReader(bytes.NewReader(manifest), turtle.Options{Format: turtle.Turtle, Base: base + "manifest.ttl"}).All())
	if err != nil {
		t.Fatal(err)
	}
	var tests []w3cTest
	for q := range d.Match(rdf.Term{}, rdf.NewIRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), rdf.Term{}, rdf.DefaultGraph) {
		kind, ok := strings.CutPrefix(q.O.Value(), rdft)
		if !ok {
			continue
		}
		one := w3cTest{kind: kind}
		one.name = d.Object(q.S, rdf.NewIRI(mf+"name"), rdf.DefaultGraph).Value()
		action := d.Object(q.S, rdf.NewIRI(mf+"action"), rdf.DefaultGraph).Value()
		result := d.Object(q.S, rdf.NewIRI(mf+"result"), rdf.DefaultGraph).Value()
		one.action = filepath.Join(dir, strings.TrimPrefix(action, base))
		one.result = filepath.Join(dir, strings.TrimPrefix(result, base))
		one.base = action
		tests = append(tests, one)
	}
	if len(tests) == 0 {
		t.Fatalf("%s: no tests", dir)
	}
	return tests
}

// readXML reads an RDF/XML file.
func readXML(path, base string) (*rdf.Dataset, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return rdf.ReadDataset(rdfxml.NewReader(bytes.NewReader(text), rdfxml.Options{Base: base, File: path}).All())
}

func TestW3C(t *testing.T) {
	for _, suite := range suites {
		for _, test := range readTests(t, suite.dir, suite.base) {
			t.Run(test.name, func(t *testing.T) {
				got, err := readXML(test.action, test.base)
				switch test.kind {
				case "TestXMLNegativeSyntax":
					if syntax, ok := errors.AsType[*rdf.SyntaxError](err); !ok {
						t.Errorf("got %v, want a syntax error", err)
					} else if syntax.Line == 0 || syntax.Column == 0 {
						t.Errorf("%v: no place", err)
					}
				case "TestXMLEval":
					if err != nil {
						t.Fatal(err)
					}
					result, err := os.ReadFile(test.result)
					if err != nil {
						t.Fatal(err)
					}
					want, err := rdf.ReadDataset(turtle.NewReader(bytes.NewReader(result), turtle.Options{Format: turtle.NTriples}).All())
					if err != nil {
						t.Fatal(err)
					}
					if !rdf.Isomorphic(got, want) {
						t.Errorf("got:\n%swant:\n%s", list(got), list(want))
					}
					roundTrip(t, got)
				default:
					t.Errorf("unknown kind of test %s", test.kind)
				}
			})
		}
	}
}

// list returns the quads of d as lines.
func list(d *rdf.Dataset) string {
	var b strings.Builder
	for _, q := range d.Sorted() {
		b.WriteString(q.String() + "\n")
	}
	return b.String()
}

// roundTrip writes d in both layouts and reads it again.
func roundTrip(t *testing.T, d *rdf.Dataset) {
	t.Helper()
	for _, pretty := range []bool{false, true} {
		var b strings.Builder
		w := rdfxml.NewWriter(&b, rdfxml.WriterOptions{Pretty: pretty})
		for q := range d.All() {
			if err := w.WriteQuad(q); err != nil {
				t.Fatalf("pretty %v: %v", pretty, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatalf("pretty %v: %v", pretty, err)
		}
		back, err := rdf.ReadDataset(rdfxml.NewReader(strings.NewReader(b.String()), rdfxml.Options{}).All())
		if err != nil || !rdf.Isomorphic(d, back) {
			t.Errorf("pretty %v: %v\nwritten:\n%sread:\n%swant:\n%s", pretty, err, b.String(), list(back), list(d))
		}
	}
}
