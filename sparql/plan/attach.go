package plan

import (
	"math"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// attachment is a pattern to join to a finished left side: OPTIONAL, MINUS,
// EXISTS.
type attachment struct {
	kind       JoinKind
	graph      graphCtx
	right      algebra.Node
	conditions []algebra.Expr // on merged rows
	needed     demand
	request    request
	unordered  bool  // the right side need not be in the order of the left one
	strict     names // variables of the left side that match nothing where they are unbound
}

// maxBindDepth bounds binding joins within each other: each doubles the work of
// planning.
const maxBindDepth = 3

// attach joins a to l in the cheapest of the ways it can be done.
func (p *planner) attach(l Node, a attachment) (Node, error) {
	whole := a
	a, inner := p.splitConditions(l, a)
	for _, c := range a.conditions {
		p.noteExists(c, a.graph)
	}
	if a.kind == Left && len(inner) == 0 && asService(a.right) != nil {
		return p.joinService(l, a)
	}
	sc := p.scopeIn(a.right, a.graph)
	on, compat := p.sharedWith(l, sc)
	on, compat = a.strictly(on, compat, sc.certain.has)
	if a.kind == Minus && len(on) == 0 && len(compat) == 0 {
		return l, nil
	}
	if a.kind == Minus && len(on) > 0 {
		a.kind = Anti // a shared variable is always bound
	}
	right := a.right
	if len(inner) > 0 {
		right = &algebra.Filter{P: right, F: joinAnd(inner)}
	}
	var best Node
	consider := func(n Node, err error) error {
		if err != nil || n == nil {
			return err
		}
		share := fraction(a.request.goal, n.Base().Rows)
		if best == nil || metric(n, share) < metric(best, share) {
			best = n
		}
		return nil
	}
	if err := consider(p.attachFull(l, right, a, on, compat)); err != nil {
		return nil, err
	}
	if m, ok := best.(*MergeJoin); ok && len(Children(m.R)) > 0 && a.request.depth < maxBindDepth && p.mayCompare(p.sizeOf(right)) {
		// The order that merging takes may cost the right side more than it saves.
		free := a
		free.unordered = true
		if err := consider(p.attachFull(l, right, free, on, compat)); err != nil {
			return nil, err
		}
	}
	if isNothing(best) || len(on) == 0 {
		return best, nil
	}
	if _, whole := best.(*HashJoin); whole || best.Base().Cost > l.Base().Cost+l.Base().Rows*costNextKey {
		if err := consider(p.attachLookup(l, a, inner, on, compat)); err != nil {
			return nil, err
		}
		if a.request.depth < maxBindDepth && p.mayCompare(p.sizeOf(right)) {
			if err := consider(p.attachBind(l, right, a, on, compat)); err != nil {
				return nil, err
			}
		}
	}
	if a.request.depth < maxBindDepth && p.mayCompare(p.sizeOf(right)) {
		if err := consider(p.attachNested(l, whole)); err != nil {
			return nil, err
		}
	}
	return best, nil
}

// metric is what a plan costs when that share of its rows is read.
func metric(n Node, share float64) float64 {
	b := n.Base()
	return costOf(b.Start, b.Cost, share)
}

// sharedWith splits the shared variables by whether both sides bind them always.
func (p *planner) sharedWith(l Node, sc scope) (on, compat []string) {
	b := l.Base()
	for _, v := range b.Vars {
		switch {
		case !sc.vars.has(v):
		case sc.certain.has(v) && !slices.Contains(b.Maybe, v):
			on = append(on, v)
		default:
			compat = append(compat, v)
		}
	}
	return on, compat
}

// splitConditions moves into the right side the conditions that read only what
// it binds.
func (p *planner) splitConditions(l Node, a attachment) (attachment, []algebra.Expr) {
	certain := p.scopeIn(a.right, a.graph).certain
	vars := p.scopeIn(a.right, a.graph).vars
	left := lookup(l.Base().Vars)
	var outer, inner []algebra.Expr
	for _, c := range a.conditions {
		local := !hasExists(c)
		for v := range exprVars(c) {
			if !certain.has(v) && (left.has(v) || !vars.has(v)) {
				local = false
			}
		}
		if local {
			inner = append(inner, c)
		} else {
			outer = append(outer, c)
		}
	}
	a.conditions = outer
	return a, inner
}

// joinAnd is the conjunction of conditions, nil of none.
func joinAnd(es []algebra.Expr) algebra.Expr {
	if len(es) == 0 {
		return nil
	}
	e := es[0]
	for _, c := range es[1:] {
		e = &algebra.Call{Name: "&&", Args: []algebra.Expr{e, c}}
	}
	return e
}

// rightNeeds returns the columns of the right side, of its variables vars, that the
// join reads.
func (a attachment) rightNeeds(on, compat []string, vars names) names {
	needed := setOf(on...)
	needed.add(compat...)
	if a.kind == Left || a.kind == Inner {
		for v := range vars {
			if a.needed.has(v) {
				needed.add(v)
			}
		}
	}
	for _, c := range a.conditions {
		addExprVars(needed, c)
	}
	return needed
}

// props fills in the properties of a join of l and r on the variables on: it delivers
// the columns that are needed later, in the order of the left rows.
func (a attachment) props(pr *Props, l, r Node, on []string) {
	pr.Vars, pr.Maybe = joinColumns(l, r, a.kind, a.needed)
	pr.Order = restrictOrder(l.Base().Order, pr.Vars)
	inner := joinRows(l.Base(), r.Base(), on)
	pr.Rows = guessKind(a.kind, l.Base().Rows, inner)
	if a.kind == Left {
		pr.distinct = mergeDistinct(l.Base(), r.Base())
	} else {
		pr.distinct = l.Base().distinct
	}
}

// attachFull evaluates the whole right side: a merge join where both are in
// order, else a hash join.
func (p *planner) attachFull(l Node, right algebra.Node, a attachment, on, compat []string) (Node, error) {
	lb := l.Base()
	want := restrictOrder(lb.Order, on)
	if len(want) != len(on) || len(compat) > 0 || a.unordered {
		want = nil
	}
	req := request{graph: a.graph, needed: a.rightNeeds(on, compat, p.scopeIn(a.right, a.graph).vars), want: want, counts: on, depth: a.request.depth + 1}
	if len(on)+len(compat) == 0 && a.kind != Left && len(a.conditions) == 0 {
		req.goal = 1 // any row will do
	}
	r, err := p.plan(right, req)
	if err != nil {
		return nil, err
	}
	if isNothing(r) {
		return p.attachNothing(l, a)
	}
	rb := r.Base()
	// The plan may bind more for certain than the scope says.
	on, compat = a.splitShared(l, r)
	if a.kind == Minus && len(on)+len(compat) == 0 {
		return l, nil
	}
	if len(want) > 0 && len(compat) == 0 && len(want) == len(on) && hasPrefix(rb.Order, want) {
		j := &MergeJoin{Kind: a.kind, L: l, R: r, On: want, F: joinAnd(a.conditions)}
		a.props(&j.Props, l, r, want)
		costR := rb.Cost
		if _, ok := r.(*Scan); ok {
			costR = math.Min(costR, costOpen+lb.distinctOf(want[0])*costSeek)
		}
		j.Start = lb.Start + rb.Start
		j.Cost = lb.Cost + costR + costMergeRow*(lb.Rows+math.Min(rb.Rows, costR)) + j.Rows*costOutRow
		return j, nil
	}
	if len(on)+len(compat) == 0 {
		on, l, r = p.onValue(a, l, r)
		lb, rb = l.Base(), r.Base()
	}
	j := &HashJoin{Kind: a.kind, L: l, R: r, On: on, Compat: compat, F: joinAnd(a.conditions)}
	if a.kind == Minus && len(on) > 0 {
		j.Kind = Anti
	}
	a.props(&j.Props, l, r, on)
	build := rb.Cost + rb.Rows*costBuildRow
	j.Start = lb.Start + build
	j.Cost = lb.Cost + build + lb.Rows*costProbeRow + j.Rows*costOutRow
	if len(on) == 0 && (len(compat) > 0 || a.kind == Left) {
		j.Cost += lb.Rows * rb.Rows
	}
	return j, nil
}

// onValue gives both sides a key to join on where a condition equates them.
func (p *planner) onValue(a attachment, l, r Node) (on []string, left, right Node) {
	for _, c := range a.conditions {
		if eq := equationOf(c).between(lookup(l.Base().Vars), lookup(r.Base().Vars)); eq != nil {
			key, l, r := p.keyed(eq, l, r)
			return []string{key}, l, r
		}
	}
	return nil, l, r
}

// splitShared splits the shared columns by whether they are joined as they are.
func (a attachment) splitShared(l, r Node) (on, compat []string) {
	on, compat = splitShared(l, r)
	return a.strictly(on, compat, func(v string) bool { return !slices.Contains(r.Base().Maybe, v) })
}

// strictly moves the strict variables that the right side binds from compat to on.
func (a attachment) strictly(on, compat []string, certain func(v string) bool) (ons, compats []string) {
	for _, v := range compat {
		if a.strict.has(v) && certain(v) {
			on = append(on, v)
		} else {
			compats = append(compats, v)
		}
	}
	return on, compats
}

// attachNothing is the join with a right side that has no solutions.
func (p *planner) attachNothing(l Node, a attachment) (Node, error) {
	if a.kind == Semi {
		return p.nothing(l.Base().Vars), nil
	}
	return l, nil
}

// attachLookup looks the left rows up in an index, where the right side is one
// triple pattern.
func (p *planner) attachLookup(l Node, a attachment, inner []algebra.Expr, on, compat []string) (Node, error) {
	g := &group{}
	p.collect(g, a.right, a.graph, true)
	p.unwrap(g)
	if len(g.elements) != 1 || g.elements[0].pattern == nil || len(g.posts) > 0 || g.nothing || len(compat) > 0 {
		return nil, nil
	}
	conditions := slices.Concat(a.conditions, inner)
	for _, f := range g.filters {
		// A filter of the pattern alone may run on merged rows if the left side does
		// not change what it reads.
		if f.exists || !independent(f.vars, lookup(l.Base().Vars), g.elements[0].certain.has) {
			return nil, nil
		}
		conditions = append(conditions, f.e)
	}
	lf, err := p.patternLeaf(g.elements[0], nil, setOf(on...))
	if err != nil || lf.rows == 0 || len(lf.triples) > 0 {
		return nil, err
	}
	sc, prefix := lookupScan(lf, on)
	if sc == nil {
		return nil, nil
	}
	a.conditions = conditions
	b := &builder{p: p}
	r := b.scanNode(sc, lf, a.rightNeeds(on, compat, p.scopeIn(a.right, a.graph).vars))
	j := &LookupJoin{Kind: a.kind, L: l, R: r, On: prefix, Compat: without(on, prefix), F: joinAnd(conditions)}
	a.props(&j.Props, l, r, on)
	lb := l.Base()
	found := joinRows(lb, r.Base(), on)
	lookups := lb.Rows * costLookup
	if leadsWith(lb.Order, prefix) {
		lookups = costLookup + lb.distinctOf(lb.Order[0])*costNextKey + lb.Rows*costMergeRow
	}
	j.Start = lb.Start + costOpen + costLookup
	j.Cost = lb.Cost + costOpen + lookups + found*(costScanRow+costOutRow)
	return j, nil
}

// attachBind evaluates the right side for each batch of left rows, joined with
// their keys.
func (p *planner) attachBind(l Node, right algebra.Node, a attachment, on, compat []string) (Node, error) {
	lb := l.Base()
	nkeys := math.Max(1, math.Min(lb.Rows, keysPerBatch))
	r, err := p.plan(right, request{
		graph: a.graph, needed: a.rightNeeds(on, compat, p.scopeIn(a.right, a.graph).vars), keys: on, nkeys: nkeys, counts: on, depth: a.request.depth + 1,
	})
	if err != nil || isNothing(r) {
		return nil, err
	}
	_, compat = a.splitShared(l, r)
	j := &BindJoin{Kind: a.kind, L: l, R: r, On: on, Compat: without(compat, on), F: joinAnd(a.conditions)}
	a.props(&j.Props, l, r, on)
	rb := r.Base()
	batches := math.Ceil(lb.Rows / keysPerBatch)
	each := rb.Cost + rb.Rows*costBuildRow + costOpen
	j.Start = lb.Start + each
	j.Cost = lb.Cost + math.Max(1, batches)*each + lb.Rows*costProbeRow + j.Rows*costOutRow
	return j, nil
}
