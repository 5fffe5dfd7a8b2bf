package expr

import (
	"context"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Schema says where the variables of an expression are: the position in
// [ids.Batch.Cols] of each. A variable that is missing is unbound.
type Schema struct {
	Vars map[string]int
}

// Exister evaluates one EXISTS of an expression.
type Exister interface {
	// Exists appends to out the rows of sel, in their order, for which the
	// pattern has a solution. The Not of the expression is not its business.
	Exists(ctx context.Context, env *Env, b *ids.Batch, sel, out []uint32) ([]uint32, error)
}

// Options tunes [Compile]. The zero value suits expressions without EXISTS.
type Options struct {
	// Exists returns the evaluator of an EXISTS that stands inside an
	// expression. Nil makes such an expression a compile-time error.
	Exists func(e *algebra.Exists, schema Schema) (Exister, error)
	// Functions are the extension functions by IRI. A call of any other unknown
	// IRI is an expression error at each row.
	Functions map[string]Function
	// Step is called for each part of the expression; its error ends the compilation.
	// Nil is never called.
	Step func() error
}

// Program is a compiled expression. It holds scratch memory and what it remembers
// of the query's terms: it serves one query, and one goroutine at a time. [Program.Release]
// gives the memory back.
type Program struct {
	root     node
	solution int
	constant bool
	decodes  bool
	mem      *holding
	all      []uint32
	results  []truth
}

// Compile compiles e for batches of the schema.
func Compile(e algebra.Expr, schema Schema, opt Options) (*Program, error) {
	c := compiler{schema: schema, opt: opt, mem: new(holding)}
	out, err := c.compile(e)
	if err != nil {
		return nil, err
	}
	p := &Program{root: out.remembered(c.mem), mem: c.mem, solution: -1, constant: len(out.vars) == 0 && out.depends != volatile}
	if col, ok := schema.Vars[SolutionVar]; ok {
		p.solution = col
	}
	p.decodes = c.memos > 0 || out.node != p.root
	return p, nil
}

// Release gives back the memory in which the program remembers terms. The program
// must not be used afterwards.
func (p *Program) Release() {
	p.mem.give(p.mem.bytes)
	p.root = errorNode{}
}

// Decodes reports whether the program remembers the values of terms that it has
// to decode: in large batches that costs less.
func (p *Program) Decodes() bool { return p.decodes }

// start returns an evaluator at the begin of a batch.
func (p *Program) start(ctx context.Context, env *Env, b *ids.Batch) evaluator {
	ev := evaluator{ctx: ctx, env: env, pool: env.Pool, batch: b, solution: p.solution, presetCol: -1}
	if p.solution < 0 {
		ev.first = env.scope().number(b.Len)
	}
	return ev
}

// rows returns the numbers of all rows of b.
func (p *Program) rows(b *ids.Batch) []uint32 {
	for len(p.all) < b.Len {
		p.all = append(p.all, uint32(len(p.all)))
	}
	return p.all[:b.Len]
}

// Eval appends to out the value of the expression for each row of b: Undef for
// an expression error.
func (p *Program) Eval(ctx context.Context, env *Env, b *ids.Batch, out []ids.ID) ([]ids.ID, error) {
	if err := pace.Yield(ctx); err != nil {
		return out, err
	}
	ev := p.start(ctx, env, b)
	defer ev.back(0)
	switch root := p.root.(type) {
	case *varNode:
		if root.col >= 0 {
			return append(out, b.Cols[root.col][:b.Len]...), nil
		}
	case *constNode:
		id, err := root.ident(&ev)
		for range b.Len {
			out = append(out, id)
		}
		return out, err
	case *lazyNode:
		id, err := root.id(&ev)
		for range b.Len {
			out = append(out, id)
		}
		return out, err
	case *memoNode: // before truther, which it is too
		return root.column(&ev, p.rows(b), out)
	case truther:
		return p.evalTruths(&ev, root, out)
	}
	var scratch value
	for row := range b.Len {
		ev.row = uint32(row)
		ev.back(0)
		id, err := evalID(&ev, p.root, &scratch)
		if err != nil {
			return out, err
		}
		out = append(out, id)
	}
	return out, nil
}

// evalID evaluates n for the current row. It overwrites v.
func evalID(ev *evaluator, n node, v *value) (ids.ID, error) {
	if err := ev.spend(stepWork); err != nil {
		return ids.Undef, err
	}
	switch err := n.eval(ev, v); {
	case err == nil:
		return v.ident(ev)
	case isExprError(err):
		return ids.Undef, nil
	default:
		return ids.Undef, err
	}
}

// evalTruths evaluates a condition whose results are booleans.
func (p *Program) evalTruths(ev *evaluator, root truther, out []ids.ID) ([]ids.ID, error) {
	var constants [2]ids.ID
	for i := range constants {
		var v value
		v.setBool(i == 1)
		id, err := v.ident(ev)
		if err != nil {
			return out, err
		}
		constants[i] = id
	}
	p.results = sized(p.results, ev.batch.Len)
	if err := root.truths(ev, p.rows(ev.batch), p.results); err != nil {
		return out, err
	}
	for _, t := range p.results[:ev.batch.Len] {
		switch t {
		case isTrue:
			out = append(out, constants[1])
		case isFalse:
			out = append(out, constants[0])
		case isError:
			out = append(out, ids.Undef)
		}
	}
	return out, nil
}

// Filter appends to sel the rows of b, ascending, whose effective boolean value
// is true.
func (p *Program) Filter(ctx context.Context, env *Env, b *ids.Batch, sel []uint32) ([]uint32, error) {
	return p.FilterRows(ctx, env, b, p.rows(b), sel)
}

// FilterRows is [Program.Filter] for the given rows, which are ascending. Rows
// may share memory with sel, where that is empty.
func (p *Program) FilterRows(ctx context.Context, env *Env, b *ids.Batch, rows, sel []uint32) ([]uint32, error) {
	if err := pace.Yield(ctx); err != nil {
		return sel, err
	}
	ev := p.start(ctx, env, b)
	defer ev.back(0)
	p.results = sized(p.results, b.Len)
	if err := truthsOf(&ev, p.root, rows, p.results); err != nil {
		return sel, err
	}
	return selectTrue(sel, p.results, rows), nil
}

// selectTrue appends the rows that are true, without a branch on the data.
func selectTrue(sel []uint32, results []truth, rows []uint32) []uint32 {
	n := len(sel)
	sel = slices.Grow(sel, len(rows))[:n+len(rows)]
	for _, row := range rows {
		sel[n] = row
		if results[row] == isTrue {
			n++
		}
	}
	return sel[:n]
}

// Constant returns the id of an expression that is the same for all rows, and
// false for others. An id of Undef means that it is an error for all rows.
func (p *Program) Constant(ctx context.Context, env *Env) (ids.ID, bool, error) {
	if !p.constant {
		return ids.Undef, false, nil
	}
	ev := p.start(ctx, env, &ids.Batch{Len: 1})
	defer ev.back(0)
	var scratch value
	id, err := evalID(&ev, p.root, &scratch)
	return id, err == nil, err
}

// EvalTerm evaluates e on one solution, term by term: the entry point of the
// reference evaluator. The binding returns false for an unbound variable. An
// expression error is [ErrExpr].
func EvalTerm(e algebra.Expr, binding func(name string) (rdf.Term, bool), env *Env) (rdf.Term, error) {
	c := compiler{byName: true, opt: Options{Functions: env.Functions}, mem: new(holding)}
	out, err := c.compile(e)
	if err != nil {
		return rdf.Term{}, err
	}
	ev := evaluator{
		ctx: context.Background(), env: env, pool: env.Pool, solution: -1, presetCol: -1, binding: binding,
	}
	if ev.pool == nil {
		ev.pool = NewPool(nil, nil)
	}
	var v value
	if err := out.eval(&ev, &v); err != nil {
		return rdf.Term{}, err
	}
	return v.rdf(&ev)
}

// EffectiveBoolean returns the effective boolean value of t (section 17.2.2), and
// [ErrExpr] where it has none.
func EffectiveBoolean(t rdf.Term) (bool, error) {
	var v value
	v.setTerm(t)
	ev := evaluator{pool: NewPool(nil, nil)}
	result, err := v.effective(&ev)
	if err == nil && result == isError {
		err = ErrExpr
	}
	return result == isTrue, err
}
