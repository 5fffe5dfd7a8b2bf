package exec

import (
	"errors"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
)

// TestBudgetWithin reserves from two budgets that are parts of one.
func TestBudgetWithin(t *testing.T) {
	whole := NewBudget(100)
	a, b := NewBudget(80).Within(whole), NewBudget(0).Within(whole)
	for _, step := range []struct {
		of   *Budget
		n    int64
		want string // part of the error; empty: reserved
	}{
		{a, 70, ""},
		{b, 20, ""},
		{a, 20, "is spent (0 MiB)"}, // more than a may have
		{a, 10, ""},
		{b, 1, "other queries use"}, // more than there is
		{b, 81, "is spent (0 MiB)"}, // more than there would be without others
		{a, -50, ""},
		{b, 50, ""},
		{b, -70, ""},
		{a, -30, ""},
		{b, 100, ""},
		{b, 1, "is spent (0 MiB)"}, // b is alone
		{b, -100, ""},
	} {
		err := step.of.Reserve(step.n)
		if (err == nil) != (step.want == "") || err != nil && (!errors.Is(err, ErrMemory) || !strings.Contains(err.Error(), step.want)) {
			t.Errorf("Reserve(%d): got %v, want %q", step.n, err, step.want)
		}
		if got, want := whole.Used(), a.Used()+b.Used(); got != want {
			t.Errorf("after Reserve(%d): whole has %d, its parts %d", step.n, got, want)
		}
	}
	if a.Used() != 0 || b.Used() != 0 || whole.Peak() != 100 {
		t.Errorf("left are %d and %d, peak %d, want 0, 0, 100", a.Used(), b.Used(), whole.Peak())
	}
}

// TestBudgetAside holds that a query that is alone is not told of others, though the body
// of its request is accounted for beside it.
func TestBudgetAside(t *testing.T) {
	whole := NewBudget(100)
	body, query := NewBudget(0).Within(whole).Aside(), NewBudget(0).Within(whole)
	if err := errors.Join(body.Reserve(60), query.Reserve(30)); err != nil {
		t.Fatal(err)
	}
	if err := query.Reserve(20); err == nil || strings.Contains(err.Error(), "other queries") {
		t.Errorf("a lone query: %v", err)
	}
	if err := NewBudget(0).Within(whole).Aside().Reserve(20); err == nil || !strings.Contains(err.Error(), "other queries use") {
		t.Errorf("another body beside a query: %v", err)
	}
	other := NewBudget(0).Within(whole)
	if err := other.Reserve(20); err == nil || !strings.Contains(err.Error(), "other queries use") {
		t.Errorf("a second query: %v", err)
	}
	query.End()
	body.End()
	if whole.Used() != 0 || whole.query != 0 {
		t.Errorf("left are %d, %d of queries", whole.Used(), whole.query)
	}
}

// TestBudgetEnd holds that what a part never gave back does not stay with the whole.
func TestBudgetEnd(t *testing.T) {
	whole := NewBudget(100)
	part := NewBudget(0).Within(whole)
	mem := &account{budget: part}
	if err := mem.reserve(70); err != nil {
		t.Fatal(err)
	}
	part.End()
	part.End()
	mem.release() // late
	if whole.Used() != 0 || part.Used() != 0 {
		t.Errorf("left are %d of all and %d of the part", whole.Used(), part.Used())
	}
	if err := part.Reserve(1); !errors.Is(err, ErrMemory) || whole.Used() != 0 {
		t.Errorf("after the end: %v, %d bytes", err, whole.Used())
	}
}

// TestBudgetStop holds that a query that has been stopped gets no more memory, and can give
// back what it has; what grows leaves itself as it was.
func TestBudgetStop(t *testing.T) {
	stopped := errors.New("stopped")
	mem := testAccount()
	x := newRowIndex(1, mem)
	for n := 0; ; n++ {
		if n == 2*runRows {
			mem.budget.Stop(stopped)
		}
		_, _, err := x.add(columns([]uint64{uint64(n + 1)}), 0)
		if err == nil && n < 8*runRows {
			continue
		}
		if !errors.Is(err, stopped) || n < 2*runRows {
			t.Fatalf("row %d: %v", n, err)
		}
		break
	}
	if x.find(columns([]uint64{1}), 0) != 0 || mem.used != x.bytes() {
		t.Errorf("%d bytes are reserved for %d", mem.used, x.bytes())
	}
	mem.release()
	if mem.budget.Used() != 0 || !errors.Is(mem.budget.Reserve(1), stopped) {
		t.Errorf("left are %d bytes", mem.budget.Used())
	}
}

// TestRestartAtGivesBack keeps one group of an index and gives back what the others took.
func TestRestartAtGivesBack(t *testing.T) {
	for _, limit := range []int64{0, 1} {
		mem := testAccount()
		x := newRowIndex(2, mem)
		for n := range 5000 {
			if _, _, err := x.add(columns([]uint64{uint64(n % 3)}, []uint64{uint64(n + 1)}), 0); err != nil {
				t.Fatal(err)
			}
		}
		if limit > 0 {
			mem.budget.limit = mem.budget.used + limit
		}
		before := mem.used
		err := x.restartAt(2)
		if limit > 0 {
			if !errors.Is(err, ErrMemory) || mem.used != before || x.len() != 5000 {
				t.Errorf("without room: %v, %d rows, %d bytes, before %d", err, x.len(), mem.used, before)
			}
			continue
		}
		if err != nil || x.len() != 1666 {
			t.Errorf("%d rows, %v", x.len(), err)
		}
		if n := x.find(columns([]uint64{0}, []uint64{3}), 0); n < 0 {
			t.Error("a row of the group is gone")
		}
		if got := x.bytes(); mem.used != got {
			t.Errorf("%d bytes are reserved, the index has %d", mem.used, got)
		}
		mem.release()
		if mem.budget.Used() != 0 {
			t.Errorf("left are %d", mem.budget.Used())
		}
	}
}

// columns makes columns of numbers.
func columns(cols ...[]uint64) [][]ids.ID {
	out := make([][]ids.ID, len(cols))
	for i, c := range cols {
		for _, v := range c {
			out[i] = append(out[i], ids.ID(v))
		}
	}
	return out
}
