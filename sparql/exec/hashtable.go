package exec

import (
	"context"

	"github.com/issn-ld/issn-ld/store/ids"
)

// hashTable is rows grouped by the ids of some columns: by a bitmap where one
// column is the key and its ids lie near each other, otherwise by a hash table.
type hashTable struct {
	rows  *table
	index *rowIndex
	dense denseIndex
	byBit bool    // dense numbers the keys
	held  int64   // bytes reserved for dense
	ends  []int32 // of the group of each key; it begins where the previous ends; nil if each has one row
	key   []int
	cols  [][]ids.ID
}

// newHashTable prepares a table of rows with the columns vars, keyed by on.
func newHashTable(vars, on []string, mem *account) *hashTable {
	return &hashTable{rows: newTable(len(vars), mem), index: newRowIndex(len(on), mem), key: positions(vars, on)}
}

// group puts the rows with equal keys side by side. It looks at the context again after
// each run of rows: millions of rows take longer than whoever cancels wants to wait.
func (h *hashTable) group(ctx context.Context) error {
	if len(h.key) == 0 {
		return nil
	}
	h.cols = h.cols[:0]
	for _, k := range h.key {
		h.cols = append(h.cols, h.rows.cols[k])
	}
	ordered, err := h.groupDense(ctx)
	if err != nil || ordered {
		return err
	}
	scratch := int64(h.rows.rows) * 12
	if err := h.rows.mem.reserve(scratch); err != nil {
		return err
	}
	defer h.rows.mem.give(scratch)
	numbers, err := h.number(ctx)
	if err != nil {
		return err
	}
	sum := int32(0)
	for n, count := range h.ends {
		h.ends[n] = sum
		sum += count
	}
	order := make([]int32, h.rows.rows)
	err = inRuns(ctx, len(numbers), func(lo, hi int) error {
		for row := lo; row < hi; row++ {
			n := numbers[row]
			order[h.ends[n]] = int32(row)
			h.ends[n]++
		}
		return nil
	})
	if err != nil {
		return err
	}
	return h.rows.permute(ctx, order)
}

// groupDense numbers the keys by a bitmap where that suits them, and reports
// whether the rows are in the order of the numbers; then ends are set.
func (h *hashTable) groupDense(ctx context.Context) (ordered bool, err error) {
	h.byBit = false
	if len(h.key) != 1 || h.rows.rows == 0 {
		return false, nil
	}
	col := h.cols[0]
	ascend, err := h.dense.measure(ctx, col)
	if err != nil || !h.dense.dense(len(col)) {
		return false, err
	}
	if more := h.dense.bytes() - h.held; more > 0 {
		if err := h.rows.mem.reserve(more); err != nil {
			return false, err
		}
		h.held += more
	}
	if err := h.dense.fill(ctx, col); err != nil {
		return false, err
	}
	h.byBit, h.ends = true, h.ends[:0]
	if !ascend {
		return false, nil
	}
	if int(h.dense.keys) == len(col) {
		h.ends = nil
		return true, nil
	}
	err = inRuns(ctx, len(col), func(lo, hi int) error {
		for row := max(lo, 1); row < hi; row++ {
			if col[row] != col[row-1] {
				h.ends = append(h.ends, int32(row))
			}
		}
		return nil
	})
	h.ends = append(h.ends, int32(len(col)))
	return err == nil, err
}

// number returns the number of the key of each row, and counts the rows of each in
// ends.
func (h *hashTable) number(ctx context.Context) ([]int32, error) {
	numbers := make([]int32, h.rows.rows)
	if h.byBit {
		h.ends = make([]int32, h.dense.keys)
		return numbers, inRuns(ctx, len(numbers), func(lo, hi int) error {
			for row, id := range h.cols[0][lo:hi] {
				n := h.dense.find(id)
				h.ends[n]++
				numbers[lo+row] = n
			}
			return nil
		})
	}
	h.ends = h.ends[:0]
	return numbers, inRuns(ctx, len(numbers), func(lo, hi int) error {
		for row := lo; row < hi; row++ {
			n, isNew, err := h.index.add(h.cols, row)
			if err != nil {
				return err
			}
			if isNew {
				h.ends = append(h.ends, 0)
			}
			h.ends[n]++
			numbers[row] = n
		}
		return nil
	})
}

// reset empties the table.
func (h *hashTable) reset() {
	h.rows.reset()
	h.index.reset()
	h.byBit = false
}

// ranges appends to lo and hi the group of each row of b by its columns at
// positions.
func (h *hashTable) ranges(b *ids.Batch, at []int, lo, hi []int32) ([]int32, []int32) {
	if len(at) == 0 {
		for range b.Len {
			lo, hi = append(lo, 0), append(hi, int32(h.rows.rows))
		}
		return lo, hi
	}
	if h.byBit {
		return h.rangesDense(b.Cols[at[0]][:b.Len], lo, hi)
	}
	h.cols = pick(h.cols, b, at)
	for row := range b.Len {
		first, end := h.groupOf(h.index.find(h.cols, row))
		lo, hi = append(lo, first), append(hi, end)
	}
	return lo, hi
}

// rangesDense is ranges by the bitmap.
func (h *hashTable) rangesDense(col []ids.ID, lo, hi []int32) ([]int32, []int32) {
	if h.ends == nil {
		for _, id := range col {
			n := h.dense.find(id)
			lo, hi = append(lo, max(n, 0)), append(hi, n+1)
		}
		return lo, hi
	}
	for _, id := range col {
		first, end := h.groupOf(h.dense.find(id))
		lo, hi = append(lo, first), append(hi, end)
	}
	return lo, hi
}

// groupOf returns the rows of the key with the number, none of -1.
func (h *hashTable) groupOf(n int32) (lo, hi int32) {
	switch {
	case n < 0:
		return 0, 0
	case n == 0:
		return 0, h.ends[0]
	default:
		return h.ends[n-1], h.ends[n]
	}
}
