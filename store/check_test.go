package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// damage changes values of the current generation behind the store's back.
func damage(t *testing.T, dir string, change func(get func(key string) []byte, put func(key string, value []byte))) {
	t.Helper()
	d, err := kv.OpenDir(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Open(d.Current())
	if err != nil {
		t.Fatal(err)
	}
	var pairs []kv.Pair
	get := func(key string) []byte {
		v, err := s.Get([]byte(key))
		if err != nil || v == nil {
			t.Fatalf("key %q: %v", key, err)
		}
		return slices.Clone(v)
	}
	change(get, func(key string, value []byte) { pairs = append(pairs, kv.Pair{Key: []byte(key), Value: value}) })
	done := make(chan error, 1)
	if err := s.Commit(pairs, func(err error) { done <- err }); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(<-done, s.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
}

const (
	blockSPO1 = "B\x00\x00\x00\x00\x01"
	blockOSP2 = "B\x04\x00\x00\x00\x02"
	blockSOP0 = "B\x01\x00\x00\x00\x00"
	metaPOS   = "M\x03\x00\x00\x00\x00"
)

func TestCheckFindsDamage(t *testing.T) {
	flip := func(key string) func(func(string) []byte, func(string, []byte)) {
		return func(get func(string) []byte, put func(string, []byte)) {
			v := get(key)
			v[len(v)/2] ^= 4
			put(key, v)
		}
	}
	for name, tc := range map[string]struct {
		change func(get func(string) []byte, put func(string, []byte))
		want   []string // parts of the faults, or of the error of Open
	}{
		"a bit of a block": {flip(blockSPO1), []string{"block SPO/1: ", "checksum", "SOP holds other quads than SPO"}},
		"two blocks exchanged": {func(get func(string) []byte, put func(string, []byte)) {
			put(blockOSP2, get("B\x04\x00\x00\x00\x01"))
		}, []string{"meta OSP/2: ", "block OSP/2, row 0: ", "out of order", "OSP holds other quads than SPO"}},
		"a block of another permutation": {func(get func(string) []byte, put func(string, []byte)) {
			put(blockSOP0, get("B\x05\x00\x00\x00\x00"))
		}, []string{"meta SOP/0: ", "SOP holds other quads than SPO"}},
		"a block is missing": {func(_ func(string) []byte, put func(string, []byte)) {
			put(blockSPO1, nil)
		}, []string{"block SPO/1: ", "0 bytes"}},
		"a bit of the metas":      {flip(metaPOS), []string{"metas POS/0: ", "checksum"}},
		"a bit of the statistics": {flip("S\x00\x00\x00\x00"), []string{"statistics/0: "}},
		"a bit of the info":       {flip("I"), []string{"info: "}},
		"a bit of a transaction":  {flip("U\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00"), []string{"transaction 3: "}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db := open(t, dir, store.Options{BlockRows: 20})
			u := newUniverse(9)
			load(t, db, store.LoadOptions{}, u.quads(100))
			if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.Insert(u.quad()) }); err != nil {
				t.Fatal(err)
			}
			closeDB(t, db)
			damage(t, dir, tc.change)
			expectFaults(t, dir, tc.want)
		})
	}
}

// TestCheckFindsDamageOfDerived damages what only a derived generation has, and
// a block of its own.
func TestCheckFindsDamageOfDerived(t *testing.T) {
	flip := func(key string) func(func(string) []byte, func(string, []byte)) {
		return func(get func(string) []byte, put func(string, []byte)) {
			v := get(key)
			v[len(v)/2] ^= 4
			put(key, v)
		}
	}
	own := func(get func(string) []byte) string {
		homes := get("H\x00\x00\x00\x00\x00")
		return "B\x00\x00\x00\x00" + string([]byte{byte(slices.Index(homes[4:], 0))})
	}
	for name, tc := range map[string]struct {
		change func(get func(string) []byte, put func(string, []byte))
		want   []string
	}{
		"homes":         {flip("H\x02\x00\x00\x00\x00"), []string{"homes PSO/0: ", "checksum"}},
		"terms":         {flip("T\x00\x00\x00\x00"), []string{"terms/0: ", "checksum"}},
		"terms missing": {func(_ func(string) []byte, put func(string, []byte)) { put("T\x00\x00\x00\x00", nil) }, []string{"terms/0: "}},
		"info":          {flip("I"), []string{"info: "}},
		"a block of its own": {func(get func(string) []byte, put func(string, []byte)) {
			flip(own(get))(get, put)
		}, []string{"block SPO/", "checksum", "SOP holds other quads than SPO"}},
		"a block that is below": {func(get func(string) []byte, put func(string, []byte)) {
			key := []byte(own(get))
			key[5] ^= 1
			put(string(key), get(own(get)))
		}, []string{"it is in two generations"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			derivedStore(t, dir)
			damage(t, dir, tc.change)
			expectFaults(t, dir, tc.want)
		})
	}
}

// expectFaults opens a damaged store and checks it: each of the parts has to
// be in what that says, and all faults have to wrap ErrCorrupt.
func expectFaults(t *testing.T, dir string, want []string) {
	t.Helper()
	db, err := store.Open(dir, store.Options{ReadOnly: true})
	var faults []error
	if err != nil {
		faults = append(faults, err)
	} else {
		defer closeDB(t, db)
		report, err := db.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		faults = report.Faults
	}
	text := errors.Join(faults...)
	for _, part := range want {
		if text == nil || !strings.Contains(text.Error(), part) {
			t.Errorf("no fault says %q; they are:\n%v", part, text)
		}
	}
	for _, f := range faults {
		if !errors.Is(f, store.ErrCorrupt) {
			t.Errorf("%v does not wrap ErrCorrupt", f)
		}
	}
}

// TestGapInTransactions has a transaction without the one before it, as a
// failed write would leave them: it is dropped, and its place is taken anew.
func TestGapInTransactions(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{})
	for _, o := range []string{"a", "b", "c"} {
		insert(t, db, o)
	}
	closeDB(t, db)
	damage(t, dir, func(_ func(string) []byte, put func(string, []byte)) {
		put("U\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00", nil)
	})
	for _, readOnly := range []bool{true, false} {
		db = open(t, dir, store.Options{ReadOnly: readOnly})
		s := snapshot(t, db)
		if s.Quads() != 1 {
			t.Errorf("%d quads, want the one before the gap", s.Quads())
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		check(t, db)
		if readOnly {
			closeDB(t, db)
		}
	}
	insert(t, db, "d")
	closeDB(t, db)
	db = open(t, dir, store.Options{})
	m := content(t, db)
	if len(m) != 2 || !m[simpleQuad("a")] || !m[simpleQuad("d")] {
		t.Errorf("got %v", m)
	}
	closeDB(t, db)
}

func simpleQuad(o string) rdf.Quad {
	return rdf.Quad{S: rdf.NewIRI("http://example.org/s"), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewString(o)}
}

func insert(t *testing.T, db *store.DB, o string) {
	t.Helper()
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.Insert(simpleQuad(o)) }); err != nil {
		t.Fatal(err)
	}
}
