package throttle

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestThrottle writes with a clock that only the waits of the throttle move.
func TestThrottle(t *testing.T) {
	start := time.Unix(1000, 0)
	now := start
	p := New(1000)
	p.now = func() time.Time { return now }
	p.sleep = func(ctx context.Context, d time.Duration) error {
		now = now.Add(d)
		return ctx.Err()
	}
	for range 10 {
		if err := p.Wait(t.Context(), 500); err != nil {
			t.Fatal(err)
		}
	}
	if got := now.Sub(start); got != 4500*time.Millisecond {
		t.Errorf("ten writes of half a second each begin to end within %v, want 4.5s", got)
	}
	// Time in which nothing is written is not saved up.
	now = now.Add(time.Hour)
	before := now
	for range 2 {
		if err := p.Wait(t.Context(), 2000); err != nil {
			t.Fatal(err)
		}
	}
	if got := now.Sub(before); got != 2*time.Second {
		t.Errorf("after an hour, two writes wait %v, want 2s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Wait(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
}
