package exec

import (
	"context"
	"errors"
	"fmt"

	"github.com/issn-ld/issn-ld/internal/invariant"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// builder makes operators of plan nodes. Loops build their inputs again for each
// round, with another graph or other keys.
type builder struct {
	rt      *Runtime
	plan    *plan.Plan
	loop    ids.ID   // graph of the innermost GraphLoop
	keys    *table   // rows of the innermost Keys
	keyVars []string // its columns
	// stats are by node ID; nil for the plans of row-by-row EXISTS.
	stats []Stats
}

// Build makes the operators of the runtime's plan. It yields for each of them, and within
// long expressions; after an error it leaves nothing open.
func Build(ctx context.Context, rt *Runtime) (Operator, error) {
	b := &builder{rt: rt, plan: rt.Plan, stats: rt.Stats}
	return b.build(ctx, rt.Plan.Root)
}

// statsOf returns where an operator counts what it does, nil where nobody asks.
func (b *builder) statsOf(n plan.Node) *Stats {
	if id := n.Base().ID; id < len(b.stats) {
		return &b.stats[id]
	}
	return nil
}

// account returns the share of the budget that an operator uses.
func (b *builder) account(n plan.Node) *account {
	return &account{budget: b.rt.Budget, stats: b.statsOf(n)}
}

// build makes the operator of n, measured.
func (b *builder) build(ctx context.Context, n plan.Node) (Operator, error) {
	if err := pace.Yield(ctx); err != nil {
		return nil, err
	}
	op, err := b.operator(ctx, n)
	if err != nil {
		return nil, err
	}
	if invariant.Enabled {
		op = newChecked(op, n)
	}
	m := &measured{op: op, stats: b.statsOf(n)}
	if m.stats != nil {
		m.stats.Opens++
	}
	return m, nil
}

// operator makes the operator of a node, and the operators of its inputs.
func (b *builder) operator(ctx context.Context, n plan.Node) (Operator, error) {
	switch n := n.(type) {
	case *plan.Scan:
		return b.newScan(n), nil
	case *plan.Count:
		return &countOp{rt: b.rt, scan: n.Scan.Request(b.loop)}, nil
	case *plan.CountBy:
		return b.newCountBy(n), nil
	case *plan.Values:
		return b.newValues(ctx, n)
	case *plan.Keys:
		return b.newKeys(n)
	case *plan.GraphNames:
		return b.newGraphNames(n), nil
	case *plan.Service:
		return b.newService(n), nil
	case *plan.MergeJoin:
		return b.newMergeJoin(ctx, n)
	case *plan.HashJoin:
		return b.newHashJoin(ctx, n)
	case *plan.LookupJoin:
		return b.newLookupJoin(ctx, n)
	case *plan.Intersect:
		return b.newIntersect(ctx, n)
	case *plan.BindJoin:
		return b.newBindJoin(ctx, n)
	case *plan.Union:
		return b.newUnion(n)
	case *plan.GraphLoop:
		return b.newGraphLoop(n), nil
	case *plan.Closure:
		return b.newClosure(n), nil
	}
	return b.unary(ctx, n)
}

// unary makes the operators with one input.
func (b *builder) unary(ctx context.Context, n plan.Node) (Operator, error) {
	inputs := plan.Children(n)
	if len(inputs) != 1 {
		return nil, fmt.Errorf("exec: no operator for %T", n)
	}
	in, err := b.build(ctx, inputs[0])
	if err != nil {
		return nil, err
	}
	op, err := b.onInput(ctx, n, in)
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return op, nil
}

// onInput makes an operator over an input that has been built, which the caller closes after
// an error.
func (b *builder) onInput(ctx context.Context, n plan.Node, in Operator) (Operator, error) {
	switch n := n.(type) {
	case *plan.Filter:
		return b.newFilter(ctx, n, in)
	case *plan.Extend:
		return b.newExtend(ctx, n, in)
	case *plan.Project:
		return newProject(n, in), nil
	case *plan.MatchTriple:
		return b.newMatchTriple(n, in), nil
	case *plan.Distinct:
		return b.newDistinct(n, in), nil
	case *plan.Group:
		return b.newGroup(ctx, n, in)
	case *plan.OrderBy:
		return b.newOrderBy(ctx, n, in)
	case *plan.Slice:
		return &sliceOp{in: in, skip: n.Offset, left: n.Limit}, nil
	}
	return nil, fmt.Errorf("exec: no operator for %T", n)
}

// two builds both inputs of a join.
func (b *builder) two(ctx context.Context, l, r plan.Node) (left, right Operator, err error) {
	if left, err = b.build(ctx, l); err != nil {
		return nil, nil, err
	}
	if right, err = b.build(ctx, r); err != nil {
		return nil, nil, errors.Join(err, left.Close())
	}
	return left, right, nil
}

// schemaOf says where the variables of columns are.
func schemaOf(vars []string) expr.Schema {
	s := expr.Schema{Vars: make(map[string]int, len(vars))}
	for i, v := range vars {
		s.Vars[v] = i
	}
	return s
}

// program is a compiled expression with its EXISTS. Operators close theirs with
// themselves: loops make the same operators over and over.
type program struct {
	*expr.Program
	existers []*exister
}

// close gives the memory of the program back; nil is a program too.
func (p *program) close() {
	if p == nil || p.Program == nil {
		return
	}
	for _, x := range p.existers {
		x.index.mem.release()
	}
	p.Release()
}

// compile compiles an expression, its EXISTS included.
func (b *builder) compile(ctx context.Context, e algebra.Expr, schema expr.Schema) (*program, error) {
	var meter pace.Meter
	p := new(program)
	var err error
	p.Program, err = expr.Compile(e, schema, expr.Options{
		Step:      func() error { return meter.Add(ctx, 1) },
		Functions: b.rt.Env.Functions,
		Exists: func(ex *algebra.Exists, schema expr.Schema) (expr.Exister, error) {
			x := b.newExister(ex, schema)
			p.existers = append(p.existers, x)
			return x, nil
		},
	})
	return p, err
}

// positions returns where each of vars is among columns, -1 where it is not.
func positions(columns, vars []string) []int {
	out := make([]int, len(vars))
	at := indexOf(columns)
	for i, v := range vars {
		out[i] = at(v)
	}
	return out
}

// pick returns the columns of b at the positions.
func pick(dst [][]ids.ID, b *ids.Batch, positions []int) [][]ids.ID {
	dst = dst[:0]
	for _, p := range positions {
		dst = append(dst, b.Cols[p])
	}
	return dst
}
