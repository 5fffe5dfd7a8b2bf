package store_test

import (
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

var benchDir = flag.String("store", "", "folder of a store that BenchmarkStore opens for reading")

// BenchmarkStore measures reading a store that is there, such as one of the
// whole register:
//
//	go test ./store -run '^$' -bench Store -store DIR
func BenchmarkStore(b *testing.B) {
	if *benchDir == "" {
		b.Skip("no -store")
	}
	b.Run("op=open", func(b *testing.B) {
		for b.Loop() {
			closeDB(b, open(b, *benchDir, store.Options{ReadOnly: true}))
		}
	})
	db := open(b, *benchDir, store.Options{ReadOnly: true})
	defer closeDB(b, db)
	s := snapshot(b, db)
	defer func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	size, err := db.Size()
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d quads, %.1f B/quad", s.Quads(), float64(size)/float64(s.Quads()))
	resources := sampleResources(b, s)
	reader := &resourceReader{s: s}
	begin := time.Now()
	for _, id := range resources {
		reader.read(b, id)
	}
	b.Logf("%v for a resource when its blocks are touched first", time.Since(begin)/time.Duration(len(resources)))
	b.Run("op=resource", func(b *testing.B) {
		reader.rows = 0
		for n := 0; b.Loop(); n++ {
			reader.read(b, resources[n%len(resources)])
		}
		b.ReportMetric(float64(reader.rows)/float64(b.N), "rows/op")
	})
	for _, p := range ids.Perms {
		b.Run("op=scan/perm="+p.String(), func(b *testing.B) {
			for b.Loop() {
				benchScan(b, s, ids.Scan{Perm: p, Cols: []uint8{0, 1, 2}})
			}
			b.ReportMetric(float64(s.Quads())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

// sampleResources returns the ids of ISSN resources from all over the store,
// in no order.
func sampleResources(b *testing.B, s *store.Snapshot) []ids.ID {
	b.Helper()
	known, ok, err := s.Lookup(rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836"))
	if err != nil {
		b.Fatal(err)
	}
	if !ok {
		b.Log("no resource of Nature: its id is taken all the same")
	}
	// Subjects of one space of ISSNs lie side by side, each a multiple of
	// the fragments after the one before.
	_, number, _ := known.ISSN()
	space := known - ids.ID(uint64(number)<<ids.FragmentBits)
	rnd := rand.New(rand.NewPCG(1, 2))
	var list []ids.ID
	for len(list) < 20000 {
		low := space + ids.ID(rnd.Uint64N(1e7))<<ids.FragmentBits
		scan, err := s.Scan(b.Context(), ids.Scan{Perm: ids.SPO, Low: low, High: space + 1e7<<ids.FragmentBits, Cols: []uint8{0}})
		if err != nil {
			b.Fatal(err)
		}
		batch, err := scan.Next(b.Context())
		if errors.Is(err, io.EOF) {
			continue
		}
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, batch.Cols[0][0]&^ids.FragmentMask)
	}
	return list
}

// resourceReader reads all that is said about resources and their parts, terms
// included.
type resourceReader struct {
	s     *store.Snapshot
	rows  int
	terms []rdf.Term
}

func (r *resourceReader) read(b *testing.B, id ids.ID) {
	b.Helper()
	scan, err := r.s.Scan(b.Context(), ids.Scan{Perm: ids.SPO, Low: id, High: id + ids.FragmentMask + 1, Cols: []uint8{0, 1, 2}})
	if err != nil {
		b.Fatal(err)
	}
	for {
		batch, err := scan.Next(b.Context())
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			b.Fatal(err)
		}
		r.rows += batch.Len
		for _, col := range batch.Cols[:3] {
			if r.terms, err = r.s.Terms(r.terms[:0], col[:batch.Len]); err != nil {
				b.Fatal(err)
			}
		}
	}
}
