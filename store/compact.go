package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"issn-ld/store/ids"
	"issn-ld/store/internal/delta"
	"issn-ld/store/internal/dict"
	"issn-ld/store/internal/kv"
)

// logged is a transaction that ran while a compaction was under way.
type logged struct {
	number  uint64
	changes []delta.QuadChange
}

// Compact rewrites the current state as a new generation: what transactions
// have changed becomes part of the blocks, their terms get their place in the
// dictionary, and the disk space of the old generation comes back when its
// last snapshot is closed. Snapshots and transactions go on meanwhile;
// transactions wait only while those that ran during the compaction are
// carried over, at its end. Loads wait for all of it.
func (db *DB) Compact(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("compact: %w", err)
		}
	}()
	if err := db.beginBuild(ctx); err != nil {
		return err
	}
	defer db.endBuild()
	if err := db.lock(ctx); err != nil {
		return err
	}
	// What is on its way to the disk may fail yet: wait for it.
	base, err := db.settle()
	if err == nil {
		db.log = []logged{}
	}
	db.unlock()
	if err != nil {
		return err
	}
	if base.delta.Len() > 0 {
		var l *Loader
		if l, err = db.newLoader(LoadOptions{}, base); err == nil {
			err = db.compact(ctx, l)
		}
	}
	db.write <- struct{}{}
	db.log = nil
	db.unlock()
	return err
}

// compact builds a generation of the base of l and puts it in place.
func (db *DB) compact(ctx context.Context, l *Loader) (err error) {
	defer func() { err = errors.Join(err, l.cleanUp()) }()
	var st LoadStats
	number, err := l.build(ctx, &st, l.base.number)
	if err != nil {
		return err
	}
	l.report(StagePublish, 0, 1)
	gen, err := openGeneration(db.dir, number)
	if err != nil {
		return errors.Join(err, db.dir.Remove(number))
	}
	if err := db.lock(ctx); err != nil {
		return errors.Join(err, gen.discard())
	}
	defer db.unlock()
	_, err = db.settle()
	var v *version
	if err == nil {
		v, err = db.carryOver(l, gen)
	}
	if err == nil {
		err = db.dir.Publish(number)
	}
	if err != nil {
		return errors.Join(err, gen.discard())
	}
	err = db.replace(v)
	l.report(StagePublish, 1, 1)
	return err
}

// carryOver repeats the logged transactions on a new generation, in its key
// space and in the version that it returns. The caller holds the write lock.
func (db *DB) carryOver(l *Loader, gen *generation) (*version, error) {
	v := &version{gen: gen, number: gen.info.version}
	old := l.base.gen.dict
	renew := make(map[ids.ID]ids.ID)
	pending := make(chan error, len(db.log))
	for _, entry := range db.log {
		changes := slices.Clone(entry.changes)
		var terms []byte
		added := uint64(0)
		for i := range changes {
			q := &changes[i].Quad
			for _, id := range [...]*ids.ID{&q.S, &q.P, &q.O, &q.G} {
				next, known := renew[*id]
				if !known {
					var record []byte
					var err error
					if next, record, err = rename(old, gen, *id); err != nil {
						return nil, err
					}
					if record != nil {
						terms = append(terms, record...)
						added++
					}
					renew[*id] = next
				}
				*id = next
			}
		}
		v = v.after(changes)
		if v.number != entry.number {
			return nil, fmt.Errorf("%w: transaction %d is missing", ErrCorrupt, v.number)
		}
		var pairs []kv.Pair
		for i, value := range updateValues(countedTerms(added, terms), changes) {
			pairs = append(pairs, kv.Pair{Key: updateKey(v.number, i), Value: value})
		}
		if err := gen.kv.Commit(pairs, func(err error) { pending <- err }); err != nil {
			return nil, err
		}
	}
	var err error
	for range db.log {
		err = errors.Join(err, <-pending)
	}
	return v, err
}

// rename returns the id that a term has in a new generation. If the term is
// new there, it also returns the record of it.
func rename(old *dict.Dict, gen *generation, id ids.ID) (ids.ID, []byte, error) {
	if id == ids.DefaultGraph {
		return id, nil, nil
	}
	t, err := old.Term(id)
	if err != nil {
		return 0, nil, err
	}
	next, found, err := gen.dict.Lookup(t)
	if err != nil || found {
		return next, nil, err
	}
	next, isNew := gen.delta.Add(t)
	if !isNew {
		return next, nil, nil
	}
	return next, dict.AppendDeltaTerm(nil, next, t), nil
}

// settle waits until all transactions are on the disk and returns the version
// that they led to. The caller holds the write lock.
func (db *DB) settle() (*version, error) {
	db.inFlight.Wait()
	if cause := db.failed.Load(); cause != nil {
		return nil, fmt.Errorf("%w: %w", ErrFailed, *cause)
	}
	return db.tip, nil
}

// beginBuild waits for other loads and compactions to end.
func (db *DB) beginBuild(ctx context.Context) error {
	select {
	case db.building <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) endBuild() { <-db.building }
