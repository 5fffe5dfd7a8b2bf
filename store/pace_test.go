package store

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestPacer writes with a clock that only the pacer's own waits move.
func TestPacer(t *testing.T) {
	start := time.Unix(1000, 0)
	now := start
	p := newPacer(1000)
	p.now = func() time.Time { return now }
	p.sleep = func(ctx context.Context, d time.Duration) error {
		now = now.Add(d)
		return ctx.Err()
	}
	for range 10 {
		if err := p.wait(t.Context(), 500); err != nil {
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
		if err := p.wait(t.Context(), 2000); err != nil {
			t.Fatal(err)
		}
	}
	if got := now.Sub(before); got != 2*time.Second {
		t.Errorf("after an hour, two writes wait %v, want 2s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.wait(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
}

func TestCompactDefaults(t *testing.T) {
	for _, tc := range []struct {
		option int
		quads  int64
		want   int
	}{
		{0, 0, 1 << 16},
		{0, 1 << 20, 1 << 16},
		{0, 16_000_000, 1_000_000},
		{0, 150_000_000, 2_000_000},
		{-1, 1 << 40, -1},
		{7, 1 << 40, 7},
	} {
		if got := (&Options{CompactRows: tc.option}).compactRows(tc.quads); got != tc.want {
			t.Errorf("CompactRows %d, %d quads: compaction at %d rows, want %d", tc.option, tc.quads, got, tc.want)
		}
	}
	for option, want := range map[int64]int64{0: 32 << 20, -1: 0, 5: 5} {
		if got := (&Options{CompactBytesPerSecond: option}).compactBytesPerSecond(); got != want {
			t.Errorf("CompactBytesPerSecond %d: %d, want %d", option, got, want)
		}
	}
}
