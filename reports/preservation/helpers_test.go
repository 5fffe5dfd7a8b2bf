package preservation_test

import (
	"context"
	"testing"

	"go.uber.org/goleak"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// engine returns an engine over a store with the quads.
func engine(t testing.TB, quads []rdf.Quad) *sparql.Engine {
	t.Helper()
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
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
	return sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
}
