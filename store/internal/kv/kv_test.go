package kv_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/issn-ld/issn-ld/store/internal/kv"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// The logger of glog, which Badger's cache imports, never ends.
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
		goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"))
}

func open(t *testing.T, path string, readOnly bool) *kv.Dir {
	t.Helper()
	d, err := kv.OpenDir(path, readOnly)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// build makes a generation with n keys, every third with a large value.
func build(t *testing.T, d *kv.Dir, n int) uint64 {
	t.Helper()
	b, err := d.Create()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, space := range "ab" {
		s := b.NewStream()
		wg.Go(func() {
			for i := range n {
				if err := s.Put(fmt.Appendf(nil, "%c%06d", space, i), value(i)); err != nil {
					t.Error(err)
				}
			}
			if err := s.Flush(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	gen, err := b.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return gen
}

func value(i int) []byte {
	if i%3 == 0 {
		return bytes.Repeat([]byte{byte(i)}, 3000)
	}
	return fmt.Appendf(nil, "value %d", i)
}

func TestBuildPublishRead(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	gen := build(t, d, 5000)
	if err := d.Publish(gen); err != nil {
		t.Fatal(err)
	}
	s, err := d.Open(gen)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 5000; i += 7 {
		got, err := s.Get(fmt.Appendf(nil, "b%06d", i))
		if err != nil || !bytes.Equal(got, value(i)) {
			t.Fatalf("key %d: %q, %v", i, got, err)
		}
	}
	if got, err := s.Get([]byte("none")); got != nil || err != nil {
		t.Errorf("a missing key: %q, %v", got, err)
	}
	n := 0
	err = s.Scan([]byte("a"), func(key, v []byte) error {
		if want := fmt.Sprintf("a%06d", n); string(key) != want || !bytes.Equal(v, value(n)) {
			return fmt.Errorf("key %q, want %q", key, want)
		}
		n++
		return nil
	})
	if err != nil || n != 5000 {
		t.Errorf("scan: %d keys, %v", n, err)
	}
	if err := errors.Join(s.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestCommitIsDurable(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	gen := build(t, d, 1)
	if err := d.Publish(gen); err != nil {
		t.Fatal(err)
	}
	s, err := d.Open(gen)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 100)
	for i := range 100 {
		pairs := []kv.Pair{{Key: fmt.Appendf(nil, "u%03d", i), Value: value(i)}, {Key: []byte("a000000")}}
		if err := s.Commit(pairs, func(err error) { done <- err }); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
	d = open(t, path, true)
	if s, err = d.Open(d.Current()); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if got, err := s.Get(fmt.Appendf(nil, "u%03d", i)); err != nil || !bytes.Equal(got, value(i)) {
			t.Errorf("commit %d: %q, %v", i, got, err)
		}
	}
	if got, _ := s.Get([]byte("a000000")); got != nil {
		t.Errorf("a deleted key has the value %q", got)
	}
	if err := errors.Join(s.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestLeftoversAreRemoved(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	first := build(t, d, 10)
	if err := d.Publish(first); err != nil {
		t.Fatal(err)
	}
	build(t, d, 10) // finished, never published
	if _, err := d.TempDir(); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = open(t, path, false)
	gens, err := d.Generations()
	if err != nil || len(gens) != 1 || gens[0] != first {
		t.Errorf("generations %d, %v; want %d only", gens, err, first)
	}
	if left, _ := filepath.Glob(filepath.Join(path, "tmp-*")); len(left) > 0 {
		t.Errorf("temporary files are left: %q", left)
	}
	if err := d.Remove(first); err == nil {
		t.Error("the current generation could be removed")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestLock(t *testing.T) {
	path := t.TempDir()
	w := open(t, path, false)
	if err := w.Publish(build(t, w, 3)); err != nil {
		t.Fatal(err)
	}
	if _, err := kv.OpenDir(path, false); !errors.Is(err, kv.ErrLocked) {
		t.Errorf("a second writer: got %v, want ErrLocked", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r1, r2 := open(t, path, true), open(t, path, true)
	if _, err := kv.OpenDir(path, false); !errors.Is(err, kv.ErrLocked) {
		t.Errorf("a writer beside readers: got %v, want ErrLocked", err)
	}
	if err := r1.Publish(1); !errors.Is(err, kv.ErrReadOnly) {
		t.Errorf("publish by a reader: got %v, want ErrReadOnly", err)
	}
	if err := errors.Join(r1.Close(), r2.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := kv.OpenDir(filepath.Join(t.TempDir(), "none"), true); !errors.Is(err, kv.ErrNoStore) {
		t.Errorf("no directory: got %v, want ErrNoStore", err)
	}
	path := t.TempDir()
	for _, text := range []string{"", "issn-ld store\nformat 99\ngeneration 1\n", "something else"} {
		if err := os.WriteFile(filepath.Join(path, "CURRENT"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := kv.OpenDir(path, false); !errors.Is(err, kv.ErrFormat) {
			t.Errorf("CURRENT %q: got %v, want ErrFormat", text, err)
		}
	}
}

func TestAbort(t *testing.T) {
	d := open(t, t.TempDir(), false)
	b, err := d.Create()
	if err != nil {
		t.Fatal(err)
	}
	s := b.NewStream()
	if err := errors.Join(s.Put([]byte("k"), value(0)), s.Flush(), b.Abort(), b.Abort()); err != nil {
		t.Fatal(err)
	}
	if gens, err := d.Generations(); err != nil || len(gens) != 0 {
		t.Errorf("generations %d, %v; want none", gens, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestEmptyLogs opens a generation with log files that a killed process has
// created and not yet given their size.
func TestEmptyLogs(t *testing.T) {
	for _, readOnly := range []bool{false, true} {
		path := t.TempDir()
		d := open(t, path, false)
		gen := build(t, d, 10)
		if err := errors.Join(d.Publish(gen), d.Close()); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"000099.vlog", "00099.mem"} {
			if err := os.WriteFile(filepath.Join(path, fmt.Sprintf("gen-%06d", gen), name), nil, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		d = open(t, path, readOnly)
		s, err := d.Open(gen)
		if err != nil {
			t.Fatalf("readOnly %v: %v", readOnly, err)
		}
		if got, err := s.Get([]byte("a000003")); err != nil || !bytes.Equal(got, value(3)) {
			t.Errorf("readOnly %v: %q, %v", readOnly, got, err)
		}
		if err := errors.Join(s.Close(), d.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDamagedKeys changes bytes of a table of keys: the generation does not open
// and says where the damage is.
func TestDamagedKeys(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	gen := build(t, d, 20)
	if err := errors.Join(d.Publish(gen), d.Close()); err != nil {
		t.Fatal(err)
	}
	contents := func() (string, error) {
		d := open(t, path, true)
		defer func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		}()
		s, err := d.Open(gen)
		if err != nil {
			return "", err
		}
		var all []byte
		err = s.Scan(nil, func(key, value []byte) error {
			all = append(append(all, key...), value...)
			return nil
		})
		return string(all), errors.Join(err, s.Close())
	}
	want, err := contents()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := filepath.Glob(filepath.Join(path, "gen-*", "*.sst"))
	if err != nil || len(tables) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	name := tables[0]
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += 3 {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 0x41
		if err := os.WriteFile(name, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := contents()
		if !errors.Is(err, kv.ErrCorrupt) || !strings.Contains(err.Error(), name) {
			t.Errorf("byte %d is changed: got %d bytes of contents and %v, want ErrCorrupt and the place", at, len(got), err)
		}
	}
	if err := os.WriteFile(name, whole, 0o666); err != nil {
		t.Fatal(err)
	}
	if got, err := contents(); got != want {
		t.Errorf("without damage: other contents, %v", err)
	}
}
