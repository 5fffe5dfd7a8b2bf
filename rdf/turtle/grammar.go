package turtle

import (
	"io"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// readTurtle returns the next quad of Turtle or TriG.
func (r *Reader) readTurtle(q *rdf.Quad) error {
	for {
		if r.head < len(r.queue) {
			*q = r.queue[r.head]
			r.head++
			return nil
		}
		if r.err != nil {
			return r.err
		}
		r.queue, r.head, r.arena = r.queue[:0], 0, r.arena[:0]
		if r.depth == 0 {
			r.err = r.topLevel()
		} else {
			r.err = r.step(&r.stack[r.depth-1])
		}
	}
}

func (r *Reader) emit(s, p, o rdf.Term) {
	r.queue = append(r.queue, rdf.Quad{S: s, P: p, O: o, G: r.graph})
}

// blank makes a blank node with a label of ours.
func (r *Reader) blank() rdf.Term {
	r.generated++
	r.scratch = append(append(r.scratch[:0], r.opt.LabelPrefix...), "gen"...)
	r.scratch = append(r.scratch, r.labelTag...)
	r.scratch = strconv.AppendUint(r.scratch, r.generated, 10)
	return rdf.NewBlankNode(r.own(r.scratch))
}

// topLevel parses what may stand outside of triples, and the beginning of a
// statement.
func (r *Reader) topLevel() error {
	t, err := r.next()
	if err != nil {
		return err
	}
	switch t.kind {
	case tokEOF:
		if r.inGraph {
			return r.unexpected(t, "a closing brace")
		}
		return io.EOF
	case '}':
		if r.inGraph {
			r.inGraph, r.graph = false, rdf.Term{}
			return nil
		}
	case '{':
		if r.opt.Format == TriG && !r.inGraph {
			r.inGraph = true
			return nil
		}
	case tokAt:
		if !r.inGraph {
			return r.atDirective(t)
		}
	case tokWord:
		if !r.inGraph {
			return r.wordDirective(t)
		}
	default:
		return r.beginStatement(t)
	}
	return r.unexpected(t, "a subject")
}

// beginStatement parses the subject that t begins. At the top level of TriG it
// may turn out to name a graph.
func (r *Reader) beginStatement(t token) error {
	f, err := r.push(frameTop, wantSubject, t)
	if err != nil {
		return err
	}
	switch t.kind {
	case tokIRI, tokName, tokLabel:
		s, err := r.simpleTerm(t)
		if err != nil {
			return err
		}
		return r.subjectOrGraph(s)
	case '[':
		empty, err := r.takeIf(']')
		if err != nil {
			return err
		}
		if empty {
			return r.subjectOrGraph(r.blank())
		}
		return r.openProperties(t)
	case '(':
		return r.openCollection(t)
	case tokReified:
		s, err := r.reifiedTriple(t, 1)
		if err != nil {
			return err
		}
		f.s, f.state = r.hold(&f.sb, s), wantVerbOrEnd
		return r.noLoneSemicolon()
	default:
		return r.unexpected(t, "a subject")
	}
}

// subjectOrGraph goes on after a first term that may be either.
func (r *Reader) subjectOrGraph(s rdf.Term) error {
	f := &r.stack[r.depth-1]
	if r.opt.Format == TriG && !r.inGraph {
		s = r.hold(&f.sb, s)
		graph, err := r.takeIf('{')
		if err != nil {
			return err
		}
		if graph {
			r.depth--
			r.inGraph, r.graph = true, s.Clone()
			return nil
		}
		f.s, f.state = s, wantVerb
		return nil
	}
	f.s, f.state = r.hold(&f.sb, s), wantVerb
	return nil
}

// takeIf consumes the next token if it is of the kind.
func (r *Reader) takeIf(kind tokenKind) (bool, error) {
	t, err := r.peek()
	if err != nil || t.kind != kind {
		return false, err
	}
	r.peeked = false
	return true, nil
}

// step parses on in the innermost frame, at most until a quad is complete.
func (r *Reader) step(f *frame) error {
	t, err := r.next()
	if err != nil {
		return err
	}
	switch f.state {
	case wantVerb:
		return r.verb(f, t)
	case wantVerbOrEnd:
		if t.kind == ';' {
			return nil
		}
		if r.ends(f, t) {
			return r.endFrame(f, t)
		}
		return r.verb(f, t)
	case wantObject:
		return r.object(t)
	case wantItem:
		if t.kind == ')' {
			return r.endCollection(f)
		}
		return r.object(t)
	case afterObject:
		return r.afterObject(f, t)
	case wantSubject:
	}
	return r.unexpected(t, "a subject")
}

func (r *Reader) verb(f *frame, t token) error {
	p, err := r.predicate(t)
	if err != nil {
		return err
	}
	f.p, f.state = r.hold(&f.pb, p), wantObject
	return nil
}

var typeIRI = rdf.NewIRI(vocab.RDFType)

// predicate parses a verb.
func (r *Reader) predicate(t token) (rdf.Term, error) {
	switch t.kind {
	case tokIRI:
		return r.iri(r.in.buf[t.start:t.end], t.start, t.flags, true)
	case tokName:
		return r.prefixed(t, true)
	case tokWord:
		if string(r.in.buf[t.start:t.end]) == "a" {
			return typeIRI, nil
		}
	default:
	}
	return rdf.Term{}, r.unexpected(t, "a predicate")
}

// object parses an object or an item of a collection.
func (r *Reader) object(t token) error {
	var o rdf.Term
	var err error
	switch t.kind {
	case '[':
		empty, err := r.takeIf(']')
		if err != nil {
			return err
		}
		if !empty {
			return r.openProperties(t)
		}
		return r.deliver(r.blank())
	case '(':
		return r.openCollection(t)
	case tokReified:
		o, err = r.reifiedTriple(t, 1)
	case tokTriple:
		o, err = r.tripleTerm(t, 1)
	default:
		o, err = r.simpleObject(t)
	}
	if err != nil {
		return err
	}
	return r.deliver(o)
}

func (r *Reader) openProperties(t token) error {
	f, err := r.push(frameProperties, wantVerb, t)
	if err != nil {
		return err
	}
	f.s = r.hold(&f.sb, r.blank())
	return nil
}

func (r *Reader) openCollection(t token) error {
	f, err := r.push(frameCollection, wantItem, t)
	if err != nil {
		return err
	}
	f.s = rdf.NewIRI(vocab.RDFNil)
	return nil
}

// deliver hands the complete term to the innermost frame.
func (r *Reader) deliver(o rdf.Term) error {
	f := &r.stack[r.depth-1]
	switch f.state {
	case wantSubject:
		f.s = r.hold(&f.sb, o)
		f.state = wantVerb
		return nil
	case wantItem:
		r.item(f, o)
		return nil
	case wantVerb, wantVerbOrEnd, wantObject, afterObject:
	}
	r.emit(f.s, f.p, o)
	f.state, f.reifier, f.o = afterObject, rdf.Term{}, rdf.Term{}
	t, err := r.peek()
	if err != nil {
		return err
	}
	if t.kind == '~' || t.kind == tokAnnotation {
		f.o = o
		if r.opt.Transient {
			f.o = o.Clone()
		}
	}
	return nil
}

var (
	firstIRI   = rdf.NewIRI(vocab.RDFFirst)
	restIRI    = rdf.NewIRI(vocab.RDFRest)
	nilIRI     = rdf.NewIRI(vocab.RDFNil)
	reifiesIRI = rdf.NewIRI(vocab.RDFReifies)
)

// item adds o to the collection f.
func (r *Reader) item(f *frame, o rdf.Term) {
	cell := r.blank()
	if f.last.IsZero() {
		f.s = r.hold(&f.sb, cell)
	} else {
		// The quad waits in the queue while f.last moves on to the next cell.
		r.emit(rdf.NewBlankNode(r.own([]byte(f.last.Value()))), restIRI, cell)
	}
	r.emit(cell, firstIRI, o)
	f.last = r.hold(&f.pb, cell)
}

func (r *Reader) endCollection(f *frame) error {
	head := f.s
	if !f.last.IsZero() {
		r.emit(f.last, restIRI, nilIRI)
	}
	r.depth--
	return r.deliver(head)
}

// afterObject parses what may follow an object.
func (r *Reader) afterObject(f *frame, t token) error {
	switch t.kind {
	case ',':
		f.state = wantObject
		return nil
	case ';':
		f.state = wantVerbOrEnd
		return nil
	case '~':
		return r.reifier(f, t)
	case tokAnnotation:
		return r.openAnnotation(f, t)
	default:
	}
	if r.ends(f, t) {
		return r.endFrame(f, t)
	}
	return r.unexpected(t, "one of , ; "+r.endOf(f))
}

// ends reports whether t ends the predicates and objects of f.
func (r *Reader) ends(f *frame, t token) bool {
	switch f.kind {
	case frameTop:
		return t.kind == '.' || t.kind == '}' && r.inGraph
	case frameProperties:
		return t.kind == ']'
	case frameAnnotation:
		return t.kind == tokAnnotateEnd
	case frameCollection:
	}
	return false
}

func (r *Reader) endOf(f *frame) string {
	switch f.kind {
	case frameProperties:
		return "]"
	case frameAnnotation:
		return "|}"
	case frameTop, frameCollection:
	}
	if r.inGraph {
		return ". }"
	}
	return "."
}

// endFrame closes the innermost frame, f, with t.
func (r *Reader) endFrame(f *frame, t token) error {
	r.depth--
	switch f.kind {
	case frameTop:
		if t.kind == '}' {
			r.inGraph, r.graph = false, rdf.Term{}
		}
	case frameProperties:
		parent := &r.stack[r.depth-1]
		subject := parent.state == wantSubject
		if err := r.deliver(f.s); err != nil {
			return err
		}
		if subject {
			// Predicates may be missing after [ ... ] as the subject.
			parent.state = wantVerbOrEnd
			return r.noLoneSemicolon()
		}
	case frameAnnotation, frameCollection:
	}
	return nil
}

// noLoneSemicolon refuses a semicolon where no predicate stood before it.
func (r *Reader) noLoneSemicolon() error {
	t, err := r.peek()
	if err == nil && t.kind == ';' {
		return r.unexpected(t, "a predicate or a full stop")
	}
	return err
}
