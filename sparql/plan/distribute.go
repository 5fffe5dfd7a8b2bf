package plan

import (
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/vocab"
)

// distribute moves filters into the operands of UNION: Filter(F, A union B) is
// Filter(F, A) union Filter(F, B), and the same holds beside other operands where
// the union alone says what F reads. There a filter can choose an index or bound a
// scan. A filter that also helps other operands is kept for them.
func (p *planner) distribute(g *group) {
	if len(g.filters) == 0 {
		return
	}
	rest := g.usesOf()
	for i := range g.elements {
		u, ok := g.elements[i].node.(*algebra.Union)
		if !ok {
			continue
		}
		rest.remove(g.elements[i].vars)
		var moved []algebra.Expr
		g.filters = slices.DeleteFunc(g.filters, func(f filter) bool {
			e := g.elements[i]
			if f.exists || !f.vars.meets(e.vars) || !independent(f.vars, rest, e.certain.has) {
				return false
			}
			shared := !independent(f.vars, rest, nobody)
			if shared && f.volatile {
				return false
			}
			moved = append(moved, f.e)
			return !shared
		})
		if len(moved) > 0 {
			g.elements[i].node = filterArms(u, joinAnd(moved))
		}
		rest.add(g.elements[i].vars)
	}
}

// nobody binds a variable.
func nobody(string) bool { return false }

// filterArms filters each operand of nested unions.
func filterArms(n algebra.Node, f algebra.Expr) algebra.Node {
	if u, ok := n.(*algebra.Union); ok {
		return &algebra.Union{P1: filterArms(u.P1, f), P2: filterArms(u.P2, f)}
	}
	return &algebra.Filter{P: n, F: f}
}

// isVolatile reports whether evaluating e twice may give two results.
func isVolatile(e algebra.Expr) bool {
	switch e := e.(type) {
	case *algebra.Call:
		switch strings.ToUpper(e.Name) {
		case "RAND", "UUID", "STRUUID", "BNODE":
			return true
		}
		return slices.ContainsFunc(e.Args, isVolatile)
	case *algebra.FunctionCall:
		if !strings.HasPrefix(e.IRI, vocab.XSD) { // what an extension does is not known; the rest are casts
			return true
		}
		return slices.ContainsFunc(e.Args, isVolatile)
	case *algebra.TripleExpr:
		return isVolatile(e.S) || isVolatile(e.P) || isVolatile(e.O)
	}
	return false
}

// giveKeys joins the keys of a binding join with each operand of a union, where
// the group is nothing but the two: (A union B) join K is (A join K) union (B join K).
func (p *planner) giveKeys(g *group, r request) error {
	if len(g.elements) != 2 || !g.elements[1].keys {
		return nil
	}
	e := g.elements[0]
	u, ok := e.node.(*algebra.Union)
	if !ok || !setOf(r.keys...).subsetOf(e.certain) {
		return nil
	}
	inner := r
	inner.graph, inner.want, inner.goal = e.graph, nil, 0
	inner.needed = union(r.needed, setOf(r.keys...))
	for _, f := range g.filters {
		inner.needed.addAll(f.vars)
	}
	for _, po := range g.posts {
		inner.needed.addAll(po.vars)
	}
	node, err := p.planUnion(u, inner)
	if err != nil {
		return err
	}
	g.elements = []element{plannedElement(node)}
	return nil
}

// plannedElement is an operand that has its plan already.
func plannedElement(node Node) element {
	b := node.Base()
	e := element{node: &planned{node: node}, vars: setOf(b.Vars...), certain: names{}}
	for _, v := range b.Vars {
		if !slices.Contains(b.Maybe, v) {
			e.certain.add(v)
		}
	}
	return e
}
