package dict

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// registerTerms returns n different terms like those of the ISSN Register that
// are not inlined: titles with language tags, labels of blank nodes, URLs,
// places, notes.
func registerTerms(n int) []rdf.Term {
	r := rand.New(rand.NewPCG(21, 21))
	words := []string{
		"Journal", "of", "Bulletin", "Revue", "Acta", "Annals", "International", "Research", "and", "Science",
		"Zeitschrift", "für", "History", "de", "la", "Société", "Proceedings", "Medical", "Physics", "Letters",
	}
	title := func() string {
		s := words[r.IntN(len(words))]
		for range 2 + r.IntN(5) {
			s += " " + words[r.IntN(len(words))]
		}
		return fmt.Sprintf("%s %d", s, r.IntN(100_000))
	}
	out := make([]rdf.Term, 0, n)
	seen := make(map[rdf.Term]bool, n)
	for i := 0; len(out) < n; i++ {
		var t rdf.Term
		switch i % 6 {
		case 0, 1:
			t = rdf.NewLangString(title(), "und-Latn")
		case 2:
			t = rdf.NewString(title())
		case 3:
			t = rdf.NewBlankNode(fmt.Sprintf("r%dx%d", r.IntN(10_000_000), i))
		case 4:
			t = rdf.NewIRI(fmt.Sprintf("http://www.publisher%d.example/journals/%d/home", r.IntN(1000), r.IntN(100_000_000)))
		case 5:
			t = rdf.NewIRI(fmt.Sprintf("http://issn.org/resource/ISSN/0028-0836#Publisher-%s", title()))
		}
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

func BenchmarkAdd(b *testing.B) {
	const n = 1 << 18
	terms := registerTerms(n)
	predicates := make([]rdf.Term, 64)
	for i := range predicates {
		predicates[i] = rdf.NewIRI(fmt.Sprintf("http://id.loc.gov/ontologies/bibframe/property%d", i))
	}
	inlined := make([]rdf.Term, 1024)
	for i := range inlined {
		iri, _ := appendResource(nil, ids.Make(ids.KindISSNIRI, uint64(i*7919)<<ids.FragmentBits))
		inlined[i] = rdf.NewIRI(string(iri) + "#KeyTitle")
	}
	builder := NewBuilder(BuilderOptions{TempDir: b.TempDir(), MemoryBytes: 4 << 30})
	defer func() {
		if err := builder.Close(); err != nil {
			b.Error(err)
		}
	}()
	add := func(b *testing.B, p *Part, terms []rdf.Term) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if _, err := p.Add(terms[i]); err != nil {
				b.Fatal(err)
			}
			if i++; i == len(terms) {
				i = 0
			}
		}
	}
	p := builder.Part()
	for _, t := range terms {
		if _, err := p.Add(t); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("terms=repeated", func(b *testing.B) { add(b, p, terms) })
	b.Run("terms=predicates", func(b *testing.B) { add(b, p, predicates) })
	b.Run("terms=inlined", func(b *testing.B) { add(b, p, inlined) })
	b.Run("terms=new", func(b *testing.B) {
		b.ReportAllocs()
		p, i := builder.Part(), 0
		for b.Loop() {
			if _, err := p.Add(terms[i]); err != nil {
				b.Fatal(err)
			}
			if i++; i == len(terms) {
				i = 0
				p.table = newTable(builder.seed)
			}
		}
	})
}

func BenchmarkFinish(b *testing.B) {
	const n = 1 << 18
	terms := registerTerms(n)
	for _, memoryBytes := range []int64{1 << 30, 8 << 20} {
		b.Run(fmt.Sprintf("memory=%d", memoryBytes), func(b *testing.B) {
			b.ReportAllocs()
			bytes := 0
			for b.Loop() {
				builder := NewBuilder(BuilderOptions{TempDir: b.TempDir(), MemoryBytes: memoryBytes})
				for _, half := range [][]rdf.Term{terms[:n*2/3], terms[n/3:]} {
					p := builder.Part()
					for _, t := range half {
						if _, err := p.Add(t); err != nil {
							b.Fatal(err)
						}
					}
					if err := p.Close(); err != nil {
						b.Fatal(err)
					}
				}
				bytes = 0
				m, err := builder.Finish(context.Background(), func(_, value []byte) error {
					bytes += len(value)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				for part := range 2 {
					if _, err := m.Part(part); err != nil {
						b.Fatal(err)
					}
				}
				if err := builder.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/term")
			b.ReportMetric(float64(bytes)/n, "B/term")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	const n = 1 << 18
	terms := registerTerms(n)
	built := build(b, BuilderOptions{MemoryBytes: 1 << 30}, terms)
	d, src := built.dict, built.final(b, 0)
	b.Run("op=Term", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := d.Term(src[i%n]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("op=Lookup", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, ok, err := d.Lookup(terms[i%n]); err != nil || !ok {
				b.Fatal(ok, err)
			}
		}
	})
	b.Run("op=Terms/batch=1024", func(b *testing.B) {
		b.ReportAllocs()
		var dst []rdf.Term
		for i := 0; b.Loop(); i++ {
			at := i * 1024 % n
			var err error
			if dst, err = d.Terms(dst[:0], src[at:at+1024]); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1024, "ns/term")
	})
	b.Run("op=Check", func(b *testing.B) {
		for b.Loop() {
			check(b, d)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/term")
	})
}

func BenchmarkInline(b *testing.B) {
	for name, t := range map[string]rdf.Term{
		"ISSN IRI":  rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836#ReferencePublicationEvent"),
		"template":  rdf.NewIRI("http://www.wikidata.org/entity/Q180445"),
		"dateTime":  rdf.NewLiteral("2024-07-01T12:30:45Z", vocab.XSDDateTime),
		"predicate": rdf.NewIRI("http://id.loc.gov/ontologies/bibframe/mainTitle"),
		"title":     rdf.NewLangString("Nature (London)", "und-Latn"),
	} {
		b.Run("term="+name, func(b *testing.B) {
			id, _ := Inline(t)
			b.Run("op=Inline", func(b *testing.B) {
				for b.Loop() {
					id, _ = Inline(t)
				}
			})
			if id != ids.Undef && id.Payload() != 0 {
				b.Run("op=Uninline", func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						Uninline(id)
					}
				})
			}
		})
	}
}
