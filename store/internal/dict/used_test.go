package dict

import (
	"context"
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// TestKeepOnly rebuilds a dictionary without the terms that are not marked, those
// of updates among them.
func TestKeepOnly(t *testing.T) {
	terms := someTerms(60, 2000)
	old := build(t, BuilderOptions{}, terms[:1200]).dict
	delta := NewDelta(old)
	id := make(map[rdf.Term]ids.ID)
	for _, term := range terms {
		got, found, err := old.Lookup(term)
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			got, _ = delta.Add(term)
		}
		id[term] = got
	}
	b := NewBuilder(BuilderOptions{TempDir: t.TempDir(), Base: old})
	defer func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	used := old.NewUsed()
	dropped := int64(0)
	for i, term := range terms {
		switch k := id[term].Kind(); {
		case i%3 > 0:
			used.Mark(id[term])
		case k == ids.KindBase || k == ids.KindDelta:
			dropped++
		}
	}
	b.KeepOnly(used)
	p := b.Part()
	for _, term := range terms[:30] { // some of them come back
		if _, err := p.Add(term); err != nil {
			t.Fatal(err)
		}
	}
	blobs := newMemory()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	mapping, err := b.Finish(context.Background(), blobs.put)
	if err != nil {
		t.Fatal(err)
	}
	if mapping.Dropped() != dropped || dropped == 0 {
		t.Errorf("%d terms dropped, want %d", mapping.Dropped(), dropped)
	}
	renew, err := mapping.Base()
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(blobs)
	if err != nil {
		t.Fatal(err)
	}
	check(t, d)
	for i, term := range terms {
		got, found, err := d.Lookup(term)
		if err != nil {
			t.Fatal(err)
		}
		kind := id[term].Kind()
		loose := kind == ids.KindBase || kind == ids.KindDelta
		switch {
		case i%3 > 0 || !loose:
			if want := renew(id[term]); !found || got != want {
				t.Fatalf("%v has the id %#x (%v), want %#x", term, uint64(got), found, uint64(want))
			}
		case found != (i < 30):
			t.Fatalf("%v, which is not used, was found: %v", term, found)
		}
	}
}

// TestEach writes down the terms that a delta had at a mark, and restores them.
func TestEach(t *testing.T) {
	b := build(t, BuilderOptions{}, someTerms(61, 300))
	delta := NewDelta(b.dict)
	given := make(map[rdf.Term]ids.ID)
	add := func(seed uint64, n int) {
		for _, term := range someTerms(seed, n) {
			if _, found, err := b.dict.Lookup(term); found || err != nil {
				continue
			}
			given[term], _ = delta.Add(term)
		}
	}
	add(62, 500)
	before := delta.Mark()
	lost := rdf.NewString("rolled back")
	delta.Add(lost)
	delta.Rollback(before)
	add(63, 500)
	mark := delta.Mark()
	if id, _ := delta.Add(rdf.NewString("after the mark")); id.Kind() != ids.KindDelta {
		t.Fatalf("the id %#x", uint64(id))
	}
	again, err := Open(b.blobs)
	if err != nil {
		t.Fatal(err)
	}
	restored := NewDelta(again)
	if err := delta.Each(mark, restored.Restore); err != nil {
		t.Fatal(err)
	}
	check(t, again)
	for term, want := range given {
		if got, found, err := again.Lookup(term); err != nil || !found || got != want {
			t.Fatalf("%v has the id %#x (%v, %v), want %#x", term, uint64(got), found, err, uint64(want))
		}
	}
	for _, text := range []string{"rolled back", "after the mark"} {
		if _, found, err := again.Lookup(rdf.NewString(text)); found || err != nil {
			t.Errorf("%q was found: %v", text, err)
		}
	}
	stop := errors.New("stop")
	if err := delta.Each(mark, func(ids.ID, rdf.Term) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want the error of the function", err)
	}
}
