package exec

import (
	"context"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// filterOp keeps the rows for which an expression is true.
type filterOp struct {
	in   Operator
	prog *program
	env  *expr.Env
	sel  []uint32
	buf  buffer
}

// newFilter compiles the condition; terms that it decodes are gathered in larger batches.
func (b *builder) newFilter(ctx context.Context, n *plan.Filter, in Operator) (Operator, error) {
	prog, err := b.compile(ctx, n.F, schemaOf(n.Input.Base().Vars))
	if err != nil {
		return nil, err
	}
	return &filterOp{in: b.gathered(in, prog), prog: prog, env: b.rt.Env}, nil
}

func (f *filterOp) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		b, err := f.in.Next(ctx)
		if err != nil {
			return nil, err
		}
		if f.sel, err = f.prog.Filter(ctx, f.env, b, f.sel[:0]); err != nil {
			return nil, err
		}
		switch len(f.sel) {
		case 0:
			if err := pace.Yield(ctx); err != nil {
				return nil, err
			}
			continue
		case b.Len:
			return b, nil
		}
		return f.buf.selectRows(b, f.sel), nil
	}
}

// Seek implements seeker.
func (f *filterOp) Seek(key []ids.ID) { seek(f.in, key) }

// CanSeek implements seeker.
func (f *filterOp) CanSeek() bool { return canSeek(f.in) }

// Close implements Operator.
func (f *filterOp) Close() error {
	f.prog.close()
	return f.in.Close()
}

// extendOp adds a column for each binding.
type extendOp struct {
	in         Operator
	progs      []*program
	env        *expr.Env
	cols       [][]ids.ID
	number     bool // the first new column numbers the solutions, for BNODE
	numbers    []ids.ID
	rt         *Runtime
	out        ids.Batch
	unnumbered ids.Batch
}

// newExtend compiles the bindings in their order: each sees the columns of those before.
func (b *builder) newExtend(ctx context.Context, n *plan.Extend, in Operator) (Operator, error) {
	x := &extendOp{rt: b.rt, in: in, env: b.rt.Env, cols: make([][]ids.ID, len(n.Bindings))}
	schema := schemaOf(n.Input.Base().Vars)
	for _, bind := range n.Bindings {
		x.number = x.number || callsBNODE(bind.E)
	}
	next := len(n.Input.Base().Vars)
	if x.number {
		schema.Vars[expr.SolutionVar] = next
		next++
	}
	for _, bind := range n.Bindings {
		prog, err := b.compile(ctx, bind.E, schema)
		if err != nil {
			return nil, err
		}
		x.progs = append(x.progs, prog)
		x.in = b.gathered(x.in, prog)
		schema.Vars[bind.Var] = next
		next++
	}
	return x, nil
}

// callsBNODE reports whether e calls BNODE with a label, which depends on the
// solution.
func callsBNODE(e algebra.Expr) bool {
	switch e := e.(type) {
	case *algebra.Call:
		if strings.EqualFold(e.Name, "BNODE") && len(e.Args) > 0 {
			return true
		}
		return slices.ContainsFunc(e.Args, callsBNODE)
	case *algebra.FunctionCall:
		return slices.ContainsFunc(e.Args, callsBNODE)
	case *algebra.TripleExpr:
		return callsBNODE(e.S) || callsBNODE(e.P) || callsBNODE(e.O)
	}
	return false
}

func (x *extendOp) Next(ctx context.Context) (*ids.Batch, error) {
	b, err := x.in.Next(ctx)
	if err != nil {
		return nil, err
	}
	x.out.Len = b.Len
	x.out.Cols = append(x.out.Cols[:0], b.Cols...)
	at := len(b.Cols)
	if x.number {
		x.numbers = x.numbers[:0]
		for range b.Len {
			x.numbers = append(x.numbers, ids.ID(x.rt.solutions.Add(1)))
		}
		x.out.Cols = append(x.out.Cols, x.numbers)
	}
	for i, prog := range x.progs {
		if x.cols[i], err = prog.Eval(ctx, x.env, &x.out, x.cols[i][:0]); err != nil {
			return nil, err
		}
		x.out.Cols = append(x.out.Cols, x.cols[i])
	}
	if !x.number {
		return &x.out, nil
	}
	x.unnumbered.Len = b.Len
	x.unnumbered.Cols = append(append(x.unnumbered.Cols[:0], x.out.Cols[:at]...), x.out.Cols[at+1:]...)
	return &x.unnumbered, nil
}

// Close implements Operator.
func (x *extendOp) Close() error {
	for _, p := range x.progs {
		p.close()
	}
	return x.in.Close()
}
