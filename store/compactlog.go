package store

import (
	"errors"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// logged is a transaction that ran while a compaction was under way.
type logged struct {
	number uint64
	update codec.Update
}

// repeatLog repeats the logged transactions on a derived generation, where all
// terms have the ids that they had, in its key space and in the version that it
// returns. The caller holds the write lock.
func (db *DB) repeatLog(gen *generation) (*version, error) {
	return db.repeat(gen, func(u *codec.Update) (codec.Update, error) { return *u, nil })
}

// renameLog repeats the logged transactions on a new generation by their terms,
// as repeatLog does: ids differ there.
func (db *DB) renameLog(old, gen *generation) (*version, error) {
	renew := make(map[ids.ID]ids.ID)
	return db.repeat(gen, func(u *codec.Update) (codec.Update, error) {
		changes := slices.Clone(u.Quads)
		var terms []byte
		added := uint64(0)
		for i := range changes {
			q := &changes[i].Quad
			for _, id := range [...]*ids.ID{&q.S, &q.P, &q.O, &q.G} {
				next, known := renew[*id]
				if !known {
					var record []byte
					var err error
					if next, record, err = rename(old.dict, gen, *id); err != nil {
						return codec.Update{}, err
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
		return codec.Update{Terms: codec.CountTerms(added, terms), Quads: changes, Values: u.Values}, nil
	})
}

// repeat commits what translate makes of the logged transactions to a
// generation that nobody uses yet.
func (db *DB) repeat(gen *generation, translate func(*codec.Update) (codec.Update, error)) (*version, error) {
	v := gen.version()
	pending := make(chan error, len(db.log))
	for i := range db.log {
		u, err := translate(&db.log[i].update)
		if err != nil {
			return nil, err
		}
		chunks := u.Encode()
		v = v.after(&u, chunks)
		if v.number != db.log[i].number {
			return nil, fmt.Errorf("%w: transaction %d is missing", ErrCorrupt, v.number)
		}
		var pairs []kv.Pair
		for i, value := range chunks {
			pairs = append(pairs, kv.Pair{Key: codec.UpdateKey(v.number, i), Value: value})
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
