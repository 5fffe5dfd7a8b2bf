package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/issn-ld/issn-ld/store"
)

// TestReadDuringCompaction reads and writes in the middle of compactions, at each
// of their stages, over layouts from one row a block on, from states that are all
// in the delta, whole or derived.
func TestReadDuringCompaction(t *testing.T) {
	for _, options := range layouts {
		for _, start := range []int{0, 120} {
			t.Run(fmt.Sprintf("rows=%d/start=%d", options.BlockRows, start), func(t *testing.T) {
				t.Parallel()
				options := options // it gets hooks
				u := newUniverse(uint64(options.BlockRows*100 + start + 7))
				m := model{}
				var db *store.DB
				var seen sync.Map
				var inside atomic.Bool
				options.Events.Progress = func(p store.Progress) {
					if !inside.Load() || p.Done > 0 {
						return
					}
					if _, twice := seen.LoadOrStore(p.Stage, true); twice {
						return
					}
					m.transaction(t, db, u)
					s := snapshot(t, db)
					m.compare(t, s, u.rnd, 2)
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}
				dir := t.TempDir()
				db = open(t, dir, options)
				if start > 0 {
					quads := u.quads(start)
					m.add(quads)
					load(t, db, store.LoadOptions{}, quads)
				}
				for _, level := range []store.CompactLevel{store.CompactTouched, store.CompactTouched, store.CompactWhole, store.CompactTouched} {
					q := u.quad()
					if err := db.Update(t.Context(), func(tx *store.Tx) error { return errors.Join(tx.Delete(q), tx.Insert(simpleQuad(q.O.Value()))) }); err != nil {
						t.Fatal(err)
					}
					delete(m, q)
					m[simpleQuad(q.O.Value())] = true
					m.transaction(t, db, u)
					seen.Clear()
					inside.Store(true)
					compact(t, db, level)
					inside.Store(false)
					s := snapshot(t, db)
					m.compare(t, s, u.rnd, 3)
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					check(t, db)
				}
				closeDB(t, db)
				db = open(t, dir, store.Options{ReadOnly: true})
				if got := content(t, db); !sameQuads(got, m) {
					t.Errorf("%d quads after opening again, want %d", len(got), len(m))
				}
				check(t, db)
				closeDB(t, db)
			})
		}
	}
}

// TestLevelsByItself has compactions start by themselves: of touched blocks while
// changes lie close together, of the whole when they are all over the store.
func TestLevelsByItself(t *testing.T) {
	const quads = 6000
	published := make(chan struct{}, 100)
	db := open(t, t.TempDir(), store.Options{
		BlockRows: 32, CompactRows: 40, CompactBytesPerSecond: 1 << 30,
		Events: store.Events{
			Progress: func(p store.Progress) {
				if p.Stage == store.StagePublish && p.Done == 1 {
					published <- struct{}{}
				}
			},
			CompactFailed: func(err error) { t.Error(err) },
		},
	})
	defer closeDB(t, db)
	load(t, db, store.LoadOptions{}, numbered(quads))
	<-published // the load
	change := func(first, step, n int, o string) store.Layout {
		t.Helper()
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for i := range n {
				at := (first + i*step) % quads
				if err := errors.Join(tx.Delete(numberedQuad(at, "x")), tx.Insert(numberedQuad(at, o))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		<-published
		l, err := db.Layout()
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	if l := change(1016, 1, 28, "y"); len(l.Generations) != 2 || l.Dead == 0 || 10*l.Dead > l.Blocks || l.Changes != 0 {
		t.Errorf("after changes in one place: %+v, want a derived generation", l)
	}
	if l := change(0, 29, quads/29, "z"); len(l.Generations) != 1 || l.Dead != 0 || l.Loose != 0 || l.Changes != 0 {
		t.Errorf("after changes all over: %+v, want a whole generation", l)
	}
	check(t, db)
	expectQuads(t, db, quads)
}
