package exec

import (
	"context"
	"errors"
	"io"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// hashJoin keeps the right input in a hash table.
type hashJoin struct {
	left, right Operator
	j           *joiner
	lkey        []int
	table       *hashTable
	compatible  *compatible // nil: all shared variables are keys
	built       bool
	needsRight  bool // without right rows there is no result
	lo, hi      []int32
}

// newHashJoin builds both sides; the right one is read when the first left row is there.
func (b *builder) newHashJoin(ctx context.Context, n *plan.HashJoin) (Operator, error) {
	l, r, err := b.two(ctx, n.L, n.R)
	if err != nil {
		return nil, err
	}
	lv, rv := n.L.Base().Vars, n.R.Base().Vars
	mem := b.account(n)
	h := &hashJoin{
		left: l, right: r, lkey: positions(lv, n.On), table: newHashTable(rv, n.On, mem),
		needsRight: n.Kind == plan.Inner || n.Kind == plan.Semi,
	}
	h.compatible = newCompatible(n, h.table, b.rt.batchRows(), mem)
	h.j, err = b.newJoiner(ctx, joinSpec{kind: n.Kind, vars: n.Vars, left: lv, right: rv, compat: n.Compat, cond: n.F})
	if err != nil {
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
		if h.compatible != nil {
			if more, err := h.compatible.next(h.j); err != nil {
				return nil, err
			} else if more {
				continue
			}
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
		if h.compatible != nil {
			if err := h.compatible.begin(ctx, lb); err != nil {
				return nil, err
			}
			continue
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
	return h.table.group(ctx)
}

// Close implements Operator.
func (h *hashJoin) Close() error {
	h.j.close()
	h.table.rows.mem.release()
	return errors.Join(h.left.Close(), h.right.Close())
}
