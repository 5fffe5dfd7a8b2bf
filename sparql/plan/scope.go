package plan

import (
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// names is a set of variable names.
type names map[string]struct{}

func (s names) has(v string) bool {
	_, ok := s[v]
	return ok
}

func (s names) add(vs ...string) {
	for _, v := range vs {
		s[v] = struct{}{}
	}
}

func (s names) addAll(t names) {
	for v := range t {
		s[v] = struct{}{}
	}
}

// subsetOf reports whether each name of s is in t.
func (s names) subsetOf(t names) bool {
	for v := range s {
		if !t.has(v) {
			return false
		}
	}
	return true
}

// meets reports whether s and t share a name.
func (s names) meets(t names) bool {
	if len(s) > len(t) {
		s, t = t, s
	}
	for v := range s {
		if t.has(v) {
			return true
		}
	}
	return false
}

func (s names) clone() names {
	c := make(names, len(s))
	c.addAll(s)
	return c
}

// union returns the names of all sets.
func union(sets ...names) names {
	u := names{}
	for _, s := range sets {
		u.addAll(s)
	}
	return u
}

func setOf(vs ...string) names {
	s := make(names, len(vs))
	s.add(vs...)
	return s
}

// scope tells which variables a pattern can bind (in-scope variables, section
// 18.2.1) and which it binds in every solution.
type scope struct {
	vars, certain names
}

// scopes computes and remembers the scope of patterns.
type scopes map[algebra.Node]scope

func (m scopes) of(n algebra.Node) scope {
	if s, ok := m[n]; ok {
		return s
	}
	s := m.compute(n)
	m[n] = s
	return s
}

func (m scopes) compute(n algebra.Node) scope {
	switch n := n.(type) {
	case *algebra.BGP:
		vs := names{}
		for _, tp := range n.Patterns {
			addPatternVars(vs, tp)
		}
		return scope{vs, vs}
	case *algebra.Path:
		vs := names{}
		addTermVars(vs, n.S)
		addTermVars(vs, n.O)
		return scope{vs, vs}
	case *algebra.Join:
		a, b := m.of(n.P1), m.of(n.P2)
		return scope{union(a.vars, b.vars), union(a.certain, b.certain)}
	case *algebra.LeftJoin:
		a, b := m.of(n.P1), m.of(n.P2)
		return scope{union(a.vars, b.vars), a.certain}
	case *algebra.Union:
		a, b := m.of(n.P1), m.of(n.P2)
		both := names{}
		for v := range a.certain {
			if b.certain.has(v) {
				both.add(v)
			}
		}
		return scope{union(a.vars, b.vars), both}
	case *algebra.Graph:
		p := m.of(n.P)
		vs := setOf()
		addTermVars(vs, n.Name)
		return scope{union(p.vars, vs), union(p.certain, vs)}
	case *algebra.Extend:
		p := m.of(n.P)
		certain := p.certain
		if m.alwaysBound(n.E, p.certain) {
			certain = union(certain, setOf(n.Var))
		}
		return scope{union(p.vars, setOf(n.Var)), certain}
	case *algebra.Table:
		return tableScope(n)
	case *algebra.Service:
		return m.serviceScope(n)
	case *algebra.Group:
		return m.groupScope(n)
	case *algebra.Project:
		p := m.of(n.P)
		certain := names{}
		for _, v := range n.Vars {
			if p.certain.has(v) {
				certain.add(v)
			}
		}
		return scope{setOf(n.Vars...), certain}
	case *algebra.Minus, *algebra.Filter, *algebra.OrderBy, *algebra.Distinct, *algebra.Reduced, *algebra.Slice:
		return m.of(algebra.Children(n)[0]) // with fewer solutions, or in another order
	}
	return scope{names{}, names{}}
}

// alwaysBound reports whether an expression has a value wherever the variables
// of certain are bound. It knows plain variables and constants only.
func (m scopes) alwaysBound(e algebra.Expr, certain names) bool {
	switch e := e.(type) {
	case *algebra.ConstExpr:
		return true
	case *algebra.VarExpr:
		return certain.has(e.Var)
	}
	return false
}

func tableScope(n *algebra.Table) scope {
	s := scope{setOf(n.Vars...), setOf(n.Vars...)}
	for _, row := range n.Rows {
		for i, t := range row {
			if t.IsZero() {
				delete(s.certain, n.Vars[i])
			}
		}
	}
	return s
}

func (m scopes) groupScope(n *algebra.Group) scope {
	p := m.of(n.P)
	s := scope{names{}, names{}}
	for _, k := range n.Keys {
		s.vars.add(k.Var)
		if m.alwaysBound(k.E, p.certain) {
			s.certain.add(k.Var)
		}
	}
	for _, a := range n.Aggs {
		s.vars.add(a.Var)
		if a.Agg.Name == "COUNT" {
			s.certain.add(a.Var)
		}
	}
	return s
}

func addPatternVars(vs names, tp algebra.TriplePattern) {
	addTermVars(vs, tp.S)
	addTermVars(vs, tp.P)
	addTermVars(vs, tp.O)
}

func addTermVars(vs names, t algebra.Term) {
	if t.Var != "" {
		vs.add(t.Var)
	}
	if t.Triple != nil {
		addPatternVars(vs, *t.Triple)
	}
}

// exprVars returns the variables of e. Those of the patterns of EXISTS count:
// the substitution reaches them.
func exprVars(e algebra.Expr) names {
	vs := names{}
	addExprVars(vs, e)
	return vs
}

func addExprVars(vs names, e algebra.Expr) {
	algebra.WalkExpr(e, func(e algebra.Expr) bool {
		switch e := e.(type) {
		case *algebra.VarExpr:
			vs.add(e.Var)
		case *algebra.Exists:
			vs.addAll(mentioned(e.P))
		}
		return true
	})
}

// mentioned returns every variable that occurs anywhere in n.
func mentioned(n algebra.Node) names {
	vs := names{}
	addMentioned(vs, n)
	return vs
}

func addMentioned(vs names, n algebra.Node) {
	algebra.Walk(n, func(n algebra.Node) bool {
		switch n := n.(type) {
		case *algebra.BGP:
			for _, tp := range n.Patterns {
				addPatternVars(vs, tp)
			}
		case *algebra.Path:
			addTermVars(vs, n.S)
			addTermVars(vs, n.O)
		case *algebra.Graph:
			addTermVars(vs, n.Name)
		case *algebra.Service:
			addTermVars(vs, n.Name)
			for v := range mentioned(n.P) {
				vs.add(n.Local(v))
			}
			return false
		case *algebra.Extend:
			vs.add(n.Var)
		case *algebra.Table:
			vs.add(n.Vars...)
		case *algebra.Project:
			vs.add(n.Vars...)
		case *algebra.Group:
			for _, k := range n.Keys {
				vs.add(k.Var)
			}
			for _, a := range n.Aggs {
				vs.add(a.Var)
			}
		}
		for _, e := range algebra.Exprs(n) {
			addExprVars(vs, e)
		}
		return true
	})
}

// hasExists reports whether e contains an EXISTS.
func hasExists(e algebra.Expr) bool {
	found := false
	algebra.WalkExpr(e, func(e algebra.Expr) bool {
		if _, ok := e.(*algebra.Exists); ok {
			found = true
		}
		return !found
	})
	return found
}
