package exec

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync/atomic"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Source is what operators read of a snapshot of the store.
type Source interface {
	// Scan returns the rows of a scan in the order of its permutation.
	Scan(ctx context.Context, s ids.Scan) (ids.Scanner, error)
	// Count returns the exact number of rows of a scan.
	Count(ctx context.Context, s ids.Scan) (int64, error)
}

// An Operator yields a table batch by batch; [Batches] ranges over it.
type Operator interface {
	// Next returns the next batch, of at least one row, or io.EOF after the last.
	// The batch is read-only and valid until the next call of Next or Close.
	Next(ctx context.Context) (*ids.Batch, error)
	// Close ends the operator and its inputs and gives their memory back.
	Close() error
}

// ServiceRequest is a pattern that another endpoint is asked for.
type ServiceRequest struct {
	Endpoint string
	Pattern  string   // a group graph pattern with its braces
	Vars     []string // the variables wanted
	Silent   bool
	// KeyVars and Keys are values that the solutions are compatible with; the
	// endpoint may be sent them. Empty KeyVars stand for no restriction.
	KeyVars []string
	Keys    [][]rdf.Term
}

// ServiceFunc asks another endpoint. A row has a term, or the zero Term, for each
// of the request's Vars.
type ServiceFunc func(ctx context.Context, req ServiceRequest) iter.Seq2[[]rdf.Term, error]

// ErrService marks a SERVICE that may not be called or has failed.
var ErrService = errors.New("service call failed")

// ErrNotAllowed marks an endpoint that may not be called; it comes with
// [ErrService].
var ErrNotAllowed = errors.New("not allowed")

// Runtime is what the operators of one query share.
type Runtime struct {
	Source  Source
	Env     *expr.Env // with its Pool
	Plan    *plan.Plan
	Budget  *Budget
	Service ServiceFunc // nil: no endpoint may be called
	// BatchRows is the number of rows that operators aim at in a batch; 0 stands
	// for [ids.BatchRows].
	BatchRows int
	// Stats receives what each operator has done, by the ID of its plan node; nil
	// leaves that out.
	Stats []Stats

	solutions atomic.Uint64 // numbered so far, for BNODE
	services  services
}

// Stats is what an operator has done so far.
type Stats struct {
	Rows    int64         // delivered
	Batches int64         // delivered
	Time    time.Duration // in Next, inputs included
	Memory  int64         // highest number of bytes kept
	Opens   int64         // times the operator was built: once but in loops

	Calls       int64 // of other endpoints
	CachedCalls int64 // that an earlier answer did for
	SentKeys    int64 // rows of values sent with the calls
}

// Release gives back what the query keeps beside its operators: answers of other
// endpoints, computed terms, keys of comparisons. It comes after their Close.
func (rt *Runtime) Release() {
	rt.services.release()
	rt.Env.Release()
}

// batchRows is the number of rows that operators aim at in a batch.
func (rt *Runtime) batchRows() int {
	if rt.BatchRows > 0 {
		return rt.BatchRows
	}
	return ids.BatchRows
}

// measured yields before each batch and counts what an operator does.
type measured struct {
	op    Operator
	stats *Stats
}

func (m *measured) Next(ctx context.Context) (*ids.Batch, error) {
	if err := pace.Yield(ctx); err != nil {
		return nil, err
	}
	if m.stats == nil {
		return m.op.Next(ctx)
	}
	start := time.Now()
	b, err := m.op.Next(ctx)
	m.stats.Time += time.Since(start)
	if err == nil {
		m.stats.Rows += int64(b.Len)
		m.stats.Batches++
	}
	return b, err
}

func (m *measured) Close() error { return m.op.Close() }

// seeker is an operator that can skip rows.
type seeker interface {
	// Seek skips the rows that come before key in the operator's order. It never
	// moves backwards.
	Seek(key []ids.ID)
	// CanSeek reports whether Seek does anything.
	CanSeek() bool
}

func (m *measured) Seek(key []ids.ID) {
	if s, ok := m.op.(seeker); ok {
		s.Seek(key)
	}
}

func (m *measured) CanSeek() bool { return canSeek(m.op) }

// canSeek reports whether skipping rows of op saves reading them.
func canSeek(op Operator) bool {
	s, ok := op.(seeker)
	return ok && s.CanSeek()
}

// Batches ranges over the batches of op. It ends after an error.
func Batches(ctx context.Context, op Operator) iter.Seq2[*ids.Batch, error] {
	return func(yield func(*ids.Batch, error) bool) {
		for {
			b, err := op.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(b, err) || err != nil {
				return
			}
		}
	}
}
