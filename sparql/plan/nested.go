package plan

import (
	"slices"

	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// attachNested joins the operands of an OPTIONAL within an OPTIONAL one after the
// other: LeftJoin(A, LeftJoin(B, C, G), F) is LeftJoin(LeftJoin(A, B, F), C, G), in
// which C joins only where B has matched, if
//
//   - what C and G share with A and B is bound by B for certain, and by C,
//   - one of the variables that C joins on is none of A: it is unbound where B has
//     not matched, and then joins with nothing,
//   - F reads nothing of C.
//
// So the right sides need not be joined with each other as a whole.
func (p *planner) attachNested(l Node, a attachment) (Node, error) {
	n, ok := a.right.(*algebra.LeftJoin)
	if !ok || a.kind != Left {
		return nil, nil
	}
	strict, ok := p.nestedStrict(lookup(l.Base().Vars), n, a)
	if !ok {
		return nil, nil
	}
	first, second := a, a
	first.right, first.needed = n.P1, anyOf{a.needed, p.scopeIn(n.P2, a.graph).vars}
	second.right, second.conditions, second.strict = n.P2, nil, strict
	if n.F != nil {
		first.needed = anyOf{first.needed, exprVars(n.F)}
		second.conditions = splitAnd(n.F, nil)
	}
	first.request.goal, first.request.depth = 0, a.request.depth+1
	second.request.depth = a.request.depth + 1
	l, err := p.attach(l, first)
	if err != nil || isNothing(l) {
		return l, err
	}
	for v := range strict {
		if !slices.Contains(l.Base().Vars, v) {
			return l, nil // nothing matches B
		}
	}
	return p.attach(l, second)
}

// nestedStrict returns the variables on which the inner OPTIONAL joins with what the
// outer one has matched, and whether the conditions of attachNested hold.
func (p *planner) nestedStrict(outer demand, n *algebra.LeftJoin, a attachment) (names, bool) {
	b, c := p.scopeIn(n.P1, a.graph), p.scopeIn(n.P2, a.graph)
	reads := c.vars.clone()
	if n.F != nil {
		if hasExists(n.F) {
			return nil, false
		}
		addExprVars(reads, n.F)
	}
	if !independent(reads, anyOf{outer, b.vars}, b.certain.has) {
		return nil, false
	}
	strict, fresh := names{}, false
	for v := range c.vars {
		if !b.certain.has(v) {
			continue
		}
		if !c.certain.has(v) {
			return nil, false
		}
		strict.add(v)
		fresh = fresh || !outer.has(v)
	}
	for _, f := range a.conditions {
		for v := range exprVars(f) {
			if hasExists(f) || c.vars.has(v) && !b.vars.has(v) {
				return nil, false
			}
		}
	}
	return strict, fresh
}
