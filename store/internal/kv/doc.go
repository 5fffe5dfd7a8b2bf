// Package kv keeps the key spaces of a store on Badger, and is the only
// package that knows Badger.
//
// A store is a directory:
//
//	LOCK          locked (flock) by the process that has the store open:
//	              exclusively by a writer, shared by readers
//	CURRENT       five lines that name the format, the current generations and
//	              the store, with a checksum
//	gen-000007/   a generation: a Badger database of its own
//	readers/      a directory for each reader beside a writer, locked (flock)
//	              by it; what dead readers have left goes at the next open
//
// CURRENT reads, with the numbers of the format and of the generations, the random
// id of the store and the CRC-32C of the lines before:
//
//	issn-ld store
//	format 4
//	generation 8 7
//	id 2c7a8f4b0d9e4e1f8a6b5c3d2e1f0a9b
//	crc32c 0f3a7c51
//
// Here generation 8 builds on generation 7: the store needs both. A store of
// format 1 has one generation; it and format 2, which end with the third line, are
// read as well, and so is format 3, whose stores have no values beside quads.
//
// A generation is built beside the current one with Badger's StreamWriter,
// which wants an empty database, then closed and synced. Replacing CURRENT by
// an atomic rename, with the file and the directory synced, makes it the
// current one; until then an interrupted build changes nothing. Generations
// that CURRENT does not name are leftovers, and [OpenDir] removes them.
//
// A reader that finds a writer, or a generation whose writer was killed, does
// not touch the files of that: it copies and links what it needs into a directory
// of its own, see the type view, and has the state of the moment.
//
// Values of [ValueThreshold] bytes and more live in Badger's value log. That
// is mapped into memory and never rewritten within a generation, so [Store.Get]
// lends them without a copy until the store is closed.
package kv

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/dgraph-io/badger/v4"
)

// Format is the version of the layout of a store directory and of the key
// spaces in it. It changes with every change that older programs cannot read.
const Format = 4

// ValueThreshold is the size in bytes from which on values live in the value
// log rather than beside their keys.
const ValueThreshold = 1024

// The errors that callers test for.
var (
	// ErrLocked says that another process has the store open: to a writer, any
	// with the lock.
	ErrLocked = errors.New("store is in use by another process")
	// ErrFormat says that the store was written by a program with another format.
	ErrFormat = errors.New("store has another format")
	// ErrNoStore says that the directory holds no store.
	ErrNoStore = errors.New("no store here")
	// ErrMissing says that a generation that CURRENT names is not there.
	ErrMissing = errors.New("a generation of the store is missing")
	// ErrReadOnly says that a write was tried on a store opened for reading.
	ErrReadOnly = errors.New("store is open for reading only")
	// ErrNoSpace says that the disk is full, or nearly so. Nothing was written.
	ErrNoSpace = errors.New("no space left for the store")
	// ErrDoubt says that it is not known which state survives a power failure.
	ErrDoubt = errors.New("it is not certain that the new state is on the disk")
	// ErrCorrupt says that keys on the disk are damaged.
	ErrCorrupt = errors.New("corrupt keys")
	// ErrClosed says that the store is closed.
	ErrClosed = errors.New("store is closed")
)

// translate gives the errors of Badger and of the system our names.
func translate(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, badger.ErrReadOnlyTxn):
		return fmt.Errorf("kv: %s: %w", op, ErrReadOnly)
	case errors.Is(err, badger.ErrDBClosed), errors.Is(err, badger.ErrBlockedWrites):
		return fmt.Errorf("kv: %s: %w", op, ErrClosed)
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("kv: %s: %w: %w", op, ErrNoSpace, err)
	}
	return fmt.Errorf("kv: %s: %w", op, err)
}
