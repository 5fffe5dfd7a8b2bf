package exec

import (
	"context"
	"errors"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// bindJoin evaluates the right side for the keys of each left batch.
type bindJoin struct {
	b     *builder
	n     *plan.BindJoin
	left  Operator
	j     *joiner
	lkey  []int
	keys  *table
	table *hashTable
	lcols [][]ids.ID
	order []int32
	lo    []int32
	hi    []int32
}

// newBindJoin builds the left side alone: the right side is built for each of its batches.
func (b *builder) newBindJoin(ctx context.Context, n *plan.BindJoin) (Operator, error) {
	l, err := b.build(ctx, n.L)
	if err != nil {
		return nil, err
	}
	lv, rv := n.L.Base().Vars, n.R.Base().Vars
	mem := b.account(n)
	bj := &bindJoin{
		n: n, left: l, lkey: positions(lv, n.On), keys: newTable(len(n.On), mem),
		table: newHashTable(rv, n.On, mem),
	}
	inner := *b
	inner.keys, inner.keyVars = bj.keys, n.On
	bj.b = &inner
	bj.j, err = b.newJoiner(ctx, joinSpec{kind: n.Kind, vars: n.Vars, left: lv, right: rv, compat: n.Compat, cond: n.F})
	if err != nil {
		return nil, errors.Join(err, bj.Close())
	}
	return bj, nil
}

func (bj *bindJoin) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		out, err := bj.j.next(ctx)
		if err != nil || out != nil {
			return out, err
		}
		lb, err := bj.left.Next(ctx)
		if err != nil {
			return nil, err
		}
		if err := bj.evaluate(ctx, lb); err != nil {
			return nil, err
		}
		bj.lo, bj.hi = bj.table.ranges(lb, bj.lkey, bj.lo[:0], bj.hi[:0])
		bj.j.start(lb, bj.table.rows, bj.lo, bj.hi)
	}
}

// evaluate runs the right side for the distinct keys of a left batch.
func (bj *bindJoin) evaluate(ctx context.Context, lb *ids.Batch) error {
	bj.lcols = pick(bj.lcols, lb, bj.lkey)
	bj.order = sortedRows(bj.order[:0], bj.lcols, lb.Len)
	bj.order = slices.CompactFunc(bj.order, func(a, b int32) bool { return compareRows(bj.lcols, int(a), int(b)) == 0 })
	bj.keys.reset()
	if err := bj.keys.grow(len(bj.order)); err != nil {
		return err
	}
	for i, c := range bj.lcols {
		for _, row := range bj.order {
			bj.keys.cols[i] = append(bj.keys.cols[i], c[row])
		}
	}
	bj.keys.rows = len(bj.order)
	bj.table.reset()
	right, err := bj.b.build(ctx, bj.n.R)
	if err != nil {
		return err
	}
	if err := bj.table.rows.drain(ctx, right); err != nil {
		return errors.Join(err, right.Close())
	}
	if err := right.Close(); err != nil {
		return err
	}
	return bj.table.group(ctx)
}

// Close implements Operator.
func (bj *bindJoin) Close() error {
	bj.j.close()
	bj.keys.mem.release()
	return bj.left.Close()
}
