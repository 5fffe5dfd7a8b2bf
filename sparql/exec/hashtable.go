package exec

import (
	"issn-ld/store/ids"
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

// group puts the rows with equal keys side by side.
func (h *hashTable) group() error {
	if len(h.key) == 0 {
		return nil
	}
	h.cols = h.cols[:0]
	for _, k := range h.key {
		h.cols = append(h.cols, h.rows.cols[k])
	}
	ordered, err := h.groupDense()
	if err != nil || ordered {
		return err
	}
	scratch := int64(h.rows.rows) * 12
	if err := h.rows.mem.reserve(scratch); err != nil {
		return err
	}
	defer h.rows.mem.give(scratch)
	numbers, err := h.number()
	if err != nil {
		return err
	}
	sum := int32(0)
	for n, count := range h.ends {
		h.ends[n] = sum
		sum += count
	}
	order := make([]int32, h.rows.rows)
	for row, n := range numbers {
		order[h.ends[n]] = int32(row)
		h.ends[n]++
	}
	return h.rows.permute(order)
}

// groupDense numbers the keys by a bitmap where that suits them, and reports
// whether the rows are in the order of the numbers; then ends are set.
func (h *hashTable) groupDense() (ordered bool, err error) {
	h.byBit = false
	if len(h.key) != 1 || h.rows.rows == 0 {
		return false, nil
	}
	col := h.cols[0]
	ascend := h.dense.measure(col)
	if !h.dense.dense(len(col)) {
		return false, nil
	}
	if more := h.dense.bytes() - h.held; more > 0 {
		if err := h.rows.mem.reserve(more); err != nil {
			return false, err
		}
		h.held += more
	}
	h.dense.fill(col)
	h.byBit, h.ends = true, h.ends[:0]
	if !ascend {
		return false, nil
	}
	if int(h.dense.keys) == len(col) {
		h.ends = nil
		return true, nil
	}
	for row := range col {
		if row > 0 && col[row] != col[row-1] {
			h.ends = append(h.ends, int32(row))
		}
	}
	h.ends = append(h.ends, int32(len(col)))
	return true, nil
}

// number returns the number of the key of each row, and counts the rows of each in
// ends.
func (h *hashTable) number() ([]int32, error) {
	numbers := make([]int32, h.rows.rows)
	if h.byBit {
		h.ends = make([]int32, h.dense.keys)
		for row, id := range h.cols[0] {
			n := h.dense.find(id)
			h.ends[n]++
			numbers[row] = n
		}
		return numbers, nil
	}
	h.ends = h.ends[:0]
	for row := range numbers {
		n, isNew, err := h.index.add(h.cols, row)
		if err != nil {
			return nil, err
		}
		if isNew {
			h.ends = append(h.ends, 0)
		}
		h.ends[n]++
		numbers[row] = n
	}
	return numbers, nil
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
