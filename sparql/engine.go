package sparql

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
)

// Engine answers queries over a store. Its methods may be called concurrently.
type Engine struct {
	store Store
	opt   Options
	stats statsCache
	turns *turns
	total *exec.Budget // of all queries

	readers sync.Pool // of resources

	mu      sync.Mutex // guards what follows
	lastID  uint64
	running map[uint64]*session
}

// New returns an engine over a store.
func New(store Store, opt Options) *Engine {
	return &Engine{
		store: store, opt: opt, turns: newTurns(), total: exec.NewBudget(opt.TotalMemoryBytes),
		running: map[uint64]*session{},
	}
}

// Prepared is a query that has been parsed and translated. It may be run any
// number of times, also concurrently.
type Prepared struct {
	engine *Engine
	text   string
	query  *algebra.Query
}

// Prepare parses a query. Its error is a *syntax.Error.
func (e *Engine) Prepare(text, base string) (*Prepared, error) {
	q, err := algebra.Parse(text, base)
	if err != nil {
		return nil, err
	}
	return &Prepared{engine: e, text: text, query: q}, nil
}

// Form returns the form of the query.
func (p *Prepared) Form() algebra.Form { return p.query.Form }

// Query begins to answer a query. The result must be closed.
func (e *Engine) Query(ctx context.Context, text string, opt QueryOptions) (*Result, error) {
	p, err := e.Prepare(text, opt.Base)
	if err != nil {
		return nil, err
	}
	return p.Query(ctx, opt)
}

// Query begins to answer the query. The result must be closed.
func (p *Prepared) Query(ctx context.Context, opt QueryOptions) (*Result, error) {
	s, err := p.engine.begin(ctx, p.engine.store, p.text, opt)
	if err != nil {
		return nil, err
	}
	r, err := s.start(p.query, opt)
	if err != nil {
		err = s.translate(err)
		return nil, errors.Join(err, s.end())
	}
	return r, nil
}

// Ask answers an ASK query, or whether another query has any result.
func (e *Engine) Ask(ctx context.Context, text string, opt QueryOptions) (bool, error) {
	r, err := e.Query(ctx, text, opt)
	if err != nil {
		return false, err
	}
	if r.Form == algebra.Ask {
		return r.Boolean, r.Close()
	}
	found := false
	for _, err := range r.first() {
		if err != nil {
			return false, errors.Join(err, r.Close())
		}
		found = true
		break
	}
	return found, r.Close()
}

// session is one running query.
type session struct {
	engine  *Engine
	id      uint64
	text    string
	label   string
	started time.Time
	ctx     context.Context //nolint:containedctx // that of the query: the session is its life
	cancel  context.CancelCauseFunc
	stop    context.CancelFunc // of the deadline
	snap    Snapshot
	budget  *exec.Budget
	turn    *turn
	env     *expr.Env
	maxRows int64
	ended   bool
}

// begin opens a snapshot of from and lists the query as running.
func (e *Engine) begin(ctx context.Context, from Store, text string, opt QueryOptions) (*session, error) {
	snap, err := from.Snapshot()
	if err != nil {
		return nil, err
	}
	s := &session{
		engine: e, text: text, label: opt.Label, started: time.Now(), snap: snap,
		budget:  exec.NewBudget(lower(e.opt.MemoryBytes, opt.MemoryBytes)).Within(e.total),
		turn:    newTurn(e.turns),
		maxRows: lower(e.opt.MaxRows, opt.MaxRows),
	}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	s.stop = func() {}
	if d := lower(e.opt.Timeout, opt.Timeout); d > 0 {
		s.ctx, s.stop = context.WithTimeoutCause(s.ctx, d, fmt.Errorf("%w after %v", ErrTimeout, d))
	}
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

// end gives everything back.
func (s *session) end() error {
	if s.ended {
		return nil
	}
	s.ended = true
	s.engine.mu.Lock()
	delete(s.engine.running, s.id)
	s.engine.mu.Unlock()
	s.turn.end()
	s.stop()
	s.cancel(nil)
	s.env.Pool.Release()
	return s.snap.Close()
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
	if (errors.Is(err, expr.ErrRegexp) || errors.Is(err, expr.ErrCall)) && !errors.Is(err, ErrQuery) {
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
	prefixes, _ := s.snap.(plan.PrefixRanger)
	return plan.Build(s.ctx, root, stats, plan.Options{Dataset: ds, Limit: limit, Prefixes: prefixes})
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
	if r.op, err = exec.Build(r.runtime); err != nil {
		return nil, err
	}
	if q.Form == algebra.Select && len(r.Vars) == 0 {
		r.Vars = r.plan.Vars()
	}
	if q.Form == algebra.Ask {
		if err := r.ask(); err != nil {
			return nil, errors.Join(err, r.op.Close())
		}
	}
	return r, nil
}
