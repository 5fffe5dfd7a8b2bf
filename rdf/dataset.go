package rdf

import (
	"iter"
	"slices"
	"strings"
)

// Dataset is a set of quads in memory. It keeps the order in which they were
// added. The zero Dataset is empty and ready for use. Any number of goroutines
// may read a Dataset while none changes it.
type Dataset struct {
	quads   []Quad // the zero Quad where one was removed
	index   map[Quad]int
	subject map[Term][]int
	object  map[Term][]int
}

// NewDataset returns a Dataset with the quads.
func NewDataset(quads ...Quad) *Dataset {
	d := &Dataset{}
	for _, q := range quads {
		d.Add(q)
	}
	return d
}

// ReadDataset collects a sequence of quads, such as that of a reader's All.
func ReadDataset(seq iter.Seq2[Quad, error]) (*Dataset, error) {
	d := &Dataset{}
	for q, err := range seq {
		if err != nil {
			return d, err
		}
		d.Add(q)
	}
	return d, nil
}

// Add puts q into d and reports whether it is new. The Dataset keeps the
// strings of q.
func (d *Dataset) Add(q Quad) bool {
	if d.index == nil {
		d.index = map[Quad]int{}
		d.subject, d.object = map[Term][]int{}, map[Term][]int{}
	}
	if _, ok := d.index[q]; ok {
		return false
	}
	n := len(d.quads)
	d.quads = append(d.quads, q)
	d.index[q] = n
	d.subject[q.S] = append(d.subject[q.S], n)
	d.object[q.O] = append(d.object[q.O], n)
	return true
}

// Remove takes q out of d and reports whether it was in it.
func (d *Dataset) Remove(q Quad) bool {
	n, ok := d.index[q]
	if !ok {
		return false
	}
	delete(d.index, q)
	d.quads[n] = Quad{}
	removePosition(d.subject, q.S, n)
	removePosition(d.object, q.O, n)
	if len(d.quads) > 64 && len(d.quads) > 2*len(d.index) {
		*d = *NewDataset(slices.Collect(d.All())...)
	}
	return true
}

func removePosition(m map[Term][]int, t Term, n int) {
	list := m[t]
	if i, ok := slices.BinarySearch(list, n); ok {
		list = slices.Delete(list, i, i+1)
	}
	if len(list) == 0 {
		delete(m, t)
		return
	}
	m[t] = list
}

// Has reports whether q is in d.
func (d *Dataset) Has(q Quad) bool {
	_, ok := d.index[q]
	return ok
}

// Len returns the number of quads.
func (d *Dataset) Len() int { return len(d.index) }

// All ranges over the quads in the order in which they were added.
func (d *Dataset) All() iter.Seq[Quad] {
	return func(yield func(Quad) bool) {
		for _, q := range d.quads {
			if !q.S.IsZero() && !yield(q) {
				return
			}
		}
	}
}

// Match ranges over the quads of the graph g (the zero Term: the default
// graph) that have the terms given; a zero s, p or o matches every term.
func (d *Dataset) Match(s, p, o, g Term) iter.Seq[Quad] {
	return func(yield func(Quad) bool) {
		for q := range d.MatchAny(s, p, o) {
			if q.G == g && !yield(q) {
				return
			}
		}
	}
}

// MatchAny is [Dataset.Match] over the default graph and all named graphs.
func (d *Dataset) MatchAny(s, p, o Term) iter.Seq[Quad] {
	return func(yield func(Quad) bool) {
		test := func(q Quad) bool {
			return !q.S.IsZero() && (s.IsZero() || q.S == s) && (p.IsZero() || q.P == p) && (o.IsZero() || q.O == o)
		}
		var list []int
		switch {
		case !s.IsZero() && (o.IsZero() || len(d.subject[s]) <= len(d.object[o])):
			list = d.subject[s]
		case !o.IsZero():
			list = d.object[o]
		default:
			for _, q := range d.quads {
				if test(q) && !yield(q) {
					return
				}
			}
			return
		}
		for _, n := range list {
			if q := d.quads[n]; test(q) && !yield(q) {
				return
			}
		}
	}
}

// Object returns the object of the first quad with s and p in graph g, or the
// zero Term.
func (d *Dataset) Object(s, p, g Term) Term {
	for q := range d.Match(s, p, Term{}, g) {
		return q.O
	}
	return Term{}
}

// Graphs returns the names of the graphs that hold quads, without the default
// graph, in the order of [Compare].
func (d *Dataset) Graphs() []Term {
	seen := map[Term]bool{}
	var names []Term
	for q := range d.All() {
		if !q.G.IsZero() && !seen[q.G] {
			seen[q.G] = true
			names = append(names, q.G)
		}
	}
	slices.SortFunc(names, Compare)
	return names
}

// Sorted returns the quads in the order of [CompareQuads].
func (d *Dataset) Sorted() []Quad {
	quads := slices.Collect(d.All())
	slices.SortFunc(quads, CompareQuads)
	return quads
}

// Compare orders terms: no term, blank nodes, IRIs, literals, triple terms;
// within a kind by value, then datatype or language. It is a total order made
// for stable output, not that of SPARQL.
func Compare(a, b Term) int {
	if a.kind != b.kind {
		return int(a.kind) - int(b.kind)
	}
	if a.kind == KindTripleTerm {
		x, y := a.Triple(), b.Triple()
		return CompareQuads(Quad{S: x.S, P: x.P, O: x.O}, Quad{S: y.S, P: y.P, O: y.O})
	}
	if c := strings.Compare(a.value, b.value); c != 0 {
		return c
	}
	if a.form != b.form {
		return int(a.form) - int(b.form)
	}
	return strings.Compare(a.extra, b.extra)
}

// CompareQuads orders quads by graph, subject, predicate and object.
func CompareQuads(a, b Quad) int {
	if c := Compare(a.G, b.G); c != 0 {
		return c
	}
	if c := Compare(a.S, b.S); c != 0 {
		return c
	}
	if c := Compare(a.P, b.P); c != 0 {
		return c
	}
	return Compare(a.O, b.O)
}
