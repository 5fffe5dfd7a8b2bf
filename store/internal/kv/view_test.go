package kv_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/issn-ld/issn-ld/store/internal/kv"
)

var views = flag.Int("views", 15, "how often the tests open a store that is being written")

// commit n writes pairsOfCommit keys and deletes those of the commit
// keptCommits before it.
const (
	pairsOfCommit = 40
	keptCommits   = 50
)

func commitKey(n, i int) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte{'U'}, uint32(n)), uint32(i))
}

// commitValue is short for most keys, so that the logs of keys are full soon,
// and else so long that it is in the value log.
func commitValue(n, i int) []byte {
	size := kv.ValueThreshold - 1
	if i == 0 {
		size = 3000 + n%1000
	}
	return bytes.Repeat([]byte{byte(n), byte(n >> 8), byte(i)}, size/3)
}

func commitPairs(n int) []kv.Pair {
	var pairs []kv.Pair
	for i := range pairsOfCommit {
		pairs = append(pairs, kv.Pair{Key: commitKey(n, i), Value: commitValue(n, i)})
		if n >= keptCommits {
			pairs = append(pairs, kv.Pair{Key: commitKey(n-keptCommits, i)})
		}
	}
	return pairs
}

// commits writes commits one after the other until stop says so, and counts
// those that are durable.
func commits(s *kv.Store, stop *atomic.Bool, durable *atomic.Int64) error {
	for n := 0; !stop.Load(); n++ {
		done := make(chan error, 1)
		if err := s.Commit(commitPairs(n), func(err error) { done <- err }); err != nil {
			return err
		}
		if err := <-done; err != nil {
			return err
		}
		durable.Store(int64(n) + 1)
	}
	return nil
}

// commitsSeen returns the number of commits that a store has, after it has
// made sure that it has each of them as a whole.
func commitsSeen(s *kv.Store) (int, error) {
	first, last, keys := -1, -1, 0
	err := s.Scan([]byte("U"), func(key, value []byte) error {
		n, i := int(binary.BigEndian.Uint32(key[1:])), int(binary.BigEndian.Uint32(key[5:]))
		if !bytes.Equal(value, commitValue(n, i)) {
			return fmt.Errorf("commit %d: value %d is another one", n, i)
		}
		if first < 0 {
			first = n
		}
		last = n
		keys++
		return nil
	})
	if err != nil || last < 0 {
		return 0, err
	}
	if want := max(0, last+1-keptCommits); first != want || keys != (last+1-first)*pairsOfCommit {
		return 0, fmt.Errorf("%d keys of the commits %d to %d, want those of %d to %d as a whole", keys, first, last, want, last)
	}
	return last + 1, nil
}

// see opens the store of a directory for reading and returns what commitsSeen
// says.
func see(path string) (int, error) {
	d, err := kv.OpenDir(path, true)
	if err != nil {
		return 0, err
	}
	s, err := d.Open(d.Current())
	if err != nil {
		return 0, errors.Join(err, d.Close())
	}
	n, err := commitsSeen(s)
	return n, errors.Join(err, s.Close(), d.Close())
}

// viewsLeft lists what there is in the folder of views.
func viewsLeft(t *testing.T, path string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(path, "readers", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// TestReadBesideWriter opens a store again and again while commits fill its
// logs, which become tables, which are merged: each time it has all commits
// that were durable before, each as a whole, and none but the first ones.
func TestReadBesideWriter(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	gen := build(t, d, 1000)
	if err := d.Publish(gen); err != nil {
		t.Fatal(err)
	}
	s, err := d.Open(gen)
	if err != nil {
		t.Fatal(err)
	}
	var stop atomic.Bool
	var durable atomic.Int64
	var writer sync.WaitGroup
	writer.Go(func() {
		if err := commits(s, &stop, &durable); err != nil {
			t.Error(err)
		}
	})
	for range *views {
		before := int(durable.Load())
		got, err := see(path)
		if after := int(durable.Load()); err != nil || got < before || got > after+1 {
			t.Errorf("a reader has %d commits; %d to %d were durable: %v", got, before, after, err)
			break
		}
	}
	stop.Store(true)
	writer.Wait()
	if left := viewsLeft(t, path); len(left) > 0 {
		t.Errorf("closed views are left: %q", left)
	}
	if got, err := commitsSeen(s); err != nil || got != int(durable.Load()) {
		t.Errorf("the writer has %d commits, want %d: %v", got, durable.Load(), err)
	}
	if err := errors.Join(s.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
	tables, _ := filepath.Glob(filepath.Join(path, fmt.Sprintf("gen-%06d", gen), "*.sst"))
	t.Logf("%d commits, %d tables in the end", durable.Load(), len(tables))
	if got, err := see(path); err != nil || got != int(durable.Load()) {
		t.Errorf("after the writer there are %d commits, want %d: %v", got, durable.Load(), err)
	}
}

// TestViewOutlivesGeneration reads values of a generation that the writer has
// replaced and removed.
func TestViewOutlivesGeneration(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	first := build(t, d, 300)
	if err := d.Publish(first); err != nil {
		t.Fatal(err)
	}
	r := open(t, path, true)
	s, err := r.Open(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Publish(build(t, d, 1)), d.Remove(first)); err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		if got, err := s.Get(fmt.Appendf(nil, "a%06d", i)); err != nil || !bytes.Equal(got, value(i)) {
			t.Fatalf("key %d: %q, %v", i, got, err)
		}
	}
	if err := errors.Join(s.Close(), r.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestViewOfOther refuses what a view has not.
func TestViewOfOther(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	gen := build(t, d, 3)
	if err := d.Publish(gen); err != nil {
		t.Fatal(err)
	}
	r := open(t, path, true)
	if _, err := r.Open(gen + 1); err == nil {
		t.Error("a generation that is not current could be opened")
	}
	if _, err := r.Create(); !errors.Is(err, kv.ErrReadOnly) {
		t.Errorf("create beside a writer: got %v, want ErrReadOnly", err)
	}
	if err := errors.Join(r.Close(), d.Close()); err != nil { // not taken
		t.Fatal(err)
	}
}

// TestDeadViews removes what killed readers leave, and nothing that is in use.
func TestDeadViews(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	if err := d.Publish(build(t, d, 3)); err != nil {
		t.Fatal(err)
	}
	dead := filepath.Join(path, "readers", "123-456")
	leave := func() {
		if err := os.MkdirAll(filepath.Join(dead, "gen-000001"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	leave()
	r := open(t, path, true)
	if _, err := os.Stat(dead); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the next reader has not removed the view of a dead one: %v", err)
	}
	leave()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = open(t, path, false) // a view is no lock
	if left := viewsLeft(t, path); len(left) != 1 || left[0] == dead {
		t.Errorf("after the next writer has opened there are %q, want the view in use", left)
	}
	if err := errors.Join(r.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
	if left := viewsLeft(t, path); len(left) > 0 {
		t.Errorf("closed views are left: %q", left)
	}
}

// TestNoLeaveToRead tells a reader who may not write what is missing.
func TestNoLeaveToRead(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	if err := d.Publish(build(t, d, 3)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "readers"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := kv.OpenDir(path, true); err == nil || !bytes.Contains([]byte(err.Error()), []byte("readers")) {
		t.Errorf("got %v, want an error that names the folder", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
