package dict

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"

	"github.com/google/go-cmp/cmp"
)

// cmpTerms compares terms with ==.
var cmpTerms = cmp.Comparer(func(a, b rdf.Term) bool { return a == b })

func TestRoundTrip(t *testing.T) {
	terms := someTerms(1, 8000)
	b := build(t, BuilderOptions{}, terms)
	check(t, b.dict)
	final := b.final(t, 0)
	for i, term := range terms {
		id, ok, err := b.dict.Lookup(term)
		if err != nil || !ok || id != final[i] {
			t.Fatalf("Lookup(%v) = %#x, %v, %v, want %#x", term, id, ok, err, final[i])
		}
		back, err := b.dict.Term(id)
		if err != nil || back != term {
			t.Fatalf("Term(%#x) = %v, %v, want %v", id, back, err, term)
		}
	}
	got, err := b.dict.Terms(nil, append(final, ids.Undef, ids.DefaultGraph))
	if diff := cmp.Diff(append(slices.Clone(terms), rdf.Term{}, rdf.Term{}), got, cmpTerms); err != nil || diff != "" {
		t.Errorf("Terms: %v (-want +got):\n%s", err, diff)
	}
	for _, term := range someTerms(2, 2000) {
		id, ok, err := b.dict.Lookup(term)
		if _, inlined := Inline(term); err != nil || ok != (inlined || slices.Contains(terms, term)) {
			// An open fragment of the store makes all IRIs with it known.
			if !term.IsIRI() || !strings.Contains(term.Value(), "#") || err != nil {
				t.Errorf("Lookup(%v) = %#x, %v, %v", term, id, ok, err)
			}
		}
	}
}

func TestExternalMergeEqualsMemory(t *testing.T) {
	terms := someTerms(3, 20_000)
	parts := [][]rdf.Term{terms[:9000], terms[6000:15_000], terms[5000:], terms[:100]}
	want := build(t, BuilderOptions{}, parts...)
	for _, memoryBytes := range []int64{1, 100 << 10, 1 << 20} {
		t.Run(fmt.Sprintf("memory=%d", memoryBytes), func(t *testing.T) {
			dir := t.TempDir()
			got := build(t, BuilderOptions{MemoryBytes: memoryBytes, TempDir: dir}, parts...)
			if files, _ := os.ReadDir(dir); memoryBytes < 1<<20 && len(files) == 0 {
				t.Error("no temporary file: nothing was spilled")
			}
			if !maps.EqualFunc(want.blobs.values, got.blobs.values, bytes.Equal) {
				t.Error("dictionaries differ")
			}
			for i := range parts {
				if !slices.Equal(want.final(t, i), got.final(t, i)) {
					t.Errorf("part %d: ids differ", i)
				}
			}
		})
	}
}

func TestBase(t *testing.T) {
	terms := someTerms(4, 6000)
	old := build(t, BuilderOptions{}, terms[:2000])
	delta := NewDelta(old.dict)
	var oldIDs []ids.ID
	for _, term := range terms[:3000] {
		id, ok, err := old.dict.Lookup(term)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			id, _ = delta.Add(term)
		}
		oldIDs = append(oldIDs, id)
	}
	check(t, old.dict)
	b := build(t, BuilderOptions{Base: old.dict}, terms[1500:])
	check(t, b.dict)
	newID, err := b.mapping.Base()
	if err != nil {
		t.Fatal(err)
	}
	last := ids.Undef
	for rank := range old.dict.Len() {
		id := newID(ids.Make(ids.KindBase, rank))
		if id <= last {
			t.Fatalf("rank %d: %#x after %#x", rank, id, last)
		}
		last = id
	}
	for i, term := range terms[:3000] {
		want, ok, err := b.dict.Lookup(term)
		if got := newID(oldIDs[i]); err != nil || !ok || got != want {
			t.Fatalf("%v: old id %#x became %#x, want %#x (%v, %v)", term, oldIDs[i], got, want, ok, err)
		}
		if oldIDs[i].Kind() == ids.KindISSNIRI && oldIDs[i] != want {
			t.Errorf("%v: id of an ISSN IRI changed from %#x to %#x", term, oldIDs[i], want)
		}
	}
	for i, id := range b.final(t, 0) {
		if term, err := b.dict.Term(id); err != nil || term != terms[1500+i] {
			t.Fatalf("Term(%#x) = %v, %v, want %v", id, term, err, terms[1500+i])
		}
	}
	// Rebuilt once more, ordinals out of key order survive.
	again := build(t, BuilderOptions{Base: b.dict}, someTerms(5, 500))
	check(t, again.dict)
	for _, id := range b.final(t, 0) {
		if id.Kind() != ids.KindISSNIRI {
			continue
		}
		was, err1 := b.dict.Term(id)
		is, err2 := again.dict.Term(id)
		if err1 != nil || err2 != nil || was != is {
			t.Fatalf("%#x: %v, %v became %v, %v", id, was, err1, is, err2)
		}
	}
}

func TestOrder(t *testing.T) {
	iri, str, blank := rdf.NewIRI, rdf.NewString, rdf.NewBlankNode
	want := []rdf.Term{
		blank("a"), blank("b"),
		iri("http://a/"), iri("http://a/b"), iri("http://a/é"),
		str("a"),
		rdf.NewLangString("a", "en"), rdf.NewLangString("a", "fr"),
		rdf.NewDirLangString("a", "ar", rdf.LTR), rdf.NewDirLangString("a", "ar", rdf.RTL),
		rdf.NewLiteral("a", "http://a/type"),
		str("a\x00"), str("a\x00\x00"), str("a\x00b"), str("a\x01"), str("ab"), str("b"),
		str("\uffff"), str("\U0001f600"),
		rdf.NewTripleTerm(rdf.Triple{S: iri("http://a/"), P: iri("http://a/"), O: str("a")}),
		rdf.NewTripleTerm(rdf.Triple{S: iri("http://a/"), P: iri("http://a/"), O: str("b")}),
	}
	shuffled := slices.Clone(want)
	slices.Reverse(shuffled)
	d := build(t, BuilderOptions{}, shuffled).dict
	var got []rdf.Term
	for rank := range d.Len() {
		term, err := d.Term(ids.Make(ids.KindBase, rank))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, term)
	}
	if diff := cmp.Diff(want, got, cmpTerms); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestPrefixRange(t *testing.T) {
	terms := someTerms(6, 5000)
	d := build(t, BuilderOptions{}, terms).dict
	for _, kind := range []rdf.Kind{rdf.KindBlankNode, rdf.KindIRI, rdf.KindLiteral} {
		for _, prefix := range []string{"", "b", "b1", "a", "The ", "a\x00", "http://example.org/é", "0", "~", "\U0010ffff"} {
			lo, hi, err := d.PrefixRange(kind, prefix)
			if err != nil {
				t.Fatal(err)
			}
			at, err := d.Bound(kind, prefix)
			if err != nil || at != lo {
				t.Errorf("Bound(%d, %q) = %#x, %v, want %#x", kind, prefix, at, err, lo)
			}
			for rank := range d.Len() {
				id := ids.Make(ids.KindBase, rank)
				term, err := d.Term(id)
				if err != nil {
					t.Fatal(err)
				}
				want := term.Kind() == kind && strings.HasPrefix(term.Value(), prefix)
				if got := lo <= id && id < hi; got != want {
					t.Errorf("PrefixRange(%d, %q): %v in range: %v, want %v", kind, prefix, term, got, want)
				}
				if less := id < at; term.Kind() == kind && less != (term.Value() < prefix) {
					t.Errorf("Bound(%d, %q): %v below: %v", kind, prefix, term, less)
				}
			}
		}
	}
	if lo, hi, err := d.PrefixRange(rdf.KindTripleTerm, ""); err != nil || hi <= lo {
		t.Errorf("triple terms: %#x, %#x, %v", lo, hi, err)
	}
}

func TestUnknown(t *testing.T) {
	d := build(t, BuilderOptions{}, someTerms(7, 100)).dict
	for name, id := range map[string]ids.ID{
		"undef":           ids.Undef,
		"default graph":   ids.DefaultGraph,
		"base":            ids.Make(ids.KindBase, d.Len()),
		"delta":           ids.Make(ids.KindDelta, 0),
		"open fragment":   ids.Make(ids.KindISSNIRI, 0) | ids.OpenFragment | 1<<20,
		"fixed fragment":  ids.Make(ids.KindISSNIRI, 99<<fragmentNumberBits),
		"ISSN":            ids.Make(ids.KindISSN, 10_000_000),
		"template":        ids.Make(ids.KindTemplate, 255<<templateBits),
		"query local":     ids.Make(ids.KindQueryLocal, 0),
		"kind in reserve": ids.Make(14, 0),
		"number of node":  ids.Make(ids.KindISSNNode, issn.MaxNode+1),
		"space of node":   ids.Make(ids.KindISSNNode, 1<<(ids.FragmentBits+ids.ISSNBits)),
	} {
		t.Run(name, func(t *testing.T) {
			if term, err := d.Term(id); !errors.Is(err, ErrUnknownID) {
				t.Errorf("Term = %v, %v, want ErrUnknownID", term, err)
			}
		})
	}
	if _, ok, err := d.Lookup(rdf.Term{}); ok || err != nil {
		t.Errorf("Lookup of no term: %v, %v", ok, err)
	}
}

func TestEmpty(t *testing.T) {
	d := build(t, BuilderOptions{}).dict
	check(t, d)
	if _, ok, err := d.Lookup(rdf.NewString("a")); ok || err != nil || d.Len() != 0 {
		t.Errorf("Lookup in empty: %v, %v", ok, err)
	}
	if lo, hi, err := d.PrefixRange(rdf.KindIRI, "a"); lo != hi || err != nil {
		t.Errorf("PrefixRange in empty: %#x, %#x, %v", lo, hi, err)
	}
}

// TestDamage changes each byte of a small dictionary: opening or checking it
// must notice, and nothing may panic.
func TestDamage(t *testing.T) {
	base := build(t, BuilderOptions{}, someTerms(8, 60))
	b := build(t, BuilderOptions{Base: base.dict}, someTerms(9, 60)) // has ordinals
	for key, value := range b.blobs.values {
		for i := range value {
			value[i] ^= 0x5a
			d, err := Open(b.blobs)
			if err == nil {
				var faults []error
				if err := d.Check(context.Background(), func(err error) { faults = append(faults, err) }); err != nil {
					t.Fatal(err)
				}
				err = errors.Join(faults...)
			}
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("blob %x, byte %d: %v, want ErrCorrupt", key, i, err)
			}
			value[i] ^= 0x5a
		}
	}
}

func TestMissingBlobs(t *testing.T) {
	if _, err := Open(newMemory()); !errors.Is(err, ErrCorrupt) {
		t.Errorf("Open of nothing: %v, want ErrCorrupt", err)
	}
	b := build(t, BuilderOptions{}, someTerms(10, 100))
	delete(b.blobs.values, string(blobKey(tagPage, 0)))
	if _, err := b.dict.Term(ids.Make(ids.KindBase, 0)); !errors.Is(err, ErrCorrupt) {
		t.Errorf("Term without its page: %v, want ErrCorrupt", err)
	}
}

func TestBuilderErrors(t *testing.T) {
	dir := t.TempDir()
	b := NewBuilder(BuilderOptions{TempDir: dir, MemoryBytes: 1})
	p := b.Part()
	if _, err := p.Add(rdf.Term{}); !errors.Is(err, ErrNoTerm) {
		t.Errorf("Add of no term: %v, want ErrNoTerm", err)
	}
	for _, term := range someTerms(11, 20_000) {
		if _, err := p.Add(term); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Finish(context.Background(), newMemory().put); err == nil {
		t.Error("Finish with an open part succeeded")
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Add(rdf.NewString("late")); !errors.Is(err, ErrClosed) {
		t.Errorf("Add after Close: %v, want ErrClosed", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Finish(ctx, newMemory().put); !errors.Is(err, context.Canceled) {
		t.Errorf("Finish: %v, want context.Canceled", err)
	}
	if err := b.Abort(); err != nil {
		t.Error(err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

// TestFaults checks that errors of the file system and of put come through.
func TestFaults(t *testing.T) {
	few := someTerms(12, 3000)
	fill := func(b *Builder, terms []rdf.Term) error {
		p := b.Part()
		for _, term := range terms {
			if _, err := p.Add(term); err != nil {
				_, again := p.Add(term)
				return errors.Join(err, again, p.Close())
			}
		}
		return p.Close()
	}
	t.Run("no directory", func(t *testing.T) {
		b := NewBuilder(BuilderOptions{TempDir: filepath.Join(t.TempDir(), "missing"), MemoryBytes: 1})
		if err := fill(b, someTerms(13, 6000)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want ErrNotExist", err)
		}
		if _, err := b.Finish(t.Context(), newMemory().put); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Finish: %v, want ErrNotExist", err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("put", func(t *testing.T) {
		wrong := errors.New("disk full")
		for n := range 100 {
			b := NewBuilder(BuilderOptions{TempDir: t.TempDir()})
			if err := fill(b, few); err != nil {
				t.Fatal(err)
			}
			_, err := b.Finish(t.Context(), func(_, _ []byte) error {
				if n--; n < 0 {
					return wrong
				}
				return nil
			})
			if err := b.Close(); err != nil {
				t.Error(err)
			}
			if err == nil {
				return // n puts were enough
			}
			if !errors.Is(err, wrong) {
				t.Fatalf("got %v, want %v", err, wrong)
			}
		}
		t.Error("no end of puts")
	})
	t.Run("mapping after close", func(t *testing.T) {
		b := NewBuilder(BuilderOptions{TempDir: t.TempDir()})
		var many []rdf.Term
		for i := range 80_000 {
			many = append(many, rdf.NewString(fmt.Sprint(i*7919%80_000)))
		}
		if err := fill(b, many); err != nil {
			t.Fatal(err)
		}
		m, err := b.Finish(t.Context(), newMemory().put)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if _, err := m.Part(0); !errors.Is(err, ErrClosed) {
			t.Errorf("Part: %v, want ErrClosed", err)
		}
		if _, err := m.Part(1); err == nil {
			t.Error("a part that is not there")
		}
	})
}

// TestPace has a builder tell of all bytes that it writes to its temporary file,
// before it does.
func TestPace(t *testing.T) {
	dir, terms := t.TempDir(), someTerms(14, 6000)
	b := NewBuilder(BuilderOptions{TempDir: dir, MemoryBytes: 1})
	var told int64
	b.SetPace(func(bytes int) error {
		told += int64(bytes)
		return nil
	})
	p := b.Part()
	for _, term := range terms {
		if _, err := p.Add(term); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if told == 0 || told != b.spool.size {
		t.Errorf("told of %d bytes, %d are in the file", told, b.spool.size)
	}
	wrong := errors.New("no time left")
	b.SetPace(func(int) error { return wrong })
	if _, err := b.spool.write([]byte("more")); !errors.Is(err, wrong) || told != b.spool.size {
		t.Errorf("got %v, %d bytes in the file; want %v before anything is written", err, b.spool.size, wrong)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}
