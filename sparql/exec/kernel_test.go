package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

func testAccount() *account { return &account{budget: NewBudget(0)} }

// randomColumns returns columns of n rows with values below limit.
func randomColumns(rnd *rand.Rand, cols, n, limit int) [][]ids.ID {
	out := make([][]ids.ID, cols)
	for i := range out {
		for range n {
			out[i] = append(out[i], ids.ID(rnd.IntN(limit)))
		}
	}
	return out
}

func TestRowIndex(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for cols := range 4 {
		x := newRowIndex(cols, testAccount())
		want := map[string]int32{}
		data := randomColumns(rnd, cols, 2000, 12)
		for row := range 2000 {
			key := ""
			for _, c := range data {
				key += fmt.Sprint(c[row], " ")
			}
			n, isNew, err := x.add(data, row)
			if err != nil {
				t.Fatal(err)
			}
			before, known := want[key]
			if isNew == known || known && n != before {
				t.Fatalf("key %q: number %d new %v, before %d", key, n, isNew, before)
			}
			want[key] = n
			if got := x.find(data, row); got != n {
				t.Fatalf("find %q: %d, want %d", key, got, n)
			}
		}
		if x.len() != len(want) {
			t.Errorf("%d keys, want %d", x.len(), len(want))
		}
		x.reset()
		if cols > 0 && x.find(data, 0) != -1 {
			t.Error("a key outlived reset")
		}
	}
}

func TestGallop(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 1))
	for range 500 {
		col := randomColumns(rnd, 1, 1+rnd.IntN(60), 50)
		slices.Sort(col[0])
		pos := rnd.IntN(len(col[0]) + 1)
		key := ids.ID(rnd.IntN(52))
		want := pos + sort.Search(len(col[0])-pos, func(i int) bool { return col[0][pos+i] >= key })
		if got := gallop(col, pos, len(col[0]), []ids.ID{key}); got != want {
			t.Fatalf("gallop(%v, %d, %d) = %d, want %d", col[0], pos, key, got, want)
		}
	}
}

func TestHashTable(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 1))
	h := newHashTable([]string{"a", "b", "c"}, []string{"c", "a"}, testAccount())
	data := &ids.Batch{Cols: randomColumns(rnd, 3, 500, 7), Len: 500}
	for round := range 2 {
		h.reset()
		if err := errors.Join(h.rows.appendBatch(data), h.group(t.Context())); err != nil {
			t.Fatal(err)
		}
		lo, hi := h.ranges(data, []int{2, 0}, nil, nil)
		for row := range data.Len {
			want := 0
			for other := range data.Len {
				if data.Cols[0][other] == data.Cols[0][row] && data.Cols[2][other] == data.Cols[2][row] {
					want++
				}
			}
			if int(hi[row]-lo[row]) != want {
				t.Fatalf("round %d, row %d: %d matches, want %d", round, row, hi[row]-lo[row], want)
			}
			for i := lo[row]; i < hi[row]; i++ {
				if h.rows.cols[0][i] != data.Cols[0][row] || h.rows.cols[2][i] != data.Cols[2][row] {
					t.Fatalf("row %d: foreign row in its group", row)
				}
			}
		}
	}
}

// TestJoiner compares every kind of join with the definition, for columns that may
// be unbound.
func TestJoiner(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 1))
	for _, kind := range []plan.JoinKind{plan.Inner, plan.Left, plan.Semi, plan.Anti, plan.Minus} {
		for _, size := range []int{1, 2, 3, 1024} {
			t.Run(fmt.Sprintf("%s/%d", kind, size), func(t *testing.T) {
				left := &ids.Batch{Cols: randomColumns(rnd, 2, 40, 4), Len: 40}
				right := newTable(2, testAccount())
				if err := right.appendBatch(&ids.Batch{Cols: randomColumns(rnd, 2, 9, 4), Len: 9}); err != nil {
					t.Fatal(err)
				}
				pr := &plan.Props{Vars: []string{"x", "y"}}
				if kind == plan.Inner || kind == plan.Left {
					pr.Vars = append(pr.Vars, "z")
				}
				rt := &Runtime{BatchRows: size, Budget: NewBudget(0), Env: &expr.Env{}}
				j, err := (&builder{rt: rt}).newJoiner(t.Context(), joinSpec{
					kind: kind, vars: pr.Vars, left: []string{"x", "y"}, right: []string{"y", "z"}, compat: []string{"y"},
				})
				if err != nil {
					t.Fatal(err)
				}
				lo, hi := make([]int32, 40), make([]int32, 40)
				for i := range hi {
					hi[i] = int32(right.rows)
				}
				j.start(left, right, lo, hi)
				var got [][]ids.ID
				for {
					b, err := j.next(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if b == nil {
						break
					}
					if b.Len == 0 || b.Len > size {
						t.Fatalf("batch of %d rows", b.Len)
					}
					for row := range b.Len {
						var r []ids.ID
						for _, c := range b.Cols {
							r = append(r, c[row])
						}
						got = append(got, r)
					}
				}
				if diff := cmp.Diff(defined(kind, left, right), got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

// defined is the join of (x, y) and (y, z) by definition.
func defined(kind plan.JoinKind, left *ids.Batch, right *table) [][]ids.ID {
	var out [][]ids.ID
	for l := range left.Len {
		x, y := left.Cols[0][l], left.Cols[1][l]
		matched := false
		for r := range right.rows {
			ry, z := right.cols[0][r], right.cols[1][r]
			if y != ids.Undef && ry != ids.Undef && y != ry {
				continue
			}
			if kind == plan.Minus && (y == ids.Undef || ry == ids.Undef) {
				continue
			}
			matched = true
			if kind == plan.Inner || kind == plan.Left {
				out = append(out, []ids.ID{x, max(y, ry), z})
			}
		}
		switch kind {
		case plan.Left:
			if !matched {
				out = append(out, []ids.ID{x, y, ids.Undef})
			}
		case plan.Semi:
			if matched {
				out = append(out, []ids.ID{x, y})
			}
		case plan.Anti, plan.Minus:
			if !matched {
				out = append(out, []ids.ID{x, y})
			}
		case plan.Inner:
		}
	}
	return out
}

func TestBudget(t *testing.T) {
	b := NewBudget(100)
	a := &account{budget: b, stats: &Stats{}}
	if err := a.reserve(80); err != nil {
		t.Fatal(err)
	}
	if err := a.reserve(30); !errors.Is(err, ErrMemory) {
		t.Errorf("got %v, want ErrMemory", err)
	}
	if b.Used() != 80 || b.Peak() != 80 {
		t.Errorf("used %d, peak %d", b.Used(), b.Peak())
	}
	a.give(50)
	if err := a.reserve(60); err != nil {
		t.Error(err)
	}
	a.release()
	if b.Used() != 0 || a.stats.Memory != 90 {
		t.Errorf("used %d, memory %d", b.Used(), a.stats.Memory)
	}
}

// columnsOp yields columns in batches.
type columnsOp struct {
	cols [][]ids.ID
	size int
	pos  int
	out  ids.Batch
}

func (c *columnsOp) Next(context.Context) (*ids.Batch, error) {
	n := min(c.size, len(c.cols[0])-c.pos)
	if n <= 0 {
		return nil, io.EOF
	}
	c.out.Cols = c.out.Cols[:0]
	for _, col := range c.cols {
		c.out.Cols = append(c.out.Cols, col[c.pos:c.pos+n])
	}
	c.out.Len = n
	c.pos += n
	return &c.out, nil
}

func (c *columnsOp) Close() error { return nil }

func (c *columnsOp) Seek(key []ids.ID) { c.pos = gallop(c.cols, c.pos, len(c.cols[0]), key) }
func (c *columnsOp) CanSeek() bool     { return true }

// ascending returns n ids with gaps of step.
func ascending(n, step int) []ids.ID {
	out := make([]ids.ID, n)
	for i := range out {
		out[i] = ids.ID(1 + i*step)
	}
	return out
}

func drainAll(b *testing.B, op Operator) int {
	rows := 0
	for batch, err := range Batches(b.Context(), op) {
		if err != nil {
			b.Fatal(err)
		}
		rows += batch.Len
	}
	return rows
}

func BenchmarkMergeJoin(b *testing.B) {
	for _, step := range []int{1, 100} {
		b.Run(fmt.Sprintf("step=%d", step), func(b *testing.B) {
			left, right := ascending(1<<20/step, step), ascending(1<<20, 1)
			b.SetBytes(int64(8 * (len(left) + len(right))))
			b.ReportAllocs()
			for b.Loop() {
				rt := &Runtime{Budget: NewBudget(0), Env: &expr.Env{}}
				j, err := (&builder{rt: rt}).newJoiner(b.Context(), joinSpec{vars: []string{"x"}, left: []string{"x"}, right: []string{"x"}})
				if err != nil {
					b.Fatal(err)
				}
				m := &mergeJoin{
					left: &columnsOp{cols: [][]ids.ID{left}, size: 1024}, right: &columnsOp{cols: [][]ids.ID{right}, size: 1024},
					lkey: []int{0}, rkey: []int{0}, skipLeft: true, matches: newTable(1, testAccount()), key: make([]ids.ID, 1), j: j,
				}
				if rows := drainAll(b, m); rows != len(left) {
					b.Fatal(rows)
				}
			}
		})
	}
}

func BenchmarkHashTable(b *testing.B) {
	rnd := rand.New(rand.NewPCG(5, 1))
	for _, rows := range []int{1 << 10, 1 << 18} {
		data := &ids.Batch{Cols: randomColumns(rnd, 2, rows, rows), Len: rows}
		b.Run(fmt.Sprintf("build/rows=%d", rows), func(b *testing.B) {
			b.SetBytes(int64(16 * rows))
			b.ReportAllocs()
			for b.Loop() {
				h := newHashTable([]string{"a", "b"}, []string{"a"}, testAccount())
				if err := errors.Join(h.rows.appendBatch(data), h.group(b.Context())); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("probe/rows=%d", rows), func(b *testing.B) {
			h := newHashTable([]string{"a", "b"}, []string{"a"}, testAccount())
			if err := errors.Join(h.rows.appendBatch(data), h.group(b.Context())); err != nil {
				b.Fatal(err)
			}
			var lo, hi []int32
			b.SetBytes(int64(8 * rows))
			b.ReportAllocs()
			for b.Loop() {
				lo, hi = h.ranges(data, []int{0}, lo[:0], hi[:0])
			}
		})
	}
}

func BenchmarkDistinct(b *testing.B) {
	rnd := rand.New(rand.NewPCG(6, 1))
	for _, values := range []int{100, 1 << 18} {
		b.Run(fmt.Sprintf("values=%d", values), func(b *testing.B) {
			cols := randomColumns(rnd, 1, 1<<18, values)
			b.SetBytes(8 << 18)
			b.ReportAllocs()
			for b.Loop() {
				drainAll(b, &hashedDistinct{in: &columnsOp{cols: cols, size: 1024}, seen: newRowIndex(1, testAccount())})
			}
		})
	}
}
