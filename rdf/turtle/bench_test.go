package turtle_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

// sampleDocument makes statements about n serials, like those of the register.
func sampleDocument(f turtle.Format, n int) []byte {
	var out bytes.Buffer
	w := turtle.NewWriter(&out, turtle.WriterOptions{Format: f, Prefixes: map[string]string{
		"bf": "http://id.loc.gov/ontologies/bibframe/", "xsd": "http://www.w3.org/2001/XMLSchema#",
		"schema": "http://schema.org/", "dcterms": "http://purl.org/dc/terms/",
	}})
	graph := rdf.DefaultGraph
	if f == turtle.NQuads || f == turtle.TriG {
		graph = rdf.NewIRI("http://issn.org/graph/register/free")
	}
	add := func(s, p string, o rdf.Term) {
		if err := w.WriteQuad(rdf.Quad{S: rdf.NewIRI(s), P: rdf.NewIRI(p), O: o, G: graph}); err != nil {
			panic(err)
		}
	}
	for i := range n {
		issn := fmt.Sprintf("%04d-%04d", i/1000, i%10000)
		s := "https://portal.issn.org/resource/ISSN/" + issn
		add(s, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", rdf.NewIRI("http://schema.org/Periodical"))
		add(s, "http://schema.org/issn", rdf.NewString(issn))
		add(s, "http://schema.org/name", rdf.NewString("Journal of serial studies, series "+issn))
		add(s, "http://id.loc.gov/ontologies/bibframe/mainTitle", rdf.NewLangString("Zeitschrift für Periodika "+issn, "de"))
		add(s, "http://purl.org/dc/terms/modified", rdf.NewLiteral("2024-05-17T10:20:30Z", "http://www.w3.org/2001/XMLSchema#dateTime"))
		add(s, "http://schema.org/isPartOf", rdf.NewIRI("https://portal.issn.org/resource/ISSN-L/"+issn))
		add(s, "http://id.loc.gov/ontologies/bibframe/identifiedBy", rdf.NewIRI(s+"#ISSN"))
		add(s+"#ISSN", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", rdf.NewString(issn))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func BenchmarkRead(b *testing.B) {
	for _, f := range []turtle.Format{turtle.NTriples, turtle.NQuads, turtle.Turtle, turtle.TriG} {
		doc := sampleDocument(f, 20_000)
		for _, transient := range []bool{false, true} {
			name := fmt.Sprintf("syntax=%s/transient=%v", strings.ReplaceAll(f.String(), "-", ""), transient)
			b.Run(name, func(b *testing.B) {
				b.SetBytes(int64(len(doc)))
				b.ReportAllocs()
				quads := 0
				for b.Loop() {
					quads += drain(b, turtle.NewReader(bytes.NewReader(doc), turtle.Options{Format: f, Transient: transient}))
				}
				b.ReportMetric(float64(quads)/b.Elapsed().Seconds()/1e6, "Mquads/s")
			})
		}
	}
}

func drain(tb testing.TB, r *turtle.Reader) int {
	n := 0
	var q rdf.Quad
	for {
		err := r.Read(&q)
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			tb.Fatal(err)
		}
		n++
	}
}

func BenchmarkWrite(b *testing.B) {
	var quads []rdf.Quad
	doc := sampleDocument(turtle.NTriples, 2_000)
	for q, err := range turtle.NewReader(bytes.NewReader(doc), turtle.Options{}).All() {
		if err != nil {
			b.Fatal(err)
		}
		quads = append(quads, q)
	}
	for _, opt := range []turtle.WriterOptions{
		{Format: turtle.NTriples},
		{Format: turtle.NQuads, Canonical: true},
		{Format: turtle.Turtle, Prefixes: map[string]string{"schema": "http://schema.org/"}},
		{Format: turtle.Turtle, Prefixes: map[string]string{"schema": "http://schema.org/"}, Pretty: true},
	} {
		b.Run(fmt.Sprintf("syntax=%s/pretty=%v", strings.ReplaceAll(opt.Format.String(), "-", ""), opt.Pretty), func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				w := turtle.NewWriter(io.Discard, opt)
				for _, q := range quads {
					if err := w.WriteQuad(q); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
				n += len(quads)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds()/1e6, "Mquads/s")
		})
	}
}
