package exec

import (
	"errors"
	"fmt"
	"sync/atomic"
)

// ErrMemory marks a query that needs more memory than it may use.
var ErrMemory = errors.New("memory budget of the query is spent")

// errTotal is ErrMemory for the budget that a query's is a part of.
var errTotal = fmt.Errorf("%w: other queries use the memory that it needs, try again later", ErrMemory)

// Budget accounts for the memory of a query. Its methods may be called
// concurrently. The zero value is unlimited.
type Budget struct {
	limit int64
	whole *Budget // that this is a part of; nil: none
	used  atomic.Int64
	peak  atomic.Int64
}

// NewBudget returns a budget of limit bytes; 0 stands for no limit.
func NewBudget(limit int64) *Budget { return &Budget{limit: limit} }

// Within makes b, which is not in use yet, a part of another budget and returns it.
func (b *Budget) Within(whole *Budget) *Budget {
	b.whole = whole
	return b
}

// Reserve accounts for n more bytes, or gives -n bytes back.
func (b *Budget) Reserve(n int64) error {
	used := b.used.Add(n)
	if n > 0 && b.limit > 0 && used > b.limit {
		b.used.Add(-n)
		return fmt.Errorf("%w (%d MiB)", ErrMemory, b.limit>>20)
	}
	if b.whole != nil && b.whole.Reserve(n) != nil {
		b.used.Add(-n)
		return errTotal
	}
	if n <= 0 {
		return nil
	}
	for {
		peak := b.peak.Load()
		if used <= peak || b.peak.CompareAndSwap(peak, used) {
			return nil
		}
	}
}

// Used returns the bytes that are reserved now.
func (b *Budget) Used() int64 { return b.used.Load() }

// Peak returns the highest number of bytes that were reserved.
func (b *Budget) Peak() int64 { return b.peak.Load() }

// account is the share of a budget that one operator uses.
type account struct {
	budget *Budget
	stats  *Stats
	used   int64
}

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
