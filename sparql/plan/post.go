package plan

import (
	"math"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// oneEmptyRow is the data of the unit table.
var oneEmptyRow = [][]rdf.Term{{}}

// planPosts adds the operations of g and, each as early as its variables are
// final, the filters that are left.
func (p *planner) planPosts(g *group, node Node, pending []filter, r request) (Node, error) {
	w := waiting{filters: pending, binds: tally{}, reads: tally{}}
	for i := range g.posts {
		w.reads.add(g.posts[i].vars)
		w.binds.add(g.posts[i].binds())
	}
	for _, f := range pending {
		w.reads.add(f.vars)
	}
	needed := anyOf{r.needed, shortList(r.keys), w.reads}
	var err error
	for k := 0; ; k++ {
		if node, err = p.applyFilters(node, w.ready(node), w.reads, needed, r); err != nil {
			return nil, err
		}
		if k == len(g.posts) {
			return node, nil
		}
		po := g.posts[k]
		w.reads.remove(po.vars)
		w.binds.remove(po.binds())
		before := node
		if node, err = p.planPost(po, node, needed, r); err != nil {
			return nil, err
		}
		if node != before { // a BIND may be added to the one before
			p.spend(columnSteps * len(node.Base().Vars))
		}
		if p.spend(1); p.err != nil {
			return nil, p.err
		}
	}
}

// waiting is what is still to be done after the joins of a group.
type waiting struct {
	filters []filter
	binds   tally // variables that operations to come may bind
	reads   tally // variables that filters and operations to come read or bind
}

// binds returns the variables that the operation may give a value.
func (po *post) binds() names {
	switch po.kind {
	case postLeft, postService, postMatch:
		return po.vars
	case postExtend:
		return setOf(po.v)
	case postMinus:
	}
	return nil
}

// ready takes out the filters of which no operation to come changes what they read.
func (w *waiting) ready(node Node) []filter {
	if len(w.filters) == 0 {
		return nil
	}
	b := node.Base()
	vars, maybe := lookup(b.Vars), lookup(b.Maybe)
	var ready, wait []filter
	for _, f := range w.filters {
		final := true
		for v := range f.vars {
			bound := vars.has(v) && !maybe.has(v)
			final = final && (bound || !w.binds.has(v))
		}
		if final {
			ready = append(ready, f)
		} else {
			wait = append(wait, f)
		}
	}
	w.filters = wait
	return ready
}

// applyFilters runs plain conditions first, then EXISTS. What they read is taken out of
// reads, on which needed rests.
func (p *planner) applyFilters(node Node, ready []filter, reads tally, needed demand, r request) (Node, error) {
	var plain []algebra.Expr
	sel := 1.0
	var exists []filter
	for _, f := range ready {
		if isExists(f.e) {
			exists = append(exists, f)
			continue
		}
		reads.remove(f.vars)
		p.noteExists(f.e, f.graph)
		plain = append(plain, f.e)
		sel *= f.share
	}
	if len(plain) > 0 {
		node = newFilter(node, plain, sel)
	}
	for _, f := range exists {
		reads.remove(f.vars)
		var err error
		if node, err = p.planExists(node, f, needed, r); err != nil {
			return nil, err
		}
		if p.spend(columnSteps * len(node.Base().Vars)); p.err != nil {
			return nil, p.err
		}
	}
	return node, nil
}

// isExists recognises EXISTS and ! EXISTS.
func isExists(e algebra.Expr) bool {
	ex, _ := existsOf(e)
	return ex != nil
}

// existsOf returns the EXISTS that e is, and whether it is negated.
func existsOf(e algebra.Expr) (*algebra.Exists, bool) {
	switch e := e.(type) {
	case *algebra.Exists:
		return e, e.Not
	case *algebra.Call:
		if e.Name == "!" {
			if ex, not := existsOf(e.Args[0]); ex != nil {
				return ex, !not
			}
		}
	}
	return nil, false
}

// noteExists remembers the active graph of each EXISTS that runs row by row.
func (p *planner) noteExists(e algebra.Expr, graph graphCtx) {
	algebra.WalkExpr(e, func(e algebra.Expr) bool {
		if ex, ok := e.(*algebra.Exists); ok {
			p.exists[ex] = graph
		}
		return true
	})
}

// planPost adds one operation.
func (p *planner) planPost(po post, node Node, needed demand, r request) (Node, error) {
	switch po.kind {
	case postMatch:
		return matchNode(node, po.v, *po.match), nil
	case postExtend:
		p.noteExists(po.f, po.graph)
		if !needed.has(po.v) {
			return node, nil
		}
		return p.extend(node, po.v, po.f), nil
	case postService:
		return p.joinService(node, attachment{kind: Inner, graph: po.graph, right: po.right, needed: needed, request: r})
	case postMinus:
		a := attachment{kind: Minus, graph: po.graph, right: po.right, needed: needed, request: r}
		return p.attach(node, a)
	default:
		a := attachment{kind: Left, graph: po.graph, right: po.right, needed: needed, request: r}
		if po.f != nil {
			a.conditions = splitAnd(po.f, nil)
		}
		return p.attach(node, a)
	}
}

// extend adds the column v. Neighbouring BINDs share an operator, so that BNODE
// sees one solution.
func (p *planner) extend(node Node, v string, e algebra.Expr) Node {
	x, ok := node.(*Extend)
	if !ok {
		x = &Extend{Input: node}
		x.Props = derive(node)
	}
	x.Bindings = append(x.Bindings, algebra.Binding{Var: v, E: e})
	certain := func(name string) bool { return slices.Contains(x.Vars, name) && !slices.Contains(x.Maybe, name) }
	bound := alwaysBound(e, certain)
	x.Vars = append(x.Vars, v)
	if !bound {
		x.Maybe = append(x.Maybe, v)
	}
	x.Cost += x.Rows * costExprRow
	return x
}

// planExists plans FILTER EXISTS and FILTER NOT EXISTS as a semi-join or
// anti-join where the pattern may run by itself, and row by row elsewhere.
func (p *planner) planExists(node Node, f filter, needed demand, r request) (Node, error) {
	ex, not := existsOf(f.e)
	outer := setOf(node.Base().Vars...)
	pattern, conditions, ok := p.uncorrelated(ex.P, outer, f.graph)
	if !ok {
		p.noteExists(ex, f.graph)
		return newFilter(node, []algebra.Expr{f.e}, defaultSelectivity), nil
	}
	kind := Semi
	if not {
		kind = Anti
	}
	return p.attach(node, attachment{
		kind: kind, graph: f.graph, right: pattern, conditions: conditions, needed: needed, request: r,
	})
}

// uncorrelated splits an EXISTS pattern into a pattern that can be evaluated
// without the outer solution, and conditions on merged rows. The substitution of
// outer values then equals a join: every expression of the pattern reads only
// variables that its own operand binds, and OPTIONAL and MINUS share with the
// outer solution only what their left side binds.
func (p *planner) uncorrelated(n algebra.Node, outer names, graph graphCtx) (algebra.Node, []algebra.Expr, bool) {
	var conditions []algebra.Expr
	for {
		f, ok := n.(*algebra.Filter)
		if !ok {
			break
		}
		if hasExists(f.F) {
			break
		}
		conditions = splitAnd(f.F, conditions)
		n = f.P
	}
	if !p.joinable(n, outer, graph) {
		return nil, nil, false
	}
	return n, conditions, true
}

// joinable reports whether evaluating n with the values of outer substituted
// gives the same as evaluating it and joining.
func (p *planner) joinable(n algebra.Node, outer names, graph graphCtx) bool {
	reads := func(vs names, operand algebra.Node) bool {
		certain := p.scopeIn(operand, graph).certain
		for v := range vs {
			if outer.has(v) && !certain.has(v) {
				return false
			}
		}
		return true
	}
	switch n := n.(type) {
	case *algebra.BGP, *algebra.Table:
		return true
	case *algebra.Path:
		// A term put for an end connects with itself even if it is not a node.
		return !nullable(n.Path) || !p.scopeOf(n).vars.meets(outer)
	case *algebra.Join, *algebra.Union, *algebra.Graph:
	case *algebra.Filter:
		if !reads(exprVars(n.F), n.P) {
			return false
		}
	case *algebra.Extend:
		if outer.has(n.Var) || !reads(exprVars(n.E), n.P) {
			return false
		}
	case *algebra.Minus:
		if !reads(p.scopeOf(n.P2).vars, n.P1) {
			return false
		}
	case *algebra.LeftJoin:
		vs := p.scopeOf(n.P2).vars.clone()
		if n.F != nil {
			addExprVars(vs, n.F)
		}
		if !reads(vs, n.P1) {
			return false
		}
	default:
		return !mentioned(n).meets(outer)
	}
	for _, in := range algebra.Children(n) {
		if !p.joinable(in, outer, graph) {
			return false
		}
	}
	return true
}

// guessKind is the expected number of rows of a join of the kind.
func guessKind(kind JoinKind, l, inner float64) float64 {
	switch kind {
	case Left:
		return math.Max(l, inner)
	case Semi:
		return math.Min(l, math.Max(inner, l*defaultSelectivity))
	case Anti, Minus:
		return l * (1 - defaultSelectivity)
	case Inner:
	}
	return inner
}
