package store_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/issn-ld/issn-ld/store"
)

// fullDir is the environment variable with the directory that the process of
// TestFullDisk mounts a small disk on.
const fullDir = "STORE_FULL_DIR"

// TestFullDisk fills a disk up, in a process with mounts of its own: what writes
// says that there is no space, a store that is closed then loses nothing, and
// opens, for reading at once, for writing when there is space again.
func TestFullDisk(t *testing.T) {
	if dir := os.Getenv(fullDir); dir != "" {
		onFullDisk(t, dir)
		if !t.Failed() {
			fmt.Println("all was there")
		}
		os.Exit(0) // not by way of the check for goroutines: Badger stays open
	}
	if testing.Short() {
		t.Skip("mounts a disk")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), fullDir+"="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	switch {
	case len(out) == 0 && err != nil, strings.Contains(string(out), "no leave to mount"):
		t.Skipf("this system gives no leave to mount a disk: %v", err)
	case err != nil || !strings.Contains(string(out), "all was there"):
		t.Errorf("%v\n%s", err, out)
	}
}

// onFullDisk is what TestFullDisk does in its process.
func onFullDisk(t *testing.T, disk string) {
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=100m"); err != nil {
		fmt.Println("no leave to mount:", err)
		return
	}
	dir, filler := filepath.Join(disk, "store"), filepath.Join(disk, "filler")
	fill := func() {
		t.Helper()
		f, err := os.OpenFile(filler, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
		for piece := 1 << 20; err == nil && piece > 0; piece /= 4 {
			for buf := make([]byte, piece); err == nil; {
				_, err = f.Write(buf)
			}
			if errors.Is(err, syscall.ENOSPC) {
				err = nil
			}
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	expectFull := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, store.ErrNoSpace) {
			t.Errorf("%s: got %v, want ErrNoSpace", what, err)
		}
	}
	db := open(t, dir, store.Options{BlockRows: 64})
	load(t, db, store.LoadOptions{}, numbered(1000))
	closeDB(t, db)

	fill()
	_, err := store.Open(dir, store.Options{})
	expectFull("open for writing", err)
	db = open(t, dir, store.Options{ReadOnly: true})
	expectQuads(t, db, 1000)
	closeDB(t, db)

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	db = open(t, dir, store.Options{})
	insert(t, db, "acknowledged")
	fill()
	expectFull("update", db.Update(t.Context(), func(tx *store.Tx) error { return tx.Insert(simpleQuad("refused")) }))
	expectFull("load", loadOne(t, db, 1))
	for _, level := range []store.CompactLevel{store.CompactTouched, store.CompactWhole} {
		_, err := db.Compact(t.Context(), store.CompactOptions{Level: level})
		expectFull(level.String(), err)
	}
	expectQuads(t, db, 1001)
	expectFull("close", db.Close())

	_, err = store.Open(dir, store.Options{})
	expectFull("open after that", err)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	db = open(t, dir, store.Options{})
	expectQuads(t, db, 1001)
	insert(t, db, "after")
	check(t, db)
	closeDB(t, db)
}
