package exec

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
)

const idBytes = 8

// table is rows that an operator keeps, by columns.
type table struct {
	cols [][]ids.ID
	rows int
	mem  *account
	held int // rows that memory is reserved for
}

func newTable(cols int, mem *account) *table {
	return &table{cols: make([][]ids.ID, cols), mem: mem}
}

// grow reserves memory for n more rows.
func (t *table) grow(n int) error {
	need := t.rows + n
	if need <= t.held {
		return nil
	}
	held := max(need, t.held+t.held/2, 64)
	if err := t.mem.reserve(int64(held-t.held) * idBytes * int64(max(1, len(t.cols)))); err != nil {
		return err
	}
	t.held = held
	for i, c := range t.cols {
		if len(c) > growChunk {
			if err := t.mem.budget.Stopped(); err != nil {
				return err
			}
		}
		t.cols[i] = growColumn(c, held)
	}
	return nil
}

// growChunk is the number of ids that are copied at once: none of it can be
// interrupted, and a collection that begins meanwhile stops everything else first.
const growChunk = 1 << 15

// growColumn returns c with room for n ids in all.
func growColumn(c []ids.ID, n int) []ids.ID {
	if len(c) <= growChunk {
		return slices.Grow(c, n-len(c))
	}
	grown := make([]ids.ID, len(c), n)
	for from := 0; from < len(c); from += growChunk {
		copy(grown[from:], c[from:min(from+growChunk, len(c))])
	}
	return grown
}

// appendBatch appends the columns of b, which has those of t first.
func (t *table) appendBatch(b *ids.Batch) error { return t.appendRange(b, 0, b.Len) }

// appendRange appends the rows from lo to before hi of b.
func (t *table) appendRange(b *ids.Batch, lo, hi int) error {
	if err := t.grow(hi - lo); err != nil {
		return err
	}
	for i := range t.cols {
		t.cols[i] = append(t.cols[i], b.Cols[i][lo:hi]...)
	}
	t.rows += hi - lo
	return nil
}

// reset empties t and keeps its memory.
func (t *table) reset() {
	for i := range t.cols {
		t.cols[i] = t.cols[i][:0]
	}
	t.rows = 0
}

// keepRange drops all rows but those from lo to before hi.
func (t *table) keepRange(lo, hi int) {
	for i, c := range t.cols {
		copy(c, c[lo:hi])
		t.cols[i] = c[:hi-lo]
	}
	t.rows = hi - lo
}

// batch returns the rows from lo to before hi as a batch that shares their
// memory.
func (t *table) batch(lo, hi int) *ids.Batch {
	b := &ids.Batch{Cols: make([][]ids.ID, len(t.cols)), Len: hi - lo}
	for i, c := range t.cols {
		b.Cols[i] = c[lo:hi]
	}
	return b
}

// runRows is the number of rows that a loop over a whole table handles between two looks
// at the context: some hundreds of microseconds, a few milliseconds where each row is a
// miss of the caches.
const runRows = 1 << 16

// inRuns calls f for the rows from lo to before hi, run by run, until all n have had
// their turn, the context ends, or f returns an error.
func inRuns(ctx context.Context, n int, f func(lo, hi int) error) error {
	for lo := 0; lo < n; lo += runRows {
		if err := pace.Yield(ctx); err != nil {
			return err
		}
		if err := f(lo, min(lo+runRows, n)); err != nil {
			return err
		}
	}
	return nil
}

// permute puts the rows in the given order. After an error they are in none.
func (t *table) permute(ctx context.Context, order []int32) error {
	if len(t.cols) == 0 {
		return nil
	}
	bytes := int64(len(order)) * idBytes
	if err := t.mem.reserve(bytes); err != nil {
		return err
	}
	defer t.mem.give(bytes)
	scratch := make([]ids.ID, len(order))
	for i, c := range t.cols {
		err := inRuns(ctx, len(order), func(lo, hi int) error {
			for to := lo; to < hi; to++ {
				scratch[to] = c[order[to]]
			}
			return nil
		})
		if err != nil {
			return err
		}
		t.cols[i], scratch = scratch, c[:len(order)]
	}
	t.held = t.rows
	for _, c := range t.cols {
		t.held = min(t.held, cap(c))
	}
	return nil
}

// drain appends all rows of op to t.
func (t *table) drain(ctx context.Context, op Operator) error {
	for {
		b, err := op.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.appendBatch(b); err != nil {
			return err
		}
	}
}

// gather appends to dst the rows of col that sel lists.
func gather(dst, col []ids.ID, sel []uint32) []ids.ID {
	for _, row := range sel {
		dst = append(dst, col[row])
	}
	return dst
}

// buffer is a batch of an operator's own, used again for each call of Next.
type buffer struct{ batch ids.Batch }

// reset empties the buffer and gives it the number of columns.
func (b *buffer) reset(cols int) *ids.Batch {
	if len(b.batch.Cols) != cols {
		b.batch.Cols = make([][]ids.ID, cols)
	}
	for i := range b.batch.Cols {
		b.batch.Cols[i] = b.batch.Cols[i][:0]
	}
	b.batch.Len = 0
	return &b.batch
}

// selectRows fills the buffer with the rows of src that sel lists.
func (b *buffer) selectRows(src *ids.Batch, sel []uint32) *ids.Batch {
	out := b.reset(len(src.Cols))
	for i, c := range src.Cols {
		out.Cols[i] = gather(out.Cols[i], c, sel)
	}
	out.Len = len(sel)
	return out
}
