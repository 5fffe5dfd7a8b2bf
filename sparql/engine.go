package sparql

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// Engine answers queries over a store. Its methods may be called concurrently.
type Engine struct {
	store Store
	opt   Options
	stats statsCache
	turns *turns
	total *exec.Budget // of all queries

	readers sync.Pool // of resources

	snapshots atomic.Int64  // open
	panics    atomic.Uint64 // that sessions ended with

	mu                  sync.Mutex // guards what follows
	lastID              uint64
	running             map[uint64]*session
	stopped             uint64 // sessions, before their end
	overrun, maxOverrun time.Duration
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

// Prepare parses a query. Its error is a *syntax.Error, or the cause for which ctx
// ended.
func (e *Engine) Prepare(ctx context.Context, text, base string) (*Prepared, error) {
	q, err := e.parse(ctx, text, base)
	if err != nil {
		return nil, err
	}
	return &Prepared{engine: e, text: text, query: q}, nil
}

// parse parses and translates a query, which may use the prefixes of the options.
func (e *Engine) parse(ctx context.Context, text, base string) (*algebra.Query, error) {
	q, err := syntax.ParseQuery(ctx, text, syntax.Options{Base: base, Prefixes: e.opt.Prefixes})
	if err != nil {
		return nil, err
	}
	return algebra.Translate(ctx, q)
}

// Form returns the form of the query.
func (p *Prepared) Form() algebra.Form { return p.query.Form }

// Query begins to answer a query. The result must be closed.
func (e *Engine) Query(ctx context.Context, text string, opt QueryOptions) (*Result, error) {
	return e.answer(ctx, text, opt, func(s *session) (*algebra.Query, error) {
		if err := s.budget.Reserve(textCost(text)); err != nil {
			return nil, err
		}
		return e.parse(s.ctx, text, opt.Base)
	})
}

// Query begins to answer the query. The result must be closed.
func (p *Prepared) Query(ctx context.Context, opt QueryOptions) (*Result, error) {
	return p.engine.answer(ctx, p.text, opt, func(*session) (*algebra.Query, error) { return p.query, nil })
}

// answer begins to answer a query within a session: its limits hold from the parsing on.
func (e *Engine) answer(ctx context.Context, text string, opt QueryOptions, parse func(*session) (*algebra.Query, error)) (r *Result, err error) {
	s, err := e.begin(ctx, e.store, text, opt, nil)
	if err != nil {
		return nil, err
	}
	err = s.guard(func() error {
		s.turn.enter(s.ctx)
		defer s.turn.leave()
		q, err := parse(s)
		if err == nil {
			r, err = s.start(q, opt)
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(s.translate(err), s.end())
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

// Select runs a SELECT query with the limits of the engine and ranges over its
// rows: a term, or the zero Term, for each variable. The loop may be left at any
// time. An error ends it: the rows before it are then not the whole result. [Engine.Query]
// answers queries of the other forms and takes options.
func (e *Engine) Select(ctx context.Context, text string) iter.Seq2[[]rdf.Term, error] {
	return func(yield func([]rdf.Term, error) bool) {
		if err := e.eachRow(ctx, text, yield); err != nil {
			yield(nil, err)
		}
	}
}

// eachRow yields the rows of a query. It returns nil after yield has returned false.
func (e *Engine) eachRow(ctx context.Context, text string, yield func([]rdf.Term, error) bool) (err error) {
	r, err := e.Query(ctx, text, QueryOptions{})
	if err != nil {
		return err
	}
	left := false
	defer func() {
		if err = errors.Join(err, r.Close()); left {
			err = nil // nobody is there to be told
		}
	}()
	if r.Form != algebra.Select {
		return fmt.Errorf("%w: it is not a SELECT", ErrQuery)
	}
	for row, err := range r.Rows() {
		if err != nil {
			return err
		}
		if !yield(row, nil) {
			left = true
			return nil
		}
	}
	return nil
}
