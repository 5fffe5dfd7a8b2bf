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
	case *algebra.Graph:
		return &algebra.Graph{Name: m.inTerm(p.Name), P: m.substitute(p.P)}
	case *algebra.Project:
		inner := m.project(p.Vars)
		return &algebra.Project{P: inner.substitute(p.P), Vars: p.Vars}
	case *algebra.Group, *algebra.Service:
		return p // they say themselves what their variables mean
	case *algebra.OrderBy:
		return &algebra.OrderBy{P: m.substitute(p.P), Conditions: p.Conditions}
	}
	return algebra.Map(p, m.substitute, m.inExpr)
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
	}
	return algebra.MapExpr(e, m.inExpr, m.substitute)
}

// one is a constant that equals itself.
var one = &algebra.ConstExpr{Term: rdf.NewString("1")}
