package linktest

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/store"
)

// OpenLinked returns a store in memory with the bundled records and the bundled
// links. The caller closes it.
func OpenLinked(ctx context.Context) (*store.DB, error) {
	db, err := OpenRecords(ctx, sample.Register)
	if err != nil {
		return nil, err
	}
	batches, err := sample.Batches()
	if err == nil {
		_, err = held.Link(ctx, db, batches, held.LinkOptions{IgnoreUnknown: true}) // it is a part of the register
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// OpenRecords returns a store in memory with the records of a file. The caller
// closes it.
func OpenRecords(ctx context.Context, file []byte) (*store.DB, error) {
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		return nil, err
	}
	input := register.Input{Name: "records", Open: func() (ingest.Source[*marc.Record], error) {
		return marc.NewReader(bytes.NewReader(file), marc.Options{})
	}}
	if _, err := register.Import(ctx, db, []register.Input{input}, register.ImportOptions{}); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Sample returns a store in memory with the bundled records and no links. It is
// closed when the test ends.
func Sample(t testing.TB) *store.DB {
	t.Helper()
	db, err := OpenRecords(context.Background(), sample.Register)
	return closed(t, db, err)
}

// Linked returns the store of [OpenLinked]. It is closed when the test ends.
func Linked(t testing.TB) *store.DB {
	t.Helper()
	db, err := OpenLinked(context.Background())
	return closed(t, db, err)
}

// closed closes a store when the test ends.
func closed(t testing.TB, db *store.DB, err error) *store.DB {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// State returns the current state of a store. It is closed when the test ends.
func State(t testing.TB, db *store.DB) *store.Snapshot {
	t.Helper()
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := snap.Close(); err != nil {
			t.Error(err)
		}
	})
	return snap
}
