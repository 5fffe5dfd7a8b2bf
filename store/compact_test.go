package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

// numbered returns quads of n subjects, in the order of their numbers.
func numbered(n int) []rdf.Quad {
	quads := make([]rdf.Quad, n)
	for i := range quads {
		quads[i] = numberedQuad(i, "x")
	}
	return quads
}

func numberedQuad(i int, o string) rdf.Quad {
	return rdf.Quad{
		S: rdf.NewIRI(fmt.Sprintf("http://example.org/s%06d", i)), P: rdf.NewIRI("http://example.org/p"),
		O: rdf.NewString(fmt.Sprintf("%06d %s", i, o)), G: graphTerm(1 + i%2),
	}
}

// generations lists the generations in a directory.
func generations(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "gen-*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// TestCompactTouchedWritesLittle changes rows that lie close together: only their
// blocks are rewritten, and the bytes written are few.
func TestCompactTouchedWritesLittle(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{BlockRows: 64})
	defer closeDB(t, db)
	load(t, db, store.LoadOptions{}, numbered(10_000))
	m := content(t, db)
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		for i := 5000; i < 5010; i++ {
			if err := errors.Join(tx.Delete(numberedQuad(i, "x")), tx.Insert(numberedQuad(i, "y"))); err != nil {
				return err
			}
			delete(m, numberedQuad(i, "x"))
			m[numberedQuad(i, "y")] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	st := compact(t, db, store.CompactAuto)
	if st.Level != store.CompactTouched || st.Changes != 20 || st.Replaced == 0 || st.Replaced > 24 || st.Dead != st.Replaced {
		t.Errorf("%+v: want a few blocks rewritten", st)
	}
	check(t, db)
	if got := content(t, db); !sameQuads(got, m) {
		t.Errorf("%d quads, want %d", len(got), len(m))
	}
	l, err := db.Layout()
	if err != nil || len(l.Generations) != 2 || l.Blocks != st.Blocks || l.Dead != st.Dead || l.Changes != 0 || l.Loose != 10 {
		t.Errorf("%+v, %v: want two generations with %d blocks and %d dead ones, and 10 terms of updates", l, err, st.Blocks, st.Dead)
	}
	whole := compact(t, db, store.CompactWhole)
	if whole.Level != store.CompactWhole || whole.Dropped != 10 || whole.Dead != 0 || whole.Terms != 0 {
		t.Errorf("%+v: want 10 terms dropped", whole)
	}
	if st.Bytes*5 > whole.Bytes {
		t.Errorf("%d bytes for the touched blocks, %d for all", st.Bytes, whole.Bytes)
	}
	check(t, db)
	s := snapshot(t, db)
	if _, found, err := s.Lookup(numberedQuad(5000, "x").O); found || err != nil {
		t.Errorf("a term that no quad has was found: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestBlocksDoNotCrumble deletes and inserts rows here and there, with a
// compaction after each few: blocks stay between half as long and half as long
// again as they are to be, on average.
func TestBlocksDoNotCrumble(t *testing.T) {
	const rows = 16
	db := open(t, t.TempDir(), store.Options{BlockRows: rows})
	defer closeDB(t, db)
	load(t, db, store.LoadOptions{}, numbered(2000))
	u := newUniverse(44)
	for round := range 12 {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for range 40 {
				at := u.rnd.IntN(1990)
				for i := at; i < at+10; i++ {
					var err error
					if round%3 < 2 {
						err = tx.Delete(numberedQuad(i, "x"))
					} else {
						err = tx.Insert(numberedQuad(i, "x"))
					}
					if err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		st := compact(t, db, store.CompactTouched)
		s := snapshot(t, db)
		mean := 6 * float64(s.Quads()) / float64(st.Blocks)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if mean < rows*0.6 || mean > rows*1.5 {
			t.Errorf("round %d: blocks of %.1f rows, want about %d", round, mean, rows)
		}
	}
	check(t, db)
}

// TestGenerationsGo holds a snapshot of each state through compactions: the
// files of a generation go when the last snapshot that needs them is closed, and
// not before.
func TestGenerationsGo(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{BlockRows: 7})
	u := newUniverse(50)
	m := model{}
	quads := u.quads(200)
	m.add(quads)
	load(t, db, store.LoadOptions{}, quads)
	type held struct {
		s *store.Snapshot
		m model
	}
	var all []held
	hold := func() {
		h := held{snapshot(t, db), model{}}
		h.m.addAll(m)
		all = append(all, h)
	}
	for i, level := range []store.CompactLevel{store.CompactTouched, store.CompactTouched, store.CompactWhole, store.CompactTouched} {
		hold()
		m.transaction(t, db, u)
		hold()
		insert(t, db, fmt.Sprint("of round ", i))
		m[simpleQuad(fmt.Sprint("of round ", i))] = true
		compact(t, db, level)
	}
	hold()
	if n := len(generations(t, dir)); n != 5 {
		t.Errorf("%d generations while all are in use, want 5: two bases, three derived", n)
	}
	for i, h := range all {
		h.m.compare(t, h.s, u.rnd, 4)
		if err := h.s.Close(); err != nil {
			t.Fatal(err)
		}
		for _, later := range all[i+1:] {
			later.m.compare(t, later.s, u.rnd, 1)
		}
	}
	if n := len(generations(t, dir)); n != 2 {
		t.Errorf("%d generations are left, want the current one and its base", n)
	}
	compact(t, db, store.CompactWhole)
	if n := len(generations(t, dir)); n != 1 {
		t.Errorf("%d generations are left, want 1", n)
	}
	closeDB(t, db)
}

// derivedStore makes a store whose current generation is derived, and closes it.
func derivedStore(t *testing.T, dir string) model {
	t.Helper()
	db := open(t, dir, store.Options{BlockRows: 20})
	load(t, db, store.LoadOptions{}, newUniverse(9).quads(100))
	insert(t, db, "a")
	compact(t, db, store.CompactTouched)
	insert(t, db, "b")
	m := content(t, db)
	closeDB(t, db)
	return m
}

// TestMissingBase opens a store that has lost the generation below.
func TestMissingBase(t *testing.T) {
	dir := t.TempDir()
	derivedStore(t, dir)
	gens := generations(t, dir)
	if len(gens) != 2 {
		t.Fatalf("generations %q, want 2", gens)
	}
	if err := os.RemoveAll(gens[0]); err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{true, false} {
		if _, err := store.Open(dir, store.Options{ReadOnly: readOnly}); !errors.Is(err, store.ErrMissing) {
			t.Errorf("got %v, want ErrMissing", err)
		}
	}
}

// TestWrongBase names another base than the derived generation has.
func TestWrongBase(t *testing.T) {
	dir := t.TempDir()
	derivedStore(t, dir)
	other := t.TempDir()
	db := open(t, other, store.Options{})
	load(t, db, store.LoadOptions{}, numbered(3))
	load(t, db, store.LoadOptions{}, numbered(5))
	closeDB(t, db)
	base := generations(t, dir)[0]
	if err := os.RemoveAll(base); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(base, os.DirFS(generations(t, other)[0])); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(dir, store.Options{}); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("got %v, want ErrCorrupt", err)
	}
}

// TestBackupOfDerived restores a backup of two generations: it is one whole
// store then, and takes incremental backups of the first one.
func TestBackupOfDerived(t *testing.T) {
	dir := t.TempDir()
	m := derivedStore(t, dir)
	db := open(t, dir, store.Options{})
	full, info := backup(t, db, 0)
	insert(t, db, "c")
	m2 := content(t, db)
	more, second := backup(t, db, info.Version)
	if second.Since != info.Version {
		t.Errorf("the second backup is not incremental: %+v", second)
	}
	closeDB(t, db)
	copied := t.TempDir()
	for _, step := range []struct {
		src  []byte
		want model
	}{{full, m}, {more, m2}} {
		db = open(t, copied, store.Options{BlockRows: 20})
		if _, err := db.Restore(t.Context(), bytes.NewReader(step.src)); err != nil {
			t.Fatal(err)
		}
		check(t, db)
		if got := content(t, db); !sameQuads(got, step.want) {
			t.Errorf("%d quads, want %d", len(got), len(step.want))
		}
		closeDB(t, db)
	}
	if gens := generations(t, copied); len(gens) != 1 {
		t.Errorf("generations %q, want 1", gens)
	}
	db = open(t, copied, store.Options{BlockRows: 20})
	compact(t, db, store.CompactTouched)
	check(t, db)
	if got := content(t, db); !sameQuads(got, m2) {
		t.Errorf("%d quads after a compaction, want %d", len(got), len(m2))
	}
	closeDB(t, db)
}

// TestCompactFaults lets uses of the disk fail during a compaction: the state
// stays, on the disk too, and the next compaction does it.
func TestCompactFaults(t *testing.T) {
	for _, level := range []store.CompactLevel{store.CompactTouched, store.CompactWhole} {
		for _, op := range []string{"create", "write", "finish", "publish", "commit"} {
			t.Run(fmt.Sprintf("%v/%s", level, op), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				var during atomic.Pointer[func()]
				options := store.Options{BlockRows: 20, Events: store.Events{Progress: func(store.Progress) {
					if f := during.Swap(nil); f != nil {
						(*f)()
					}
				}}}
				derivedStore(t, dir)
				db := open(t, dir, options)
				var fail atomic.Bool
				db.SetFaults(func(got string) error {
					if got == op && fail.Load() {
						return syscall.ENOSPC
					}
					return nil
				})
				fail.Store(op == "create")
				// What runs meanwhile has to be carried over: that is the commit that fails.
				update := func() { insert(t, db, "meanwhile"); fail.Store(true) }
				during.Store(&update)
				if _, err := db.Compact(t.Context(), store.CompactOptions{Level: level}); !errors.Is(err, store.ErrNoSpace) {
					t.Errorf("got %v, want ErrNoSpace", err)
				}
				fail.Store(false)
				during.Store(nil)
				check(t, db)
				m := content(t, db)
				if n := len(generations(t, dir)); n != 2 {
					t.Errorf("%d generations after the fault, want 2", n)
				}
				closeDB(t, db)
				db = open(t, dir, options)
				if got := content(t, db); !sameQuads(got, m) {
					t.Errorf("%d quads after opening again, want %d", len(got), len(m))
				}
				compact(t, db, level)
				check(t, db)
				if got := content(t, db); !sameQuads(got, m) {
					t.Errorf("%d quads after the compaction, want %d", len(got), len(m))
				}
				closeDB(t, db)
			})
		}
	}
}

// TestCompactInterrupted ends the context of a compaction at each of its stages.
func TestCompactInterrupted(t *testing.T) {
	for level, stages := range map[store.CompactLevel][]store.Stage{
		store.CompactTouched: {store.StageBlocks},
		store.CompactWhole:   {store.StageDictionary, store.StageMap, store.StageWrite},
	} {
		for _, stage := range stages {
			dir := t.TempDir()
			m := derivedStore(t, dir)
			ctx, cancel := context.WithCancel(t.Context())
			db := open(t, dir, store.Options{BlockRows: 20, Events: store.Events{Progress: func(p store.Progress) {
				if p.Stage == stage {
					cancel()
				}
			}}})
			if _, err := db.Compact(ctx, store.CompactOptions{Level: level}); !errors.Is(err, context.Canceled) {
				t.Errorf("%v, %s: got %v, want canceled", level, stage, err)
			}
			if got := content(t, db); !sameQuads(got, m) || len(generations(t, dir)) != 2 {
				t.Errorf("%v, %s: %d quads, generations %q", level, stage, len(got), generations(t, dir))
			}
			check(t, db)
			closeDB(t, db)
		}
	}
}

// TestOneSnapshotThroughAll has a reader hold one snapshot through a bulk build,
// 10,000 updates and compactions of both levels, and read it again and again: it
// sees one unchanged state from start to end. Fresh readers see the new states.
func TestOneSnapshotThroughAll(t *testing.T) {
	const updates, writers, compactions = 10_000, 64, 8
	dir := t.TempDir()
	db := open(t, dir, store.Options{BlockRows: 64, CompactRows: -1})
	load(t, db, store.LoadOptions{}, numbered(2000))
	s := snapshot(t, db)
	first := everything(t, s)
	var reads atomic.Int64
	stop := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if got := everything(t, s); got != first {
				t.Error("the snapshot has changed")
				return
			}
			reads.Add(1)
		}
	})

	build := numbered(4000)[2000:]
	load(t, db, store.LoadOptions{}, build)
	expectQuads(t, db, 4000)

	var done atomic.Int64
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := w; i < updates; i += writers {
				at := i % 4000
				err := db.Update(context.Background(), func(tx *store.Tx) error {
					return errors.Join(tx.Delete(numberedQuad(at, "x")), tx.Insert(numberedQuad(at, fmt.Sprint("update ", i))))
				})
				if err != nil {
					t.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	for i := range compactions {
		for done.Load() < int64(updates*i/compactions) && !t.Failed() {
			before := done.Load()
			fresh := snapshot(t, db)
			if n := fresh.Quads(); n < 4000+max(0, before-4000) || fresh.Version() < s.Version() {
				t.Errorf("a fresh reader sees %d quads after %d updates", n, before)
			}
			if err := fresh.Close(); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Millisecond)
		}
		level := store.CompactTouched
		if i%4 == 3 {
			level = store.CompactWhole
		}
		if st := compact(t, db, level); i > 0 && st.Level != level {
			t.Errorf("compaction %d: %v, want %v", i, st.Level, level)
		}
	}
	writing.Wait()
	compact(t, db, store.CompactTouched)
	compact(t, db, store.CompactWhole)
	if got := everything(t, s); got != first {
		t.Error("the snapshot has changed at the end")
	}
	close(stop)
	reader.Wait()
	if reads.Load() < compactions {
		t.Errorf("the snapshot was read %d times only", reads.Load())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// Each of the 4,000 subjects has lost its first quad and got one an update.
	expectQuads(t, db, updates)
	check(t, db)
	closeDB(t, db)
	db = open(t, dir, store.Options{ReadOnly: true})
	expectQuads(t, db, updates)
	closeDB(t, db)
	t.Logf("the snapshot was read %d times", reads.Load())
}

// state is what can be read of a snapshot, summed up.
type state struct {
	quads, graphs int64
	terms, rows   string
	sums          [len(ids.Perms)]ids.ID
}

// everything reads all permutations of a snapshot and some of its terms.
func everything(t *testing.T, s *store.Snapshot) state {
	st := state{quads: s.Quads()}
	for _, p := range ids.Perms {
		for n, row := range read(t, s, ids.Scan{Perm: p, Cols: []uint8{0, 1, 2, 3}}) {
			for _, id := range row {
				st.sums[p] = st.sums[p]*31 + id
			}
			if p != ids.SPO || n%100 != 0 {
				continue
			}
			terms, err := s.Terms(nil, row)
			if err != nil {
				t.Error(err)
			}
			st.rows += fmt.Sprint(row)
			for _, term := range terms {
				st.terms += term.Value() + " "
			}
		}
	}
	for _, g := range s.GraphStats() {
		st.graphs = st.graphs*31 + g.Quads
	}
	return st
}

func expectQuads(t *testing.T, db *store.DB, want int64) {
	t.Helper()
	s := snapshot(t, db)
	if s.Quads() != want {
		t.Errorf("%d quads, want %d", s.Quads(), want)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
