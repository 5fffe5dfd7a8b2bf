package exec

import (
	"errors"
	"testing"
)

// TestBudgetWithin reserves from two budgets that are parts of one.
func TestBudgetWithin(t *testing.T) {
	whole := NewBudget(100)
	a, b := NewBudget(80).Within(whole), NewBudget(0).Within(whole)
	for _, step := range []struct {
		of   *Budget
		n    int64
		want error // nil: reserved
	}{
		{a, 70, nil},
		{b, 20, nil},
		{a, 20, ErrMemory}, // more than a may have
		{a, 10, nil},
		{b, 1, errTotal}, // more than there is
		{a, -50, nil},
		{b, 50, nil},
		{b, -70, nil},
		{a, -30, nil},
	} {
		if err := step.of.Reserve(step.n); !errors.Is(err, step.want) {
			t.Errorf("Reserve(%d): got %v, want %v", step.n, err, step.want)
		}
		if got, want := whole.Used(), a.Used()+b.Used(); got != want {
			t.Errorf("after Reserve(%d): whole has %d, its parts %d", step.n, got, want)
		}
	}
	if a.Used() != 0 || b.Used() != 0 || whole.Peak() != 100 {
		t.Errorf("left are %d and %d, peak %d, want 0, 0, 100", a.Used(), b.Used(), whole.Peak())
	}
	if !errors.Is(errTotal, ErrMemory) {
		t.Error("who tests for ErrMemory does not find it")
	}
}
