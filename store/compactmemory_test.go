package store_test

import (
	"errors"
	"runtime"
	"testing"

	"github.com/issn-ld/issn-ld/store"
)

// TestCompactTouchedInLittleMemory touches all blocks of a store and measures,
// after each sixth of the rows, what of the heap is in use: that does not grow
// with the rows that are written, whose ids alone take much more.
func TestCompactTouchedInLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("loads many quads")
	}
	const (
		quads, rows, sixths = 200_000, 512, 6
		allRows             = sixths * quads * 4 * 8 // bytes
		bound               = allRows / 3
	)
	var sixth int64
	var heap []uint64
	db := open(t, t.TempDir(), store.Options{BlockRows: rows, CompactRows: -1, Events: store.Events{Progress: func(p store.Progress) {
		if p.Stage == store.StageBlocks && p.Done*sixths >= sixth*p.Total {
			sixth++
			heap = append(heap, heapInUse())
		}
	}}})
	defer closeDB(t, db)
	load(t, db, store.LoadOptions{}, numbered(quads))
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		var err error
		for i := 0; i < quads; i += rows / 4 {
			err = errors.Join(err, tx.Delete(numberedQuad(i, "x")))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := heapInUse()
	st := compact(t, db, store.CompactTouched)
	if st.Replaced < 6*quads/rows*9/10 || len(heap) <= sixths/2 {
		t.Fatalf("%+v, %d measurements: want nearly all blocks replaced", st, len(heap))
	}
	for i, n := range heap {
		if n > before+bound {
			t.Errorf("%d of %d: %d MiB in use, %d MiB before", i, len(heap), n>>20, before>>20)
		}
	}
	t.Logf("%d MiB in use before, then %d bytes; the rows take %d MiB", before>>20, heap, allRows>>20)
}

// heapInUse returns the bytes of the heap that something refers to.
func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
