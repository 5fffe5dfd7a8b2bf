package exec

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// compatJoin is a hash join of two tables.
func compatJoin(t testing.TB, kind plan.JoinKind, size int, on, compat, lv, rv []string, left, right [][]ids.ID) *hashJoin {
	t.Helper()
	n := &plan.HashJoin{
		Kind: kind, On: on, Compat: compat,
		L: &plan.Union{Props: plan.Props{Vars: lv}}, R: &plan.Union{Props: plan.Props{Vars: rv}},
	}
	n.Vars = lv
	if kind == plan.Inner || kind == plan.Left {
		n.Vars = union(lv, rv)
	}
	rt := &Runtime{BatchRows: size, Budget: NewBudget(0), Env: &expr.Env{}}
	mem := testAccount()
	h := &hashJoin{
		left: &columnsOp{cols: left, size: size}, right: &columnsOp{cols: right, size: size},
		lkey: positions(lv, on), table: newHashTable(rv, on, mem), needsRight: kind == plan.Inner || kind == plan.Semi,
	}
	h.compatible = newCompatible(n, h.table, rt.batchRows(), mem)
	var err error
	if h.j, err = (&builder{rt: rt}).newJoiner(t.Context(), joinSpec{kind: kind, vars: n.Vars, left: lv, right: rv, compat: compat}); err != nil {
		t.Fatal(err)
	}
	return h
}

// rowsOf reads an operator to its end.
func rowsOf(t testing.TB, op Operator) [][]ids.ID {
	t.Helper()
	var rows [][]ids.ID
	for b, err := range Batches(t.Context(), op) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range b.Len {
			var r []ids.ID
			for _, c := range b.Cols {
				r = append(r, c[row])
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// TestCompatible compares hash joins on variables that may be unbound with joins that
// compare each left row with each right row of its key.
func TestCompatible(t *testing.T) {
	lv, rv := []string{"k", "a", "b", "l"}, []string{"r", "b", "a", "k"}
	rnd := rand.New(rand.NewPCG(8, 2))
	for _, kind := range []plan.JoinKind{plan.Inner, plan.Left, plan.Semi, plan.Anti, plan.Minus} {
		for _, on := range [][]string{nil, {"k"}} {
			for _, size := range []int{1, 3, 7, 1024} {
				t.Run(fmt.Sprintf("%s/%v/%d", kind, on, size), func(t *testing.T) {
					compat := []string{"a", "b"}
					if on == nil {
						compat = []string{"k", "a", "b"}
					}
					left, right := randomColumns(rnd, 4, 60, 5), randomColumns(rnd, 4, 12, 5)
					left[3] = ascending(60, 1)
					if on != nil {
						for i := range right[3] {
							right[3][i] = max(1, right[3][i]) // a key is always bound
						}
					}
					plainly := compatJoin(t, kind, size, on, compat, lv, rv, left, right)
					plainly.compatible = nil
					want := rowsOf(t, plainly)
					got := rowsOf(t, compatJoin(t, kind, size, on, compat, lv, rv, left, right))
					if len(want) == 0 && kind != plan.Anti {
						t.Fatal("no rows to compare")
					}
					if !slices.IsSortedFunc(got, func(a, b []ids.ID) int { return cmp.Compare(a[3], b[3]) }) {
						t.Error("left rows have lost their order")
					}
					slices.SortFunc(want, slices.Compare)
					slices.SortFunc(got, slices.Compare)
					if diff := gocmp.Diff(want, got); diff != "" {
						t.Errorf("(-want +got):\n%s", diff)
					}
				})
			}
		}
	}
}

// TestCompatibleManyMasks joins on more sets of bound variables than there are indexes
// for.
func TestCompatibleManyMasks(t *testing.T) {
	vars := []string{"a", "b", "c", "d", "e", "f"}
	rnd := rand.New(rand.NewPCG(8, 3))
	left, right := randomColumns(rnd, 6, 200, 3), randomColumns(rnd, 6, 150, 3)
	plainly := compatJoin(t, plan.Inner, 64, nil, vars, vars, vars, left, right)
	plainly.compatible = nil
	h := compatJoin(t, plan.Inner, 64, nil, vars, vars, vars, left, right)
	want, got := rowsOf(t, plainly), rowsOf(t, h)
	if len(h.compatible.masks) != maxMasks {
		t.Errorf("%d masks", len(h.compatible.masks))
	}
	slices.SortFunc(want, slices.Compare)
	slices.SortFunc(got, slices.Compare)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCompatibleComparesFew counts the pairs that joins of many rows on a variable that
// may be unbound look at: not the product of both sides.
func TestCompatibleComparesFew(t *testing.T) {
	const n = 20_000
	for _, kind := range []plan.JoinKind{plan.Inner, plan.Left, plan.Semi, plan.Anti, plan.Minus} {
		t.Run(kind.String(), func(t *testing.T) {
			left, right := [][]ids.ID{ascending(n, 1), ascending(n, 2)}, [][]ids.ID{ascending(n, 3), ascending(n, 1)}
			// One row of each side leaves the variable unbound.
			left[0][n/2], right[0][n/3] = ids.Undef, ids.Undef
			h := compatJoin(t, kind, 1024, nil, []string{"v"}, []string{"v", "x"}, []string{"v", "y"}, left, right)
			rows := len(rowsOf(t, h))
			if kind == plan.Inner && rows < n {
				t.Errorf("%d rows", rows)
			}
			// Each left row meets its equal and the unbound row, the unbound one all.
			if h.compatible.gathered == 0 || h.compatible.gathered > 3*n {
				t.Errorf("%d pairs of %d rows on each side", h.compatible.gathered, n)
			}
			if used := h.table.rows.mem.used; used > 64*n*2 {
				t.Errorf("%d bytes", used)
			}
			if err := h.Close(); err != nil || h.table.rows.mem.budget.Used() != 0 {
				t.Errorf("%d bytes left, %v", h.table.rows.mem.budget.Used(), err)
			}
		})
	}
}

// BenchmarkCompatible joins 100,000 rows with as many on a variable that may be unbound.
func BenchmarkCompatible(b *testing.B) {
	const n = 100_000
	left, right := [][]ids.ID{ascending(n, 1), ascending(n, 2)}, [][]ids.ID{ascending(n, 3), ascending(n, 1)}
	for b.Loop() {
		h := compatJoin(b, plan.Inner, 4096, nil, []string{"v"}, []string{"v", "x"}, []string{"v", "y"}, left, right)
		if rows := drainAll(b, h); rows == 0 {
			b.Fatal("no rows")
		}
	}
}
