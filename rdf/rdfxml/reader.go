package rdfxml

import (
	"encoding/xml"
	"io"
	"iter"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
)

// Options tunes a [Reader].
type Options struct {
	Base        string // IRI that relative ones are resolved against; xml:base overrides it
	File        string // name of the document, for errors
	LabelPrefix string // goes before the labels of blank nodes
	// MaxBytes bounds the document with its entities unfolded; a larger one is
	// [ErrTooLarge]. 0 is no limit.
	MaxBytes int64
}

// Reader reads the triples of one document, as quads of the default graph. It
// is not safe for concurrent use. The strings of quads are the caller's.
type Reader struct {
	tok    *tokens
	opt    Options
	err    error // sticky; io.EOF at the end
	queue  []rdf.Quad
	head   int // of the queue
	frames []frame
	ids    map[string]struct{} // IRIs that rdf:ID has made
	nodes  uint64              // blank nodes that have no rdf:nodeID
	lit    xmlLiteral
}

// NewReader returns a reader of the document in r.
func NewReader(r io.Reader, opt Options) *Reader {
	rd := &Reader{tok: newTokens(r, opt.File, opt.MaxBytes), opt: opt, ids: map[string]struct{}{}}
	doc := frame{state: inDocument}
	if opt.Base != "" {
		base, err := rdf.NewBase(opt.Base)
		if err != nil {
			rd.err = rd.tok.fault("base IRI: %v", err)
		}
		doc.base = base
	}
	rd.frames = append(rd.frames, doc)
	return rd
}

// Read sets q to the next quad. It returns io.EOF after the last one, and an
// *rdf.SyntaxError for a document that is not RDF/XML.
func (r *Reader) Read(q *rdf.Quad) error {
	for r.head == len(r.queue) {
		if r.err != nil {
			return r.err
		}
		r.queue, r.head = r.queue[:0], 0
		r.err = r.step()
	}
	*q = r.queue[r.head]
	r.head++
	return nil
}

// All ranges over the quads that are left. An error is the last element.
func (r *Reader) All() iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		for {
			var q rdf.Quad
			switch err := r.Read(&q); {
			case err == io.EOF: //nolint:errorlint // Read returns it bare
				return
			case err != nil:
				yield(rdf.Quad{}, err)
				return
			case !yield(q, nil):
				return
			}
		}
	}
}

// step takes one event of the document.
func (r *Reader) step() error {
	event, err := r.tok.next()
	if err != nil {
		return err
	}
	top := r.top()
	switch event := event.(type) {
	case *element:
		return r.start(event)
	case xml.EndElement:
		return r.end(event)
	case xml.CharData:
		switch {
		case top.state == inLiteral:
			r.lit.text(event)
		case top.state == inProperty && !top.hasObject:
			top.text = append(top.text, event...)
		case top.state != inNothing && !isSpace(event):
			return r.tok.fault("text where an element is expected")
		}
	case xml.Comment:
		if top.state == inLiteral {
			r.lit.comment(event)
		}
	case xml.ProcInst:
		if top.state == inLiteral {
			r.lit.instruction(event)
		}
	}
	return nil
}

func (r *Reader) top() *frame { return &r.frames[len(r.frames)-1] }

// start takes a start tag, by where it stands.
func (r *Reader) start(e *element) error {
	top := r.top()
	switch top.state {
	case inLiteral:
		r.lit.start(e)
		r.frames = append(r.frames, frame{state: inLiteral, inner: true})
		return nil
	case inNothing:
		r.frames = append(r.frames, frame{state: inNothing})
		return nil
	case inEmpty:
		return r.tok.fault("a property element with these attributes must be empty")
	default:
	}
	f, attrs, err := r.inherit(top, e)
	if err != nil {
		return err
	}
	switch {
	case top.state == inDocument && e.space == nsRDF && e.local == "RDF":
		if len(attrs) > 0 {
			return r.tok.fault("rdf:RDF has an attribute %s", attrs[0].local)
		}
		f.state = inRDF
		r.frames = append(r.frames, f)
		return nil
	case top.state == inNode || top.state == inResource:
		return r.propertyElement(f, e, attrs)
	default:
		return r.nodeElement(f, e, attrs)
	}
}

// emit queues a triple, or gives it to the triple term that is being read.
func (r *Reader) emit(s, p, o rdf.Term) {
	for i := len(r.frames) - 1; i >= 0; i-- {
		if f := &r.frames[i]; f.state == inTriple && !f.closing {
			f.triples++
			f.triple = rdf.Triple{S: s, P: p, O: o}
			return
		}
	}
	r.queue = append(r.queue, rdf.Quad{S: s, P: p, O: o})
}

// fresh returns a new blank node. No rdf:nodeID begins with a digit.
func (r *Reader) fresh() rdf.Term {
	r.nodes++
	return rdf.NewBlankNode(r.opt.LabelPrefix + strconv.FormatUint(r.nodes-1, 10))
}

// named returns the blank node of an rdf:nodeID.
func (r *Reader) named(id string) (rdf.Term, error) {
	if !isNCName(id) {
		return rdf.Term{}, r.tok.fault("%q is not a name, as rdf:nodeID needs it", id)
	}
	return rdf.NewBlankNode(r.opt.LabelPrefix + id), nil
}

// resolve returns the IRI that a reference stands for.
func (r *Reader) resolve(base rdf.Base, ref string) (rdf.Term, error) {
	iri := base.Resolve(ref)
	if err := rdf.CheckIRI(iri); err != nil {
		if base.IsZero() && rdf.CheckIRIReference(ref) == nil {
			return rdf.Term{}, r.tok.fault("relative IRI %q without a base", ref)
		}
		return rdf.Term{}, r.tok.fault("%v", err)
	}
	return rdf.NewIRI(iri), nil
}

// identify returns the IRI of an rdf:ID, which must be new.
func (r *Reader) identify(base rdf.Base, id string) (rdf.Term, error) {
	if !isNCName(id) {
		return rdf.Term{}, r.tok.fault("%q is not a name, as rdf:ID needs it", id)
	}
	t, err := r.resolve(base, "#"+id)
	if err != nil {
		return t, err
	}
	if _, seen := r.ids[t.Value()]; seen {
		return t, r.tok.fault("rdf:ID %q stands twice", id)
	}
	r.ids[t.Value()] = struct{}{}
	return t, nil
}
