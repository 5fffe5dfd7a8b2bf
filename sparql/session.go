package sparql

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/issn-ld/issn-ld/internal/invariant"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
)

// session is one running query or update. Whatever becomes of it, an error and a
// panic included, [session.end] leaves nothing of it behind.
type session struct {
	engine    *Engine
	id        uint64
	text      string
	label     string
	started   time.Time
	ctx       context.Context //nolint:containedctx // that of the query: the session is its life
	cancel    context.CancelCauseFunc
	abort     context.CancelCauseFunc // cancels the transaction too, where there is one
	stop      context.CancelFunc      // of the deadline
	deadline  time.Time               // zero: none
	stopped   *atomic.Int64           // Unix nanoseconds at which ctx was ended; 0: not yet
	unwatch   func() bool             // of stopped
	snap      Snapshot
	budget    *exec.Budget
	turn      *turn
	env       *expr.Env
	maxRows   int64
	operators exec.Operator // of a query, nil while there are none
	ended     bool
}

// begin opens a snapshot of from and lists the query as running. Abort ends what the
// session is a part of; nil stands for the session alone.
func (e *Engine) begin(ctx context.Context, from Store, text string, opt QueryOptions, abort context.CancelCauseFunc) (*session, error) {
	snap, err := e.open(from)
	if err != nil {
		return nil, err
	}
	s := &session{
		engine: e, text: text, label: opt.Label, started: time.Now(), snap: snap,
		budget:  exec.NewBudget(lower(e.opt.MemoryBytes, opt.MemoryBytes)).Within(e.total),
		turn:    newTurn(e.turns, pace.AccountOf(ctx)),
		maxRows: lower(e.opt.MaxRows, opt.MaxRows),
		stopped: new(atomic.Int64),
	}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	if s.abort = abort; abort == nil {
		s.abort = s.cancel
	}
	s.stop = func() {}
	if d := lower(e.opt.Timeout, opt.Timeout); d > 0 {
		s.ctx, s.stop = context.WithTimeoutCause(s.ctx, d, fmt.Errorf("%w after %v", ErrTimeout, d))
	}
	s.deadline, _ = s.ctx.Deadline()
	watched := s.ctx
	s.unwatch = context.AfterFunc(watched, func() {
		s.noteStop()
		s.budget.Stop(context.Cause(watched))
	})
	s.ctx = pace.With(s.ctx, s.turn)
	now := s.started
	if e.opt.Now != nil {
		now = e.opt.Now()
	}
	s.env = &expr.Env{
		Pool: expr.NewPool(snap, s.budget), Now: now, Base: opt.Base, Rand: opt.Rand, Functions: e.opt.Functions,
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lastID++
	s.id = e.lastID
	e.running[s.id] = s
	return s, nil
}

// open takes a snapshot, which [Engine.release] gives back.
func (e *Engine) open(from Store) (Snapshot, error) {
	snap, err := from.Snapshot()
	if err == nil {
		e.snapshots.Add(1)
	}
	return snap, err
}

func (e *Engine) release(snap Snapshot) error {
	e.snapshots.Add(-1)
	return snap.Close()
}

// noteStop notes when the query was stopped, if that is not known yet.
func (s *session) noteStop() {
	at := time.Now()
	if !s.deadline.IsZero() && s.deadline.Before(at) {
		at = s.deadline
	}
	s.stopped.CompareAndSwap(0, at.UnixNano())
}

// end gives everything back.
func (s *session) end() error {
	if s.ended {
		return nil
	}
	s.ended = true
	s.unwatch()
	stopped := s.ctx.Err() != nil
	if stopped {
		s.noteStop()
	}
	cause := context.Cause(s.ctx)
	s.stop()
	s.cancel(nil)
	var err error
	if s.operators != nil {
		err = s.guard(s.operators.Close)
	}
	s.turn.end()
	s.env.Release()
	peak := s.budget.Peak()
	s.budget.End()
	err = errors.Join(err, s.guard(func() error { return s.engine.release(s.snap) }))
	s.engine.mu.Lock()
	delete(s.engine.running, s.id)
	s.engine.mu.Unlock()
	if invariant.Enabled {
		invariant.Check(s.budget.Used() == 0, "query %d ended with %d bytes reserved", s.id, s.budget.Used())
	}
	if stopped {
		s.engine.noteStopped(Stopped{
			Running: Running{ID: s.id, Text: s.text, Label: s.label, Started: s.started, Memory: peak},
			Cause:   cause, Overrun: max(0, time.Since(time.Unix(0, s.stopped.Load()))),
		})
	}
	return err
}

// PanicError is a panic in a query, an update or the reading of a result. The query
// has ended like any other; only the logging of the error is left to the caller.
type PanicError struct {
	Value any
	Stack []byte // of the goroutine that panicked
}

// Error implements error.
func (e *PanicError) Error() string { return fmt.Sprintf("%v: %v", ErrPanic, e.Value) }

// Unwrap returns [ErrPanic].
func (e *PanicError) Unwrap() error { return ErrPanic }

// guard runs a part of the session's work and turns a panic in it into an error: this
// is the edge that no panic of the engine crosses. Nothing of a caller runs inside, so
// that the panics of callers stay theirs.
func (s *session) guard(f func() error) error { return s.guardExcept(new(bool), f) }

// guardExcept is guard for work that calls the caller back in between, while outside
// is true.
func (s *session) guardExcept(outside *bool, f func() error) (err error) {
	defer func() {
		if *outside {
			return // and let it go on, with its stack
		}
		v := recover()
		if v == nil {
			return
		}
		s.engine.panics.Add(1)
		p := &PanicError{Value: v, Stack: debug.Stack()}
		if other, ok := v.(*expr.GoroutinePanic); ok {
			p.Value, p.Stack = other.Value, other.Stack
		}
		err = p
	}()
	return f()
}

// translate gives the reason for which a context ended a query, and tells errors of
// the query from those of the engine.
func (s *session) translate(err error) error {
	if err == nil {
		return nil
	}
	if (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)) && s.ctx.Err() != nil {
		return context.Cause(s.ctx)
	}
	ofQuery := errors.Is(err, expr.ErrCall) || errors.Is(err, expr.ErrLength) || errors.Is(err, plan.ErrTooLarge)
	if ofQuery && !errors.Is(err, ErrQuery) {
		return fmt.Errorf("%w: %w", ErrQuery, err)
	}
	return err
}

// runtime returns what the operators of a plan share.
func (s *session) runtime(p *plan.Plan, measure bool) *exec.Runtime {
	rt := &exec.Runtime{
		Source: s.snap, Env: s.env, Plan: p, Budget: s.budget,
		Service: s.service(s.engine.opt.Service), BatchRows: s.engine.opt.BatchRows,
	}
	if measure {
		rt.Stats = make([]exec.Stats, len(p.Nodes))
	}
	return rt
}

// service calls other endpoints outside of the query's turn.
func (s *session) service(call exec.ServiceFunc) exec.ServiceFunc {
	if call == nil {
		return nil
	}
	return func(ctx context.Context, req exec.ServiceRequest) iter.Seq2[[]rdf.Term, error] {
		return func(yield func([]rdf.Term, error) bool) {
			defer s.turn.pause(ctx)()
			call(ctx, req)(yield)
		}
	}
}

// plan plans a pattern on the session's snapshot.
func (s *session) plan(root algebra.Node, ds plan.Dataset, limit int64) (*plan.Plan, error) {
	var stats plan.Stats = s.snap
	if _, changed := s.snap.(*overlay); !changed {
		stats = cachedStats{s.snap, &s.engine.stats, s.snap.Version()}
	}
	ranger, _ := s.snap.(plan.Ranger)
	return plan.Build(s.ctx, root, stats, plan.Options{Dataset: ds, Limit: limit, Ranger: ranger})
}

// start plans a query and makes its operators.
func (s *session) start(q *algebra.Query, opt QueryOptions) (*Result, error) {
	s.turn.enter(s.ctx)
	defer s.turn.leave()
	if q.Base != "" {
		s.env.Base = q.Base
	}
	given := q.Dataset
	if !opt.Dataset.IsZero() {
		given = opt.Dataset
	}
	ds, err := s.dataset(given, opt.Readable)
	if err != nil {
		return nil, err
	}
	r := &Result{Form: q.Form, Vars: q.Vars, session: s, query: q, dataset: ds, measure: opt.Measure}
	limit := int64(0)
	if q.Form == algebra.Ask {
		limit = 1
	}
	if q.Root == nil { // DESCRIBE <iri>
		return r, nil
	}
	root := q.Root
	if q.Form == algebra.Construct {
		root = &algebra.Project{P: root, Vars: templateVars(q.Template)}
	}
	if r.plan, err = s.plan(root, ds, limit); err != nil {
		return nil, err
	}
	r.runtime = s.runtime(r.plan, opt.Measure)
	if r.op, err = exec.Build(s.ctx, r.runtime); err != nil {
		return nil, err
	}
	if q.Form == algebra.Select && len(r.Vars) == 0 {
		r.Vars = r.plan.Vars()
	}
	s.operators = r.op
	if q.Form == algebra.Ask {
		if err := r.ask(); err != nil {
			return nil, err
		}
	}
	return r, nil
}
