package turtle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/issn-ld/issn-ld/rdf"
)

// chunkBytes is the size of the pieces that a document is cut into.
const chunkBytes = 1 << 20

// ParallelOptions tunes [ReadParallel].
type ParallelOptions struct {
	Options
	Workers    int // goroutines that parse; 0 means 1
	ChunkBytes int // size of the pieces, a target; 0 means 1 MiB
}

// ParallelStats is what [ReadParallel] counted.
type ParallelStats struct {
	Quads   int64
	Skipped int64 // bad lines, with Options.Lax
	Bytes   int64
}

// chunk is a piece of a document that begins and ends between statements.
type chunk struct {
	seq  int
	text []byte
	line int // line ends before it
	col  int // characters before it on its first line
	env  *environment
}

// environment is what the directives before a chunk of Turtle have set.
type environment struct {
	base       rdf.Base
	namespaces map[string]string
}

// chunkError is an error in the chunk seq.
type chunkError struct {
	seq int
	err error
}

// ReadParallel reads a document with several goroutines and calls fn for each
// quad, with the number of the goroutine, from 0, which calls it: calls with
// different numbers are concurrent, those with the same number are not. The
// quads of one chunk come in their order; chunks come in any. With
// Options.Transient a quad is valid until fn returns. OnSkip may be called by
// several goroutines at a time.
//
// N-Triples and N-Quads are cut at line ends; Turtle is cut after statements
// by a scanner that follows strings, IRIs, comments and directives; TriG is
// read by one goroutine. Labels of blank nodes mean the same in every chunk.
//
// Of the errors in a document the first one in its order is returned. ctx
// ends the reading between chunks.
func ReadParallel(ctx context.Context, src io.Reader, opt ParallelOptions, fn func(worker int, q *rdf.Quad) error) (ParallelStats, error) {
	if opt.Workers <= 0 {
		opt.Workers = 1
	}
	if opt.ChunkBytes <= 0 {
		opt.ChunkBytes = chunkBytes
	}
	if opt.Format == TriG {
		return readAlone(ctx, src, opt.Options, fn)
	}
	if opt.Base != "" {
		if _, err := rdf.NewBase(opt.Base); err != nil {
			return ParallelStats{}, err
		}
	}
	p := &parallel{opt: opt, fn: fn, chunks: make(chan chunk), free: make(chan []byte, opt.Workers+2)}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(p.chunks)
		return p.split(ctx, src)
	})
	for w := range opt.Workers {
		group.Go(func() error { return p.work(w) })
	}
	err := group.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.first.err != nil {
		err = p.first.err
	}
	return p.stats, err
}

// readAlone reads with one goroutine.
func readAlone(ctx context.Context, src io.Reader, opt Options, fn func(worker int, q *rdf.Quad) error) (ParallelStats, error) {
	var stats ParallelStats
	r := NewReader(src, opt)
	var q rdf.Quad
	for {
		switch err := r.Read(&q); {
		case errors.Is(err, io.EOF):
			return stats, nil
		case err != nil:
			return stats, err
		}
		if err := fn(0, &q); err != nil {
			return stats, err
		}
		if stats.Quads++; stats.Quads%4096 == 0 && ctx.Err() != nil {
			return stats, ctx.Err()
		}
	}
}

// parallel is the state of one ReadParallel.
type parallel struct {
	opt    ParallelOptions
	fn     func(worker int, q *rdf.Quad) error
	chunks chan chunk
	free   chan []byte // buffers that can be used again

	mu    sync.Mutex // guards what follows
	stats ParallelStats
	first chunkError // in the order of the document
	fails bool
}

// fail records the error of a chunk.
func (p *parallel) fail(seq int, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.fails || seq < p.first.seq {
		p.first, p.fails = chunkError{seq: seq, err: err}, true
	}
}

// failedBefore reports whether chunk seq need not be read any more.
func (p *parallel) failedBefore(seq int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fails && p.first.seq < seq
}

// work parses chunks until there are no more. Chunks that were handed out
// before an error are parsed to the end, since theirs may be the first.
func (p *parallel) work(worker int) error {
	r := newChunkReader(p.opt.Options)
	var quads int64
	var q rdf.Quad
	for c := range p.chunks {
		if p.failedBefore(c.seq) {
			continue
		}
		r.reset(c)
		for {
			err := r.Read(&q)
			if err == nil {
				quads++
				err = p.fn(worker, &q)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				p.fail(c.seq, err)
				break
			}
		}
		select {
		case p.free <- c.text[:0]:
		default:
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stats.Quads += quads
	p.stats.Skipped += r.skipped
	return nil
}

// reset makes r read the chunk.
func (r *Reader) reset(c chunk) {
	r.in = input{buf: c.text, end: len(c.text), eof: true, max: r.in.max, line: c.line, col: c.col}
	r.lim, r.err, r.started = 0, nil, c.seq > 0
	r.peeked, r.depth, r.queue, r.head = false, 0, r.queue[:0], 0
	if c.env != nil {
		r.base = c.env.base
		r.namespaces = make(map[string]string, len(c.env.namespaces))
		maps.Copy(r.namespaces, c.env.namespaces)
		r.generated = 0
		r.labelTag = strconv.Itoa(c.seq) + "-"
	}
}

// buffer returns an empty buffer.
func (p *parallel) buffer() []byte {
	select {
	case b := <-p.free:
		return b
	default:
		return make([]byte, 0, p.opt.ChunkBytes+p.opt.ChunkBytes/8)
	}
}

// split cuts the document into chunks and hands them out.
func (p *parallel) split(ctx context.Context, src io.Reader) error {
	limit := p.opt.MaxTokenBytes
	if limit == 0 {
		limit = defaultMaxToken
	}
	var cut cutter = lineCutter{}
	if p.opt.Format == Turtle {
		cut = newStatementCutter(p.opt.Options)
	}
	var place input // counts lines and columns
	rest := p.buffer()
	for seq := 0; ; seq++ {
		text, n, err := p.gather(rest, src, cut, limit)
		if err != nil && !errors.Is(err, io.EOF) {
			p.fail(seq, fmt.Errorf("after line %d: %w", place.line, err))
			return nil
		}
		last := err != nil
		if last {
			n = len(text)
		}
		c := chunk{seq: seq, text: text[:n], line: place.line, col: place.col, env: cut.environment()}
		rest = append(p.buffer(), text[n:]...)
		place.advance(c.text)
		if len(c.text) > 0 {
			select {
			case p.chunks <- c:
			case <-ctx.Done():
				return ctx.Err()
			}
			p.mu.Lock()
			p.stats.Bytes += int64(len(c.text))
			stop := p.fails
			p.mu.Unlock()
			if stop {
				return nil
			}
		}
		if last {
			return nil
		}
		cut.taken(n)
	}
}

// gather reads on to text until it holds a chunk, and returns it with the
// length of that. At the end of the document it returns io.EOF.
func (p *parallel) gather(text []byte, src io.Reader, cut cutter, limit int) ([]byte, int, error) {
	for {
		var err error
		if text, err = readMore(text, src, p.opt.ChunkBytes); err != nil {
			return text, 0, err
		}
		if len(text) < p.opt.ChunkBytes {
			continue
		}
		if n := cut.cut(text); n > 0 {
			return text, n, nil
		}
		if len(text) > limit+p.opt.ChunkBytes {
			return text, 0, fmt.Errorf("no end of a statement within %d bytes", len(text))
		}
	}
}

// readMore reads once, with room for at least a part of a chunk.
func readMore(text []byte, src io.Reader, size int) ([]byte, error) {
	if cap(text)-len(text) < size/8+1 {
		grown := make([]byte, len(text), max(2*len(text), size)+size/8+1)
		copy(grown, text)
		text = grown
	}
	for range 100 {
		n, err := src.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if n > 0 && errors.Is(err, io.EOF) {
			err = nil // the next call says so again
		}
		if n > 0 || err != nil {
			return text, err
		}
	}
	return text, io.ErrNoProgress
}

// cutter finds where a document may be cut.
type cutter interface {
	// cut returns the length of the longest part of text that ends between
	// statements, or 0. It is called again with more text where it returned 0.
	cut(text []byte) int
	// taken says that the first n bytes are gone.
	taken(n int)
	// environment returns what directives have set before text; nil if there
	// are none in the syntax.
	environment() *environment
}

// lineCutter cuts at line ends.
type lineCutter struct{}

func (lineCutter) cut(text []byte) int       { return bytes.LastIndexByte(text, '\n') + 1 }
func (lineCutter) taken(int)                 {}
func (lineCutter) environment() *environment { return nil }
