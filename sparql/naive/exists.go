package naive

import (
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// exists reports whether substitute(pattern, μ) has a solution that is
// compatible with μ.
func (ev *evaluator) exists(g rdf.Term, e *algebra.Exists, binding func(string) (rdf.Term, bool)) (bool, error) {
	m := solution{}
	for _, name := range algebra.ExprVars(e) {
		if t, ok := binding(name); ok {
			m[name] = t
		}
	}
	all, err := ev.eval(g, m.substitute(e.P))
	if err != nil {
		return false, err
	}
	for _, n := range all {
		if compatible(m, n) {
			return true, nil
		}
	}
	return false, nil
}

// substitute replaces the variables of m in a pattern.
func (m solution) substitute(p algebra.Node) algebra.Node {
	switch p := p.(type) {
	case *algebra.BGP:
		out := &algebra.BGP{}
		for _, tp := range p.Patterns {
			out.Patterns = append(out.Patterns, m.inTriple(tp))
		}
		return out
	case *algebra.Path:
		return &algebra.Path{S: m.inTerm(p.S), Path: p.Path, O: m.inTerm(p.O)}
	case *algebra.Join:
		return &algebra.Join{P1: m.substitute(p.P1), P2: m.substitute(p.P2)}
	case *algebra.LeftJoin:
		out := &algebra.LeftJoin{P1: m.substitute(p.P1), P2: m.substitute(p.P2)}
		if p.F != nil {
			out.F = m.inExpr(p.F)
		}
		return out
	case *algebra.Filter:
		return &algebra.Filter{F: m.inExpr(p.F), P: m.substitute(p.P)}
	case *algebra.Union:
		return &algebra.Union{P1: m.substitute(p.P1), P2: m.substitute(p.P2)}
	case *algebra.Minus:
		return &algebra.Minus{P1: m.substitute(p.P1), P2: m.substitute(p.P2)}
	case *algebra.Graph:
		return &algebra.Graph{Name: m.inTerm(p.Name), P: m.substitute(p.P)}
	case *algebra.Extend:
		return &algebra.Extend{P: m.substitute(p.P), Var: p.Var, E: m.inExpr(p.E)}
	case *algebra.Project:
		inner := m.project(p.Vars)
		return &algebra.Project{P: inner.substitute(p.P), Vars: p.Vars}
	case *algebra.OrderBy:
		return &algebra.OrderBy{P: m.substitute(p.P), Conditions: p.Conditions}
	case *algebra.Distinct:
		return &algebra.Distinct{P: m.substitute(p.P)}
	case *algebra.Reduced:
		return &algebra.Reduced{P: m.substitute(p.P)}
	case *algebra.Slice:
		return &algebra.Slice{P: m.substitute(p.P), Offset: p.Offset, Limit: p.Limit}
	}
	return p
}

func (m solution) inTriple(t algebra.TriplePattern) algebra.TriplePattern {
	return algebra.TriplePattern{S: m.inTerm(t.S), P: m.inTerm(t.P), O: m.inTerm(t.O)}
}

func (m solution) inTerm(t algebra.Term) algebra.Term {
	switch {
	case t.Var != "":
		if v, ok := m[t.Var]; ok {
			return algebra.Term{Term: v}
		}
	case t.Triple != nil:
		inner := m.inTriple(*t.Triple)
		return algebra.Term{Triple: &inner}
	}
	return t
}

func (m solution) inExpr(e algebra.Expr) algebra.Expr {
	switch e := e.(type) {
	case *algebra.VarExpr:
		if v, ok := m[e.Var]; ok {
			return &algebra.ConstExpr{Term: v}
		}
	case *algebra.Call:
		if e.Name == "BOUND" {
			if v, ok := e.Args[0].(*algebra.VarExpr); ok {
				if _, bound := m[v.Var]; bound {
					return &algebra.Call{Name: "=", Args: []algebra.Expr{one, one}}
				}
			}
			return e
		}
		return &algebra.Call{Name: e.Name, Args: m.inExprs(e.Args)}
	case *algebra.FunctionCall:
		return &algebra.FunctionCall{IRI: e.IRI, Args: m.inExprs(e.Args)}
	case *algebra.TripleExpr:
		return &algebra.TripleExpr{S: m.inExpr(e.S), P: m.inExpr(e.P), O: m.inExpr(e.O)}
	case *algebra.Exists:
		return &algebra.Exists{Not: e.Not, P: m.substitute(e.P)}
	}
	return e
}

// one is a constant that equals itself.
var one = &algebra.ConstExpr{Term: rdf.NewString("1")}

func (m solution) inExprs(list []algebra.Expr) []algebra.Expr {
	out := make([]algebra.Expr, len(list))
	for i, e := range list {
		out[i] = m.inExpr(e)
	}
	return out
}
