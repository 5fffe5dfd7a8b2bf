package store_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
)

// usage is what the process holds: heap in bytes after a collection, address
// space in bytes and open files; the last two are 0 where the system does not
// tell.
type usage struct {
	heap, mapped int64
	files        int
}

func measure(t *testing.T) usage {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u := usage{heap: int64(m.HeapAlloc)}
	if text, err := os.ReadFile("/proc/self/statm"); err == nil {
		pages, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(pages, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		// Go keeps the address space of its heap, however much is free in it.
		u.mapped = n*int64(os.Getpagesize()) - int64(m.Sys)
	}
	if entries, err := os.ReadDir("/proc/self/fd"); err == nil {
		u.files = len(entries)
	}
	return u
}

// checkLeft fails if more is held than before, but for some slack.
func checkLeft(t *testing.T, before usage, heap, mapped int64) {
	t.Helper()
	after := measure(t)
	if grown := after.heap - before.heap; grown > heap {
		t.Errorf("the heap has grown by %d bytes, want at most %d", grown, heap)
	}
	if grown := after.mapped - before.mapped; grown > mapped && !raceDetector {
		t.Errorf("the address space has grown by %d bytes, want at most %d", grown, mapped)
	}
	if grown := after.files - before.files; grown > 8 {
		t.Errorf("%d files are open that were not before", grown)
	}
}

// TestManyOpenings opens and closes a store again and again in one process, and
// begins builds that come to nothing: neither may leave anything behind.
func TestManyOpenings(t *testing.T) {
	times := 1000
	if testing.Short() {
		times = 50
	}
	dir := t.TempDir()
	visit := func(i int) {
		db := open(t, dir, store.Options{ReadOnly: i%2 == 1})
		if i%10 == 0 {
			abortedLoad(t, db)
		}
		closeDB(t, db)
	}
	for i := range 10 {
		visit(i)
	}
	before := measure(t)
	for i := range times {
		visit(i)
	}
	checkLeft(t, before, 16<<20, 512<<20)
}

// abortedLoad begins a load with quads and gives it up when it has written.
func abortedLoad(t *testing.T, db *store.DB) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l, err := db.Load(ctx, store.LoadOptions{Events: store.Events{Progress: func(p store.Progress) {
		if p.Stage == store.StageWrite && p.Done > 0 {
			cancel()
		}
	}}})
	if err != nil {
		t.Fatal(err)
	}
	part, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		node := rdf.NewIRI("http://example.org/" + strconv.Itoa(i))
		if err := part.Add(rdf.Quad{S: node, P: node, O: node}); err != nil {
			t.Fatal(err)
		}
	}
	if err := part.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(ctx); err == nil {
		t.Fatal("a load whose context has ended was committed")
	}
}

// TestManyAtOnce keeps many stores open at the same time.
func TestManyAtOnce(t *testing.T) {
	const stores = 50
	dir := t.TempDir()
	before := measure(t)
	dbs := make([]*store.DB, stores)
	for i := range dbs {
		dbs[i] = open(t, filepath.Join(dir, strconv.Itoa(i)), store.Options{})
	}
	checkOpen(t, before, stores)
	for _, db := range dbs {
		closeDB(t, db)
	}
	checkLeft(t, before, 16<<20, 512<<20)
}

// checkOpen fails if the stores take too much while they are open.
func checkOpen(t *testing.T, before usage, stores int64) {
	t.Helper()
	now := measure(t)
	heap, mapped := (now.heap-before.heap)/stores, (now.mapped-before.mapped)/stores
	files := int64(now.files-before.files) / stores
	t.Logf("a store takes %d KiB of heap, %d KiB of address space and %d files", heap>>10, mapped>>10, files)
	if heap > 8<<20 || mapped > 192<<20 || files > 10 {
		t.Errorf("a store takes %d bytes of heap, %d bytes of address space and %d files, want at most 8 MiB, 192 MiB and 10 files", heap, mapped, files)
	}
}
