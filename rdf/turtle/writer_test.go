package turtle_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/vocab"
)

var rewrite = flag.Bool("rewrite", false, "write the expected outputs in testdata anew")

var prefixes = map[string]string{
	"": "http://example/", "rdf": vocab.RDF, "rdfs": vocab.RDFS, "xsd": vocab.XSD, "unused": "http://unused/",
	"bf": "http://id.loc.gov/ontologies/bibframe/", "schema": "http://schema.org/", "dcterms": "http://purl.org/dc/terms/",
}

// write returns the quads in a syntax.
func write(t *testing.T, quads []rdf.Quad, opt turtle.WriterOptions) string {
	t.Helper()
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
	return out.String()
}

// parseQuads reads TriG.
func parseQuads(t *testing.T, text string) []rdf.Quad {
	t.Helper()
	var quads []rdf.Quad
	for q, err := range turtle.NewReader(strings.NewReader(text), turtle.Options{Format: turtle.TriG}).All() {
		if err != nil {
			t.Fatal(err)
		}
		quads = append(quads, q)
	}
	return quads
}

// TestPretty compares with the files that stand beside those in
// testdata/pretty; -rewrite writes them.
func TestPretty(t *testing.T) {
	files, err := filepath.Glob("testdata/pretty/*.trig")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		quads := parseQuads(t, string(src))
		got := write(t, quads, turtle.WriterOptions{Format: turtle.TriG, Pretty: true, Prefixes: prefixes})
		golden := strings.TrimSuffix(file, ".trig") + ".out"
		if *rewrite {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
		if !rdf.Isomorphic(rdf.NewDataset(quads...), rdf.NewDataset(parseQuads(t, got)...)) {
			t.Errorf("%s: reads back as something else", file)
		}
		// The order of the input does not show.
		for i, j := 0, len(quads)-1; i < j; i, j = i+1, j-1 {
			quads[i], quads[j] = quads[j], quads[i]
		}
		again := write(t, quads, turtle.WriterOptions{Format: turtle.TriG, Pretty: true, Prefixes: prefixes})
		if diff := cmp.Diff(got, again); diff != "" {
			t.Errorf("%s: the output depends on the order of the input:\n%s", file, diff)
		}
	}
}

func TestWriteStream(t *testing.T) {
	quads := parseQuads(t, `PREFIX : <http://example/>
		:s a :T ; :p 1 , "x\ny"@en . :t :p <http://example/a/b> , <http://unknown/> . :g { :s :p _:b . :s :q "1"^^:T } { :s :p :o }`)
	for name, tc := range map[string]struct {
		opt  turtle.WriterOptions
		want string
	}{
		"TriG": {turtle.WriterOptions{Format: turtle.TriG, Prefixes: map[string]string{"": "http://example/"}}, `@prefix : <http://example/> .

:s a :T ;
    :p 1, "x\ny"@en .
:t :p <http://example/a/b>, <http://unknown/> .
:g {
    :s :p _:b ;
        :q "1"^^:T .
}
:s :p :o .
`},
		"Turtle": {turtle.WriterOptions{Format: turtle.Turtle, Base: "http://example/a/c", DropGraphs: true}, `@base <http://example/a/c> .

<http://example/s> a <http://example/T> ;
    <http://example/p> 1, "x\ny"@en .
<http://example/t> <http://example/p> <b>, <http://unknown/> .
<http://example/s> <http://example/p> _:b ;
    <http://example/q> "1"^^<http://example/T> ;
    <http://example/p> <http://example/o> .
`},
		"N-Triples": {turtle.WriterOptions{Format: turtle.NTriples, DropGraphs: true, Prefixes: prefixes}, `<http://example/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example/T> .
<http://example/s> <http://example/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://example/s> <http://example/p> "x\ny"@en .
<http://example/t> <http://example/p> <http://example/a/b> .
<http://example/t> <http://example/p> <http://unknown/> .
<http://example/s> <http://example/p> _:b .
<http://example/s> <http://example/q> "1"^^<http://example/T> .
<http://example/s> <http://example/p> <http://example/o> .
`},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, write(t, quads, tc.opt)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestWriteTerms writes terms that need care in every way, and reads them back.
func TestWriteTerms(t *testing.T) {
	s, p := rdf.NewIRI("http://example/s"), rdf.NewIRI("http://example/p")
	for _, o := range []rdf.Term{
		rdf.NewIRI("http://example/"), rdf.NewIRI("http://example/a.b"), rdf.NewIRI("http://example/a."), rdf.NewIRI("http://example/-a"),
		rdf.NewIRI("http://example/0"), rdf.NewIRI("http://example/a:b"), rdf.NewIRI("http://example/a/b#c"), rdf.NewIRI("http://example/%20"),
		rdf.NewIRI("http://example/(x)"), rdf.NewIRI("http://example/é·"), rdf.NewIRI("http://example/·"), rdf.NewIRI("http://example"),
		rdf.NewIRI("http://example/?q"), rdf.NewIRI("http://example//x"), rdf.NewIRI("http://example/x?a:b"), rdf.NewIRI("urn:x:y"),
		rdf.NewLiteral("1", vocab.XSDInteger), rdf.NewLiteral("+01", vocab.XSDInteger), rdf.NewLiteral("1.", vocab.XSDDecimal),
		rdf.NewLiteral(".5", vocab.XSDDecimal), rdf.NewLiteral("1", vocab.XSDDecimal), rdf.NewLiteral("1.5", vocab.XSDInteger),
		rdf.NewLiteral("1e5", vocab.XSDDouble), rdf.NewLiteral("1.E-5", vocab.XSDDouble), rdf.NewLiteral(".e5", vocab.XSDDouble),
		rdf.NewLiteral("1.5", vocab.XSDDouble), rdf.NewLiteral("INF", vocab.XSDDouble), rdf.NewLiteral("+-1", vocab.XSDInteger),
		rdf.NewLiteral("", vocab.XSDInteger), rdf.NewLiteral(".", vocab.XSDDecimal), rdf.NewLiteral("-", vocab.XSDInteger), rdf.NewLiteral("e5", vocab.XSDDouble),
		rdf.NewLiteral("true", vocab.XSDBoolean), rdf.NewLiteral("1", vocab.XSDBoolean), rdf.NewLiteral("true", vocab.XSDString),
		rdf.NewString("a\n\"\"\"b\""), rdf.NewString("\n"), rdf.NewString("\"\n\""), rdf.NewString("\\\n\\\\\"\""), rdf.NewString("\r\n\t\x00"),
		rdf.NewLangString("a\nb", "en-GB"), rdf.NewDirLangString("a", "ar", rdf.RTL),
		rdf.NewBlankNode("gen1"), rdf.NewBlankNode("a b"), rdf.NewBlankNode("."),
		rdf.NewTripleTerm(rdf.Triple{S: rdf.NewBlankNode("x"), P: rdf.NewIRI(vocab.RDFType), O: rdf.NewLiteral("1", vocab.XSDInteger)}),
		rdf.NewIRI(vocab.RDFNil),
	} {
		want := rdf.NewDataset(rdf.Quad{S: s, P: p, O: o})
		for _, f := range []turtle.Format{turtle.NTriples, turtle.NQuads, turtle.Turtle, turtle.TriG} {
			for _, opt := range []turtle.WriterOptions{
				{Format: f},
				{Format: f, Prefixes: prefixes},
				{Format: f, Base: "http://example/x/y?z"},
				{Format: f, Base: "http://example"},
				{Format: f, Pretty: true, Prefixes: map[string]string{"e": "http://example/a"}, Base: "http://example/"},
			} {
				text := write(t, want.Sorted(), opt)
				if got := parseQuads(t, text); !rdf.Isomorphic(want, rdf.NewDataset(got...)) {
					t.Errorf("%s, %+v:\n%s", o, opt, text)
				}
			}
		}
	}
}

// TestWriteNested nests blank nodes in ways that must not lose any of them.
func TestWriteNested(t *testing.T) {
	b := func(n int) rdf.Term { return rdf.NewBlankNode(string(rune('a' + n))) }
	p, first, rest := rdf.NewIRI("http://example/p"), rdf.NewIRI(vocab.RDFFirst), rdf.NewIRI(vocab.RDFRest)
	null := rdf.NewIRI(vocab.RDFNil)
	chain := &rdf.Dataset{}
	for i := range 200 {
		chain.Add(rdf.Quad{S: rdf.NewBlankNode("c" + strings.Repeat("x", i)), P: p, O: rdf.NewBlankNode("c" + strings.Repeat("x", i+1))})
	}
	for name, quads := range map[string][]rdf.Quad{
		"chain of 200":                chain.Sorted(),
		"cycle":                       {{S: b(0), P: p, O: b(1)}, {S: b(1), P: p, O: b(2)}, {S: b(2), P: p, O: b(0)}},
		"self":                        {{S: b(0), P: p, O: b(0)}},
		"list that closes on itself":  {{S: b(0), P: first, O: p}, {S: b(0), P: rest, O: b(1)}, {S: b(1), P: first, O: p}, {S: b(1), P: rest, O: b(0)}},
		"list of itself":              {{S: p, P: p, O: b(0)}, {S: b(0), P: first, O: b(0)}, {S: b(0), P: rest, O: null}},
		"list whose tail is used":     {{S: p, P: p, O: b(0)}, {S: b(0), P: first, O: p}, {S: b(0), P: rest, O: b(1)}, {S: b(1), P: first, O: p}, {S: b(1), P: rest, O: null}, {S: p, P: first, O: b(1)}},
		"list with two heads":         {{S: p, P: p, O: b(0)}, {S: b(0), P: first, O: p}, {S: b(0), P: first, O: null}, {S: b(0), P: rest, O: null}},
		"list with a stub":            {{S: p, P: p, O: b(0)}, {S: b(0), P: first, O: p}, {S: b(0), P: rest, O: b(1)}},
		"list with another property":  {{S: p, P: p, O: b(0)}, {S: b(0), P: first, O: p}, {S: b(0), P: rest, O: null}, {S: b(0), P: p, O: p}},
		"list that ends in a literal": {{S: p, P: p, O: b(0)}, {S: b(0), P: first, O: p}, {S: b(0), P: rest, O: rdf.NewString("x")}},
		"list as a subject":           {{S: b(0), P: first, O: p}, {S: b(0), P: rest, O: null}},
		"nil as a subject":            {{S: null, P: first, O: p}, {S: null, P: rest, O: null}, {S: p, P: p, O: null}},
		"shared by two graphs":        {{S: p, P: p, O: b(0)}, {S: p, P: p, O: b(0), G: p}},
		"name of a graph":             {{S: p, P: p, O: b(0)}, {S: p, P: p, O: p, G: b(0)}, {S: b(1), P: p, O: p, G: b(1)}},
		"in a triple term":            {{S: p, P: p, O: b(0)}, {S: p, P: p, O: rdf.NewTripleTerm(rdf.Triple{S: b(0), P: p, O: b(1)})}, {S: b(1), P: p, O: p}},
		"list of lists": {
			{S: p, P: p, O: b(0)},
			{S: b(0), P: first, O: b(1)},
			{S: b(0), P: rest, O: b(2)},
			{S: b(1), P: first, O: b(3)},
			{S: b(1), P: rest, O: null},
			{S: b(2), P: first, O: null},
			{S: b(2), P: rest, O: null},
			{S: b(3), P: p, O: b(4)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			text := write(t, quads, turtle.WriterOptions{Format: turtle.TriG, Pretty: true})
			if got := parseQuads(t, text); !rdf.Isomorphic(rdf.NewDataset(quads...), rdf.NewDataset(got...)) {
				t.Errorf("reads back as %v:\n%s", got, text)
			}
		})
	}
}

func TestWriteErrors(t *testing.T) {
	a := rdf.NewIRI("http://example/a")
	for name, tc := range map[string]struct {
		format turtle.Format
		quad   rdf.Quad
		want   error
	}{
		"named graph in N-Triples": {turtle.NTriples, rdf.Quad{S: a, P: a, O: a, G: a}, turtle.ErrNamedGraph},
		"named graph in Turtle":    {turtle.Turtle, rdf.Quad{S: a, P: a, O: a, G: a}, turtle.ErrNamedGraph},
		"literal as subject":       {turtle.NQuads, rdf.Quad{S: rdf.NewString("a"), P: a, O: a}, turtle.ErrQuad},
		"blank node as predicate":  {turtle.NQuads, rdf.Quad{S: a, P: rdf.NewBlankNode("b"), O: a}, turtle.ErrQuad},
		"no object":                {turtle.TriG, rdf.Quad{S: a, P: a}, turtle.ErrQuad},
		"literal as graph":         {turtle.TriG, rdf.Quad{S: a, P: a, O: a, G: rdf.NewString("g")}, turtle.ErrQuad},
		"bad triple term":          {turtle.TriG, rdf.Quad{S: a, P: a, O: rdf.NewTripleTerm(rdf.Triple{S: rdf.NewString("a"), P: a, O: a})}, turtle.ErrQuad},
	} {
		t.Run(name, func(t *testing.T) {
			w := turtle.NewWriter(&bytes.Buffer{}, turtle.WriterOptions{Format: tc.format})
			if err := w.WriteQuad(tc.quad); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
	w := turtle.NewWriter(&bytes.Buffer{}, turtle.WriterOptions{Format: turtle.Turtle, Base: "nowhere"})
	if err := w.Close(); !errors.Is(err, rdf.ErrIRI) {
		t.Errorf("bad base: %v", err)
	}
}

// failingWriter takes n bytes.
type failingWriter struct{ n int }

var errFull = errors.New("full")

func (f *failingWriter) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriterFull(t *testing.T) {
	quad := parseQuads(t, "<http://example/s> <http://example/p> <http://example/o> .")[0]
	for _, opt := range []turtle.WriterOptions{{Format: turtle.NQuads}, {Format: turtle.Turtle}, {Format: turtle.TriG, Pretty: true}} {
		w := turtle.NewWriter(&failingWriter{n: 10}, opt)
		var err error
		for range 10_000 {
			if err = w.WriteQuad(quad); err != nil {
				break
			}
		}
		if !opt.Pretty && !errors.Is(err, errFull) || !errors.Is(w.Close(), errFull) || !errors.Is(w.WriteQuad(quad), errFull) {
			t.Errorf("%+v: the error of the underlying writer is lost: %v", opt, err)
		}
	}
}
