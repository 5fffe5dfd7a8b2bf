package exec

import (
	"context"
	"errors"
	"io"

	"issn-ld/sparql/plan"
	"issn-ld/store/ids"
)

// hashTable is rows grouped by the ids of some columns.
type hashTable struct {
	rows  *table
	index *rowIndex
	ends  []int32 // of the group of each key; it begins where the previous ends
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
	scratch := int64(h.rows.rows) * 12
	if err := h.rows.mem.reserve(scratch); err != nil {
		return err
	}
	defer h.rows.mem.give(scratch)
	numbers := make([]int32, h.rows.rows)
	h.ends = h.ends[:0]
	for row := range numbers {
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

// reset empties the table.
func (h *hashTable) reset() {
	h.rows.reset()
	h.index.reset()
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
	h.cols = pick(h.cols, b, at)
	for row := range b.Len {
		n := h.index.find(h.cols, row)
		switch {
		case n < 0:
			lo, hi = append(lo, 0), append(hi, 0)
		case n == 0:
			lo, hi = append(lo, 0), append(hi, h.ends[0])
		default:
			lo, hi = append(lo, h.ends[n-1]), append(hi, h.ends[n])
		}
	}
	return lo, hi
}

// hashJoin keeps the right input in a hash table.
type hashJoin struct {
	left, right Operator
	j           *joiner
	lkey        []int
	table       *hashTable
	built       bool
	needsRight  bool // without right rows there is no result
	lo, hi      []int32
}

func (b *builder) newHashJoin(n *plan.HashJoin) (Operator, error) {
	l, r, err := b.two(n.L, n.R)
	if err != nil {
		return nil, err
	}
	lv, rv := n.L.Base().Vars, n.R.Base().Vars
	h := &hashJoin{
		left: l, right: r, lkey: positions(lv, n.On), table: newHashTable(rv, n.On, b.account(n)),
		needsRight: n.Kind == plan.Inner || n.Kind == plan.Semi,
	}
	if h.j, err = newJoiner(b.rt, b, n.Kind, &n.Props, lv, rv, n.Compat, n.F); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

func (h *hashJoin) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		out, err := h.j.next(ctx)
		if err != nil || out != nil {
			return out, err
		}
		lb, err := h.left.Next(ctx)
		if err != nil {
			return nil, err
		}
		if !h.built {
			if err := h.build(ctx); err != nil {
				return nil, err
			}
		}
		if h.needsRight && h.table.rows.rows == 0 {
			return nil, io.EOF
		}
		h.lo, h.hi = h.table.ranges(lb, h.lkey, h.lo[:0], h.hi[:0])
		h.j.start(lb, h.table.rows, h.lo, h.hi)
	}
}

// build reads the right side: after the first left batch, since without one the
// right side does not matter.
func (h *hashJoin) build(ctx context.Context) error {
	h.built = true
	if err := h.table.rows.drain(ctx, h.right); err != nil {
		return err
	}
	return h.table.group()
}

// Close implements Operator.
func (h *hashJoin) Close() error {
	h.table.rows.mem.release()
	return errors.Join(h.left.Close(), h.right.Close())
}
