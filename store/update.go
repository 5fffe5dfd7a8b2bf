package store

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// Update runs a transaction: f says what to insert and to delete. If f returns
// an error, or ctx has ended, nothing happens, and Update returns the error.
// When Update returns nil, the changes are on the disk and every later snapshot
// has all of them. Transactions run one after the other, in the order of their
// calls of f, and each has what those before it did, see [Tx.Snapshot]; those that
// wait for the disk at the same time share a sync. If f panics, nothing
// happens either, and the store can be used on.
func (db *DB) Update(ctx context.Context, f func(*Tx) error) (err error) {
	if err := db.lock(ctx); err != nil {
		return fmt.Errorf("update: %w", err)
	}
	gen := db.tip.gen
	if !gen.acquire() {
		db.unlock()
		return fmt.Errorf("update: %w", ErrClosed)
	}
	db.updates.Add(1)
	defer db.updates.Done()
	defer func() {
		if err = errors.Join(err, gen.release()); err != nil {
			err = fmt.Errorf("update: %w", err)
		}
	}()
	v, done, err := db.applyAndUnlock(ctx, f)
	if done != nil {
		// The changes have their place in the order: ctx cannot undo them.
		outcome := <-done
		if outcome == nil && v != nil {
			db.advance(v)
		}
		err = errors.Join(err, outcome)
	}
	return err
}

// applyAndUnlock is apply, and lets go of the write lock, also where f panics.
func (db *DB) applyAndUnlock(ctx context.Context, f func(*Tx) error) (*version, <-chan error, error) {
	defer db.unlock()
	return db.apply(ctx, f)
}

// run calls f. Where f panics, the terms that it has added are no terms of the
// store: no record on the disk would have them.
func (tx *Tx) run(f func(*Tx) error, terms *dict.Delta, mark dict.Mark) error {
	returned := false
	defer func() {
		tx.ended = true
		if !returned {
			terms.Rollback(mark)
		}
	}()
	err := f(tx)
	returned = true
	return err
}

// apply runs f and sends its changes to the disk. It returns the version that
// they lead to, nil if nothing changes, and where the outcome will be, nil if
// there is nothing to wait for. The caller holds the write lock.
func (db *DB) apply(ctx context.Context, f func(*Tx) error) (*version, <-chan error, error) {
	terms := db.tip.gen.delta
	mark := terms.Mark()
	tx := &Tx{
		ctx: ctx, base: db.tip, want: make(map[ids.Quad]bool),
		groups: make(map[ids.ID][]int), had: make(map[ids.Quad]bool),
		snapshots: &db.snapshots,
	}
	err := tx.run(f, terms, mark)
	if err == nil {
		err = ctx.Err()
	}
	var u codec.Update
	if err == nil {
		u, err = tx.changes()
	}
	if err == nil && len(u.Values) > 0 {
		err = db.published(db.dir.Upgrade()) // before that, programs do not know of values
	}
	if err != nil || len(u.Quads)+len(u.Values) == 0 {
		terms.Rollback(mark)
		done, waitErr := db.barrier()
		return nil, done, errors.Join(err, waitErr)
	}
	chunks := u.Encode()
	v := db.tip.after(&u, chunks)
	done, err := db.commit(v, chunks)
	if err != nil {
		terms.Rollback(mark)
		return nil, nil, err
	}
	db.tip = v
	if db.log != nil {
		db.log = append(db.log, logged{number: v.number, update: u})
	}
	db.compactIfDue()
	return v, done, nil
}

// after returns the version that a transaction leads to, which is stored as chunks.
func (v *version) after(u *codec.Update, chunks [][]byte) *version {
	next := &version{
		gen: v.gen, number: v.number + 1, line: v.line.After(chunks),
		delta: v.delta.Apply(u.Quads), set: v.set.Apply(u.Values), graphs: maps.Clone(v.graphs),
	}
	changes := u.Quads
	if next.graphs == nil {
		next.graphs = make(map[ids.ID]int64)
	}
	for i := range changes {
		if changes[i].Insert {
			next.graphs[changes[i].Quad.G]++
		} else {
			next.graphs[changes[i].Quad.G]--
		}
	}
	return next
}

// commit sends the chunks of the transaction that leads to v to the disk.
func (db *DB) commit(v *version, chunks [][]byte) (<-chan error, error) {
	var pairs []kv.Pair
	for i, value := range chunks {
		pairs = append(pairs, kv.Pair{Key: codec.UpdateKey(v.number, i), Value: value})
	}
	done := make(chan error, 1)
	db.inFlight.Add(1)
	err := v.gen.kv.Commit(pairs, func(err error) {
		if err != nil {
			db.failed.CompareAndSwap(nil, &err)
		} else if cause := db.failed.Load(); cause != nil {
			// A transaction before this one is not on the disk: opening the
			// store will drop this one as well.
			err = fmt.Errorf("%w: %w", ErrFailed, *cause)
		}
		done <- err
		db.inFlight.Done()
	})
	if err != nil {
		db.inFlight.Done()
	}
	return done, err
}

// barrier returns where the outcome of the transactions will be that are on
// their way to the disk, nil if there are none: what f has seen must be durable
// before Update returns, even if f has changed nothing. The caller holds the
// write lock.
func (db *DB) barrier() (<-chan error, error) {
	if db.tip.number == db.head.Load().number {
		return nil, nil
	}
	done := make(chan error, 1)
	err := db.tip.gen.kv.Commit(nil, func(err error) {
		if cause := db.failed.Load(); err == nil && cause != nil {
			err = fmt.Errorf("%w: %w", ErrFailed, *cause)
		}
		done <- err
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// replay reads the transactions since the generation was written. A writer
// removes what follows a gap: such transactions were never acknowledged.
func replay(gen *generation, write bool) (*version, error) {
	v := gen.version()
	var values [][]byte
	var drop []kv.Pair
	at := v.number // version of values
	flush := func() error {
		if len(values) == 0 {
			return nil
		}
		u, err := codec.DecodeUpdate(values, gen.delta)
		if err != nil {
			return fmt.Errorf("transaction %d: %w", at, damage.Mark(err))
		}
		v = v.after(&u, values)
		values = values[:0]
		return nil
	}
	err := gen.kv.Scan([]byte{codec.SpaceUpdate}, func(key, value []byte) error {
		number, err := codec.ParseUpdateKey(key)
		if err != nil {
			return err
		}
		if number != at {
			if err := flush(); err != nil {
				return err
			}
			if number != v.number+1 {
				drop = append(drop, kv.Pair{Key: append([]byte(nil), key...)})
				return nil
			}
			at = number
		}
		values = append(values, value)
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err == nil && len(drop) > 0 && write {
		done := make(chan error, 1)
		if err = gen.kv.Commit(drop, func(err error) { done <- err }); err == nil {
			err = <-done
		}
	}
	return v, err
}
