package delta_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/delta"
)

// TestRandomChanges applies random effective changes and compares ranges and
// sums with a plain map.
func TestRandomChanges(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	quad := func() ids.Quad {
		return ids.Quad{
			S: ids.ID(2 + rnd.IntN(6)), P: ids.ID(2 + rnd.IntN(4)),
			O: ids.ID(2 + rnd.IntN(6)), G: ids.ID(1 + rnd.IntN(2)),
		}
	}
	base := map[ids.Quad]bool{}
	for range 60 {
		base[quad()] = true
	}
	now := map[ids.Quad]bool{}
	for q := range base {
		now[q] = true
	}
	var set *delta.Set
	for range 400 {
		var changes []delta.QuadChange
		seen := map[ids.Quad]bool{}
		for range 1 + rnd.IntN(8) {
			q := quad()
			if seen[q] {
				continue
			}
			seen[q] = true
			changes = append(changes, delta.QuadChange{Quad: q, Insert: !now[q]})
			now[q] = !now[q]
		}
		set = set.Apply(changes)
		p := ids.Perms[rnd.IntN(6)]
		low := p.Row(quad())
		high := p.Row(quad())
		n, m := rnd.IntN(5), rnd.IntN(5)
		checkRange(t, set, base, now, p, low[:n], high[:m])
		q := quad()
		if got, want := set.Contains(q), presence(now[q])-presence(base[q]); got != want {
			t.Fatalf("Contains(%v) = %d, want %d", q, got, want)
		}
	}
	if want := int64(count(now) - count(base)); set.Net() != want {
		t.Errorf("Net() = %d, want %d", set.Net(), want)
	}
}

func presence(has bool) int {
	if has {
		return 1
	}
	return 0
}

func count(quads map[ids.Quad]bool) int {
	n := 0
	for _, has := range quads {
		n += presence(has)
	}
	return n
}

func checkRange(t *testing.T, set *delta.Set, base, now map[ids.Quad]bool, p ids.Perm, low, high []ids.ID) {
	t.Helper()
	var want []delta.Change
	sum := int64(0)
	add := func(q ids.Quad) {
		row := p.Row(q)
		if base[q] == now[q] || slices.Compare(row[:len(low)], low) < 0 ||
			len(high) > 0 && slices.Compare(row[:len(high)], high) >= 0 {
			return
		}
		want = append(want, delta.Change{Row: row, Insert: now[q]})
		sum += int64(presence(now[q]) - presence(base[q]))
	}
	for q := range now {
		add(q)
	}
	slices.SortFunc(want, func(a, b delta.Change) int { return a.Row.Compare(b.Row) })
	got := set.AppendRange(nil, p, low, high)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%v from %v to %v (-want +got):\n%s", p, low, high, diff)
	}
	if got := set.Sum(p, low, high); got != sum {
		t.Fatalf("Sum(%v, %v, %v) = %d, want %d", p, low, high, got, sum)
	}
	if len(want) > 0 && !set.Touched(p, low, high) {
		t.Fatalf("Touched(%v, %v, %v) = false", p, low, high)
	}
}

func TestEmptySet(t *testing.T) {
	var set *delta.Set
	if set.Len() != 0 || set.Net() != 0 || set.Touched(ids.SPO, nil, nil) || set.Apply(nil) != nil {
		t.Error("the nil set is not empty")
	}
	q := ids.Quad{S: 5, P: 6, O: 7, G: 1}
	set = set.Apply([]delta.QuadChange{{Quad: q, Insert: true}})
	set = set.Apply([]delta.QuadChange{{Quad: q}})
	if got := set.AppendRange(nil, ids.POS, nil, nil); len(got) != 0 || set.Net() != 0 || set.Len() != 0 {
		t.Errorf("inserted and deleted: %v, net %d, length %d", got, set.Net(), set.Len())
	}
}

func BenchmarkApply(b *testing.B) {
	rnd := rand.New(rand.NewPCG(3, 3))
	var set *delta.Set
	n := uint64(0)
	for b.Loop() {
		changes := make([]delta.QuadChange, 80)
		for i := range changes {
			n++
			changes[i] = delta.QuadChange{Insert: true, Quad: ids.Quad{
				S: ids.ID(rnd.Uint64N(1 << 40)), P: ids.ID(rnd.IntN(40)), O: ids.ID(rnd.Uint64N(1 << 40)), G: ids.ID(n),
			}}
		}
		set = set.Apply(changes)
	}
}
