package exec

import (
	"context"
	"errors"
	"io"
	"slices"

	"issn-ld/sparql/expr"
	"issn-ld/sparql/plan"
	"issn-ld/store/ids"
)

// orderOp sorts its input by SPARQL's order of values. With a top it keeps no
// more than twice the rows wanted.
type orderOp struct {
	rt    *Runtime
	in    Operator
	progs []*expr.Program
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

func (b *builder) newOrderBy(n *plan.OrderBy, in Operator) (Operator, error) {
	vars := n.Input.Base().Vars
	o := &orderOp{rt: b.rt, in: in, width: len(vars), top: int(n.Top), mem: b.account(n), cmp: expr.NewComparer(b.rt.Env.Pool)}
	for _, c := range n.Conditions {
		prog, err := b.compile(c.E, schemaOf(vars))
		if err != nil {
			return nil, err
		}
		o.progs = append(o.progs, prog)
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
		if o.top > 0 && o.rows.rows >= 2*o.top+sortRun {
			if err := o.cut(ctx); err != nil {
				return err
			}
		}
	}
	order, err := o.sorted(ctx)
	if o.top > 0 && len(order) > o.top {
		order = order[:o.top]
	}
	o.order = order
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
	order = order[:o.top]
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

// sortRun is the number of rows that are sorted between two looks at the
// context.
const sortRun = 1 << 14

// sorted returns the rows in order: runs are sorted, then merged.
func (o *orderOp) sorted(ctx context.Context) ([]int32, error) {
	n := o.rows.rows
	scratch := int64(n) * 8
	if err := o.mem.reserve(scratch); err != nil {
		return nil, err
	}
	defer o.mem.give(scratch / 2)
	for _, c := range o.rows.cols[o.width:] {
		for lo := 0; lo < n; lo += sortRun {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if err := o.cmp.Load(c[lo:min(n, lo+sortRun)]); err != nil {
				return nil, err
			}
		}
	}
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	for lo := 0; lo < n; lo += sortRun {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		slices.SortFunc(order[lo:min(n, lo+sortRun)], o.compare)
	}
	tmp := make([]int32, n)
	for run := sortRun; run < n; run *= 2 {
		for lo := 0; lo < n; lo += 2 * run {
			if err := o.merge(ctx, tmp[lo:min(n, lo+2*run)], order[lo:min(n, lo+run)], order[min(n, lo+run):min(n, lo+2*run)]); err != nil {
				return nil, err
			}
		}
		order, tmp = tmp, order
	}
	return order, o.cmp.Err()
}

// merge merges two sorted runs into dst.
func (o *orderOp) merge(ctx context.Context, dst, a, b []int32) error {
	for i := range dst {
		if i%sortRun == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if len(b) == 0 || len(a) > 0 && o.compare(a[0], b[0]) <= 0 {
			dst[i], a = a[0], a[1:]
		} else {
			dst[i], b = b[0], b[1:]
		}
	}
	return nil
}

func (o *orderOp) compare(a, b int32) int {
	for i, c := range o.rows.cols[o.width:] {
		if c[a] == c[b] {
			continue
		}
		if d := o.cmp.Compare(c[a], c[b]); d != 0 {
			if o.desc[i] {
				return -d
			}
			return d
		}
	}
	return int(a - b) // the order of the input
}

// Close implements Operator.
func (o *orderOp) Close() error {
	o.cmp.Release()
	o.mem.release()
	return o.in.Close()
}
