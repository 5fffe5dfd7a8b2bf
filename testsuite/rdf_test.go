package testsuite_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"issn-ld/rdf"
	"issn-ld/rdf/turtle"
)

const rdfSuitesIRI = "https://w3c.github.io/rdf-tests/rdf/"

// rdfSuites returns the suites of the RDF syntaxes.
func rdfSuites() []suite {
	var all []suite
	for _, s := range []struct{ spec, manifest string }{
		{"RDF 1.1 N-Triples", "rdf11/rdf-n-triples/manifest.ttl"},
		{"RDF 1.1 N-Quads", "rdf11/rdf-n-quads/manifest.ttl"},
		{"RDF 1.1 Turtle", "rdf11/rdf-turtle/manifest.ttl"},
		{"RDF 1.1 TriG", "rdf11/rdf-trig/manifest.ttl"},
		{"RDF 1.2 N-Triples", "rdf12/rdf-n-triples/manifest.ttl"},
		{"RDF 1.2 N-Quads", "rdf12/rdf-n-quads/manifest.ttl"},
		{"RDF 1.2 Turtle", "rdf12/rdf-turtle/manifest.ttl"},
		{"RDF 1.2 TriG", "rdf12/rdf-trig/manifest.ttl"},
	} {
		all = append(all, suite{Spec: s.spec, Folder: "rdf", IRI: rdfSuitesIRI, Manifest: s.manifest, Run: runRDF})
	}
	return all
}

func TestRDF(t *testing.T) {
	for _, s := range rdfSuites() {
		t.Run(strings.ReplaceAll(s.Spec, " ", "_"), s.run)
	}
}

// syntaxOf returns the syntax that a type of test is about.
func syntaxOf(testType string) (turtle.Format, string, bool) {
	for prefix, f := range map[string]turtle.Format{
		"TestNTriples": turtle.NTriples,
		"TestNQuads":   turtle.NQuads,
		"TestTurtle":   turtle.Turtle,
		"TestTrig":     turtle.TriG,
	} {
		if kind, ok := strings.CutPrefix(testType, prefix); ok {
			return f, kind, true
		}
	}
	return 0, "", false
}

// runRDF runs a test of one of the text syntaxes.
func runRDF(m manifestTest) error {
	format, kind, ok := syntaxOf(m.Type)
	if !ok {
		return errNoRunner
	}
	src, err := m.Root.read(m.Action.Value())
	if err != nil {
		return err
	}
	got, err := parseEveryWay(src, format, m)
	if kind == "NegativeSyntax" {
		return wantSyntaxError(err)
	}
	if err != nil {
		return err
	}
	switch kind {
	case "PositiveSyntax":
	case "Eval":
		err = wantDataset(m, got, format)
	case "PositiveC14N":
		err = wantCanonical(m, src, format)
	default:
		return errNoRunner
	}
	if err != nil {
		return err
	}
	return roundTrips(got)
}

// wantSyntaxError checks that err is one, with its place.
func wantSyntaxError(err error) error {
	var syntax *rdf.SyntaxError
	switch {
	case err == nil:
		return errors.New("reads without an error")
	case !errors.As(err, &syntax):
		return fmt.Errorf("got %w, want a syntax error", err)
	case syntax.Line == 0 || syntax.Column == 0:
		return fmt.Errorf("the syntax error has no place: %w", err)
	}
	return nil
}

// wantDataset compares got with the result that the manifest names.
func wantDataset(m manifestTest, got *rdf.Dataset, format turtle.Format) error {
	src, err := m.Root.read(m.Result.Value())
	if err != nil {
		return err
	}
	result := turtle.NTriples
	if format == turtle.TriG {
		result = turtle.NQuads
	}
	want, err := parse(bytes.NewReader(src), turtle.Options{Format: result})
	if err != nil {
		return fmt.Errorf("the expected result: %w", err)
	}
	if !rdf.Isomorphic(want, got) {
		return fmt.Errorf("not isomorphic\nwant:\n%s\ngot:\n%s", listing(want), listing(got))
	}
	return nil
}

// wantCanonical compares the canonical form of src with the file that the
// manifest names, byte by byte.
func wantCanonical(m manifestTest, src []byte, format turtle.Format) error {
	want, err := m.Root.read(m.Result.Value())
	if err != nil {
		return err
	}
	var got bytes.Buffer
	w := turtle.NewWriter(&got, turtle.WriterOptions{Format: format, Canonical: true})
	for q, err := range turtle.NewReader(bytes.NewReader(src), turtle.Options{Format: format}).All() {
		if err == nil {
			err = w.WriteQuad(q)
		}
		if err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if got.String() != string(want) {
		return fmt.Errorf("canonical form\nwant:\n%s\ngot:\n%s", want, got.String())
	}
	return nil
}

// parse reads a document to its end.
func parse(src io.Reader, opt turtle.Options) (*rdf.Dataset, error) {
	d := &rdf.Dataset{}
	rd := turtle.NewReader(src, opt)
	for q, err := range rd.All() {
		if err != nil {
			return d, err
		}
		if opt.Transient {
			q = rdf.Quad{S: q.S.Clone(), P: q.P.Clone(), O: q.O.Clone(), G: q.G.Clone()}
		}
		d.Add(q)
	}
	return d, nil
}

// parseEveryWay reads src with terms of its own and with lent ones, in one
// piece and byte by byte: all must agree. The version of RDF that the test is
// about is the one that the reader is held to.
func parseEveryWay(src []byte, format turtle.Format, m manifestTest) (*rdf.Dataset, error) {
	opt := turtle.Options{Format: format}
	if format == turtle.Turtle || format == turtle.TriG {
		opt.Base = m.Action.Value()
	}
	first, firstErr := parse(bytes.NewReader(src), opt)
	for _, rdf11 := range []bool{false, true} {
		if rdf11 && !strings.Contains(m.IRI, "/rdf11/") {
			continue
		}
		for _, transient := range []bool{false, true} {
			for _, slow := range []bool{false, true} {
				var r io.Reader = bytes.NewReader(src)
				if slow {
					r = iotest.OneByteReader(r)
				}
				opt.Transient, opt.RDF11 = transient, rdf11
				d, err := parse(r, opt)
				if message(err) != message(firstErr) || listing(d) != listing(first) {
					return nil, fmt.Errorf("readers disagree (transient %v, slow %v, RDF 1.1 %v): %w and %s\n%s\n%s",
						transient, slow, rdf11, err, message(firstErr), listing(d), listing(first))
				}
			}
		}
	}
	return first, firstErr
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// listing returns the quads as lines, in their order.
func listing(d *rdf.Dataset) string {
	var b strings.Builder
	for q := range d.All() {
		fmt.Fprintln(&b, q)
	}
	return b.String()
}

// roundTrips writes d in each syntax that can hold it, plain and pretty, and
// reads that again.
func roundTrips(d *rdf.Dataset) error {
	prefixes := map[string]string{
		"": "http://a.example/", "ex": "http://example/", "e": "http://example.org/", "xsd": "http://www.w3.org/2001/XMLSchema#",
		"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "ns": "http://www.example.org/ns#p", "odd": "http://example/s",
	}
	for _, f := range []turtle.Format{turtle.NTriples, turtle.NQuads, turtle.Turtle, turtle.TriG} {
		if len(d.Graphs()) > 0 && (f == turtle.NTriples || f == turtle.Turtle) {
			continue
		}
		for _, opt := range []turtle.WriterOptions{
			{Format: f},
			{Format: f, Canonical: true},
			{Format: f, Prefixes: prefixes, Base: "http://a.example/x/y"},
			{Format: f, Pretty: true},
			{Format: f, Pretty: true, Prefixes: prefixes, Base: "http://example/"},
		} {
			if err := roundTrip(d, opt); err != nil {
				return fmt.Errorf("round trip through %s (%+v): %w", f, opt, err)
			}
		}
	}
	return nil
}

func roundTrip(d *rdf.Dataset, opt turtle.WriterOptions) error {
	var text bytes.Buffer
	w := turtle.NewWriter(&text, opt)
	for q := range d.All() {
		if err := w.WriteQuad(q); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	again, err := parse(bytes.NewReader(text.Bytes()), turtle.Options{Format: opt.Format})
	if err != nil {
		return fmt.Errorf("%w\n%s", err, text.Bytes())
	}
	if !rdf.Isomorphic(d, again) {
		return fmt.Errorf("not isomorphic\nwant:\n%s\ngot:\n%s\ntext:\n%s", listing(d), listing(again), text.Bytes())
	}
	return nil
}
