package exec

import (
	"context"
	"slices"

	"github.com/issn-ld/issn-ld/internal/invariant"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// checked holds an operator to what its plan node promises: the shape of its
// batches, the order of its rows, and which variables are bound. Only builds with
// [invariant.Enabled] have it.
type checked struct {
	op    Operator
	node  plan.Node
	key   []int // columns by which the rows ascend
	bound []int // columns without unbound values
	last  []ids.ID
	close bool
}

// newChecked checks an operator against its node.
func newChecked(op Operator, n plan.Node) *checked {
	c := &checked{op: op, node: n}
	base := n.Base()
	for _, v := range base.Order {
		c.key = append(c.key, slices.Index(base.Vars, v))
	}
	for i, v := range base.Vars {
		if !slices.Contains(base.Maybe, v) {
			c.bound = append(c.bound, i)
		}
	}
	invariant.Check(!slices.Contains(c.key, -1), "%T is in the order %v, and has the columns %v", n, base.Order, base.Vars)
	return c
}

// Next implements [Operator].
func (c *checked) Next(ctx context.Context) (*ids.Batch, error) {
	invariant.Check(!c.close, "Next of %T after Close", c.node)
	b, err := c.op.Next(ctx)
	if err != nil {
		return b, err
	}
	vars := c.node.Base().Vars
	invariant.Check(b.Len > 0, "%T gives an empty batch", c.node)
	invariant.Check(len(b.Cols) == len(vars), "%T gives %d columns for the variables %v", c.node, len(b.Cols), vars)
	for i, col := range b.Cols {
		invariant.Check(len(col) == b.Len, "%T gives %d values of %s in %d rows", c.node, len(col), vars[i], b.Len)
	}
	for _, i := range c.bound {
		invariant.Check(!slices.Contains(b.Cols[i], ids.Undef), "%T leaves %s unbound, which is said to be bound", c.node, vars[i])
	}
	c.ascends(b)
	return b, nil
}

// ascends checks the order of the rows of b, after those of earlier batches.
func (c *checked) ascends(b *ids.Batch) {
	if len(c.key) == 0 {
		return
	}
	row := make([]ids.ID, len(c.key))
	for r := range b.Len {
		for i, col := range c.key {
			row[i] = b.Cols[col][r]
		}
		invariant.Check(slices.Compare(c.last, row) <= 0, "%T gives %v after %v, and its order is %v", c.node, row, c.last, c.node.Base().Order)
		c.last = append(c.last[:0], row...)
	}
}

// Close implements [Operator].
func (c *checked) Close() error {
	c.close = true
	return c.op.Close()
}

// Seek passes the call on where the operator can.
func (c *checked) Seek(key []ids.ID) {
	if s, ok := c.op.(seeker); ok {
		s.Seek(key)
	}
}

// CanSeek reports whether the operator can.
func (c *checked) CanSeek() bool { return canSeek(c.op) }
