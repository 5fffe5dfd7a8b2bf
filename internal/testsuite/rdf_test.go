package testsuite_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/rdf/jsonld"
	"github.com/issn-ld/issn-ld/rdf/rdfxml"
	"github.com/issn-ld/issn-ld/rdf/turtle"
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
		{"RDF 1.1 RDF/XML", "rdf11/rdf-xml/manifest.ttl"},
		{"RDF 1.2 N-Triples", "rdf12/rdf-n-triples/manifest.ttl"},
		{"RDF 1.2 N-Quads", "rdf12/rdf-n-quads/manifest.ttl"},
		{"RDF 1.2 Turtle", "rdf12/rdf-turtle/manifest.ttl"},
		{"RDF 1.2 TriG", "rdf12/rdf-trig/manifest.ttl"},
		{"RDF 1.2 RDF/XML", "rdf12/rdf-xml/manifest.ttl"},
	} {
		all = append(all, suite{Spec: s.spec, Folder: "rdf", IRI: rdfSuitesIRI, Manifest: s.manifest, Run: runRDF})
	}
	return all
}

func TestRDF(t *testing.T) {
	for _, s := range rdfSuites() {
		t.Run(strings.NewReplacer(" ", "_", "/", "").Replace(s.Spec), s.run)
	}
}

// syntaxOf returns the syntax that a type of test is about.
func syntaxOf(testType string) (format.Format, string, bool) {
	for prefix, f := range map[string]format.Format{
		"TestNTriples": format.NTriples,
		"TestNQuads":   format.NQuads,
		"TestTurtle":   format.Turtle,
		"TestTrig":     format.TriG,
		"TestXML":      format.RDFXML,
	} {
		if kind, ok := strings.CutPrefix(testType, prefix); ok {
			return f, kind, true
		}
	}
	return 0, "", false
}

// runRDF runs a test of one of the syntaxes.
func runRDF(m manifestTest) error {
	syntax, kind, ok := syntaxOf(m.Type)
	if !ok {
		return errNoRunner
	}
	src, err := m.Root.read(m.Action.Value())
	if err != nil {
		return err
	}
	got, err := parseEveryWay(src, syntax, m)
	if kind == "NegativeSyntax" {
		return wantSyntaxError(err)
	}
	if err != nil {
		return err
	}
	switch kind {
	case "PositiveSyntax":
	case "Eval":
		err = wantDataset(m, got)
	case "PositiveC14N":
		err = wantCanonical(m, src, syntax)
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
func wantDataset(m manifestTest, got *rdf.Dataset) error {
	src, err := m.Root.read(m.Result.Value())
	if err != nil {
		return err
	}
	result, _ := format.Detect(m.Result.Value())
	want, err := parse(bytes.NewReader(src), result, format.Options{})
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
func wantCanonical(m manifestTest, src []byte, f format.Format) error {
	want, err := m.Root.read(m.Result.Value())
	if err != nil {
		return err
	}
	d, err := parse(bytes.NewReader(src), f, format.Options{})
	if err != nil {
		return err
	}
	var got bytes.Buffer
	if err := writeAll(&got, d, f, format.WriterOptions{Canonical: true}); err != nil {
		return err
	}
	if got.String() != string(want) {
		return fmt.Errorf("canonical form\nwant:\n%s\ngot:\n%s", want, got.String())
	}
	return nil
}

// parse reads a document to its end.
func parse(src io.Reader, f format.Format, opt format.Options) (*rdf.Dataset, error) {
	d := &rdf.Dataset{}
	rd, err := format.NewReader(src, f, opt)
	if err != nil {
		return d, err
	}
	return d, readInto(d, rd)
}

// readInto adds copies of the quads of rd to d.
func readInto(d *rdf.Dataset, rd format.Reader) error {
	for {
		var q rdf.Quad
		switch err := rd.Read(&q); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		d.Add(rdf.Quad{S: q.S.Clone(), P: q.P.Clone(), O: q.O.Clone(), G: q.G.Clone()})
	}
}

// writeAll writes d as a document.
func writeAll(out io.Writer, d *rdf.Dataset, f format.Format, opt format.WriterOptions) error {
	w, err := format.NewWriter(out, f, opt)
	if err != nil {
		return err
	}
	for q := range d.All() {
		if err := w.WriteQuad(q); err != nil {
			return err
		}
	}
	return w.Close()
}

// parseEveryWay reads src with terms of its own and with lent ones, in one
// piece and byte by byte, and text syntaxes of RDF 1.1 also with a reader that
// is held to that version: all must agree.
func parseEveryWay(src []byte, f format.Format, m manifestTest) (*rdf.Dataset, error) {
	var opt format.Options
	if f != format.NTriples && f != format.NQuads {
		opt.Base = m.Action.Value()
	}
	first, firstErr := parse(bytes.NewReader(src), f, opt)
	for _, transient := range []bool{false, true} {
		opt.Transient = transient
		for _, slow := range []bool{false, true} {
			var r io.Reader = bytes.NewReader(src)
			if slow {
				r = iotest.OneByteReader(r)
			}
			d, err := parse(r, f, opt)
			if message(err) != message(firstErr) || listing(d) != listing(first) {
				return nil, fmt.Errorf("readers disagree (transient %v, slow %v): %w and %s\n%s\n%s",
					transient, slow, err, message(firstErr), listing(d), listing(first))
			}
		}
	}
	if old, ok := opt.TurtleOptions(f); ok && strings.Contains(m.IRI, "/rdf11/") {
		old.RDF11 = true
		d := &rdf.Dataset{}
		err := readInto(d, turtle.NewReader(bytes.NewReader(src), old))
		if (err == nil) != (firstErr == nil) || err == nil && listing(d) != listing(first) {
			return nil, fmt.Errorf("as RDF 1.1: %w, as RDF 1.2: %s", err, message(firstErr))
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
	for _, f := range format.All() {
		if len(d.Graphs()) > 0 && !f.HasGraphs() {
			continue
		}
		for _, opt := range []format.WriterOptions{
			{},
			{Canonical: true, Form: format.Expanded},
			{Prefixes: prefixes, Base: "http://a.example/x/y"},
			{Pretty: true},
			{Pretty: true, Prefixes: prefixes, Base: "http://example/"},
		} {
			if err := roundTrip(d, f, opt); err != nil && !cannotHold(d, f, err) {
				return fmt.Errorf("round trip through %s (%+v): %w", f, opt, err)
			}
		}
	}
	return nil
}

// cannotHold reports whether err says, truly, that the syntax f has no way to
// write some quad of d.
func cannotHold(d *rdf.Dataset, f format.Format, err error) bool {
	switch f {
	case format.JSONLD:
		return errors.Is(err, jsonld.ErrTripleTerm) && contains(d, func(q rdf.Quad) bool { return q.O.IsTripleTerm() })
	case format.RDFXML:
		return (errors.Is(err, rdfxml.ErrPredicate) || errors.Is(err, rdfxml.ErrCharacter)) && contains(d, hardForXML)
	default:
		return false
	}
}

func contains(d *rdf.Dataset, test func(rdf.Quad) bool) bool {
	for q := range d.All() {
		if test(q) {
			return true
		}
	}
	return false
}

// hardForXML reports whether RDF/XML cannot hold q: the predicate ends in no
// XML name, or a literal has characters that XML has not.
func hardForXML(q rdf.Quad) bool {
	if q.O.IsTripleTerm() {
		tr := q.O.Triple()
		if hardForXML(rdf.Quad{S: tr.S, P: tr.P, O: tr.O}) {
			return true
		}
	}
	local := strings.TrimRightFunc(q.P.Value(), func(r rune) bool { return r == '_' || rdf.IsNameChar(r) || r == '.' })
	if !strings.ContainsFunc(q.P.Value()[len(local):], rdf.IsNameStart) {
		return true
	}
	return strings.ContainsFunc(q.O.Value(), func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
	})
}

func roundTrip(d *rdf.Dataset, f format.Format, opt format.WriterOptions) error {
	var text bytes.Buffer
	if err := writeAll(&text, d, f, opt); err != nil {
		return err
	}
	again, err := parse(bytes.NewReader(text.Bytes()), f, format.Options{Base: opt.Base})
	if err != nil {
		return fmt.Errorf("%w\n%s", err, text.Bytes())
	}
	if !rdf.Isomorphic(d, again) {
		return fmt.Errorf("not isomorphic\nwant:\n%s\ngot:\n%s\ntext:\n%s", listing(d), listing(again), text.Bytes())
	}
	return nil
}
