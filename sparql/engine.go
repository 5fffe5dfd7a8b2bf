package sparql

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
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
	q, err := algebra.Parse(ctx, text, base)
	if err != nil {
		return nil, err
	}
	return &Prepared{engine: e, text: text, query: q}, nil
}

// Form returns the form of the query.
func (p *Prepared) Form() algebra.Form { return p.query.Form }

// Query begins to answer a query. The result must be closed.
func (e *Engine) Query(ctx context.Context, text string, opt QueryOptions) (*Result, error) {
	p, err := e.Prepare(ctx, text, opt.Base)
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
	var r *Result
	err = s.guard(func() (err error) {
		r, err = s.start(p.query, opt)
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
