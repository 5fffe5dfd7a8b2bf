package sparql_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
)

// layouts is the number of layouts of [storedDB].
const layouts = 18

// storedDB returns the store with quads, in one of its layouts: blocks of a row, of
// two or of sixteen; everything in the delta, half of it, or nothing but quads that are
// removed; at rest or in the middle of a compaction.
func storedDB(t *testing.T, quads []rdf.Quad, layout int) *store.DB {
	t.Helper()
	pause := newPause()
	so := store.Options{BlockRows: []int{1, 2, 16}[layout/3%3]}
	compacting := layout/9%2 == 1
	if compacting {
		so.CompactRows, so.Events.Progress = 1, pause.progress
	}
	db, err := store.Open(t.TempDir(), so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		pause.end()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	loaded := len(quads) * (layout % 3) / 2 // none, half, all
	held := map[rdf.Quad]bool{}
	for _, q := range quads {
		held[q] = true
	}
	var gone []rdf.Quad // that a transaction removes
	for i := range 3 {
		q := rdf.Quad{S: rdf.NewIRI(fmt.Sprintf("http://example/s%d", i+1)), P: rdf.NewIRI("http://example/p"), O: rdf.NewBlankNode("gone")}
		if !held[q] {
			gone = append(gone, q)
		}
	}
	loadAll(t, db, append(gone, quads[:loaded]...))
	pause.armed.Store(true)
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		for _, q := range gone {
			if err := tx.Delete(q); err != nil {
				return err
			}
		}
		for _, q := range quads[loaded:] {
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if compacting {
		pause.wait(t)
	}
	return db
}

func loadAll(t *testing.T, db *store.DB, quads []rdf.Quad) {
	t.Helper()
	l, err := db.Load(t.Context(), store.LoadOptions{Replace: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range quads {
		if err := p.Add(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// pause holds a compaction where its blocks are written and not yet current.
type pause struct {
	armed         atomic.Bool // after the load, which tells its stages too
	reached, over chan struct{}
	once          sync.Once
	ended         sync.Once
}

func newPause() *pause {
	return &pause{reached: make(chan struct{}), over: make(chan struct{})}
}

func (p *pause) progress(r store.Progress) {
	if r.Stage == store.StageSync && p.armed.Load() {
		p.once.Do(func() { close(p.reached) })
		<-p.over
	}
}

// wait waits until the compaction is held.
func (p *pause) wait(t *testing.T) {
	t.Helper()
	select {
	case <-p.reached:
	case <-time.After(time.Minute):
		t.Fatal("no compaction")
	}
}

// end lets the compaction go on.
func (p *pause) end() { p.ended.Do(func() { close(p.over) }) }
