package turtle

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// node is a subject or a blank node within one graph, with the quads that it
// is the subject of in the order in which they are written.
type node struct {
	term  rdf.Term
	quads []rdf.Quad
	refs  int  // times it is an object in its graph
	named bool // needs a label: used elsewhere
	done  bool // has its place in the output
	nest  bool // is written where it is used
	list  bool // begins a collection that is written as ( ... )
}

// layout decides how the subjects of one graph are written.
type layout struct {
	nodes map[rdf.Term]*node // blank nodes: nothing else is nested
	order []*node            // those that are not nested, in the order of output
}

// maxNesting bounds how deep blank nodes are nested; deeper ones get a label.
const maxNesting = 24

// newLayout arranges the quads of one graph, which are sorted. named holds the
// blank nodes that must keep their labels for reasons outside of it.
func newLayout(quads []rdf.Quad, named map[rdf.Term]bool) *layout {
	l := &layout{nodes: map[rdf.Term]*node{}}
	var subjects []*node
	for i := 0; i < len(quads); {
		end := i + 1
		for end < len(quads) && quads[end].S == quads[i].S {
			end++
		}
		n := &node{term: quads[i].S, quads: quads[i:end:end]}
		if n.term.IsBlankNode() {
			n.named = named[n.term]
			l.nodes[n.term] = n
		}
		typeFirst(n.quads)
		subjects = append(subjects, n)
		i = end
	}
	for i := range quads {
		o := quads[i].O
		if !o.IsBlankNode() {
			continue
		}
		if n := l.nodes[o]; n != nil {
			n.refs++
		} else {
			l.nodes[o] = &node{term: o, named: named[o], refs: 1}
		}
	}
	// IRIs first, then blank nodes that nobody refers to, then shared ones; what
	// is then left are cycles.
	for _, pass := range [...]func(*node) bool{
		func(n *node) bool { return n.term.IsIRI() },
		func(n *node) bool { return n.refs == 0 },
		func(n *node) bool { return !n.nestable() },
		func(*node) bool { return true },
	} {
		for _, n := range subjects {
			if !n.done && pass(n) {
				l.root(n)
			}
		}
	}
	return l
}

// typeFirst puts rdf:type before the other predicates of a subject, whose quads
// are sorted.
func typeFirst(quads []rdf.Quad) {
	isType := func(q rdf.Quad) bool { return q.P.Value() == vocab.RDFType }
	from := slices.IndexFunc(quads, isType)
	if from <= 0 {
		return
	}
	to := from + 1
	for to < len(quads) && isType(quads[to]) {
		to++
	}
	types := slices.Clone(quads[from:to])
	copy(quads[len(types):], quads[:from])
	copy(quads, types)
}

// at returns the node that is written where t is used, or could be; nil for all
// that is no blank node.
func (l *layout) at(t rdf.Term) *node {
	if !t.IsBlankNode() {
		return nil
	}
	return l.nodes[t]
}

func (n *node) nestable() bool {
	return n.term.IsBlankNode() && n.refs == 1 && !n.named
}

// root gives n a statement of its own and nests in it what can be nested.
func (l *layout) root(n *node) {
	n.done = true
	l.order = append(l.order, n)
	l.nestIn(n, 1)
}

func (l *layout) nestIn(n *node, depth int) {
	for i := range n.quads {
		inner := l.at(n.quads[i].O)
		if inner == nil || inner.done || !inner.nestable() || depth > maxNesting {
			continue
		}
		inner.done, inner.nest = true, true
		if l.collection(inner) {
			for item := range l.items(inner) {
				// Cells are done: only what hangs on them is left.
				l.nestItem(item, depth+1)
			}
			continue
		}
		l.nestIn(inner, depth+1)
	}
}

// nestItem nests an item of a collection.
func (l *layout) nestItem(item rdf.Term, depth int) {
	inner := l.at(item)
	if inner == nil || inner.done || !inner.nestable() || depth > maxNesting {
		return
	}
	inner.done, inner.nest = true, true
	if l.collection(inner) {
		for item := range l.items(inner) {
			l.nestItem(item, depth+1)
		}
		return
	}
	l.nestIn(inner, depth+1)
}

// collection reports whether the cells from n on are a well-formed collection
// of which nobody else holds a part, and if so marks them.
func (l *layout) collection(n *node) bool {
	var cells []*node
	seen := map[*node]bool{}
	for c := n; ; {
		if !c.isCell() || seen[c] || c != n && (c.done || !c.nestable()) {
			return false
		}
		seen[c] = true
		cells = append(cells, c)
		rest := c.quads[1].O
		if rest.IsIRI() {
			if rest.Value() != vocab.RDFNil {
				return false
			}
			break
		}
		if c = l.nodes[rest]; c == nil {
			return false
		}
	}
	for _, c := range cells {
		c.done = true
	}
	n.list = true
	return true
}

// isCell reports whether n has one rdf:first, one rdf:rest and nothing else.
func (n *node) isCell() bool {
	return n.term.IsBlankNode() && len(n.quads) == 2 && n.quads[0].P.Value() == vocab.RDFFirst && n.quads[1].P.Value() == vocab.RDFRest
}

// items ranges over the items of the collection that n begins.
func (l *layout) items(n *node) func(func(rdf.Term) bool) {
	return func(yield func(rdf.Term) bool) {
		for c := n; yield(c.quads[0].O) && c.quads[1].O.IsBlankNode(); {
			c = l.nodes[c.quads[1].O]
		}
	}
}
