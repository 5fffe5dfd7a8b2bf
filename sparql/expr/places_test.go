package expr_test

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// TestPlaces compares the places of ids in any order with the comparison of each
// pair, with every part of the terms in the store.
func TestPlaces(t *testing.T) {
	var terms []rdf.Term
	for _, group := range ascending {
		for _, text := range group {
			if text == "" {
				continue
			}
			term, err := expr.EvalTerm(parse(t, text), unbound, newEnv(nil))
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			terms = append(terms, term)
		}
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		var stored []rdf.Term
		share := rnd.IntN(5)
		for _, term := range terms {
			if rnd.IntN(4) < share {
				stored = append(stored, term)
			}
		}
		env := newEnv(newFake(stored...))
		all := []ids.ID{ids.Undef}
		for _, term := range terms {
			id, err := env.Pool.ID(term)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, id)
		}
		col := make([]ids.ID, rnd.IntN(2*len(all)))
		for i := range col {
			col[i] = all[rnd.IntN(len(all))]
		}
		places := make([]uint32, len(col))
		if err := expr.NewComparer(env.Pool).Places(t.Context(), col, places); err != nil {
			t.Fatal(err)
		}
		for i := range col {
			for j := range col {
				if got, want := cmp.Compare(places[i], places[j]), expr.Compare(env, col[i], col[j]); got != want {
					t.Fatalf("%#x and %#x: places %d and %d, want order %d", uint64(col[i]), uint64(col[j]), places[i], places[j], want)
				}
			}
		}
	}
}

func TestSortFunc(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 1 << 17, 1<<17 + 1, 1_000_003} {
		s := make([]uint64, n)
		for i := range s {
			s[i] = rnd.Uint64N(1 << 20)
		}
		want := slices.Sorted(slices.Values(s))
		if err := expr.SortFunc(t.Context(), s, cmp.Compare[uint64]); err != nil || !slices.Equal(s, want) {
			t.Errorf("%d elements: not sorted (%v)", n, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := expr.SortFunc(ctx, make([]uint64, 1<<20), cmp.Compare[uint64]); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
