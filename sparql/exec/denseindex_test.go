package exec

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
)

// denseColumns are columns of ids that a bitmap suits, and some that it does not.
func denseColumns(r *rand.Rand) map[string][]ids.ID {
	cols := map[string][]ids.ID{
		"one":            {ids.Make(ids.KindBase, 7)},
		"equal":          {ids.Make(ids.KindBase, 7), ids.Make(ids.KindBase, 7)},
		"first payload":  {ids.Make(ids.KindBase, 0), ids.Make(ids.KindBase, 1)},
		"low bits equal": {ids.Make(ids.KindBase, 5), ids.Make(ids.KindBase, 5+8), ids.Make(ids.KindBase, 5+64)},
		"range in parts": {
			ids.Make(ids.KindBase, 64), ids.Make(ids.KindDelta, 1), ids.Make(ids.KindBase, 66),
			ids.Make(ids.KindDelta, 3), ids.Make(ids.KindBase, 1), ids.Make(ids.KindBase, 2),
		},
		"far apart": {ids.Make(ids.KindBase, 0), ids.Make(ids.KindBase, 1<<40+1)},
	}
	kinds := []ids.Kind{ids.KindBase, ids.KindISSNIRI, ids.KindISSN}
	for name, rows := range map[string]int{"random": 3000, "sorted": 3000, "sorted runs": 2*runRows + 5} {
		var col []ids.ID
		for range rows {
			kind := kinds[r.IntN(len(kinds))]
			payload := uint64(r.IntN(4000))
			if kind == ids.KindISSNIRI {
				payload = payload<<34 | uint64(r.IntN(2))<<58 | 5
			}
			col = append(col, ids.Make(kind, payload))
		}
		if name != "random" {
			slices.Sort(col)
		}
		cols[name] = col
	}
	return cols
}

func TestDenseIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var x denseIndex
	for name, col := range denseColumns(r) {
		t.Run(name, func(t *testing.T) {
			if got, err := x.measure(t.Context(), col); err != nil || got != slices.IsSorted(col) {
				t.Errorf("measure() = %t, %v, want %t", got, err, !got)
			}
			if got, want := x.dense(len(col)), name != "far apart"; got != want {
				t.Fatalf("dense() = %t, want %t", got, want)
			} else if !got {
				return
			}
			if err := x.fill(t.Context(), col); err != nil {
				t.Fatal(err)
			}
			want := slices.Compact(slices.Sorted(slices.Values(col)))
			if int(x.keys) != len(want) {
				t.Errorf("keys = %d, want %d", x.keys, len(want))
			}
			probes := []ids.ID{ids.Undef, ids.DefaultGraph, ^ids.ID(0)}
			for _, id := range want {
				probes = append(probes, id-1, id, id+1, id+8, id+1<<34, id^1<<62)
			}
			for _, id := range probes {
				n, found := slices.BinarySearch(want, id)
				if !found {
					n = -1
				}
				if got := x.find(id); int(got) != n {
					t.Fatalf("find(%x) = %d, want %d", id, got, n)
				}
			}
		})
	}
}

// TestHashTableDense compares the groups of a table with those of a map.
func TestHashTableDense(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	h := newHashTable([]string{"key", "row"}, []string{"key"}, testAccount())
	for name, col := range denseColumns(r) {
		t.Run(name, func(t *testing.T) {
			numbers := make([]ids.ID, len(col))
			want := map[ids.ID][]ids.ID{}
			for row, id := range col {
				numbers[row] = ids.ID(row)
				want[id] = append(want[id], ids.ID(row))
			}
			h.reset()
			if err := h.rows.appendBatch(&ids.Batch{Cols: [][]ids.ID{col, numbers}, Len: len(col)}); err != nil {
				t.Fatal(err)
			}
			if err := h.group(t.Context()); err != nil {
				t.Fatal(err)
			}
			probe := append(slices.Clone(col), ids.Undef, col[0]+3, col[0]^1<<62)
			lo, hi := h.ranges(&ids.Batch{Cols: [][]ids.ID{probe}, Len: len(probe)}, []int{0}, nil, nil)
			for i, id := range probe {
				if got := h.rows.cols[1][lo[i]:hi[i]]; !slices.Equal(got, want[id]) {
					t.Fatalf("rows of %x: %v, want %v", id, got, want[id])
				}
			}
		})
	}
}
