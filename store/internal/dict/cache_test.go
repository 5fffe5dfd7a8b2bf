package dict

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// TestTermsCached decodes all terms of a dictionary with more IRIs than the cache
// has room for, twice, in small batches that the cache serves and in one large
// batch that it does not.
func TestTermsCached(t *testing.T) {
	var terms []rdf.Term
	for i := range 2 * cacheSlots {
		terms = append(terms, rdf.NewIRI("http://example.org/"+strconv.Itoa(i)), rdf.NewString("text "+strconv.Itoa(i)))
	}
	d := build(t, BuilderOptions{}, terms).dict
	all := make([]ids.ID, d.Len())
	for rank := range all {
		all[rank] = ids.Make(ids.KindBase, uint64(rank))
	}
	want, err := d.Terms(nil, all)
	if err != nil {
		t.Fatal(err)
	}
	iris := 0
	for range 2 {
		var got []rdf.Term
		for i := 0; i < len(all); i += cachedBatch {
			if got, err = d.Terms(got, all[i:min(i+cachedBatch, len(all))]); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b rdf.Term) bool { return a == b })); diff != "" {
			t.Errorf("(-large +small):\n%s", diff)
		}
	}
	for i := range d.cache.slots {
		if c := d.cache.slots[i].Load(); c != nil {
			iris++
			if c.term != want[c.rank] || !c.term.IsIRI() {
				t.Errorf("slot %d has %v for rank %d, want %v", i, c.term, c.rank, want[c.rank])
			}
		}
	}
	if iris < cacheSlots/4 {
		t.Errorf("the cache has %d terms", iris)
	}
}
