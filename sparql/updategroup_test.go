package sparql_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// slowDisk is a store whose transactions are acknowledged once a number of them
// has run: the engine must not wait for one before it begins the next.
type slowDisk struct {
	db *store.DB

	mu   sync.Mutex // guards what follows
	wait int        // transactions that are still to run
	all  chan struct{}
}

func (s *slowDisk) Update(ctx context.Context, f func(*store.Tx) error) error {
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		defer func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.wait--; s.wait == 0 {
				close(s.all)
			}
		}()
		return f(tx)
	})
	select {
	case <-s.all:
	case <-ctx.Done():
		return ctx.Err()
	}
	return err
}

const increment = `PREFIX : <http://example/>
	DELETE { :c :n ?n } INSERT { :c :n ?m } WHERE { :c :n ?n BIND(?n + 1 AS ?m) }`

// TestUpdatesShareTheDisk runs updates of one counter side by side: each begins
// while those before it wait for the disk, and has what they did.
func TestUpdatesShareTheDisk(t *testing.T) {
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	const updates = 100
	disk := &slowDisk{db: db, wait: updates + 1, all: make(chan struct{})}
	e := enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{Updater: sparql.Updates(disk.Update)})
	var group sync.WaitGroup
	update := func(text string) {
		group.Go(func() {
			if err := e.Update(t.Context(), text, sparql.QueryOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
	// Increments that come before the counter is there would do nothing.
	update(`INSERT DATA { <http://example/c> <http://example/n> 0 }`)
	for ran := false; !ran; {
		disk.mu.Lock()
		ran = disk.wait == updates
		disk.mu.Unlock()
	}
	for range updates {
		update(increment)
	}
	group.Wait()
	if diff := cmp.Diff([]string{fmt.Sprintf("<c> <n> %d -", updates)}, contents(t, e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// BenchmarkUpdates measures updates that wait for the disk together.
func BenchmarkUpdates(b *testing.B) {
	db, err := store.Open(b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	e := enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{Updater: sparql.Updates(db.Update)})
	if err := e.Update(b.Context(), `INSERT DATA { <http://example/c> <http://example/n> 0 }`, sparql.QueryOptions{}); err != nil {
		b.Fatal(err)
	}
	b.SetParallelism(64)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := e.Update(b.Context(), increment, sparql.QueryOptions{}); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}
