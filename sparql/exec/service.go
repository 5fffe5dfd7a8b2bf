package exec

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// ServiceKeys is how many rows of values go to an endpoint with one call.
const ServiceKeys = 100

// serviceOp asks other endpoints, one call after the other. Where it has keys, a
// call sends up to [ServiceKeys] of them, and a row of an answer is given once for
// each key that it is compatible with, with the key's values: so the variables of
// keys are bound in all rows, and an endpoint that does not look at the keys costs
// time, not right answers.
type serviceOp struct {
	b       *builder
	n       *plan.Service
	buf     buffer
	pending []*serviceCall
	began   bool
	current *serviceCall
	answer  *serviceAnswer
	next    int // row of the answer
	row     []ids.ID
}

func (b *builder) newService(n *plan.Service) Operator { return &serviceOp{b: b, n: n} }

// Next implements Operator.
func (s *serviceOp) Next(ctx context.Context) (*ids.Batch, error) {
	if !s.began {
		s.began = true
		var err error
		if s.pending, err = s.calls(); err != nil {
			return nil, err
		}
	}
	out := s.buf.reset(len(s.n.Vars))
	for out.Len < s.b.rt.batchRows() {
		if s.current == nil {
			if len(s.pending) == 0 {
				break
			}
			if err := s.begin(ctx); err != nil {
				return nil, err
			}
		}
		more, err := s.answer.has(s.next, s)
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		if !more {
			s.b.rt.services.keep(s.current, s.answer)
			s.current, s.answer = nil, nil
			continue
		}
		s.emit(out)
		s.next++
	}
	if out.Len == 0 {
		return nil, io.EOF
	}
	return out, nil
}

// begin makes the next call, or finds its answer among those that the query has.
// The answer of a silent call is read to its end first: should the call fail, none
// of its rows count.
func (s *serviceOp) begin(ctx context.Context) error {
	s.current, s.pending = s.pending[0], s.pending[1:]
	s.next = 0
	services := &s.b.rt.services
	stats := s.b.statsOf(s.n)
	if found := services.find(s.current); found != nil {
		s.answer = found
		if stats != nil {
			stats.CachedCalls++
		}
		return nil
	}
	s.answer = &serviceAnswer{rows: newTable(len(s.n.Vars), s.b.account(s.n)), whole: true}
	if err := services.failure(s.current.req.Endpoint); err != nil {
		return s.failedCall(err)
	}
	if stats != nil {
		stats.Calls++
		stats.SentKeys += int64(len(s.current.req.Keys))
	}
	s.answer.start(ctx, s.b.rt, s.current.req)
	if !s.n.Silent {
		return nil
	}
	for row := 0; ; row++ {
		more, err := s.answer.has(row, s)
		if err != nil {
			return s.failed(ctx, err)
		}
		if !more {
			return nil
		}
	}
}

// failed ends a call that went wrong. A silent one then has the solution that
// binds nothing, unless the query itself was to end or the fault is the query's.
func (s *serviceOp) failed(ctx context.Context, err error) error {
	s.answer.close()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var fault *serviceFault
	if !errors.As(err, &fault) {
		return err
	}
	s.b.rt.services.fail(s.current.req.Endpoint, fault.cause)
	return s.failedCall(fault.cause)
}

// failedCall is what becomes of a call to an endpoint that has failed.
func (s *serviceOp) failedCall(cause error) error {
	if !s.n.Silent {
		return fmt.Errorf("%w: <%s>: %w", ErrService, s.current.req.Endpoint, cause)
	}
	s.answer.close()
	s.answer.rows.reset()
	s.answer.failed = true
	return s.answer.add(make([]ids.ID, len(s.n.Vars)))
}

// emit gives the current row of the answer for each key that it is compatible
// with.
func (s *serviceOp) emit(out *ids.Batch) {
	s.row = s.row[:0]
	for i, c := range s.answer.rows.cols {
		id := c[s.next]
		if id == ids.Undef && i == s.current.nameAt {
			id = s.current.name
		}
		s.row = append(s.row, id)
	}
	keys := s.current.keys
	if keys == nil {
		appendRow(out, s.row)
		return
	}
	bound := true
	for _, at := range keys.at {
		bound = bound && s.row[at] != ids.Undef
	}
	if bound {
		if keys.has(s.row) {
			appendRow(out, s.row)
		}
		return
	}
	for _, key := range keys.rows {
		if keys.compatible(key, s.row) {
			appendRow(out, s.row)
			for i, at := range keys.at {
				out.Cols[at][out.Len-1] = key[i]
			}
		}
	}
}

// appendRow appends a row to a batch.
func appendRow(out *ids.Batch, row []ids.ID) {
	for i, id := range row {
		out.Cols[i] = append(out.Cols[i], id)
	}
	out.Len++
}

// Close implements Operator.
func (s *serviceOp) Close() error {
	s.pending = nil
	if s.answer != nil {
		s.answer.close()
		if !s.answer.kept {
			s.answer.rows.mem.release()
		}
	}
	return nil
}

// refuse is the answer where no endpoint may be called.
func refuse(yield func([]rdf.Term, error) bool) {
	yield(nil, fmt.Errorf("%w: no endpoint may be called", ErrNotAllowed))
}
