package stats

import (
	"maps"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// StretchWatcher counts the distinct values of predicates in the rows that a
// stretch of blocks has, before or after it is rewritten, on from the block that
// precedes it and up to the first row of the block that follows: both stay, so
// the difference of the counts is that of the whole permutation.
type StretchWatcher struct {
	Watcher
	next []ids.Row
}

// NewStretchWatcher returns a watcher of rows between last, the zero row at the
// beginning of the permutation, and next, nil at its end.
func NewStretchWatcher(p ids.Perm, last ids.Row, next *ids.Row) *StretchWatcher {
	w := &StretchWatcher{Watcher: Watcher{Perm: p, last: last}}
	if next != nil {
		w.next = []ids.Row{*next}
	}
	return w
}

// Counts reports whether the statistics want anything of the permutation.
func (w *StretchWatcher) Counts() bool { return w.Perm == ids.PSO || w.Perm == ids.POS }

// End returns the counts, those that the other permutation gives left out.
func (w *StretchWatcher) End() []Predicate {
	w.See(w.next)
	if w.Perm == ids.POS {
		for i := range w.Predicates {
			w.Predicates[i].Quads, w.Predicates[i].Triples = 0, 0
		}
	}
	return w.Predicates
}

// Change is what is added to the statistics of predicates, or taken.
type Change map[ids.ID]Predicate

// Add adds counts, times sign.
func (c Change) Add(counts []Predicate, sign int64) {
	for _, n := range counts {
		p := c[n.Predicate]
		p.Quads += sign * n.Quads
		p.Triples += sign * n.Triples
		p.Subjects += sign * n.Subjects
		p.Objects += sign * n.Objects
		c[n.Predicate] = p
	}
}

// Apply returns the statistics with the changes, without predicates that are
// gone.
func (c Change) Apply(list []Predicate) []Predicate {
	sum := maps.Clone(c)
	sum.Add(list, 1)
	out := make([]Predicate, 0, len(sum))
	for id, p := range sum {
		if p.Quads > 0 {
			p.Predicate = id
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Predicate) int { return compareIDs(a.Predicate, b.Predicate) })
	return out
}
