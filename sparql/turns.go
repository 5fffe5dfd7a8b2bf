package sparql

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/issn-ld/issn-ld/sparql/pace"
)

// Lengths of turns.
const (
	// freeRun is how long a query runs before it has to wait for turns: those that
	// look up a record are done by then.
	freeRun = 10 * time.Millisecond
	// turnLength is how long a query keeps its turn while others wait.
	turnLength = 20 * time.Millisecond
	// longRun is how long a query runs before it comes after shorter ones.
	longRun = 100 * time.Millisecond
	// breath is how long a query runs before other goroutines get the processor:
	// the scheduler takes it away after ten times that.
	breath = time.Millisecond
	// idleTurn is how long a query keeps its turn while its reader is at work.
	idleTurn = 2 * time.Millisecond
	// shortInRow is the number of turns in sequence that short queries get while
	// long ones wait.
	shortInRow = 4
)

// turns lets few queries run at a time, one after the other, so that quick answers
// do not wait behind them for a processor. Queries give way
// where they call [pace.Yield]: between batches, also inside of sorts, paths and
// expressions.
type turns struct {
	mu    sync.Mutex // guards what follows
	free  int        // queries that may run besides those that do
	short []*waiter  // in the order in which they came
	long  []*waiter
	row   int // turns of short queries since the last of a long one
}

// waiter is a query that waits for its turn.
type waiter struct{ given chan struct{} }

// newTurns lets all processors but one be taken by long queries.
func newTurns() *turns { return &turns{free: max(1, runtime.GOMAXPROCS(0)-1)} }

// take waits for a turn, for as long as ctx lives.
func (t *turns) take(ctx context.Context, long bool) bool {
	t.mu.Lock()
	if t.free > 0 {
		t.free--
		t.mu.Unlock()
		return true
	}
	w := &waiter{given: make(chan struct{})}
	queue := &t.short
	if long {
		queue = &t.long
	}
	*queue = append(*queue, w)
	t.mu.Unlock()
	select {
	case <-w.given:
		return true
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, other := range *queue {
		if other == w {
			*queue = append((*queue)[:i], (*queue)[i+1:]...)
			return false
		}
	}
	t.nextLocked() // it was given in the meantime
	return false
}

// wanted reports whether somebody waits.
func (t *turns) wanted() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.short)+len(t.long) > 0
}

// give gives a turn back.
func (t *turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.nextLocked()
}

// nextLocked hands a turn to the next query, or keeps it for one to come.
func (t *turns) nextLocked() {
	queue := &t.short
	if len(t.short) == 0 || len(t.long) > 0 && t.row >= shortInRow {
		queue, t.row = &t.long, 0
	} else {
		t.row++
	}
	if len(*queue) == 0 {
		t.free++
		return
	}
	w := (*queue)[0]
	*queue = (*queue)[1:]
	close(w.given)
}

// turn is the share of one query, and its [pace.Pacer]. Goroutines that the query
// starts share it.
type turn struct {
	turns   *turns
	account *pace.Account // of the request; nil: nobody counts
	began   time.Time
	next    atomic.Int64 // nanoseconds after began at which there is something to do

	mu      sync.Mutex // guards what follows; held while the query waits
	depth   int        // calls of enter without their leave
	held    bool
	entered time.Duration // when the query began to run, or went on
	taken   time.Duration // when it was given the turn
	left    time.Duration // when it last ceased to run
	used    time.Duration // time that it ran before entered
	came    time.Duration // when enter was called
	beside  bool          // the query runs in a goroutine beside that of the request
	idle    *time.Timer
}

func newTurn(t *turns, a *pace.Account) *turn {
	return &turn{turns: t, account: a, began: time.Now()}
}

// enter begins a part of the query's work, leave ends it. Parts may be nested.
func (t *turn) enter(ctx context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.depth++; t.depth > 1 {
		return
	}
	t.entered = time.Since(t.began)
	t.came = t.entered
	t.next.Store(int64(t.entered + breath))
	if t.used >= freeRun {
		t.yieldLocked(ctx, t.entered)
	}
}

// leave ends a part of the query's work. The turn ends with it, or a little later
// if there is something left of it: nobody waits for a query whose client does
// not read, and no query loses its place with each batch that it writes.
func (t *turn) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.depth--; t.depth > 0 {
		return
	}
	t.left = time.Since(t.began)
	t.settleLocked(t.left)
	switch {
	case !t.held:
	case t.left-t.taken >= turnLength || !t.turns.wanted():
		t.giveLocked()
	case t.idle == nil:
		t.idle = time.AfterFunc(idleTurn, t.expire)
	default:
		t.idle.Reset(idleTurn)
	}
}

// pause gives the turn back while the query waits for another server, which may
// have to wait for a turn itself. The function returned goes on.
func (t *turn) pause(ctx context.Context) (resume func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	depth := t.depth
	if depth == 0 {
		return func() {}
	}
	t.depth = 0
	paused := time.Since(t.began)
	t.settleLocked(paused)
	t.giveLocked()
	return func() {
		if !t.beside {
			t.account.Waited(time.Since(t.began) - paused)
		}
		t.enter(ctx)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.depth = depth
	}
}

// settleLocked counts what the query has done since it entered: of the time since then
// its waits are no work.
func (t *turn) settleLocked(now time.Duration) {
	ran := now - t.entered
	t.used += ran
	if !t.beside {
		t.account.Waited(now - t.came)
	}
	t.account.Worked(ran)
}

// aside says that from now on, until the function returned is called, the query runs in
// another goroutine than that of the request. Nothing of it may be at work at either time.
func (t *turn) aside() (back func()) {
	t.beside = true
	return func() { t.beside = false }
}

// expire gives back the turn of a query that has not gone on.
func (t *turn) expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.depth == 0 && time.Since(t.began)-t.left >= idleTurn/2 {
		t.giveLocked()
	}
}

// end gives back what the query has.
func (t *turn) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.idle != nil {
		t.idle.Stop()
	}
	t.giveLocked()
}

func (t *turn) giveLocked() {
	if t.held {
		t.held = false
		t.turns.give()
	}
}

// Wait implements [pace.Pacer].
func (t *turn) Wait(ctx context.Context) {
	now := time.Since(t.began)
	if int64(now) < t.next.Load() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.depth > 0 && int64(now) >= t.next.Load() {
		t.yieldLocked(ctx, now)
	}
}

// yieldLocked lets goroutines run that wait for the processor and, where its time
// has come, other queries.
func (t *turn) yieldLocked(ctx context.Context, now time.Duration) {
	run := t.used + now - t.entered
	switch {
	case run < freeRun:
		runtime.Gosched()
	case t.held && (now-t.taken < turnLength || !t.turns.wanted()):
		runtime.Gosched()
	default:
		t.giveLocked()
		if t.turns.take(ctx, run >= longRun) {
			t.held, t.taken = true, time.Since(t.began)
		}
	}
	waited := time.Since(t.began) - now // that was no running
	t.entered += waited
	t.next.Store(int64(now + waited + breath))
}
