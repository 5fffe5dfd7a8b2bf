package plan

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/store/ids"
)

// join adds the ways to join a with b, a on the left.
func (s *search) join(a, b uint64) {
	sa, sb := s.subsets[a], s.subsets[b]
	out := s.subsetOf(a, b)
	on, compat := sharedVars(sa, sb)
	linked := on
	on = slices.DeleteFunc(slices.Clone(on), func(v string) bool {
		_, one := s.g.fixed[v]
		return one // both sides have the same value
	})
	var eq *equation
	if len(linked)+len(compat) == 0 {
		eq = s.equates(a, b)
	}
	for _, l := range sa.best {
		if closureIsFree(s, l) && len(linked) > 0 && bits.OnesCount64(a) == 1 && bits.OnesCount64(b) > 1 {
			continue // the other way round starts from what is known
		}
		s.joinClosure(out, l, b, linked)
		for _, r := range sb.best {
			if len(compat) == 0 && len(on) > 0 {
				s.tryMerge(out, l, r, sa, sb, on)
			}
			s.tryHash(out, l, r, on, eq)
		}
		if bits.OnesCount64(b) == 1 && len(compat) == 0 && len(on) > 0 {
			s.tryLookup(out, l, b, sa, on)
		}
	}
}

// closureIsFree reports whether c is a closure between two variables, which starts at all
// nodes unless a join gives it others.
func closureIsFree(s *search, c *candidate) bool {
	return c.kind == candLeaf && s.leaves[c.leaf].closure != nil && s.leaves[c.leaf].node == nil
}

// sharedVars splits the variables of both sides by whether both always bind
// them.
func sharedVars(a, b *subset) (on, compat []string) {
	for v := range a.vars {
		switch {
		case !b.vars.has(v):
		case a.certain.has(v) && b.certain.has(v):
			on = append(on, v)
		default:
			compat = append(compat, v)
		}
	}
	slices.Sort(on)
	slices.Sort(compat)
	return on, compat
}

// tryMerge joins candidates that are both in an order of the shared variables.
func (s *search) tryMerge(out *subset, l, r *candidate, sl, sr *subset, on []string) {
	k := len(on)
	if !leadsWith(l.order, on) || !hasPrefix(r.order, l.order[:k]) {
		return
	}
	key := l.order[0]
	costL := s.scanned(l, sl, math.Min(sr.props.distinctOf(key), r.rows))
	costR := s.scanned(r, sr, math.Min(sl.props.distinctOf(key), l.rows))
	rows := out.props.Rows
	c := &candidate{
		set: l.set | r.set, kind: candMerge, l: l, r: r, on: l.order[:k:k], order: l.order, rows: rows,
		start: l.start + r.start,
		cost:  costL + costR + costMergeRow*(math.Min(l.rows, costL)+math.Min(r.rows, costR)) + rows*costOutRow,
	}
	s.add(out, c)
}

// seekRows is about the number of rows that a scan delivers for each key that it is
// sent to: what stands around the key has been decoded with it.
const seekRows = 128

// scanned is the cost of reading c where only the rows of some keys are wanted:
// a scan skips the others, and its filters do not see them.
func (s *search) scanned(c *candidate, sub *subset, keys float64) float64 {
	if c.kind != candLeaf || c.scan == nil {
		return c.cost
	}
	rows := math.Min(s.leaves[c.leaf].reads(c.scan), keys*seekRows)
	return math.Min(c.cost, costOpen+keys*costSeek+s.filterDecodes(sub, c.set, rows, c.order))
}

// tryHash adds the join that keeps the rows of r in a table and looks those of l up.
func (s *search) tryHash(out *subset, l, r *candidate, on []string, eq *equation) {
	rows := out.props.Rows
	build := r.cost + r.rows*costBuildRow
	c := &candidate{
		set: l.set | r.set, kind: candHash, l: l, r: r, on: on, order: l.order, rows: rows, equation: eq,
		start: l.start + build,
		cost:  l.cost + build + l.rows*costProbeRow + rows*costOutRow,
	}
	switch {
	case eq != nil:
		c.start += r.rows * costExprRow
		c.cost += (l.rows + r.rows) * costExprRow
	case len(on) == 0:
		c.cost += l.rows * r.rows
	}
	s.add(out, c)
}

// tryLookup looks up the rows of l in an index of leaf b.
func (s *search) tryLookup(out *subset, l *candidate, b uint64, sl *subset, on []string) {
	i := bits.TrailingZeros64(b)
	lf := s.leaves[i]
	if lf.pattern == nil || len(lf.triples) > 0 {
		return
	}
	scan, prefix := lookupScan(lf, on)
	if scan == nil {
		return
	}
	found := joinRows(&sl.props, &Props{Rows: lf.rows, distinct: lf.distinct}, on) // filters come later
	decodes := s.filterDecodes(s.subsets[b], b, found, l.order)
	c := &candidate{
		set: l.set | b, kind: candLookup, l: l, leaf: i, scan: scan, on: prefix, order: l.order, rows: out.props.Rows,
		start: l.start + costOpen + costLookup,
		cost:  l.cost + lookupCost(l, sl, lf.reads(scan), prefix) + found*(costScanRow+costOutRow) + decodes,
	}
	s.add(out, c)
}

// lookupCost is the cost of finding the keys of l in an index of so many rows. Keys
// in no order are looked up in sorted batches: where these are dense, with the rows
// that lie between two of them.
func lookupCost(l *candidate, sl *subset, rows float64, on []string) float64 {
	if leadsWith(l.order, on) {
		keys := math.Min(l.rows, sl.props.distinctOf(l.order[0]))
		return costOpen + costLookup + keys*costNextKey + l.rows*costMergeRow
	}
	between := rows * costScanRow / math.Max(1, math.Min(l.rows, keysGathered))
	return costOpen + costLookup + l.rows*math.Min(costLookup, costNextKey+costSortKey+between)
}

// lookupScan returns the scan of a leaf of which the columns after the constants
// are shared variables, as many as possible, and those variables in its order.
func lookupScan(l *leaf, on []string) (best *Scan, prefix []string) {
	for _, sc := range l.scans {
		if hasRepeated(sc) {
			continue
		}
		vs := lookupPrefix(sc, on)
		if len(vs) > len(prefix) {
			best, prefix = sc, vs
		}
	}
	return best, prefix
}

// lookupPrefix returns the variables of on that come first after the constants.
func lookupPrefix(sc *Scan, on []string) []string {
	var vs []string
	order := sc.Perm.Order()
	for _, pos := range order[:3] {
		sl := sc.Slots[pos]
		if sl.ID != ids.Undef {
			continue
		}
		if !slices.Contains(on, sl.Var) {
			break
		}
		vs = append(vs, sl.Var)
	}
	return vs
}

// hasRepeated reports whether a variable stands in two slots.
func hasRepeated(sc *Scan) bool {
	for i := range sc.Slots {
		for j := range i {
			if sc.Slots[i].Var != "" && sc.Slots[i].Var == sc.Slots[j].Var {
				return true
			}
		}
	}
	return false
}

// joinClosure starts the paths of leaf b at the nodes that l has.
func (s *search) joinClosure(out *subset, l *candidate, b uint64, on []string) {
	if bits.OnesCount64(b) != 1 || len(on) == 0 {
		return
	}
	i := bits.TrailingZeros64(b)
	lf := s.leaves[i]
	if lf.closure == nil || lf.node != nil {
		return
	}
	c := &candidate{
		set: l.set | b, kind: candBind, l: l, leaf: i, on: on, order: l.order, rows: out.props.Rows,
		start: l.start + costOpen + costStep,
		cost:  l.cost + l.rows*(costStep+closureFan*costNextKey) + out.props.Rows*costOutRow,
	}
	s.add(out, c)
}

// classes sorts the filters of g by the variables that they read. EXISTS come after the
// joins and are left out.
func (g *group) classes() []filterClass {
	var out []filterClass
	at := map[string]int{}
	for i, f := range g.filters {
		if f.exists {
			continue
		}
		key := strings.Join(sortedNames(f.vars), " ")
		n, known := at[key]
		if !known {
			n = len(out)
			at[key] = n
			out = append(out, filterClass{vars: f.vars, share: 1})
		}
		c := &out[n]
		c.filters = append(c.filters, i)
		c.share *= f.share
		if c.equation == nil {
			c.equation = equationOf(f.e)
		}
		if f.text != "" {
			c.text = f.text
			c.texts++
		}
	}
	return out
}

// selectivity is the share of rows that the filters of one leaf keep.
func (s *search) selectivity(sub *subset, set uint64) float64 {
	sel := 1.0
	for i := range s.classes {
		if c := &s.classes[i]; s.applies(c.vars, sub, set) {
			sel *= c.share
		}
	}
	return sel
}

// newSelectivity is the share that the filters keep which neither side has run.
func (s *search) newSelectivity(sub *subset, a, b uint64) float64 {
	sel := 1.0
	for i := range s.classes {
		c := &s.classes[i]
		if s.applies(c.vars, sub, a|b) && !s.applies(c.vars, s.subsets[a], a) && !s.applies(c.vars, s.subsets[b], b) {
			share := c.share
			if c.equation.between(s.subsets[a].vars, s.subsets[b].vars) != nil {
				share = math.Min(share, s.equalShare(a, b))
			}
			sel *= share
		}
	}
	return sel
}

// applies reports whether a filter that reads vars has the same value on the rows of a
// subset as on those of the whole group: each variable is bound there for certain, or
// nothing else has it.
func (s *search) applies(vars names, sub *subset, set uint64) bool {
	if !vars.meets(sub.vars) {
		return false
	}
	for v := range vars {
		if !sub.certain.has(v) && (s.leavesOf[v]&^set != 0 || s.late.has(v)) {
			return false
		}
	}
	return true
}

// boundLate returns the variables that the operations of g may bind.
func (g *group) boundLate() names {
	vs := names{}
	for _, po := range g.posts {
		switch po.kind {
		case postLeft, postService, postMatch:
			vs.addAll(po.vars)
		case postExtend:
			vs.add(po.v)
		case postMinus:
		}
	}
	return vs
}
