package plan

import (
	"math"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// maxTop is the largest number of rows that ORDER BY with LIMIT keeps in a heap.
const maxTop = 100_000

// planSlice plans OFFSET and LIMIT. The limit is the goal of the operators below.
func (p *planner) planSlice(n *algebra.Slice, r request) (Node, error) {
	if n.Limit == 0 {
		return p.nothing(sortedNames(p.scopeOf(n).vars)), nil
	}
	inner := r
	inner.goal = 0
	if n.Limit > 0 {
		inner.goal = float64(n.Offset + n.Limit)
	}
	in, err := p.planTop(n.P, inner, n.Offset+n.Limit, n.Limit > 0)
	if err != nil || isNothing(in) {
		return in, err
	}
	s := &Slice{Input: in, Offset: n.Offset, Limit: n.Limit}
	s.Props = derive(in)
	rows := math.Max(0, s.Rows-float64(n.Offset))
	if n.Limit >= 0 {
		rows = math.Min(rows, float64(n.Limit))
	}
	share := fraction(inner.goal, s.Rows)
	s.Cost = costOf(s.Start, s.Cost, share)
	s.Rows = rows
	return s, nil
}

// planTop plans the input of a limit, which reaches ORDER BY through projections.
func (p *planner) planTop(n algebra.Node, r request, top int64, limited bool) (Node, error) {
	if !limited || top > maxTop {
		return p.plan(n, r)
	}
	switch n := n.(type) {
	case *algebra.OrderBy:
		return p.planOrderBy(n, r, top)
	case *algebra.Project:
		r.needed = setOf(n.Vars...)
		in, err := p.planTop(n.P, r, top, limited)
		if err != nil {
			return nil, err
		}
		return project(in, n.Vars), nil
	}
	return p.plan(n, r)
}

// planOrderBy plans a sort; the whole input is read whatever the limit.
func (p *planner) planOrderBy(n *algebra.OrderBy, r request, top int64) (Node, error) {
	inner := r
	inner.goal, inner.want = 0, nil
	inner.needed = r.needed.clone()
	inner.text = nil
	for _, c := range n.Conditions {
		inner.text = appendText(inner.text, c.E)
		inner.needed.addAll(exprVars(c.E))
		p.noteExists(c.E, r.graph)
	}
	in, err := p.plan(n.P, inner)
	if err != nil || isNothing(in) {
		return in, err
	}
	o := &OrderBy{Input: in, Conditions: n.Conditions, Top: top}
	o.Props = derive(in)
	o.Order = nil
	kept := o.Rows
	if top > 0 {
		kept = math.Min(kept, float64(top))
	}
	o.Cost += o.Rows * costSortRow * log2(kept)
	o.Start = o.Cost
	o.Rows = kept
	return o, nil
}

// planDistinct plans DISTINCT; without keys of a binding join it is the parent of
// everything below.
func (p *planner) planDistinct(n algebra.Node, r request) (Node, error) {
	inner := r
	vars := sortedNames(p.scopeOf(n).vars)
	if top, ok := topProject(n); ok {
		vars = top
	}
	if len(r.keys) > 0 && !setOf(r.keys...).subsetOf(setOf(vars...)) {
		return p.planGroup(&algebra.Distinct{P: n}, r)
	}
	inner.needed = setOf(vars...)
	inner.want, inner.anyOf = vars, true
	in, err := p.plan(n, inner)
	if err != nil || isNothing(in) {
		return in, err
	}
	b := in.Base()
	if len(b.Vars) != len(vars) {
		in = project(in, vars)
		b = in.Base()
	}
	d := &Distinct{Input: in, Sorted: leadsWith(b.Order, b.Vars) && !isOrderBy(in)}
	d.Props = derive(in)
	rows := 1.0
	for _, v := range b.Vars {
		rows *= b.distinctOf(v)
	}
	d.Rows = math.Min(b.Rows, rows)
	if sc, ok := in.(*Scan); ok && d.Sorted && len(b.Vars) == 1 {
		d.Cost = math.Min(sc.Cost+b.Rows*costMergeRow, costOpen+d.Rows*costSeek) // skips
	} else if d.Sorted {
		d.Cost += b.Rows * costMergeRow
	} else {
		d.Cost += b.Rows * costGroupRow
	}
	return d, nil
}

// isOrderBy reports whether n sorts.
func isOrderBy(n Node) bool { _, ok := n.(*OrderBy); return ok }

// planAggregation plans GROUP BY and aggregates.
func (p *planner) planAggregation(n *algebra.Group, r request) (Node, error) {
	if node, ok, err := p.countFromMetadata(n, r); ok || err != nil {
		return node, err
	}
	n = p.distinctFirst(n)
	keys := make([]string, len(n.Keys))
	for i, k := range n.Keys {
		keys[i] = k.Var
	}
	inner := request{graph: r.graph, needed: names{}, want: keys, anyOf: true, depth: r.depth}
	below := n.P
	for _, k := range n.Keys {
		inner.needed.addAll(exprVars(k.E))
		inner.needed.add(k.Var)
		if v, ok := k.E.(*algebra.VarExpr); !ok || v.Var != k.Var {
			below = &algebra.Extend{P: below, Var: k.Var, E: k.E}
		}
	}
	for _, a := range n.Aggs {
		if a.Agg.Arg == nil {
			if a.Agg.Distinct {
				inner.needed.addAll(p.scopeOf(n.P).vars)
			}
			continue
		}
		inner.needed.addAll(exprVars(a.Agg.Arg))
		inner.text = appendText(inner.text, a.Agg.Arg)
		p.noteExists(a.Agg.Arg, r.graph)
	}
	in, err := p.plan(below, inner)
	if err != nil {
		return nil, err
	}
	return p.groupNode(n, in, keys), nil
}

// distinctFirst turns the only aggregate COUNT(DISTINCT ?v) into COUNT(?v) of
// distinct rows, which sorted scans deliver for little.
func (p *planner) distinctFirst(n *algebra.Group) *algebra.Group {
	if len(n.Aggs) != 1 || n.Aggs[0].Agg.Name != "COUNT" || !n.Aggs[0].Agg.Distinct {
		return n
	}
	arg, ok := n.Aggs[0].Agg.Arg.(*algebra.VarExpr)
	if !ok || !p.scopeOf(n.P).vars.has(arg.Var) {
		return n
	}
	vars := []string{}
	for _, k := range n.Keys {
		v, isVar := k.E.(*algebra.VarExpr)
		if !isVar || v.Var != k.Var || !p.scopeOf(n.P).vars.has(k.Var) {
			return n
		}
		vars = append(vars, k.Var)
	}
	if !slices.Contains(vars, arg.Var) {
		vars = append(vars, arg.Var)
	}
	count := n.Aggs[0]
	count.Agg.Distinct = false
	return &algebra.Group{
		P:    &algebra.Distinct{P: &algebra.Project{P: n.P, Vars: vars}},
		Keys: n.Keys,
		Aggs: []algebra.AggBinding{count},
	}
}

// groupNode makes the operator of a grouping. One without keys has a row even of no rows.
func (p *planner) groupNode(n *algebra.Group, in Node, keys []string) Node {
	b := in.Base()
	g := &Group{Input: in, Keys: keys, Aggs: n.Aggs, Sorted: len(keys) > 0 && leadsWith(b.Order, keys)}
	g.Vars = slices.Clone(keys)
	rows := 1.0
	for _, k := range keys {
		if !slices.Contains(b.Vars, k) || slices.Contains(b.Maybe, k) {
			g.Maybe = append(g.Maybe, k)
		}
		rows *= b.distinctOf(k)
	}
	for _, a := range n.Aggs {
		g.Vars = append(g.Vars, a.Var)
		if a.Agg.Name != "COUNT" {
			g.Maybe = append(g.Maybe, a.Var)
		}
	}
	g.Rows = math.Min(math.Max(b.Rows, 1), rows)
	if len(keys) == 0 {
		g.Rows = 1
	}
	perRow := float64(costGroupRow)
	if g.Sorted {
		perRow = costMergeRow
		g.Order = b.Order[:len(keys):len(keys)]
		g.Start = b.Start
	}
	g.Cost = b.Cost + b.Rows*(perRow+float64(len(n.Aggs))*costOutRow)
	if !g.Sorted {
		g.Start = g.Cost
	}
	g.distinct = map[string]float64{}
	for _, k := range keys {
		g.distinct[k] = b.distinctOf(k)
	}
	return g
}

// countFromMetadata answers COUNT of one triple pattern without reading it:
// alone, or by the values of one variable.
func (p *planner) countFromMetadata(n *algebra.Group, r request) (Node, bool, error) {
	bgp, ok := n.P.(*algebra.BGP)
	if !ok || len(bgp.Patterns) != 1 || len(n.Aggs) != 1 || len(n.Keys) > 1 || r.graph.empty || r.graph.Loop {
		return nil, false, nil
	}
	vs := p.scopeOf(bgp).vars
	agg := n.Aggs[0].Agg
	if agg.Name != "COUNT" || agg.Distinct {
		return nil, false, nil
	}
	if v, isVar := agg.Arg.(*algebra.VarExpr); agg.Arg != nil && (!isVar || !vs.has(v.Var)) {
		return nil, false, nil
	}
	lf, err := p.patternLeaf(element{graph: r.graph, pattern: &bgp.Patterns[0], vars: vs, certain: vs}, nil, vs)
	if err != nil || lf.rows == 0 || len(lf.triples) > 0 || hasRepeated(lf.scans[0]) {
		return nil, false, err
	}
	if len(n.Keys) == 0 {
		c := &Count{Scan: lf.scans[0]}
		c.Vars = []string{n.Aggs[0].Var}
		c.Rows, c.Start, c.Cost = 1, costOpen, costOpen
		return c, true, nil
	}
	key := n.Keys[0]
	if v, isVar := key.E.(*algebra.VarExpr); !isVar || v.Var != key.Var {
		return nil, false, nil
	}
	for _, sc := range lf.scans {
		if firstFree(sc) != key.Var {
			continue
		}
		c := &CountBy{Scan: sc}
		c.Vars = []string{key.Var, n.Aggs[0].Var}
		c.Order = c.Vars[:1:1]
		c.Rows = lf.distinct[key.Var]
		c.Start, c.Cost = costOpen, costOpen+math.Min(lf.rows*costMergeRow, c.Rows*2*costOpen)
		c.distinct = map[string]float64{key.Var: c.Rows}
		return c, true, nil
	}
	return nil, false, nil
}

// firstFree returns the variable of the column after the constants.
func firstFree(sc *Scan) string {
	order := sc.Perm.Order()
	for _, pos := range order[:3] {
		if sc.Slots[pos].ID == ids.Undef {
			return sc.Slots[pos].Var
		}
	}
	return ""
}
