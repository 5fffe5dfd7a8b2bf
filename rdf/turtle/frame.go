package turtle

import "github.com/issn-ld/issn-ld/rdf"

// state is what a frame waits for.
type state uint8

const (
	wantSubject state = iota
	wantVerb          // a predicate must follow
	wantVerbOrEnd
	wantObject
	afterObject
	wantItem // of a collection, or its end
)

// frameKind is the construct that a frame stands for.
type frameKind uint8

const (
	frameTop        frameKind = iota // a statement
	frameProperties                  // [ ... ]
	frameCollection                  // ( ... )
	frameAnnotation                  // {| ... |}
)

// frame is a construct that is not yet complete. The stack of frames is the
// whole state between two quads, so the parser can stop after each.
type frame struct {
	kind    frameKind
	state   state
	s, p, o rdf.Term // o is kept for annotations only
	reifier rdf.Term // the one that the next annotation block describes
	last    rdf.Term // of a collection: its last cell, or the zero Term
	sb, pb  []byte   // hold the strings of s and p while terms are lent
}

// turtleState is what a Reader needs for Turtle and TriG.
type turtleState struct {
	tok    token
	peeked bool

	stack   []frame // frames[:depth] are in use; the others keep their memory
	depth   int
	queue   []rdf.Quad
	head    int      // of queue
	graph   rdf.Term // of the block that the parser is in
	inGraph bool

	namespaces map[string]string // prefix to IRI
	generated  uint64            // blank nodes made up so far
	labelTag   string            // goes into the labels of blank nodes made up
}

// push opens a frame. Frames move when the stack grows: take their address
// anew after it.
func (r *Reader) push(kind frameKind, st state, t token) (*frame, error) {
	if r.depth >= r.opt.MaxDepth {
		return nil, r.errorAt(t.at, "brackets nested deeper than %d", r.opt.MaxDepth)
	}
	if r.depth == len(r.stack) {
		r.stack = append(r.stack, frame{})
	}
	f := &r.stack[r.depth]
	r.depth++
	*f = frame{kind: kind, state: st, sb: f.sb, pb: f.pb}
	return f, nil
}

// hold makes t outlive the arena, in *buf, for terms that a frame keeps.
func (r *Reader) hold(buf *[]byte, t rdf.Term) rdf.Term {
	if !r.opt.Transient {
		return t
	}
	switch t.Kind() {
	case rdf.KindIRI:
		*buf = append((*buf)[:0], t.Value()...)
		return rdf.NewIRI(lend(*buf))
	case rdf.KindBlankNode:
		*buf = append((*buf)[:0], t.Value()...)
		return rdf.NewBlankNode(lend(*buf))
	case rdf.KindNone, rdf.KindLiteral, rdf.KindTripleTerm:
	}
	return t.Clone()
}
