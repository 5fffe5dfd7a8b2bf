package turtle_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

// readEveryWay reads text in several ways that must agree, and returns the
// quads.
func readEveryWay(t *testing.T, text string, f turtle.Format) ([]rdf.Quad, error) {
	t.Helper()
	opt := turtle.Options{Format: f, Base: "http://base/a/b", MaxDepth: 500, MaxTokenBytes: 1 << 20}
	var quads []rdf.Quad
	var err error
	for q, e := range turtle.NewReader(strings.NewReader(text), opt).All() {
		if err = e; e == nil {
			quads = append(quads, q)
		}
	}
	var syntax *rdf.SyntaxError
	if err != nil && (!errors.As(err, &syntax) || syntax.Line < 1 || syntax.Column < 1) {
		t.Fatalf("error without a place: %v", err)
	}
	opt.Transient = true
	n := 0
	for q, e := range turtle.NewReader(iotest.HalfReader(strings.NewReader(text)), opt).All() {
		if e != nil {
			if err == nil || e.Error() != err.Error() {
				t.Fatalf("got %v with lent terms, %v without", e, err)
			}
			break
		}
		if n >= len(quads) || q != quads[n] {
			t.Fatalf("quad %d with lent terms: %v", n, q)
		}
		n++
	}
	if n != len(quads) {
		t.Fatalf("%d quads with lent terms, %d without", n, len(quads))
	}
	return quads, err
}

// checkParallel reads text in small chunks.
func checkParallel(t *testing.T, text string, f turtle.Format, quads []rdf.Quad, err error) {
	t.Helper()
	opt := turtle.ParallelOptions{Options: turtle.Options{Format: f, Base: "http://base/a/b", MaxDepth: 500}, Workers: 1, ChunkBytes: 16}
	var got []rdf.Quad
	_, e := turtle.ReadParallel(context.Background(), strings.NewReader(text), opt, func(_ int, q *rdf.Quad) error {
		got = append(got, *q)
		return nil
	})
	if (err == nil) != (e == nil) {
		t.Fatalf("in chunks: %v, in one piece: %v", e, err)
	}
	if err != nil {
		return
	}
	if len(got) != len(quads) {
		t.Fatalf("in chunks: %d quads, in one piece: %d", len(got), len(quads))
	}
	if f == turtle.NTriples || f == turtle.NQuads {
		if !slices.Equal(got, quads) {
			t.Fatalf("in chunks: %v", cmp.Diff(quads, got, cmp.Comparer(func(a, b rdf.Term) bool { return a == b })))
		}
	}
}

// checkRoundTrip writes the quads in every syntax and reads them back.
func checkRoundTrip(t *testing.T, quads []rdf.Quad) {
	t.Helper()
	want := rdf.NewDataset(quads...)
	if want.Len() > 40 {
		return
	}
	for _, opt := range []turtle.WriterOptions{
		{Format: turtle.NQuads},
		{Format: turtle.TriG, Prefixes: map[string]string{"": "http://base/", "a": "http://base/a/", "x": "x:"}},
		{Format: turtle.TriG, Pretty: true, Base: "http://base/a/b"},
	} {
		var out bytes.Buffer
		w := turtle.NewWriter(&out, opt)
		for _, q := range quads {
			if err := w.WriteQuad(q); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := rdf.ReadDataset(turtle.NewReader(&out, turtle.Options{Format: opt.Format}).All())
		if err != nil {
			t.Fatalf("%s: %v", opt.Format, err)
		}
		if want.Len() != got.Len() || !rdf.Isomorphic(want, got) {
			t.Fatalf("%s, pretty %v: not isomorphic\n%v\n%v", opt.Format, opt.Pretty, want.Sorted(), got.Sorted())
		}
	}
}

func fuzzReader(f *testing.F, format turtle.Format) {
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		quads, err := readEveryWay(t, text, format)
		checkParallel(t, text, format, quads, err)
		checkRoundTrip(t, quads)
	})
}

func FuzzNTriples(f *testing.F) {
	f.Add("<a:s> <a:p> \"\\u00e9\\n\"@en-GB--ltr . # c\n_:b <a:p> <<( _:b <a:p> \"1\"^^<a:d> )>> .")
	fuzzReader(f, turtle.NTriples)
}

func FuzzNQuads(f *testing.F) {
	f.Add("VERSION \"1.2\"\n<a:s> <a:p> \"x\" <a:g> .\n<a:s> <a:\\u0070> _:o _:g.\r\r\n")
	fuzzReader(f, turtle.NQuads)
}

func FuzzTurtle(f *testing.F) {
	f.Add("@prefix : <#> . base <c/> :s a :T ; :p ( 1 [ :q '''a''b''' ] ), -1.5e3, true ; . <<:s :p :o~:r>> :q :z {| :a :b |} ~ .")
	fuzzReader(f, turtle.Turtle)
}

func FuzzTriG(f *testing.F) {
	f.Add("PREFIX a: <x:> a:g { a:s a:p a:o\\-b . [] a:q () } GRAPH _:g {} { a:s a:p <<( a:s a:p 'x'@ar--rtl )>> } [ a:p 1 ] .")
	fuzzReader(f, turtle.TriG)
}

// FuzzWriter writes terms made of any text: whatever they hold, the output
// reads back as the same terms, but that invalid UTF-8 is replaced.
func FuzzWriter(f *testing.F) {
	f.Add("http://base/a/x#y", "label", "a\n\"\"\"\\", "en")
	f.Add("urn:x", "gen1", "1.5", "")
	f.Fuzz(func(t *testing.T, iri, label, text, lang string) {
		if rdf.CheckIRI(iri) != nil {
			iri = "http://base/a/"
		}
		s, p := rdf.NewIRI(iri), rdf.NewIRI("http://base/p")
		text = strings.ToValidUTF8(text, "\uFFFD")
		o := rdf.NewString(text)
		if rdf.IsLanguage(lang) {
			o = rdf.NewDirLangString(text, lang, rdf.RTL)
		}
		quads := []rdf.Quad{
			{S: s, P: p, O: o},
			{S: rdf.NewBlankNode(label), P: p, O: s},
			{S: s, P: p, O: rdf.NewBlankNode(label + "x"), G: rdf.NewBlankNode(label)},
			{S: s, P: s, O: rdf.NewTripleTerm(rdf.Triple{S: s, P: p, O: rdf.NewLiteral(text, iri)}), G: s},
		}
		for _, datatype := range []string{"integer", "decimal", "double", "boolean"} {
			quads = append(quads, rdf.Quad{S: s, P: p, O: rdf.NewLiteral(text, "http://www.w3.org/2001/XMLSchema#"+datatype)})
		}
		if !rdf.IsPlainDatatype(iri) {
			return
		}
		checkRoundTrip(t, quads)
	})
}
