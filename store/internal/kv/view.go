package kv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"
	"golang.org/x/sys/unix"
)

const (
	readersName = "readers"
	// viewAttempts bounds how often a view is begun again because the writer
	// has changed files meanwhile, each time a little later; otherAttempts is
	// the same where it is not plain that the writer is why.
	viewAttempts  = 100
	otherAttempts = 5
	viewPause     = time.Millisecond
	maxViewPause  = 50 * time.Millisecond
)

// errChanged says that the writer has changed files while they were copied.
var errChanged = errors.New("the store changes while it is opened")

// view is what a reader has of a store that another process is writing, or was
// when it was killed: a directory of its own in the folder readers of the
// store, locked for as long as the reader runs, with the generations that are
// current when it is opened.
//
// Of a generation it has copies of the files that Badger changes or cuts off
// before it removes them: the list of tables, the tables of keys and the logs
// of keys. A value log only grows while it is in use, and is cut off where its
// last value ends; so links to the value logs are enough, which Badger opens
// for reading only. They stay readable, and keep their disk space, even if the
// writer removes the generation.
//
// The order of the copies makes the view a state that the writer has had since
// the view was begun. Badger writes a transaction to the value log, then to
// the newest log of keys; when that is full it goes on with the next one, writes
// the old one as a table, lists the table, and only then removes the log. So
// logs are copied from old to new, then the list and its tables, and the value
// logs are linked last: a log that is gone by then is in the list, a log cut
// off in the middle of a transaction ends before it, and all values that the
// copies name are in the value logs.
type view struct {
	path   string
	lock   *os.File          // the directory, locked
	stores map[uint64]*Store // opened and not yet taken
}

// openView makes a view of the current generations.
func (d *Dir) openView() error {
	folder := filepath.Join(d.path, readersName)
	path, lock, err := reserveView(folder)
	if err != nil {
		return fmt.Errorf("kv: %s: to read beside the process that writes the store, or after one that was killed, "+
			"there must be leave and room to write in %s: %w", d.path, folder, err)
	}
	d.view = &view{path: path, lock: lock, stores: make(map[uint64]*Store)}
	pause, others := viewPause, 0
	for attempt := 1; ; attempt++ {
		if err = d.readCurrent(); err != nil {
			return err // the caller closes d
		}
		if err = d.view.fill(d); err == nil {
			return nil
		}
		if !errors.Is(err, errChanged) {
			others++
		}
		err = errors.Join(err, d.view.empty())
		if attempt == viewAttempts || others == otherAttempts {
			return fmt.Errorf("kv: open %s beside its writer: %w", d.path, err)
		}
		time.Sleep(pause)
		pause = min(2*pause, maxViewPause)
	}
}

// reserveView removes what killed readers have left in the folder of views and
// makes a new one, locked.
func reserveView(folder string) (path string, lock *os.File, err error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", nil, err
	}
	all, err := lockDirectory(folder, unix.LOCK_EX) // nobody else makes one or removes some
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, all.Close()) }()
	if err := sweepViews(folder); err != nil {
		return "", nil, err
	}
	if path, err = os.MkdirTemp(folder, fmt.Sprintf("%d-", os.Getpid())); err != nil {
		return "", nil, err
	}
	if lock, err = lockDirectory(path, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(path))
	}
	return path, lock, nil
}

// lockDirectory opens a directory and locks it.
func lockDirectory(path string, how int) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(f.Fd()), how)
	for errors.Is(err, unix.EINTR) {
		err = unix.Flock(int(f.Fd()), how)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return f, nil
}

// sweepViews removes the views whose readers are gone. The caller has the lock
// of the folder.
func sweepViews(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		lock, err := lockDirectory(path, unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EWOULDBLOCK), errors.Is(err, fs.ErrNotExist):
			continue // in use, or just closed
		case err != nil:
			return err
		}
		if err := errors.Join(os.RemoveAll(path), lock.Close()); err != nil {
			return err
		}
	}
	return nil
}

// sweepReaders removes the views whose readers are gone, if there are any.
func sweepReaders(path string) error {
	folder := filepath.Join(path, readersName)
	all, err := lockDirectory(folder, unix.LOCK_EX)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(sweepViews(folder), all.Close())
}

// fill copies the generations that are current, and opens the copies.
func (v *view) fill(d *Dir) error {
	if err := checkFree(v.path, spareBytes); err != nil {
		return err
	}
	chain := d.Chain()
	for _, gen := range chain {
		if err := capture(genPath(d.path, gen), genPath(v.path, gen)); err != nil {
			return err
		}
	}
	// A generation that is replaced is removed file by file: until now none was.
	if err := d.readCurrent(); err != nil {
		return err
	}
	if !slices.Equal(d.chain, chain) {
		return fmt.Errorf("%w: generation %d is replaced", errChanged, chain[0])
	}
	for _, gen := range chain {
		s, err := openCopy(d, gen)
		if err != nil {
			return translate(fmt.Sprintf("open generation %d", gen), err)
		}
		v.stores[gen] = s
	}
	return nil
}

// capture makes a directory with what a generation consists of: copies of the
// files that come and go, then links to the value logs.
func capture(from, to string) error {
	if err := os.Mkdir(to, 0o777); err != nil {
		return err
	}
	if err := copyKeys(from, to); err != nil {
		return err
	}
	return linkValues(from, to)
}

// openCopy opens a captured generation.
func openCopy(d *Dir, gen uint64) (*Store, error) {
	path := d.genPath(gen)
	if err := checkFiles(path); err != nil {
		return nil, err
	}
	if killed(path) {
		if err := repairCopy(path); err != nil {
			return nil, err
		}
	}
	db, err := openBadger(badgerOptions(path).WithReadOnly(true))
	if err != nil {
		return nil, err
	}
	return &Store{dir: d, path: path, db: db}, nil
}

// repairCopy makes tables of the copies of logs, as Badger does when it opens
// a database after a kill. It wants to write to value logs then: it gets some
// of its own, and never sees those that others are using.
func repairCopy(path string) error {
	values := filepath.Join(path, "values")
	db, err := openBadger(badgerOptions(path).WithSyncWrites(false).WithValueDir(values))
	if err != nil {
		return err
	}
	return errors.Join(db.Close(), os.RemoveAll(values))
}

// linkValues makes links to the value logs that have values, or may get some.
// Where the file system has no hard links, or no leave to make one, a symbolic
// link does as well, but for a generation that is removed before it is opened.
func linkValues(from, to string) error {
	from, err := filepath.Abs(from)
	if err != nil {
		return err
	}
	logs, _ := filepath.Glob(filepath.Join(from, "*.vlog")) // the pattern is good
	for _, name := range logs {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: %s is gone", errChanged, name)
		}
		if err != nil {
			return err
		}
		if info.Size() == 0 {
			continue // being made, or left so by a process that was killed
		}
		link := filepath.Join(to, filepath.Base(name))
		if os.Link(name, link) == nil {
			continue
		}
		if err := os.Symlink(name, link); err != nil {
			return err
		}
	}
	return nil
}

// take returns an opened generation, once.
func (v *view) take(gen uint64) (*Store, error) {
	s := v.stores[gen]
	if s == nil {
		return nil, fmt.Errorf("kv: open generation %d: it is not current", gen)
	}
	delete(v.stores, gen)
	return s, nil
}

// empty closes the generations that nobody has taken and removes all files.
func (v *view) empty() error {
	var err error
	for _, s := range v.stores {
		err = errors.Join(err, s.Close())
	}
	clear(v.stores)
	entries, listErr := os.ReadDir(v.path)
	err = errors.Join(err, listErr)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(v.path, e.Name())))
	}
	return err
}

// close removes the view. The generations that were taken are closed before.
func (v *view) close() error {
	return errors.Join(v.empty(), os.Remove(v.path), v.lock.Close())
}

// copyKeys copies what a generation has beside value logs.
func copyKeys(from, to string) error {
	logs, _ := filepath.Glob(filepath.Join(from, "*.mem")) // the pattern is good
	slices.SortFunc(logs, compareNumbered)
	for _, log := range logs {
		name := filepath.Base(log)
		err := copyStable(log, filepath.Join(to, name))
		if errors.Is(err, errChanged) {
			err = nil // it is a table now, and the list, which comes next, has that
		}
		if err != nil {
			return err
		}
	}
	for _, name := range [...]string{"KEYREGISTRY", badger.ManifestFilename} {
		if err := copyStable(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	tables, err := listedTables(to)
	if err != nil {
		return err
	}
	for _, name := range tables {
		if err := copyStable(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

// compareNumbered orders the paths of files that are named by numbers.
func compareNumbered(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	}
	return 1
}

// listedTables returns the names of the tables that a database consists of.
func listedTables(path string) (names []string, err error) {
	f, err := os.Open(filepath.Join(path, badger.ManifestFilename))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	manifest, _, err := badger.ReplayManifestFile(f, 0, badgerOptions(path))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrCorrupt, f.Name(), err)
	}
	for id := range manifest.Tables {
		names = append(names, fmt.Sprintf("%06d.sst", id))
	}
	return names, nil
}
