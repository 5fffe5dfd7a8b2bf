// Package store is a quad store: snapshots to read, transactions and bulk loads
// to write, in one directory or in memory.
//
// Four types are enough to use it:
//
//   - A [DB] is a store; [Open] and [OpenMemory] return one.
//   - A [Snapshot] is a state of it, which never changes and never waits.
//     [Snapshot.Match] returns the quads with given terms, package sparql queries.
//   - A [Tx] is a transaction, run by [DB.Update]: it is durable when that returns,
//     and visible to new snapshots as a whole. One runs at a time.
//   - A [Loader] takes millions of quads, or a whole new state: all of it takes the
//     place of the state before at once, or nothing does.
//
// [DB.Compact] folds what transactions have changed into the indexes, which a store
// also does by itself; [DB.Check] proves that a store is whole; [DB.Backup],
// [DB.Restore] and [RestoreNew] move one.
//
// # Generations
//
// A [DB] has one current version. It consists of a generation on disk, with
// the dictionary and the blocks of the six permutations that the last load or
// compaction wrote, and of a delta in memory, what transactions have changed
// since; the delta is on disk too, change by change. A load builds the next
// generation beside the current one. A compaction does too: of the blocks that
// transactions touch, beside the generation that holds the others, or of all.
//
// Other processes may open the store for reading at any time, see
// [Options.ReadOnly]; one may have it open for writing.
//
// A process that is killed leaves the last complete state. Errors about damaged
// data wrap [ErrCorrupt] and say where.
//
// Blank nodes are known to the store by their labels: two quads with the label
// "b" are about the same node, whenever they were added. Documents have to be
// kept apart by whoever adds them: [LoaderPart.Document] does that for loads.
//
// # Key spaces
//
// All numbers in keys are big-endian, so that keys ascend as the numbers do:
//
//	'B' permutation (1 byte) block (4)   a block of package block
//	'D' key                              the dictionary, keys of package dict
//	'H' permutation (1) chunk (4)        where up to 1,024 blocks are, CRC-32C first
//	'I'                                  what the generation holds: its version, counts
//	'M' permutation (1) chunk (4)        metas of up to 1,024 blocks, CRC-32C first
//	'S' chunk (4)                        statistics, CRC-32C first
//	'T' chunk (4)                        terms of transactions before, CRC-32C first
//	'U' version (8) chunk (4)            a transaction since, CRC-32C first
//	'V' key                              a value that is no quad, CRC-32C first
package store

import (
	"errors"

	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// The errors that callers test for with [errors.Is].
var (
	// ErrCorrupt marks data on disk that is damaged.
	ErrCorrupt = damage.ErrCorrupt
	// ErrUnknownID marks an id that no term of the snapshot has.
	ErrUnknownID = dict.ErrUnknownID
	// ErrClosed marks the use of a store, snapshot or loader after its end.
	ErrClosed = kv.ErrClosed
	// ErrSnapshots marks the closing of a store that snapshots still use; see [DB.Close].
	ErrSnapshots = errors.New("snapshots are still open")
	// ErrReadOnly marks a write to a store that is open for reading.
	ErrReadOnly = kv.ErrReadOnly
	// ErrLocked marks a store that another process has open, to one that would
	// write.
	ErrLocked = kv.ErrLocked
	// ErrNoStore marks a directory without a store, opened for reading.
	ErrNoStore = kv.ErrNoStore
	// ErrFormat marks a store of another format version.
	ErrFormat = kv.ErrFormat
	// ErrMissing marks a store whose directory lacks a part of it.
	ErrMissing = kv.ErrMissing
	// ErrNoSpace marks a write that the disk has no room for.
	ErrNoSpace = kv.ErrNoSpace
	// ErrFailed marks a write after one that failed on disk: the store has to
	// be opened anew, which finds the last durable state.
	ErrFailed = errors.New("store takes no writes since one failed; open it again")
)

// blobs is the key space of the dictionary.
type blobs struct{ kv *kv.Store }

// Get implements [dict.Blobs].
func (b blobs) Get(key []byte) ([]byte, error) {
	return b.kv.Get(append([]byte{codec.SpaceDict}, key...))
}
