package turtle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// readParallel returns the quads of a document, in any order.
func readParallel(text string, opt turtle.ParallelOptions) ([]string, turtle.ParallelStats, error) {
	parts := make([][]string, max(1, opt.Workers))
	stats, err := turtle.ReadParallel(context.Background(), strings.NewReader(text), opt, func(w int, q *rdf.Quad) error {
		parts[w] = append(parts[w], q.String())
		return nil
	})
	all := slices.Concat(parts...)
	slices.Sort(all)
	return all, stats, err
}

func TestReadParallel(t *testing.T) {
	for _, f := range []turtle.Format{turtle.NTriples, turtle.NQuads, turtle.Turtle, turtle.TriG} {
		doc := string(sampleDocument(f, 300)) + "_:b <http://example/p> _:b .\n"
		want, err := read(doc, turtle.Options{Format: f})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		for _, workers := range []int{0, 1, 2, 5} {
			for _, size := range []int{100, 1000, 0} {
				for _, transient := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s/workers=%d/chunk=%d/transient=%v", f, workers, size, transient), func(t *testing.T) {
						opt := turtle.ParallelOptions{Options: turtle.Options{Format: f, Transient: transient}, Workers: workers, ChunkBytes: size}
						got, stats, err := readParallel(doc, opt)
						if diff := cmp.Diff(want, got); err != nil || diff != "" {
							t.Errorf("%v (-want +got):\n%s", err, diff)
						}
						if stats.Quads != int64(len(want)) || f != turtle.TriG && stats.Bytes != int64(len(doc)) {
							t.Errorf("stats %+v for %d quads in %d bytes", stats, len(want), len(doc))
						}
					})
				}
			}
		}
	}
}

// trickyTurtle has full stops, directives and quotes where a careless cutter
// would trip over them.
const trickyTurtle = `@prefix ex: <http://example/a.> .
ex:s ex:p "a . @prefix ex: <http://wrong/> ." , 'it\'s . ' , """
. @prefix ex: <http://wrong/> .
"quoted" . "" .
""" , '''x'.''y''' ; # . a comment . "
   ex:q <http://example/.> , ex:a.b , 1.5 , 1. # "
ex:s ex:p "chat"@prefix , "x" @en .
@base <http://base/> .
<s> ex:p <x#> , ex:\#x , ex:a\'b .
prefix ex: <http://example/b#>
base <http://other/>
version "1.2"
ex:s ex:p <t> , true . ex:x ex:y [ ex:z ( 1 2.0 3.e1 . 4 ) ] .
`

func TestReadParallelTurtle(t *testing.T) {
	good := strings.Replace(trickyTurtle, " . 4 )", " 4 )", 1)
	doc := strings.Repeat(good, 20)
	opt := turtle.Options{Format: turtle.Turtle}
	first, err := read(doc, opt)
	if err != nil {
		t.Fatal(err)
	}
	want := asDataset(t, first)
	for size := 1; size < 700; size += 13 {
		got, _, err := readParallel(doc, turtle.ParallelOptions{Options: opt, Workers: 3, ChunkBytes: size})
		if err != nil {
			t.Fatalf("chunk size %d: %v", size, err)
		}
		if !rdf.Isomorphic(want, asDataset(t, got)) {
			t.Fatalf("chunk size %d: not isomorphic:\n%s", size, cmp.Diff(first, got))
		}
	}
}

func asDataset(t *testing.T, quads []string) *rdf.Dataset {
	t.Helper()
	d, err := rdf.ReadDataset(turtle.NewReader(strings.NewReader(strings.Join(quads, "\n")), turtle.Options{Format: turtle.NQuads}).All())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestReadParallelErrors wants the same error as from one goroutine, whatever
// the chunks are.
func TestReadParallelErrors(t *testing.T) {
	for f, doc := range map[turtle.Format]string{
		turtle.NQuads: strings.Repeat("<a:s> <a:p> <a:o> .\n", 50) + "<a:s> <a:p> .\n" + strings.Repeat("rubbish\n", 50),
		turtle.Turtle: strings.Repeat("<a:s> <a:p> <a:o> .\n", 50) + trickyTurtle + strings.Repeat("rubbish\n", 50),
	} {
		_, want := read(doc, turtle.Options{Format: f})
		for _, size := range []int{1, 50, 300, 10_000} {
			_, _, got := readParallel(doc, turtle.ParallelOptions{Options: turtle.Options{Format: f}, Workers: 4, ChunkBytes: size})
			if got == nil || got.Error() != want.Error() {
				t.Errorf("%s, chunk size %d: got %v, want %v", f, size, got, want)
			}
		}
	}
}

func TestReadParallelLax(t *testing.T) {
	doc := strings.Repeat("<a:s> <a:p> <a:o> .\nrubbish\n", 100)
	var mu sync.Mutex
	seen := map[int]bool{}
	opt := turtle.ParallelOptions{Workers: 3, ChunkBytes: 128}
	opt.Lax = true
	opt.OnSkip = func(e *rdf.SyntaxError) {
		mu.Lock()
		defer mu.Unlock()
		seen[e.Line] = true
	}
	got, stats, err := readParallel(doc, opt)
	if err != nil || len(got) != 100 || stats.Skipped != 100 || len(seen) != 100 || !seen[200] {
		t.Errorf("%v: %d quads, %+v, %d lines reported", err, len(got), stats, len(seen))
	}
}

func TestReadParallelStops(t *testing.T) {
	doc := strings.Repeat("<a:s> <a:p> <a:o> .\n", 100_000)
	stop := errors.New("stop")
	opt := turtle.ParallelOptions{Workers: 2, ChunkBytes: 1000}
	var calls atomic.Int64
	_, err := turtle.ReadParallel(context.Background(), strings.NewReader(doc), opt, func(int, *rdf.Quad) error {
		calls.Add(1)
		return stop
	})
	if !errors.Is(err, stop) || calls.Load() > 100 {
		t.Errorf("after an error of the caller: %v, %d calls", err, calls.Load())
	}
	ctx, cancel := context.WithCancel(context.Background())
	calls.Store(0)
	_, err = turtle.ReadParallel(ctx, strings.NewReader(doc), opt, func(int, *rdf.Quad) error {
		if calls.Add(1) == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || calls.Load() > 5000 {
		t.Errorf("after cancel: %v, %d calls", err, calls.Load())
	}
	opt.Base = "nowhere"
	if _, _, err := readParallel("", opt); !errors.Is(err, rdf.ErrIRI) {
		t.Errorf("bad base: %v", err)
	}
}

func BenchmarkReadParallel(b *testing.B) {
	for _, f := range []turtle.Format{turtle.NQuads, turtle.Turtle} {
		doc := string(sampleDocument(f, 40_000))
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("syntax=%s/workers=%d", strings.ReplaceAll(f.String(), "-", ""), workers), func(b *testing.B) {
				b.SetBytes(int64(len(doc)))
				b.ReportAllocs()
				var quads int64
				opt := turtle.ParallelOptions{Options: turtle.Options{Format: f, Transient: true}, Workers: workers}
				for b.Loop() {
					stats, err := turtle.ReadParallel(context.Background(), strings.NewReader(doc), opt, func(int, *rdf.Quad) error { return nil })
					if err != nil {
						b.Fatal(err)
					}
					quads += stats.Quads
				}
				b.ReportMetric(float64(quads)/b.Elapsed().Seconds()/1e6, "Mquads/s")
			})
		}
	}
}
