package values

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
)

// spoolBytes is what a spool gathers before it writes a sorted run of it.
const spoolBytes = 16 << 20

// Spool gathers changes in any order; of several for a key the last one counts. It
// belongs to one goroutine. Its runs are temporary files, which go with their directory.
type Spool struct {
	dir     string
	limit   int
	changes []Change
	bytes   int
	runs    []string // names of files, the newest last
}

// NewSpool returns a spool whose runs go to a directory.
func NewSpool(dir string) *Spool { return &Spool{dir: dir, limit: spoolBytes} }

// Add adds a change, and takes it over.
func (s *Spool) Add(c Change) error {
	s.changes = append(s.changes, c)
	if s.bytes += size(&c); s.bytes < s.limit {
		return nil
	}
	return s.cut()
}

// Sources returns what was added, for [Merge].
func (s *Spool) Sources() []Source {
	sources := make([]Source, 0, len(s.runs)+1)
	if s.sort(); len(s.changes) > 0 {
		sources = append(sources, s.gathered)
	}
	for _, name := range slices.Backward(s.runs) {
		sources = append(sources, func(from string) iter.Seq2[Change, error] { return readRun(name, from) })
	}
	return sources
}

// sort sorts what is gathered and leaves the last change of each key.
func (s *Spool) sort() {
	slices.Reverse(s.changes)
	slices.SortStableFunc(s.changes, func(a, b Change) int { return strings.Compare(a.Key, b.Key) })
	s.changes = slices.CompactFunc(s.changes, func(a, b Change) bool { return a.Key == b.Key })
}

// gathered is the source of what is not in a run.
func (s *Spool) gathered(from string) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		at, _ := slices.BinarySearchFunc(s.changes, from, func(c Change, key string) int { return strings.Compare(c.Key, key) })
		for _, c := range s.changes[at:] {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// cut writes what is gathered as a run.
func (s *Spool) cut() (err error) {
	f, err := os.CreateTemp(s.dir, "values-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	s.runs = append(s.runs, f.Name())
	s.sort()
	w := bufio.NewWriterSize(f, 1<<16)
	var b []byte
	for i := range s.changes {
		b = Append(b[:0], &s.changes[i])
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	clear(s.changes)
	s.changes, s.bytes = s.changes[:0], 0
	return w.Flush()
}

// readRun yields the changes of a run.
func readRun(name, from string) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		f, err := os.Open(name)
		if err != nil {
			yield(Change{}, err)
			return
		}
		defer f.Close() //nolint:errcheck // it was only read
		for r := bufio.NewReaderSize(f, 1<<16); ; {
			c, err := read(r)
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && c.Key < from {
				continue
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}
