package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/issn-ld/issn-ld/store"
)

// openForWriting opens the store in dir, a new one if there is none. end closes it:
// it takes the error that the command ends with and returns it with its own. Where
// the command has failed and nothing was written, the folders that it made go again.
func openForWriting(dir string) (db *store.DB, end func(error) error, err error) {
	var made []string // folders that are missing, the innermost first
	for path := filepath.Clean(dir); ; path = filepath.Dir(path) {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			break
		}
		made = append(made, path)
	}
	remove := func() error {
		if len(made) == 0 {
			return nil
		}
		err := os.RemoveAll(made[0])
		for _, path := range made[1:] {
			_ = os.Remove(path) // stays if something else is in it, such as rejected records
		}
		return err
	}
	if db, err = store.Open(dir, store.Options{}); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return db, func(failed error) error {
		empty := false
		if failed != nil && len(made) > 0 {
			if snap, err := db.Snapshot(); err == nil {
				empty = snap.Quads() == 0
				failed = errors.Join(failed, snap.Close())
			}
		}
		if failed = errors.Join(failed, db.Close()); empty {
			failed = errors.Join(failed, remove())
		}
		return failed
	}, nil
}
