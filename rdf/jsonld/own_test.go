package jsonld

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/vocab"
)

// write writes quads, by json-gold where hold is false, and reports whether it went
// without.
func write(t testing.TB, quads []rdf.Quad, hold bool) (text string, direct bool, err error) {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, WriterOptions{Indent: true, Direction: DirLangString})
	w.hold = w.hold && hold
	for _, q := range quads {
		if err := w.WriteQuad(q); err != nil {
			return "", false, err
		}
	}
	if w.hold {
		direct, _ = writeOwn(io.Discard, w.held, rdf.Term{})
	}
	err = w.Close()
	return b.String(), direct, err
}

// sampleDocuments returns the quads of each record of the sample.
func sampleDocuments(t testing.TB) [][]rdf.Quad {
	t.Helper()
	rd, err := marc.NewReader(bytes.NewReader(sample.Register), marc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := mapping.NewMapper(mapping.Options{})
	var documents [][]rdf.Quad
	for rec, err := range rd.All() {
		if err != nil {
			t.Fatal(err)
		}
		res, err := m.Map(rec)
		if err != nil {
			continue // a bad record of the sample has no document
		}
		var quads []rdf.Quad
		for _, q := range res.Quads {
			quads = append(quads, rdf.Quad{S: q.S.Clone(), P: q.P.Clone(), O: q.O.Clone(), G: q.G.Clone()})
		}
		documents = append(documents, quads)
	}
	return documents
}

// TestDirectAgreesOnSample writes all records of the sample, whole, as triples of one
// graph, and without names for it, both ways.
func TestDirectAgreesOnSample(t *testing.T) {
	direct, all := 0, 0
	for _, quads := range sampleDocuments(t) {
		var one, unnamed []rdf.Quad
		for _, q := range quads {
			unnamed = append(unnamed, rdf.Quad{S: q.S, P: q.P, O: q.O})
			if q.G == quads[0].G {
				one = append(one, q)
			}
		}
		for _, document := range [][]rdf.Quad{quads, one, unnamed, quads[:1], unnamed[:1], unnamed[:2]} {
			all++
			if sameBothWays(t, document) {
				direct++
			}
		}
	}
	if all < 100 || direct != all {
		t.Errorf("%d of %d documents went without json-gold", direct, all)
	}
}

// sameBothWays compares both ways and reports whether json-gold was not needed.
func sameBothWays(t *testing.T, quads []rdf.Quad) (direct bool) {
	t.Helper()
	want, _, wantErr := write(t, quads, false)
	got, direct, err := write(t, quads, true)
	if (err == nil) != (wantErr == nil) {
		t.Errorf("%v: got %v, want %v", quads, err, wantErr)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%v (-json-gold +direct):\n%s", quads, diff)
	}
	return direct
}

// TestDirectAgreesOnRandom does the same with odd terms in odd places.
func TestDirectAgreesOnRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	direct := 0
	const documents = 1500
	for range documents {
		var quads []rdf.Quad
		for range 1 + r.IntN(12) {
			quads = append(quads, oddQuad(r))
		}
		if sameBothWays(t, quads) {
			direct++
		}
		if t.Failed() {
			return
		}
	}
	if direct < documents/4 || direct == documents {
		t.Errorf("%d of %d documents went without json-gold", direct, documents)
	}
}

func oddQuad(r *rand.Rand) rdf.Quad {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	iri := func() rdf.Term {
		return rdf.NewIRI(pick("http://issn.org/resource/ISSN/0028-0836", "http://issn.org/resource/ISSN/0028-0836#Record",
			"http://issn.org/resource/", "http://example.org/a", "http://example.org/b:c", vocab.BF+"Title", vocab.BF, vocab.BFStatus,
			"http://issn.org/vocabularies/Medium#Print", vocab.M21+"formofmaterial#a", "urn:uuid:1", "format:x", "mailto:a@b", "bf:Title",
			"https://www.iso.org/obp/ui/#iso:code:3166:GB", vocab.XSDDate, vocab.ISSNBase+"organization/ISSNCenter#_2", "http://schema.org/é"))
	}
	node := func() rdf.Term {
		if r.IntN(3) == 0 {
			return rdf.NewBlankNode(pick("a", "b", "c"))
		}
		return iri()
	}
	q := rdf.Quad{S: node(), P: rdf.NewIRI(pick(vocab.RDFType, vocab.RDFType, vocab.BFMainTitle, vocab.BFStatus, vocab.BFStatus, vocab.RDFValue,
		vocab.DCTModified, vocab.SchemaName, vocab.SchemaISSN, vocab.DCTType, vocab.RDFSLabel, "http://example.org/p", vocab.BF+"unknown",
		vocab.PROV+"generated", vocab.Schema+"mainEntity", vocab.BFIdentifiedBy))}
	if r.IntN(40) == 0 {
		q.P = rdf.NewIRI(pick(vocab.RDFFirst, vocab.RDFRest))
	}
	text := pick("", "plain", "é ü", "line\nend", "tab\t\"quotes\" \\", "<b>&amp;</b>", "\u2028", "\x01", "note", "bf:Title", "status: x", "id", "a:b:c",
		"2024-01-01", "\xff")
	switch r.IntN(6) {
	case 0:
		q.O = rdf.NewString(text)
	case 1:
		q.O = rdf.NewLangString(text, pick("en", "id", "und-Latn"))
	case 2:
		q.O = rdf.NewLiteral(text, pick(vocab.XSDDate, vocab.XSDInteger, "http://example.org/type", vocab.Schema+"Date"))
	case 3:
		q.O = rdf.NewBlankNode(pick("a", "b", "c"))
	default:
		q.O = iri()
	}
	if q.P.Value() == vocab.RDFType && r.IntN(20) > 0 {
		q.O = iri()
	}
	if r.IntN(100) == 0 {
		q.O = rdf.NewIRI(vocab.RDFNil)
	}
	if r.IntN(2) == 0 {
		q.G = rdf.NewIRI(pick("http://issn.org/graph/register/free", "http://issn.org/graph/register/full"))
	}
	return q
}

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "plain", "é", "\u2028\u2029", "\x00\x1f\"\\/", "\xff", strings.Repeat("a", 100) + "\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := `"` + string(appendEncoded(nil, s)) + `"`
		if got := string(appendString(nil, s)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

func BenchmarkWriter(b *testing.B) {
	quads := sampleDocuments(b)[0]
	for _, hold := range []bool{false, true} {
		b.Run(fmt.Sprintf("direct=%v", hold), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var out bytes.Buffer
				w := NewWriter(&out, WriterOptions{Indent: true, Direction: DirLangString})
				w.hold = hold
				for _, q := range quads {
					if err := w.WriteQuad(q); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
