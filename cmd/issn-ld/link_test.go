package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/links/sources"
)

// linkSummary is what the tests read of a report.
type linkSummary struct {
	Links                       int64
	Appeared, Changed, Vanished int
}

func linkT(t *testing.T, args ...string) linkSummary {
	t.Helper()
	var s linkSummary
	if err := json.Unmarshal([]byte(must(t, append([]string{"link", "--quiet", "--format", "json"}, args...)...)), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// A source is linked, linked again without a change, and linked with one.
func TestLink(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	const head = "item,issn,title\n"
	nature := "http://www.wikidata.org/entity/Q180445,1476-4687,Nature\n"
	science := "http://www.wikidata.org/entity/Q192864,0036-8075,Science\n"
	file := writeFileT(t, "query.csv", head+nature+science)
	if diff := cmp.Diff(linkSummary{Links: 2, Appeared: 4}, linkT(t, "wikidata", file, "--data", data)); diff != "" {
		t.Errorf("first (-want +got):\n%s", diff)
	}
	same := must(t, "query", "--data", data, "--format", "csv", `SELECT ?s ?i { GRAPH <http://issn.org/graph/wikidata> { ?s schema:sameAs ?i } } ORDER BY ?s`)
	want := "s,i\r\nhttp://issn.org/resource/ISSN-L/0028-0836,http://www.wikidata.org/entity/Q180445\r\n" +
		"http://issn.org/resource/ISSN-L/0036-8075,http://www.wikidata.org/entity/Q192864\r\n"
	if same != want {
		t.Errorf("links: %q, want %q", same, want)
	}
	if diff := cmp.Diff(linkSummary{Links: 2}, linkT(t, "wikidata", file, "--data", data)); diff != "" {
		t.Errorf("again (-want +got):\n%s", diff)
	}
	changed := writeFileT(t, "query.csv", head+nature+"http://www.wikidata.org/entity/Q1,0028-0837,Wrong\n")
	got := linkT(t, "wikidata", changed, "--data", data)
	if got.Links != 1 || got.Vanished != 2 {
		t.Errorf("changed: %+v, want 1 link and 2 things that vanished", got)
	}
	report := must(t, "report", "discrepancies", "--data", data, "--format", "csv")
	if !strings.Contains(report, "wrong-check-digit") || !strings.Contains(report, "0028-0837") {
		t.Errorf("the report lacks the wrong check digit:\n%s", report)
	}
	if out := must(t, "report", "discrepancies", "--data", data, "--source", "doaj", "--format", "json"); strings.Contains(out, "wikidata") {
		t.Errorf("discrepancies of another source:\n%s", out)
	}
	must(t, "check", "--data", data)
}

func TestLinkUsage(t *testing.T) {
	for name, args := range map[string][]string{
		"unknown source": {"link", "library-of-babel", "x.csv"},
		"no file":        {"link", "wikidata"},
		// Told before the store is looked for, which can take minutes to read.
		"unknown correction":            {"report", "discrepancies", "--corrections", "word", "--data", "nowhere"},
		"unknown format":                {"report", "discrepancies", "--format", "word", "--data", "nowhere"},
		"statements for another system": {"report", "discrepancies", "--corrections", "quickstatements", "--source", "zdb", "--data", "nowhere"},
		"CSV for Wikidata":              {"report", "discrepancies", "--corrections", "csv", "--source", "wikidata", "--data", "nowhere"},
		"corrections as RDF":            {"report", "discrepancies", "--corrections", "csv", "--format", "ttl", "--data", "nowhere"},
		"year before Christ":            {"report", "preservation", "0028-0836", "--year", "-3", "--data", "nowhere"},
	} {
		if _, errOut, code := issnld(t, "", args...); code != exitUsage {
			t.Errorf("%s: exit code %d, %s", name, code, errOut)
		}
	}
	out := must(t, "link", "--list")
	for _, s := range sources.Sources() {
		if !strings.Contains(out, s.Info().Name) {
			t.Errorf("the list lacks %s", s.Info().Name)
		}
	}
}

func emptyStore(t *testing.T) string {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	return data
}

// What the matching learns of the register is what the records say.
func TestHeldRegister(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	cancelled := strings.Replace(record("0302-2889", "20240101000000.0", "Old"), "</record>",
		`<datafield tag="699" ind1=" " ind2=" "><subfield code="8">Cancelled</subfield></datafield></record>`, 1)
	cancelled = strings.Replace(cancelled, `<subfield code="l">`, `<subfield code="v">0028-0836</subfield><subfield code="x">`, 1)
	wrong := strings.Replace(record("0036-8075", "20240101000000.0", "Science"), `<subfield code="l">`, `<subfield code="y">1095-9203</subfield><subfield code="l">`, 1)
	must(t, "import", writeFileT(t, "a.xml", collection(record("0028-0836", "20240101000000.0", "Nature"), cancelled, wrong)), "--data", data, "--quiet")
	for query, want := range map[string]string{
		"http://www.wikidata.org/entity/Q1,0302-2889,Nature":  "http://issn.org/resource/ISSN-L/0028-0836",
		"http://www.wikidata.org/entity/Q2,1095-9203,Science": "http://issn.org/resource/ISSN-L/0036-8075",
	} {
		linkT(t, "wikidata", writeFileT(t, "q.csv", "item,issn,title\n"+query+"\n"), "--data", data)
		got := must(t, "query", "--data", data, "--format", "csv", `SELECT DISTINCT ?s { GRAPH <http://issn.org/graph/wikidata> { ?link rdf:subject ?s } }`)
		if !strings.Contains(got, want+"\r\n") {
			t.Errorf("%s: linked to %q, want %s among them", query, got, want)
		}
	}
}
