package store

import (
	"maps"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// stretchWatcher counts the distinct values of predicates in the rows that a
// stretch of blocks has, before or after it is rewritten, on from the block that
// precedes it and up to the first row of the block that follows: both stay, so
// the difference of the counts is that of the whole permutation.
type stretchWatcher struct {
	watcher
	next []ids.Row
}

func newStretchWatcher(ix *index, s *stretch) *stretchWatcher {
	w := &stretchWatcher{watcher: watcher{perm: ix.perm}}
	if s.first > 0 {
		w.last = ix.metas[s.first-1].Last
	}
	if s.end < len(ix.metas) {
		w.next = []ids.Row{ix.metas[s.end].First}
	}
	return w
}

// counts reports whether the statistics want anything of the permutation.
func (w *stretchWatcher) counts() bool { return w.perm == ids.PSO || w.perm == ids.POS }

// end returns the counts, those that the other permutation gives left out.
func (w *stretchWatcher) end() []PredicateStats {
	w.see(w.next)
	if w.perm == ids.POS {
		for i := range w.predicates {
			w.predicates[i].Quads, w.predicates[i].Triples = 0, 0
		}
	}
	return w.predicates
}

// statsChange is what is added to the statistics of predicates, or taken.
type statsChange map[ids.ID]PredicateStats

// add adds counts, times sign.
func (c statsChange) add(counts []PredicateStats, sign int64) {
	for _, n := range counts {
		p := c[n.Predicate]
		p.Quads += sign * n.Quads
		p.Triples += sign * n.Triples
		p.Subjects += sign * n.Subjects
		p.Objects += sign * n.Objects
		c[n.Predicate] = p
	}
}

// apply returns the statistics with the changes, without predicates that are
// gone.
func (c statsChange) apply(list []PredicateStats) []PredicateStats {
	sum := maps.Clone(c)
	sum.add(list, 1)
	out := make([]PredicateStats, 0, len(sum))
	for id, p := range sum {
		if p.Quads > 0 {
			p.Predicate = id
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b PredicateStats) int { return compareIDs(a.Predicate, b.Predicate) })
	return out
}
