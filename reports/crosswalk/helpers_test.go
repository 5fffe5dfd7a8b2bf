package crosswalk_test

import (
	"context"
	"testing"

	"go.uber.org/goleak"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reader returns a reader of a store with the quads.
func reader(t testing.TB, quads []rdf.Quad) *crosswalk.Reader {
	t.Helper()
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	loader, err := db.Load(context.Background(), store.LoadOptions{MemoryBytes: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	part, err := loader.Part()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range quads {
		if err := part.Add(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := part.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := loader.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	return readerOf(t, db)
}

// readerOf returns a reader of the current state of a store, which it closes in
// the end.
func readerOf(t testing.TB, db *store.DB) *crosswalk.Reader {
	t.Helper()
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := snap.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	r, err := crosswalk.NewReader(snap)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// allRows returns all rows.
func allRows(t testing.TB, r *crosswalk.Reader) []crosswalk.Row {
	t.Helper()
	var rows []crosswalk.Row
	err := r.All(context.Background(), func(more []crosswalk.Row) error {
		rows = append(rows, more...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// find asks for identifiers.
func find(t testing.TB, r *crosswalk.Reader, ids ...string) []crosswalk.Result {
	t.Helper()
	a, err := r.Find(context.Background(), ids)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Results) != len(ids) {
		t.Fatalf("%d results for %d identifiers", len(a.Results), len(ids))
	}
	return a.Results
}
