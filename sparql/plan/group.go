package plan

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// element is an operand of the joins of a group.
type element struct {
	graph   graphCtx
	pattern *algebra.TriplePattern // a triple pattern, or
	closure *algebra.Path          // a path of which the length is not fixed, or
	node    algebra.Node           // anything else
	keys    bool                   // or the keys of the innermost BindJoin
	vars    names
	certain names
}

// post is an operation on the result of the joins: what stood between the
// operands and could be moved behind them.
type post struct {
	graph graphCtx
	kind  postKind
	right algebra.Node // OPTIONAL, MINUS, EXISTS
	f     algebra.Expr // condition of OPTIONAL, expression of BIND
	v     string       // BIND, and the column of triple terms
	match *algebra.TriplePattern
	vars  names // that it reads or binds
}

type postKind uint8

const (
	postLeft postKind = iota
	postMinus
	postExtend
	postService
	postMatch // take the triple terms in the column v apart
)

// filter is a conjunct of a FILTER of the group.
type filter struct {
	e     algebra.Expr
	vars  names
	graph graphCtx
}

// group is a set of operands to join, filters on the result and operations on
// it. Each filter may run as soon as the variables that it reads have their
// final values.
type group struct {
	elements []element
	filters  []filter
	posts    []post
	fixed    map[string]ids.ID // variables that a filter gives one value
	nothing  bool              // the planner knows that there are no solutions
}

// planGroup plans joins and what stands between them.
func (p *planner) planGroup(n algebra.Node, r request) (Node, error) {
	g := &group{fixed: map[string]ids.ID{}}
	p.collect(g, n, r.graph, true)
	if len(r.keys) > 0 {
		ks := setOf(r.keys...)
		g.elements = append(g.elements, element{keys: true, vars: ks, certain: ks})
	}
	for p.unwrap(g) {
	}
	p.deferServices(g)
	if err := p.fixConstants(g); err != nil {
		return nil, err
	}
	if g.nothing {
		return p.nothing(p.groupVars(g)), nil
	}
	p.distribute(g)
	if err := p.giveKeys(g, r); err != nil {
		return nil, err
	}
	return p.planCollected(g, r)
}

// deferServices moves calls of other endpoints behind the joins, so that they can
// be asked for the values found there.
func (p *planner) deferServices(g *group) {
	others := len(g.elements)
	for _, e := range g.elements {
		if e.keys {
			others-- // the last call takes the keys itself
		}
	}
	for i := 0; i < len(g.elements) && others > 1; i++ {
		e := g.elements[i]
		if asService(e.node) != nil {
			g.elements = slices.Delete(g.elements, i, i+1)
			g.posts = append([]post{{graph: e.graph, kind: postService, right: e.node, vars: e.vars}}, g.posts...)
			i--
			others--
		}
	}
}

func (p *planner) groupVars(g *group) []string {
	vs := names{}
	for _, e := range g.elements {
		vs.addAll(e.vars)
	}
	for _, po := range g.posts {
		switch po.kind {
		case postExtend:
			vs.add(po.v)
		case postMatch:
			vs.addAll(po.vars)
		case postLeft, postService:
			vs.addAll(p.scopeIn(po.right, po.graph).vars)
		case postMinus:
		}
	}
	return sortedNames(vs)
}

// scopeIn is the scope of n where each pattern also binds the graph.
func (p *planner) scopeIn(n algebra.Node, graph graphCtx) scope {
	s := p.scopes.of(n)
	if graph.variable == "" {
		return s
	}
	return scope{union(s.vars, setOf(graph.variable)), union(s.certain, setOf(graph.variable))}
}

// collect adds the operands of n to g. Wrapped nodes (OPTIONAL, MINUS, BIND,
// FILTER) are kept whole for unwrap, or opened at once where nothing is joined
// to them (alone).
func (p *planner) collect(g *group, n algebra.Node, graph graphCtx, alone bool) {
	switch n := n.(type) {
	case *algebra.Join:
		p.collect(g, n.P1, graph, false)
		p.collect(g, n.P2, graph, false)
	case *algebra.BGP:
		for i := range n.Patterns {
			p.addPattern(g, &n.Patterns[i], graph)
		}
	case *algebra.Path:
		p.addPath(g, n, graph)
	case *algebra.Graph:
		p.collectGraph(g, n, graph, alone)
	case *algebra.Table:
		if len(n.Vars) == 0 && len(n.Rows) == 1 {
			return // the join identity
		}
		p.addNode(g, n, graph)
	default:
		p.addNode(g, n, graph)
	}
}

func (p *planner) addNode(g *group, n algebra.Node, graph graphCtx) {
	s := p.scopeIn(n, graph)
	g.elements = append(g.elements, element{graph: graph, node: n, vars: s.vars, certain: s.certain})
}

func (p *planner) addPattern(g *group, tp *algebra.TriplePattern, graph graphCtx) {
	if graph.empty {
		g.nothing = true
	}
	vs := names{}
	addPatternVars(vs, *tp)
	if graph.variable != "" {
		vs.add(graph.variable)
	}
	g.elements = append(g.elements, element{graph: graph, pattern: tp, vars: vs, certain: vs})
}

// collectGraph opens GRAPH where its pattern can join on the graph.
func (p *planner) collectGraph(g *group, n *algebra.Graph, graph graphCtx, alone bool) {
	if n.Name.Var != "" {
		if p.joinsOnGraph(n) {
			p.collect(g, n.P, p.namedGraphs(n.Name.Var), alone)
			return
		}
		p.addNode(g, n, graph)
		return
	}
	inner, ok := p.oneGraph(n.Name.Term)
	if !ok {
		g.nothing = true
	}
	p.collect(g, n.P, inner, alone)
}

// unwrap opens one operand whose operation can be moved behind the joins and
// reports whether there was one.
func (p *planner) unwrap(g *group) bool {
	for i, e := range g.elements {
		if e.node == nil {
			continue
		}
		rest := g.restVars(i)
		if p.open(g, i, e, rest) {
			return true
		}
	}
	return false
}

// restVars returns the variables of everything but element i.
func (g *group) restVars(i int) names {
	rest := names{}
	for j, e := range g.elements {
		if j != i {
			rest.addAll(e.vars)
		}
	}
	for _, po := range g.posts {
		rest.addAll(po.vars)
	}
	return rest
}

// independent reports whether variables vs of an operation on a have the same
// values when rest has been joined to a: those that rest has are bound in a.
func independent(vs, rest, certain names) bool {
	for v := range vs {
		if rest.has(v) && !certain.has(v) {
			return false
		}
	}
	return true
}

// open moves the operation of element i behind the joins where that keeps the
// result the same. With X for the rest:
//
//   - X join Filter(F, A) = Filter(F, X join A), X join LeftJoin(A, B, F) =
//     LeftJoin(X join A, B, F) and X join Minus(A, B) = Minus(X join A, B) where
//     each variable of F and B that X has is bound by A;
//   - X join Extend(A, v, E) = Extend(X join A, v, E) where that holds for E, and X
//     does not have v.
func (p *planner) open(g *group, i int, e element, rest names) bool {
	var inner algebra.Node
	var ops []post
	var conjuncts []algebra.Expr
	switch n := e.node.(type) {
	case *algebra.Filter:
		if !independent(exprVars(n.F), rest, p.scopeIn(n.P, e.graph).certain) {
			return false
		}
		inner, conjuncts = n.P, splitAnd(n.F, nil)
	case *algebra.LeftJoin:
		vs := p.scopeIn(n.P2, e.graph).vars.clone()
		if n.F != nil {
			addExprVars(vs, n.F)
		}
		if !independent(vs, rest, p.scopeIn(n.P1, e.graph).certain) {
			return false
		}
		inner, ops = n.P1, []post{{graph: e.graph, kind: postLeft, right: n.P2, f: n.F, vars: vs}}
	case *algebra.Minus:
		vs := p.scopeIn(n.P2, e.graph).vars
		if !independent(vs, rest, p.scopeIn(n.P1, e.graph).certain) {
			return false
		}
		inner, ops = n.P1, []post{{graph: e.graph, kind: postMinus, right: n.P2, vars: vs}}
	case *algebra.Extend:
		vs := exprVars(n.E)
		if rest.has(n.Var) || !independent(vs, rest, p.scopeIn(n.P, e.graph).certain) {
			return false
		}
		vs.add(n.Var)
		inner, ops = n.P, []post{{graph: e.graph, kind: postExtend, v: n.Var, f: n.E, vars: vs}}
	default:
		return false
	}
	g.elements = slices.Delete(g.elements, i, i+1)
	g.posts = append(ops, g.posts...)
	p.collect(g, inner, e.graph, false) // whose own operations go before
	for _, c := range conjuncts {
		g.filters = append(g.filters, filter{e: c, vars: exprVars(c), graph: e.graph})
	}
	return true
}

// splitAnd appends the conjuncts of e: A && B is true where both are.
func splitAnd(e algebra.Expr, out []algebra.Expr) []algebra.Expr {
	if c, ok := e.(*algebra.Call); ok && c.Name == "&&" {
		for _, a := range c.Args {
			out = splitAnd(a, out)
		}
		return out
	}
	return append(out, e)
}

// fixConstants finds the variables that a filter equates with a term, in the
// sense of identity, and that a pattern binds.
func (p *planner) fixConstants(g *group) error {
	kept := g.filters[:0]
	for _, f := range g.filters {
		v, t, ok := identity(f.e)
		if !ok || !bindsByPattern(g, v) {
			kept = append(kept, f)
			continue
		}
		id, known, err := p.stats.Lookup(t)
		if err != nil {
			return err
		}
		if have, twice := g.fixed[v]; !known || twice && have != id {
			g.nothing = true
		}
		g.fixed[v] = id
		if !onlyInPatterns(g, v) {
			kept = append(kept, f)
		}
	}
	g.filters = kept
	return nil
}

// onlyInPatterns reports whether each operand that has v is a triple pattern with
// v as subject, predicate or object, to which the constant is put.
func onlyInPatterns(g *group, v string) bool {
	for _, e := range g.elements {
		if t := e.pattern; e.vars.has(v) && (t == nil || t.S.Var != v && t.P.Var != v && t.O.Var != v) {
			return false
		}
	}
	return true
}

// bindsByPattern reports whether a triple pattern has v as subject, predicate
// or object.
func bindsByPattern(g *group, v string) bool {
	for _, e := range g.elements {
		if t := e.pattern; t != nil && (t.S.Var == v || t.P.Var == v || t.O.Var == v) {
			return true
		}
	}
	return false
}

// identity recognises ?v = constant where equality of values is identity of
// terms: IRIs, plain strings, and sameTerm of anything.
func identity(e algebra.Expr) (v string, t rdf.Term, ok bool) {
	c, isCall := e.(*algebra.Call)
	if !isCall || len(c.Args) != 2 || c.Name != "=" && c.Name != "SAMETERM" {
		return "", rdf.Term{}, false
	}
	for i := range c.Args {
		ve, okV := c.Args[i].(*algebra.VarExpr)
		ce, okC := c.Args[1-i].(*algebra.ConstExpr)
		if !okV || !okC {
			continue
		}
		t := ce.Term
		exact := t.IsIRI() || t.IsLiteral() && t == rdf.NewString(t.Value())
		if c.Name == "SAMETERM" || exact {
			return ve.Var, t, true
		}
	}
	return "", rdf.Term{}, false
}
