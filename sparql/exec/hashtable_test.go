package exec

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
)

// looks is a context that is cancelled after some looks at it.
type looks struct {
	context.Context
	left int
}

// Err implements [context.Context].
func (c *looks) Err() error {
	if c.left > 0 {
		c.left--
		return nil
	}
	return context.Canceled
}

// TestHashTableCancelled cancels the grouping of a table at each of its looks at the
// context: it has to end there, and to look at least once in each run of rows.
func TestHashTableCancelled(t *testing.T) {
	const runs = 3
	rows := runs * runRows
	rnd := rand.New(rand.NewPCG(6, 1))
	near, far := make([]ids.ID, rows), make([]ids.ID, rows)
	for row := range near {
		near[row] = ids.Make(ids.KindBase, uint64(rnd.IntN(rows)))
		far[row] = ids.Make(ids.KindBase, rnd.Uint64N(1<<50))
	}
	ascending := make([]ids.ID, rows)
	for row := range ascending {
		ascending[row] = ids.Make(ids.KindBase, uint64(row/2))
	}
	for name, tc := range map[string]struct {
		key    []ids.ID
		passes int // over the rows
	}{
		"bitmap, in no order": {near, 5},      // measure, fill, number, order, permute
		"bitmap, ascending":   {ascending, 3}, // measure, fill, ends
		"hash table":          {far, 4},       // measure, number, order, permute
	} {
		t.Run(name, func(t *testing.T) {
			data := &ids.Batch{Cols: [][]ids.ID{tc.key}, Len: rows}
			for left := range tc.passes * runs {
				h := newHashTable([]string{"key"}, []string{"key"}, testAccount())
				if err := h.rows.appendBatch(data); err != nil {
					t.Fatal(err)
				}
				ctx := &looks{Context: t.Context(), left: left}
				if err := h.group(ctx); !errors.Is(err, context.Canceled) {
					t.Fatalf("cancelled after %d looks: %v", left, err)
				}
			}
		})
	}
}
