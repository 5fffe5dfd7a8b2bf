package store_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

var benchRecords = flag.Int("records", 100000, "records in the larger stores of the benchmarks")

const (
	benchNS  = "http://id.loc.gov/ontologies/bibframe/"
	xsdGYear = "http://www.w3.org/2001/XMLSchema#gYear"
)

// benchRecord appends the quads of a record like those of the register: 44 in
// two graphs, about its resource and its parts.
func benchRecord(dst []rdf.Quad, n int) []rdf.Quad {
	rnd := rand.New(rand.NewPCG(uint64(n), 3))
	free, full := rdf.NewIRI("http://issn.org/graph/register/free"), rdf.NewIRI("http://issn.org/graph/register/full")
	base := "http://issn.org/resource/ISSN/" + benchISSN(n)
	add := func(g rdf.Term, part, p string, o rdf.Term) {
		dst = append(dst, rdf.Quad{S: rdf.NewIRI(base + part), P: rdf.NewIRI(benchNS + p), O: o, G: g})
	}
	title := fmt.Sprintf("Journal of %s %s studies %d", benchWords[rnd.IntN(len(benchWords))], benchWords[rnd.IntN(len(benchWords))], n)
	add(free, "", "mainTitle", rdf.NewString(title))
	for i := range 8 {
		add(free, "", fmt.Sprintf("type%d", i), rdf.NewIRI(fmt.Sprintf("%sclass/%d", benchNS, rnd.IntN(12))))
	}
	for i, part := range []string{"#ISSN", "#ISSN-L", "#KeyTitle", "#AbbreviatedKeyTitle", "#Record", "#EarliestPublicationEvent"} {
		add(free, "", "has"+part[1:], rdf.NewIRI(base+part))
		add(full, part, "type", rdf.NewIRI(fmt.Sprintf("%spart/%d", benchNS, i)))
		add(full, part, "value", rdf.NewString(fmt.Sprintf("%s %d", title, i)))
		add(full, part, "status", rdf.NewIRI(fmt.Sprintf("%sstatus/%d", benchNS, rnd.IntN(5))))
	}
	for i := range 4 {
		add(full, "", fmt.Sprintf("link%d", i), rdf.NewIRI("http://issn.org/resource/ISSN/"+benchISSN(rnd.IntN(n+1))))
		add(full, "", fmt.Sprintf("year%d", i), rdf.NewLiteral(fmt.Sprint(1900+rnd.IntN(125)), xsdGYear))
	}
	add(full, "", "publisher", rdf.NewString(fmt.Sprintf("Publisher %d", rnd.IntN(50000))))
	add(full, "", "place", rdf.NewIRI(fmt.Sprintf("http://id.loc.gov/vocabulary/countries/c%d", rnd.IntN(200))))
	add(full, "", "url", rdf.NewIRI(fmt.Sprintf("https://www.example.org/%d/%d", n, rnd.IntN(1000))))
	return dst
}

var benchWords = []string{
	"applied", "chemistry", "history", "economics", "law", "marine", "medicine", "physics", "regional", "social", "theory", "water",
}

// benchISSN returns an ISSN with a correct check digit.
func benchISSN(n int) string {
	digits := fmt.Sprintf("%07d", n%10000000)
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (8 - i)
	}
	check := "0123456789X"[(11-sum%11)%11]
	return digits[:4] + "-" + digits[4:] + string(check)
}

// benchLoad loads records in two goroutines.
func benchLoad(tb testing.TB, db *store.DB, records int, options store.LoadOptions) store.LoadStats {
	tb.Helper()
	l, err := db.Load(tb.Context(), options)
	if err != nil {
		tb.Fatal(err)
	}
	var wg sync.WaitGroup
	for w := range 2 {
		p, err := l.Part()
		if err != nil {
			tb.Fatal(err)
		}
		wg.Go(func() {
			var quads []rdf.Quad
			for n := w; n < records; n += 2 {
				quads = benchRecord(quads[:0], n)
				for _, q := range quads {
					if err := p.Add(q); err != nil {
						tb.Error(err)
						return
					}
				}
			}
			if err := p.Close(); err != nil {
				tb.Error(err)
			}
		})
	}
	wg.Wait()
	st, err := l.Commit(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return st
}

func BenchmarkLoad(b *testing.B) {
	for _, bc := range []struct {
		records int
		memory  int64
	}{{20000, 1 << 30}, {*benchRecords, 1 << 30}, {*benchRecords, 128 << 20}} {
		b.Run(fmt.Sprintf("records=%d/memory=%dMiB", bc.records, bc.memory>>20), func(b *testing.B) {
			var stages [6]time.Duration
			for b.Loop() {
				db := open(b, b.TempDir(), store.Options{})
				var last atomic.Int64
				last.Store(time.Now().UnixNano())
				st := benchLoad(b, db, bc.records, store.LoadOptions{MemoryBytes: bc.memory, Events: store.Events{
					Progress: func(p store.Progress) {
						if p.Done == 0 || p.Stage == store.StagePublish {
							now := time.Now().UnixNano()
							was := last.Swap(now)
							for i, s := range []store.Stage{store.StageDictionary, store.StageMap, store.StageWrite, store.StageSync, store.StagePublish} {
								if s == p.Stage {
									stages[i] += time.Duration(now - was)
								}
							}
						}
					},
				}})
				size, err := db.Size()
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(st.Quads)/st.Seconds, "quads/s")
				b.ReportMetric(float64(size)/float64(st.Quads), "B/quad")
				closeDB(b, db)
			}
			for i, name := range []string{"add", "dict", "map", "write", "sync"} {
				b.ReportMetric(stages[i].Seconds()/float64(b.N), name+"-s")
			}
		})
	}
}

// BenchmarkRead measures opening, lookups, scans and updates of one store.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	db := open(b, dir, store.Options{})
	records := *benchRecords
	st := benchLoad(b, db, records, store.LoadOptions{MemoryBytes: 1 << 30})
	b.Logf("%d quads, %.0f quads/s", st.Quads, float64(st.Quads)/st.Seconds)
	closeDB(b, db)
	b.Run("op=open", func(b *testing.B) {
		for b.Loop() {
			closeDB(b, open(b, dir, store.Options{ReadOnly: true}))
		}
	})
	db = open(b, dir, store.Options{})
	s := snapshot(b, db)
	b.Run("op=resource", func(b *testing.B) {
		rows, n := 0, 0
		b.ReportAllocs()
		for b.Loop() {
			n = (n + 7919) % records
			id, _, err := s.Lookup(rdf.NewIRI("http://issn.org/resource/ISSN/" + benchISSN(n)))
			if err != nil {
				b.Fatal(err)
			}
			scan, err := s.Scan(b.Context(), ids.Scan{Perm: ids.SPO, Low: id, High: id + ids.FragmentMask + 1, Cols: []uint8{0, 1, 2}})
			if err != nil {
				b.Fatal(err)
			}
			batch, err := scan.Next(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			rows += batch.Len
		}
		b.ReportMetric(float64(rows)/float64(b.N), "rows/op")
	})
	for _, p := range []ids.Perm{ids.SPO, ids.POS} {
		for _, distinct := range []bool{false, true} {
			b.Run(fmt.Sprintf("op=scan/perm=%v/distinct=%v", p, distinct), func(b *testing.B) {
				for b.Loop() {
					benchScan(b, s, ids.Scan{Perm: p, Cols: []uint8{0, 1, 2}, DistinctTriples: distinct})
				}
				b.ReportMetric(float64(s.Quads())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
			})
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for _, writers := range []int{1, 32} {
		b.Run(fmt.Sprintf("op=update/writers=%d", writers), func(b *testing.B) {
			benchUpdate(b, db, writers, records)
		})
	}
	closeDB(b, db)
}

func benchScan(b *testing.B, s *store.Snapshot, sc ids.Scan) {
	b.Helper()
	scan, err := s.Scan(b.Context(), sc)
	if err != nil {
		b.Fatal(err)
	}
	for {
		if _, err := scan.Next(b.Context()); err != nil {
			return
		}
	}
}

// benchUpdate replaces records, one per transaction.
func benchUpdate(b *testing.B, db *store.DB, writers, records int) {
	b.Helper()
	var next atomic.Int64
	b.SetParallelism((writers + 1) / 2)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(next.Add(1))
			quads := benchRecord(nil, n%records)
			free, full := quads[:0:0], quads[:0:0]
			for _, q := range quads {
				q.O = changed(q, n)
				if q.G == quads[0].G {
					free = append(free, q)
				} else {
					full = append(full, q)
				}
			}
			err := db.Update(b.Context(), func(tx *store.Tx) error {
				if err := replaceResource(tx, free[0].G, quads[0].S, free); err != nil {
					return err
				}
				return replaceResource(tx, full[0].G, quads[0].S, full)
			})
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tx/s")
}

// changed gives every fourth value of a record a new form.
func changed(q rdf.Quad, n int) rdf.Term {
	if q.O.IsLiteral() && n%4 == len(q.O.Value())%4 {
		return rdf.NewString(fmt.Sprintf("%s, revised %d", q.O.Value(), n))
	}
	return q.O
}
