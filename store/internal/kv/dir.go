package kv

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

const (
	lockName    = "LOCK"
	currentName = "CURRENT"
	genFormat   = "gen-%06d"
)

// Dir is a store directory, locked by this process or, for a reader beside a
// writer, with a view of it. Its methods may be called concurrently.
type Dir struct {
	path     string
	readOnly bool
	lock     *os.File              // nil: there is a view
	view     *view                 // nil: there is a lock
	faults   func(op string) error // nil: none
	users    atomic.Int64          // who has still to call Close; see Retain
	closed   chan struct{}         // closed after the last Close

	mu     sync.Mutex              // guards what follows
	chain  []uint64                // the current generation, then those that it builds on
	id     string                  // of the store
	older  bool                    // CURRENT has an older format
	memory map[uint64]*memoryTable // its generations; nil: they are on the disk
	doubt  []uint64                // generations that may have become the current ones; see Publish
	last   uint64                  // greatest generation number given out
}

// OpenDir locks a store directory. A writer creates the directory if need be
// and removes what interrupted builds and readers have left; a reader may share
// it with other readers. Where a writer has it, or was killed, a reader gets a
// view of its own: all that was committed before the call, and nothing that
// comes after.
func OpenDir(path string, readOnly bool) (*Dir, error) {
	if !readOnly {
		if err := os.MkdirAll(path, 0o777); err != nil {
			return nil, fmt.Errorf("kv: open: %w", err)
		}
	}
	d := &Dir{path: path, readOnly: readOnly, closed: make(chan struct{}), id: newID()}
	d.users.Store(1)
	err := d.acquire()
	switch {
	case readOnly && errors.Is(err, ErrLocked):
		err = d.openView()
	case err != nil:
		return nil, err
	default:
		err = d.prepare()
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// prepare reads what is current, with the lock taken.
func (d *Dir) prepare() error {
	if err := d.readCurrent(); err != nil {
		return err
	}
	if !d.readOnly {
		return d.clean()
	}
	if !slices.ContainsFunc(d.chain, func(gen uint64) bool { return killed(d.genPath(gen)) }) {
		return nil
	}
	for _, gen := range d.chain {
		if err := checkLogs(d.genPath(gen)); err != nil {
			return fmt.Errorf("kv: open generation %d: %w", gen, err)
		}
	}
	// The logs of a process that was killed have to be shortened before they
	// can be read. The next writer does that; a reader does it in its view.
	err := d.lock.Close()
	d.lock = nil
	return errors.Join(err, d.openView())
}

// acquire takes the lock.
func (d *Dir) acquire() error {
	flags, how := os.O_RDWR|os.O_CREATE, unix.LOCK_EX
	if d.readOnly {
		flags, how = os.O_RDONLY, unix.LOCK_SH
	}
	f, err := os.OpenFile(filepath.Join(d.path, lockName), flags, 0o666)
	if errors.Is(err, fs.ErrNotExist) && d.readOnly {
		return fmt.Errorf("kv: %s: %w", d.path, ErrNoStore)
	}
	if err != nil {
		return fmt.Errorf("kv: open: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return fmt.Errorf("kv: %s: %w", d.path, ErrLocked)
		}
		return fmt.Errorf("kv: lock %s: %w", d.path, err)
	}
	d.lock = f
	return nil
}

// readCurrent reads the file that names the current generation.
func (d *Dir) readCurrent() error {
	text, err := os.ReadFile(filepath.Join(d.path, currentName))
	if errors.Is(err, fs.ErrNotExist) {
		if d.readOnly {
			return fmt.Errorf("kv: %s: %w", d.path, ErrNoStore)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("kv: open: %w", err)
	}
	c, err := decodeCurrent(text)
	if err != nil {
		return fmt.Errorf("kv: %s: %w", filepath.Join(d.path, currentName), err)
	}
	d.chain, d.older = c.chain, c.older
	if c.id != "" {
		d.id = c.id
	}
	d.last = slices.Max(d.chain)
	return nil
}

// clean removes the generations that are not current and temporary files.
func (d *Dir) clean() error {
	for _, gen := range d.chain {
		if err := d.present(gen); err != nil {
			return fmt.Errorf("kv: open: %w", err) // and nothing that may be of use goes
		}
	}
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return fmt.Errorf("kv: open: %w", err)
	}
	keep := make(map[string]bool)
	for _, gen := range d.chain {
		keep[fmt.Sprintf(genFormat, gen)] = true
	}
	for _, e := range entries {
		name := e.Name()
		if keep[name] || !strings.HasPrefix(name, "gen-") && !strings.HasPrefix(name, "tmp-") {
			continue
		}
		if err := os.RemoveAll(filepath.Join(d.path, name)); err != nil {
			return fmt.Errorf("kv: remove leftovers: %w", err)
		}
	}
	if err := sweepReaders(d.path); err != nil {
		return fmt.Errorf("kv: remove leftovers of readers: %w", err)
	}
	return nil
}

// SetFaults makes operations fail, for tests: f is called with "create",
// "write", "finish", "publish", "commit" and "sync" before they begin, and with
// "published" before a publication is synced, and an error that it returns is
// theirs; a sync is that of the commits that are written together. It must be set before the directory is used.
func (d *Dir) SetFaults(f func(op string) error) { d.faults = f }

// fault returns the error that a test wants op to have.
func (d *Dir) fault(op string) error {
	if d.faults == nil {
		return nil
	}
	return translate(op, d.faults(op))
}

// Path returns the path of the directory.
func (d *Dir) Path() string { return d.path }

// TempDir makes a directory for temporary files in the store directory. The
// next [OpenDir] removes it if the caller does not.
func (d *Dir) TempDir() (string, error) {
	dir, err := os.MkdirTemp(d.path, "tmp-") // the system's folder for such, if there is no path
	if err != nil {
		return "", translate("make a temporary directory", err)
	}
	return dir, nil
}

// Current returns the number of the current generation, 0 if there is none.
func (d *Dir) Current() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.chain) == 0 {
		return 0
	}
	return d.chain[0]
}

// reserve returns the number of a new generation.
func (d *Dir) reserve() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last++
	return d.last
}

// genPath returns where a generation is, for a reader with a view its copy.
func (d *Dir) genPath(gen uint64) string {
	if d.view != nil {
		return genPath(d.view.path, gen)
	}
	return genPath(d.path, gen)
}

func genPath(folder string, gen uint64) string {
	return filepath.Join(folder, fmt.Sprintf(genFormat, gen))
}

// Publish makes a finished generation the current one, with those that it
// builds on, which are a part of the store already. When it returns without an
// error, that survives a power failure. With [ErrDoubt] the next one that opens
// the directory may find the one state or the other: nothing must be written to
// the old one, and Remove leaves both.
func (d *Dir) Publish(gen uint64, bases ...uint64) error {
	return d.publish(d.ID(), append([]uint64{gen}, bases...))
}

// PublishAs is [Dir.Publish] of a generation that makes the store another one, with a
// new id.
func (d *Dir) PublishAs(gen uint64) error { return d.publish(newID(), []uint64{gen}) }

func (d *Dir) publish(id string, chain []uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.readOnly {
		return fmt.Errorf("kv: publish: %w", ErrReadOnly)
	}
	if err := d.fault("publish"); err != nil {
		return err
	}
	c := current{chain: chain, id: id}
	if d.memory == nil {
		if err := replaceFile(filepath.Join(d.path, currentName), c.encode()); err != nil {
			return translate("publish", err)
		}
	}
	err := d.fault("published")
	if err == nil && d.memory == nil {
		err = translate("publish", syncFile(d.path))
	}
	if err != nil {
		d.doubt = append(d.doubt, chain...)
		return fmt.Errorf("%w: %w", ErrDoubt, err)
	}
	d.chain, d.id, d.older = chain, id, false
	return nil
}

// Upgrade gives a store of an older format the current one, without another change: it
// has to come before the first write that older programs do not understand. Its errors
// are those of [Dir.Publish].
func (d *Dir) Upgrade() error {
	d.mu.Lock()
	older := d.older
	d.mu.Unlock()
	if !older {
		return nil
	}
	return d.publish(d.ID(), d.Chain())
}

// replaceFile replaces a file as a whole, or leaves it as it was. For it to last,
// the directory has to be synced.
func replaceFile(path string, text []byte) error {
	temp := filepath.Join(filepath.Dir(path), "tmp-"+filepath.Base(path))
	f, err := os.Create(temp)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return nil
}

// syncFile brings a file or a directory to the disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncTree brings all files of a directory to the disk, then the directory.
func syncTree(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := syncFile(filepath.Join(path, e.Name())); err != nil {
			return err
		}
	}
	return errors.Join(syncFile(path), syncFile(filepath.Dir(path)))
}

// Remove deletes a generation that is no longer a part of the store or never
// was.
func (d *Dir) Remove(gen uint64) error {
	if slices.Contains(d.Chain(), gen) {
		return fmt.Errorf("kv: remove: generation %d is in use", gen)
	}
	d.mu.Lock()
	doubt := slices.Contains(d.doubt, gen)
	delete(d.memory, gen)
	d.mu.Unlock()
	if doubt || d.memory != nil {
		return nil // the next writer knows which of two is in doubt, and removes the other one
	}
	return translate("remove", os.RemoveAll(d.genPath(gen)))
}

// Size returns the bytes that the generations of the store take on the disk.
func (d *Dir) Size() (int64, error) {
	var total int64
	for _, gen := range d.Chain() {
		n, err := d.sizeOf(gen)
		if err != nil {
			return 0, translate("size", err)
		}
		total += n
	}
	return total, nil
}

// sizeOf returns the bytes that a generation takes.
func (d *Dir) sizeOf(gen uint64) (int64, error) {
	if d.memory != nil {
		return d.inMemory(gen).size(), nil
	}
	entries, err := os.ReadDir(d.genPath(gen))
	if err != nil {
		return 0, err
	}
	var total int64
	for _, e := range entries {
		var st unix.Stat_t
		if err := unix.Stat(filepath.Join(d.genPath(gen), e.Name()), &st); err == nil {
			total += st.Blocks * 512 // what is allocated: Badger's open files are sparse
		}
	}
	return total, nil
}

// Generations lists the generations in the directory, for tests and checks.
func (d *Dir) Generations() ([]uint64, error) {
	if d.memory != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		return slices.Sorted(maps.Keys(d.memory)), nil
	}
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, translate("list", err)
	}
	var gens []uint64
	for _, e := range entries {
		var gen uint64
		if _, err := fmt.Sscanf(e.Name(), genFormat, &gen); err == nil {
			gens = append(gens, gen)
		}
	}
	slices.Sort(gens)
	return gens, nil
}

// Retain makes the caller another user of the directory, who has to call Close too.
// It must not be called after the last Close.
func (d *Dir) Retain() { d.users.Add(1) }

// Closed is closed when the last user has closed the directory.
func (d *Dir) Closed() <-chan struct{} { return d.closed }

// Close ends the use of the directory. The last user releases the lock, or removes
// the view.
func (d *Dir) Close() error {
	if d.users.Add(-1) > 0 {
		return nil
	}
	defer close(d.closed)
	var err error
	if d.lock != nil {
		err = d.lock.Close()
	}
	if d.view != nil {
		err = errors.Join(err, d.view.close())
	}
	if err != nil {
		return fmt.Errorf("kv: close: %w", err)
	}
	return nil
}
