package jsonld

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/piprate/json-gold/ld"

	"github.com/issn-ld/issn-ld/rdf"
)

// Direction says how a base direction is written in RDF 1.1 (JSON-LD 1.1 API,
// rdfDirection).
type Direction uint8

// The ways to write base directions. With NoDirection a reader drops them.
const (
	NoDirection     Direction = 0
	DirLangString   Direction = 1 // as rdf:dirLangString of RDF 1.2
	I18NDatatype    Direction = 2 // as a datatype below https://www.w3.org/ns/i18n#
	CompoundLiteral Direction = 3 // as a node with rdf:value, rdf:language, rdf:direction
)

// Options tunes a [Reader]. The zero value reads JSON-LD 1.1.
type Options struct {
	Base        string  // IRI that relative ones are resolved against
	File        string  // name of the document, for errors
	Loader      *Loader // nil stands for [NewLoader]
	LabelPrefix string  // goes before the labels of blank nodes
	Direction   Direction
	// Context is applied before the contexts of the document; nil is none.
	Context any
	// MaxBytes bounds the document. 0 is no bound for documents that are read in
	// pieces, and 256 MiB for others.
	MaxBytes int64
	// PiecesFrom is the length from which a document is read in pieces, if it has the
	// form for it: a list of node objects, or an object with "@context" and a name
	// before its "@graph". 0 means 8 MiB.
	PiecesFrom int64
	// OneZero processes as JSON-LD 1.0.
	OneZero bool
	// Generalized gives triples whose predicate is a blank node too.
	Generalized bool
}

// Reader reads the quads of a document. A document is read whole at the first call
// of Read, but for long ones that can be read in pieces.
type Reader struct {
	r      io.Reader
	opt    Options
	quads  []rdf.Quad
	next   int
	begun  bool
	pieces *pieces // of a document that is read in pieces
	err    error
}

// NewReader returns a reader of the document r.
func NewReader(r io.Reader, opt Options) *Reader { return &Reader{r: r, opt: opt} }

// Read reads the next quad. It returns io.EOF after the last one, and an
// [*rdf.SyntaxError] for a document that is not JSON-LD. The terms are the
// caller's.
func (r *Reader) Read(q *rdf.Quad) error {
	if !r.begun {
		r.begun = true
		r.begin()
	}
	for r.next == len(r.quads) && r.err == nil && r.pieces != nil {
		r.next = 0
		r.quads, r.err = r.pieces.next()
	}
	if r.next < len(r.quads) {
		*q = r.quads[r.next]
		r.next++
		return nil
	}
	if r.err != nil {
		return r.err
	}
	return io.EOF
}

// begin reads a document of some length whole, and decides how to read a longer one.
func (r *Reader) begin() {
	head, err := io.ReadAll(io.LimitReader(r.r, r.opt.piecesFrom()))
	if err != nil {
		r.err = err
		return
	}
	if int64(len(head)) < r.opt.piecesFrom() {
		r.quads, r.err = r.opt.readAll(bytes.NewReader(head))
		return
	}
	if _, ok := r.opt.newPieces(bytes.NewReader(head)); !ok {
		r.quads, r.err = r.opt.readAll(io.MultiReader(bytes.NewReader(head), r.r))
		return
	}
	rest := r.r
	if r.opt.MaxBytes > 0 {
		rest = &bounded{r: r.r, left: r.opt.MaxBytes - int64(len(head)), max: r.opt.MaxBytes}
	}
	r.pieces, _ = r.opt.newPieces(io.MultiReader(bytes.NewReader(head), rest))
}

// bounded fails after so many bytes.
type bounded struct {
	r         io.Reader
	left, max int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("the document is longer than %d bytes", b.max)
	}
	return n, err
}

// All ranges over the quads. An error ends it.
func (r *Reader) All() func(yield func(rdf.Quad, error) bool) {
	return func(yield func(rdf.Quad, error) bool) {
		var q rdf.Quad
		for {
			err := r.Read(&q)
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}

func (o *Options) readAll(r io.Reader) ([]rdf.Quad, error) {
	limit := o.MaxBytes
	if limit <= 0 || limit > maxWhole {
		limit = maxWhole
	}
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > limit {
		msg := fmt.Sprintf("the document is longer than %d bytes", limit)
		if limit == maxWhole {
			msg += " and has no form that can be read in pieces: a list of node objects, or @context, @graph and nothing else"
		}
		return nil, o.syntaxError(text, 0, msg)
	}
	var doc any
	if err := o.decode(text, &doc); err != nil {
		return nil, err
	}
	expanded, err := o.expand(doc)
	if err != nil {
		return nil, o.syntaxError(text, 0, explain(err))
	}
	d := deserializer{opt: o, nodes: labels{prefix: o.LabelPrefix}}
	if err := d.document(expanded); err != nil {
		return nil, o.syntaxError(text, 0, err.Error())
	}
	return d.quads, nil
}

// decode reads one JSON value and nothing after it.
func (o *Options) decode(text []byte, doc *any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	err := dec.Decode(doc)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return o.syntaxError(text, int(syntax.Offset), syntax.Error())
	case err != nil:
		return o.syntaxError(text, len(text), "the JSON text ends too early")
	}
	if rest := bytes.TrimLeft(text[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return o.syntaxError(text, len(text)-len(rest)+1, "there is more after the JSON value")
	}
	*doc = numbers(*doc)
	o.repeatedContexts(*doc)
	return nil
}

// syntaxError places an error after so many bytes of the text; 0 stands for
// the document as a whole.
func (o *Options) syntaxError(text []byte, offset int, msg string) error {
	e := &rdf.SyntaxError{File: o.File, Msg: msg}
	if offset > 0 {
		before := text[:min(offset, len(text))]
		e.Line = 1 + bytes.Count(before, []byte("\n"))
		e.Column = len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:])))
	}
	return e
}

// explain words an error of json-gold for people.
func explain(err error) string {
	var e *ld.JsonLdError
	if !errors.As(err, &e) {
		return err.Error()
	}
	if cause, ok := e.Details.(error); ok {
		return string(e.Code) + ": " + explain(cause)
	}
	if e.Details != nil {
		return fmt.Sprintf("%s: %v", e.Code, e.Details)
	}
	return string(e.Code)
}

// expand runs the expansion algorithm.
func (o *Options) expand(doc any) (expanded []any, err error) {
	defer recoverProcessor(&err)
	opts := processorOptions(o.Base, o.Loader)
	if o.OneZero {
		opts.ProcessingMode = ld.JsonLd_1_0
	}
	opts.ExpandContext = o.Context
	return ld.NewJsonLdProcessor().Expand(doc, opts)
}

func processorOptions(base string, loader *Loader) *ld.JsonLdOptions {
	if loader == nil {
		loader = NewLoader()
	}
	opts := ld.NewJsonLdOptions(base)
	opts.ProcessingMode = ld.JsonLd_1_1
	opts.DocumentLoader = loader
	return opts
}

// recoverProcessor turns a panic of json-gold on input that it did not expect
// into an error: a bad document must not end the program.
func recoverProcessor(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("the document is not JSON-LD: %v", v)
	}
}
