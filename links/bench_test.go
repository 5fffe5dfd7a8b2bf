package links_test

import (
	"context"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
)

// BenchmarkLink measures whole runs over a register that has every ISSN.
func BenchmarkLink(b *testing.B) {
	const rows = 20000
	for _, bc := range []struct {
		source, header string
		row            func(n issn.ISSN) string
	}{
		{"issn-l", "ISSN\tISSN-L\n", func(n issn.ISSN) string { return n.String() + "\t" + n.String() + "\n" }},
		{"openalex", "", func(n issn.ISSN) string {
			return `{"id":"https://openalex.org/S` + n.String()[:4] + n.String()[5:8] + `","display_name":"Journal of benchmarks","issn_l":"` + n.String() + `","issn":["` + n.String() + `"],"is_oa":false,"is_in_doaj":false}` + "\n"
		}},
		{"clockss", "publication_title\tprint_identifier\tonline_identifier\tdate_first_issue_online\tdate_last_issue_online\n", func(n issn.ISSN) string {
			return "Journal of benchmarks\t\t" + n.String() + "\t2001\t2019\n"
		}},
	} {
		var content strings.Builder
		content.WriteString(bc.header)
		for i := range issn.ISSN(rows) {
			content.WriteString(bc.row(i*37 + 1000000))
		}
		file := formats.Bytes(bc.source, []byte(content.String()))
		b.Run("source="+bc.source, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				report, err := links.Link(context.Background(), sources.Lookup(bc.source), []*formats.File{file}, links.Options{
					Register: linktest.All{}, Emit: func(rdf.Quad) error { return nil },
				})
				if err != nil {
					b.Fatal(err)
				}
				if n, linked, _, _ := report.Rows(); n != rows || linked != rows {
					b.Fatalf("%d of %d rows linked", linked, n)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
