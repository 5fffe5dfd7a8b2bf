package dict

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

func TestDeltaPersists(t *testing.T) {
	b := build(t, BuilderOptions{}, someTerms(30, 500))
	delta := NewDelta(b.dict)
	terms := someTerms(31, 1500)
	var records []byte
	given := make(map[rdf.Term]ids.ID)
	for _, term := range terms {
		id, ok, err := b.dict.Lookup(term)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			var isNew bool
			if id, isNew = delta.Add(term); isNew {
				records = AppendDeltaTerm(records, id, term)
			}
			if again, isNew := delta.Add(term); again != id || isNew {
				t.Fatalf("Add(%v) gave %#x, then %#x, new: %v", term, id, again, isNew)
			}
		}
		given[term] = id
	}
	check(t, b.dict)
	reopened, err := Open(b.blobs)
	if err != nil {
		t.Fatal(err)
	}
	restored := NewDelta(reopened)
	for rest := records; len(rest) > 0; {
		var (
			id   ids.ID
			term rdf.Term
		)
		if id, term, rest, err = DecodeDeltaTerm(rest); err != nil {
			t.Fatal(err)
		}
		if err := restored.Restore(id, term); err != nil {
			t.Fatal(err)
		}
	}
	check(t, reopened)
	if restored.Len() != delta.Len() || delta.Len() == 0 {
		t.Errorf("%d ids restored, want %d", restored.Len(), delta.Len())
	}
	for term, want := range given {
		id, ok, err := reopened.Lookup(term)
		if err != nil || !ok || id != want {
			t.Fatalf("Lookup(%v) = %#x, %v, %v, want %#x", term, id, ok, err, want)
		}
		if back, err := reopened.Term(id); err != nil || back != term {
			t.Fatalf("Term(%#x) = %v, %v, want %v", id, back, err, term)
		}
	}
}

func TestDeltaRecordDamage(t *testing.T) {
	record := AppendDeltaTerm(nil, ids.Make(ids.KindDelta, 7), rdf.NewLangString("Revue", "fr"))
	for i := range record {
		if _, _, _, err := DecodeDeltaTerm(record[:i]); !errors.Is(err, ErrCorrupt) {
			t.Errorf("cut at %d: %v, want ErrCorrupt", i, err)
		}
		record[i] ^= 0x21
		if _, _, _, err := DecodeDeltaTerm(record); !errors.Is(err, ErrCorrupt) {
			t.Errorf("damaged at %d: %v, want ErrCorrupt", i, err)
		}
		record[i] ^= 0x21
	}
}

func TestRestoreErrors(t *testing.T) {
	fragment := rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836#Publisher-A")
	base, _ := Inline(rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836"))
	for name, tc := range map[string]struct {
		id   ids.ID
		term rdf.Term
	}{
		"wrong kind":         {ids.Make(ids.KindBase, 0), rdf.NewString("b")},
		"second id":          {ids.Make(ids.KindDelta, 9), rdf.NewString("a")},
		"no term":            {ids.Make(ids.KindDelta, 9), rdf.Term{}},
		"far away":           {ids.Make(ids.KindDelta, 1<<40), rdf.NewString("b")},
		"inlined":            {ids.Make(ids.KindDelta, 9), rdf.NewString("0028-0836")},
		"fixed fragment":     {base, fragment},
		"other resource":     {base + 1<<ids.FragmentBits | ids.OpenFragment, fragment},
		"fragment far away":  {base | ids.OpenFragment | 1<<30, fragment},
		"fragment second id": {base | ids.OpenFragment | 5, rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836#Publisher-B")},
	} {
		t.Run(name, func(t *testing.T) {
			delta := NewDelta(build(t, BuilderOptions{}).dict)
			delta.Add(rdf.NewString("a"))
			delta.Add(rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836#Publisher-B"))
			if err := delta.Restore(tc.id, tc.term); !errors.Is(err, ErrCorrupt) {
				t.Errorf("Restore: %v, want ErrCorrupt", err)
			}
		})
	}
}

func TestRollback(t *testing.T) {
	d := build(t, BuilderOptions{}, someTerms(32, 100)).dict
	delta := NewDelta(d)
	kept, dropped := rdf.NewString("kept"), rdf.NewString("dropped")
	part := rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836#Publisher-Dropped")
	keptID, _ := delta.Add(kept)
	mark := delta.Mark()
	before, _ := delta.Add(dropped)
	partBefore, _ := delta.Add(part)
	delta.Rollback(mark)
	for _, term := range []rdf.Term{dropped, part} {
		if id, ok, err := d.Lookup(term); ok || err != nil {
			t.Errorf("Lookup(%v) after the rollback: %#x, %v", term, id, err)
		}
	}
	if id, ok, _ := d.Lookup(kept); !ok || id != keptID {
		t.Errorf("Lookup of what was there before: %#x, %v", id, ok)
	}
	after, isNew := delta.Add(dropped)
	partAfter, partNew := delta.Add(part)
	if !isNew || !partNew || after == before || partAfter == partBefore {
		t.Errorf("added again: %#x, %v and %#x, %v, were %#x and %#x", after, isNew, partAfter, partNew, before, partBefore)
	}
	for id, want := range map[ids.ID]rdf.Term{before: dropped, after: dropped, partBefore: part, partAfter: part} {
		if term, err := d.Term(id); err != nil || term != want {
			t.Errorf("Term(%#x) = %v, %v, want %v", id, term, err, want)
		}
	}
	check(t, d)

	// A rebuild keeps the ids that quads may have, and they alone.
	b := build(t, BuilderOptions{Base: d})
	check(t, b.dict)
	newID, err := b.mapping.Base()
	if err != nil {
		t.Fatal(err)
	}
	if id, ok, err := b.dict.Lookup(dropped); !ok || err != nil || id != newID(after) || newID(before) != ids.Undef {
		t.Errorf("after the rebuild: %#x, %v, %v; the old ids became %#x and %#x", id, ok, err, newID(after), newID(before))
	}
	if id, ok, err := b.dict.Lookup(part); !ok || err != nil || id != partAfter {
		t.Errorf("part after the rebuild: %#x, %v, %v, want %#x", id, ok, err, partAfter)
	}
	if _, err := b.dict.Term(partBefore); !errors.Is(err, ErrUnknownID) {
		t.Errorf("part rolled back, after the rebuild: %v, want ErrUnknownID", err)
	}
}

// TestConcurrentReaders is for the race detector: readers beside one writer,
// and parts beside each other.
func TestConcurrentReaders(t *testing.T) {
	base := someTerms(33, 3000)
	d := build(t, BuilderOptions{}, base).dict
	delta := NewDelta(d)
	added := someTerms(34, 3000)
	var wg sync.WaitGroup
	for reader := range 3 {
		wg.Go(func() {
			for i := range 3000 {
				for _, term := range []rdf.Term{base[(i*7+reader)%len(base)], added[i]} {
					id, ok, err := d.Lookup(term)
					if err != nil {
						t.Error(err)
						return
					}
					if !ok {
						continue
					}
					if back, err := d.Terms(nil, []ids.ID{id}); err != nil || back[0] != term {
						t.Errorf("Terms(%#x) = %v, %v, want %v", id, back, err, term)
						return
					}
				}
			}
		})
	}
	for i, term := range added {
		if _, ok, _ := d.Lookup(term); !ok {
			delta.Add(term)
		}
		if i%500 == 499 {
			mark := delta.Mark()
			delta.Add(rdf.NewString(fmt.Sprint("gone ", i)))
			delta.Rollback(mark)
		}
	}
	wg.Wait()
	check(t, d)
}

func TestConcurrentParts(t *testing.T) {
	terms := someTerms(35, 12_000)
	want := build(t, BuilderOptions{}, terms)
	b := NewBuilder(BuilderOptions{TempDir: t.TempDir(), MemoryBytes: 256 << 10})
	var wg sync.WaitGroup
	for worker := range 4 {
		p := b.Part()
		wg.Go(func() {
			for i := range terms {
				if _, err := p.Add(terms[(i+worker*3000)%len(terms)]); err != nil {
					t.Error(err)
				}
				if worker == 3 && i == 6000 {
					break // ends early, while the others go on
				}
			}
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	blobs := newMemory()
	if _, err := b.Finish(t.Context(), blobs.put); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if len(blobs.values) != len(want.blobs.values) {
		t.Fatalf("%d values, want %d", len(blobs.values), len(want.blobs.values))
	}
	for key, value := range want.blobs.values {
		if string(blobs.values[key]) != string(value) {
			t.Errorf("blob %x differs", key)
		}
	}
}
