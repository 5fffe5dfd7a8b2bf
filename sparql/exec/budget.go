package exec

import (
	"errors"
	"fmt"
	"sync"

	"github.com/issn-ld/issn-ld/internal/invariant"
)

// ErrMemory marks a query that needs more memory than it may use.
var ErrMemory = errors.New("memory budget of the query is spent")

// errEnded refuses memory to what goes on after its query has ended.
var errEnded = fmt.Errorf("%w: the query has ended", ErrMemory)

// Budget accounts for the memory of a query. Its methods may be called
// concurrently. The zero value is unlimited.
type Budget struct {
	limit int64
	whole *Budget // that this is a part of; nil: none
	aside bool    // it accounts for memory outside of queries, such as the body of a request

	mu    sync.Mutex // guards what follows; that of a part is locked before that of the whole
	used  int64
	peak  int64
	query int64 // of used, that parts for queries hold
	ended bool
	why   error // for which the query has been stopped; nil while it has not
}

// NewBudget returns a budget of limit bytes; 0 stands for no limit.
func NewBudget(limit int64) *Budget { return &Budget{limit: limit} }

// Within makes b, which is not in use yet, a part of another budget and returns it.
func (b *Budget) Within(whole *Budget) *Budget {
	b.whole = whole
	return b
}

// Aside says that b is not the budget of a query, before it is in use, and returns it: no
// query is told that another one uses what b holds, which may be its own text.
func (b *Budget) Aside() *Budget {
	b.aside = true
	return b
}

// Reserve accounts for n more bytes, or gives -n bytes back. After [Budget.End] it
// refuses the one and ignores the other.
func (b *Budget) Reserve(n int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		if n > 0 {
			return errEnded
		}
		return nil
	}
	if n > 0 && b.why != nil {
		return b.why
	}
	if n > 0 && b.limit > 0 && b.used+n > b.limit {
		return b.spent()
	}
	if b.whole != nil {
		if err := b.whole.reservePart(n, b.used, b.aside); err != nil {
			return err
		}
	}
	b.addLocked(n)
	return nil
}

// Stop makes the budget refuse more memory with the error, so that a stopped query
// finds out wherever it is at work.
func (b *Budget) Stop(why error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.why = why
}

// Stopped returns the error of Stop, or nil.
func (b *Budget) Stopped() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.why
}

// reservePart is Reserve for a part that holds bytes already. Its error tells the client to
// wait for other queries only if there are any and their end would help.
func (b *Budget) reservePart(n, holds int64, aside bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n > 0 && b.limit > 0 && b.used+n > b.limit {
		others := b.query
		if !aside {
			others -= holds
		}
		if others == 0 || holds+n > b.limit {
			return b.spent()
		}
		return fmt.Errorf("%w: other queries use %d MiB of the %d MiB that there are for all, try again later", ErrMemory, others>>20, b.limit>>20)
	}
	if !aside {
		b.query += n
	}
	b.addLocked(n)
	return nil
}

// spent is the error of a query that needs more than there is.
func (b *Budget) spent() error { return fmt.Errorf("%w (%d MiB)", ErrMemory, b.limit>>20) }

// addLocked changes the number of bytes that are reserved, without asking whether it may.
func (b *Budget) addLocked(n int64) {
	b.used += n
	if invariant.Enabled {
		invariant.Check(b.used >= 0, "%d bytes more were given back to a budget than were reserved", -b.used)
	}
	b.peak = max(b.peak, b.used)
}

// End gives back all that is still reserved. What the query goes on to do with its
// budget has no effect on the whole.
func (b *Budget) End() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return
	}
	b.ended = true
	if b.whole != nil {
		_ = b.whole.reservePart(-b.used, b.used, b.aside) // giving back never fails
	}
	b.used = 0
}

// Used returns the bytes that are reserved now.
func (b *Budget) Used() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}

// Peak returns the highest number of bytes that were reserved.
func (b *Budget) Peak() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.peak
}

// Share is a part of a budget that is given back as a whole. Make one with [NewShare].
type Share struct{ account account }

// NewShare returns a share that holds nothing yet.
func NewShare(budget *Budget) *Share { return &Share{account{budget: budget}} }

// Reserve accounts for n more bytes.
func (s *Share) Reserve(n int64) error { return s.account.reserve(n) }

// Release gives back all that the share holds.
func (s *Share) Release() { s.account.release() }

// account is the share of a budget that one operator uses.
type account struct {
	budget *Budget
	stats  *Stats
	used   int64
}

// reserve accounts for n more bytes.
func (a *account) reserve(n int64) error {
	if n == 0 {
		return nil
	}
	if err := a.budget.Reserve(n); err != nil {
		return err
	}
	a.used += n
	if a.stats != nil {
		a.stats.Memory = max(a.stats.Memory, a.used)
	}
	return nil
}

// give gives n bytes back.
func (a *account) give(n int64) {
	_ = a.budget.Reserve(-n) // giving back never fails
	a.used -= n
}

// release gives everything back.
func (a *account) release() {
	_ = a.budget.Reserve(-a.used) // giving back never fails
	a.used = 0
}
