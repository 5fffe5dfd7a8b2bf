package store_test

import (
	"bytes"
	"errors"
	"syscall"
	"testing"

	"github.com/issn-ld/issn-ld/store"
)

// TestMemory does with a store in memory what stores on a disk can do: loads,
// transactions, both compactions, backup and restore, with snapshots kept open.
func TestMemory(t *testing.T) {
	db, err := store.OpenMemory(store.Options{BlockRows: 7, CompactRows: -1})
	if err != nil {
		t.Fatal(err)
	}
	u := newUniverse(77)
	m := model{}
	old := snapshot(t, db)
	for round, level := range []store.CompactLevel{store.CompactTouched, store.CompactWhole, store.CompactTouched} {
		quads := u.quads(60)
		m.add(quads)
		load(t, db, store.LoadOptions{}, quads)
		for range 8 {
			m.transaction(t, db, u)
		}
		compact(t, db, level)
		m.transaction(t, db, u)
		s := snapshot(t, db)
		m.compare(t, s, u.rnd, 10)
		check(t, db)
		if err := s.Close(); err != nil || t.Failed() {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	if old.Quads() != 0 {
		t.Errorf("the first snapshot has %d quads, want none", old.Quads())
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	full, info := backup(t, db, 0)
	m.transaction(t, db, u)
	more, _ := backup(t, db, info.Version)
	if size, err := db.Size(); err != nil || size == 0 || db.Dir() != "" {
		t.Errorf("%d bytes in %q, %v", size, db.Dir(), err)
	}
	other, err := store.OpenMemory(store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Restore(t.Context(), bytes.NewReader(full), bytes.NewReader(more)); err != nil {
		t.Fatal(err)
	}
	if got := content(t, other); !sameQuads(got, m) {
		t.Errorf("%d quads restored, want %d", len(got), len(m))
	}
	check(t, other)
	closeDB(t, other)
	closeDB(t, db)
	if _, err := store.OpenMemory(store.Options{ReadOnly: true}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("read-only in memory: got %v, want ErrReadOnly", err)
	}
}

// TestMemoryFaults has a load and a transaction of a store in memory fail: the state
// before stays.
func TestMemoryFaults(t *testing.T) {
	for _, op := range []string{"create", "write", "finish", "publish", "commit", "sync"} {
		db, err := store.OpenMemory(store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		insert(t, db, "before")
		want := content(t, db)
		db.SetFaults(func(got string) error {
			if got == op {
				return syscall.ENOSPC
			}
			return nil
		})
		if op == "commit" || op == "sync" {
			err = db.Update(t.Context(), func(tx *store.Tx) error { return tx.Insert(simpleQuad("after")) })
		} else {
			err = loadOne(t, db, 1)
		}
		if !errors.Is(err, store.ErrNoSpace) {
			t.Errorf("%s: got %v, want ErrNoSpace", op, err)
		}
		if got := content(t, db); !sameQuads(got, want) {
			t.Errorf("%s: %d quads after the fault, want %d", op, len(got), len(want))
		}
		closeDB(t, db)
	}
}
