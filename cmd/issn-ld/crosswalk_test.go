package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/parquet-go/parquet-go"

	"github.com/issn-ld/issn-ld/reports/crosswalk"
)

// linkedSample returns a store with the bundled register and its links.
func linkedSample(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	must(t, "link", "--sample", "--data", data, "--quiet")
	return data
}

// rowsOf reads the export as JSON Lines.
func rowsOf(t *testing.T, data string) []crosswalk.Row {
	t.Helper()
	var rows []crosswalk.Row
	for line := range strings.Lines(must(t, "export", "crosswalk", "--format", "jsonl", "--data", data)) {
		var row crosswalk.Row
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// asked are the rows of a query without header.
func asked(t *testing.T, data, query string) [][]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(must(t, "query", "--data", data, "--format", "csv", query))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines[1:]
}

// checkColumns compares columns of the export with what SPARQL says of the ISSNs.
func checkColumns(t *testing.T, data string, rows []crosswalk.Row) {
	t.Helper()
	const item = `SELECT DISTINCT ?issn ?id {
		?record bf:status ?status ; schema:mainEntity ?s .
		FILTER(STRENDS(STR(?record), "#Record"))
		{ ?s schema:sameAs ?x } UNION { ?s schema:isPartOf ?l . ?l schema:sameAs ?x }
		UNION { ?s dc:format ?medium . ?l schema:sameAs ?x FILTER(?l = IRI(REPLACE(STR(?s), "/ISSN/", "/ISSN-L/"))) FILTER NOT EXISTS { ?s schema:isPartOf ?any } }
		FILTER(STRSTARTS(STR(?x), "PREFIX"))
		BIND(STRAFTER(STR(?s), "/ISSN/") AS ?issn) BIND(STRAFTER(STR(?x), "PREFIX") AS ?id) }`
	const archive = `SELECT DISTINCT ?issn ?id {
		?s schema:subjectOf/schema:holdingArchive ?x
		BIND(STRAFTER(STR(?s), "/ISSN/") AS ?issn) BIND(STRAFTER(STR(?x), "#") AS ?id) }`
	for name, tc := range map[string]struct {
		query string
		of    func(*crosswalk.Row) []string
	}{
		"Wikidata": {strings.ReplaceAll(item, "PREFIX", "http://www.wikidata.org/entity/"), func(r *crosswalk.Row) []string { return r.Wikidata }},
		"OpenAlex": {strings.ReplaceAll(item, "PREFIX", "https://openalex.org/"), func(r *crosswalk.Row) []string { return r.OpenAlex }},
		"DOAJ":     {strings.ReplaceAll(item, "PREFIX", "https://doaj.org/toc/"), func(r *crosswalk.Row) []string { return r.DOAJ }},
		"Crossref": {strings.ReplaceAll(item, "PREFIX", "https://data.crossref.org/depositorreport?pubid=J"), func(r *crosswalk.Row) []string { return r.Crossref }},
		"agencies": {archive, func(r *crosswalk.Row) []string {
			var list []string
			for _, h := range r.Holdings {
				list = append(list, h.Agency)
			}
			return slices.Compact(list)
		}},
	} {
		want := map[string][]string{}
		for _, line := range asked(t, data, tc.query) {
			want[line[0]] = append(want[line[0]], line[1])
		}
		for i := range rows {
			slices.Sort(want[rows[i].ISSN])
			if diff := cmp.Diff(want[rows[i].ISSN], tc.of(&rows[i]), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s of %s (-query +export):\n%s", name, rows[i].ISSN, diff)
			}
		}
	}
}

func TestExportCrosswalk(t *testing.T) {
	data := linkedSample(t)
	rows := rowsOf(t, data)
	records := asked(t, data, `SELECT DISTINCT ?s { ?r bf:status ?status ; schema:mainEntity ?s
		FILTER(!REGEX(STR(?status), "#(Suppressed|Unreported)$")) }`)
	if len(rows) != len(records) || len(rows) < 60 {
		t.Errorf("%d rows for %d records", len(rows), len(records))
	}
	checkColumns(t, data, rows)
	i := slices.IndexFunc(rows, func(r crosswalk.Row) bool { return r.ISSN == "1476-4687" })
	nature := rows[i]
	if !slices.Equal(nature.Cluster, []string{"0028-0836", "1476-4687"}) || !slices.Equal(nature.Wikidata, []string{"Q180445"}) || nature.Keepers < 2 || nature.Title != "Nature (Basingstoke. Online)" {
		t.Errorf("Nature: %+v", nature)
	}
	checkFormats(t, data, rows)
}

// checkFormats reads back the files of each format.
func checkFormats(t *testing.T, data string, rows []crosswalk.Row) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "c.parquet")
	must(t, "export", "crosswalk", "--data", data, "-o", file, "--quiet")
	got, err := parquet.ReadFile[crosswalk.Row](file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("Parquet (-JSON +Parquet):\n%s", diff)
	}
	text := must(t, "export", "crosswalk", "--data", data)
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) != len(rows)+1 {
		t.Errorf("%d lines of CSV for %d rows, %v", len(lines), len(rows), err)
	}
	packed := filepath.Join(t.TempDir(), "c.csv.gz")
	must(t, "export", "crosswalk", "--data", data, "-o", packed, "--quiet")
	if b, err := os.ReadFile(packed); err != nil || len(b) < 2 || b[0] != 0x1f || b[1] != 0x8b {
		t.Errorf("a file called .gz is not compressed: %v", err)
	}
	if _, errOut, code := issnld(t, "", "export", "crosswalk", "--data", data, "--format", "xlsx"); code != exitUsage {
		t.Errorf("an unknown format: exit code %d, %s", code, errOut)
	}
}

// Real records and real lists of the same serials: the export has what SPARQL says.
func TestExportCrosswalkOfRealFiles(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("no real files: %v", err)
	}
	data := filepath.Join(t.TempDir(), "data")
	_, errOut, code := issnld(t, "", "import", filepath.Join(shared, "marc", "gpo_with_issn_utf8.mrc"), filepath.Join(shared, "marc", "dnb_zdb_serials_utf8.mrc"), "--data", data, "--quiet", "--rejects", filepath.Join(t.TempDir(), "rejects.mrc"))
	if code != exitGood && code != exitRejects {
		t.Fatalf("import: exit code %d\n%s", code, errOut)
	}
	core := filepath.Join(shared, "links", "core")
	must(t, "link", "--data", data, "--quiet", "--partial",
		"wikidata", filepath.Join(core, "issn_wikidata_qid.tsv"), "crossref", filepath.Join(core, "crossref_journals.csv"),
		"doaj", filepath.Join(core, "doaj.csv"), "zdb", filepath.Join(core, "kbart_slub.txt"))
	rows := rowsOf(t, data)
	checkColumns(t, data, rows)
	known := 0
	for i := range rows {
		known += len(rows[i].Wikidata) + len(rows[i].Crossref) + len(rows[i].Close)
	}
	if len(rows) < 1000 || known == 0 {
		t.Errorf("%d rows with %d identifiers", len(rows), known)
	}
}
