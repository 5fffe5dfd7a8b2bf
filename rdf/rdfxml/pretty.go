package rdfxml

import (
	"cmp"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// maxNesting bounds how deep blank nodes are written within each other.
const maxNesting = 32

// tree is a graph arranged for a pretty document.
type tree struct {
	subjects []rdf.Term // in the order of their first triple
	triples  map[rdf.Term][]rdf.Triple
	uses     map[rdf.Term]int      // of blank nodes as objects, or in triple terms
	owner    map[rdf.Term]rdf.Term // subject of the one triple that uses a blank node
	lists    map[rdf.Term]list     // by their first cell
	nested   map[rdf.Term]bool     // written where they are used
}

// list is a list that can be a collection.
type list struct{ cells, items []rdf.Term }

// pretty writes all triples.
func (w *Writer) pretty() {
	slices.SortStableFunc(w.run, compareProperties)
	w.names.declareUsed(w.run)
	w.tree = newTree(w.run)
	w.start()
	for _, s := range w.tree.subjects {
		if w.tree.nested[s] {
			continue
		}
		w.node(s, w.tree.triples[s], 1)
		if w.flush(flushBytes) != nil {
			return
		}
	}
}

// compareProperties orders the triples of a subject: rdf:type first, then by
// predicate and object.
func compareProperties(a, b rdf.Triple) int {
	first := func(t rdf.Triple) int {
		if t.P.Value() == vocab.RDFType {
			return 0
		}
		return 1
	}
	return cmp.Or(
		rdf.Compare(a.S, b.S),
		cmp.Compare(first(a), first(b)),
		rdf.Compare(a.P, b.P),
		rdf.Compare(a.O, b.O))
}

// newTree arranges triples that are sorted by subject.
func newTree(triples []rdf.Triple) *tree {
	t := &tree{
		triples: map[rdf.Term][]rdf.Triple{}, uses: map[rdf.Term]int{}, owner: map[rdf.Term]rdf.Term{},
		lists: map[rdf.Term]list{}, nested: map[rdf.Term]bool{},
	}
	for i, triple := range slices.Compact(triples) {
		if i == 0 || triples[i-1].S != triple.S {
			t.subjects = append(t.subjects, triple.S)
		}
		t.triples[triple.S] = append(t.triples[triple.S], triple)
		if triple.O.IsBlankNode() {
			t.uses[triple.O]++
			t.owner[triple.O] = triple.S
		}
		t.countWithin(triple.O)
	}
	for _, s := range t.subjects {
		t.findLists(s)
	}
	depth := map[rdf.Term]int{}
	for _, s := range t.subjects {
		t.place(s, depth)
	}
	for head, l := range t.lists {
		if !t.nested[head] { // it is too deep, or contains itself
			delete(t.lists, head)
			for _, cell := range l.cells {
				t.nested[cell] = false
			}
		}
	}
	return t
}

// countWithin counts the blank nodes of a triple term twice: they must keep their
// labels.
func (t *tree) countWithin(o rdf.Term) {
	if !o.IsTripleTerm() {
		return
	}
	triple := o.Triple()
	for _, part := range [2]rdf.Term{triple.S, triple.O} {
		if part.IsBlankNode() {
			t.uses[part] += 2
		}
	}
	t.countWithin(triple.O)
}

// findLists finds the lists that begin at objects of s.
func (t *tree) findLists(s rdf.Term) {
	for _, triple := range t.triples[s] {
		if triple.P.Value() == vocab.RDFRest || !triple.O.IsBlankNode() {
			continue
		}
		l, ok := t.list(triple.O)
		if !ok {
			continue
		}
		t.lists[triple.O] = l
		for _, cell := range l.cells[1:] {
			t.nested[cell] = true
		}
		for _, item := range l.items {
			if item.IsBlankNode() {
				t.owner[item] = triple.O
			}
		}
	}
}

// list follows the cells of a list that can be a collection: blank nodes that are
// used once, with nothing but rdf:first and rdf:rest, and items that are no literals.
func (t *tree) list(head rdf.Term) (l list, ok bool) {
	for cell := head; ; {
		triples := t.triples[cell]
		if !cell.IsBlankNode() || t.uses[cell] != 1 || len(triples) != 2 || t.nested[cell] ||
			triples[0].P.Value() != vocab.RDFFirst || triples[1].P.Value() != vocab.RDFRest {
			return list{}, false
		}
		if item := triples[0].O; !item.IsIRI() && !item.IsBlankNode() {
			return list{}, false
		}
		l.cells, l.items = append(l.cells, cell), append(l.items, triples[0].O)
		if len(l.cells) > len(t.triples) {
			return list{}, false // a circle
		}
		cell = triples[1].O
		if cell.Value() == vocab.RDFNil && cell.IsIRI() {
			return l, true
		}
	}
}

// place decides whether a blank node is written where it is used: once, not within
// itself, and not too deep. It returns the depth of the node.
func (t *tree) place(s rdf.Term, depth map[rdf.Term]int) int {
	const pending = -1
	var path []rdf.Term
	d := 0
	for at := s; ; at = t.owner[at] {
		known, seen := depth[at]
		switch {
		case seen && known == pending: // a circle: break it here
			d = 0
			depth[at] = 0
		case seen:
			d = known
		case !at.IsBlankNode() || t.uses[at] != 1 || t.owner[at].IsZero():
			depth[at] = 0
		default:
			depth[at] = pending
			path = append(path, at)
			continue
		}
		break
	}
	for _, at := range slices.Backward(path) {
		if depth[at] != pending {
			continue // where a circle was broken
		}
		d++
		if d > maxNesting {
			d = 0
		} else if _, isSubject := t.triples[at]; isSubject {
			t.nested[at] = true
		}
		depth[at] = d
	}
	return d
}

// isNested reports whether a blank node is written where it is used.
func (t *tree) isNested(b rdf.Term) bool { return t.nested[b] }

// anonymous reports whether a blank node needs no label.
func (t *tree) anonymous(b rdf.Term) bool { return t.uses[b] == 0 || t.nested[b] }
