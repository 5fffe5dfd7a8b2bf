package block_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
)

// issnRows returns the rows of about n quads like those of the register: 40
// quads a record, about its resource and its parts, in two graphs.
func issnRows(perm ids.Perm, n int) []ids.Row {
	rnd := rand.New(rand.NewPCG(7, 7))
	rows := make([]ids.Row, 0, n)
	digits := uint64(100000)
	for rec := 0; len(rows) < n; rec++ {
		digits += uint64(1 + rnd.IntN(6))
		subject := digits << 20
		for i := range 40 {
			part := uint64(0)
			if i >= 14 {
				part = uint64(1 + (i-14)/4)
			}
			var o ids.ID
			switch i % 5 {
			case 0, 1:
				o = ids.Make(ids.KindBase, uint64(rnd.IntN(200)*1000))
			case 2:
				o = ids.Make(ids.KindBase, uint64(1e6+rnd.IntN(20e6)))
			case 3:
				o = ids.Make(ids.KindISSNIRI, subject+uint64(rnd.IntN(6)))
			case 4:
				o = ids.Make(ids.KindGYear, 1<<59+uint64(1900+rnd.IntN(120)))
			}
			rows = append(rows, perm.Row(ids.Quad{
				S: ids.Make(ids.KindISSNIRI, subject+part),
				P: ids.Make(ids.KindBase, uint64(30e6+i*7919)), O: o,
				G: ids.Make(ids.KindBase, uint64(30e6+i%2)),
			}))
		}
	}
	slices.SortFunc(rows, ids.Row.Compare)
	return slices.Compact(rows)
}

func BenchmarkScan(b *testing.B) {
	for _, perm := range ids.Perms {
		rows := issnRows(perm, 1<<20)
		blocks, size := encode(b, rows, block.TargetRows)
		for name, cols := range map[string][]int{"all": {0, 1, 2, 3}, "two": {0, 2}, "none": {}} {
			b.Run(fmt.Sprintf("perm=%v/cols=%s", perm, name), func(b *testing.B) {
				buf := make([]ids.ID, 0, 1<<16)
				for b.Loop() {
					for _, blk := range blocks {
						for lo := 0; lo < blk.Rows(); lo += ids.BatchRows {
							for _, c := range cols {
								var err error
								if buf, err = blk.AppendColumn(buf[:0], c, lo, lo+ids.BatchRows); err != nil {
									b.Fatal(err)
								}
							}
						}
					}
				}
				b.ReportMetric(float64(size)/float64(len(rows)), "B/row")
				b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
			})
		}
	}
}

func encode(b *testing.B, rows []ids.Row, target int) (blocks []*block.Block, size int) {
	b.Helper()
	bld := block.Builder{Target: target}
	finish := func() {
		src, _ := bld.Finish(nil)
		blk, err := block.Decode(src)
		if err != nil {
			b.Fatal(err)
		}
		blocks, size = append(blocks, blk), size+len(src)
	}
	for i := range rows {
		if bld.Full(&rows[i]) {
			finish()
		}
		bld.Add(&rows[i])
	}
	finish()
	return blocks, size
}

func BenchmarkEncode(b *testing.B) {
	for _, target := range []int{4096, 16384, 65536} {
		for _, perm := range []ids.Perm{ids.SPO, ids.POS, ids.OSP} {
			rows := issnRows(perm, 1<<19)
			b.Run(fmt.Sprintf("rows=%d/perm=%v", target, perm), func(b *testing.B) {
				var size int
				for b.Loop() {
					_, size = encode(b, rows, target)
				}
				b.ReportMetric(float64(size)/float64(len(rows)), "B/row")
				b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
			})
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	rows := issnRows(ids.SPO, 1<<19)
	blocks, _ := encode(b, rows, block.TargetRows)
	at := 0
	b.ReportAllocs()
	for b.Loop() {
		at = (at + 104729) % len(rows)
		if _, err := blocks[at%len(blocks)].Search(rows[at][:2], 0); err != nil {
			b.Fatal(err)
		}
	}
}
