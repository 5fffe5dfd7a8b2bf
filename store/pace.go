package store

import (
	"context"
	"sync"
	"time"
)

// pacer spreads writes over time.
type pacer struct {
	bytesPerSecond int64
	now            func() time.Time
	sleep          func(context.Context, time.Duration) error

	mu   sync.Mutex // guards free
	free time.Time  // when all bytes so far have had their time
}

func newPacer(bytesPerSecond int64) *pacer {
	return &pacer{bytesPerSecond: bytesPerSecond, now: time.Now, sleep: sleep}
}

// wait waits until all bytes before these have had their time. It ends early,
// with an error, if ctx does.
func (p *pacer) wait(ctx context.Context, bytes int) error {
	p.mu.Lock()
	now := p.now()
	if p.free.Before(now) {
		p.free = now
	}
	delay := p.free.Sub(now)
	p.free = p.free.Add(time.Duration(float64(bytes) / float64(p.bytesPerSecond) * float64(time.Second)))
	p.mu.Unlock()
	if delay <= 0 {
		return ctx.Err()
	}
	return p.sleep(ctx, delay)
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
