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
	shut    bool                   // the operations of node have to stay where they are
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
	e        algebra.Expr
	vars     names
	graph    graphCtx
	exists   bool   // it has an EXISTS in it
	volatile bool   // evaluating it twice may give two results
	text     string // the only variable, if evaluating it decodes that
	share    float64
}

// newCondition notes what the search asks of a condition over and over.
func newCondition(e algebra.Expr, graph graphCtx) filter {
	e = algebra.FoldChains(e)
	f := filter{e: e, vars: exprVars(e), graph: graph, exists: hasExists(e), volatile: isVolatile(e), share: filterSelectivity(e)}
	f.text, _ = textVar(e)
	return f
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
	p.unwrap(g)
	for _, po := range g.posts {
		p.spend(groupSteps * len(po.vars)) // that each step of planning a group looks at
	}
	if p.err != nil {
		return nil, p.err
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

// groupVars returns the variables that the operands and operations of g bind, sorted.
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
	s := p.scopeOf(n)
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

// addNode adds an operand that is planned by itself, such as a sub-select.
func (p *planner) addNode(g *group, n algebra.Node, graph graphCtx) {
	s := p.scopeIn(n, graph)
	g.elements = append(g.elements, element{graph: graph, node: n, vars: s.vars, certain: s.certain})
}

// addPattern adds a triple pattern. In a graph that is known to be empty it has no
// solutions, nor does the group.
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

// tally counts how often names are used.
type tally map[string]int

// has reports whether anything that is counted has the variable.
func (t tally) has(v string) bool { return t[v] > 0 }

// add counts each variable once more.
func (t tally) add(vs names) {
	for v := range vs {
		t[v]++
	}
}

// remove is the inverse of add.
func (t tally) remove(vs names) {
	for v := range vs {
		t[v]--
	}
}

// usesOf counts the operands and operations of g that have each variable.
func (g *group) usesOf() tally {
	t := tally{}
	for _, e := range g.elements {
		t.add(e.vars)
	}
	for _, po := range g.posts {
		t.add(po.vars)
	}
	return t
}

// unwrap opens the operands whose operations can be moved behind the joins, and what
// they stand on in turn. An operand that cannot be opened never can later: opening
// others only adds to the variables around it.
func (p *planner) unwrap(g *group) {
	uses := g.usesOf()
	waiting := g.elements
	g.elements = nil
	for len(waiting) > 0 && p.err == nil {
		e := waiting[0]
		waiting = waiting[1:]
		if e.node == nil || e.shut || below(e.node) == nil {
			g.elements = append(g.elements, e)
			continue
		}
		uses.remove(e.vars)
		inner := &group{fixed: g.fixed}
		p.open(inner, e, uses)
		for _, e := range inner.elements {
			uses.add(e.vars)
		}
		waiting = append(waiting, inner.elements...)
		if len(inner.posts) > 0 {
			g.posts = append(inner.posts, g.posts...)
		}
		g.filters = append(g.filters, inner.filters...)
		g.nothing = g.nothing || inner.nothing
	}
	g.elements = append(g.elements, waiting...)
}

// independent reports whether variables vs of an operation on a have the same
// values when rest has been joined to a: those that rest has are bound in a.
func independent(vs names, rest demand, certain func(v string) bool) bool {
	for v := range vs {
		if rest.has(v) && !certain(v) {
			return false
		}
	}
	return true
}

// open moves the operations of e, from the last one on, behind the joins as
// long as that keeps the result the same, and collects what they stand on. With X for
// the rest:
//
//   - X join Filter(F, A) = Filter(F, X join A), X join LeftJoin(A, B, F) =
//     LeftJoin(X join A, B, F) and X join Minus(A, B) = Minus(X join A, B) where
//     each variable of F and B that X has is bound by A;
//   - X join Extend(A, v, E) = Extend(X join A, v, E) where that holds for E, and X
//     does not have v.
//
// Operations keep their order, so that those moved before do not matter to the next. A
// filter, however, is free to run later than they do: for it they belong to X.
func (p *planner) open(g *group, e element, rest tally) {
	c := p.chainOf(e.node)
	moved := 0
	var posts []post // the last one first
	own := names{}   // their variables
	for i, op := range c.ops {
		certain := c.certainAfter(len(c.ops) - i - 1)
		if v := e.graph.variable; v != "" {
			plain := certain
			certain = func(name string) bool { return name == v || plain(name) }
		}
		x := demand(rest)
		if _, isFilter := op.(*algebra.Filter); isFilter {
			x = anyOf{rest, own}
		}
		po, conjuncts, ok := p.moved(op, e.graph, x, certain)
		if !ok {
			break
		}
		if po != nil {
			posts = append(posts, *po)
			own.addAll(po.vars)
		}
		for _, f := range conjuncts {
			g.filters = append(g.filters, newCondition(f, e.graph))
		}
		moved++
	}
	if moved == len(c.ops) {
		p.collect(g, c.base, e.graph, false)
	} else {
		p.addNode(g, c.ops[moved], e.graph)
		g.elements[0].shut = true
	}
	slices.Reverse(posts)
	g.posts = append(g.posts, posts...)
	for _, po := range g.posts {
		rest.add(po.vars)
	}
}

// moved returns the operation or the conditions that op is behind the joins, and
// false where it has to stay where it is.
func (p *planner) moved(op algebra.Node, graph graphCtx, rest demand, certain func(v string) bool) (*post, []algebra.Expr, bool) {
	switch n := op.(type) {
	case *algebra.Filter:
		return nil, splitAnd(n.F, nil), independent(exprVars(n.F), rest, certain)
	case *algebra.LeftJoin:
		vs := p.scopeIn(n.P2, graph).vars.clone()
		if n.F != nil {
			addExprVars(vs, n.F)
		}
		return &post{graph: graph, kind: postLeft, right: n.P2, f: n.F, vars: vs}, nil, independent(vs, rest, certain)
	case *algebra.Minus:
		vs := p.scopeIn(n.P2, graph).vars
		return &post{graph: graph, kind: postMinus, right: n.P2, vars: vs}, nil, independent(vs, rest, certain)
	case *algebra.Extend:
		vs := exprVars(n.E)
		ok := !rest.has(n.Var) && independent(vs, rest, certain)
		vs.add(n.Var)
		return &post{graph: graph, kind: postExtend, v: n.Var, f: n.E, vars: vs}, nil, ok
	}
	return nil, nil, false
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
