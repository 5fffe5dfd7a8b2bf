package exec

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// pairs is an index of two columns, in order; it is its own scanner.
type pairs struct {
	rows [][2]ids.ID
	pos  int
}

func (p *pairs) Scan(context.Context, ids.Scan) (ids.Scanner, error) {
	return &pairs{rows: p.rows}, nil
}

func (p *pairs) Count(context.Context, ids.Scan) (int64, error) { return int64(len(p.rows)), nil }

func (p *pairs) Seek(key ...ids.ID) {
	at, _ := slices.BinarySearchFunc(p.rows, key[0], func(r [2]ids.ID, k ids.ID) int { return compareIDs(r[:1], []ids.ID{k}) })
	p.pos = max(p.pos, at)
}

func (p *pairs) Next(context.Context) (*ids.Batch, error) {
	b := &ids.Batch{Cols: make([][]ids.ID, 2)}
	for ; p.pos < len(p.rows) && b.Len < 128; p.pos++ {
		b.Cols[0], b.Cols[1] = append(b.Cols[0], p.rows[p.pos][0]), append(b.Cols[1], p.rows[p.pos][1])
		b.Len++
	}
	if b.Len == 0 {
		return nil, io.EOF
	}
	return b, nil
}

func (p *pairs) Close() error { return nil }

// TestLookupJoinGathers looks random keys up in indexes with few and with many rows
// for each, and holds the number of keys that are put together.
func TestLookupJoinGathers(t *testing.T) {
	rt := &Runtime{}
	for _, tt := range []struct {
		name            string
		keys, fan, rows int
		most            int // keys of a batch at the end
	}{
		{"few rows each", 5000, 2, 40_000, gatheredKeys * ids.BatchRows},
		{"many rows each", 2000, 300, 6000, ids.BatchRows},
		{"sparse", 200_000, 1, 3000, gatheredKeys * ids.BatchRows},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(5, 6))
			src, left := &pairs{}, &pairs{}
			for k := 0; k < tt.keys; k += 1 + rnd.IntN(3) {
				for v := range tt.fan {
					src.rows = append(src.rows, [2]ids.ID{ids.ID(k), ids.ID(v)})
				}
			}
			for row := range tt.rows {
				left.rows = append(left.rows, [2]ids.ID{ids.ID(rnd.IntN(tt.keys)), ids.ID(row)})
			}
			g := &gatherOp{in: left, rows: firstGathered, most: gatheredKeys * ids.BatchRows}
			rt.Source = src
			lj := &lookupJoin{
				rt: rt, left: g, lkey: []int{0}, nkey: 1, key: make([]ids.ID, 1), matches: newTable(1, testAccount()),
				j: &joiner{kind: plan.Inner, rows: ids.BatchRows, out: []column{{0, -1}, {1, -1}, {-1, 0}}},
			}
			sum, n := joined(t, lj)
			wantSum, wantN := nested(left.rows, src.rows)
			if diff := cmp.Diff([2]uint64{wantSum, wantN}, [2]uint64{sum, n}); diff != "" {
				t.Errorf("sum and number of rows (-want +got):\n%s", diff)
			}
			if g.most != tt.most {
				t.Errorf("most = %d, want %d", g.most, tt.most)
			}
		})
	}
}

// mixed is a hash of a row with its number.
func mixed(row int, key, left, right ids.ID) uint64 {
	return hashRow([][]ids.ID{{ids.ID(row)}, {key}, {left}, {right}}, 0)
}

// joined sums the hashes of the rows of op, in their order.
func joined(t *testing.T, op Operator) (sum, n uint64) {
	t.Helper()
	for {
		b, err := op.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return sum, n
		}
		if err != nil {
			t.Fatal(err)
		}
		for row := range b.Len {
			sum += mixed(int(n), b.Cols[0][row], b.Cols[1][row], b.Cols[2][row])
			n++
		}
	}
}

// nested does the same for the join of left with an index by a map.
func nested(left, index [][2]ids.ID) (sum, n uint64) {
	values := map[ids.ID][]ids.ID{}
	for _, r := range index {
		values[r[0]] = append(values[r[0]], r[1])
	}
	for _, l := range left {
		for _, v := range values[l[0]] {
			sum += mixed(int(n), l[0], l[1], v)
			n++
		}
	}
	return sum, n
}
