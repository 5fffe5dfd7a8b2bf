package stats

import (
	"errors"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/store/internal/damage"
)

// FuzzDecodeStats decodes any bytes as statistics.
func FuzzDecodeStats(f *testing.F) {
	f.Add(Append(nil, &Stats{
		Predicates: []Predicate{{Predicate: 5, Quads: 4, Triples: 3, Subjects: 2, Objects: 1}},
		Graphs:     []Graph{{Graph: 1, Quads: 4}},
	}))
	f.Fuzz(func(t *testing.T, src []byte) {
		var st, again Stats
		if err := Decode(&st, src); err != nil {
			if !errors.Is(err, damage.ErrCorrupt) {
				t.Fatalf("got %v, want damage.ErrCorrupt", err)
			}
			return
		}
		if err := Decode(&again, Append(nil, &st)); err != nil ||
			!slices.Equal(st.Predicates, again.Predicates) || !slices.Equal(st.Graphs, again.Graphs) {
			t.Fatalf("got %v, %v; want %v", again, err, st)
		}
	})
}
