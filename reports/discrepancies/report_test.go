package discrepancies_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
)

// The report has what the last run of each source found, and nothing of the runs
// before.
func TestReport(t *testing.T) {
	db := linktest.Sample(t)
	run := func(content string) *held.LinkReport {
		t.Helper()
		report, err := held.Link(t.Context(), db, []sources.Batch{
			{Source: sources.Lookup("wikidata"), Files: []*formats.File{linktest.Text(content)}},
			{Source: sources.Lookup("doaj"), Files: []*formats.File{linktest.Text("Journal title,Journal ISSN (print version),Journal EISSN (online version)\nNo such journal,2049-3630,\n")}},
		}, held.LinkOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	run("item,issn,title\nhttp://www.wikidata.org/entity/Q1,0028-0837,Wrong\nhttp://www.wikidata.org/entity/Q2,0302-2889,Old\n")
	last := run("item,issn,title\nhttp://www.wikidata.org/entity/Q3,0036-8076,Wrong too\n")
	count := func(source string) map[string]int64 {
		list, err := discrepancies.Report(t.Context(), linktest.State(t, db), source)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]int64{}
		for _, d := range list {
			kinds[d.Source+" "+string(d.Kind)+" "+d.ISSN]++
		}
		return kinds
	}
	wikidata := map[string]int64{"wikidata " + string(links.WrongCheckDigit) + " 0036-8076": 1}
	if diff := cmp.Diff(wikidata, count("wikidata")); diff != "" {
		t.Errorf("Wikidata (-want +got):\n%s", diff)
	}
	all := map[string]int64{"doaj " + string(links.UnknownISSN) + " 2049-3630": 1}
	maps.Copy(all, wikidata)
	if diff := cmp.Diff(all, count("")); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	if n := last.Sources[0].DiscrepancyCount() + last.Sources[1].DiscrepancyCount(); n != 2 {
		t.Errorf("the run tells of %d discrepancies, want 2", n)
	}
}
