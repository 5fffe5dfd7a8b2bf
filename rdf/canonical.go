package rdf

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ErrTooComplex is returned by [Canonicalize] for a dataset whose blank nodes
// are so alike that telling them apart takes more work than allowed.
var ErrTooComplex = errors.New("blank nodes too alike to canonicalize within the work limit")

// CanonicalOptions tunes [Canonicalize].
type CanonicalOptions struct {
	// MaxWork bounds the work on blank nodes that their own quads do not tell
	// apart, in permutations tried. 0 means 100,000 and 20 more for each blank
	// node, which is a second or so.
	MaxWork int
}

// Canonical is a dataset with canonical blank-node labels.
type Canonical struct {
	Lines  []string      // canonical N-Quads, sorted, each with its line end
	Labels map[Term]Term // blank nodes of the dataset to those in Lines
}

// String returns the canonical N-Quads document.
func (c *Canonical) String() string { return strings.Join(c.Lines, "") }

// Hash returns the SHA-256 hash of the canonical document, which is the same
// for all isomorphic datasets.
func (c *Canonical) Hash() [sha256.Size]byte {
	h := sha256.New()
	for _, line := range c.Lines {
		h.Write([]byte(line))
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// Canonicalize labels the blank nodes of d by the algorithm RDFC-1.0 (RDF
// Dataset Canonicalization, W3C 2024) with SHA-256. Blank nodes within triple
// terms, of which that algorithm knows nothing, take part like objects, with
// the path to them in the place of the position.
func Canonicalize(d *Dataset, opt CanonicalOptions) (*Canonical, error) {
	c := newCanonicalizer(d)
	c.budget = opt.MaxWork
	if c.budget == 0 {
		c.budget = 100_000 + 20*len(c.order)
	}
	if err := c.run(); err != nil {
		return nil, err
	}
	out := &Canonical{Labels: make(map[Term]Term, len(c.order))}
	for _, node := range c.order {
		out.Labels[node] = NewBlankNode(c.issued.labels[node])
	}
	for q := range d.All() {
		q = mapBlanks(q, func(t Term) Term { return out.Labels[t] })
		out.Lines = append(out.Lines, string(append(AppendQuad(nil, q), '\n')))
	}
	slices.Sort(out.Lines)
	return out, nil
}

// issuer hands out labels in sequence.
type issuer struct {
	prefix string
	labels map[Term]string
	order  []Term
}

func (i *issuer) issue(t Term) string {
	if label, ok := i.labels[t]; ok {
		return label
	}
	label := i.prefix + strconv.Itoa(len(i.order))
	i.labels[t] = label
	i.order = append(i.order, t)
	return label
}

func (i *issuer) clone() *issuer {
	return &issuer{prefix: i.prefix, labels: maps.Clone(i.labels), order: slices.Clone(i.order)}
}

// canonicalizer is the canonicalization state of RDFC-1.0, section 4.3.
type canonicalizer struct {
	order  []Term          // all blank nodes
	quads  map[Term][]Quad // those that mention a blank node
	first  map[Term]string // first degree hashes
	issued *issuer
	budget int
}

func newCanonicalizer(d *Dataset) *canonicalizer {
	c := &canonicalizer{
		quads:  map[Term][]Quad{},
		first:  map[Term]string{},
		issued: &issuer{prefix: "c14n", labels: map[Term]string{}},
	}
	for q := range d.All() {
		var here []Term
		visitBlanks(q, func(t Term) {
			if slices.Contains(here, t) {
				return
			}
			here = append(here, t)
			if _, known := c.quads[t]; !known {
				c.order = append(c.order, t)
			}
			c.quads[t] = append(c.quads[t], q)
		})
	}
	return c
}

// run is the canonicalization algorithm, section 4.4.3.
func (c *canonicalizer) run() error {
	byHash := map[string][]Term{}
	for _, node := range c.order {
		h := c.firstDegree(node)
		byHash[h] = append(byHash[h], node)
	}
	hashes := slices.Sorted(maps.Keys(byHash))
	for _, h := range hashes {
		if len(byHash[h]) == 1 {
			c.issued.issue(byHash[h][0])
		}
	}
	for _, h := range hashes {
		if len(byHash[h]) == 1 {
			continue
		}
		var results []nDegree
		for _, node := range byHash[h] {
			if _, done := c.issued.labels[node]; done {
				continue
			}
			temporary := &issuer{prefix: "b", labels: map[Term]string{}}
			temporary.issue(node)
			r, err := c.nDegree(node, temporary)
			if err != nil {
				return err
			}
			results = append(results, r)
		}
		slices.SortStableFunc(results, func(a, b nDegree) int {
			if a.hash != b.hash {
				return cmp.Compare(a.hash, b.hash)
			}
			return cmp.Compare(c.surroundings(a), c.surroundings(b))
		})
		for _, r := range results {
			for _, node := range r.issuer.order {
				c.issued.issue(node)
			}
		}
	}
	return nil
}

// surroundings returns the quads around the nodes of r under the labels that r
// gave them. Equal hashes do not mean that the nodes are interchangeable: two
// blank nodes that name graphs about each other may have the same hash and
// differ. The specification leaves their order open; ours is the same for
// isomorphic datasets.
func (c *canonicalizer) surroundings(r nDegree) string {
	var lines []string
	for _, node := range r.issuer.order {
		for _, q := range c.quads[node] {
			q = mapBlanks(q, func(t Term) Term {
				if label, ok := c.issued.labels[t]; ok {
					return NewBlankNode(label)
				}
				if label, ok := r.issuer.labels[t]; ok {
					return NewBlankNode(label)
				}
				return NewBlankNode("z")
			})
			lines = append(lines, q.String())
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// firstDegree hashes the quads that mention node, section 4.6.
func (c *canonicalizer) firstDegree(node Term) string {
	if h, ok := c.first[node]; ok {
		return h
	}
	self, other := NewBlankNode("a"), NewBlankNode("z")
	lines := make([]string, 0, len(c.quads[node]))
	for _, q := range c.quads[node] {
		q = mapBlanks(q, func(t Term) Term {
			if t == node {
				return self
			}
			return other
		})
		lines = append(lines, string(append(AppendQuad(nil, q), '\n')))
	}
	slices.Sort(lines)
	h := sha(strings.Join(lines, ""))
	c.first[node] = h
	return h
}

// related hashes a blank node that shares the quad q with another, section 4.7.
func (c *canonicalizer) related(node Term, q Quad, i *issuer, position string) string {
	text := position
	if position != "g" {
		text += "<" + q.P.value + ">"
	}
	if label, ok := c.issued.labels[node]; ok {
		return sha(text + "_:" + label)
	}
	if label, ok := i.labels[node]; ok {
		return sha(text + "_:" + label)
	}
	return sha(text + c.firstDegree(node))
}

// nDegree is a result of canonicalizer.nDegree.
type nDegree struct {
	hash   string
	issuer *issuer
}

// nDegree hashes node by the paths that lead on from it, section 4.8.
func (c *canonicalizer) nDegree(node Term, i *issuer) (nDegree, error) {
	byHash := map[string][]Term{}
	for _, q := range c.quads[node] {
		add := func(t Term, position string) {
			visitPositions(t, position, func(t Term, position string) {
				if t != node {
					h := c.related(t, q, i, position)
					byHash[h] = append(byHash[h], t)
				}
			})
		}
		add(q.S, "s")
		add(q.O, "o")
		add(q.G, "g")
	}
	var data strings.Builder
	for _, h := range slices.Sorted(maps.Keys(byHash)) {
		data.WriteString(h)
		path, chosen, err := c.shortest(byHash[h], i)
		if err != nil {
			return nDegree{}, err
		}
		data.WriteString(path)
		i = chosen
	}
	return nDegree{hash: sha(data.String()), issuer: i}, nil
}

// visitPositions calls f for the blank nodes of t with their position.
func visitPositions(t Term, position string, f func(Term, string)) {
	switch t.kind {
	case KindBlankNode:
		f(t, position)
	case KindTripleTerm:
		tr := t.Triple()
		visitPositions(tr.S, position+"s", f)
		visitPositions(tr.O, position+"o", f)
	case KindNone, KindIRI, KindLiteral:
	}
}

// shortest tries the permutations of nodes and returns the least path with the
// issuer that belongs to it.
func (c *canonicalizer) shortest(nodes []Term, i *issuer) (string, *issuer, error) {
	best, chosen := "", (*issuer)(nil)
	slices.SortFunc(nodes, Compare)
	for more := true; more; more = nextPermutation(nodes) {
		if c.budget -= 1 + len(i.order)/16; c.budget < 0 {
			return "", nil, fmt.Errorf("%w (%d blank nodes)", ErrTooComplex, len(c.order))
		}
		path, used, err := c.path(nodes, i.clone(), best)
		if err != nil {
			return "", nil, err
		}
		if used != nil && (chosen == nil || path < best) {
			best, chosen = path, used
		}
	}
	return best, chosen, nil
}

// path makes the path of one permutation, or returns no issuer as soon as it
// is longer than the best one.
func (c *canonicalizer) path(nodes []Term, i *issuer, best string) (string, *issuer, error) {
	var path strings.Builder
	worse := func() bool { return best != "" && path.Len() >= len(best) && path.String() > best }
	var recurse []Term
	for _, node := range nodes {
		if label, ok := c.issued.labels[node]; ok {
			path.WriteString("_:" + label)
		} else {
			if _, ok := i.labels[node]; !ok {
				recurse = append(recurse, node)
			}
			path.WriteString("_:" + i.issue(node))
		}
		if worse() {
			return "", nil, nil
		}
	}
	for _, node := range recurse {
		r, err := c.nDegree(node, i)
		if err != nil {
			return "", nil, err
		}
		path.WriteString("_:" + i.issue(node) + "<" + r.hash + ">")
		i = r.issuer
		if worse() {
			return "", nil, nil
		}
	}
	return path.String(), i, nil
}

// nextPermutation steps to the next permutation in the order of [Compare], and
// reports whether there was one.
func nextPermutation(p []Term) bool {
	i := len(p) - 2
	for i >= 0 && Compare(p[i], p[i+1]) >= 0 {
		i--
	}
	if i < 0 {
		return false
	}
	j := len(p) - 1
	for Compare(p[j], p[i]) <= 0 {
		j--
	}
	p[i], p[j] = p[j], p[i]
	slices.Reverse(p[i+1:])
	return true
}
