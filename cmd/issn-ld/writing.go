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
	made, remove := missingFolders(dir)
	if db, err = store.Open(dir, store.Options{}); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return db, func(failed error) error {
		empty := false
		if failed != nil && made {
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

// missingFolders reports whether the folder dir is missing. remove removes it, and the
// folders above it that are missing now, and does nothing to one that is there now.
func missingFolders(dir string) (missing bool, remove func() error) {
	var made []string // innermost first
	for path := filepath.Clean(dir); ; path = filepath.Dir(path) {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			break
		}
		made = append(made, path)
	}
	return len(made) > 0, func() error {
		if len(made) == 0 {
			return nil
		}
		err := os.RemoveAll(made[0])
		for _, path := range made[1:] {
			_ = os.Remove(path) // fails if it holds something else, such as rejected records
		}
		return err
	}
}
