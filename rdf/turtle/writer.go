package turtle

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/issn-ld/issn-ld/rdf"
)

// ErrNamedGraph is returned for a quad in a named graph by writers of
// N-Triples and Turtle, which cannot hold it.
var ErrNamedGraph = errors.New("the syntax cannot hold named graphs")

// ErrQuad marks a quad that is none: a literal as its subject, say.
var ErrQuad = errors.New("not an RDF quad")

// WriterOptions tunes a [Writer]. The zero value writes N-Triples.
type WriterOptions struct {
	Format Format

	// Prefixes maps prefixes, without colon, to namespaces. Turtle and TriG use
	// them; plain output declares all of them at its head, pretty output those
	// that it uses. Prefixes that the grammar does not allow are left out.
	Prefixes map[string]string

	// Table takes the place of Prefixes: it is made once for many writers.
	Table *PrefixTable

	// Base is declared at the head of Turtle and TriG; IRIs below it are then
	// written relative to it.
	Base string

	// Pretty makes Turtle and TriG for people: everything is held until Close,
	// then written grouped and sorted, with blank nodes and collections nested
	// where they are used. Plain output is written at once and groups only what
	// comes in sequence.
	Pretty bool

	// Canonical makes N-Triples and N-Quads canonical (RDF 1.2 N-Triples,
	// section 3), line by line: it neither sorts nor removes duplicates.
	Canonical bool

	// Stable says that the strings of quads do not change before Close, so that
	// pretty output needs no copy of its own.
	Stable bool

	// DropGraphs writes the triples of named graphs in N-Triples and Turtle
	// as though they were in the default graph, instead of ErrNamedGraph.
	DropGraphs bool
}

// Writer writes quads in one of the syntaxes. It is not safe for concurrent
// use. What it writes always reads back as what it was given, but for blank
// node labels.
type Writer struct {
	w     io.Writer
	opt   WriterOptions
	buf   []byte
	lent  *[]byte // that buf began with, from buffers
	err   error
	names names

	started bool
	last    rdf.Quad // plain Turtle and TriG: the statement that is open
	open    bool     // whether there is one
	inGraph bool     // whether a graph block is open

	quads   []rdf.Quad // pretty: all of them
	scratch *scratch   // pretty: until Close
}

// flushAt is the number of bytes after which a Writer hands them on.
const flushAt = 32 << 10

// buffers are those of writers that have been closed, for the next ones.
var buffers sync.Pool

// NewWriter returns a writer to w. Close it: it holds text back.
func NewWriter(w io.Writer, opt WriterOptions) *Writer {
	wr := &Writer{w: w, opt: opt}
	if !opt.Pretty || opt.Format.lineBased() {
		wr.lent, _ = buffers.Get().(*[]byte)
		if wr.lent == nil {
			b := make([]byte, 0, flushAt+4096)
			wr.lent = &b
		}
		wr.buf = (*wr.lent)[:0]
	} else {
		wr.scratch = newScratch()
		wr.quads = wr.scratch.quads[:0]
	}
	if !opt.Format.lineBased() {
		wr.names, wr.err = newNames(opt)
	}
	return wr
}

// Grow makes room for n more quads in pretty output, which holds all of them.
// Other output needs none.
func (w *Writer) Grow(n int) {
	if w.opt.Pretty && !w.opt.Format.lineBased() {
		w.quads = slices.Grow(w.quads, n)
	}
}

// WriteQuad writes q. Its strings may change after the call if the output is
// not pretty; pretty output keeps a copy of its own, unless they are Stable.
func (w *Writer) WriteQuad(q rdf.Quad) error {
	if w.err != nil {
		return w.err
	}
	if err := w.check(&q); err != nil {
		return err
	}
	switch {
	case w.opt.Format.lineBased():
		if w.opt.Canonical {
			w.buf = rdf.AppendCanonicalQuad(w.buf, q)
		} else {
			w.buf = rdf.AppendQuad(w.buf, q)
		}
		w.buf = append(w.buf, '\n')
	case w.opt.Pretty && w.opt.Stable:
		w.quads = append(w.quads, q)
	case w.opt.Pretty:
		w.quads = append(w.quads, rdf.Quad{S: q.S.Clone(), P: q.P.Clone(), O: q.O.Clone(), G: q.G.Clone()})
	default:
		w.stream(q)
	}
	if len(w.buf) >= flushAt {
		return w.Flush()
	}
	return nil
}

// check refuses what is not RDF, and graphs where the syntax has none.
func (w *Writer) check(q *rdf.Quad) error {
	if !isResource(q.S) || !q.P.IsIRI() || q.O.IsZero() || !q.G.IsZero() && !isResource(q.G) || !isSound(q.O) {
		return fmt.Errorf("%w: %s", ErrQuad, q)
	}
	if q.G.IsZero() || w.opt.Format.hasGraphs() {
		return nil
	}
	if !w.opt.DropGraphs {
		return fmt.Errorf("%s, graph %s: %w", w.opt.Format, q.G, ErrNamedGraph)
	}
	q.G = rdf.Term{}
	return nil
}

func isResource(t rdf.Term) bool { return t.IsIRI() || t.IsBlankNode() }

// isSound looks into triple terms.
func isSound(t rdf.Term) bool {
	for depth := 0; t.IsTripleTerm(); depth++ {
		tr := t.Triple()
		if !isResource(tr.S) || !tr.P.IsIRI() || tr.O.IsZero() || depth >= maxTripleNesting {
			return false
		}
		t = tr.O
	}
	return true
}

// Flush hands what was written so far to the underlying writer. Pretty output
// has nothing to flush before Close.
func (w *Writer) Flush() error {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.w.Write(w.buf)
		w.buf = w.buf[:0]
	}
	return w.err
}

// Close completes the document. It does not close the underlying writer.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	switch {
	case w.opt.Format.lineBased():
	case w.scratch != nil:
		w.pretty()
		w.scratch.release()
		w.scratch = nil
	case w.opt.Pretty: // closed before
	default:
		w.endStream()
	}
	err := w.Flush()
	if w.lent != nil {
		*w.lent = w.buf[:0]
		buffers.Put(w.lent)
		w.buf, w.lent = nil, nil
	}
	return err
}
