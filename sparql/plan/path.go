package plan

import (
	"math"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// addPath adds a property path (section 18.2.2.3): all forms but closures become
// patterns, joins and unions.
func (p *planner) addPath(g *group, n *algebra.Path, graph graphCtx) {
	switch path := n.Path.(type) {
	case algebra.Link:
		tp := &algebra.TriplePattern{S: n.S, P: algebra.Term{Term: path.IRI}, O: n.O}
		p.addPattern(g, tp, graph)
	case algebra.Inv:
		p.addPath(g, &algebra.Path{S: n.O, O: n.S, Path: path.P}, graph)
	case algebra.Seq:
		mid := algebra.Term{Var: p.freshVar("p")}
		p.addPath(g, &algebra.Path{S: n.S, O: mid, Path: path.P1}, graph)
		p.addPath(g, &algebra.Path{S: mid, O: n.O, Path: path.P2}, graph)
	case algebra.Alt:
		p.addNode(g, alternatives(n, path), graph)
	case algebra.NPS:
		p.addNode(g, p.negated(n, path), graph)
	default:
		n = &algebra.Path{S: p.openTriple(g, n.S), O: p.openTriple(g, n.O), Path: n.Path}
		vs := p.scopeIn(n, graph).vars
		g.elements = append(g.elements, element{graph: graph, closure: n, vars: vs, certain: vs})
	}
}

// alternatives is the union of the branches of alternative paths.
func alternatives(n *algebra.Path, alt algebra.Alt) algebra.Node {
	branch := func(path algebra.PathExpr) algebra.Node {
		if inner, ok := path.(algebra.Alt); ok {
			return alternatives(n, inner)
		}
		return &algebra.Path{S: n.S, O: n.O, Path: path}
	}
	return &algebra.Union{P1: branch(alt.P1), P2: branch(alt.P2)}
}

// openTriple puts a variable for a triple term with variables at the end of a
// path; what it stands for is taken apart after the joins.
func (p *planner) openTriple(g *group, t algebra.Term) algebra.Term {
	if t.Triple == nil || isGround(t) {
		return t
	}
	v := p.freshVar("t")
	vs := setOf(v)
	addPatternVars(vs, *t.Triple)
	g.posts = append([]post{{kind: postMatch, v: v, match: t.Triple, vars: vs}}, g.posts...)
	return algebra.Term{Var: v}
}

// negated is a negated property set as filtered triple patterns.
func (p *planner) negated(n *algebra.Path, nps algebra.NPS) algebra.Node {
	side := func(s, o algebra.Term, not []rdf.Term) algebra.Node {
		v := p.freshVar("p")
		bgp := &algebra.BGP{Patterns: []algebra.TriplePattern{{S: s, P: algebra.Term{Var: v}, O: o}}}
		if len(not) == 0 {
			return bgp
		}
		args := []algebra.Expr{&algebra.VarExpr{Var: v}}
		for _, t := range not {
			args = append(args, &algebra.ConstExpr{Term: t})
		}
		return &algebra.Filter{F: &algebra.Call{Name: "NOT IN", Args: args}, P: bgp}
	}
	switch {
	case nps.HasForward && nps.HasInverse:
		return &algebra.Union{P1: side(n.S, n.O, nps.Forward), P2: side(n.O, n.S, nps.Inverse)}
	case nps.HasInverse:
		return side(n.O, n.S, nps.Inverse)
	default:
		return side(n.S, n.O, nps.Forward)
	}
}

// closureLeaf prepares a closure. With a fixed end it is an operator by itself;
// between two variables the search decides where it starts.
func (p *planner) closureLeaf(e element) (*leaf, error) {
	n := e.closure
	l := &leaf{element: e, distinct: map[string]float64{}}
	if n.S.Var != "" && n.O.Var != "" {
		for _, v := range sortedNames(e.vars) {
			l.distinct[v] = 1e5
		}
		l.rows = 1e6
		return l, nil
	}
	c, err := p.newClosure(e, n.S.Var != "", "")
	if err != nil {
		return nil, err
	}
	c.Rows = closureFan
	if n.S.Var == "" && n.O.Var == "" {
		c.Rows = 1
	}
	c.Start, c.Cost = costOpen, costOpen+c.Rows*costStep
	return nodeLeaf(e, c), nil
}

// freeClosure is the closure from all nodes.
func (p *planner) freeClosure(l *leaf) (Node, error) {
	c, err := p.newClosure(l.element, false, "")
	if err != nil {
		return nil, err
	}
	step := request{graph: l.graph, needed: setOf(c.From, c.To), depth: maxBindDepth}
	stepPath := p.stepOf(l.closure, c)
	if c.All, err = p.plan(stepPath, step); err != nil {
		return nil, err
	}
	if c.Zero {
		if c.Nodes, err = p.allNodes(l.graph); err != nil {
			return nil, err
		}
	}
	c.Rows = l.rows
	c.Start, c.Cost = 1e4, math.Max(1e5, l.rows*costStep)
	c.distinct = l.distinct
	return c, nil
}

// allNodes plans the subjects and objects of the active graph.
func (p *planner) allNodes(graph graphCtx) (Node, error) {
	side := func(v, other string) algebra.Node {
		tp := algebra.TriplePattern{S: algebra.Term{Var: v}, P: algebra.Term{Var: ".np"}, O: algebra.Term{Var: other}}
		if v == ".no" {
			tp.S, tp.O = tp.O, tp.S
		}
		return &algebra.Project{P: &algebra.BGP{Patterns: []algebra.TriplePattern{tp}}, Vars: []string{v}}
	}
	subjects, err := p.planDistinct(side(".ns", ".nx"), request{graph: graph, depth: maxBindDepth})
	if err != nil {
		return nil, err
	}
	objects, err := p.planDistinct(side(".no", ".nx"), request{graph: graph, depth: maxBindDepth})
	if err != nil {
		return nil, err
	}
	u := &Union{Inputs: []Node{rename(subjects, ".n"), rename(objects, ".n")}}
	u.Vars = []string{".n"}
	u.Rows = subjects.Base().Rows + objects.Base().Rows
	u.Cost = subjects.Base().Cost + objects.Base().Cost
	return u, nil
}

// rename returns n, which has one column, under another name.
func rename(n Node, v string) Node {
	x := &Extend{Input: n, Bindings: []algebra.Binding{{Var: v, E: &algebra.VarExpr{Var: n.Base().Vars[0]}}}}
	x.Props = derive(n)
	x.Vars = []string{n.Base().Vars[0], v}
	return project(x, []string{v})
}

// closureParts splits a closure into its step and its bounds.
func closureParts(path algebra.PathExpr) (step algebra.PathExpr, zero, once bool) {
	switch path := path.(type) {
	case algebra.ZeroOrMore:
		return path.P, true, false
	case algebra.OneOrMore:
		return path.P, false, false
	case algebra.ZeroOrOne:
		return path.P, true, true
	}
	return path, false, true
}

// stepOf is one step of a closure as a pattern between its From and To.
func (p *planner) stepOf(n *algebra.Path, c *Closure) algebra.Node {
	step, _, _ := closureParts(n.Path)
	from, to := algebra.Term{Var: c.From}, algebra.Term{Var: c.To}
	if c.Backward {
		from, to = to, from
	}
	return &algebra.Path{S: from, O: to, Path: step}
}

// newClosure plans the step of a closure. Start names the variable that the
// outer keys have.
func (p *planner) newClosure(e element, backward bool, start string) (*Closure, error) {
	n := e.closure
	c := &Closure{Graphs: e.graph.Graphs, Backward: backward, From: p.freshVar("f"), To: p.freshVar("t"), Keyed: start != ""}
	_, c.Zero, c.Once = closureParts(n.Path)
	c.S, c.O = endOf(n.S), endOf(n.O)
	for _, end := range []End{c.S, c.O} {
		if end.Var != "" && !slices.Contains(c.Vars, end.Var) {
			c.Vars = append(c.Vars, end.Var)
		}
	}
	var err error
	c.Step, err = p.plan(p.stepOf(n, c), request{
		graph: e.graph, needed: setOf(c.From, c.To), keys: []string{c.From}, nkeys: closureFan, depth: maxBindDepth,
	})
	if err != nil {
		return nil, err
	}
	c.Step = project(c.Step, []string{c.From, c.To})
	return c, nil
}

// endOf is an end of a closure: a variable, or a term without any.
func endOf(t algebra.Term) End {
	if t.Triple != nil {
		return End{Term: groundTerm(t)}
	}
	return End{Var: t.Var, Term: t.Term}
}

// buildClosure makes the binding join of a closure that starts at the left rows.
func (b *builder) buildClosure(c *candidate, l Node) Node {
	lf := b.s.leaves[c.leaf]
	n := lf.closure
	fromObject := !slices.Contains(c.on, n.S.Var)
	start := n.S.Var
	if fromObject {
		start = n.O.Var
	}
	cl, err := b.p.newClosure(lf.element, fromObject, start)
	if err != nil {
		return b.p.nothing(sortedNames(lf.vars))
	}
	cl.Inside = b.bindsNodes(c.l.set, start, lf.graph)
	cl.Rows = keysPerBatch * closureFan
	cl.Start, cl.Cost = costStep, cl.Rows*costNextKey
	on, compat := splitShared(l, cl)
	j := &BindJoin{Kind: Inner, L: l, R: cl, On: on, Compat: compat}
	b.joinProps(&j.Props, c, l, cl)
	return b.filtered(j, c.set, c.l.set, 0)
}

// bindsNodes reports whether a triple pattern of set gives v nodes of a graph only.
func (b *builder) bindsNodes(set uint64, v string, graph graphCtx) bool {
	for i, l := range b.s.leaves {
		t := l.pattern
		if set&(1<<i) == 0 || t == nil || t.S.Var != v && t.O.Var != v {
			continue
		}
		a, g := l.graph, graph
		if a.variable == g.variable && a.NamedOnly == g.NamedOnly && a.Loop == g.Loop && slices.Equal(a.IDs, g.IDs) && (a.IDs == nil) == (g.IDs == nil) {
			return true
		}
	}
	return false
}

// nullable reports whether a path has matches of length zero.
func nullable(path algebra.PathExpr) bool {
	switch path := path.(type) {
	case algebra.ZeroOrMore, algebra.ZeroOrOne:
		return true
	case algebra.OneOrMore:
		return nullable(path.P)
	case algebra.Inv:
		return nullable(path.P)
	case algebra.Seq:
		return nullable(path.P1) && nullable(path.P2)
	case algebra.Alt:
		return nullable(path.P1) || nullable(path.P2)
	}
	return false
}
