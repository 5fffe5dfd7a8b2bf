package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// tableOp yields the rows of a table.
type tableOp struct {
	t    *table
	rows int // aimed at in a batch
	next int
	own  bool // the table's memory goes with the operator
}

func (t *tableOp) Next(context.Context) (*ids.Batch, error) {
	if t.next >= t.t.rows {
		return nil, io.EOF
	}
	lo := t.next
	t.next = min(lo+t.rows, t.t.rows)
	return t.t.batch(lo, t.next), nil
}

// Close implements Operator.
func (t *tableOp) Close() error {
	if t.own {
		t.t.mem.release()
	}
	return nil
}

// newValues gives ids to the terms of inline data.
func (b *builder) newValues(ctx context.Context, n *plan.Values) (Operator, error) {
	t := newTable(len(n.Vars), b.account(n))
	if err := t.grow(len(n.Data)); err != nil {
		return nil, err
	}
	var meter pace.Meter
	for _, row := range n.Data {
		if err := meter.Add(ctx, 1+len(row)); err != nil {
			t.mem.release()
			return nil, err
		}
		for i, term := range row {
			id, err := b.rt.Env.Pool.ID(term)
			if err != nil {
				t.mem.release()
				return nil, err
			}
			t.cols[i] = append(t.cols[i], id)
		}
	}
	t.rows = len(n.Data)
	return &tableOp{t: t, rows: b.rt.batchRows(), own: true}, nil
}

// newKeys yields the keys of the innermost binding join.
func (b *builder) newKeys(n *plan.Keys) (Operator, error) {
	if !slices.Equal(b.keyVars, n.Vars) {
		return nil, fmt.Errorf("exec: keys %v outside of a binding join", n.Vars)
	}
	return &tableOp{t: b.keys, rows: b.rt.batchRows()}, nil
}

// newGraphNames yields the named graphs of the dataset.
func (b *builder) newGraphNames(n *plan.GraphNames) Operator {
	t := &table{cols: [][]ids.ID{n.IDs}, rows: len(n.IDs), mem: b.account(n)}
	return &tableOp{t: t, rows: b.rt.batchRows()}
}

// unionOp yields the rows of its inputs, one input after the other. The inputs
// have the same columns; each is built when it is its turn.
type unionOp struct {
	b      *builder
	inputs []plan.Node
	op     Operator
}

// newUnion requires that the inputs agree in their columns.
func (b *builder) newUnion(n *plan.Union) (Operator, error) {
	for _, in := range n.Inputs {
		if !slices.Equal(in.Base().Vars, n.Vars) {
			return nil, fmt.Errorf("exec: union of %v and %v", n.Vars, in.Base().Vars)
		}
	}
	return &unionOp{b: b, inputs: n.Inputs}, nil
}

func (u *unionOp) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		if u.op == nil {
			if len(u.inputs) == 0 {
				return nil, io.EOF
			}
			var err error
			if u.op, err = u.b.build(ctx, u.inputs[0]); err != nil {
				return nil, err
			}
			u.inputs = u.inputs[1:]
		}
		b, err := u.op.Next(ctx)
		if !errors.Is(err, io.EOF) {
			return b, err
		}
		err = u.op.Close()
		u.op = nil
		if err != nil {
			return nil, err
		}
	}
}

// Close implements Operator.
func (u *unionOp) Close() error {
	u.inputs = nil
	if u.op == nil {
		return nil
	}
	err := u.op.Close()
	u.op = nil
	return err
}
