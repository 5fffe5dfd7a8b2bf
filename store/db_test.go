package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

// TestLoadTwiceIsTheSame loads a document twice, as a second run of an import
// does.
func TestLoadTwiceIsTheSame(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{})
	defer closeDB(t, db)
	b := rdf.NewBlankNode("b0")
	quads := []rdf.Quad{
		{S: b, P: rdf.NewIRI("http://example.org/p"), O: rdf.NewTripleTerm(rdf.Triple{S: b, P: rdf.NewIRI("http://example.org/p"), O: b}), G: graphTerm(1)},
		{S: b, P: rdf.NewIRI("http://example.org/p"), O: rdf.NewString("x"), G: graphTerm(2)},
	}
	run := func(names ...string) int64 {
		l, err := db.Load(t.Context(), store.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			p, err := l.Part()
			if err != nil {
				t.Fatal(err)
			}
			p.Document(name)
			for _, q := range quads {
				if err := p.Add(q); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
		}
		st, err := l.Commit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return st.Quads
	}
	for i, want := range []int64{4, 4} {
		if n := run("one.ttl", "two.ttl"); n != want {
			t.Errorf("run %d: %d quads, want %d: two for each document", i, n, want)
		}
	}
	if n := run(""); n != 6 {
		t.Errorf("with labels as they are: %d quads, want 6", n)
	}
	check(t, db)
}

func TestAbortedLoadsChangeNothing(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{})
	u := newUniverse(3)
	m := model{}
	quads := u.quads(50)
	m.add(quads)
	load(t, db, store.LoadOptions{}, quads)
	for name, end := range map[string]func(*store.Loader, context.Context) error{
		"abort": func(l *store.Loader, _ context.Context) error { return l.Abort() },
		"cancelled": func(l *store.Loader, ctx context.Context) error {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			if _, err := l.Commit(ctx); !errors.Is(err, context.Canceled) {
				return fmt.Errorf("got %w, want canceled", err)
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := db.Load(t.Context(), store.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			p, err := l.Part()
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Add(u.quad()); err != nil {
				t.Fatal(err)
			}
			if _, err := l.Commit(t.Context()); err == nil {
				t.Error("a load with an open part could be committed")
			}
			if name != "abort" {
				if err := p.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if err := end(l, t.Context()); err != nil {
				t.Error(err)
			}
			if err := l.Abort(); err != nil {
				t.Error(err)
			}
			if _, err := l.Part(); !errors.Is(err, store.ErrClosed) {
				t.Errorf("a part of an ended load: got %v, want ErrClosed", err)
			}
			s := snapshot(t, db)
			m.compare(t, s, u.rnd, 3)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
	closeDB(t, db)
	if left, _ := filepath.Glob(filepath.Join(dir, "tmp-*")); len(left) > 0 {
		t.Errorf("temporary files are left: %q", left)
	}
	if gens, _ := filepath.Glob(filepath.Join(dir, "gen-*")); len(gens) != 1 {
		t.Errorf("generations are left: %q", gens)
	}
}

func TestReplaceKeepsNothing(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{})
	defer closeDB(t, db)
	u := newUniverse(4)
	load(t, db, store.LoadOptions{}, u.quads(80))
	m := model{}
	quads := u.quads(30)
	m.add(quads)
	load(t, db, store.LoadOptions{Replace: true}, quads)
	s := snapshot(t, db)
	m.compare(t, s, u.rnd, 5)
	if _, found, err := s.Lookup(rdf.NewString("title of no quad")); found || err != nil {
		t.Errorf("a term that no quad has was found: %v", err)
	}
	if _, err := s.Term(ids.Make(ids.KindBase, 1<<40)); !errors.Is(err, store.ErrUnknownID) {
		t.Errorf("got %v, want ErrUnknownID", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestReadersSeeOneState reads one snapshot over and over while loads, updates
// and compactions go on.
func TestReadersSeeOneState(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{BlockRows: 7})
	u := newUniverse(8)
	load(t, db, store.LoadOptions{}, u.quads(300))
	s := snapshot(t, db)
	want := fmt.Sprint(read(t, s, ids.Scan{Perm: ids.OPS, Cols: []uint8{0, 1, 2, 3}}))
	stop, done := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { done <- n }()
		for ; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if got := fmt.Sprint(read(t, s, ids.Scan{Perm: ids.OPS, Cols: []uint8{0, 1, 2, 3}})); got != want {
				t.Error("the snapshot has changed")
				return
			}
		}
	}()
	m := model{}
	for q := range content(t, db) {
		m[q] = true
	}
	w := newUniverse(80)
	for range 30 {
		m.step(t, db, w)
	}
	close(stop)
	if n := <-done; n == 0 {
		t.Error("nothing was read meanwhile")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	closeDB(t, db)
}

// TestCompactBesideUpdates runs transactions while compactions are under way.
func TestCompactBesideUpdates(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{BlockRows: 7})
	u := newUniverse(10)
	m := model{}
	quads := u.quads(100)
	m.add(quads)
	load(t, db, store.LoadOptions{}, quads)
	stop, done := make(chan struct{}), make(chan error)
	go func() {
		var err error
		level := store.CompactTouched
		for err == nil {
			select {
			case <-stop:
				done <- nil
				return
			default:
				_, err = db.Compact(context.Background(), store.CompactOptions{Level: level})
				level = (level + 1) % 3
			}
		}
		done <- err
	}()
	for range 150 {
		m.transaction(t, db, u)
	}
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s := snapshot(t, db)
		m.compare(t, s, u.rnd, 10)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		check(t, db)
		closeDB(t, db)
		db = open(t, dir, store.Options{BlockRows: 7})
	}
	closeDB(t, db)
}

// TestKeepOnly has a load say which old quads it keeps.
func TestKeepOnly(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{})
	defer closeDB(t, db)
	resource := func(i int) rdf.Term { return rdf.NewIRI("http://issn.org/resource/ISSN/" + testISSNs[i]) }
	var quads []rdf.Quad
	for i := range 4 {
		for g := range 3 {
			quads = append(quads, rdf.Quad{S: resource(i), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewString("x"), G: graphTerm(g + 1)})
		}
	}
	load(t, db, store.LoadOptions{}, quads)
	l, err := db.Load(t.Context(), store.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	id, _, err := s.Lookup(resource(1))
	graph, _, err2 := s.Lookup(graphTerm(3))
	if err = errors.Join(err, err2, s.Close()); err != nil {
		t.Fatal(err)
	}
	l.KeepOnly(func(q ids.Quad) bool { return q.S != id || q.G == graph })
	st, err := l.Commit(t.Context())
	if err != nil || st.Kept != 10 || st.Quads != 10 {
		t.Errorf("%v; kept %d, now %d; want 10", err, st.Kept, st.Quads)
	}
	m := content(t, db)
	if m[quads[3]] || m[quads[4]] || !m[quads[5]] || !m[quads[0]] {
		t.Errorf("the wrong quads were dropped; left are %v", m)
	}
}

// TestProgress has a load tell its stages in order, with runs on disk and
// without.
func TestProgress(t *testing.T) {
	for _, memory := range []int64{1, 1 << 28} {
		db := open(t, t.TempDir(), store.Options{})
		var mu sync.Mutex
		var stages []store.Stage
		var last store.Progress
		u := newUniverse(30)
		load(t, db, store.LoadOptions{MemoryBytes: memory, Events: store.Events{Progress: func(p store.Progress) {
			mu.Lock()
			defer mu.Unlock()
			if len(stages) == 0 || stages[len(stages)-1] != p.Stage {
				stages = append(stages, p.Stage)
			}
			if p.Total > 0 && p.Done > p.Total {
				t.Errorf("%+v", p)
			}
			last = p
		}}}, u.quads(5000))
		want := []store.Stage{store.StageDictionary, store.StageMap, store.StageWrite, store.StageSync, store.StagePublish}
		if !slices.Equal(stages, want) || last != (store.Progress{Stage: store.StagePublish, Done: 1, Total: 1}) {
			t.Errorf("memory %d: stages %v, the last report %+v", memory, stages, last)
		}
		closeDB(t, db)
	}
}
