// Package throttle spreads writes over time, so that a compaction leaves the
// disk to others.
package throttle

import (
	"context"
	"sync"
	"time"
)

// Throttle holds writers to a number of bytes a second, on average. Time in which
// nothing is written is not saved up. Its methods may be called concurrently.
type Throttle struct {
	bytesPerSecond int64
	now            func() time.Time
	sleep          func(context.Context, time.Duration) error

	mu   sync.Mutex // guards free
	free time.Time  // when all bytes so far have had their time
}

// New returns a throttle; bytesPerSecond is positive.
func New(bytesPerSecond int64) *Throttle {
	return &Throttle{bytesPerSecond: bytesPerSecond, now: time.Now, sleep: sleep}
}

// Wait waits until all bytes before these have had their time. If ctx ends first,
// it returns the error of ctx.
func (t *Throttle) Wait(ctx context.Context, bytes int) error {
	t.mu.Lock()
	now := t.now()
	if t.free.Before(now) {
		t.free = now
	}
	delay := t.free.Sub(now)
	t.free = t.free.Add(time.Duration(float64(bytes) / float64(t.bytesPerSecond) * float64(time.Second)))
	t.mu.Unlock()
	if delay <= 0 {
		return ctx.Err()
	}
	return t.sleep(ctx, delay)
}

// sleep waits for a time, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
