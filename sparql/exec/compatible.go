package exec

import (
	"context"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// maxMasks is the greatest number of sets of bound variables that the left rows are
// told apart by: each may need indexes of its own.
const maxMasks = 16

// compatible finds, for left rows, the right rows that are compatible where shared
// variables may be unbound on both sides, without comparing each with each. The right
// rows fall into parts by which of the variables they bind. What a left row and the rows
// of a part both bind has to be equal, so that an index on just these variables knows
// the rows; it is made when the first left row needs it.
type compatible struct {
	kind     plan.JoinKind
	whole    *hashTable // all right rows, by the keys that are always bound
	on, at   []int      // the keys and the compatible variables among the columns of whole
	lon, lat []int      // the same of left batches
	one      bool       // one candidate decides about a left row
	aim      int        // candidates gathered at once
	parts    []part
	any      uint64 // variables that some right row binds
	masks    []uint64
	left     *ids.Batch
	rowMask  []int32 // of each left row: its place in masks, or -1
	wlo, whi []int32 // the group of each left row in whole
	row      int     // the left row that comes next
	picked   *table  // candidates
	lo, hi   []int32
	keys     buffer
	slice    ids.Batch
	gathered int64 // candidates so far
	sel      []uint32
	glo, ghi []int32
	mem      *account
	rows     *ids.Batch // all of whole, once the parts are known
	places   int        // left rows that memory for their groups is reserved for
}

// part is the right rows that bind the same of the variables.
type part struct {
	mask   uint64
	rows   []int32               // in whole
	index  map[uint64]*hashTable // numbers of rows, by keys and the variables of a mask
	byMask []*hashTable          // the same by the masks of left rows
	lo, hi []int32               // the group of each left row of the batch
}

// newCompatible returns nil where nothing is gained: no variables, or more than masks
// can tell.
func newCompatible(n *plan.HashJoin, whole *hashTable, aim int, mem *account) *compatible {
	if len(n.Compat) == 0 || len(n.Compat) > 64 {
		return nil
	}
	lv, rv := n.L.Base().Vars, n.R.Base().Vars
	return &compatible{
		kind: n.Kind, whole: whole, aim: aim, mem: mem, picked: newTable(len(rv), mem),
		on: positions(rv, n.On), at: positions(rv, n.Compat), lon: positions(lv, n.On), lat: positions(lv, n.Compat),
		one: n.F == nil && n.Kind != plan.Inner && n.Kind != plan.Left,
	}
}

// maskOf says which of the columns at places are bound in a row.
func maskOf(cols [][]ids.ID, places []int, row int) uint64 {
	mask := uint64(0)
	for i, c := range places {
		if cols[c][row] != ids.Undef {
			mask |= 1 << i
		}
	}
	return mask
}

// split makes the parts of the right rows.
func (c *compatible) split(ctx context.Context) error {
	rows := c.whole.rows
	c.rows = rows.batch(0, rows.rows)
	if err := c.mem.reserve(int64(rows.rows) * 4); err != nil {
		return err
	}
	numbers := map[uint64]int{}
	return inRuns(ctx, rows.rows, func(lo, hi int) error {
		for row := lo; row < hi; row++ {
			mask := maskOf(rows.cols, c.at, row)
			n, ok := numbers[mask]
			if !ok {
				n = len(c.parts)
				numbers[mask] = n
				c.any |= mask
				c.parts = append(c.parts, part{mask: mask, index: map[uint64]*hashTable{}})
			}
			c.parts[n].rows = append(c.parts[n].rows, int32(row))
		}
		return nil
	})
}

// begin takes the next left batch, which it borrows until the next call.
func (c *compatible) begin(ctx context.Context, left *ids.Batch) error {
	if c.rows == nil {
		if err := c.split(ctx); err != nil {
			return err
		}
	}
	if more := left.Len - c.places; more > 0 {
		if err := c.mem.reserve(int64(more) * int64(2*len(c.parts)+3) * 4); err != nil {
			return err
		}
		c.places = left.Len
	}
	c.left, c.row = left, 0
	c.wlo, c.whi = c.whole.ranges(left, c.lon, c.wlo[:0], c.whi[:0])
	c.rowMask = c.rowMask[:0]
	for row := range left.Len {
		c.rowMask = append(c.rowMask, c.numberOf(maskOf(left.Cols, c.lat, row)&c.any))
	}
	for p := range c.parts {
		c.parts[p].lo = slices.Grow(c.parts[p].lo[:0], left.Len)[:left.Len]
		c.parts[p].hi = slices.Grow(c.parts[p].hi[:0], left.Len)[:left.Len]
	}
	for m := range c.masks {
		if err := pace.Yield(ctx); err != nil {
			return err
		}
		if err := c.probe(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// numberOf returns the place of a mask of left rows; -1 stands for rows that all of
// their group in whole are candidates of: those that have nothing to compare, and those
// beyond maxMasks.
func (c *compatible) numberOf(mask uint64) int32 {
	if mask == 0 && c.kind != plan.Minus {
		return -1
	}
	n := slices.Index(c.masks, mask)
	if n < 0 && len(c.masks) < maxMasks {
		n = len(c.masks)
		c.masks = append(c.masks, mask)
	}
	return int32(n)
}

// probe finds the groups of the left rows with the m-th mask in each part.
func (c *compatible) probe(ctx context.Context, m int) error {
	c.sel = c.sel[:0]
	for row, n := range c.rowMask {
		if int(n) == m {
			c.sel = append(c.sel, uint32(row))
		}
	}
	if len(c.sel) == 0 {
		return nil
	}
	rows := c.keys.selectRows(c.left, c.sel)
	for i := range c.parts {
		p := &c.parts[i]
		shared := c.masks[m] & p.mask
		if shared == 0 && c.kind == plan.Minus {
			for _, row := range c.sel {
				p.lo[row], p.hi[row] = 0, 0 // nothing in common
			}
			continue
		}
		index, err := c.indexOf(ctx, p, m, shared)
		if err != nil {
			return err
		}
		c.glo, c.ghi = index.ranges(rows, keyPlaces(c.lon, c.lat, shared), c.glo[:0], c.ghi[:0])
		for k, row := range c.sel {
			p.lo[row], p.hi[row] = c.glo[k], c.ghi[k]
		}
	}
	return nil
}

// keyPlaces are the columns on and those of at that the mask names.
func keyPlaces(on, at []int, mask uint64) []int {
	places := slices.Clone(on)
	for i, c := range at {
		if mask&(1<<i) != 0 {
			places = append(places, c)
		}
	}
	return places
}

// indexOf is the index of a part for the left rows with the m-th mask.
func (c *compatible) indexOf(ctx context.Context, p *part, m int, shared uint64) (*hashTable, error) {
	for len(p.byMask) <= m {
		p.byMask = append(p.byMask, nil)
	}
	if p.byMask[m] != nil {
		return p.byMask[m], nil
	}
	index := p.index[shared]
	if index == nil {
		places := keyPlaces(c.on, c.at, shared)
		index = &hashTable{rows: newTable(len(places)+1, c.mem), index: newRowIndex(len(places), c.mem)}
		if err := index.rows.grow(len(p.rows)); err != nil {
			return nil, err
		}
		for i, place := range places {
			index.key = append(index.key, i)
			index.rows.cols[i] = gatherRight(index.rows.cols[i], c.whole.rows.cols[place], p.rows)
		}
		for _, row := range p.rows {
			index.rows.cols[len(places)] = append(index.rows.cols[len(places)], ids.ID(row))
		}
		index.rows.rows = len(p.rows)
		if err := index.group(ctx); err != nil {
			return nil, err
		}
		p.index[shared] = index
	}
	p.byMask[m] = index
	return index, nil
}

// next hands the next left rows and their candidates to j, and reports whether there
// were any.
func (c *compatible) next(j *joiner) (bool, error) {
	if c.left == nil || c.row >= c.left.Len {
		return false, nil
	}
	c.picked.reset()
	c.lo, c.hi = c.lo[:0], c.hi[:0]
	first := c.row
	for ; c.row < c.left.Len && c.picked.rows < c.aim; c.row++ {
		lo := int32(c.picked.rows)
		if c.rowMask[c.row] >= 0 {
			if err := c.pickParts(c.row); err != nil {
				return false, err
			}
		} else {
			from, to := int(c.wlo[c.row]), int(c.whi[c.row])
			if to-from >= c.aim {
				break // as they are, without a copy
			}
			if err := c.picked.appendRange(c.rows, from, to); err != nil {
				return false, err
			}
		}
		c.lo, c.hi = append(c.lo, lo), append(c.hi, int32(c.picked.rows))
	}
	right := c.picked
	if c.row == first {
		right = c.whole.rows
		for ; c.row < c.left.Len && c.rowMask[c.row] < 0 && int(c.whi[c.row]-c.wlo[c.row]) >= c.aim; c.row++ {
			c.lo, c.hi = append(c.lo, c.wlo[c.row]), append(c.hi, c.whi[c.row])
		}
	}
	for i, lo := range c.lo {
		c.gathered += int64(c.hi[i] - lo)
	}
	c.slice.Cols, c.slice.Len = c.slice.Cols[:0], c.row-first
	for _, col := range c.left.Cols {
		c.slice.Cols = append(c.slice.Cols, col[first:c.row])
	}
	j.start(&c.slice, right, c.lo, c.hi)
	return true, nil
}

// pickParts appends the candidates of a left row to picked.
func (c *compatible) pickParts(row int) error {
	m := c.rowMask[row]
	for i := range c.parts {
		p := &c.parts[i]
		lo, hi := p.lo[row], p.hi[row]
		if lo >= hi {
			continue
		}
		if c.one {
			hi = lo + 1
		}
		if err := c.picked.grow(int(hi - lo)); err != nil {
			return err
		}
		index := p.byMask[m].rows
		numbers := index.cols[len(index.cols)-1][lo:hi]
		for k, col := range c.whole.rows.cols {
			for _, n := range numbers {
				c.picked.cols[k] = append(c.picked.cols[k], col[n])
			}
		}
		c.picked.rows += int(hi - lo)
		if c.one {
			return nil
		}
	}
	return nil
}
