package kv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

const (
	lockName      = "LOCK"
	currentName   = "CURRENT"
	currentFormat = "issn-ld store\nformat %d\ngeneration %d\n"
	genFormat     = "gen-%06d"
)

// Dir is a store directory, locked by this process. Its methods may be called
// concurrently.
type Dir struct {
	path     string
	readOnly bool
	lock     *os.File
	faults   func(op string) error // nil: none

	mu      sync.Mutex // guards what follows
	current uint64
	last    uint64 // greatest generation number given out
}

// OpenDir locks a store directory. A writer creates the directory if need be
// and removes what interrupted builds have left; a reader may share it with
// other readers.
func OpenDir(path string, readOnly bool) (*Dir, error) {
	if !readOnly {
		if err := os.MkdirAll(path, 0o777); err != nil {
			return nil, fmt.Errorf("kv: open: %w", err)
		}
	}
	d := &Dir{path: path, readOnly: readOnly}
	if err := d.acquire(); err != nil {
		return nil, err
	}
	err := d.readCurrent()
	if err == nil && !readOnly {
		err = d.clean()
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
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
	var format int
	if _, err := fmt.Sscanf(string(text), currentFormat, &format, &d.current); err != nil {
		return fmt.Errorf("kv: %s: %w: %w", filepath.Join(d.path, currentName), ErrFormat, err)
	}
	if format != Format {
		return fmt.Errorf("kv: %s: %w: it is %d and this program reads %d; export with the program that wrote it and import again",
			d.path, ErrFormat, format, Format)
	}
	d.last = d.current
	return nil
}

// clean removes the generations that are not current and temporary files.
func (d *Dir) clean() error {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return fmt.Errorf("kv: open: %w", err)
	}
	keep := fmt.Sprintf(genFormat, d.current)
	for _, e := range entries {
		name := e.Name()
		if name == keep || !strings.HasPrefix(name, "gen-") && !strings.HasPrefix(name, "tmp-") {
			continue
		}
		if err := os.RemoveAll(filepath.Join(d.path, name)); err != nil {
			return fmt.Errorf("kv: remove leftovers: %w", err)
		}
	}
	return nil
}

// SetFaults makes operations fail, for tests: f is called with "create",
// "write", "finish", "publish" and "commit" before they begin, and an error that
// it returns is theirs. It must be set before the directory is used.
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
	dir, err := os.MkdirTemp(d.path, "tmp-")
	if err != nil {
		return "", translate("make a temporary directory", err)
	}
	return dir, nil
}

// Current returns the number of the current generation, 0 if there is none.
func (d *Dir) Current() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.current
}

// reserve returns the number of a new generation.
func (d *Dir) reserve() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last++
	return d.last
}

func (d *Dir) genPath(gen uint64) string {
	return filepath.Join(d.path, fmt.Sprintf(genFormat, gen))
}

// Publish makes a finished generation the current one. When it returns without
// an error, that survives a power failure.
func (d *Dir) Publish(gen uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.readOnly {
		return fmt.Errorf("kv: publish: %w", ErrReadOnly)
	}
	if err := d.fault("publish"); err != nil {
		return err
	}
	text := fmt.Appendf(nil, currentFormat, Format, gen)
	if err := replaceFile(filepath.Join(d.path, currentName), text); err != nil {
		return translate("publish", err)
	}
	d.current = gen
	return nil
}

// replaceFile replaces a file as a whole, or leaves it as it was.
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
	return syncFile(filepath.Dir(path))
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

// Remove deletes a generation that is no longer current or never was.
func (d *Dir) Remove(gen uint64) error {
	if gen == d.Current() {
		return fmt.Errorf("kv: remove: generation %d is current", gen)
	}
	return translate("remove", os.RemoveAll(d.genPath(gen)))
}

// Size returns the bytes that the current generation takes on the disk.
func (d *Dir) Size() (int64, error) {
	var total int64
	entries, err := os.ReadDir(d.genPath(d.Current()))
	if err != nil {
		return 0, translate("size", err)
	}
	for _, e := range entries {
		var st unix.Stat_t
		if err := unix.Stat(filepath.Join(d.genPath(d.Current()), e.Name()), &st); err == nil {
			total += st.Blocks * 512 // what is allocated: Badger's open files are sparse
		}
	}
	return total, nil
}

// Generations lists the generations in the directory, for tests and checks.
func (d *Dir) Generations() ([]uint64, error) {
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

// Close releases the lock.
func (d *Dir) Close() error {
	if err := d.lock.Close(); err != nil {
		return fmt.Errorf("kv: close: %w", err)
	}
	return nil
}
