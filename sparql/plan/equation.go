package plan

import (
	"math"

	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// equation is a condition that equates what one side of a join can tell with what the
// other can: such as ?a = ?b or LCASE(?a) = STR(?b). Where nothing else joins the sides,
// they are joined on a key of the value, see [algebra.JoinKey]; the condition still
// decides about the rows found.
type equation struct {
	l, r         algebra.Expr
	lvars, rvars names
}

// equationOf returns the equation that e is, or nil.
func equationOf(e algebra.Expr) *equation {
	c, ok := e.(*algebra.Call)
	if !ok || len(c.Args) != 2 || c.Name != "=" && c.Name != "SAMETERM" || hasExists(c) || isVolatile(c) {
		return nil
	}
	eq := &equation{l: c.Args[0], r: c.Args[1], lvars: exprVars(c.Args[0]), rvars: exprVars(c.Args[1])}
	if len(eq.lvars) == 0 || len(eq.rvars) == 0 || eq.lvars.meets(eq.rvars) {
		return nil
	}
	return eq
}

// between returns the equation with what l can tell on the left and what r can tell on
// the right, or nil.
func (eq *equation) between(l, r demand) *equation {
	all := func(vs names, in demand) bool {
		for v := range vs {
			if !in.has(v) {
				return false
			}
		}
		return true
	}
	switch {
	case eq == nil:
		return nil
	case all(eq.lvars, l) && all(eq.rvars, r):
		return eq
	case all(eq.lvars, r) && all(eq.rvars, l):
		return &equation{l: eq.r, r: eq.l, lvars: eq.rvars, rvars: eq.lvars}
	}
	return nil
}

// keyed returns both inputs with their keys in a column of the name returned. The table
// of a hash join has no place for rows without a key: they are dropped from the right.
func (p *planner) keyed(eq *equation, l, r Node) (string, Node, Node) {
	key := p.freshVar("key")
	l, r = withKey(l, key, eq.l), withKey(r, key, eq.r)
	r = newFilter(r, []algebra.Expr{&algebra.Call{Name: "BOUND", Args: []algebra.Expr{&algebra.VarExpr{Var: key}}}}, 1)
	r.Base().Maybe = without(r.Base().Maybe, []string{key})
	return key, l, r
}

// withKey adds a column with the value that two sides of an equation are joined on: equal
// keys for equal values.
func withKey(n Node, key string, e algebra.Expr) Node {
	x := &Extend{Input: n, Bindings: []algebra.Binding{{Var: key, E: &algebra.Call{Name: algebra.JoinKey, Args: []algebra.Expr{e}}}}}
	x.Props = derive(n)
	x.Vars = append(x.Vars, key)
	x.Maybe = append(x.Maybe, key) // an error has no key, and joins with nothing
	x.Cost += x.Rows * costExprRow
	return x
}

// equates returns an equation between two subsets that share no variable, or nil.
func (s *search) equates(a, b uint64) *equation {
	sa, sb := s.subsets[a], s.subsets[b]
	if sa == nil || sb == nil {
		return nil
	}
	for i := range s.classes {
		c := &s.classes[i]
		eq := c.equation.between(sa.vars, sb.vars)
		if eq == nil {
			continue
		}
		final := true
		for v := range c.vars {
			certain := sa.certain.has(v) || sb.certain.has(v)
			final = final && (certain || s.leavesOf[v]&^(a|b) == 0 && !s.late.has(v))
		}
		if final {
			return eq
		}
	}
	return nil
}

// meet reports whether two subsets share a variable or an equation joins them.
func (s *search) meet(a, b uint64) bool {
	return s.subsets[a].vars.meets(s.subsets[b].vars) || s.equates(a, b) != nil
}

// equalShare is the share of the pairs that an equation is expected to keep: each row of
// the larger side meets one of the other.
func (s *search) equalShare(a, b uint64) float64 {
	return 1 / math.Max(1, math.Max(s.subsets[a].props.Rows, s.subsets[b].props.Rows))
}
