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
	// within gives the mapper of what stands in a sub-select; nil: the same.
	within func(*algebra.Project) mapper
}

// renamer returns the mapper that renames variables.
func renamer(name func(string) string) mapper {
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

// mapTerm maps the variables of a position, of a triple term too.
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

// mapPattern maps the variables of a triple pattern.
func (m mapper) mapPattern(tp algebra.TriplePattern) algebra.TriplePattern {
	return algebra.TriplePattern{S: m.mapTerm(tp.S), P: m.mapTerm(tp.P), O: m.mapTerm(tp.O)}
}

// mapNames maps names that cannot become terms.
func (m mapper) mapNames(vs []string) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = m.name(v)
	}
	return out
}

// mapExpr maps the variables of an expression: BOUND and EXISTS need more than their value.
func (m mapper) mapExpr(e algebra.Expr) algebra.Expr {
	switch e := e.(type) {
	case *algebra.VarExpr:
		return m.expr(e.Var)
	case *algebra.Call:
		if e.Name == "BOUND" {
			return m.mapBOUND(e)
		}
	}
	return algebra.MapExpr(e, m.mapExpr, m.mapNode)
}

// mapBOUND keeps BOUND applied to a variable: of a substituted one it is true.
func (m mapper) mapBOUND(e *algebra.Call) algebra.Expr {
	arg := m.mapExpr(e.Args[0])
	if _, isConst := arg.(*algebra.ConstExpr); isConst {
		return &algebra.ConstExpr{Term: rdf.NewLiteral("true", xsdBoolean)}
	}
	return &algebra.Call{Name: e.Name, Args: []algebra.Expr{arg}}
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
	case *algebra.Graph:
		return &algebra.Graph{Name: m.mapTerm(n.Name), P: m.mapNode(n.P)}
	case *algebra.Extend:
		return &algebra.Extend{P: m.mapNode(n.P), Var: m.name(n.Var), E: m.mapExpr(n.E)}
	case *algebra.Table:
		return &algebra.Table{Vars: m.mapNames(n.Vars), Rows: n.Rows}
	case *algebra.Service:
		return m.mapService(n)
	case *algebra.Group:
		return m.mapGroup(n)
	case *algebra.Project:
		inner := m
		if m.within != nil {
			inner = m.within(n)
		}
		return &algebra.Project{P: inner.mapNode(n.P), Vars: m.mapNames(n.Vars)}
	}
	return algebra.Map(n, m.mapNode, m.mapExpr)
}

// mapService renames the variables around a federated query: its text keeps the
// old names.
func (m mapper) mapService(n *algebra.Service) algebra.Node {
	out := *n
	out.Name, out.Names = m.mapTerm(n.Name), map[string]string{}
	for v := range mentioned(n.P) {
		out.Names[v] = m.name(n.Local(v))
	}
	return &out
}

// mapGroup maps a grouping, of which the keys and the results are names.
func (m mapper) mapGroup(n *algebra.Group) algebra.Node {
	if m.groups {
		return n
	}
	out, _ := algebra.Map(n, m.mapNode, m.mapExpr).(*algebra.Group)
	for i := range out.Keys {
		out.Keys[i].Var = m.name(out.Keys[i].Var)
	}
	for i := range out.Aggs {
		out.Aggs[i].Var = m.name(out.Aggs[i].Var)
	}
	return out
}

// hideLocals renames the variables that sub-selects hide, so that each name
// means one variable in the whole query. The number comes last: what is hidden
// within the sub-select has to stay so there, and the rest not, see [algebra.IsHidden].
type hideLocals struct{ n int }

// outermost leaves names as they are outside of sub-selects.
func (h *hideLocals) outermost() mapper { return h.hiding(func(v string) string { return v }) }

// hiding is the mapper that gives names by the function, and below each sub-select new ones
// to the variables that it does not project.
func (h *hideLocals) hiding(name func(string) string) mapper {
	m := renamer(name)
	m.within = func(n *algebra.Project) mapper {
		h.n++
		suffix := fmt.Sprintf(".h%d", h.n)
		known := map[string]string{} // so that nested sub-selects do not ask each other again
		for _, v := range n.Vars {
			known[v] = name(v)
		}
		return h.hiding(func(v string) string {
			to, ok := known[v]
			if !ok {
				to = v + suffix
				known[v] = to
			}
			return to
		})
	}
	return m
}
