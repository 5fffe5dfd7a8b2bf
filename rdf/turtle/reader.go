package turtle

import (
	"errors"
	"io"
	"iter"
	"maps"

	"github.com/issn-ld/issn-ld/rdf"
)

// Reader reads the quads of one document. It is not safe for concurrent use.
type Reader struct {
	opt Options
	in  input
	lim int   // line-based syntaxes: buf[pos:lim] is whole lines
	err error // sticky; io.EOF at the end

	bad      badToken
	intern   interner
	scratch  []byte // unescaped text
	resolved []byte // resolved IRI
	arena    []byte // strings of the quads that wait in queue

	subject, graphName memo // line-based syntaxes

	languages map[string]string // well-formed tags seen, with their normal form

	skipped int64
	started bool

	base rdf.Base
	turtleState
}

// NewReader returns a reader of the document in src.
func NewReader(src io.Reader, opt Options) *Reader {
	r := &Reader{opt: opt}
	r.in.r = src
	r.setUp()
	return r
}

// newChunkReader reads from memory, which it borrows.
func newChunkReader(opt Options) *Reader {
	r := &Reader{opt: opt}
	r.setUp()
	return r
}

func (r *Reader) setUp() {
	r.in.max = r.opt.MaxTokenBytes
	if r.in.max == 0 {
		r.in.max = defaultMaxToken
	}
	if r.opt.MaxDepth == 0 {
		r.opt.MaxDepth = defaultMaxDepth
	}
	if r.opt.Base != "" {
		base, err := rdf.NewBase(r.opt.Base)
		if err != nil {
			r.err = err
			return
		}
		r.base = base
	}
	r.languages = map[string]string{}
	r.namespaces = map[string]string{}
}

// Read stores the next quad in q. It returns io.EOF after the last one. After
// an error, which is an [*rdf.SyntaxError] unless the source failed, every
// further call returns the same error.
func (r *Reader) Read(q *rdf.Quad) error {
	if r.opt.Format.lineBased() {
		return r.readLine(q)
	}
	return r.readTurtle(q)
}

// All ranges over the quads of the document. An error ends the sequence. With
// Options.Transient a quad is valid until the next one.
func (r *Reader) All() iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		for {
			var q rdf.Quad
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

// Skipped returns how many bad lines Options.Lax has passed over so far.
func (r *Reader) Skipped() int64 { return r.skipped }

// Prefixes returns the prefixes declared so far, with their namespaces.
func (r *Reader) Prefixes() map[string]string {
	return maps.Clone(r.namespaces)
}

// start skips the byte order mark before the first token.
func (r *Reader) start() error {
	r.started = true
	if err := r.in.skipBOM(); err != nil && !errors.Is(err, io.EOF) {
		return r.readError(err)
	}
	return nil
}
