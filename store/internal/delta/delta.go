// Package delta holds what updates have changed since the blocks were written:
// a set of quads with a sign each, in all six permutations.
//
// A [Set] is immutable; [Set.Apply] makes the next version and shares what it
// can. Each change is effective at its time: a quad is inserted where it was
// absent and deleted where it was present. So the sum of the signs of a quad is
// -1, 0 or +1, whatever the order of the changes, and the quad is present if
// the sum and its presence in the blocks (0 or 1) make 1.
//
// A set keeps each permutation as runs of sorted rows with signs, each run at
// least twice as long as the next one: the rows of an update are a run, which
// is merged into its predecessor where that is less than twice as long; rows
// whose signs sum to 0 vanish. An update of k rows on n costs k log n on
// average, and a lookup looks into log n runs.
//
// A row belongs to the block with the greatest boundary that is not above it.
// The boundary of a block is its first triple, without the graph; the first
// block has the least boundary of all. So the quads of a triple stay in one
// block, those of updates too. Callers ask by ranges: [Set.Touched] and
// [Set.AppendRange] with the boundaries of a block and of the next one.
package delta

import (
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// Change is a row that was inserted or deleted.
type Change struct {
	Row    ids.Row
	Insert bool
}

// sign returns +1 or -1.
func (c *Change) sign() int32 {
	if c.Insert {
		return 1
	}
	return -1
}

// run is a sorted sequence of changes, one per row.
type run struct {
	changes []Change
	sums    []int32 // sums[i] is the sum of the signs of changes[:i]
}

// newRun makes a run of sorted changes, which it keeps.
func newRun(changes []Change) run {
	r := run{changes: changes, sums: make([]int32, len(changes)+1)}
	for i := range changes {
		r.sums[i+1] = r.sums[i] + changes[i].sign()
	}
	return r
}

// Set is a set of changes. The nil Set is the empty one.
type Set struct {
	perms [len(ids.Perms)][]run
	net   int64
	size  int
}

// QuadChange is a quad that was inserted or deleted.
type QuadChange struct {
	Quad   ids.Quad
	Insert bool
}

// Apply returns the set with more changes, each effective, as the package
// comment says, in the state that s leads to, and no two of one quad.
func (s *Set) Apply(changes []QuadChange) *Set {
	if len(changes) == 0 {
		return s
	}
	next := &Set{}
	if s != nil {
		next.net = s.net
	}
	for i := range changes {
		if changes[i].Insert {
			next.net++
		} else {
			next.net--
		}
	}
	for _, p := range ids.Perms {
		rows := make([]Change, len(changes))
		for i := range changes {
			rows[i] = Change{Row: p.Row(changes[i].Quad), Insert: changes[i].Insert}
		}
		slices.SortFunc(rows, func(a, b Change) int { return a.Row.Compare(b.Row) })
		var runs []run
		if s != nil {
			runs = slices.Clone(s.perms[p])
		}
		for len(runs) > 0 && len(runs[len(runs)-1].changes) < 2*len(rows) {
			rows = merge(runs[len(runs)-1].changes, rows)
			runs = runs[:len(runs)-1]
		}
		if len(rows) > 0 {
			runs = append(runs, newRun(rows))
		}
		next.perms[p] = runs
	}
	for _, r := range next.perms[0] {
		next.size += len(r.changes)
	}
	return next
}

// merge merges two sorted sequences. Two changes of one row have opposite
// signs, and vanish.
func merge(a, b []Change) []Change {
	out := make([]Change, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := a[0].Row.Compare(b[0].Row); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	out = append(out, a...)
	return append(out, b...)
}

// Len returns the number of changes that the set keeps; those that cancel each
// other may count still.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return s.size
}

// Net returns the number of inserted less the number of deleted quads.
func (s *Set) Net() int64 {
	if s == nil {
		return 0
	}
	return s.net
}

// bounds returns the positions in r of the rows from low on and before high.
// Bounds are compared with as many leading columns as they have; an empty low
// is no bound, nor is an empty high.
func (r *run) bounds(low, high []ids.ID) (lo, hi int) {
	if len(low) > 0 {
		lo = search(r.changes, low)
	}
	hi = len(r.changes)
	if len(high) > 0 {
		hi = lo + search(r.changes[lo:], high)
	}
	return lo, hi
}

// search returns the position of the first row that is not less than key.
func search(changes []Change, key []ids.ID) int {
	low, high := 0, len(changes)
	for low < high {
		mid := int(uint(low+high) / 2)
		if slices.Compare(changes[mid].Row[:len(key)], key) < 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// Touched reports whether the set may have changes in a range of rows: low <=
// row < high, each compared with as many leading columns as the bound has. An
// empty bound is none.
func (s *Set) Touched(p ids.Perm, low, high []ids.ID) bool {
	if s == nil {
		return false
	}
	for i := range s.perms[p] {
		if lo, hi := s.perms[p][i].bounds(low, high); lo < hi {
			return true
		}
	}
	return false
}

// Sum returns the number of inserted less the number of deleted rows in a
// range, on the terms of [Set.Touched].
func (s *Set) Sum(p ids.Perm, low, high []ids.ID) int64 {
	if s == nil {
		return 0
	}
	var n int64
	for i := range s.perms[p] {
		r := &s.perms[p][i]
		lo, hi := r.bounds(low, high)
		n += int64(r.sums[hi] - r.sums[lo])
	}
	return n
}

// AppendRange appends the changes of a range, on the terms of [Set.Touched],
// in order and with at most one change per row.
func (s *Set) AppendRange(dst []Change, p ids.Perm, low, high []ids.ID) []Change {
	if s == nil {
		return dst
	}
	var merged []Change
	for i := range s.perms[p] {
		r := &s.perms[p][i]
		lo, hi := r.bounds(low, high)
		switch part := r.changes[lo:hi]; {
		case len(part) == 0:
		case len(merged) == 0:
			merged = part
		default:
			merged = merge(merged, part)
		}
	}
	return append(dst, merged...)
}

// Next returns the first changed row in a range, on the terms of
// [Set.Touched]; false says that there is none.
func (s *Set) Next(p ids.Perm, low, high []ids.ID) (ids.Row, bool) {
	var first ids.Row
	found := false
	if s == nil {
		return first, false
	}
	for i := range s.perms[p] {
		r := &s.perms[p][i]
		lo, hi := r.bounds(low, high)
		if lo < hi && (!found || r.changes[lo].Row.Compare(first) < 0) {
			first, found = r.changes[lo].Row, true
		}
	}
	return first, found
}

// Contains returns the sum of the signs of a quad: whether the set has
// inserted (+1) or deleted (-1) it, or says nothing of it (0).
func (s *Set) Contains(q ids.Quad) int {
	row := ids.SPO.Row(q)
	return int(s.Sum(ids.SPO, row[:], successor(row)))
}

// successor returns the bound above a single row.
func successor(row ids.Row) []ids.ID {
	row[3]++
	return row[:]
}
