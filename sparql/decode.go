package sparql

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/store/ids"
)

// decodedBatch is solutions as terms, or the error that ends them.
type decodedBatch struct {
	cols [][]rdf.Term
	rows int
	text int64       // bytes of the strings in cols
	mem  *exec.Share // what cols take
	err  error
}

// newDecodedBatch returns an empty one.
func (r *Result) newDecodedBatch() *decodedBatch {
	return &decodedBatch{cols: make([][]rdf.Term, len(r.Vars)), mem: exec.NewShare(r.session.budget)}
}

const (
	// decodedCells is the number of terms that are decoded together at most: results with
	// very many columns are decoded a few rows at a time.
	decodedCells = 1 << 16
	// cellBytes is the memory of a term beside its strings.
	cellBytes = 48
	// longRow is the length of a row, in bytes of text or in cells, from which on each
	// row is a place where a query may end, and its written form costs memory.
	longRow = 64 << 10
)

// aheadAfter is the number of batches after which the query runs beside its
// reader: smaller results are not worth a goroutine.
const aheadAfter = 2

// decoded ranges over the solutions as terms. A batch is valid until the next. The
// last one may have an error.
func (r *Result) decoded() iter.Seq[*decodedBatch] {
	return func(yield func(*decodedBatch) bool) {
		d := r.newDecodedBatch()
		defer d.mem.Release()
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
		if r.batch == nil || r.from == r.batch.Len {
			r.batch, r.from = nil, 0
			b, err := r.next(ctx)
			if err != nil {
				return err
			}
			r.batch = b
		}
		lo := r.from
		r.from = min(r.batch.Len, lo+max(1, decodedCells/max(1, len(d.cols))))
		return r.decode(ctx, d, lo, r.from)
	})
	if d.err != nil {
		d.rows = 0
	}
	return !errors.Is(d.err, io.EOF)
}

// decode puts the rows from lo to before hi of the current batch into d, as terms, and
// pays for them.
func (r *Result) decode(ctx context.Context, d *decodedBatch, lo, hi int) error {
	d.rows, d.text = hi-lo, 0
	d.mem.Release()
	if err := d.mem.Reserve(int64(len(d.cols)*d.rows) * cellBytes); err != nil {
		return r.session.translate(err)
	}
	for i := range d.cols {
		col := r.batch.Cols[i][lo:hi]
		err := r.meter.Add(ctx, len(col))
		if err == nil {
			d.cols[i], err = r.session.env.Pool.Terms(d.cols[i][:0], col)
		}
		if err == nil {
			text := textOf(col, d.cols[i])
			d.text += text
			err = d.mem.Reserve(text)
		}
		if err != nil {
			return r.session.translate(err)
		}
	}
	return nil
}

// textOf is the length of the strings of terms that have been decoded. Terms that the
// query has made are the pool's, and a term that comes again in the next row counts once.
func textOf(col []ids.ID, terms []rdf.Term) int64 {
	n := int64(0)
	for i, id := range col {
		if (id.Kind() == ids.KindBase || id.Kind() == ids.KindDelta) && (i == 0 || id != col[i-1]) {
			n += int64(len(terms[i].Value()))
		}
	}
	return n
}

// decodeAhead runs the query and decodes in a goroutine, which is a batch or two
// ahead of the reader and ends before decodeAhead returns.
func (r *Result) decodeAhead(yield func(*decodedBatch) bool) {
	const buffers = 3
	ctx, cancel := context.WithCancel(r.session.ctx)
	defer r.session.turn.aside()()
	full, free := make(chan *decodedBatch, buffers), make(chan *decodedBatch, buffers)
	for range buffers {
		d := r.newDecodedBatch()
		defer d.mem.Release() // after the goroutine has ended
		free <- d
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
	for {
		asked := time.Now()
		d, more := <-full
		r.session.turn.account.Waited(time.Since(asked))
		if !more || !yield(d) || d.err != nil {
			return
		}
		free <- d
	}
}
