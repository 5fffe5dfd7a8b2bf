package store_test

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/store/ids"
)

var counter = rdf.NewIRI("http://example/counter")

// counted returns the value of the counter, 0 if there is none.
func counted(t *testing.T, s *store.Snapshot) int {
	t.Helper()
	id, known, err := s.Lookup(counter)
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]ids.ID(nil)
	if known {
		rows = read(t, s, ids.Scan{Perm: ids.SPO, Prefix: []ids.ID{id, id}, Cols: []uint8{2}})
	}
	if len(rows) == 0 {
		return 0
	}
	terms, err := s.Terms(nil, rows[0])
	if err != nil || len(rows) > 1 {
		t.Fatalf("%d counters, %v", len(rows), err)
	}
	n, err := strconv.Atoi(terms[0].Value())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func counterQuad(n int) rdf.Quad {
	return rdf.Quad{S: counter, P: counter, O: rdf.NewString(strconv.Itoa(n))}
}

// increment adds one to the counter that the transaction finds.
func increment(t *testing.T, tx *store.Tx) error {
	s, err := tx.Snapshot()
	if err != nil {
		return err
	}
	n := counted(t, s)
	return errors.Join(s.Close(), tx.Delete(counterQuad(n)), tx.Insert(counterQuad(n+1)))
}

// TestTransactionsShareSyncs lets the disk be slow once: the transactions that
// come meanwhile each see what those before did, though none is durable yet,
// nobody else sees any of it, and a few syncs make all of them durable.
func TestTransactionsShareSyncs(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir, store.Options{})
	const transactions = 200
	var syncs, ran atomic.Int64
	all := make(chan struct{})
	db.SetFaults(func(op string) error {
		if op == "sync" {
			syncs.Add(1)
			<-all
		}
		return nil
	})
	var group sync.WaitGroup
	for range transactions {
		group.Go(func() {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				err := increment(t, tx)
				if ran.Add(1) == transactions {
					s := snapshot(t, db)
					if n := counted(t, s); n != 0 {
						t.Errorf("the counter is %d before a sync has ended", n)
					}
					err = errors.Join(err, s.Close())
					close(all)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := syncs.Load(); n > transactions/10 {
		t.Errorf("%d syncs for %d transactions", n, transactions)
	}
	for range 2 {
		s := snapshot(t, db)
		if n := counted(t, s); n != transactions {
			t.Errorf("the counter is %d after %d transactions", n, transactions)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		check(t, db)
		closeDB(t, db)
		db = open(t, dir, store.Options{})
	}
	closeDB(t, db)
}

// TestNothingChangedWaits has a transaction see what is not durable yet and
// change nothing: it ends when that is durable, or fails with it.
func TestNothingChangedWaits(t *testing.T) {
	for _, broken := range []error{nil, errors.New("disk is broken")} {
		t.Run(fmt.Sprint(broken), func(t *testing.T) {
			db := open(t, t.TempDir(), store.Options{})
			saw, sync := make(chan int, 1), make(chan struct{})
			var syncs atomic.Int64
			db.SetFaults(func(op string) error {
				if op != "sync" || syncs.Add(1) > 1 {
					return nil
				}
				close(sync)
				if n := <-saw; n != 1 {
					t.Errorf("the second transaction saw %d", n)
				}
				return broken
			})
			first := make(chan error, 1)
			go func() {
				first <- db.Update(t.Context(), func(tx *store.Tx) error { return increment(t, tx) })
			}()
			<-sync
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				s, err := tx.Snapshot()
				if err != nil {
					return err
				}
				saw <- counted(t, s)
				return s.Close()
			})
			if wrong := <-first; !errors.Is(wrong, broken) || !errors.Is(err, broken) {
				t.Errorf("the transactions end with %v and %v, want %v", wrong, err, broken)
			}
			closeDB(t, db)
		})
	}
}

// TestTxSnapshotEnds refuses snapshots of a transaction that has ended.
func TestTxSnapshotEnds(t *testing.T) {
	db := open(t, t.TempDir(), store.Options{})
	var late *store.Tx
	if err := db.Update(t.Context(), func(tx *store.Tx) error { late = tx; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := late.Snapshot(); !errors.Is(err, store.ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
	closeDB(t, db)
}
