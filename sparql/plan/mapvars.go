package plan

import (
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// mapper copies a pattern with its variables replaced.
type mapper struct {
	// name gives the new name of a variable where only a variable can stand:
	// VALUES, projections, the target of BIND.
	name func(string) string
	// term gives the new term of a variable in a triple pattern.
	term func(string) algebra.Term
	// expr gives the new expression of a variable in an expression.
	expr   func(string) algebra.Expr
	groups bool // are left as they are: they say themselves what their variables mean
}

// renamer returns the mapper that renames the variables of m.
func renamer(m map[string]string) mapper {
	name := func(v string) string {
		if to, ok := m[v]; ok {
			return to
		}
		return v
	}
	return mapper{
		name: name,
		term: func(v string) algebra.Term { return algebra.Term{Var: name(v)} },
		expr: func(v string) algebra.Expr { return &algebra.VarExpr{Var: name(v)} },
	}
}

// substituter returns the mapper that puts terms for variables: substitute() of
// section 18.6, for EXISTS.
func substituter(m map[string]rdf.Term) mapper {
	return mapper{
		groups: true,
		name:   func(v string) string { return v },
		term: func(v string) algebra.Term {
			if t, ok := m[v]; ok {
				return algebra.Term{Term: t}
			}
			return algebra.Term{Var: v}
		},
		expr: func(v string) algebra.Expr {
			if t, ok := m[v]; ok {
				return &algebra.ConstExpr{Term: t}
			}
			return &algebra.VarExpr{Var: v}
		},
	}
}

func (m mapper) mapTerm(t algebra.Term) algebra.Term {
	switch {
	case t.Var != "":
		return m.term(t.Var)
	case t.Triple != nil:
		tp := m.mapPattern(*t.Triple)
		return algebra.Term{Triple: &tp}
	}
	return t
}

func (m mapper) mapPattern(tp algebra.TriplePattern) algebra.TriplePattern {
	return algebra.TriplePattern{S: m.mapTerm(tp.S), P: m.mapTerm(tp.P), O: m.mapTerm(tp.O)}
}

func (m mapper) mapNames(vs []string) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = m.name(v)
	}
	return out
}

func (m mapper) mapExpr(e algebra.Expr) algebra.Expr {
	switch e := e.(type) {
	case nil:
		return nil
	case *algebra.VarExpr:
		return m.mapBound(e)
	case *algebra.Call:
		if e.Name == "BOUND" {
			return m.mapBOUND(e)
		}
		return &algebra.Call{Name: e.Name, Args: m.mapExprs(e.Args)}
	case *algebra.FunctionCall:
		return &algebra.FunctionCall{IRI: e.IRI, Args: m.mapExprs(e.Args)}
	case *algebra.TripleExpr:
		return &algebra.TripleExpr{S: m.mapExpr(e.S), P: m.mapExpr(e.P), O: m.mapExpr(e.O)}
	case *algebra.Exists:
		return &algebra.Exists{Not: e.Not, P: m.mapNode(e.P)}
	}
	return e
}

func (m mapper) mapBound(e *algebra.VarExpr) algebra.Expr { return m.expr(e.Var) }

// mapBOUND keeps BOUND applied to a variable: of a substituted one it is true.
func (m mapper) mapBOUND(e *algebra.Call) algebra.Expr {
	args := m.mapExprs(e.Args)
	if _, isConst := args[0].(*algebra.ConstExpr); isConst {
		return &algebra.ConstExpr{Term: rdf.NewLiteral("true", xsdBoolean)}
	}
	return &algebra.Call{Name: e.Name, Args: args}
}

func (m mapper) mapExprs(es []algebra.Expr) []algebra.Expr {
	out := make([]algebra.Expr, len(es))
	for i, e := range es {
		out[i] = m.mapExpr(e)
	}
	return out
}

// mapNode copies n with all variables mapped.
func (m mapper) mapNode(n algebra.Node) algebra.Node {
	switch n := n.(type) {
	case *algebra.BGP:
		ps := make([]algebra.TriplePattern, len(n.Patterns))
		for i, tp := range n.Patterns {
			ps[i] = m.mapPattern(tp)
		}
		return &algebra.BGP{Patterns: ps}
	case *algebra.Path:
		return &algebra.Path{S: m.mapTerm(n.S), O: m.mapTerm(n.O), Path: n.Path}
	case *algebra.Join:
		return &algebra.Join{P1: m.mapNode(n.P1), P2: m.mapNode(n.P2)}
	case *algebra.LeftJoin:
		return &algebra.LeftJoin{P1: m.mapNode(n.P1), P2: m.mapNode(n.P2), F: m.mapExpr(n.F)}
	case *algebra.Filter:
		return &algebra.Filter{F: m.mapExpr(n.F), P: m.mapNode(n.P)}
	case *algebra.Union:
		return &algebra.Union{P1: m.mapNode(n.P1), P2: m.mapNode(n.P2)}
	case *algebra.Minus:
		return &algebra.Minus{P1: m.mapNode(n.P1), P2: m.mapNode(n.P2)}
	case *algebra.Graph:
		return &algebra.Graph{Name: m.mapTerm(n.Name), P: m.mapNode(n.P)}
	case *algebra.Extend:
		return &algebra.Extend{P: m.mapNode(n.P), Var: m.name(n.Var), E: m.mapExpr(n.E)}
	case *algebra.Table:
		return &algebra.Table{Vars: m.mapNames(n.Vars), Rows: n.Rows}
	case *algebra.Service:
		return m.mapService(&service{Service: n})
	case *service:
		return m.mapService(n)
	case *algebra.Group:
		if m.groups {
			return n
		}
		return m.mapGroup(n)
	case *algebra.OrderBy:
		cs := make([]algebra.OrderCondition, len(n.Conditions))
		for i, c := range n.Conditions {
			cs[i] = algebra.OrderCondition{E: m.mapExpr(c.E), Descending: c.Descending}
		}
		return &algebra.OrderBy{P: m.mapNode(n.P), Conditions: cs}
	case *algebra.Project:
		return &algebra.Project{P: m.mapNode(n.P), Vars: m.mapNames(n.Vars)}
	case *algebra.Distinct:
		return &algebra.Distinct{P: m.mapNode(n.P)}
	case *algebra.Reduced:
		return &algebra.Reduced{P: m.mapNode(n.P)}
	case *algebra.Slice:
		return &algebra.Slice{P: m.mapNode(n.P), Offset: n.Offset, Limit: n.Limit}
	}
	return n
}

// service is a Service of which variables have been renamed: its text still has
// the old names.
type service struct {
	*algebra.Service
	names map[string]string // from the name in the text; missing: the same
}

// local returns the name in the plan of a variable in the text.
func (s *service) local(v string) string {
	if to, ok := s.names[v]; ok {
		return to
	}
	return v
}

func (m mapper) mapService(n *service) algebra.Node {
	out := &service{Service: &algebra.Service{
		Name: m.mapTerm(n.Name), Silent: n.Silent, P: n.P, Text: n.Text,
	}, names: map[string]string{}}
	for v := range mentioned(n.P) {
		out.names[v] = m.name(n.local(v))
	}
	return out
}

func (m mapper) mapGroup(n *algebra.Group) algebra.Node {
	g := &algebra.Group{P: m.mapNode(n.P)}
	for _, k := range n.Keys {
		g.Keys = append(g.Keys, algebra.Binding{Var: m.name(k.Var), E: m.mapExpr(k.E)})
	}
	for _, a := range n.Aggs {
		agg := a.Agg
		agg.Arg = m.mapExpr(agg.Arg)
		g.Aggs = append(g.Aggs, algebra.AggBinding{Var: m.name(a.Var), Agg: agg})
	}
	return g
}

// hideLocals renames the variables that sub-selects hide, so that each name
// means one variable in the whole query. The number comes last: what is hidden
// within the sub-select has to stay so there, and the rest not, see [algebra.IsHidden].
type hideLocals struct{ n int }

func (h *hideLocals) node(n algebra.Node) algebra.Node {
	switch n := n.(type) {
	case *algebra.Project:
		p := h.node(n.P)
		visible := setOf(n.Vars...)
		rename := map[string]string{}
		h.n++
		for v := range mentioned(p) {
			if !visible.has(v) {
				rename[v] = fmt.Sprintf("%s.h%d", v, h.n)
			}
		}
		return &algebra.Project{P: renamer(rename).mapNode(p), Vars: n.Vars}
	case *algebra.Join:
		return &algebra.Join{P1: h.node(n.P1), P2: h.node(n.P2)}
	case *algebra.LeftJoin:
		return &algebra.LeftJoin{P1: h.node(n.P1), P2: h.node(n.P2), F: h.expr(n.F)}
	case *algebra.Union:
		return &algebra.Union{P1: h.node(n.P1), P2: h.node(n.P2)}
	case *algebra.Minus:
		return &algebra.Minus{P1: h.node(n.P1), P2: h.node(n.P2)}
	case *algebra.Filter:
		return &algebra.Filter{F: h.expr(n.F), P: h.node(n.P)}
	case *algebra.Graph:
		return &algebra.Graph{Name: n.Name, P: h.node(n.P)}
	case *algebra.Extend:
		return &algebra.Extend{P: h.node(n.P), Var: n.Var, E: h.expr(n.E)}
	case *algebra.Group:
		return &algebra.Group{P: h.node(n.P), Keys: n.Keys, Aggs: n.Aggs}
	case *algebra.OrderBy:
		return &algebra.OrderBy{P: h.node(n.P), Conditions: n.Conditions}
	case *algebra.Distinct:
		return &algebra.Distinct{P: h.node(n.P)}
	case *algebra.Reduced:
		return &algebra.Reduced{P: h.node(n.P)}
	case *algebra.Slice:
		return &algebra.Slice{P: h.node(n.P), Offset: n.Offset, Limit: n.Limit}
	}
	return n
}

// expr does the same in the patterns of EXISTS.
func (h *hideLocals) expr(e algebra.Expr) algebra.Expr {
	switch e := e.(type) {
	case *algebra.Exists:
		return &algebra.Exists{Not: e.Not, P: h.node(e.P)}
	case *algebra.Call:
		if !hasExists(e) {
			return e
		}
		args := make([]algebra.Expr, len(e.Args))
		for i, a := range e.Args {
			args[i] = h.expr(a)
		}
		return &algebra.Call{Name: e.Name, Args: args}
	}
	return e
}
