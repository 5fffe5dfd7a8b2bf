package plan

import (
	"slices"

	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// names is a set of variable names.
type names map[string]struct{}

// has reports whether the set has the name.
func (s names) has(v string) bool {
	_, ok := s[v]
	return ok
}

// add adds names.
func (s names) add(vs ...string) {
	for _, v := range vs {
		s[v] = struct{}{}
	}
}

// addAll adds the names of another set.
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

// clone copies the set.
func (s names) clone() names {
	c := make(names, len(s))
	c.addAll(s)
	return c
}

// demand tells which columns are wanted.
type demand interface{ has(v string) bool }

// anyOf is what one demand or more want.
type anyOf []demand

// has reports whether one of the demands wants the column.
func (d anyOf) has(v string) bool {
	for _, one := range d {
		if one.has(v) {
			return true
		}
	}
	return false
}

// lookup returns a quick test of whether a name is in a list.
func lookup(list []string) demand {
	const few = 8
	if len(list) > few {
		return setOf(list...)
	}
	return shortList(list)
}

type shortList []string

// has searches the list, which is faster than a map for a few names.
func (l shortList) has(v string) bool { return slices.Contains(l, v) }

// union returns the names of all sets.
func union(sets ...names) names {
	u := names{}
	for _, s := range sets {
		u.addAll(s)
	}
	return u
}

// setOf returns a set of names.
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

// scopeOf returns the scope of n, which is not to be changed.
func (p *planner) scopeOf(n algebra.Node) scope {
	if s, ok := p.scopes[n]; ok {
		return s
	}
	s := scope{names{}, names{}}
	p.gather(n, s)
	p.scopes[n] = s
	p.spend(len(s.vars) + len(s.certain))
	return s
}

// gather adds the scope of n to s. Chains of operators share one set: remembering a
// set for each of them would take the square of their length.
func (p *planner) gather(n algebra.Node, s scope) {
	if known, ok := p.scopes[n]; ok {
		s.vars.addAll(known.vars)
		s.certain.addAll(known.certain)
		return
	}
	switch n := n.(type) {
	case *algebra.BGP:
		for _, tp := range n.Patterns {
			addPatternVars(s.vars, tp)
			addPatternVars(s.certain, tp)
		}
	case *algebra.Path:
		for _, end := range []algebra.Term{n.S, n.O} {
			addTermVars(s.vars, end)
			addTermVars(s.certain, end)
		}
	case *algebra.Join:
		p.gather(n.P1, s)
		p.gather(n.P2, s)
	case *algebra.Union:
		p.gatherUnion(n, s)
	case *algebra.LeftJoin, *algebra.Minus, *algebra.Filter, *algebra.Extend:
		p.gatherChain(n, s)
	case *algebra.Graph:
		p.gather(n.P, s)
		addTermVars(s.vars, n.Name)
		addTermVars(s.certain, n.Name)
	case *algebra.Table:
		t := tableScope(n)
		s.vars.addAll(t.vars)
		s.certain.addAll(t.certain)
	case *algebra.Service:
		p.gatherService(n, s)
	case *algebra.Group:
		p.gatherGroup(n, s)
	case *algebra.Project:
		inner := p.scopeOf(n.P)
		for _, v := range n.Vars {
			s.vars.add(v)
			if inner.certain.has(v) {
				s.certain.add(v)
			}
		}
	case *algebra.OrderBy, *algebra.Distinct, *algebra.Reduced, *algebra.Slice:
		p.gather(algebra.Children(n)[0], s) // with fewer solutions, or in another order
	}
}

// gatherUnion adds what any branch may bind, and what all of them bind for certain.
func (p *planner) gatherUnion(n *algebra.Union, s scope) {
	branches := flattenUnion(n, nil)
	in := map[string]int{}
	for _, b := range branches {
		one := p.scopeOf(b)
		s.vars.addAll(one.vars)
		for v := range one.certain {
			in[v]++
		}
	}
	for v, times := range in {
		if times == len(branches) {
			s.certain.add(v)
		}
	}
}

// gatherChain adds the scope of operators that stand on each other.
func (p *planner) gatherChain(n algebra.Node, s scope) {
	c := p.chainOf(n)
	s.vars.addAll(c.vars)
	for v := range c.certainFrom {
		s.certain.add(v)
	}
}

// chain is a sequence of OPTIONAL, MINUS, BIND and FILTER, each on the result of the
// one before.
type chain struct {
	ops  []algebra.Node // the last one first
	base algebra.Node   // that the first one stands on
	vars names          // of the whole
	// certainFrom has the variables that are always bound, with the number of
	// operators after which they are.
	certainFrom map[string]int
}

// below returns the operand of an operator of a chain; nil for what ends it.
func below(n algebra.Node) algebra.Node {
	switch n.(type) {
	case *algebra.LeftJoin, *algebra.Minus, *algebra.Filter, *algebra.Extend:
		return algebra.Children(n)[0]
	}
	return nil
}

// chainOf takes the chain that ends with n apart. What n is matters only where it is
// an operator of a chain: else the chain is n, without operators.
func (p *planner) chainOf(n algebra.Node) chain {
	c := chain{base: n, vars: names{}, certainFrom: map[string]int{}}
	for next := below(n); next != nil; next = below(c.base) {
		c.ops = append(c.ops, c.base)
		c.base = next
	}
	s := p.scopeOf(c.base)
	c.vars.addAll(s.vars)
	for v := range s.certain {
		c.certainFrom[v] = 0
	}
	for i, op := range slices.Backward(c.ops) {
		after := len(c.ops) - i // operators with this one
		switch op := op.(type) {
		case *algebra.LeftJoin:
			c.vars.addAll(p.scopeOf(op.P2).vars)
		case *algebra.Extend:
			c.vars.add(op.Var)
			if _, known := c.certainFrom[op.Var]; !known && alwaysBound(op.E, c.certainAfter(after-1)) {
				c.certainFrom[op.Var] = after
			}
		}
	}
	p.spend(len(c.ops) + len(c.vars))
	return c
}

// certainAfter tells which variables are always bound after n operators.
func (c chain) certainAfter(n int) func(v string) bool {
	return func(v string) bool {
		from, ok := c.certainFrom[v]
		return ok && from <= n
	}
}

// alwaysBound reports whether an expression has a value wherever the variables
// of certain are bound. It knows plain variables and constants only.
func alwaysBound(e algebra.Expr, certain func(v string) bool) bool {
	switch e := e.(type) {
	case *algebra.ConstExpr:
		return true
	case *algebra.VarExpr:
		return certain(e.Var)
	}
	return false
}

// tableScope is the scope of inline data: a variable is certain unless a row has UNDEF for it.
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

// gatherGroup adds the keys and aggregates. Only COUNT always has a value.
func (p *planner) gatherGroup(n *algebra.Group, s scope) {
	inner := p.scopeOf(n.P)
	for _, k := range n.Keys {
		s.vars.add(k.Var)
		if alwaysBound(k.E, inner.certain.has) {
			s.certain.add(k.Var)
		}
	}
	for _, a := range n.Aggs {
		s.vars.add(a.Var)
		if a.Agg.Name == "COUNT" {
			s.certain.add(a.Var)
		}
	}
}

// addPatternVars adds the variables of a triple pattern.
func addPatternVars(vs names, tp algebra.TriplePattern) {
	addTermVars(vs, tp.S)
	addTermVars(vs, tp.P)
	addTermVars(vs, tp.O)
}

// addTermVars adds the variables of a position, of a triple term too.
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

// addExprVars adds the variables of an expression and all that its EXISTS mention.
func addExprVars(vs names, e algebra.Expr) {
	algebra.WalkExpr(e, func(e algebra.Expr) bool {
		switch e := e.(type) {
		case *algebra.VarExpr:
			vs.add(e.Var)
		case *algebra.Exists:
			addMentioned(vs, e.P)
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

// addMentioned adds all variables that occur in n, in scope or not.
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
