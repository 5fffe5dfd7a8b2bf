package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/store"
)

// expectClosed holds that the methods of a closed store say so.
func expectClosed(t *testing.T, db *store.DB) {
	t.Helper()
	_, err := db.Snapshot()
	for what, err := range map[string]error{
		"snapshot": err,
		"update":   db.Update(t.Context(), func(*store.Tx) error { return nil }),
		"close":    db.Close(),
		"shutdown": db.Shutdown(t.Context()),
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: got %v, want ErrClosed", what, err)
		}
	}
}

// TestCloseWithSnapshots closes a store while snapshots of two generations are in use: it
// returns, they can be read on, and the last of them frees the directory.
func TestCloseWithSnapshots(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{BlockRows: 5})
	u := newUniverse(6)
	m := model{}
	quads := u.quads(100)
	m.add(quads)
	load(t, db, store.LoadOptions{}, quads)
	old := snapshot(t, db)
	load(t, db, store.LoadOptions{Replace: true}, numbered(10))
	s := snapshot(t, db)
	if err := db.Close(); !errors.Is(err, store.ErrSnapshots) || !strings.HasSuffix(err.Error(), ": 2") {
		t.Errorf("got %v, want ErrSnapshots and their number", err)
	}
	expectClosed(t, db)
	m.compare(t, old, u.rnd, 5)
	if s.Quads() != 10 {
		t.Errorf("%d quads, want 10", s.Quads())
	}
	for _, s := range []*store.Snapshot{s, old} {
		if _, err := store.Open(dir, store.Options{}); !errors.Is(err, store.ErrLocked) {
			t.Errorf("with a snapshot in use: got %v, want ErrLocked", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	db = open(t, dir, store.Options{})
	expectQuads(t, db, 10)
	closeDB(t, db)
}

// TestShutdownWaitsForSnapshots holds that Shutdown waits for snapshots, and no longer than
// its context lasts.
func TestShutdownWaitsForSnapshots(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{})
	s := snapshot(t, db)
	done := make(chan error)
	go func() { done <- db.Shutdown(t.Context()) }()
	for { // until the store is marked closed
		other, err := db.Snapshot()
		if errors.Is(err, store.ErrClosed) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case err := <-done:
		t.Errorf("the store was closed before its snapshot: %v", err)
	default:
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	expectClosed(t, db)

	db = open(t, dir, store.Options{})
	s = snapshot(t, db)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Shutdown(ended); !errors.Is(err, store.ErrSnapshots) {
		t.Errorf("got %v, want ErrSnapshots", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	closeDB(t, open(t, dir, store.Options{}))
}

// panics calls f and returns what it panics with.
func panics(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

// TestPanicReachesCaller panics below a deferred Close: with a snapshot open, and in a
// transaction that has a snapshot too. The panic gets through.
func TestPanicReachesCaller(t *testing.T) {
	dir := t.TempDir()
	var s *store.Snapshot
	var closing error
	value := panics(func() {
		db := open(t, dir, store.Options{})
		defer func() { closing = db.Close() }()
		s = snapshot(t, db)
		panic("of the reader")
	})
	if value != "of the reader" || !errors.Is(closing, store.ErrSnapshots) {
		t.Errorf("the panic is %v, Close returns %v", value, closing)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	value = panics(func() {
		db := open(t, dir, store.Options{})
		defer func() { closing = db.Close() }()
		_ = db.Update(t.Context(), func(tx *store.Tx) (err error) {
			if s, err = tx.Snapshot(); err != nil {
				return err
			}
			panic("of the writer")
		})
	})
	if value != "of the writer" || !errors.Is(closing, store.ErrSnapshots) {
		t.Errorf("the panic is %v, Close returns %v", value, closing)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestUpdateAfterPanic holds that a transaction that panics leaves nothing, not even its
// terms, and no lock.
func TestUpdateAfterPanic(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{})
	insert(t, db, "before")
	value := panics(func() {
		_ = db.Update(t.Context(), func(tx *store.Tx) error {
			if err := tx.Insert(simpleQuad("term")); err != nil {
				return err
			}
			panic("bug")
		})
	})
	if value != "bug" {
		t.Errorf("the panic is %v", value)
	}
	expectQuads(t, db, 1)
	insert(t, db, "term")
	check(t, db)
	closeDB(t, db)
	db = open(t, dir, store.Options{})
	expectQuads(t, db, 2)
	check(t, db)
	closeDB(t, db)
}
