package plan

import (
	"math"
	"math/bits"
	"slices"
)

// Joins of patterns that form a cycle can be expected to yield few rows and pass many
// more on the way, if few values stand in very many triples: no order of joining two
// at a time avoids that. Extending rows by the values that all the patterns of the
// last variable have in common does ([Intersect]; Ngo, Porat, Ré and Rudra, Worst-case
// optimal join algorithms, PODS 2012). The estimates know averages only, so that it is
// preferred even if they make it cycleGuard times as dear.
const cycleGuard = 8

// tryIntersect adds, for each variable of set that two patterns or more have, the way
// that joins the others first and then extends the rows by that variable.
func (s *search) tryIntersect(set uint64) {
	if bits.OnesCount64(set) < 3 {
		return
	}
	for _, v := range sortedNames(s.joinVars) {
		closing := uint64(0)
		for rest := set; rest != 0; rest &= rest - 1 {
			if i := bits.TrailingZeros64(rest); s.leaves[i].vars.has(v) {
				closing |= 1 << i
			}
		}
		others := s.subsets[set&^closing]
		if bits.OnesCount64(closing) < 2 || others == nil || !others.linked {
			continue
		}
		scans, on := s.intersectScans(closing, others, v)
		if scans == nil || !joinsDifferently(on) {
			continue
		}
		out := s.subsets[set]
		for _, l := range others.best {
			cost := 0.0
			for i, sc := range scans {
				dense := s.leaves[closingLeaf(closing, i)].reads(sc)
				keys := lookupCost(l, others, dense, on[i])
				if l.rows*seekRows > dense {
					keys = math.Min(keys, costOpen+l.rows*costSeek) // a batch has its keys near each other
				}
				cost += keys + l.rows*costMergeRow
			}
			s.add(out, &candidate{
				set: set, kind: candIntersect, l: l, scans: scans, closing: closing, ons: on, newVar: v,
				order: l.order, rows: out.props.Rows, start: l.start + costOpen + costLookup,
				cost: l.cost + cost/cycleGuard + out.props.Rows*costOutRow,
			})
		}
	}
}

// joinsDifferently reports whether the closing patterns meet the others in more than
// one variable: else they form a star, not a cycle.
func joinsDifferently(on [][]string) bool {
	return slices.ContainsFunc(on[1:], func(vs []string) bool { return !slices.Equal(vs, on[0]) })
}

// closingLeaf returns the number of the nth leaf in the set.
func closingLeaf(closing uint64, n int) int {
	for range n {
		closing &= closing - 1
	}
	return bits.TrailingZeros64(closing)
}

// intersectScans returns a scan of each closing pattern that leads from the variables
// it shares with the others to v, and these variables in its order; nil if one has
// none.
func (s *search) intersectScans(closing uint64, others *subset, v string) (scans []*Scan, on [][]string) {
	for rest := closing; rest != 0; rest &= rest - 1 {
		l := s.leaves[bits.TrailingZeros64(rest)]
		if l.pattern == nil || len(l.triples) > 0 || l.graph.variable != "" {
			return nil, nil
		}
		var shared []string
		for name := range l.vars {
			switch {
			case name == v:
			case !others.certain.has(name):
				return nil, nil
			default:
				shared = append(shared, name)
			}
		}
		i := slices.IndexFunc(l.scans, func(sc *Scan) bool {
			return len(shared) > 0 && !hasRepeated(sc) && !sc.hasConstantVars() && leadsWith(sc.Order, shared) &&
				len(sc.Order) == len(shared)+1
		})
		if i < 0 {
			return nil, nil
		}
		scans, on = append(scans, l.scans[i]), append(on, l.scans[i].Order[:len(shared)])
	}
	return scans, on
}

// hasConstantVars reports whether a filter gives a variable of s one value.
func (s *Scan) hasConstantVars() bool { return len(constantVars(s)) > 0 }

// buildIntersect makes the operator of a candidate of tryIntersect.
func (b *builder) buildIntersect(c *candidate, l Node) Node {
	x := &Intersect{L: l, On: c.ons, Var: c.newVar}
	for i, sc := range c.scans {
		lf := b.s.leaves[closingLeaf(c.closing, i)]
		x.Scans = append(x.Scans, b.scanNode(sc, lf, lf.vars))
	}
	needed := b.needsUnfiltered(c.set)
	for _, v := range append(slices.Clone(l.Base().Vars), c.newVar) {
		if needed.has(v) {
			x.Vars = append(x.Vars, v)
		}
	}
	for _, v := range l.Base().Maybe {
		if needed.has(v) {
			x.Maybe = append(x.Maybe, v)
		}
	}
	x.Order = restrictOrder(l.Base().Order, x.Vars)
	sub := b.s.subsets[c.set]
	x.Rows, x.Start, x.Cost, x.distinct = sub.props.Rows/sub.filtered, c.start, c.cost, sub.props.distinct
	return b.filtered(x, c.set, c.l.set, 0)
}
