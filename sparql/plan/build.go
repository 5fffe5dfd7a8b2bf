package plan

import (
	"math"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// maxLeaves bounds the operands of one search; a larger group is planned in
// parts.
const maxLeaves = 48

// planCollected plans the joins of g, then its operations and filters.
func (p *planner) planCollected(g *group, r request) (Node, error) {
	needed := union(r.needed, setOf(r.keys...))
	for _, po := range g.posts {
		needed.addAll(po.vars)
	}
	late := needed.clone() // what is read after the joins
	changed := g.boundLate()
	for _, f := range g.filters {
		needed.addAll(f.vars)
		if f.exists {
			late.addAll(f.vars)
		}
		if f.vars.meets(changed) {
			late.addAll(f.vars)
		}
	}
	best, err := p.planOrdered(g, r, r, needed, late)
	if err != nil || isNothing(best) || r.depth >= maxBindDepth || !allPatterns(g) {
		return best, err
	}
	// Rows in the order of the variable that OPTIONAL or MINUS joins on may merge.
	size := len(g.elements)
	for _, po := range g.posts {
		size++
		if po.right != nil {
			size += p.sizeOf(po.right)
		}
	}
	for _, v := range p.attachedOn(g) {
		if !p.mayCompare(size) {
			break
		}
		ordered := r
		ordered.want, ordered.anyOf = []string{v}, false
		other, err := p.planOrdered(g, r, ordered, needed, late)
		if err != nil {
			return nil, err
		}
		share := fraction(r.goal, best.Base().Rows)
		if !p.keepsOrder(r, best, other) && metric(other, share) < metric(best, share) {
			best = other
		}
	}
	return best, nil
}

// keepsOrder reports whether a is in the order that r wants and b is not.
func (p *planner) keepsOrder(r request, a, b Node) bool {
	in := func(n Node) bool {
		if r.anyOf {
			return leadsWith(n.Base().Order, r.want)
		}
		return hasPrefix(n.Base().Order, r.want)
	}
	return len(r.want) > 0 && in(a) && !in(b)
}

// planOrdered plans the joins of g for one request and what follows them for another.
func (p *planner) planOrdered(g *group, r, joins request, needed, late names) (Node, error) {
	node, pending, err := p.planJoins(g, joins, needed, late)
	if err != nil {
		return nil, err
	}
	if isNothing(node) {
		return p.nothing(p.groupVars(g)), nil
	}
	return p.planPosts(g, node, pending, r)
}

// allPatterns reports whether all operands of g are triple patterns.
func allPatterns(g *group) bool {
	return !slices.ContainsFunc(g.elements, func(e element) bool { return e.pattern == nil })
}

// attachedOn returns the variables that an operation on g joins on, where it joins
// on one.
func (p *planner) attachedOn(g *group) []string {
	var out []string
	bound := names{}
	for _, e := range g.elements {
		bound.addAll(e.certain)
	}
	for _, po := range g.posts {
		if po.kind != postLeft && po.kind != postMinus {
			continue
		}
		var on []string
		for v := range p.scopeIn(po.right, po.graph).vars {
			if bound.has(v) {
				on = append(on, v)
			}
		}
		if len(on) == 1 && !slices.Contains(out, on[0]) {
			out = append(out, on[0])
		}
	}
	return out
}

// planJoins plans the joins and the filters that can run with them. The other
// filters are returned.
func (p *planner) planJoins(g *group, r request, needed, late names) (Node, []filter, error) {
	if len(g.elements) == 0 {
		return unit(), g.filters, nil
	}
	if len(g.elements) > maxLeaves {
		return p.planParts(g, r, needed, late)
	}
	uses, matters := g.usesOf(), p.matterTo(g, r)
	leaves := make([]*leaf, len(g.elements))
	for i, e := range g.elements {
		var err error
		if leaves[i], err = p.leafOf(g, e, r, needed, matters, uses); err != nil {
			return nil, nil, err
		}
		if leaves[i].rows == 0 && (leaves[i].pattern != nil || leaves[i].node != nil && isNothing(leaves[i].node)) {
			return p.nothing(nil), nil, nil
		}
	}
	if len(g.posts) > 0 || len(g.filters) > 0 {
		r.goal *= 2 // some rows will not pass
	}
	s := p.newSearch(g, leaves, r)
	best := s.run()
	if p.err != nil {
		return nil, nil, p.err
	}
	b := &builder{p: p, s: s, late: late}
	node := b.build(best)
	if p.err != nil {
		return nil, nil, p.err
	}
	ran := make([]bool, len(g.filters))
	for _, c := range s.classes {
		if s.applies(c.vars, s.subsets[best.set], best.set) {
			for _, i := range c.filters {
				ran[i] = true
			}
		}
	}
	var pending []filter
	for i, f := range g.filters {
		if !ran[i] {
			pending = append(pending, f)
		}
	}
	return node, pending, nil
}

// matterTo returns the variables of which the number of values or the order matters
// beside the joins of g.
func (p *planner) matterTo(g *group, r request) names {
	matters := setOf(r.want...)
	matters.add(r.counts...)
	matters.add(textVars(g, r)...)
	for _, po := range g.posts {
		matters.addAll(po.vars)
	}
	for _, f := range g.filters {
		if f.text != "" {
			matters.add(f.text)
		}
	}
	return matters
}

// leafOf prepares e, of which the columns are needed that needed has or that other
// users of g join with.
func (p *planner) leafOf(g *group, e element, r request, needed demand, matters names, uses tally) (*leaf, error) {
	used, counted := names{}, names{}
	for v := range e.vars {
		shared := uses[v] > 1
		if shared || needed.has(v) {
			used.add(v)
		}
		if shared || matters.has(v) {
			counted.add(v)
		}
	}
	addRepeated(counted, e)
	p.spend(len(e.vars))
	return p.makeLeaf(e, g, used, counted, r)
}

// addRepeated adds the variables that an element has twice.
func addRepeated(vs names, e element) {
	if t := e.pattern; t != nil {
		for _, pair := range [3][2]algebra.Term{{t.S, t.P}, {t.S, t.O}, {t.P, t.O}} {
			if v := pair[0].Var; v != "" && v == pair[1].Var {
				vs.add(v)
			}
		}
	}
}

// planParts plans a group of too many operands: a part of them becomes one, and so
// on until the rest is few enough.
func (p *planner) planParts(g *group, r request, needed, late names) (Node, []filter, error) {
	lastUse := map[string]int{} // the last operand that has a variable
	for i, e := range g.elements {
		for v := range e.vars {
			lastUse[v] = i
		}
	}
	rest := &group{elements: slices.Clone(g.elements), filters: g.filters, posts: g.posts, fixed: g.fixed}
	for done := 0; len(rest.elements) > maxLeaves; done-- { // what has been planned is one operand of the rest
		n := maxLeaves / 2
		done += n
		part := &group{elements: rest.elements[:n:n], fixed: g.fixed}
		part.filters, rest.filters = splitFilters(rest.filters, part.elements)
		inner := r
		inner.needed, inner.want, inner.counts = names{}, nil, slices.Clone(r.counts)
		for _, e := range part.elements {
			for v := range e.vars {
				joined := lastUse[v] >= done
				if joined || needed.has(v) || late.has(v) {
					inner.needed.add(v)
				}
				if joined {
					inner.counts = append(inner.counts, v)
				}
			}
			p.spend(len(e.vars))
		}
		wanted := inner.needed.clone()
		for _, f := range part.filters {
			wanted.addAll(f.vars)
		}
		node, pending, err := p.planJoins(part, inner, wanted, inner.needed)
		if err != nil {
			return nil, nil, err
		}
		if isNothing(node) {
			return node, nil, nil
		}
		rest.filters = append(pending, rest.filters...)
		rest.elements = rest.elements[n-1:]
		rest.elements[0] = plannedElement(node)
	}
	return p.planJoins(rest, r, needed, late)
}

// splitFilters picks the filters that have their final values after a part of the
// joins.
func splitFilters(filters []filter, part []element) (now, later []filter) {
	certain := names{}
	for _, e := range part {
		certain.addAll(e.certain)
	}
	for _, f := range filters {
		if !f.exists && f.vars.subsetOf(certain) {
			now = append(now, f)
		} else {
			later = append(later, f)
		}
	}
	return now, later
}

// planned is a pattern that has its plan already.
type planned struct {
	algebra.Table
	node Node
}

// unit is the plan of the empty pattern: one solution without variables.
func unit() Node {
	v := &Values{Data: oneEmptyRow}
	v.Rows, v.Cost = 1, 1
	return v
}

// builder makes operators of the candidates that the search has picked.
type builder struct {
	p    *planner
	s    *search
	late names // what is read after the joins

	filterVars names // of all filters; nil until they are asked for
}

// needs tells which variables are read after the joins of set and their filters.
func (b *builder) needs(set uint64) demand {
	filters := names{}
	sub := b.s.subsets[set]
	for _, f := range b.s.g.filters {
		if f.exists {
			filters.addAll(f.vars)
		}
	}
	for _, c := range b.s.classes {
		if sub == nil || !b.s.applies(c.vars, sub, set) {
			filters.addAll(c.vars)
		}
	}
	return anyOf{b.late, outside{b.s, set}, filters}
}

// outside wants the variables of the leaves that are not in a set.
type outside struct {
	s   *search
	set uint64
}

// has reports whether an operand that is not in the set has the variable.
func (o outside) has(v string) bool { return o.s.leavesOf[v]&^o.set != 0 }

// build returns the operators of c, its filters included.
func (b *builder) build(c *candidate) Node {
	if c.kind == candLeaf {
		return b.filtered(b.buildLeaf(c, b.needsUnfiltered(c.set)), c.set, 0, 0)
	}
	l := b.build(c.l)
	switch c.kind {
	case candMerge:
		j := &MergeJoin{Kind: Inner, L: l, R: b.build(c.r), On: c.on}
		b.joinProps(&j.Props, c, l, j.R)
		return b.filtered(j, c.set, c.l.set, c.r.set)
	case candHash:
		r := b.build(c.r)
		if c.equation != nil {
			_, l, r = b.p.keyed(c.equation, l, r)
		}
		on, compat := splitShared(l, r)
		if c.equation != nil { // the key may be unbound, and then joins with nothing
			on, compat = compat, nil
		}
		j := &HashJoin{Kind: Inner, L: l, R: r, On: on, Compat: compat}
		b.joinProps(&j.Props, c, l, j.R)
		return b.filtered(j, c.set, c.l.set, c.r.set)
	case candLookup:
		right := b.scanNode(c.scan, b.s.leaves[c.leaf], b.needsUnfiltered(1<<c.leaf))
		j := &LookupJoin{Kind: Inner, L: l, R: right, On: c.on}
		j.Compat = without(without(sharedNames(l, right), c.on), constantVars(right))
		b.joinProps(&j.Props, c, l, right)
		return b.filtered(j, c.set, c.l.set, 0)
	case candIntersect:
		return b.buildIntersect(c, l)
	default:
		return b.buildClosure(c, l)
	}
}

// constantVars returns the variables of a scan that a filter gives one value: both
// sides of a join have it.
func constantVars(sc *Scan) []string {
	var vs []string
	for _, sl := range sc.Slots {
		if sl.ID != ids.Undef && sl.Var != "" {
			vs = append(vs, sl.Var)
		}
	}
	return vs
}

// needsUnfiltered are the columns before the filters of set run.
func (b *builder) needsUnfiltered(set uint64) demand {
	if b.filterVars == nil {
		b.filterVars = names{}
		for _, f := range b.s.g.filters {
			b.filterVars.addAll(f.vars)
		}
	}
	return anyOf{b.late, outside{b.s, set}, b.filterVars}
}

// buildLeaf makes the operator of a leaf: of a pattern, of a closure between two variables,
// or the plan that the leaf is already.
func (b *builder) buildLeaf(c *candidate, needed demand) Node {
	l := b.s.leaves[c.leaf]
	switch {
	case l.closure != nil && l.node == nil:
		n, err := b.p.freeClosure(l)
		if err != nil {
			return b.p.nothing(sortedNames(l.vars))
		}
		return n
	case l.node != nil:
		return l.node
	}
	n := Node(b.scanNode(c.scan, l, needed))
	for _, t := range l.triples {
		n = matchNode(n, t.v, t.pattern)
	}
	return n
}

// matchNode takes the triple terms in the column v of n apart.
func matchNode(n Node, v string, pattern algebra.TriplePattern) Node {
	m := &MatchTriple{Input: n, Var: v, Pattern: pattern}
	m.Props = derive(n)
	vs := names{}
	addPatternVars(vs, pattern)
	m.Vars = without(m.Vars, []string{v})
	m.Maybe = without(m.Maybe, sortedNames(vs))
	for _, pv := range sortedNames(vs) {
		if !slices.Contains(m.Vars, pv) {
			m.Vars = append(m.Vars, pv)
		}
	}
	m.Order = restrictOrder(m.Order, m.Vars)
	m.Cost += m.Rows * costExprRow
	return m
}

// scanNode returns the scan of a leaf with the columns that are needed.
func (b *builder) scanNode(sc *Scan, l *leaf, needed demand) *Scan {
	out := *sc
	if len(l.triples) > 0 {
		matched := names{}
		for _, t := range l.triples {
			matched.add(t.v)
			addPatternVars(matched, t.pattern)
		}
		needed = anyOf{needed, matched}
	}
	for _, pos := range sc.Perm.Order() {
		if v := sc.Slots[pos].Var; needed.has(v) && !slices.Contains(out.Vars, v) {
			out.Vars = append(out.Vars, v)
		}
	}
	out.Order = restrictOrder(sc.Order, out.Vars)
	out.Rows = l.reads(sc)
	out.Start, out.Cost = costOpen, costOpen+out.Rows*costScanRow
	out.distinct = l.distinct
	return &out
}

// joinProps sets the properties of an inner join.
func (b *builder) joinProps(pr *Props, c *candidate, l, r Node) {
	needed := b.needsUnfiltered(c.set)
	pr.Vars, pr.Maybe = joinColumns(l, r, Inner, needed)
	pr.Order = restrictOrder(l.Base().Order, pr.Vars)
	sub := b.s.subsets[c.set]
	pr.Rows, pr.Start, pr.Cost = sub.props.Rows/sub.filtered, c.start, c.cost
	pr.distinct = sub.props.distinct
}

// joinColumns returns the columns of a join and those that may be unbound.
func joinColumns(l, r Node, kind JoinKind, needed demand) (vars, maybe []string) {
	lb, rb := l.Base(), r.Base()
	lvars, lmaybe, rvars, rmaybe := lookup(lb.Vars), lookup(lb.Maybe), lookup(rb.Vars), lookup(rb.Maybe)
	for _, v := range lb.Vars {
		if !needed.has(v) {
			continue
		}
		vars = append(vars, v)
		unbound := lmaybe.has(v)
		if kind == Inner && unbound && rvars.has(v) && !rmaybe.has(v) {
			unbound = false
		}
		if unbound {
			maybe = append(maybe, v)
		}
	}
	if kind != Inner && kind != Left {
		return vars, maybe
	}
	for _, v := range rb.Vars {
		if !needed.has(v) || lvars.has(v) {
			continue
		}
		vars = append(vars, v)
		if kind == Left || rmaybe.has(v) {
			maybe = append(maybe, v)
		}
	}
	return vars, maybe
}

// filtered adds the filters that apply to set and to neither a nor b.
func (b *builder) filtered(n Node, set, left, right uint64) Node {
	sub := b.s.subsets[set]
	var now []int
	sel := 1.0
	for _, c := range b.s.classes {
		if !b.s.applies(c.vars, sub, set) ||
			left != 0 && b.s.applies(c.vars, b.s.subsets[left], left) ||
			right != 0 && b.s.applies(c.vars, b.s.subsets[right], right) {
			continue
		}
		now = append(now, c.filters...)
		sel *= c.share
	}
	slices.Sort(now) // into the order of the text
	conjuncts := make([]algebra.Expr, len(now))
	for i, place := range now {
		conjuncts[i] = b.s.g.filters[place].e
	}
	b.p.spend(columnSteps*len(n.Base().Vars) + len(b.s.classes))
	needed := b.needs(set)
	if len(conjuncts) > 0 {
		n = newFilter(n, conjuncts, sel)
	}
	return prune(n, needed)
}

// prune drops columns of n that are not needed, where that saves copying later.
func prune(n Node, needed demand) Node {
	vars := slices.DeleteFunc(slices.Clone(n.Base().Vars), func(v string) bool { return !needed.has(v) })
	if len(vars) == len(n.Base().Vars) {
		return n
	}
	if sc, ok := n.(*Scan); ok {
		sc.Vars = vars
		sc.Order = restrictOrder(sc.Order, vars)
		return sc
	}
	return project(n, vars)
}

// newFilter returns n filtered by all conjuncts.
func newFilter(n Node, conjuncts []algebra.Expr, sel float64) Node {
	e := conjuncts[0]
	for _, c := range conjuncts[1:] {
		e = &algebra.Call{Name: "&&", Args: []algebra.Expr{e, c}}
	}
	f := &Filter{Input: n, F: e}
	f.Props = derive(n)
	f.Cost += f.Rows * costFilterRow * float64(len(conjuncts))
	f.Rows = math.Max(f.Rows*sel, math.Min(1, f.Rows))
	return f
}

// filterSelectivity guesses the share of rows that a filter keeps.
func filterSelectivity(e algebra.Expr) float64 {
	if c, ok := e.(*algebra.Call); ok && (c.Name == "=" || c.Name == "SAMETERM") {
		return equalSelectivity
	}
	return defaultSelectivity
}

// splitShared splits the shared columns by whether both are always bound.
func splitShared(l, r Node) (on, compat []string) {
	lb, rb := l.Base(), r.Base()
	rvars := lookup(rb.Vars)
	for _, v := range lb.Vars {
		switch {
		case !rvars.has(v):
		case slices.Contains(lb.Maybe, v) || slices.Contains(rb.Maybe, v):
			compat = append(compat, v)
		default:
			on = append(on, v)
		}
	}
	return on, compat
}

// sharedNames returns all variables that both sides have.
func sharedNames(l, r Node) []string {
	on, compat := splitShared(l, r)
	return append(on, compat...)
}

// without returns the names of vs that are not in drop.
func without(vs, drop []string) []string {
	dropped := lookup(drop)
	return slices.DeleteFunc(slices.Clone(vs), dropped.has)
}
