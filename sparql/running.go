package sparql

import (
	"slices"
	"time"
)

// Running is a query that is being answered.
type Running struct {
	ID      uint64
	Text    string
	Label   string // of its QueryOptions
	Started time.Time
	Memory  int64 // bytes reserved now
}

// Running lists the queries that are being answered, the oldest first.
func (e *Engine) Running() []Running {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]Running, 0, len(e.running))
	for _, s := range e.running {
		out = append(out, Running{ID: s.id, Text: s.text, Label: s.label, Started: s.started, Memory: s.budget.Used()})
	}
	slices.SortFunc(out, func(a, b Running) int { return int(a.ID) - int(b.ID) })
	return out
}

// Cancel stops a running query, which then ends with [ErrCancelled]. It reports
// whether there was one.
func (e *Engine) Cancel(id uint64) bool {
	e.mu.Lock()
	s := e.running[id]
	e.mu.Unlock()
	if s == nil {
		return false
	}
	s.cancel(ErrCancelled)
	return true
}
