package sparql

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Result is the answer to a query, computed while it is read. It belongs to one
// goroutine at a time and must be closed.
type Result struct {
	Form    algebra.Form
	Vars    []string // of SELECT, in order
	Boolean bool     // of ASK

	session *session
	query   *algebra.Query
	dataset plan.Dataset
	plan    *plan.Plan
	runtime *exec.Runtime
	op      exec.Operator
	measure bool
	rows    int64
	closed  bool

	batch *ids.Batch // of which the rows before from have been decoded
	from  int
	meter pace.Meter
	lent  *exec.Share // for a long row that is being written; nil before the first
}

// ask reads the first batch of an ASK query.
func (r *Result) ask() error {
	_, err := r.op.Next(r.session.ctx)
	if errors.Is(err, io.EOF) {
		return nil
	}
	r.Boolean = err == nil
	return err
}

// next returns the next solutions, or io.EOF after the last.
func (r *Result) next(ctx context.Context) (*ids.Batch, error) {
	if r.op == nil {
		return nil, io.EOF
	}
	b, err := r.op.Next(ctx)
	if err != nil && !errors.Is(err, io.EOF) {
		err = r.session.translate(err)
	}
	return b, err
}

// inTurn runs a part of the query's work.
func (r *Result) inTurn(f func() error) error {
	r.session.turn.enter(r.session.ctx)
	defer r.session.turn.leave()
	return r.session.guard(f)
}

// batches ranges over the solutions.
func (r *Result) batches() iter.Seq2[*ids.Batch, error] {
	return func(yield func(*ids.Batch, error) bool) {
		for {
			var b *ids.Batch
			err := r.inTurn(func() (err error) {
				b, err = r.next(r.session.ctx)
				return err
			})
			if errors.Is(err, io.EOF) || !yield(b, err) || err != nil {
				return
			}
		}
	}
}

// count adds to the rows delivered and enforces their limit.
func (r *Result) count(n int64) error {
	r.rows += n
	if limit := r.session.maxRows; limit > 0 && r.rows > limit {
		return fmt.Errorf("%w: more than %d", ErrTooManyRows, limit)
	}
	return nil
}

// Rows ranges over the solutions of a SELECT query: a term for each of Vars, the
// zero Term where it is unbound. The slice is used again for the next row. An error
// ends the range: the rows before it are not the whole result.
func (r *Result) Rows() iter.Seq2[[]rdf.Term, error] {
	return func(yield func([]rdf.Term, error) bool) {
		if r.Form != algebra.Select {
			yield(nil, fmt.Errorf("sparql: the query has no rows"))
			return
		}
		row := make([]rdf.Term, len(r.Vars))
		for d := range r.decoded() {
			if d.err != nil {
				yield(nil, d.err)
				return
			}
			for i := range d.rows {
				if err := r.count(1); err != nil {
					yield(nil, err)
					return
				}
				for c := range d.cols {
					row[c] = d.cols[c][i]
				}
				if err := r.lend(row); err != nil {
					yield(nil, err)
					return
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// lend pays for a row that is written out, if it is long, until the next one.
func (r *Result) lend(row []rdf.Term) error {
	size := 0
	for _, t := range row {
		size += len(t.Value())
	}
	if size < longRow && len(row) < longColumns {
		return nil
	}
	if r.lent == nil {
		r.lent = exec.NewShare(r.session.budget)
	}
	r.lent.Release()
	if err := pace.Yield(r.session.ctx); err != nil {
		return r.session.translate(err)
	}
	return r.lent.Reserve(2 * int64(size)) // escapes, and a buffer that grows
}

// longColumns is the number of columns from which on a row is a long one.
const longColumns = 256

// first ranges over whatever the result has: rows or quads.
func (r *Result) first() iter.Seq2[struct{}, error] {
	return func(yield func(struct{}, error) bool) {
		if r.Form == algebra.Select {
			for _, err := range r.Rows() {
				if !yield(struct{}{}, err) {
					return
				}
			}
			return
		}
		for _, err := range r.Quads() {
			if !yield(struct{}{}, err) {
				return
			}
		}
	}
}

// Quads ranges over the triples of a CONSTRUCT or DESCRIBE query, each once, in the
// default graph. An error ends the range: the quads before it are not the whole
// result.
func (r *Result) Quads() iter.Seq2[rdf.Quad, error] {
	switch r.Form {
	case algebra.Construct:
		return r.constructed()
	case algebra.Describe:
		return r.described()
	default:
		return func(yield func(rdf.Quad, error) bool) {
			yield(rdf.Quad{}, fmt.Errorf("sparql: the query has no quads"))
		}
	}
}

// Version returns the version of the store that the result is of.
func (r *Result) Version() uint64 { return r.session.snap.Version() }

// ID returns the number of the query, for [Engine.Cancel].
func (r *Result) ID() uint64 { return r.session.id }

// OnStop calls f, in a goroutine of its own, when the query is stopped: by its
// deadline, by [Engine.Cancel] or by the end of its context. What writes a result needs
// it to give up a client that does not read. Stop ends that, as for [context.AfterFunc].
func (r *Result) OnStop(f func()) (stop func() bool) { return context.AfterFunc(r.session.ctx, f) }

// Close ends the query.
func (r *Result) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	return r.session.end()
}
