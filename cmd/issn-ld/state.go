package main

import (
	"errors"

	"github.com/issn-ld/issn-ld/store"
)

// storedState is the state of a store opened only for reading.
type storedState struct {
	*store.Snapshot
	db *store.DB
}

// openState opens the existing store in dir to read its state.
func openState(dir string) (*storedState, error) {
	db, err := openExisting(dir, store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	snap, err := db.Snapshot()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &storedState{snap, db}, nil
}

// Close closes the state and its store.
func (s *storedState) Close() error { return errors.Join(s.Snapshot.Close(), s.db.Close()) }
