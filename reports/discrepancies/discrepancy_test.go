package discrepancies_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
)

// wrong is a table of Wikidata with an error in each row but the first.
const wrong = `item,issn,issn_l,title
Q180445,0028-0836,,Nature
Q180445,0028-0837,,Nature
Q192864,0036-8075,1095-9203,Science
Q180445,0302-2889,,Nature
Q192864,"0036-8075, 0036-8076",,Science
`

func TestCorrections(t *testing.T) {
	reg := linktest.Nature()
	r := linktest.Run(t, reg, "wikidata", linktest.Text(wrong))
	var b strings.Builder
	if err := discrepancies.WriteQuickStatements(&b, r.Discrepancies, time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	const reference = "\tS854\t\"https://portal.issn.org/resource/ISSN/%\"\tS813\t+2026-11-25T00:00:00Z/11\n"
	add := func(item, property, number, record string) string {
		return item + "\t" + property + "\t\"" + number + "\"" + strings.Replace(reference, "%", record, 1)
	}
	want := "-Q180445\tP236\t\"0028-0837\"\n" + add("Q180445", "P236", "0028-0836", "0028-0836") +
		"-Q192864\tP7363\t\"1095-9203\"\n" + add("Q192864", "P7363", "0036-8075", "0036-8075") +
		"-Q180445\tP236\t\"0302-2889\"\n" +
		"-Q192864\tP236\t\"0036-8076\"\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("QuickStatements (-want +got):\n%s", diff)
	}

	r = linktest.Run(t, reg, "doaj", linktest.Text("Journal title,Journal ISSN (print version),Journal EISSN (online version)\nNature,0302-2889,1476-4687\n"))
	b.Reset()
	if err := discrepancies.WriteCorrections(&b, r.Discrepancies); err != nil {
		t.Fatal(err)
	}
	want = "source,item,field,old,new,reason\ndoaj,https://doaj.org/toc/1476-4687,print ISSN,0302-2889,0028-0836,cancelled-issn\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("CSV of corrections (-want +got):\n%s", diff)
	}
}

func TestDiscrepancyForms(t *testing.T) {
	r := linktest.Run(t, linktest.Nature(), "wikidata", linktest.Text(wrong))
	if len(r.Discrepancies) != 4 {
		t.Fatalf("%d discrepancies: %v", len(r.Discrepancies), r.Kinds())
	}
	var fromGraph, fromList discrepancies.Reader
	for q := range r.Quads {
		fromGraph.Add(q)
	}
	if diff := cmp.Diff(r.Discrepancies, fromGraph.List()); diff != "" {
		t.Errorf("read back from the graph (-want +got):\n%s", diff)
	}
	for _, q := range discrepancies.Quads(r.Discrepancies) {
		fromList.Add(q)
	}
	if diff := cmp.Diff(r.Discrepancies, fromList.List()); diff != "" {
		t.Errorf("read back from quads (-want +got):\n%s", diff)
	}
	var c, j strings.Builder
	if err := discrepancies.WriteCSV(&c, r.Discrepancies[:1]); err != nil {
		t.Fatal(err)
	}
	want := "kind,source,item,issn,serial,found,expected,file,row\n" +
		"wrong-check-digit,wikidata,http://www.wikidata.org/entity/Q180445,0028-0837,http://issn.org/resource/ISSN/0028-0836,,0028-0836,test,2\n"
	if diff := cmp.Diff(want, c.String()); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	if err := discrepancies.WriteJSON(&j, r.Discrepancies[:1]); err != nil {
		t.Fatal(err)
	}
	want = `[
{"kind":"wrong-check-digit","source":"wikidata","item":"http://www.wikidata.org/entity/Q180445","issn":"0028-0837","serial":"http://issn.org/resource/ISSN/0028-0836","expected":"0028-0836","file":"test","row":2,"corrections":[{"item":"http://www.wikidata.org/entity/Q180445","field":"P236","old":"0028-0837","new":"0028-0836"}]}
]
`
	if diff := cmp.Diff(want, j.String()); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}

func TestClaims(t *testing.T) {
	reg := linktest.Nature()
	var claims discrepancies.Claims
	add := func(r *linktest.Result) {
		for q := range r.Quads {
			claims.Add(q)
		}
	}
	add(linktest.Run(t, reg, "doaj",
		linktest.Text("Journal title,Journal ISSN (print version),Journal EISSN (online version),Preservation Services\nNature,0028-0836,,\"CLOCKSS, LOCKSS, Portico\"\nScience,,1095-9203,CLOCKSS\n"),
		linktest.Text("title,publisher,issn,issn_l,issns,date_removed,reason\nNature structural biology,,1072-8368,,,2020-01-01,Journal is inactive\n")))
	add(linktest.Run(t, reg, "openalex", linktest.Text(`{"id":"https://openalex.org/S1","display_name":"Nature","issn":["1476-4687"],"is_oa":false,"is_in_doaj":false}
{"id":"https://openalex.org/S2","display_name":"Nature structural biology","issn":["1072-8368"],"is_oa":true,"is_in_doaj":true}
`)))
	add(linktest.Run(t, reg, "clockss", linktest.Text("publication_title\tprint_identifier\tonline_identifier\nScience\t\t1095-9203\n")))
	var got []string
	err := claims.Check(reg, func(d links.Discrepancy) error {
		got = append(got, string(d.Kind)+" "+d.ISSN+": "+d.Source+" "+d.Found+", "+d.Expected)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"open-access-contradicts 0028-0836: openalex not open access, doaj: open access",
		"preservation-contradicts 0028-0836: doaj preserved by clockss, clockss: not held",
		"open-access-contradicts 1072-8368: openalex in DOAJ, doaj: withdrawn from DOAJ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("contradictions (-want +got):\n%s", diff)
	}
}
