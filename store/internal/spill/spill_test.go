package spill

import (
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
)

// TestRoundTrip reads what was written, in pieces of every size, with the final
// ids in place of the provisional ones.
func TestRoundTrip(t *testing.T) {
	local := func(n uint64) ids.ID { return ids.Make(ids.KindDelta, n) }
	w, err := New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range [][4]ids.ID{
		{local(0), 70, local(1), ids.DefaultGraph},
		{local(0), 70, 1 << 59, ids.DefaultGraph}, // as before, but for the object
		{local(299), local(0), local(0), 9},       // a payload of two bytes
		{local(299), local(0), local(0), 9},
	} {
		if err := w.Add(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || w.Len() != 4 {
		t.Fatalf("%d quads, %v", w.Len(), err)
	}
	final := make([]ids.ID, 300)
	final[0], final[1], final[299] = 1000, 1001, 1299
	want := []ids.Quad{
		{S: 1000, P: 70, O: 1001, G: ids.DefaultGraph},
		{S: 1000, P: 70, O: 1 << 59, G: ids.DefaultGraph},
		{S: 1299, P: 1000, O: 1000, G: 9},
		{S: 1299, P: 1000, O: 1000, G: 9},
	}
	for size := 1; size <= 5; size++ {
		var got []ids.Quad
		err := Read(w.Name(), final, make([]ids.Quad, 0, size), func(quads []ids.Quad) error {
			got = append(got, quads...)
			return nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d at a time: got %v, %v; want %v", size, got, err, want)
		}
	}
}
