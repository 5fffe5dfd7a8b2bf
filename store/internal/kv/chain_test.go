package kv_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/store/internal/kv"
)

// TestChain publishes a generation that builds on another: both are kept when the
// directory is opened, and neither can be removed.
func TestChain(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	base := build(t, d, 3)
	if err := d.Publish(base); err != nil {
		t.Fatal(err)
	}
	derived := build(t, d, 4)
	if err := d.Publish(derived, base); err != nil {
		t.Fatal(err)
	}
	size, err := d.Size()
	if err != nil || size == 0 {
		t.Errorf("size %d, %v", size, err)
	}
	for _, gen := range []uint64{base, derived} {
		if err := d.Remove(gen); err == nil {
			t.Errorf("generation %d could be removed", gen)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{false, true} {
		d = open(t, path, readOnly)
		if got := d.Chain(); !slices.Equal(got, []uint64{derived, base}) || d.Current() != derived {
			t.Errorf("generations %d, current %d", got, d.Current())
		}
		for _, gen := range d.Chain() {
			s, err := d.Open(gen)
			if err == nil {
				err = s.Close()
			}
			if err != nil {
				t.Error(err)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	d = open(t, path, false)
	whole := build(t, d, 5)
	if err := errors.Join(d.Publish(whole), d.Remove(base), d.Remove(derived), d.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestMissingGeneration(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	gen := build(t, d, 3)
	if err := errors.Join(d.Publish(gen), d.Close(), os.RemoveAll(filepath.Join(path, fmt.Sprintf("gen-%06d", gen)))); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(path, "gen-000099"), 0o777); err != nil { // it may be of use
		t.Fatal(err)
	}
	if _, err := kv.OpenDir(path, false); !errors.Is(err, kv.ErrMissing) {
		t.Errorf("a writer: got %v, want ErrMissing", err)
	}
	if _, err := os.Stat(filepath.Join(path, "gen-000099")); err != nil {
		t.Errorf("what CURRENT does not name is gone: %v", err)
	}
	d = open(t, path, true)
	if _, err := d.Open(gen); !errors.Is(err, kv.ErrMissing) {
		t.Errorf("a reader: got %v, want ErrMissing", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestID opens a directory again, and publishes a generation as another store.
func TestID(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	first := d.ID()
	gen := build(t, d, 1)
	if err := errors.Join(d.Publish(gen), d.Close()); err != nil {
		t.Fatal(err)
	}
	d = open(t, path, false)
	if d.ID() != first || len(first) != 32 {
		t.Errorf("the id is %s, was %s", d.ID(), first)
	}
	if err := errors.Join(d.PublishAs(build(t, d, 1)), d.Close()); err != nil {
		t.Fatal(err)
	}
	d = open(t, path, true)
	if d.ID() == first {
		t.Error("another store has the same id")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedCurrent changes each byte of CURRENT, and cuts it off there: the store
// does not open, and keeps all of its generations.
func TestDamagedCurrent(t *testing.T) {
	path := t.TempDir()
	d := open(t, path, false)
	if err := errors.Join(d.Publish(build(t, d, 1)), d.Publish(build(t, d, 1)), d.Close()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(path, "CURRENT")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for at := range whole {
		damaged := slices.Clone(whole)
		damaged[at] ^= 1
		for _, text := range [][]byte{damaged, whole[:at]} {
			if err := os.WriteFile(name, text, 0o666); err != nil {
				t.Fatal(err)
			}
			if _, err := kv.OpenDir(path, false); !errors.Is(err, kv.ErrFormat) && !errors.Is(err, kv.ErrCorrupt) {
				t.Errorf("%q: got %v, want ErrFormat or ErrCorrupt", text, err)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(path, "gen-000001")); err != nil {
		t.Errorf("a generation is gone: %v", err)
	}
}

// TestFormats opens directories of all formats that are read, and others.
func TestFormats(t *testing.T) {
	for text, want := range map[string]error{
		"issn-ld store\nformat 1\ngeneration 1\n":   nil,
		"issn-ld store\nformat 2\ngeneration 1\n":   nil,
		"issn-ld store\nformat 1\ngeneration 1 2\n": kv.ErrFormat,
		"issn-ld store\nformat 2\ngeneration 1 1\n": kv.ErrFormat,
		"issn-ld store\nformat 2\ngeneration 0\n":   kv.ErrFormat,
		"issn-ld store\nformat 2\ngeneration x\n":   kv.ErrFormat,
		"issn-ld store\nformat 2\ngeneration \n":    kv.ErrFormat,
		"issn-ld store\nformat 0\ngeneration 1\n":   kv.ErrFormat,
		"issn-ld store\nformat 3\ngeneration 1\n":   kv.ErrCorrupt,
		"issn-ld store\nformat 5\ngeneration 1\n":   kv.ErrFormat,
		"issn-ld store\nformat 2\n":                 kv.ErrFormat,
	} {
		path := t.TempDir()
		d := open(t, path, false)
		if err := errors.Join(d.Publish(build(t, d, 1)), d.Close(), os.WriteFile(filepath.Join(path, "CURRENT"), []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
		d, err := kv.OpenDir(path, false)
		if !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", text, err, want)
		}
		if err != nil && strings.Contains(text, "format 4") && !strings.Contains(err.Error(), "import again") {
			t.Errorf("the message does not say what to do: %v", err)
		}
		if err == nil {
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestPace has a build ask before it writes, and fail where the answer is an error.
func TestPace(t *testing.T) {
	d := open(t, t.TempDir(), false)
	b, err := d.Create()
	if err != nil {
		t.Fatal(err)
	}
	asked := int64(0)
	full := errors.New("enough")
	b.SetPace(func(bytes int) error {
		if asked > 0 {
			return full
		}
		asked += int64(bytes)
		return nil
	})
	s := b.NewStream()
	if err := errors.Join(s.Put([]byte("a"), value(0)), s.Flush()); err != nil {
		t.Fatal(err)
	}
	if asked != b.Bytes() || asked < int64(len(value(0))) {
		t.Errorf("asked for %d bytes, wrote %d", asked, b.Bytes())
	}
	if err := errors.Join(s.Put([]byte("b"), value(0)), s.Flush()); !errors.Is(err, full) {
		t.Errorf("got %v, want the error of the pace", err)
	}
	if err := errors.Join(b.Abort(), d.Close()); err != nil {
		t.Fatal(err)
	}
}
