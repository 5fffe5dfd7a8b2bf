package sparql

import (
	"slices"
	"time"
)

// Usage is what the queries and updates of an engine hold now, and how they have
// ended. An engine that answers nothing holds nothing.
type Usage struct {
	Running   int   // queries and updates
	Snapshots int   // open
	Reserved  int64 // bytes of memory
	Peak      int64 // highest number of bytes reserved so far

	Panics     uint64        // queries and updates that a bug of ours ended
	Stopped    uint64        // those that a deadline, a cancel or their client ended
	Overrun    time.Duration // sum of the times from there to their end
	MaxOverrun time.Duration // the longest
}

// Usage returns what the engine is in the middle of.
func (e *Engine) Usage() Usage {
	e.mu.Lock()
	defer e.mu.Unlock()
	return Usage{
		Running: len(e.running), Snapshots: int(e.snapshots.Load()), Reserved: e.total.Used(), Peak: e.total.Peak(),
		Panics: e.panics.Load(), Stopped: e.stopped, Overrun: e.overrun, MaxOverrun: e.maxOverrun,
	}
}

// Stopped is a query or update that was ended by its deadline, by [Engine.Cancel] or
// by the end of its context.
type Stopped struct {
	Running               // Memory is the highest number of bytes reserved
	Cause   error         // such as [ErrTimeout]
	Overrun time.Duration // from when it should have ended to when it had
}

// noteStopped counts a query that was stopped and reports it to [Options.Stopped].
func (e *Engine) noteStopped(st Stopped) {
	e.mu.Lock()
	e.stopped++
	e.overrun += st.Overrun
	e.maxOverrun = max(e.maxOverrun, st.Overrun)
	e.mu.Unlock()
	if e.opt.Stopped != nil {
		e.opt.Stopped(st)
	}
}

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
	s.abort(ErrCancelled)
	return true
}
