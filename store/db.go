package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/codec"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/delta"
	"github.com/issn-ld/issn-ld/store/internal/kv"
	"github.com/issn-ld/issn-ld/store/internal/values"
)

// DB is a quad store. Its methods may be called concurrently.
type DB struct {
	dir     *kv.Dir
	options Options

	head   atomic.Pointer[version] // what new snapshots read; nil when closed
	failed atomic.Pointer[error]   // why no more writes are taken; nil: they are

	// write is held, by a value in it, by the one writer: Update until its
	// place in the order is fixed, a Loader from Load to Commit or Abort.
	write chan struct{}
	// tip is the version that the next transaction builds on: head, or one
	// that is on its way to the disk. Guarded by write.
	tip *version
	// inFlight counts the transactions that are on their way to the disk. It
	// grows, and is waited for, with write held only.
	inFlight sync.WaitGroup
	// updates counts the calls of Update that have had the write lock and not yet
	// returned. It grows, and is waited for, with write held only.
	updates sync.WaitGroup
	// log lists the transactions since a compaction began; nil: none is under
	// way. Guarded by write.
	log []logged

	// building is held, by a value in it, by the one load or compaction; taken
	// before write.
	building chan struct{}

	background *background

	publish   sync.Mutex   // guards changes of head; taken after write
	snapshots atomic.Int64 // those that are open
}

// version is a state of the database. It never changes.
type version struct {
	gen    *generation
	number uint64
	line   codec.Lineage
	delta  *delta.Set
	set    *values.Set      // what transactions changed among the values
	graphs map[ids.ID]int64 // quads that the delta adds to a graph, or takes
}

// quads returns the number of quads.
func (v *version) quads() int64 { return v.gen.info.Quads + v.delta.Net() }

// Open opens the store in a directory; a writer creates it if it is not there.
func Open(dir string, options Options) (*DB, error) { return open(dir, options, true) }

// OpenMemory makes an empty store that is in memory only and ends with Close, for tests
// and small data. All works as it does on a disk, but for what follows from that: it
// cannot be opened for reading, and loads have their temporary files in the system's
// folder for such, or in [LoadOptions.TempDir].
func OpenMemory(options Options) (*DB, error) {
	if options.ReadOnly {
		return nil, fmt.Errorf("open a new store in memory: %w", ErrReadOnly)
	}
	return openDir(kv.MemoryDir(), options, true)
}

// open opens the store in a directory. A new one is empty, and there for others if
// publish says so.
func open(dir string, options Options, publish bool) (*DB, error) {
	d, err := kv.OpenDir(dir, options.ReadOnly)
	if err != nil {
		return nil, damage.Mark(err)
	}
	return openDir(d, options, publish)
}

func openDir(d *kv.Dir, options Options, publish bool) (*DB, error) {
	db := &DB{dir: d, options: options, write: make(chan struct{}, 1), building: make(chan struct{}, 1), background: newBackground()}
	gen, err := db.openCurrent(publish)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	v, err := replay(gen, !options.ReadOnly)
	if err != nil {
		return nil, errors.Join(err, gen.release(), d.Close())
	}
	db.tip = v
	db.head.Store(v)
	return db, nil
}

// openCurrent opens the current generation, after making an empty one if
// there is none, which others see if publish says so.
func (db *DB) openCurrent(publish bool) (*generation, error) {
	if db.dir.Current() != 0 {
		return openChain(db.dir)
	}
	gen, err := emptyGeneration(db.dir)
	if err != nil || !publish {
		return gen, err
	}
	if err := db.dir.Publish(gen.number); err != nil {
		return nil, errors.Join(err, gen.discard())
	}
	return gen, nil
}

// setCurrent makes a generation the current one on the disk. Where it is not
// certain that this has come to pass, the store takes no more writes: they would
// be lost if it has. The caller holds the write lock.
func (db *DB) setCurrent(number uint64, bases ...uint64) error {
	return db.published(db.dir.Publish(number, bases...))
}

// setCurrentAs is setCurrent of a generation that makes the store another one.
func (db *DB) setCurrentAs(number uint64) error { return db.published(db.dir.PublishAs(number)) }

func (db *DB) published(err error) error {
	if errors.Is(err, kv.ErrDoubt) {
		db.failed.CompareAndSwap(nil, &err)
	}
	return err
}

// ID returns the id of the store, 32 hexadecimal digits. It was drawn when the store
// was made and stays until a full backup is restored, which makes another store of
// it: so id and version together name a state. A store of format 1 or 2 has another
// id each time that it is opened, until a load or a compaction gives it a lasting one.
func (db *DB) ID() string { return db.dir.ID() }

// Dir returns the directory of the store; "" if it is in memory.
func (db *DB) Dir() string { return db.dir.Path() }

// Snapshot returns the current state. It stays as it is until the caller
// closes it, even if the store is closed meanwhile.
func (db *DB) Snapshot() (*Snapshot, error) {
	for {
		v := db.head.Load()
		if v == nil {
			return nil, fmt.Errorf("snapshot: %w", ErrClosed)
		}
		if s := newSnapshot(v, &db.snapshots); s != nil {
			return s, nil
		}
		// The generation was replaced since, and closed: look again.
	}
}

// lock waits for the other writers to end.
func (db *DB) lock(ctx context.Context) error {
	if db.options.ReadOnly {
		return ErrReadOnly
	}
	select {
	case db.write <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if cause := db.failed.Load(); cause != nil {
		db.unlock()
		return fmt.Errorf("%w: %w", ErrFailed, *cause)
	}
	if db.head.Load() == nil {
		db.unlock()
		return ErrClosed
	}
	return nil
}

func (db *DB) unlock() { <-db.write }

// advance makes v the current version, unless a later one is already.
func (db *DB) advance(v *version) {
	db.publish.Lock()
	defer db.publish.Unlock()
	if head := db.head.Load(); head != nil && head.number < v.number {
		db.head.Store(v)
	}
}

// replace makes v, of another generation, the current version. The generations
// that it does not build on go when the last snapshot of them is closed. The
// caller holds the write lock.
func (db *DB) replace(v *version) error {
	db.publish.Lock()
	old := db.head.Swap(v).gen
	kept := v.gen.chain()
	for _, g := range old.chain() {
		if !slices.Contains(kept, g) {
			g.retired.Store(true)
		}
	}
	db.publish.Unlock()
	db.tip = v
	return old.release()
}

// Close waits for loads, compactions and transactions to end, then closes the store.
// It does not wait for snapshots: a panic that leaves some open would hang in a deferred
// Close. With any open it returns an error that wraps [ErrSnapshots] and says how
// many: they can be read on, and the last one that is closed closes the files and gives
// the directory free, to this process and others. A [Loader] has to be ended, by
// Commit or a deferred Abort, or Close waits for it forever.
func (db *DB) Close() error { return errors.Join(db.end(), db.leftOpen()) }

// Shutdown is [DB.Close], but waits for the snapshots that are open until ctx ends.
func (db *DB) Shutdown(ctx context.Context) error {
	err := db.end()
	if errors.Is(err, ErrClosed) {
		return err
	}
	select {
	case <-db.dir.Closed():
		return err
	case <-ctx.Done():
		return errors.Join(err, db.leftOpen())
	}
}

// end is Close without a look at the snapshots.
func (db *DB) end() error {
	db.background.stop()
	db.building <- struct{}{}
	defer db.endBuild()
	db.write <- struct{}{}
	defer db.unlock()
	db.publish.Lock()
	v := db.head.Swap(nil)
	db.publish.Unlock()
	if v == nil {
		return fmt.Errorf("close: %w", ErrClosed)
	}
	db.background.done.Wait()
	db.updates.Wait()
	return errors.Join(v.gen.release(), db.dir.Close())
}

// leftOpen names the snapshots that are open; nil if there are none.
func (db *DB) leftOpen() error {
	select {
	case <-db.dir.Closed():
		return nil // what is counted is an attempt to open one
	default:
	}
	if open := db.snapshots.Load(); open > 0 {
		return fmt.Errorf("close: %w: %d", ErrSnapshots, open)
	}
	return nil
}

// Size returns the bytes that the current generation and what it builds on take
// on the disk.
func (db *DB) Size() (int64, error) { return db.dir.Size() }
