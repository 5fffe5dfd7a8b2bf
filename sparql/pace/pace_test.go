package pace_test

import (
	"context"
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/sparql/pace"
)

// waits counts how often work came by.
type waits struct{ n int }

func (w *waits) Wait(context.Context) { w.n++ }

func TestYieldWaitsAndTellsTheCause(t *testing.T) {
	reason := errors.New("the operator stopped it")
	parent, cancel := context.WithCancelCause(t.Context())
	w := &waits{}
	ctx, stop := context.WithCancel(pace.With(parent, w)) // found through other contexts
	defer stop()
	if err := pace.Yield(ctx); err != nil || w.n != 1 {
		t.Fatalf("Yield = %v after %d waits, want nil after 1", err, w.n)
	}
	if err := ctx.Err(); err != nil || w.n != 1 {
		t.Fatalf("the error of the context is %v and waited %d times, want nil and 1", err, w.n)
	}
	cancel(reason)
	if err := pace.Yield(ctx); !errors.Is(err, reason) {
		t.Errorf("Yield = %v, want %v", err, reason)
	}
}

func TestYieldWithoutPacer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	if err := pace.Yield(ctx); err != nil {
		t.Error(err)
	}
	cancel()
	if err := pace.Yield(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Yield = %v, want %v", err, context.Canceled)
	}
}

func TestMeterYieldsOnceInAWhile(t *testing.T) {
	w := &waits{}
	ctx := pace.With(t.Context(), w)
	var m pace.Meter
	const steps = 100_000
	for range steps {
		if err := m.Add(ctx, 1); err != nil {
			t.Fatal(err)
		}
	}
	if w.n < 10 || w.n > steps/100 {
		t.Errorf("%d waits in %d steps", w.n, steps)
	}
	before := w.n
	if err := m.Add(ctx, steps); err != nil || w.n != before+1 {
		t.Errorf("a large step waited %d times (%v), want once", w.n-before, err)
	}
}
