package exec

import (
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
)

func TestGrowColumnKeepsAll(t *testing.T) {
	for _, n := range []int{0, 1, growChunk, growChunk + 1, 2 * growChunk, 3*growChunk + 7} {
		column := make([]ids.ID, n)
		for i := range column {
			column[i] = ids.ID(i + 1)
		}
		grown := growColumn(slices.Clone(column), n+n/2+1)
		if !slices.Equal(grown, column) || cap(grown) < n+n/2+1 {
			t.Errorf("%d ids: got %d, with room for %d", n, len(grown), cap(grown))
		}
	}
}
