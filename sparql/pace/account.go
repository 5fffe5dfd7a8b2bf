package pace

import (
	"context"
	"sync/atomic"
	"time"
)

// Account counts what a request costs: the time from its beginning to its end, without
// the time that its goroutine waited and with the work that others did for it. The zero
// value is ready for use; the methods may be called concurrently, also on nil.
type Account struct{ waited, worked atomic.Int64 } // nanoseconds

// Waited notes that the goroutine of the request was not at work for d: it waited for
// its client or its turn, or for work that is noted by Worked.
func (a *Account) Waited(d time.Duration) {
	if a != nil {
		a.waited.Add(int64(d))
	}
}

// Worked notes work of d in a time that is noted by Waited, or beside the goroutine of
// the request.
func (a *Account) Worked(d time.Duration) {
	if a != nil {
		a.worked.Add(int64(d))
	}
}

// Cost is what a request cost that took so long.
func (a *Account) Cost(took time.Duration) time.Duration {
	return max(0, took-time.Duration(a.waited.Load())) + time.Duration(a.worked.Load())
}

type accountKey struct{}

// WithAccount returns a context whose work is noted in a.
func WithAccount(ctx context.Context, a *Account) context.Context {
	return context.WithValue(ctx, accountKey{}, a)
}

// AccountOf returns the account of a context, or nil.
func AccountOf(ctx context.Context) *Account {
	a, _ := ctx.Value(accountKey{}).(*Account)
	return a
}
