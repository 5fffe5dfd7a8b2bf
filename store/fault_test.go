package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/store"
)

// TestFaults lets the nth use of the disk fail, for each kind of use: the
// operation fails as a whole, the store keeps the state before, opens again and
// takes writes.
func TestFaults(t *testing.T) {
	for _, op := range []string{"create", "write", "finish", "publish", "commit"} {
		for nth := range 4 {
			t.Run(fmt.Sprintf("%s/%d", op, nth), func(t *testing.T) {
				dir := t.TempDir()
				db := open(t, dir, store.Options{BlockRows: 7})
				u := newUniverse(uint64(nth))
				m := model{}
				quads := u.quads(60)
				m.add(quads)
				load(t, db, store.LoadOptions{}, quads)
				insert(t, db, "before")
				m[simpleQuad("before")] = true

				var calls atomic.Int64
				db.SetFaults(func(got string) error {
					if got != op {
						return nil
					}
					if calls.Add(1) > int64(nth) {
						return syscall.ENOSPC
					}
					return nil
				})
				expectFailure(t, db, op, nth, m)
				check(t, db)
				if got := content(t, db); !sameQuads(got, m) {
					t.Errorf("%d quads after the fault, want %d", len(got), len(m))
				}
				closeDB(t, db)
				db = open(t, dir, store.Options{BlockRows: 7})
				if got := content(t, db); !sameQuads(got, m) {
					t.Errorf("%d quads after opening again, want %d", len(got), len(m))
				}
				insert(t, db, "after")
				check(t, db)
				closeDB(t, db)
			})
		}
	}
}

// expectFailure writes until that fails, and adds to the model what did not.
func expectFailure(t *testing.T, db *store.DB, op string, nth int, m model) {
	t.Helper()
	for i := range 20 {
		q := simpleQuad(fmt.Sprint("quad ", i))
		var err error
		if op == "commit" {
			err = db.Update(t.Context(), func(tx *store.Tx) error { return tx.Insert(q) })
		} else {
			err = loadOne(t, db, i)
		}
		if err == nil {
			m[q] = true
			continue
		}
		if !errors.Is(err, store.ErrNoSpace) {
			t.Errorf("got %v, want ErrNoSpace", err)
		}
		if op == "commit" {
			err = db.Update(t.Context(), func(tx *store.Tx) error { return tx.Insert(q) })
			if !errors.Is(err, store.ErrFailed) {
				t.Errorf("an update after one that failed: got %v, want ErrFailed", err)
			}
		}
		return
	}
	t.Errorf("nothing failed, the %dth %s was to", nth, op)
}

// loadOne loads a quad.
func loadOne(t *testing.T, db *store.DB, i int) error {
	t.Helper()
	l, err := db.Load(t.Context(), store.LoadOptions{})
	if err != nil {
		return err
	}
	p, err := l.Part()
	if err != nil {
		return errors.Join(err, l.Abort())
	}
	if err := errors.Join(p.Add(simpleQuad(fmt.Sprint("quad ", i))), p.Close()); err != nil {
		return errors.Join(err, l.Abort())
	}
	_, err = l.Commit(t.Context())
	return err
}

func sameQuads(a, b model) bool {
	if len(a) != len(b) {
		return false
	}
	for q := range a {
		if !b[q] {
			return false
		}
	}
	return true
}

// TestCompactsByItself has so many changes that compactions start.
func TestCompactsByItself(t *testing.T) {
	dir := t.TempDir()
	published := make(chan struct{}, 1000)
	db := open(t, dir, store.Options{BlockRows: 7, CompactRows: 40, Events: store.Events{
		Progress: func(p store.Progress) {
			if p.Stage == store.StagePublish && p.Done == 1 {
				published <- struct{}{}
			}
		},
		CompactFailed: func(err error) { t.Error(err) },
	}})
	u := newUniverse(12)
	m := model{}
	for range 40 {
		m.transaction(t, db, u)
	}
	select {
	case <-published:
	case <-time.After(20 * time.Second):
		t.Error("no compaction has started")
	}
	s := snapshot(t, db)
	m.compare(t, s, u.rnd, 10)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	closeDB(t, db)
	db = open(t, dir, store.Options{CompactRows: -1})
	if got := content(t, db); !sameQuads(got, m) {
		t.Errorf("%d quads, want %d", len(got), len(m))
	}
	check(t, db)
	closeDB(t, db)
}

// TestPublishInDoubt lets the sync after a state was made the current one fail: a
// crash of the machine might bring the old one back. Both stay, nothing is written
// any more, and the store opens again, in the new state.
func TestPublishInDoubt(t *testing.T) {
	for _, what := range []string{"load", "touched", "whole", "restore"} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			db := open(t, dir, store.Options{BlockRows: 20})
			load(t, db, store.LoadOptions{}, numbered(100))
			insert(t, db, "before")
			copied, _ := backup(t, db, 0)
			db.SetFaults(func(op string) error {
				if op == "published" {
					return syscall.EIO
				}
				return nil
			})
			want := int64(101)
			var err error
			switch what {
			case "load":
				err = loadOne(t, db, 1)
				want++
			case "restore":
				_, err = db.Restore(t.Context(), bytes.NewReader(copied))
			default:
				level := map[string]store.CompactLevel{"touched": store.CompactTouched, "whole": store.CompactWhole}[what]
				_, err = db.Compact(t.Context(), store.CompactOptions{Level: level})
			}
			if !errors.Is(err, syscall.EIO) {
				t.Errorf("got %v, want EIO", err)
			}
			err = db.Update(t.Context(), func(tx *store.Tx) error { return tx.Insert(simpleQuad("lost")) })
			if !errors.Is(err, store.ErrFailed) {
				t.Errorf("an update after that: got %v, want ErrFailed", err)
			}
			expectQuads(t, db, 101)
			if n := len(generations(t, dir)); n != 2 {
				t.Errorf("%d generations, want both", n)
			}
			closeDB(t, db)
			db = open(t, dir, store.Options{BlockRows: 20})
			expectQuads(t, db, want)
			insert(t, db, "after")
			check(t, db)
			closeDB(t, db)
		})
	}
}

// TestFailedCompactionWaits has compactions that start by themselves fail, as they
// do where the disk is full: not every transaction begins another one.
func TestFailedCompactionWaits(t *testing.T) {
	const limit = 40
	failures, done := make(chan error, 100), make(chan store.CompactStats, 100)
	db := open(t, t.TempDir(), store.Options{CompactRows: limit, Events: store.Events{
		Compacted:     func(st store.CompactStats) { done <- st },
		CompactFailed: func(err error) { failures <- err },
	}})
	var full atomic.Bool
	full.Store(true)
	db.SetFaults(func(op string) error {
		if op == "create" && full.Load() {
			return syscall.ENOSPC
		}
		return nil
	})
	n := 0
	insertUpTo := func(rows int) {
		t.Helper()
		for ; n < rows; n++ {
			insert(t, db, fmt.Sprint(n))
		}
	}
	insertUpTo(limit)
	if err := <-failures; !errors.Is(err, store.ErrNoSpace) {
		t.Errorf("got %v, want ErrNoSpace", err)
	}
	insertUpTo(limit + limit/8)
	insertUpTo(limit + limit/8 + 1)
	if err := <-failures; !errors.Is(err, store.ErrNoSpace) {
		t.Errorf("the second time: got %v, want ErrNoSpace", err)
	}
	full.Store(false)
	insertUpTo(2 * limit)
	if st := <-done; st.Level != store.CompactTouched || st.Changes <= limit {
		t.Errorf("%+v: want touched blocks and more than %d changes", st, limit)
	}
	check(t, db)
	expectQuads(t, db, int64(n))
	closeDB(t, db)
	if len(failures) > 0 {
		t.Errorf("%d compactions more than expected began", len(failures))
	}
}
