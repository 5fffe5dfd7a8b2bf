package exec

import (
	"math/bits"

	"github.com/issn-ld/issn-ld/store/ids"
)

// rowIndex finds the number of a key among the keys it has seen: a hash table
// with open addressing. The keys are rows of columns that it keeps itself.
type rowIndex struct {
	keys  *table
	slots []int32 // number + 1 of a key; 0: free
	mem   *account
}

const slotBytes = 4

func newRowIndex(cols int, mem *account) *rowIndex {
	return &rowIndex{keys: newTable(cols, mem), mem: mem}
}

// Multipliers of a multiply-and-fold hash: odd numbers with about as many ones
// as zeros.
const (
	hashSeed = 0x9e3779b97f4a7c15
	hashMul  = 0xd6e8feb86659fd93
)

// hashRow hashes the row of cols.
func hashRow(cols [][]ids.ID, row int) uint64 {
	h := uint64(hashSeed)
	for _, c := range cols {
		hi, lo := bits.Mul64(h^uint64(c[row]), hashMul)
		h = hi ^ lo
	}
	return h
}

// find returns the number of the key at row of cols, or -1.
func (x *rowIndex) find(cols [][]ids.ID, row int) int32 {
	if len(x.slots) == 0 {
		return -1
	}
	mask := uint64(len(x.slots) - 1)
	if len(cols) == 1 {
		return x.findOne(cols[0][row], hashRow(cols, row)&mask)
	}
	for i := hashRow(cols, row) & mask; ; i = (i + 1) & mask {
		n := x.slots[i]
		if n == 0 {
			return -1
		}
		if x.equal(int(n-1), cols, row) {
			return n - 1
		}
	}
}

// findOne is find of a key of one id, from the slot that its hash names.
func (x *rowIndex) findOne(id ids.ID, slot uint64) int32 {
	slots, keys := x.slots, x.keys.cols[0]
	for ; ; slot++ {
		n := slots[slot&uint64(len(slots)-1)] - 1
		if n < 0 || keys[n] == id {
			return n
		}
	}
}

// equal reports whether key n is the row.
func (x *rowIndex) equal(n int, cols [][]ids.ID, row int) bool {
	for i, c := range cols {
		if x.keys.cols[i][n] != c[row] {
			return false
		}
	}
	return true
}

// add returns the number of the key at row of cols, which it numbers if it is
// new.
func (x *rowIndex) add(cols [][]ids.ID, row int) (n int32, isNew bool, err error) {
	if 2*(x.keys.rows+1) > len(x.slots) {
		if err := x.rehash(); err != nil {
			return 0, false, err
		}
	}
	mask := uint64(len(x.slots) - 1)
	i := hashRow(cols, row) & mask
	for ; x.slots[i] != 0; i = (i + 1) & mask {
		if n := x.slots[i] - 1; x.equal(int(n), cols, row) {
			return n, false, nil
		}
	}
	if err := x.keys.grow(1); err != nil {
		return 0, false, err
	}
	for j, c := range cols {
		x.keys.cols[j] = append(x.keys.cols[j], c[row])
	}
	x.keys.rows++
	x.slots[i] = int32(x.keys.rows)
	return int32(x.keys.rows - 1), true, nil
}

// rehash doubles the slots.
func (x *rowIndex) rehash() error {
	size := max(64, 2*len(x.slots))
	if err := x.mem.reserve(int64(size-len(x.slots)) * slotBytes); err != nil {
		return err
	}
	slots := make([]int32, size)
	mask := uint64(size - 1)
	for n := range x.keys.rows {
		if n%runRows == runRows-1 {
			if err := x.mem.budget.Stopped(); err != nil {
				x.mem.give(int64(size-len(x.slots)) * slotBytes)
				return err
			}
		}
		i := hashRow(x.keys.cols, n) & mask
		for slots[i] != 0 {
			i = (i + 1) & mask
		}
		slots[i] = int32(n + 1)
	}
	x.slots = slots
	return nil
}

// bytes returns what the index has reserved.
func (x *rowIndex) bytes() int64 {
	return int64(x.keys.held)*idBytes*int64(max(1, len(x.keys.cols))) + int64(len(x.slots))*slotBytes
}

// len returns the number of keys.
func (x *rowIndex) len() int { return x.keys.rows }

// reset forgets all keys and keeps the memory.
func (x *rowIndex) reset() {
	x.keys.reset()
	clear(x.slots)
}

// RowSet is a set of rows of ids within a budget.
type RowSet struct {
	index *rowIndex
	cols  [][]ids.ID
}

// NewRowSet returns an empty set of rows of the width.
func NewRowSet(width int, budget *Budget) *RowSet {
	s := &RowSet{index: newRowIndex(width, &account{budget: budget}), cols: make([][]ids.ID, width)}
	for i := range s.cols {
		s.cols[i] = make([]ids.ID, 1)
	}
	return s
}

// Add adds a row and reports whether it is new.
func (s *RowSet) Add(row []ids.ID) (bool, error) {
	for i, id := range row {
		s.cols[i][0] = id
	}
	_, isNew, err := s.index.add(s.cols, 0)
	return isNew, err
}

// Release gives the memory of the set back.
func (s *RowSet) Release() { s.index.mem.release() }
