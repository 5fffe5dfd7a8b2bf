package rdf_test

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
)

// FuzzIRI checks that resolution gives IRIs, never more than once another one,
// and that neither it nor the checks trip over anything.
func FuzzIRI(f *testing.F) {
	f.Add("http://a/b/c/d;p?q", "../g?x#y")
	f.Add("urn:x:y", "//[::1]:80/%41")
	f.Fuzz(func(t *testing.T, iri, ref string) {
		base, err := rdf.NewBase(iri)
		if err != nil {
			return
		}
		if !utf8.ValidString(iri) {
			t.Fatalf("%q is no UTF-8 but an IRI", iri)
		}
		if rdf.CheckIRIReference(ref) != nil {
			base.Resolve(ref)
			return
		}
		got := base.Resolve(ref)
		if rdf.SchemeLength(got) == 0 {
			t.Fatalf("%q resolved against %q is %q", ref, iri, got)
		}
		if again := base.Resolve(got); again != got {
			t.Fatalf("%q resolves to %q", got, again)
		}
		if text := rdf.NewIRI(got).String(); len(text) != len(got)+2 {
			t.Fatalf("%q is written %s", got, text)
		}
	})
}

func FuzzLanguage(f *testing.F) {
	f.Add("zh-Hant-TW-x-a")
	f.Add("en-a-bb")
	f.Fuzz(func(t *testing.T, tag string) {
		normal := rdf.NormalizeLanguage(tag)
		if rdf.NormalizeLanguage(normal) != normal {
			t.Fatalf("%q, then %q, then %q", tag, normal, rdf.NormalizeLanguage(normal))
		}
		if rdf.IsLanguage(tag) != rdf.IsLanguage(normal) {
			t.Fatalf("%q and %q are not both well-formed", tag, normal)
		}
	})
}

// FuzzCanonicalize makes a small graph of the bytes and compares it with a
// shuffled copy.
func FuzzCanonicalize(f *testing.F) {
	f.Add([]byte("\x01\x12\x23\x31"), uint64(1))
	f.Add([]byte("\x01\x10\x51\x91\x11"), uint64(2))
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		d := &rdf.Dataset{}
		for _, b := range data[:min(len(data), 10)] {
			q := quad(bn(int(b&3)), ex("p"), bn(int(b>>2&3)))
			switch b >> 6 {
			case 1:
				q.G = bn(int(b >> 4 & 3))
			case 2:
				q.O = rdf.NewTripleTerm(rdf.Triple{S: q.S, P: q.P, O: bn(int(b >> 4 & 3))})
			}
			d.Add(q)
		}
		copied := shuffled(d, rand.New(rand.NewPCG(seed, 1)))
		if !rdf.Isomorphic(d, copied) {
			t.Fatalf("not isomorphic to its copy: %v", d.Sorted())
		}
		a, err := rdf.Canonicalize(d, rdf.CanonicalOptions{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := rdf.Canonicalize(copied, rdf.CanonicalOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if a.String() != b.String() {
			t.Fatalf("%v has two canonical forms:\n%s\n%s", d.Sorted(), a, b)
		}
	})
}
