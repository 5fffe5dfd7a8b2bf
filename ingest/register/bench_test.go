package register_test

import (
	"testing"

	"issn-ld/ingest/register"
)

// One operation is one record of the GPO, DNB or Library of Congress.
func BenchmarkMap(b *testing.B) {
	records := readFile(b, "gpo_with_issn_utf8.mrc")
	records = append(records, readFile(b, "dnb_zdb_serials_utf8.mrc")...)
	records = append(records, readFile(b, "loc-marc2bibframe2.xml")...)
	m := register.NewMapper(register.Options{})
	b.ReportAllocs()
	i, quads := 0, 0
	for b.Loop() {
		res, _ := m.Map(records[i%len(records)])
		quads += len(res.Quads)
		i++
	}
	b.ReportMetric(float64(quads)/float64(b.N), "quads/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
