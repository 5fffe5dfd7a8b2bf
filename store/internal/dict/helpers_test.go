package dict

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// memory keeps blobs in a map and the order in which they came.
type memory struct {
	values map[string][]byte
	last   []byte
}

func newMemory() *memory { return &memory{values: make(map[string][]byte)} }

func (m *memory) Get(key []byte) ([]byte, error) { return m.values[string(key)], nil }

func (m *memory) put(key, value []byte) error {
	if bytes.Compare(m.last, key) >= 0 {
		return fmt.Errorf("key %x after %x", key, m.last)
	}
	m.last = bytes.Clone(key)
	m.values[string(key)] = bytes.Clone(value)
	return nil
}

// built is a dictionary and how it came about.
type built struct {
	blobs   *memory
	dict    *Dict
	mapping *Mapping
	local   [][]ids.ID // per part, the local id of each of its terms
}

// build makes a dictionary of the terms of several parts.
func build(t testing.TB, opts BuilderOptions, parts ...[]rdf.Term) built {
	t.Helper()
	if opts.TempDir == "" {
		opts.TempDir = t.TempDir()
	}
	b := NewBuilder(opts)
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	out := built{blobs: newMemory()}
	for _, terms := range parts {
		p := b.Part()
		var local []ids.ID
		for _, term := range terms {
			id, err := p.Add(term)
			if err != nil {
				t.Fatal(err)
			}
			local = append(local, id)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		out.local = append(out.local, local)
	}
	var err error
	if out.mapping, err = b.Finish(context.Background(), out.blobs.put); err != nil {
		t.Fatal(err)
	}
	if out.dict, err = Open(out.blobs); err != nil {
		t.Fatal(err)
	}
	return out
}

// final returns the final id of the i-th term of a part.
func (b built) final(t testing.TB, part int) []ids.ID {
	t.Helper()
	m, err := b.mapping.Part(part)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]ids.ID, len(b.local[part]))
	for i, id := range b.local[part] {
		if id.Kind() == ids.KindDelta {
			id = m[id.Payload()]
		}
		out[i] = id
	}
	return out
}

// check fails the test for each fault that Check reports.
func check(t testing.TB, d *Dict) {
	t.Helper()
	if err := d.Check(context.Background(), func(err error) { t.Error(err) }); err != nil {
		t.Error(err)
	}
}

// someTerms returns n different terms of all kinds, in random order.
func someTerms(seed uint64, n int) []rdf.Term {
	r := rand.New(rand.NewPCG(seed, 1))
	seen := make(map[rdf.Term]bool)
	var out []rdf.Term
	for len(out) < n {
		if term := someTerm(r, 2); !seen[term] {
			seen[term] = true
			out = append(out, term)
		}
	}
	return out
}

func someTerm(r *rand.Rand, depth int) rdf.Term {
	text := someText(r)
	switch r.IntN(14) {
	case 0:
		return rdf.NewBlankNode(fmt.Sprintf("b%d", r.IntN(100_000)))
	case 1, 2:
		return rdf.NewIRI("http://example.org/" + text)
	case 3:
		return rdf.NewIRI(fmt.Sprintf("http://issn.org/resource/ISSN/0028-0836#Publisher-%s", text))
	case 4:
		n := r.Uint32N(10_000_000)
		id := ids.Make(ids.KindISSNIRI, uint64(n)<<ids.FragmentBits)
		iri, _ := appendResource(nil, id)
		return rdf.NewIRI(string(iri) + []string{"", "#KeyTitle", "#PublicationPlace-" + text}[r.IntN(3)])
	case 5:
		return rdf.NewLiteral(fmt.Sprint(r.IntN(1000)), vocab.XSDInteger)
	case 6:
		return rdf.NewLiteral("0"+text, []string{vocab.XSDInteger, vocab.XSDInt, "http://example.org/type"}[r.IntN(3)])
	case 7, 8:
		return rdf.NewString(text)
	case 9, 10:
		return rdf.NewLangString(text, []string{"en", "fr", "zh-Hant", "und-Latn"}[r.IntN(4)])
	case 11:
		return rdf.NewDirLangString(text, "ar", []rdf.Direction{rdf.LTR, rdf.RTL}[r.IntN(2)])
	case 12:
		if depth > 0 {
			return rdf.NewTripleTerm(rdf.Triple{
				S: rdf.NewIRI("http://example.org/" + text),
				P: rdf.NewIRI("http://example.org/p"),
				O: someTerm(r, depth-1),
			})
		}
	}
	return rdf.NewString(text + text)
}

// someText returns short strings that share prefixes and hold the bytes that
// codecs trip over.
func someText(r *rand.Rand) string {
	pieces := []string{"a", "b", "The ", "Journal", "é", "日本", "\x00", "\x00\x00", "\x01", "\uffff", "\U0010ffff", "Z"}
	var b []byte
	for range 1 + r.IntN(6) {
		b = append(b, pieces[r.IntN(len(pieces))]...)
	}
	if r.IntN(200) == 0 {
		b = bytes.Repeat(b, 3000)
	}
	return string(b)
}
