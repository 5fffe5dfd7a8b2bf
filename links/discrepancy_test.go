package links_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
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
	reg := nature()
	r := run(t, reg, "wikidata", text(wrong))
	var b strings.Builder
	if err := links.WriteQuickStatements(&b, r.discrepancies, time.Date(2026, 11, 25, 23, 0, 0, 0, time.UTC)); err != nil {
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

	r = run(t, reg, "doaj", text("Journal title,Journal ISSN (print version),Journal EISSN (online version)\nNature,0302-2889,1476-4687\n"))
	b.Reset()
	if err := links.WriteCorrectionCSV(&b, r.discrepancies); err != nil {
		t.Fatal(err)
	}
	want = "source,item,field,old,new,reason\ndoaj,https://doaj.org/toc/1476-4687,print ISSN,0302-2889,0028-0836,cancelled-issn\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("CSV of corrections (-want +got):\n%s", diff)
	}
}

func TestDiscrepancyForms(t *testing.T) {
	r := run(t, nature(), "wikidata", text(wrong))
	if len(r.discrepancies) != 4 {
		t.Fatalf("%d discrepancies: %v", len(r.discrepancies), r.kinds())
	}
	var fromGraph, fromList links.Discrepancies
	for q := range r.quads {
		fromGraph.Add(q)
	}
	if diff := cmp.Diff(r.discrepancies, fromGraph.List()); diff != "" {
		t.Errorf("read back from the graph (-want +got):\n%s", diff)
	}
	for _, q := range links.DiscrepancyQuads(r.discrepancies) {
		fromList.Add(q)
	}
	if diff := cmp.Diff(r.discrepancies, fromList.List()); diff != "" {
		t.Errorf("read back from quads (-want +got):\n%s", diff)
	}
	var c, j strings.Builder
	if err := links.WriteDiscrepancyCSV(&c, r.discrepancies[:1]); err != nil {
		t.Fatal(err)
	}
	want := "kind,source,item,issn,serial,found,expected,file,row\n" +
		"wrong-check-digit,wikidata,http://www.wikidata.org/entity/Q180445,0028-0837,http://issn.org/resource/ISSN/0028-0836,,0028-0836,test,2\n"
	if diff := cmp.Diff(want, c.String()); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	if err := links.WriteDiscrepancyJSON(&j, r.discrepancies[:1]); err != nil {
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

func TestDiscrepancyVocabulary(t *testing.T) {
	kinds := links.DiscrepancyKinds()
	if len(kinds) != len(vocab.Discrepancies.Concepts) {
		t.Errorf("%d kinds, %d concepts", len(kinds), len(vocab.Discrepancies.Concepts))
	}
	for _, k := range kinds {
		if vocab.Discrepancies.Lookup(string(k)) == nil {
			t.Errorf("%s is not in the vocabulary", k)
		}
	}
	for b := links.ByISSN; b <= links.ByName; b++ {
		if vocab.MatchBases.Lookup(b.String()) == nil {
			t.Errorf("%s is not in the vocabulary", b)
		}
	}
}

func TestClaims(t *testing.T) {
	reg := nature()
	var claims links.Claims
	add := func(r *result) {
		for q := range r.quads {
			claims.Add(q)
		}
	}
	add(run(t, reg, "doaj",
		text("Journal title,Journal ISSN (print version),Journal EISSN (online version),Preservation Services\nNature,0028-0836,,\"CLOCKSS, LOCKSS, Portico\"\nScience,,1095-9203,CLOCKSS\n"),
		text("title,publisher,issn,issn_l,issns,date_removed,reason\nNature structural biology,,1072-8368,,,2020-01-01,Journal is inactive\n")))
	add(run(t, reg, "openalex", text(`{"id":"https://openalex.org/S1","display_name":"Nature","issn":["1476-4687"],"is_oa":false,"is_in_doaj":false}
{"id":"https://openalex.org/S2","display_name":"Nature structural biology","issn":["1072-8368"],"is_oa":true,"is_in_doaj":true}
`)))
	add(run(t, reg, "clockss", text("publication_title\tprint_identifier\tonline_identifier\nScience\t\t1095-9203\n")))
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

func TestChanges(t *testing.T) {
	dg := links.NewDigester()
	digest := func(content string) links.Digest {
		d := links.Digest{}
		for q := range run(t, nature(), "wikidata", text("item,issn,title\n"+content)).quads {
			dg.Add(d, q)
		}
		return d
	}
	before := digest("Q1,0028-0836,Nature\nQ2,0036-8075,Science\n")
	same := digest("Q1,0028-0836,Nature\nQ2,0036-8075,Science\n")
	if diff := cmp.Diff(links.Changes{}, links.Compare(before, same)); diff != "" {
		t.Errorf("the same file again (-want +got):\n%s", diff)
	}
	after := digest("Q3,1072-8368,Nature structural biology\nQ1,0028-0836,Nature London\n")
	want := links.Changes{
		Appeared: []string{"http://issn.org/resource/ISSN-L/1072-8368", "http://www.wikidata.org/entity/Q3"},
		Changed:  []string{"http://www.wikidata.org/entity/Q1"},
		Vanished: []string{scienceL, "http://www.wikidata.org/entity/Q2"},
	}
	if diff := cmp.Diff(want, links.Compare(before, after)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestProvenance(t *testing.T) {
	r := run(t, nature(), "wikidata", text("item,issn\nQ1,0028-0836\nQ2,\nQ3,0028-0837\n"))
	const graph, file = "http://issn.org/graph/wikidata", "http://issn.org/graph/wikidata#file-1"
	for _, want := range []struct{ s, p, o string }{
		{graph, vocab.RDFType, vocab.VoIDDataset},
		{graph, vocab.DCTLicense, "https://creativecommons.org/publicdomain/zero/1.0/"},
		{graph, vocab.PROVWasDerivedFrom, file},
		{file, vocab.SchemaName, "test"},
		{file, vocab.ISSNRowsRead, "3"},
		{file, vocab.ISSNRowsLinked, "1"},
		{file, vocab.ISSNRowsRejected, "1"},
		{file, vocab.ISSNRowsOutOfScope, "1"},
		{graph + "#run", vocab.PROVUsed, file},
	} {
		if !r.has(want.s, want.p, want.o) {
			t.Errorf("missing: %s %s %s", want.s, want.p, want.o)
		}
	}
	for q := range r.quads {
		if q.S == (rdf.Term{}) || q.P == (rdf.Term{}) || q.O == (rdf.Term{}) {
			t.Errorf("not a quad: %v", q)
		}
	}
}
