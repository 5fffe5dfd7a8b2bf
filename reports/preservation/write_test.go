package preservation_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/sparql"
)

// sampleReports are reports on two serials of the bundled register.
func sampleReports(t *testing.T) []*preservation.Report {
	t.Helper()
	engine := sparql.New(sparql.Snapshots(linktest.Linked(t).Snapshot), sparql.Options{})
	var reports []*preservation.Report
	for _, n := range []string{"1476-4687", "0036-8075"} {
		rep, err := preservation.Read(t.Context(), engine, linktest.MustParse(n), preservation.Options{Year: 2025})
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, rep)
	}
	return reports
}

// CSV has a line for each level and for each status of each archive, and no others.
func TestWriteCSV(t *testing.T) {
	reports := sampleReports(t)
	var text bytes.Buffer
	if err := preservation.WriteCSV(&text, reports); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	line := func(fields ...string) bool {
		return slices.ContainsFunc(lines[1:], func(l []string) bool { return slices.Equal(l, fields) })
	}
	want := 1
	for _, rep := range reports {
		if names := rep.Levels(); names[0].Level != &rep.Self || names[1].Level != &rep.Linking || names[2].Level != &rep.History {
			t.Errorf("levels: %+v", names)
		}
		for name, l := range map[string]*preservation.Level{"issn": &rep.Self, "issn-l": &rep.Linking, "history": &rep.History} {
			want++
			if !line(rep.ISSN, name, "", "", l.Kept.String(), l.Published.String(), l.ThreeOrMore.String(), l.Nobody.String(), l.InProgressOnly.String()) {
				t.Errorf("%s: no line for %s", rep.ISSN, name)
			}
			for _, k := range l.Keepers {
				for _, s := range k.Statuses {
					want++
					if !line(rep.ISSN, name, k.Code, s.Status, s.Years.String(), "", "", "", "") {
						t.Errorf("%s: no line for %s %s of %s", rep.ISSN, name, s.Status, k.Code)
					}
				}
			}
		}
	}
	if len(lines) != want || want < 10 {
		t.Errorf("%d lines, want %d:\n%v", len(lines), want, lines)
	}
}

// Several reports in one document keep their blank nodes apart.
func TestQuadsOfSeveral(t *testing.T) {
	reports := sampleReports(t)
	whole, parts := preservation.Quads(reports), preservation.Quads(reports[:1])
	nodes := map[rdf.Term]bool{}
	for _, q := range parts {
		nodes[q.S] = nodes[q.S] || q.S.IsBlankNode()
	}
	for _, q := range whole[len(parts):] {
		if nodes[q.S] {
			t.Fatalf("%v is in both reports", q.S)
		}
	}
	if len(nodes) == 0 || len(whole) <= len(parts) {
		t.Errorf("%d quads, of the first report %d", len(whole), len(parts))
	}
}
