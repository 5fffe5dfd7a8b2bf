package exec

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// topRows is the number of rows beside twice those wanted that are gathered
// before the best are chosen.
const topRows = 1 << 17

// orderOp sorts its input by SPARQL's order of values. With a top it keeps no
// more than twice the rows wanted and topRows.
type orderOp struct {
	rt    *Runtime
	in    Operator
	progs []*program
	desc  []bool
	width int // columns of the input
	top   int
	mem   *account
	cmp   *expr.Comparer

	rows  *table // the input's columns and then one for each condition
	order []int32
	ready bool
	next  int
	buf   buffer
	vals  [][]ids.ID
	view  ids.Batch
}

// newOrderBy compiles the conditions, whose values become columns beside those of the input.
func (b *builder) newOrderBy(ctx context.Context, n *plan.OrderBy, in Operator) (Operator, error) {
	vars := n.Input.Base().Vars
	o := &orderOp{rt: b.rt, in: in, width: len(vars), top: int(n.Top), mem: b.account(n), cmp: expr.NewComparer(b.rt.Env.Pool)}
	for _, c := range n.Conditions {
		prog, err := b.compile(ctx, c.E, schemaOf(vars))
		if err != nil {
			return nil, err
		}
		o.progs = append(o.progs, prog)
		o.in = b.gathered(o.in, prog)
		o.desc = append(o.desc, c.Descending)
	}
	o.vals = make([][]ids.ID, len(o.progs))
	o.rows = newTable(o.width+len(o.progs), o.mem)
	return o, nil
}

func (o *orderOp) Next(ctx context.Context) (*ids.Batch, error) {
	if !o.ready {
		if err := o.read(ctx); err != nil {
			return nil, err
		}
		o.ready = true
	}
	if o.next >= len(o.order) {
		return nil, io.EOF
	}
	lo := o.next
	o.next = min(len(o.order), lo+o.rt.batchRows())
	out := o.buf.reset(o.width)
	for i := range o.width {
		for _, row := range o.order[lo:o.next] {
			out.Cols[i] = append(out.Cols[i], o.rows.cols[i][row])
		}
	}
	out.Len = o.next - lo
	return out, nil
}

// read takes in all rows and sorts them.
func (o *orderOp) read(ctx context.Context) error {
	for {
		b, err := o.in.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := o.keep(ctx, b); err != nil {
			return err
		}
		if o.top > 0 && o.rows.rows >= 2*o.top+topRows {
			if err := o.cut(ctx); err != nil {
				return err
			}
		}
	}
	var err error
	o.order, err = o.sorted(ctx)
	return err
}

// keep adds the rows of b and the values of the conditions.
func (o *orderOp) keep(ctx context.Context, b *ids.Batch) error {
	o.view.Len = b.Len
	o.view.Cols = append(o.view.Cols[:0], b.Cols...)
	for i, p := range o.progs {
		var err error
		if o.vals[i], err = p.Eval(ctx, o.rt.Env, b, o.vals[i][:0]); err != nil {
			return err
		}
		o.view.Cols = append(o.view.Cols, o.vals[i])
	}
	return o.rows.appendBatch(&o.view)
}

// cut keeps the best rows.
func (o *orderOp) cut(ctx context.Context) error {
	order, err := o.sorted(ctx)
	if err != nil {
		return err
	}
	kept := newTable(len(o.rows.cols), o.mem)
	if err := kept.grow(len(order)); err != nil {
		return err
	}
	for i, c := range o.rows.cols {
		for _, row := range order {
			kept.cols[i] = append(kept.cols[i], c[row])
		}
	}
	kept.rows = len(order)
	o.mem.give(int64(o.rows.held) * idBytes * int64(len(o.rows.cols)))
	o.rows = kept
	return nil
}

// span is a range of the rows in order that are equal by the conditions so far.
type span struct{ lo, hi int }

// sorted returns the rows in order, or as many of the first as are wanted. It sorts by
// the first condition, then those that are equal by the next one, and so on: the
// values of a condition matter only where those before do not decide.
func (o *orderOp) sorted(ctx context.Context) ([]int32, error) {
	n := o.rows.rows
	scratch := int64(n) * 28
	if err := o.mem.reserve(scratch); err != nil {
		return nil, err
	}
	defer o.mem.give(scratch)
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	spans := []span{{0, n}}
	for i, c := range o.rows.cols[o.width:] {
		var err error
		if order, spans, err = o.refine(ctx, order, spans, c, o.desc[i]); err != nil {
			return nil, err
		}
	}
	if o.top > 0 && len(order) > o.top {
		order = order[:o.top]
	}
	return order, o.cmp.Err()
}

// refine sorts the rows of each span by one condition and returns the spans of those
// that are equal by it too. Rows that are not wanted for certain are dropped.
func (o *orderOp) refine(ctx context.Context, order []int32, spans []span, col []ids.ID, desc bool) ([]int32, []span, error) {
	total := 0
	for _, s := range spans {
		total += s.hi - s.lo
	}
	if total == 0 {
		return order, nil, nil
	}
	values := make([]ids.ID, 0, total)
	for _, s := range spans {
		for _, row := range order[s.lo:s.hi] {
			values = append(values, col[row])
		}
	}
	places := make([]uint32, total)
	if err := o.cmp.Places(ctx, values, places); err != nil {
		return nil, nil, err
	}
	keys := make([]uint64, total) // the place, then the row
	at := 0
	for _, s := range spans {
		for _, row := range order[s.lo:s.hi] {
			place := places[at]
			if desc {
				place = ^place
			}
			keys[at] = uint64(place)<<32 | uint64(uint32(row))
			at++
		}
	}
	var equal []span
	at = 0
	for _, s := range spans {
		group := keys[at : at+s.hi-s.lo]
		at += len(group)
		if o.top > 0 && s.hi > o.top {
			group = firstOf(group, o.top-s.lo)
			order = order[:s.lo+len(group)]
		}
		if err := expr.SortFunc(ctx, group, cmp.Compare[uint64]); err != nil {
			return nil, nil, context.Cause(ctx)
		}
		for i, k := range group {
			order[s.lo+i] = int32(uint32(k))
		}
		equal = equalSpans(equal, group, s.lo)
	}
	return order, equal, nil
}

// equalSpans appends the ranges of two keys or more with one place, of keys that
// stand at from in the order.
func equalSpans(dst []span, keys []uint64, from int) []span {
	for lo := 0; lo < len(keys); {
		hi := lo + 1
		for hi < len(keys) && keys[hi]>>32 == keys[lo]>>32 {
			hi++
		}
		if hi-lo > 1 {
			dst = append(dst, span{from + lo, from + hi})
		}
		lo = hi
	}
	return dst
}

// firstOf moves the n least keys to the front, and those with the place of the last of
// them, and returns them.
func firstOf(keys []uint64, n int) []uint64 {
	if n >= len(keys) {
		return keys
	}
	nth := selectKey(slices.Clone(keys), n-1) >> 32
	kept := 0
	for _, k := range keys {
		if k>>32 <= nth {
			keys[kept] = k
			kept++
		}
	}
	return keys[:kept]
}

// selectKey returns the key that would be at position n if keys were sorted. No two
// keys are equal.
func selectKey(keys []uint64, n int) uint64 {
	for len(keys) > 32 {
		a, b, c := keys[0], keys[len(keys)/2], keys[len(keys)-1]
		pivot := max(min(a, b), min(max(a, b), c))
		less := 0
		for i, k := range keys {
			if k < pivot {
				keys[i], keys[less] = keys[less], k
				less++
			}
		}
		if n < less {
			keys = keys[:less]
			continue
		}
		keys, n = keys[less:], n-less
	}
	slices.Sort(keys)
	return keys[n]
}

// Close implements Operator.
func (o *orderOp) Close() error {
	for _, p := range o.progs {
		p.close()
	}
	o.cmp.Release()
	o.mem.release()
	return o.in.Close()
}
