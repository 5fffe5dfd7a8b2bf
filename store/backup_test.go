package store_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/store"
)

// backup takes a backup.
func backup(t *testing.T, db *store.DB, since uint64) ([]byte, store.BackupInfo) {
	t.Helper()
	var buf bytes.Buffer
	info, err := db.Backup(t.Context(), &buf, since)
	if err != nil || info.Bytes != int64(buf.Len()) {
		t.Fatalf("%+v, %d bytes: %v", info, buf.Len(), err)
	}
	return buf.Bytes(), info
}

func TestBackup(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{BlockRows: 7})
	u := newUniverse(20)
	m := model{}
	quads := u.quads(100)
	m.add(quads)
	load(t, db, store.LoadOptions{}, quads)
	for range 10 {
		m.transaction(t, db, u)
	}
	full, info := backup(t, db, 0)
	if info.Since != 0 {
		t.Errorf("a full backup builds on version %d", info.Since)
	}
	atFull := model{}
	atFull.addAll(m)
	for range 10 {
		m.transaction(t, db, u)
	}
	more, second := backup(t, db, info.Version)
	if second.Since != info.Version || len(more) >= len(full) {
		t.Errorf("the second backup is not incremental: %+v, %d bytes", second, len(more))
	}
	compact(t, db, store.CompactAuto)
	if _, info := backup(t, db, info.Version); info.Since != 0 {
		t.Errorf("after a compaction the backup is incremental: %+v", info)
	}
	closeDB(t, db)

	dir := t.TempDir()
	db = open(t, dir, store.Options{})
	load(t, db, store.LoadOptions{}, u.quads(5))
	if _, err := db.Restore(t.Context(), bytes.NewReader(more)); !errors.Is(err, store.ErrBackup) {
		t.Errorf("an incremental backup on another state: got %v, want ErrBackup", err)
	}
	for i, step := range []struct {
		src  []byte
		want model
	}{{full, atFull}, {more, m}} {
		if _, err := db.Restore(t.Context(), bytes.NewReader(step.src)); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			s := snapshot(t, db)
			step.want.compare(t, s, u.rnd, 5)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			check(t, db)
			closeDB(t, db)
			db = open(t, dir, store.Options{})
		}
		if t.Failed() {
			t.Fatalf("backup %d", i)
		}
	}
	m.transaction(t, db, u)
	closeDB(t, db)
}

func (m model) addAll(other model) {
	for q := range other {
		m[q] = true
	}
}

// TestPartedBackup takes two stores apart that were one: the updates of one are refused
// by the other, although the numbers of their versions agree, and so are backups that
// do not follow each other.
func TestPartedBackup(t *testing.T) {
	a, b := open(t, t.TempDir(), store.Options{CompactRows: -1}), open(t, t.TempDir(), store.Options{CompactRows: -1})
	insert(t, a, "both")
	full, at := backup(t, a, 0)
	first := b.ID()
	if _, err := b.Restore(t.Context(), bytes.NewReader(full)); err != nil {
		t.Fatal(err)
	}
	if b.ID() == a.ID() || b.ID() == first || at.Store != a.ID() {
		t.Errorf("ids: %s was restored into %s, now %s; the backup is of %s", a.ID(), first, b.ID(), at.Store)
	}
	insert(t, a, "one of a")
	same, _ := backup(t, a, at.Version)
	insert(t, b, "one of b")
	if _, err := b.Restore(t.Context(), bytes.NewReader(same)); !errors.Is(err, store.ErrBackup) {
		t.Errorf("an update of a version before: got %v, want ErrBackup", err)
	}
	_, parted := backup(t, a, 0)
	insert(t, a, "two of a")
	more, info := backup(t, a, parted.Version)
	if info.Since != parted.Version {
		t.Fatalf("the backup is not incremental: %+v", info)
	}
	_, err := b.Restore(t.Context(), bytes.NewReader(more))
	if !errors.Is(err, store.ErrBackup) || !strings.Contains(err.Error(), "parted") {
		t.Errorf("an update of a store that has parted: got %v, want ErrBackup", err)
	}
	for _, order := range [][][]byte{{full, more}, {full, full}, {full, more, same}, {full, same, more[:len(more)-1]}} {
		if _, err := b.Restore(t.Context(), bytes.NewReader(order[0]), readers(order[1:])...); !errors.Is(err, store.ErrBackup) {
			t.Errorf("backups that do not follow each other: got %v, want ErrBackup", err)
		}
	}
	if got := content(t, b); len(got) != 2 {
		t.Errorf("%d quads after backups that were refused, want 2", len(got))
	}
	if _, err := b.Restore(t.Context(), bytes.NewReader(full), bytes.NewReader(same), bytes.NewReader(more)); err != nil {
		t.Fatal(err)
	}
	if got := content(t, b); !sameQuads(got, content(t, a)) {
		t.Errorf("%d quads, want those of the other store", len(got))
	}
	check(t, b)
	// What compaction has given other ids is another state, too.
	insert(t, a, "three of a")
	last, _ := backup(t, a, info.Version)
	compact(t, b, store.CompactWhole)
	if _, err := b.Restore(t.Context(), bytes.NewReader(last)); !errors.Is(err, store.ErrBackup) {
		t.Errorf("an update of a state that was compacted: got %v, want ErrBackup", err)
	}
	closeDB(t, a)
	closeDB(t, b)
}

func readers(list [][]byte) []io.Reader {
	var out []io.Reader
	for _, b := range list {
		out = append(out, bytes.NewReader(b))
	}
	return out
}

// TestRestoreNew makes a store of backups, or leaves nothing.
func TestRestoreNew(t *testing.T) {
	a := open(t, t.TempDir(), store.Options{CompactRows: -1})
	insert(t, a, "one")
	full, at := backup(t, a, 0)
	insert(t, a, "two")
	more, _ := backup(t, a, at.Version)
	dir := filepath.Join(t.TempDir(), "new")
	for _, bad := range [][][]byte{{more}, {full[:len(full)/2]}, {full, more[:len(more)/2]}} {
		if _, err := store.RestoreNew(t.Context(), dir, bytes.NewReader(bad[0]), readers(bad[1:])...); !errors.Is(err, store.ErrBackup) {
			t.Errorf("got %v, want ErrBackup", err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a restore that failed has left its folder: %v", err)
		}
	}
	if _, err := store.RestoreNew(t.Context(), dir, bytes.NewReader(full), bytes.NewReader(more)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.RestoreNew(t.Context(), dir, bytes.NewReader(full)); !errors.Is(err, store.ErrExists) {
		t.Errorf("over a store: got %v, want ErrExists", err)
	}
	b := open(t, dir, store.Options{})
	if got := content(t, b); !sameQuads(got, content(t, a)) {
		t.Errorf("%d quads, want those of the other store", len(got))
	}
	check(t, b)
	closeDB(t, a)
	closeDB(t, b)
}

// TestDamagedBackups restores backups with damage at every place, and cut off:
// the store keeps its state.
func TestDamagedBackups(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{})
	insert(t, db, "a")
	full, info := backup(t, db, 0)
	insert(t, db, "b")
	more, _ := backup(t, db, info.Version)
	target := open(t, t.TempDir(), store.Options{})
	if _, err := target.Restore(t.Context(), bytes.NewReader(full)); err != nil {
		t.Fatal(err)
	}
	want := content(t, target)
	for name, src := range map[string][]byte{"full": full, "incremental": more} {
		for i := 0; i < len(src); i += 1 + len(src)/40 {
			bad := bytes.Clone(src)
			bad[i] ^= 0x41
			for _, bad := range [][]byte{bad, src[:i]} {
				_, err := target.Restore(t.Context(), bytes.NewReader(bad))
				if !errors.Is(err, store.ErrBackup) && !errors.Is(err, store.ErrCorrupt) {
					t.Fatalf("%s backup, damaged at byte %d: got %v, want ErrBackup", name, i, err)
				}
			}
		}
	}
	if got := content(t, target); !sameQuads(got, want) {
		t.Errorf("%d quads, want %d", len(got), len(want))
	}
	check(t, target)
	if _, err := target.Restore(t.Context(), bytes.NewReader(more)); err != nil {
		t.Fatal(err)
	}
	if got := content(t, target); len(got) != 2 {
		t.Errorf("%d quads, want 2", len(got))
	}
	closeDB(t, target)
	closeDB(t, db)
}
