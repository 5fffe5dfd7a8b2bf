package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/issn-ld/issn-ld/store"
)

// openForWriting opens the store in dir, creating it if necessary. end closes it: it
// takes the command's error and returns it joined with its own. If the command failed
// and nothing was written, end also removes the folders that were created.
func openForWriting(dir string) (db *store.DB, end func(error) error, err error) {
	var made []string // missing folders, innermost first
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
			_ = os.Remove(path) // fails if it holds something else, such as rejected records
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
