package exec

import (
	"context"
	"errors"

	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// intersectJoin extends each left row by the values that several indexes all have
// for it. It looks the keys of a left batch up in each of them, and for each row runs
// through the shortest of the lists found, galloping in the others: its work for
// a row is bounded by the shortest list, however long the others are.
type intersectJoin struct {
	left  Operator
	sides []*lookupJoin
	rows  int
	cols  []int // of the left row for each column, -1 for the new variable

	lb   *ids.Batch
	row  int // of lb that comes next
	sel  []uint32
	vals []ids.ID
	buf  buffer

	lists [][]ids.ID
	began bool // lists are those of row, as far as they are left
}

// newIntersect makes a look-up in each of the indexes.
func (b *builder) newIntersect(ctx context.Context, n *plan.Intersect) (Operator, error) {
	left, err := b.build(ctx, n.L)
	if err != nil {
		return nil, err
	}
	lv := n.L.Base().Vars
	rows := b.rt.batchRows()
	// Keys of a full batch lie nearer each other in the indexes.
	x := &intersectJoin{left: &gatherOp{in: left, rows: rows, most: rows}, rows: rows, cols: positions(lv, n.Vars)}
	for i, sc := range n.Scans {
		side := &lookupJoin{
			rt: b.rt, lkey: positions(lv, n.On[i]), request: sc.Request(b.loop),
			nkey: len(n.On[i]), key: make([]ids.ID, len(n.On[i])), matches: newTable(1, b.account(n)),
		}
		side.nprefix = len(side.request.Prefix)
		for c := range side.nkey + 1 {
			side.request.Cols = append(side.request.Cols, uint8(side.nprefix+c))
		}
		x.sides = append(x.sides, side)
		if st := b.statsOf(sc); st != nil {
			st.Opens++
		}
	}
	x.lists = make([][]ids.ID, len(x.sides))
	return x, nil
}

func (x *intersectJoin) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		if x.lb == nil || x.row == x.lb.Len {
			lb, err := x.left.Next(ctx)
			if err != nil {
				return nil, err
			}
			x.lb, x.row, x.began = lb, 0, false
			for _, side := range x.sides {
				if err := side.match(ctx, lb); err != nil {
					return nil, err
				}
			}
		}
		if err := x.fill(ctx); err != nil {
			return nil, err
		}
		if len(x.sel) > 0 {
			return x.emit(), nil
		}
	}
}

// fill selects pairs of a left row and a value, up to a batch of them.
func (x *intersectJoin) fill(ctx context.Context) error {
	x.sel, x.vals = x.sel[:0], x.vals[:0]
	for ; x.row < x.lb.Len; x.row++ {
		if !x.began {
			for i, side := range x.sides {
				x.lists[i] = side.matches.cols[0][side.lo[x.row]:side.hi[x.row]]
			}
			x.began = true
		}
		shortFirst(x.lists)
		before := len(x.lists[0])
		if x.common(); len(x.vals) >= x.rows {
			return nil // and goes on in the same row
		}
		if before > x.rows {
			if err := pace.Yield(ctx); err != nil {
				return err
			}
		}
		x.began = false
	}
	return nil
}

// shortFirst puts the shortest list first.
func shortFirst(lists [][]ids.ID) {
	for i := range lists {
		if len(lists[i]) < len(lists[0]) {
			lists[0], lists[i] = lists[i], lists[0]
		}
	}
}

// common appends the values that all lists have, up to a batch, and cuts the lists
// behind them. The lists ascend.
func (x *intersectJoin) common() {
	for len(x.lists[0]) > 0 && len(x.vals) < x.rows {
		v := x.lists[0][0]
		all := true
		for i, list := range x.lists[1:] {
			list = list[gallopIn(list, v):]
			x.lists[1+i] = list
			if len(list) == 0 {
				x.lists[0] = nil
				return
			}
			if list[0] != v {
				all = false
				x.lists[0] = x.lists[0][gallopIn(x.lists[0], list[0]):]
				break
			}
		}
		if all {
			x.sel, x.vals = append(x.sel, uint32(x.row)), append(x.vals, v)
			x.lists[0] = x.lists[0][1:]
		}
	}
}

// gallopIn returns the first position of an ascending list that is not before v.
func gallopIn(list []ids.ID, v ids.ID) int {
	lo, step := 0, 1
	for lo+step <= len(list) && list[lo+step-1] < v {
		lo += step
		step *= 2
	}
	hi := min(lo+step, len(list))
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); list[mid] < v {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// emit gathers the selected rows.
func (x *intersectJoin) emit() *ids.Batch {
	out := x.buf.reset(len(x.cols))
	for i, c := range x.cols {
		if c < 0 {
			out.Cols[i] = append(out.Cols[i], x.vals...)
		} else {
			out.Cols[i] = gather(out.Cols[i], x.lb.Cols[c], x.sel)
		}
	}
	out.Len = len(x.sel)
	return out
}

// Close implements Operator.
func (x *intersectJoin) Close() error {
	err := x.left.Close()
	for _, side := range x.sides {
		side.matches.mem.release()
		if side.sc != nil {
			err = errors.Join(err, side.closeScan())
		}
	}
	return err
}
