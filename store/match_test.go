package store_test

import (
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

// TestMatch compares what Match gives for each pattern of given terms with the model,
// in a store that has loads and transactions.
func TestMatch(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{BlockRows: 7, CompactRows: -1})
	defer closeDB(t, db)
	u := newUniverse(31)
	m := model{}
	quads := u.quads(120)
	m.add(quads)
	load(t, db, store.LoadOptions{}, quads)
	for range 3 {
		m.transaction(t, db, u)
	}
	s := snapshot(t, db)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for q := range m {
		for given := range 16 {
			want := rdf.Quad{}
			for i, f := range []struct{ to, from *rdf.Term }{{&want.S, &q.S}, {&want.P, &q.P}, {&want.O, &q.O}, {&want.G, &q.G}} {
				if given&(1<<i) != 0 {
					*f.to = *f.from
				}
			}
			compareMatch(t, s, m, want)
		}
	}
	compareMatch(t, s, m, rdf.Quad{P: rdf.NewIRI("http://example.org/unknown")})
	compareMatch(t, s, m, rdf.Quad{G: rdf.NewIRI("http://example.org/unknown")})
	inDefault := 0
	for q, err := range s.ScanQuads(t.Context(), ids.Scan{Perm: ids.OPS, Graphs: []ids.ID{ids.DefaultGraph}}) {
		if err != nil || !m[q] || !q.G.IsZero() {
			t.Fatalf("%v, %v", q, err)
		}
		inDefault++
	}
	for q := range m {
		if q.G.IsZero() {
			inDefault--
		}
	}
	if inDefault != 0 {
		t.Errorf("%d quads of the default graph too many", inDefault)
	}
}

// compareMatch compares the quads that match with those of the model.
func compareMatch(t *testing.T, s *store.Snapshot, m model, want rdf.Quad) {
	t.Helper()
	matches := func(given, has rdf.Term) bool { return given.IsZero() || given == has }
	n := 0
	for q, err := range s.Match(t.Context(), want.S, want.P, want.O, want.G) {
		if err != nil {
			t.Fatal(err)
		}
		if !m[q] || !matches(want.S, q.S) || !matches(want.P, q.P) || !matches(want.O, q.O) || !matches(want.G, q.G) {
			t.Fatalf("%v does not match %v", q, want)
		}
		n++
	}
	for q := range m {
		if matches(want.S, q.S) && matches(want.P, q.P) && matches(want.O, q.O) && matches(want.G, q.G) {
			n--
		}
	}
	if n != 0 {
		t.Errorf("%v: %d quads too many", want, n)
	}
}

// TestMatchEnds has a loop end early, and with the error of a snapshot that is closed.
func TestMatchEnds(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{})
	defer closeDB(t, db)
	load(t, db, store.LoadOptions{}, numbered(10))
	s := snapshot(t, db)
	for _, err := range s.Match(t.Context(), rdf.Term{}, rdf.Term{}, rdf.Term{}, rdf.Term{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, err := range s.Match(t.Context(), rdf.Term{}, rdf.Term{}, rdf.Term{}, rdf.Term{}) {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
	}
}
