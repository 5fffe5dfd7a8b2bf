package naive

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
)

// Options are what an evaluation may use beside the dataset. The zero value is
// ready for use.
type Options struct {
	// Env is the environment of expressions; nil is an empty one.
	Env *expr.Env
	// Service answers a SERVICE call; nil refuses all.
	Service func(ctx context.Context, endpoint, text string) (vars []string, rows [][]rdf.Term, err error)
	// Load reads the document of a LOAD; nil refuses all.
	Load func(ctx context.Context, source string) ([]rdf.Quad, error)
}

// evaluator evaluates patterns over a dataset.
type evaluator struct {
	ctx       context.Context
	opts      Options
	env       *expr.Env
	quads     *rdf.Dataset
	named     []rdf.Term // the graphs that GRAPH ranges over
	solutions uint64     // numbers solutions for BNODE
}

// newEvaluator returns an evaluator of one query.
func newEvaluator(ctx context.Context, d *rdf.Dataset, spec algebra.Dataset, base string, opts Options) *evaluator {
	ev := &evaluator{ctx: ctx, opts: opts, env: opts.Env, quads: d, named: d.Graphs()}
	if ev.env == nil {
		ev.env = &expr.Env{}
	}
	if base != "" {
		ev.env.Base = base
	}
	if !spec.IsZero() {
		ev.quads, ev.named = choose(d, spec), spec.Named
	}
	return ev
}

// choose builds the dataset that FROM and FROM NAMED describe out of d.
func choose(d *rdf.Dataset, spec algebra.Dataset) *rdf.Dataset {
	out := &rdf.Dataset{}
	for q := range d.All() {
		if q.G.IsZero() {
			continue
		}
		if slices.Contains(spec.Default, q.G) {
			out.Add(rdf.Quad{S: q.S, P: q.P, O: q.O})
		}
		if slices.Contains(spec.Named, q.G) {
			out.Add(q)
		}
	}
	return out
}

// eval is eval(D(G), P): g is the active graph, zero for the default graph.
func (ev *evaluator) eval(g rdf.Term, p algebra.Node) ([]solution, error) {
	if err := ev.ctx.Err(); err != nil {
		return nil, err
	}
	switch p := p.(type) {
	case *algebra.BGP:
		return ev.bgp(g, p), nil
	case *algebra.Path:
		return ev.path(g, p), nil
	case *algebra.Table:
		return table(p), nil
	case *algebra.Join:
		if s, ok := p.P2.(*algebra.Service); ok && s.Name.Var != "" {
			return ev.joinService(g, p.P1, s)
		}
		return ev.both(g, p.P1, p.P2, join)
	case *algebra.Union:
		return ev.both(g, p.P1, p.P2, func(a, b []solution) []solution { return slices.Concat(a, b) })
	case *algebra.Minus:
		return ev.both(g, p.P1, p.P2, minus)
	case *algebra.LeftJoin:
		return ev.leftJoin(g, p)
	case *algebra.Filter:
		return ev.filter(g, p)
	case *algebra.Graph:
		return ev.graph(p)
	case *algebra.Extend:
		return ev.extend(g, p)
	case *algebra.Service:
		return ev.service(p)
	case *algebra.Group:
		return ev.group(g, p)
	}
	return ev.modifier(g, p)
}

// modifier evaluates the solution modifiers of section 18.5.
func (ev *evaluator) modifier(g rdf.Term, p algebra.Node) ([]solution, error) {
	var in algebra.Node
	var apply func([]solution) ([]solution, error)
	switch p := p.(type) {
	case *algebra.OrderBy:
		return ev.orderBy(g, p)
	case *algebra.Project:
		in = p.P
		apply = func(all []solution) ([]solution, error) {
			out := make([]solution, len(all))
			for i, m := range all {
				out[i] = m.project(p.Vars)
			}
			return out, nil
		}
	case *algebra.Distinct:
		in = p.P
		apply = func(all []solution) ([]solution, error) { return distinct(all), nil }
	case *algebra.Reduced:
		in = p.P
		apply = func(all []solution) ([]solution, error) { return all, nil }
	case *algebra.Slice:
		in = p.P
		apply = func(all []solution) ([]solution, error) {
			all = all[min(p.Offset, int64(len(all))):]
			if p.Limit >= 0 {
				all = all[:min(p.Limit, int64(len(all)))]
			}
			return all, nil
		}
	default:
		return nil, fmt.Errorf("naive: no definition of %T", p)
	}
	all, err := ev.eval(g, in)
	if err != nil {
		return nil, err
	}
	return apply(all)
}

// both evaluates two patterns and combines their solutions.
func (ev *evaluator) both(g rdf.Term, p1, p2 algebra.Node, combine func(a, b []solution) []solution) ([]solution, error) {
	a, err := ev.eval(g, p1)
	if err != nil {
		return nil, err
	}
	b, err := ev.eval(g, p2)
	if err != nil {
		return nil, err
	}
	return combine(a, b), nil
}

// join is Join(Ω1, Ω2).
func join(a, b []solution) []solution {
	var out []solution
	for _, m := range a {
		for _, n := range b {
			if compatible(m, n) {
				out = append(out, merge(m, n))
			}
		}
	}
	return out
}

// minus is Minus(Ω1, Ω2).
func minus(a, b []solution) []solution {
	var out []solution
	for _, m := range a {
		if !slices.ContainsFunc(b, func(n solution) bool { return compatible(m, n) && !disjoint(m, n) }) {
			out = append(out, m)
		}
	}
	return out
}

// leftJoin is LeftJoin(Ω1, Ω2, expr): Filter(expr, Join(Ω1, Ω2)) and Diff(Ω1, Ω2, expr).
func (ev *evaluator) leftJoin(g rdf.Term, p *algebra.LeftJoin) ([]solution, error) {
	a, err := ev.eval(g, p.P1)
	if err != nil {
		return nil, err
	}
	b, err := ev.eval(g, p.P2)
	if err != nil {
		return nil, err
	}
	var out []solution
	for _, m := range a {
		found := false
		for _, n := range b {
			if !compatible(m, n) {
				continue
			}
			both := merge(m, n)
			ok := true
			if p.F != nil {
				if ok, err = ev.holds(g, p.F, both); err != nil {
					return nil, err
				}
			}
			if ok {
				found = true
				out = append(out, both)
			}
		}
		if !found {
			out = append(out, m)
		}
	}
	return out, nil
}

// filter keeps the solutions for which the condition is true; an error is not.
func (ev *evaluator) filter(g rdf.Term, p *algebra.Filter) ([]solution, error) {
	all, err := ev.eval(g, p.P)
	if err != nil {
		return nil, err
	}
	var out []solution
	for _, m := range all {
		ok, err := ev.holds(g, p.F, m)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, m)
		}
	}
	return out, nil
}

// holds reports whether the effective boolean value of e is true.
func (ev *evaluator) holds(g rdf.Term, e algebra.Expr, m solution) (bool, error) {
	t, ok, err := ev.value(g, e, m)
	if err != nil || !ok {
		return false, err
	}
	is, err := expr.EffectiveBoolean(t)
	if errors.Is(err, expr.ErrExpr) {
		return false, nil
	}
	return is, err
}

// value evaluates an expression; false is an expression error.
func (ev *evaluator) value(g rdf.Term, e algebra.Expr, m solution) (rdf.Term, bool, error) {
	outer := ev.env.Exists
	ev.env.Exists = func(e *algebra.Exists, binding func(string) (rdf.Term, bool)) (bool, error) {
		return ev.exists(g, e, binding)
	}
	t, err := expr.EvalTerm(e, m.binding, ev.env)
	ev.env.Exists = outer
	if errors.Is(err, expr.ErrExpr) {
		return rdf.Term{}, false, nil
	}
	if err != nil {
		return rdf.Term{}, false, fmt.Errorf("naive: %s: %w", algebra.Sprint(e), err)
	}
	return t, true, nil
}

// extend is Extend(μ, var, expr). A chain of them is one solution for BNODE.
func (ev *evaluator) extend(g rdf.Term, p *algebra.Extend) ([]solution, error) {
	chain := []*algebra.Extend{p}
	for {
		inner, ok := chain[len(chain)-1].P.(*algebra.Extend)
		if !ok {
			break
		}
		chain = append(chain, inner)
	}
	all, err := ev.eval(g, chain[len(chain)-1].P)
	if err != nil {
		return nil, err
	}
	out := make([]solution, 0, len(all))
	for _, m := range all {
		ev.solutions++
		number := ev.solutions
		for _, x := range slices.Backward(chain) {
			ev.env.Solution = number
			t, ok, err := ev.value(g, x.E, m)
			if err != nil {
				return nil, err
			}
			if ok {
				m = m.with(x.Var, t)
			}
		}
		out = append(out, m)
	}
	return out, nil
}

// graph evaluates Graph: in one graph, or in each with its name as a solution.
func (ev *evaluator) graph(p *algebra.Graph) ([]solution, error) {
	if p.Name.Var == "" {
		if !slices.Contains(ev.named, p.Name.Term) {
			return nil, nil
		}
		return ev.eval(p.Name.Term, p.P)
	}
	var out []solution
	for _, name := range ev.named {
		all, err := ev.eval(name, p.P)
		if err != nil {
			return nil, err
		}
		out = append(out, join(all, []solution{{p.Name.Var: name}})...)
	}
	return out, nil
}

// joinService joins a pattern with a service whose endpoint is a variable of it
// (SPARQL 1.1 Federated Query, section 4).
func (ev *evaluator) joinService(g rdf.Term, p algebra.Node, s *algebra.Service) ([]solution, error) {
	all, err := ev.eval(g, p)
	if err != nil {
		return nil, err
	}
	var out []solution
	for _, m := range all {
		call := *s
		call.Name = m.inTerm(s.Name)
		answer, err := ev.service(&call)
		if err != nil {
			return nil, err
		}
		out = append(out, join([]solution{m}, answer)...)
	}
	return out, nil
}

func (ev *evaluator) service(p *algebra.Service) ([]solution, error) {
	err := errors.New("naive: no service is allowed")
	var vars []string
	var rows [][]rdf.Term
	if ev.opts.Service != nil && p.Name.Term.IsIRI() {
		vars, rows, err = ev.opts.Service(ev.ctx, p.Name.Term.Value(), p.Text)
	}
	switch {
	case err != nil && p.Silent:
		return []solution{{}}, nil
	case err != nil:
		return nil, err
	}
	return table(&algebra.Table{Vars: vars, Rows: rows}), nil
}

// table is the multiset of inline data.
func table(t *algebra.Table) []solution {
	out := make([]solution, len(t.Rows))
	for i, row := range t.Rows {
		out[i] = solution{}
		for j, term := range row {
			if !term.IsZero() {
				out[i][t.Vars[j]] = term
			}
		}
	}
	return out
}

// orderBy is OrderBy. The sort is stable.
func (ev *evaluator) orderBy(g rdf.Term, p *algebra.OrderBy) ([]solution, error) {
	all, err := ev.eval(g, p.P)
	if err != nil {
		return nil, err
	}
	type keyed struct {
		m    solution
		keys []rdf.Term
	}
	list := make([]keyed, len(all))
	for i, m := range all {
		list[i] = keyed{m: m, keys: make([]rdf.Term, len(p.Conditions))}
		for j, c := range p.Conditions {
			t, ok, err := ev.value(g, c.E, m)
			if err != nil {
				return nil, err
			}
			if ok {
				list[i].keys[j] = t
			}
		}
	}
	slices.SortStableFunc(list, func(a, b keyed) int {
		for j, c := range p.Conditions {
			n := expr.CompareTerms(a.keys[j], b.keys[j])
			if c.Descending {
				n = -n
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
	for i := range list {
		all[i] = list[i].m
	}
	return all, nil
}
