package mapping_test

import (
	"fmt"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
)

// One operation is one record with ISSN of the GPO, the DNB or the Library of
// Congress.
func BenchmarkMap(b *testing.B) {
	var records []*marc.Record
	m := mapping.NewMapper(mapping.Options{})
	for _, name := range []string{"gpo_with_issn_utf8.mrc", "dnb_zdb_serials_utf8.mrc", "loc-marc2bibframe2.xml"} {
		for _, rec := range readFile(b, name) {
			if _, err := m.Map(rec); err == nil {
				records = append(records, rec)
			}
		}
	}
	for _, reuse := range []bool{false, true} {
		b.Run(fmt.Sprintf("reuse=%v", reuse), func(b *testing.B) {
			b.ReportAllocs()
			var buffer []rdf.Quad
			i, quads := 0, 0
			for b.Loop() {
				res, err := m.MapInto(buffer, records[i%len(records)])
				if err != nil {
					b.Fatal(err)
				}
				if reuse {
					buffer = res.Quads
				}
				quads += len(res.Quads)
				i++
			}
			b.ReportMetric(float64(quads)/float64(b.N), "quads/op")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
