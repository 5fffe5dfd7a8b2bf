package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
)

// step does one random thing to the database and to the model.
func (m model) step(t *testing.T, db *store.DB, u *universe) {
	t.Helper()
	switch u.rnd.IntN(20) {
	case 0:
		compact(t, db, store.CompactLevel(u.rnd.IntN(3)))
	case 3, 4:
		compact(t, db, store.CompactTouched)
	case 1:
		quads := u.quads(u.rnd.IntN(30))
		m.add(quads)
		load(t, db, store.LoadOptions{MemoryBytes: 1}, quads)
	case 2:
		quads := u.quads(u.rnd.IntN(30))
		for q := range m {
			if q.G == graphTerm(1) || q.G.IsZero() {
				delete(m, q)
			}
		}
		m.add(quads)
		load(t, db, store.LoadOptions{ReplaceGraphs: []string{graphTerm(1).Value(), "", "http://example.org/none"}}, quads)
	default:
		m.transaction(t, db, u)
	}
}

func compact(t testing.TB, db *store.DB, level store.CompactLevel) store.CompactStats {
	t.Helper()
	st, err := db.Compact(t.Context(), store.CompactOptions{Level: level})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// transaction runs a random transaction; one in ten fails and changes nothing.
func (m model) transaction(t *testing.T, db *store.DB, u *universe) {
	t.Helper()
	boom := errors.New("boom")
	fail := u.rnd.IntN(10) == 0
	next := model{}
	for q := range m {
		next[q] = true
	}
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		for range 1 + u.rnd.IntN(12) {
			q := u.quad()
			var err error
			switch u.rnd.IntN(8) {
			case 0, 1, 2, 3:
				next[q] = true
				err = tx.Insert(q)
			case 4, 5, 6:
				delete(next, q)
				err = tx.Delete(q)
			case 7:
				resource := q.S
				if resource.IsBlankNode() {
					continue
				}
				name, _, _ := strings.Cut(resource.Value(), "#")
				next.replace(q.G, name, []rdf.Quad{q})
				if err = tx.DeleteResource(q.G, rdf.NewIRI(name)); err == nil {
					err = tx.Insert(q)
				}
			}
			if err != nil {
				return err
			}
		}
		if fail {
			return boom
		}
		return nil
	})
	if fail {
		if !errors.Is(err, boom) {
			t.Fatalf("got %v, want boom", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	clear(m)
	for q := range next {
		m[q] = true
	}
}

func (m model) replace(graph rdf.Term, name string, quads []rdf.Quad) {
	for q := range m {
		part, _, _ := strings.Cut(q.S.Value(), "#")
		if q.G == graph && q.S.IsIRI() && part == name {
			delete(m, q)
		}
	}
	m.add(quads)
}

// TestRandomOperations compares the store with a plain set of quads through
// transactions, loads, compactions and reopenings.
func TestRandomOperations(t *testing.T) {
	for _, options := range layouts {
		for _, start := range []int{0, 150} {
			t.Run(fmt.Sprintf("rows=%d/start=%d", options.BlockRows, start), func(t *testing.T) {
				t.Parallel()
				u := newUniverse(uint64(options.BlockRows*1000 + start))
				dir := t.TempDir()
				db := open(t, dir, options)
				m := model{}
				if start > 0 {
					quads := u.quads(start)
					m.add(quads)
					load(t, db, store.LoadOptions{}, quads)
				}
				for i := range 60 {
					m.step(t, db, u)
					if i%15 == 14 {
						closeDB(t, db)
						db = open(t, dir, options)
					}
					if i%4 == 3 {
						s := snapshot(t, db)
						m.compare(t, s, u.rnd, 6)
						if err := s.Close(); err != nil {
							t.Fatal(err)
						}
					}
				}
				check(t, db)
				closeDB(t, db)
			})
		}
	}
}

// check runs Check and fails for each fault.
func check(t testing.TB, db *store.DB) {
	t.Helper()
	report, err := db.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range report.Faults {
		t.Errorf("check: %v", fault)
	}
}

func TestSnapshotsDoNotChange(t *testing.T) {
	u := newUniverse(5)
	db := open(t, t.TempDir(), store.Options{BlockRows: 7})
	m := model{}
	first := u.quads(200)
	m.add(first)
	load(t, db, store.LoadOptions{}, first)
	s := snapshot(t, db)
	before := model{}
	for q := range m {
		before[q] = true
	}
	for range 40 {
		m.step(t, db, u)
	}
	before.compare(t, s, u.rnd, 10)
	later := snapshot(t, db)
	m.compare(t, later, u.rnd, 10)
	if s.Version() >= later.Version() {
		t.Errorf("versions %d and %d do not grow", s.Version(), later.Version())
	}
	if err := errors.Join(s.Close(), later.Close()); err != nil {
		t.Fatal(err)
	}
	closeDB(t, db)
}

// TestConcurrentUpdates has many writers at once: each transaction is in the
// store as a whole when Update returns, and after reopening.
func TestConcurrentUpdates(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{})
	quad := func(w, i, k int) rdf.Quad {
		return rdf.Quad{
			S: rdf.NewIRI(fmt.Sprintf("http://example.org/w%d", w)), P: rdf.NewIRI("http://example.org/p"),
			O: rdf.NewString(fmt.Sprintf("%d/%d", i, k)), G: graphTerm(w),
		}
	}
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 25 {
				err := db.Update(context.Background(), func(tx *store.Tx) error {
					return errors.Join(tx.Insert(quad(w, i, 0)), tx.Insert(quad(w, i, 1)))
				})
				if err != nil {
					t.Error(err)
				}
				s, err := db.Snapshot()
				if err != nil {
					t.Error(err)
					return
				}
				if _, found, err := s.Lookup(quad(w, i, 1).O); err != nil || !found {
					t.Errorf("an acknowledged term is missing: %v", err)
				}
				if n := s.Quads(); n%2 != 0 || n < int64(2*i+2) {
					t.Errorf("%d quads: half a transaction, or one is lost", n)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	closeDB(t, db)
	db = open(t, dir, store.Options{ReadOnly: true})
	s := snapshot(t, db)
	if s.Quads() != 8*25*2 || len(s.Graphs()) != 8 {
		t.Errorf("%d quads in %d graphs after reopening", s.Quads(), len(s.Graphs()))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	check(t, db)
	if err := db.Update(t.Context(), func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("update of a store open for reading: got %v, want ErrReadOnly", err)
	}
	closeDB(t, db)
}
