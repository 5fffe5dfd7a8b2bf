package rdfxml

import (
	"errors"
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// What RDF/XML cannot say. Test for these with [errors.Is]; the writer goes on after
// them.
var (
	// ErrNamedGraph is returned for a quad in a named graph.
	ErrNamedGraph = errors.New("RDF/XML cannot hold named graphs")
	// ErrPredicate is returned for a predicate that cannot be the name of an element.
	ErrPredicate = errors.New("predicate has no XML name")
	// ErrCharacter is returned for a term with a character that XML does not have.
	ErrCharacter = errors.New("character is not allowed in XML")
	// ErrQuad is returned for what is no quad.
	ErrQuad = errors.New("not a quad of RDF")
)

const (
	// maxRun bounds the triples of one node element when they are not all held anyway.
	maxRun = 4096
	// flushBytes is how much text is held back at most.
	flushBytes = 1 << 16
)

// WriterOptions tunes a [Writer].
type WriterOptions struct {
	// Prefixes map a prefix to its namespace; that of RDF is always there.
	Prefixes map[string]string
	// Base becomes xml:base, and IRIs in it are written as relative to it.
	Base string
	// Pretty holds everything until Close, and then writes each subject once, blank
	// nodes where they are used, and lists as collections.
	Pretty bool
	// DropGraphs writes the triples of named graphs, which are errors without it.
	DropGraphs bool
}

// Writer writes one document. It is not safe for concurrent use.
type Writer struct {
	w       io.Writer
	opt     WriterOptions
	names   names
	base    string
	buf     []byte
	run     []rdf.Triple // of one subject; with Pretty all triples
	started bool
	err     error // sticky: of w

	tree *tree // while a pretty document is written
}

// NewWriter returns a writer to w.
func NewWriter(w io.Writer, opt WriterOptions) *Writer {
	out := &Writer{w: w, opt: opt, names: newNames(opt.Prefixes)}
	if base, err := rdf.NewBase(opt.Base); err == nil && opt.Base != "" {
		out.base = base.Resolve("")
	}
	return out
}

// WriteQuad adds a quad; it copies strings.
func (w *Writer) WriteQuad(q rdf.Quad) error {
	if w.err != nil {
		return w.err
	}
	if !q.G.IsZero() && !w.opt.DropGraphs {
		return fmt.Errorf("%w: %s", ErrNamedGraph, q.G)
	}
	if err := checkTriple(q.Triple()); err != nil {
		return err
	}
	if !w.opt.Pretty && len(w.run) > 0 && (w.run[0].S != q.S || len(w.run) >= maxRun) {
		w.flushRun()
	}
	w.run = append(w.run, rdf.Triple{S: q.S.Clone(), P: q.P.Clone(), O: q.O.Clone()})
	return w.flush(flushBytes)
}

// Close completes the document. It does not close the underlying writer.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	if w.opt.Pretty {
		w.pretty()
	} else {
		w.flushRun()
	}
	w.start()
	w.buf = append(w.buf, "</rdf:RDF>\n"...)
	return w.flush(0)
}

// flush writes the text if there is more of it than limit.
func (w *Writer) flush(limit int) error {
	if len(w.buf) > limit {
		_, w.err = w.w.Write(w.buf)
		w.buf = w.buf[:0]
	}
	return w.err
}

// start begins the document.
func (w *Writer) start() {
	if w.started {
		return
	}
	w.started = true
	w.buf = append(w.buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF"...)
	for i, b := range w.names.declared {
		if i > 0 {
			w.buf = append(w.buf, "\n        "...)
		}
		w.buf = append(append(w.buf, ' '), declaration(b)...)
	}
	if w.base != "" {
		w.buf = append(w.buf, "\n         xml:base=\""...)
		w.buf = append(appendXMLAttr(w.buf, w.base), '"')
	}
	w.buf = append(w.buf, ">\n"...)
}

// flushRun writes the triples of the current subject.
func (w *Writer) flushRun() {
	if len(w.run) == 0 {
		return
	}
	w.start()
	w.node(w.run[0].S, w.run, 1)
	w.run = w.run[:0]
}

// checkTriple returns an error for a triple that RDF/XML cannot say.
func checkTriple(t rdf.Triple) error {
	switch {
	case !t.S.IsIRI() && !t.S.IsBlankNode() || !t.P.IsIRI() || t.O.IsZero():
		return fmt.Errorf("%w: %s", ErrQuad, t)
	case !isXMLText(t.S.Value()):
		return fmt.Errorf("%w: %s", ErrCharacter, t.S)
	case t.O.IsTripleTerm():
		if err := checkTriple(t.O.Triple()); err != nil {
			return err
		}
	case !isXMLText(t.O.Value()) || !isXMLText(t.O.Datatype()):
		return fmt.Errorf("%w: %s", ErrCharacter, t.O)
	}
	space, local, ok := splitName(t.P.Value())
	if !ok || !isXMLText(space) || space == nsXML || space == nsXMLNS || space == vocab.RDF && (!isPropertyName(local) || local == "li") {
		return fmt.Errorf("%w: %s", ErrPredicate, t.P)
	}
	return nil
}
