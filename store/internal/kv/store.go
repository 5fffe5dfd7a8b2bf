package kv

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"golang.org/x/sys/unix"
)

const (
	// logFileSize bounds what Badger reads again at open, the last file of the
	// value log, against the number of open files.
	logFileSize = 64 << 20
	// memTableSize is small because the keys are few: the blocks go to the
	// value log. Each open database allocates a quarter more than that at once.
	memTableSize = 4 << 20
	// buildMemTableSize is the same for builds, which write past that table.
	buildMemTableSize = 64 << 10
	// tableSize is the size of tables of keys at all levels. Each stream
	// allocates two of them at once.
	tableSize = 256 << 10
	// spareBytes must be free on the disk before anything is written: Badger
	// writes to mapped files, where a full disk is a fatal signal.
	spareBytes = 64 << 20
	// openBytes must be free for a writer to open a generation that was closed:
	// Badger makes the logs for what is to come.
	openBytes = 4 << 20
	// closeBytes must be free to close a generation that has got transactions:
	// Badger makes tables of its logs of keys.
	closeBytes = 4 * memTableSize
)

// Store is an open generation. Its methods may be called concurrently, Close
// last of all.
type Store struct {
	db      *badger.DB
	mem     *memoryTable // instead of db
	dir     *Dir
	path    string
	commits commitQueue
	written atomic.Bool // transactions, or by the process before, which was killed
}

// Open opens a generation of the directory, which for a reader must be current.
func (d *Dir) Open(gen uint64) (*Store, error) {
	if d.view != nil {
		return d.view.take(gen)
	}
	if m := d.inMemory(gen); m != nil {
		return &Store{dir: d, mem: m}, nil
	}
	s := &Store{dir: d, path: d.genPath(gen)}
	op := fmt.Sprintf("open generation %d", gen)
	if err := d.present(gen); err != nil {
		return nil, translate(op, err)
	}
	if !d.readOnly {
		if err := s.prepare(); err != nil {
			return nil, translate(op, err)
		}
	}
	err := checkFiles(s.path)
	if err == nil && !d.readOnly {
		err = checkLogs(s.path)
	}
	if err == nil {
		s.db, err = openBadger(badgerOptions(s.path).WithReadOnly(d.readOnly))
	}
	if err != nil {
		return nil, translate(op, err)
	}
	return s, nil
}

// prepare does what has to be done before Badger opens a generation for writing.
func (s *Store) prepare() error {
	if err := sweep(s.path); err != nil {
		return err
	}
	if !killed(s.path) {
		return checkFree(s.path, openBytes)
	}
	s.written.Store(true)
	return checkFree(s.path, spareBytes)
}

// killed reports whether the last process that had a database open for writing
// did not close it: Badger removes its logs of keys when it is closed.
func killed(path string) bool {
	logs, _ := filepath.Glob(filepath.Join(path, "*.mem")) // the pattern is good
	return len(logs) > 0
}

// sweep removes log files without a byte, which a process leaves that is killed
// between creating a file and giving it its size. Badger does not open a
// database that has one.
func sweep(path string) error {
	for _, pattern := range [...]string{"*.mem", "*.vlog"} {
		files, _ := filepath.Glob(filepath.Join(path, pattern)) // the patterns are good
		for _, name := range files {
			info, err := os.Stat(name)
			if err == nil && info.Size() == 0 {
				err = os.Remove(name)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// badgerOptions suits large values that are compressed already and a few small
// keys.
func badgerOptions(path string) badger.Options {
	opt := badger.DefaultOptions(path).
		WithLogger(nil).
		WithMetricsEnabled(false).
		WithCompression(options.None).
		WithBlockCacheSize(0).
		WithIndexCacheSize(0).
		WithValueThreshold(ValueThreshold).
		WithValueLogFileSize(logFileSize).
		WithMemTableSize(memTableSize).
		WithBaseTableSize(tableSize).
		WithNumMemtables(3).
		WithNumCompactors(2).
		WithDetectConflicts(false).
		WithSyncWrites(true).
		// Or a damaged value would panic with locks held.
		WithVerifyValueChecksum(true).
		// The directory has a lock of ours, and generations are opened once.
		WithBypassLockGuard(true)
	opt.TableSizeMultiplier = 1 // or tables of streams would be 32 times as large
	return opt
}

// Get returns the value of key, valid until the store is closed and not to be
// changed; nil if there is none.
func (s *Store) Get(key []byte) (value []byte, err error) {
	if s.mem != nil {
		return s.mem.get(key), nil
	}
	defer caught(&err)
	err = s.db.View(func(txn *badger.Txn) error {
		item, err := txn.Get(key)
		if errors.Is(err, badger.ErrKeyNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return item.Value(func(v []byte) error {
			value = lend(v)
			return nil
		})
	})
	return value, translate("get", readFault(err))
}

// readFault marks what Badger says about data that it cannot read: its own errors
// have no names that get here, and the system has none for mapped files.
func readFault(err error) error {
	if err == nil || errors.Is(err, badger.ErrDBClosed) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrCorrupt, err)
}

// lend returns v if it lies in the value log, and else a copy of it: tables
// of keys come and go.
func lend(v []byte) []byte {
	if len(v) >= ValueThreshold {
		return v
	}
	return append(make([]byte, 0, len(v)), v...)
}

// Scan calls f with the keys that begin with prefix, in ascending order. The
// key is valid during the call only, the value as [Store.Get] says. An error of f
// ends it, and is returned as it is.
func (s *Store) Scan(prefix []byte, f func(key, value []byte) error) error {
	return s.ScanFrom(prefix, prefix, f)
}

// ScanFrom is [Store.Scan] from a key on, which begins with prefix.
func (s *Store) ScanFrom(prefix, from []byte, f func(key, value []byte) error) (err error) {
	if s.mem != nil {
		return s.mem.scan(prefix, from, f)
	}
	var stop error
	calling := false
	defer func() {
		if p := recover(); p != nil {
			if calling {
				panic(p) // of f
			}
			err = panicError(p)
		}
	}()
	err = s.db.View(func(txn *badger.Txn) error {
		opt := badger.DefaultIteratorOptions
		opt.PrefetchValues = false
		opt.Prefix = prefix
		it := txn.NewIterator(opt)
		defer it.Close()
		for it.Seek(from); it.Valid(); it.Next() {
			item := it.Item()
			err := item.Value(func(v []byte) error {
				calling = true
				stop = f(item.Key(), lend(v))
				calling = false
				return stop
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if stop != nil {
		return stop
	}
	return translate("scan", readFault(err))
}

// Pair is a key with its value. A nil Value deletes the key.
type Pair struct {
	Key, Value []byte
}

// checkSpace fails where the disk has no room for the pairs and some more.
func checkSpace(path string, pairs []Pair) error {
	need := uint64(spareBytes)
	for _, p := range pairs {
		need += uint64(len(p.Key) + len(p.Value))
	}
	return checkFree(path, need)
}

func checkFree(path string, need uint64) error {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return fmt.Errorf("kv: free space of %s: %w", path, err)
	}
	if free := st.Bavail * uint64(st.Bsize); free < need {
		return fmt.Errorf("kv: %w: %d bytes are free on the disk of %s, %d are needed", ErrNoSpace, free, path, need)
	}
	return nil
}

// Close closes the generation. No value that Get has lent may be used after.
// Where the disk is full it leaves transactions where they are, in the logs, as a
// process does that is killed, and returns [ErrNoSpace].
func (s *Store) Close() error {
	if s.mem != nil {
		return nil
	}
	if s.written.Load() {
		if err := checkFree(s.path, closeBytes); errors.Is(err, ErrNoSpace) {
			return fmt.Errorf("kv: close: nothing is lost, but the logs stay to be read at the next open: %w", err)
		}
	}
	return translate("close", s.db.Close())
}
