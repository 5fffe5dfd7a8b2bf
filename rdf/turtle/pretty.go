package turtle

import (
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
)

// printer writes one graph of pretty output.
type printer struct {
	w      *Writer
	l      *layout
	out    []byte
	indent int
	start  int // of the current line in out
}

const indentWidth = 4

// lineWidth is the column beyond which objects get lines of their own.
const lineWidth = 100

// bytesPerQuad is about what a quad takes in a pretty document.
const bytesPerQuad = 64

// pretty writes the whole document.
func (w *Writer) pretty() {
	w.scratch.sort(w.quads)
	w.quads = slices.Compact(w.scratch.sorted)
	w.names.used = make([]bool, len(w.names.table.list))
	named := w.sharedBlanks()
	body := slices.Grow(w.scratch.body[:0], bytesPerQuad*len(w.quads))
	for i := 0; i < len(w.quads); {
		end := i
		for end < len(w.quads) && w.quads[end].G == w.quads[i].G {
			end++
		}
		if i > 0 {
			body = append(body, '\n')
		}
		p := &printer{w: w, l: newLayout(w.quads[i:end], named), out: body, start: len(body)}
		p.graph(w.quads[i].G)
		body = p.out
		i = end
	}
	w.buf = w.names.head(w.buf)
	_ = w.Flush() // the error sticks
	w.scratch.body, w.buf = body, body
	_ = w.Flush()
	w.buf, w.quads = nil, nil
}

// scratch is what a pretty document is made with.
type scratch struct {
	quads, sorted []rdf.Quad
	places        []int32
	body          []byte
}

// scratches are those of writers that have been closed, for the next ones.
var scratches sync.Pool

// maxKept is the number of quads, and a hundredth of the bytes, of scratches that
// are kept: a large one for every small document would be a waste.
const maxKept = 4096

func newScratch() *scratch {
	if s, ok := scratches.Get().(*scratch); ok {
		return s
	}
	return new(scratch)
}

// release keeps the memory, but none of the strings.
func (s *scratch) release() {
	if cap(s.quads) > maxKept || cap(s.sorted) > maxKept || cap(s.body) > 100*maxKept {
		return
	}
	clear(s.quads[:cap(s.quads)])
	clear(s.sorted[:cap(s.sorted)])
	scratches.Put(s)
}

// sort puts the quads into sorted, in order. A quad is large: places are sorted,
// and each quad is moved once.
func (s *scratch) sort(quads []rdf.Quad) {
	s.quads = quads[:0]
	s.places = slices.Grow(s.places[:0], len(quads))
	for i := range quads {
		s.places = append(s.places, int32(i))
	}
	slices.SortFunc(s.places, func(a, b int32) int { return compareQuads(&quads[a], &quads[b]) })
	s.sorted = slices.Grow(s.sorted[:0], len(quads))
	for _, place := range s.places {
		s.sorted = append(s.sorted, quads[place])
	}
}

// compareQuads is [rdf.CompareQuads] on quads that stay where they are. Most pairs
// share graph and subject, often with the memory of their strings.
func compareQuads(a, b *rdf.Quad) int {
	if a.G != b.G {
		return rdf.Compare(a.G, b.G)
	}
	if a.S != b.S {
		return rdf.Compare(a.S, b.S)
	}
	if a.P != b.P {
		return rdf.Compare(a.P, b.P)
	}
	return rdf.Compare(a.O, b.O)
}

// sharedBlanks returns the blank nodes that need labels because they occur in
// several graphs, as graph names or in triple terms.
func (w *Writer) sharedBlanks() map[rdf.Term]bool {
	named := map[rdf.Term]bool{}
	graphOf := map[rdf.Term]rdf.Term{}
	for i := range w.quads {
		q := &w.quads[i]
		if q.S.IsIRI() && !q.O.IsBlankNode() && !q.O.IsTripleTerm() && !q.G.IsBlankNode() {
			continue
		}
		for _, t := range [2]rdf.Term{q.S, q.O} {
			if !t.IsBlankNode() {
				inTripleTerm(t, named)
				continue
			}
			if g, ok := graphOf[t]; ok && g != q.G {
				named[t] = true
			}
			graphOf[t] = q.G
		}
		if q.G.IsBlankNode() {
			named[q.G] = true
		}
	}
	return named
}

// inTripleTerm adds the blank nodes within the triple term t to named.
func inTripleTerm(t rdf.Term, named map[rdf.Term]bool) {
	for t.IsTripleTerm() {
		tr := t.Triple()
		for _, part := range [2]rdf.Term{tr.S, tr.O} {
			if part.IsBlankNode() {
				named[part] = true
			}
		}
		t = tr.O
	}
}

// graph writes the statements, in a block if g is a named graph.
func (p *printer) graph(g rdf.Term) {
	if !g.IsZero() {
		p.out = append(p.w.appendTerm(p.out, g), " {"...)
		p.indent++
		p.newLine()
	}
	for i, n := range p.l.order {
		if i > 0 {
			p.out = append(p.out, '\n')
			p.newLine()
		}
		p.statement(n)
	}
	if !g.IsZero() {
		p.indent--
		p.newLine()
		p.out = append(p.out, '}')
	}
	p.out = append(p.out, '\n')
}

func (p *printer) newLine() {
	p.out = append(p.out, '\n')
	p.start = len(p.out)
	for range p.indent * indentWidth {
		p.out = append(p.out, ' ')
	}
}

// column returns the column that the next character gets, from 0.
func (p *printer) column() int { return utf8.RuneCount(p.out[p.start:]) }

func (p *printer) statement(n *node) {
	if n.term.IsBlankNode() && n.refs == 0 && !n.named {
		p.out = append(p.out, "[]"...)
	} else {
		p.out = p.w.appendTerm(p.out, n.term)
	}
	p.out = append(p.out, ' ')
	p.indent++
	p.predicates(n)
	p.indent--
	p.out = append(p.out, " ."...)
}

// predicates writes the predicates of n, the first on the current line.
func (p *printer) predicates(n *node) {
	for i := 0; i < len(n.quads); {
		end := i
		for end < len(n.quads) && n.quads[end].P == n.quads[i].P {
			end++
		}
		if i > 0 {
			p.out = append(p.out, " ;"...)
			p.newLine()
		}
		p.out = append(p.w.appendVerb(p.out, n.quads[i].P), ' ')
		p.objects(n.quads[i:end])
		i = end
	}
}

// objects writes a list of objects: on one line if it is short enough, joined
// by their brackets if all are nested, and else each on a line of its own.
func (p *printer) objects(quads []rdf.Quad) {
	nested := 0
	for i := range quads {
		if p.isNested(quads[i].O) {
			nested++
		}
	}
	if len(quads) == 1 || nested == len(quads) || nested == 0 && p.shortObjects(quads) {
		if len(quads) > 1 && nested == 0 {
			return // they are written
		}
		for i := range quads {
			if i > 0 {
				p.out = append(p.out, ", "...)
			}
			p.object(quads[i].O)
		}
		return
	}
	p.out = p.out[:len(p.out)-1] // no space at the end of the line
	p.indent++
	for i := range quads {
		if i > 0 {
			p.out = append(p.out, ',')
		}
		p.newLine()
		p.object(quads[i].O)
	}
	p.indent--
}

// shortObjects writes the objects on the current line if they fit.
func (p *printer) shortObjects(quads []rdf.Quad) bool {
	mark := len(p.out)
	for i := range quads {
		if i > 0 {
			p.out = append(p.out, ", "...)
		}
		p.object(quads[i].O)
		if p.column() > lineWidth || p.start > mark {
			p.out = p.out[:mark]
			return false
		}
	}
	return true
}

// isNested reports whether o is written in brackets.
func (p *printer) isNested(o rdf.Term) bool {
	n := p.l.at(o)
	return n != nil && n.nest
}

func (p *printer) object(o rdf.Term) {
	n := p.l.at(o)
	switch {
	case o == nilIRI:
		p.out = append(p.out, "()"...)
	case n == nil || !n.nest:
		p.out = p.w.appendTerm(p.out, o)
		// A long string in triple quotes begins lines of its own.
		for i := len(p.out) - 1; i >= p.start; i-- {
			if p.out[i] == '\n' {
				p.start = i + 1
				break
			}
		}
	case n.list:
		p.collection(n)
	case len(n.quads) == 0:
		p.out = append(p.out, "[]"...)
	default:
		p.out = append(p.out, '[')
		p.indent++
		p.newLine()
		p.predicates(n)
		p.indent--
		p.newLine()
		p.out = append(p.out, ']')
	}
}

// collection writes ( ... ), on one line if nothing in it is nested and it is
// short enough.
func (p *printer) collection(n *node) {
	mark := len(p.out)
	p.out = append(p.out, '(')
	nested := false
	for item := range p.l.items(n) {
		if nested = p.isNested(item); nested {
			break
		}
		p.out = append(p.out, ' ')
		p.object(item)
	}
	p.out = append(p.out, " )"...)
	if !nested && p.column() <= lineWidth {
		return
	}
	p.out = append(p.out[:mark], '(')
	p.indent++
	for item := range p.l.items(n) {
		p.newLine()
		p.object(item)
	}
	p.indent--
	p.newLine()
	p.out = append(p.out, ')')
}
