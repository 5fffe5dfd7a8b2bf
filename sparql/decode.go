package sparql

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/issn-ld/issn-ld/rdf"
)

// decodedBatch is solutions as terms, or the error that ends them.
type decodedBatch struct {
	cols [][]rdf.Term
	rows int
	err  error
}

// aheadAfter is the number of batches after which the query runs beside its
// reader: smaller results are not worth a goroutine.
const aheadAfter = 2

// decoded ranges over the solutions as terms. A batch is valid until the next. The
// last one may have an error.
func (r *Result) decoded() iter.Seq[*decodedBatch] {
	return func(yield func(*decodedBatch) bool) {
		d := &decodedBatch{cols: make([][]rdf.Term, len(r.Vars))}
		for range aheadAfter {
			if !r.fill(r.session.ctx, d) || !yield(d) || d.err != nil {
				return
			}
		}
		r.decodeAhead(yield)
	}
}

// fill puts the next batch into d. It returns false after the last.
func (r *Result) fill(ctx context.Context, d *decodedBatch) bool {
	d.err = r.inTurn(func() error {
		b, err := r.next(ctx)
		if err != nil {
			return err
		}
		d.rows = b.Len
		return r.decode(d.cols, b)
	})
	if d.err != nil {
		d.rows = 0
	}
	return !errors.Is(d.err, io.EOF)
}

// decodeAhead runs the query and decodes in a goroutine, which is a batch or two
// ahead of the reader and ends before decodeAhead returns.
func (r *Result) decodeAhead(yield func(*decodedBatch) bool) {
	const buffers = 3
	ctx, cancel := context.WithCancel(r.session.ctx)
	full, free := make(chan *decodedBatch, buffers), make(chan *decodedBatch, buffers)
	for range buffers {
		free <- &decodedBatch{cols: make([][]rdf.Term, len(r.Vars))}
	}
	go func() {
		defer close(full)
		for d := range free {
			if !r.fill(ctx, d) {
				return
			}
			full <- d // never blocks: there are as many places as batches
			if d.err != nil {
				return
			}
		}
	}()
	defer func() {
		cancel()
		close(free)
		for range full { // until the goroutine has ended
		}
	}()
	for d := range full {
		if !yield(d) || d.err != nil {
			return
		}
		free <- d
	}
}
