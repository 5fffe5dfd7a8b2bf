package rdfxml_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/rdfxml"
)

func write(t testing.TB, d *rdf.Dataset, opt rdfxml.WriterOptions) string {
	t.Helper()
	var b strings.Builder
	w := rdfxml.NewWriter(&b, opt)
	for q := range d.All() {
		if err := w.WriteQuad(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteStreaming(t *testing.T) {
	d := turtleGraph(t, `:a a :C, :D; :p "x & y"@en, <http://other.org/z#q> . _:b :p 1 . :a <http://other.org/z#q> _:b .`)
	want := `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:ex="http://example.org/">
  <ex:C rdf:about="http://example.org/a">
    <rdf:type rdf:resource="http://example.org/D"/>
    <ex:p xml:lang="en">x &amp; y</ex:p>
    <ex:p rdf:resource="http://other.org/z#q"/>
  </ex:C>
  <rdf:Description rdf:nodeID="b">
    <ex:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</ex:p>
  </rdf:Description>
  <rdf:Description rdf:about="http://example.org/a">
    <ns:q xmlns:ns="http://other.org/z#" rdf:nodeID="b"/>
  </rdf:Description>
</rdf:RDF>
`
	got := write(t, d, rdfxml.WriterOptions{Prefixes: map[string]string{"ex": "http://example.org/", "xmlbad": "http://x/", "1": "http://y/"}})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWritePretty(t *testing.T) {
	d := turtleGraph(t, `
		:a :p [ a :C; :q "1" ]; :list ( :x [ :q 2 ] ); :text "سلام"@ar--rtl; :said <<( :s :p _:shared )>> .
		_:shared :q _:shared . <http://example.org/doc#f> <http://other.org/z#q> "" . :a a :Unused .`)
	want := `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:ex="http://example.org/"
         xmlns:ns1="http://other.org/z#"
         xml:base="http://example.org/doc">
  <rdf:Description rdf:nodeID="shared">
    <ex:q rdf:nodeID="shared"/>
  </rdf:Description>
  <ex:Unused rdf:about="http://example.org/a">
    <ex:list rdf:parseType="Collection">
      <rdf:Description rdf:about="http://example.org/x"/>
      <rdf:Description>
        <ex:q rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">2</ex:q>
      </rdf:Description>
    </ex:list>
    <ex:p>
      <ex:C>
        <ex:q>1</ex:q>
      </ex:C>
    </ex:p>
    <ex:said rdf:version="1.2" rdf:parseType="Triple">
      <rdf:Description rdf:about="http://example.org/s">
        <ex:p rdf:nodeID="shared"/>
      </rdf:Description>
    </ex:said>
    <ex:text xml:lang="ar" rdf:version="1.2" xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" its:dir="rtl">سلام</ex:text>
  </ex:Unused>
  <rdf:Description rdf:about="#f">
    <ns1:q></ns1:q>
  </rdf:Description>
</rdf:RDF>
`
	got := write(t, d, rdfxml.WriterOptions{
		Prefixes: map[string]string{"ex": "http://example.org/", "no": "http://unused/"}, Base: "http://example.org/doc", Pretty: true,
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	back, err := rdf.ReadDataset(rdfxml.NewReader(strings.NewReader(got), rdfxml.Options{}).All())
	if err != nil || !rdf.Isomorphic(d, back) {
		t.Errorf("%v, read back:\n%swant:\n%s", err, list(back), list(d))
	}
}

func TestWriteErrors(t *testing.T) {
	a, p := rdf.NewIRI("http://example.org/a"), rdf.NewIRI("http://example.org/p")
	for name, tc := range map[string]struct {
		quad rdf.Quad
		want error
	}{
		"graph":           {rdf.Quad{S: a, P: p, O: a, G: a}, rdfxml.ErrNamedGraph},
		"predicate":       {rdf.Quad{S: a, P: rdf.NewIRI("http://example.org/1"), O: a}, rdfxml.ErrPredicate},
		"rdf:li":          {rdf.Quad{S: a, P: rdf.NewIRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#li"), O: a}, rdfxml.ErrPredicate},
		"rdf:about":       {rdf.Quad{S: a, P: rdf.NewIRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#about"), O: a}, rdfxml.ErrPredicate},
		"in triple term":  {rdf.Quad{S: a, P: p, O: rdf.NewTripleTerm(rdf.Triple{S: a, P: rdf.NewIRI("http://e/"), O: a})}, rdfxml.ErrPredicate},
		"control":         {rdf.Quad{S: a, P: p, O: rdf.NewString("a\x01")}, rdfxml.ErrCharacter},
		"not UTF-8":       {rdf.Quad{S: a, P: p, O: rdf.NewString("a\xff")}, rdfxml.ErrCharacter},
		"literal subject": {rdf.Quad{S: rdf.NewString("a"), P: p, O: a}, rdfxml.ErrQuad},
		"no object":       {rdf.Quad{S: a, P: p}, rdfxml.ErrQuad},
	} {
		for _, pretty := range []bool{false, true} {
			var b strings.Builder
			w := rdfxml.NewWriter(&b, rdfxml.WriterOptions{Pretty: pretty})
			if err := w.WriteQuad(tc.quad); !errors.Is(err, tc.want) {
				t.Errorf("%s: got %v, want %v", name, err, tc.want)
			}
			if err := w.WriteQuad(rdf.Quad{S: a, P: p, O: a}); err != nil {
				t.Errorf("%s: the quad after it: %v", name, err)
			}
			if err := w.Close(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if d, err := read(b.String()); err != nil || d.Len() != 1 {
				t.Errorf("%s: the document holds %d quads, %v", name, d.Len(), err)
			}
		}
	}
	var b strings.Builder
	w := rdfxml.NewWriter(&b, rdfxml.WriterOptions{DropGraphs: true})
	if err := errors.Join(w.WriteQuad(rdf.Quad{S: a, P: p, O: a, G: a}), w.Close()); err != nil {
		t.Errorf("dropped graph: %v", err)
	}
}

// TestRoundTrip writes random graphs and reads them back.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(300) {
		d := randomGraph(rand.New(rand.NewPCG(seed, 1)))
		for _, opt := range []rdfxml.WriterOptions{
			{},
			{Pretty: true},
			{Pretty: true, Base: "http://example.org/r1", Prefixes: map[string]string{"": "http://example.org/", "ns1": "http://example.org/p#"}},
		} {
			text := write(t, d, opt)
			back, err := rdf.ReadDataset(rdfxml.NewReader(strings.NewReader(text), rdfxml.Options{}).All())
			if err != nil || !rdf.Isomorphic(d, back) {
				t.Fatalf("seed %d, %+v: %v\nwritten:\n%sread:\n%swant:\n%s", seed, opt, err, text, list(back), list(d))
			}
		}
	}
}

// randomGraph returns a graph with lists, circles of blank nodes and all kinds of objects.
func randomGraph(rnd *rand.Rand) *rdf.Dataset {
	d := rdf.NewDataset()
	resource := func() rdf.Term {
		if n := rnd.IntN(12); n < 7 {
			return rdf.NewBlankNode([]string{"a", "b", "c", "0", "_x.61", "d", "é"}[n])
		}
		return rdf.NewIRI(fmt.Sprintf("http://example.org/r%d", rnd.IntN(3)))
	}
	predicates := []string{
		"http://example.org/p#x", "http://example.org/q", "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",
		"http://www.w3.org/1999/02/22-rdf-syntax-ns#rest", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
		"http://www.w3.org/1999/02/22-rdf-syntax-ns#_1", "http://other.org/1a",
	}
	var object func(depth int) rdf.Term
	object = func(depth int) rdf.Term {
		switch rnd.IntN(10) {
		case 0:
			return rdf.NewString([]string{"", " a\r\n\t<&>\"' ", "]]>", "日本"}[rnd.IntN(4)])
		case 1:
			return rdf.NewLangString("a", "en")
		case 2:
			return rdf.NewDirLangString("a", "ar", rdf.RTL)
		case 3:
			return rdf.NewLiteral("<b/>", "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral")
		case 4:
			return rdf.NewIRI([]string{"http://www.w3.org/1999/02/22-rdf-syntax-ns#nil", "http://example.org/C", "http://www.w3.org/1999/02/22-rdf-syntax-ns#li"}[rnd.IntN(3)])
		case 5:
			if depth < 3 {
				return rdf.NewTripleTerm(rdf.Triple{S: resource(), P: rdf.NewIRI(predicates[rnd.IntN(2)]), O: object(depth + 1)})
			}
		}
		return resource()
	}
	for range 1 + rnd.IntN(14) {
		d.Add(rdf.Quad{S: resource(), P: rdf.NewIRI(predicates[rnd.IntN(len(predicates))]), O: object(0)})
	}
	for l := range rnd.IntN(3) {
		cells := 1 + rnd.IntN(60)
		head := rdf.NewBlankNode(fmt.Sprintf("l%d.0", l))
		d.Add(rdf.Quad{S: resource(), P: rdf.NewIRI(predicates[0]), O: head})
		for i := range cells {
			next := rdf.NewIRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
			if i < cells-1 {
				next = rdf.NewBlankNode(fmt.Sprintf("l%d.%d", l, i+1))
			}
			cell := rdf.NewBlankNode(fmt.Sprintf("l%d.%d", l, i))
			d.Add(rdf.Quad{S: cell, P: rdf.NewIRI(predicates[2]), O: resource()})
			d.Add(rdf.Quad{S: cell, P: rdf.NewIRI(predicates[3]), O: next})
		}
	}
	return d
}

// FuzzReader reads anything; what it accepts must survive being written.
func FuzzReader(f *testing.F) {
	f.Add([]byte(doc(`<ex:C rdf:about="a" ex:p="b"><ex:q rdf:parseType="Literal"><b/></ex:q><ex:l rdf:parseType="Collection"><ex:D/></ex:l></ex:C>`)))
	f.Add([]byte(doc(`<rdf:Description rdf:version="1.2"><ex:p rdf:parseType="Triple" rdf:annotation="r"><ex:D rdf:nodeID="x"/></ex:p></rdf:Description>`)))
	f.Add([]byte(`<!DOCTYPE r [<!ENTITY e "x">]>` + doc(`<rdf:Seq rdf:ID="s"><rdf:li xml:lang="en">&e;</rdf:li></rdf:Seq>`)))
	f.Add([]byte("\xff\xfe<\x00a\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := rdfxml.NewReader(strings.NewReader(string(in)), rdfxml.Options{Base: "http://example.org/doc"})
		d := rdf.NewDataset()
		for q, err := range r.All() {
			var syntax *rdf.SyntaxError
			if err != nil && !errors.As(err, &syntax) {
				t.Fatalf("got %v, want a syntax error", err)
			}
			if err == nil && d.Len() < 200 {
				d.Add(q)
			}
		}
		for _, pretty := range []bool{false, true} {
			var b strings.Builder
			w := rdfxml.NewWriter(&b, rdfxml.WriterOptions{Pretty: pretty})
			kept := rdf.NewDataset()
			for q := range d.All() {
				switch err := w.WriteQuad(q); {
				case err == nil:
					kept.Add(q)
				case !errors.Is(err, rdfxml.ErrPredicate) && !errors.Is(err, rdfxml.ErrCharacter):
					t.Fatalf("%v: %v", q, err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			back, err := read(b.String())
			if err != nil || back.Len() != kept.Len() {
				t.Fatalf("pretty %v: %v\nwritten:\n%s\nread:\n%swant:\n%s", pretty, err, b.String(), list(back), list(kept))
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := doc(strings.Repeat(`<ex:C rdf:about="http://example.org/a"><ex:p>text</ex:p><ex:q rdf:resource="http://example.org/b"/></ex:C>`, 1000))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range rdfxml.NewReader(strings.NewReader(text), rdfxml.Options{}).All() {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 3000 {
			b.Fatalf("%d triples", n)
		}
	}
}

func ExampleWriter() {
	w := rdfxml.NewWriter(os.Stdout, rdfxml.WriterOptions{Prefixes: map[string]string{"dc": "http://purl.org/dc/terms/"}})
	err := w.WriteQuad(rdf.Quad{
		S: rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836"),
		P: rdf.NewIRI("http://purl.org/dc/terms/title"),
		O: rdf.NewString("Nature"),
	})
	if err = errors.Join(err, w.Close()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	//          xmlns:dc="http://purl.org/dc/terms/">
	//   <rdf:Description rdf:about="http://issn.org/resource/ISSN/0028-0836">
	//     <dc:title>Nature</dc:title>
	//   </rdf:Description>
	// </rdf:RDF>
}
