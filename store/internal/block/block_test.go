package block_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
)

// columns are sequences that each codec path meets.
func columns() map[string][]ids.ID {
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func(n int, f func(i int) ids.ID) []ids.ID {
		col := make([]ids.ID, n)
		for i := range col {
			col[i] = f(i)
		}
		return col
	}
	cols := map[string][]ids.ID{
		"one value":             {7},
		"undef":                 {0, 0},
		"the extremes":          {0, 1<<64 - 1},
		"falling":               {9, 8, 7, 7, 1},
		"constant":              random(1000, func(int) ids.ID { return 1 << 61 }),
		"ascending by one":      random(129, func(i int) ids.ID { return ids.ID(i) }),
		"few distinct":          random(5000, func(int) ids.ID { return ids.ID(rnd.IntN(50) * 1e9) }),
		"runs":                  random(4000, func(i int) ids.ID { return ids.ID(i/9) * 4096 }),
		"multiples":             random(4000, func(i int) ids.ID { return ids.ID(rnd.IntN(1<<20)) << 14 }),
		"all bits":              random(3000, func(int) ids.ID { return ids.ID(rnd.Uint64()) }),
		"kinds in turn":         random(3000, func(i int) ids.ID { return ids.Make(ids.Kind(1+i%11), uint64(rnd.IntN(1<<26))) }),
		"two far ranges":        random(700, func(i int) ids.ID { return ids.ID(i%2)<<63 + ids.ID(rnd.IntN(1000)) }),
		"kinds in runs":         random(3000, func(i int) ids.ID { return ids.Make(ids.Kind(1+i/3%7), uint64(rnd.IntN(4)*i%5)<<50) }),
		"near values far apart": random(1000, func(int) ids.ID { return ids.ID(rnd.IntN(20))<<57 + ids.ID(rnd.IntN(90)) }),
		"one far value":         random(900, func(i int) ids.ID { return ids.ID(i%128/127)<<52 + ids.ID(rnd.IntN(1<<30))<<9 }),
		"ascending and random":  random(128, func(i int) ids.ID { return ids.ID(i)<<40 + ids.ID(rnd.IntN(1<<30)) }),
	}
	for w := range 64 {
		cols[fmt.Sprintf("width %d", w+1)] = random(200+w, func(int) ids.ID { return ids.ID(rnd.Uint64() >> (63 - w)) })
	}
	return cols
}

func TestColumnRoundTrip(t *testing.T) {
	var enc block.Encoder
	for name, col := range columns() {
		t.Run(name, func(t *testing.T) {
			src := enc.AppendBlock(nil, [4][]ids.ID{col, col, col, col})
			b, err := block.Decode(src)
			if err != nil {
				t.Fatal(err)
			}
			got, err := b.AppendColumn(nil, 1, 0, len(col))
			if diff := cmp.Diff(col, got); err != nil || diff != "" {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
			for row, want := range col {
				if got, err := b.At(2, row); err != nil || got != want {
					t.Fatalf("At(%d) = %x, %v; want %x", row, got, err, want)
				}
			}
			for lo := 0; lo < len(col); lo += 1 + len(col)/5 {
				for hi := lo; hi <= len(col); hi += 1 + len(col)/7 {
					got, err := b.AppendColumn(nil, 3, lo, hi)
					if err != nil || !slices.Equal(col[lo:hi], got) {
						t.Fatalf("rows %d to %d: %v", lo, hi, err)
					}
				}
			}
		})
	}
}

// sortedRows returns n distinct sorted rows over small domains.
func sortedRows(n int, seed uint64) []ids.Row {
	rnd := rand.New(rand.NewPCG(seed, 9))
	seen := map[ids.Row]bool{}
	for len(seen) < n {
		seen[ids.Row{
			ids.ID(rnd.IntN(n/4 + 1)), ids.ID(1e6 + rnd.IntN(20)),
			ids.Make(ids.Kind(rnd.IntN(4)), uint64(rnd.IntN(40))), ids.ID(rnd.IntN(12)),
		}] = true
	}
	rows := make([]ids.Row, 0, n)
	for r := range seen {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, ids.Row.Compare)
	return rows
}

func TestSearch(t *testing.T) {
	rows := sortedRows(2000, 3)
	bld := block.Builder{Target: len(rows)}
	for i := range rows {
		bld.Add(&rows[i])
	}
	src, _ := bld.Finish(nil)
	b, err := block.Decode(src)
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(4, 4))
	for range 5000 {
		key := rows[rnd.IntN(len(rows))]
		key[rnd.IntN(4)] += ids.ID(rnd.IntN(3)) - 1
		n, lo := rnd.IntN(5), 0
		if rnd.IntN(2) == 0 {
			lo = rnd.IntN(len(rows))
		}
		want := lo + slices.IndexFunc(rows[lo:], func(r ids.Row) bool {
			return slices.Compare(r[:n], key[:n]) >= 0
		})
		if want < lo {
			want = len(rows)
		}
		if got, err := b.Search(key[:n], lo); err != nil || got != want {
			t.Fatalf("Search(%v, %d) = %d, %v; want %d", key[:n], lo, got, err, want)
		}
	}
}

func TestBuilder(t *testing.T) {
	rows := sortedRows(3000, 5)
	for _, target := range []int{1, 2, 100, 5000} {
		bld := block.Builder{Target: target}
		var metas []block.Meta
		var got []ids.Row
		finish := func() {
			src, m := bld.Finish(nil)
			b, err := block.Decode(src)
			if err != nil || b.Rows() != int(m.Rows) {
				t.Fatalf("target %d: %d rows, want %d: %v", target, b.Rows(), m.Rows, err)
			}
			for row := range b.Rows() {
				var r ids.Row
				for col := range r {
					r[col], _ = b.At(col, row)
				}
				got = append(got, r)
			}
			metas = append(metas, m)
		}
		for i := range rows {
			if bld.Full(&rows[i]) {
				finish()
			}
			bld.Add(&rows[i])
		}
		finish()
		if !slices.Equal(rows, got) {
			t.Fatalf("target %d: rows differ", target)
		}
		at := 0
		for _, m := range metas {
			if diff := cmp.Diff(metaOf(rows[at:at+int(m.Rows)]), m); diff != "" {
				t.Fatalf("target %d (-want +got):\n%s", target, diff)
			}
			dec, rest, err := block.DecodeMeta(block.AppendMeta(nil, &m))
			if diff := cmp.Diff(m, dec); err != nil || len(rest) != 0 || diff != "" {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
			at += int(m.Rows)
			if at < len(rows) && slices.Equal(rows[at][:3], rows[at-1][:3]) {
				t.Fatalf("target %d: a triple straddles blocks", target)
			}
		}
	}
}

// metaOf computes the meta of rows the plain way.
func metaOf(rows []ids.Row) block.Meta {
	m := block.Meta{First: rows[0], Last: rows[len(rows)-1], Rows: uint32(len(rows))}
	graphs := map[ids.ID]bool{}
	for k := range m.Distinct {
		seen := map[ids.Row]bool{}
		for _, r := range rows {
			var key ids.Row
			copy(key[:], r[:k+1])
			seen[key] = true
			graphs[r[3]] = true
		}
		m.Distinct[k] = uint32(len(seen))
	}
	for g := range graphs {
		m.Graphs = append(m.Graphs, g)
	}
	slices.Sort(m.Graphs)
	if len(m.Graphs) > block.MaxGraphs {
		m.MoreGraphs = true
		m.Graphs = []ids.ID{m.Graphs[0], m.Graphs[len(m.Graphs)-1]}
	}
	return m
}

func TestDamageIsFound(t *testing.T) {
	rows := sortedRows(300, 6)
	bld := block.Builder{}
	for i := range rows {
		bld.Add(&rows[i])
	}
	src, _ := bld.Finish(nil)
	for i := range src {
		bad := slices.Clone(src)
		bad[i] ^= 0x10
		if _, err := block.Decode(bad); !errors.Is(err, block.ErrCorrupt) {
			t.Fatalf("byte %d damaged: got %v, want ErrCorrupt", i, err)
		}
		if _, err := block.Decode(src[:i]); !errors.Is(err, block.ErrCorrupt) {
			t.Fatalf("cut at %d: got %v, want ErrCorrupt", i, err)
		}
	}
}
