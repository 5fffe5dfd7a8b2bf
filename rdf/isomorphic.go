package rdf

import (
	"hash/maphash"
	"slices"
)

// Isomorphic reports whether a and b are the same up to the labels of blank
// nodes (RDF 1.2 Concepts, section 3.6, for datasets). Blank nodes are told
// apart by hashes of their surroundings, refined until nothing changes; where
// that leaves several alike, one is singled out and the refinement goes on,
// with backtracking. A positive answer is checked quad by quad, so it does not
// rest on hashes.
func Isomorphic(a, b *Dataset) bool {
	if a.Len() != b.Len() {
		return false
	}
	seed := maphash.MakeSeed()
	x, y := newColoring(a, seed), newColoring(b, seed)
	if len(x.quads) != len(y.quads) || len(x.nodes) != len(y.nodes) {
		return false
	}
	for q := range a.All() {
		if !hasBlank(q) && !b.Has(q) {
			return false
		}
	}
	return match(x, y, b)
}

// coloring gives each blank node of a dataset a hash of what is known of it.
type coloring struct {
	seed  maphash.Seed
	nodes []Term
	index map[Term]int
	quads []Quad  // those with blank nodes
	uses  [][]int // for each quad, the nodes in it
	color []uint64
}

func newColoring(d *Dataset, seed maphash.Seed) *coloring {
	c := &coloring{seed: seed, index: map[Term]int{}}
	for q := range d.All() {
		if !hasBlank(q) {
			continue
		}
		var uses []int
		visitBlanks(q, func(t Term) {
			n, ok := c.index[t]
			if !ok {
				n = len(c.nodes)
				c.index[t] = n
				c.nodes = append(c.nodes, t)
			}
			if !slices.Contains(uses, n) {
				uses = append(uses, n)
			}
		})
		c.quads = append(c.quads, q)
		c.uses = append(c.uses, uses)
	}
	c.color = make([]uint64, len(c.nodes))
	return c
}

func hasBlank(q Quad) bool {
	found := false
	visitBlanks(q, func(Term) { found = true })
	return found
}

// visitBlanks calls f for each blank node of q, those in triple terms too.
func visitBlanks(q Quad, f func(Term)) {
	for _, t := range [4]Term{q.S, q.P, q.O, q.G} {
		visitTermBlanks(t, f)
	}
}

func visitTermBlanks(t Term, f func(Term)) {
	switch t.kind {
	case KindBlankNode:
		f(t)
	case KindTripleTerm:
		tr := t.Triple()
		visitTermBlanks(tr.S, f)
		visitTermBlanks(tr.P, f)
		visitTermBlanks(tr.O, f)
	case KindNone, KindIRI, KindLiteral:
	}
}

// mix folds y into the hash x (the finalizer of SplitMix64).
func mix(x, y uint64) uint64 {
	x = (x ^ y) + 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// hashTerm hashes t, with the colors of blank nodes for their labels; self is
// the node that the hash is made for.
func (c *coloring) hashTerm(t Term, self int) uint64 {
	switch t.kind {
	case KindBlankNode:
		n := c.index[t]
		if n == self {
			return 1
		}
		return mix(2, c.color[n])
	case KindTripleTerm:
		tr := t.Triple()
		h := mix(3, c.hashTerm(tr.S, self))
		h = mix(h, c.hashTerm(tr.P, self))
		return mix(h, c.hashTerm(tr.O, self))
	case KindNone, KindIRI, KindLiteral:
	}
	h := mix(uint64(t.kind)<<8|uint64(t.form), maphash.String(c.seed, t.value))
	return mix(h, maphash.String(c.seed, t.extra))
}

// refine recolors until the number of classes grows no more, and returns it.
func (c *coloring) refine() int {
	classes := c.classes()
	for {
		next := make([]uint64, len(c.color))
		for i, q := range c.quads {
			for _, n := range c.uses[i] {
				h := mix(4, c.hashTerm(q.S, n))
				h = mix(h, c.hashTerm(q.P, n))
				h = mix(h, c.hashTerm(q.O, n))
				next[n] += mix(h, c.hashTerm(q.G, n)) // a sum: quads have no order
			}
		}
		for n := range next {
			next[n] = mix(c.color[n], next[n])
		}
		c.color = next
		after := c.classes()
		if after == classes {
			return after
		}
		classes = after
	}
}

func (c *coloring) classes() int {
	seen := make(map[uint64]struct{}, len(c.color))
	for _, h := range c.color {
		seen[h] = struct{}{}
	}
	return len(seen)
}

// groups returns the nodes by color.
func (c *coloring) groups() map[uint64][]int {
	m := map[uint64][]int{}
	for n, h := range c.color {
		m[h] = append(m[h], n)
	}
	return m
}

// match searches for a bijection between the nodes of x and y that maps the
// quads of x into b, the dataset of y.
func match(x, y *coloring, b *Dataset) bool {
	if x.refine() != y.refine() {
		return false
	}
	gx, gy := x.groups(), y.groups()
	var pick uint64
	size := 0
	for h, nodes := range gx {
		if len(gy[h]) != len(nodes) {
			return false
		}
		// The smallest class of several, and a fixed one of those.
		if n := len(nodes); n > 1 && (size == 0 || n < size || n == size && h < pick) {
			pick, size = h, n
		}
	}
	if size == 0 {
		return verify(x, y, gy, b)
	}
	cx, cy := slices.Clone(x.color), slices.Clone(y.color)
	marked := mix(pick, 5)
	x.color[gx[pick][0]] = marked
	kept := slices.Clone(x.color)
	for _, candidate := range gy[pick] {
		copy(y.color, cy)
		y.color[candidate] = marked
		if match(x, y, b) {
			return true
		}
		x.color, y.color = slices.Clone(kept), slices.Clone(cy)
	}
	x.color, y.color = cx, cy
	return false
}

// verify checks the bijection that the colors give.
func verify(x, y *coloring, gy map[uint64][]int, b *Dataset) bool {
	rename := func(t Term) Term { return y.nodes[gy[x.color[x.index[t]]][0]] }
	for _, q := range x.quads {
		if !b.Has(mapBlanks(q, rename)) {
			return false
		}
	}
	return true
}

// mapBlanks returns q with its blank nodes replaced.
func mapBlanks(q Quad, f func(Term) Term) Quad {
	return Quad{S: mapTerm(q.S, f), P: mapTerm(q.P, f), O: mapTerm(q.O, f), G: mapTerm(q.G, f)}
}

func mapTerm(t Term, f func(Term) Term) Term {
	switch t.kind {
	case KindBlankNode:
		return f(t)
	case KindTripleTerm:
		tr := t.Triple()
		return NewTripleTerm(Triple{S: mapTerm(tr.S, f), P: mapTerm(tr.P, f), O: mapTerm(tr.O, f)})
	case KindNone, KindIRI, KindLiteral:
	}
	return t
}
