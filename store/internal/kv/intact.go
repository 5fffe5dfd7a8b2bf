package kv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4"
)

// checkFiles compares the files of a generation with their checksums, before Badger
// opens it. Badger would panic on some that are damaged, in goroutines of its own,
// end the process, or leave goroutines behind; and it takes a list of tables that is
// cut off for a whole one.
func checkFiles(path string) error {
	if err := checkRegistry(filepath.Join(path, badger.KeyRegistryFileName)); err != nil {
		return err
	}
	if err := checkManifest(path); err != nil {
		return err
	}
	if err := checkTables(path); err != nil {
		return err
	}
	for _, pattern := range [...]string{"*.vlog", "*.mem"} {
		files, _ := filepath.Glob(filepath.Join(path, pattern)) // the patterns are good
		for _, name := range files {
			if err := checkLogHead(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// registrySalt is the number of random bytes at the beginning of a registry of keys
// for encryption, and registryText what follows: nothing else, since no generation
// is encrypted.
const (
	registrySalt = 16
	registryText = "Hello Badger"
)

// checkRegistry checks the registry of keys for encryption.
func checkRegistry(name string) error {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(text) != registrySalt+len(registryText) || string(text[registrySalt:]) != registryText {
		return fmt.Errorf("%w: %s: it is not as it was written", ErrCorrupt, name)
	}
	return nil
}

// checkManifest checks the list of tables. A record that is cut off, and a table
// that is not listed, are left by a process that was killed, and by no other.
func checkManifest(path string) (err error) {
	name := filepath.Join(path, badger.ManifestFilename)
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s is missing", ErrCorrupt, name)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	manifest, whole, err := badger.ReplayManifestFile(f, 0, badgerOptions(path))
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrCorrupt, name, err)
	}
	if killed(path) {
		return nil
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if size != whole {
		return fmt.Errorf("%w: %s: its last record is damaged", ErrCorrupt, name)
	}
	tables, _ := filepath.Glob(filepath.Join(path, "*.sst")) // the pattern is good
	for _, table := range tables {
		var id uint64
		if _, err := fmt.Sscanf(filepath.Base(table), "%d.sst", &id); err != nil {
			continue
		}
		if _, listed := manifest.Tables[id]; !listed {
			return fmt.Errorf("%w: %s: it does not list %s", ErrCorrupt, name, filepath.Base(table))
		}
	}
	return nil
}

// logHead is the number of bytes before the entries of a log: the number of a key,
// which is 0, and random bytes.
const logHead = 20

// checkLogHead checks the beginning of a log. One that is empty was being made.
func checkLogHead(name string) (err error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s is missing", ErrCorrupt, name) // a link to it is there
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var head [logHead]byte
	switch n, err := io.ReadFull(f, head[:]); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case n < logHead || !bytes.Equal(head[:8], make([]byte, 8)):
		return fmt.Errorf("%w: %s: its beginning is damaged", ErrCorrupt, name)
	}
	return nil
}

// openBadger opens a database whose files have been checked. What Badger panics at
// all the same becomes an error.
func openBadger(opt badger.Options) (db *badger.DB, err error) {
	defer caught(&err)
	return badger.Open(opt)
}

// caught makes an error of a panic of Badger on data that is damaged.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = panicError(p)
	}
}

func panicError(p any) error { return fmt.Errorf("%w: the key-value store panics: %v", ErrCorrupt, p) }
