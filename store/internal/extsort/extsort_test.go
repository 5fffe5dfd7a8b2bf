package extsort_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/extsort"
)

// collector is a consumer that keeps all rows.
type collector struct{ rows []ids.Row }

func (c *collector) Write(rows []ids.Row) error {
	c.rows = append(c.rows, rows...)
	return nil
}

func (c *collector) Close() error { return nil }

func randomQuads(n int) []ids.Quad {
	rnd := rand.New(rand.NewPCG(1, uint64(n)))
	quads := make([]ids.Quad, n)
	for i := range quads {
		quads[i] = ids.Quad{
			S: ids.Make(ids.KindISSNIRI, uint64(1+rnd.IntN(1+n/10))<<20),
			P: ids.Make(ids.KindBase, uint64(rnd.IntN(30)*5000)),
			O: ids.Make(ids.Kind(1+rnd.IntN(12)), uint64(rnd.IntN(1+n/4))),
			G: ids.ID(1 + rnd.IntN(3)),
		}
	}
	return quads
}

func TestSort(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 1024, 1025, 5000, 20000} {
		for _, memory := range []int64{1, 1 << 20, 1 << 30} {
			t.Run(fmt.Sprintf("quads=%d/memory=%d", n, memory), func(t *testing.T) {
				quads := randomQuads(n)
				// The number of quads may be known, wrong or not known.
				hint := []int64{0, int64(n), int64(n / 2)}[n/1000%3]
				dir := t.TempDir()
				s := extsort.New(extsort.Options{TempDir: dir, MemoryBytes: memory, Quads: hint})
				for part := range slices.Chunk(quads, 300) {
					if err := s.Add(t.Context(), part); err != nil {
						t.Fatal(err)
					}
				}
				if left, err := os.ReadDir(dir); err != nil || hint == int64(n) && memory == 1<<30 && len(left) > 0 {
					t.Errorf("what fits into memory has been written: %d files, %v", len(left), err)
				}
				var mu sync.Mutex
				var got [6]collector
				err := s.Finish(t.Context(), func(p ids.Perm) (extsort.Consumer, error) {
					mu.Lock()
					defer mu.Unlock()
					return &got[p], nil
				})
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range ids.Perms {
					want := make([]ids.Row, 0, n)
					for _, q := range quads {
						want = append(want, p.Row(q))
					}
					slices.SortFunc(want, ids.Row.Compare)
					if !slices.Equal(slices.Compact(want), got[p].rows) {
						t.Errorf("%v: rows differ: got %d", p, len(got[p].rows))
					}
				}
			})
		}
	}
}

func TestErrorsEndTheSort(t *testing.T) {
	boom := errors.New("boom")
	for _, memory := range []int64{1, 1 << 30} {
		s := extsort.New(extsort.Options{TempDir: t.TempDir(), MemoryBytes: memory})
		if err := s.Add(t.Context(), randomQuads(5000)); err != nil {
			t.Fatal(err)
		}
		err := s.Finish(t.Context(), func(ids.Perm) (extsort.Consumer, error) { return nil, boom })
		if !errors.Is(err, boom) {
			t.Errorf("memory %d: got %v, want boom", memory, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := extsort.New(extsort.Options{TempDir: t.TempDir()})
	cancel()
	if err := s.Add(ctx, randomQuads(5000)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
	s.Abort()
}

func BenchmarkSort(b *testing.B) {
	const n = 1 << 20
	quads := randomQuads(n)
	for name, memory := range map[string]int64{"one": 1 << 30, "runs": n * 192 / 8} {
		b.Run("chunks="+name, func(b *testing.B) {
			for b.Loop() {
				s := extsort.New(extsort.Options{TempDir: b.TempDir(), MemoryBytes: memory})
				if err := s.Add(b.Context(), quads); err != nil {
					b.Fatal(err)
				}
				var got [6]counter
				if err := s.Finish(b.Context(), func(p ids.Perm) (extsort.Consumer, error) { return &got[p], nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/quad")
		})
	}
}

// counter is a consumer that counts.
type counter struct{ rows int }

func (c *counter) Write(rows []ids.Row) error {
	c.rows += len(rows)
	return nil
}

func (c *counter) Close() error { return nil }
