package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/store"
)

// issnld runs a command line and returns what it printed and its exit code.
func issnld(t testing.TB, stdin string, args ...string) (out, errOut string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(stdin), &o, &e)
	return o.String(), e.String(), code
}

// must runs a command line that has to end well.
func must(t testing.TB, args ...string) string {
	t.Helper()
	out, errOut, code := issnld(t, "", args...)
	if code != exitGood {
		t.Fatalf("%v: exit code %d\n%s%s", args, code, out, errOut)
	}
	return out
}

// record is a record in MARCXML.
func record(issn, modified, title string) string {
	return `<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nas a2200000 i 4500</leader>` +
		`<controlfield tag="001">` + issn + `</controlfield><controlfield tag="005">` + modified + `</controlfield>` +
		`<controlfield tag="007">ta</controlfield><controlfield tag="008">740101c19749999fr mr p       0   a0fre d</controlfield>` +
		`<datafield tag="022" ind1="0" ind2=" "><subfield code="a">` + issn + `</subfield><subfield code="l">` + issn + `</subfield></datafield>` +
		`<datafield tag="222" ind1=" " ind2="0"><subfield code="a">` + title + `</subfield></datafield>` +
		`<datafield tag="245" ind1="1" ind2="0"><subfield code="a">` + title + `.</subfield></datafield>` +
		`<datafield tag="082" ind1="0" ind2="4"><subfield code="a">505</subfield></datafield></record>`
}

func collection(records ...string) string {
	return `<collection xmlns="http://www.loc.gov/MARC21/slim">` + strings.Join(records, "") + `</collection>`
}

func writeFileT(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUsage(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		part string
	}{
		"unknown command":      {[]string{"fetch"}, "fetch"},
		"mistyped command":     {[]string{"imprt"}, "did you mean import?"},
		"mistyped report":      {[]string{"export", "crosswlk"}, "did you mean crosswalk?"},
		"unknown flag":         {[]string{"stats", "--all"}, "--all"},
		"an argument too many": {[]string{"stats", "x"}, "x"},
		"nothing to import":    {[]string{"import"}, "no file to import"},
		"bad format":           {[]string{"stats", "--format", "xml"}, "neither table nor json"},
		"bad memory":           {[]string{"import", "--sample", "--memory", "lots", "--data", t.TempDir()}, "--memory"},
		"bad dialect":          {[]string{"import", "--sample", "--dialect", "danmarc", "--data", t.TempDir()}, "--dialect"},
		"two queries":          {[]string{"query", "--file", "q.rq", "ASK {}"}, "--file"},
		"no target":            {[]string{"convert", "in.nt"}, "--to"},
		"unknown target":       {[]string{"convert", "in.nt", "--to", "word"}, "word"},
		"bad log format":       {[]string{"serve", "--log-format", "xml"}, "--log-format"},
	} {
		t.Run(name, func(t *testing.T) {
			_, errOut, code := issnld(t, "", tc.args...)
			if code != exitUsage || !strings.Contains(errOut, tc.part) {
				t.Errorf("exit code %d, want %d and %q in\n%s", code, exitUsage, tc.part, errOut)
			}
		})
	}
}

// Every command has a help text with examples.
func TestHelp(t *testing.T) {
	for _, cmd := range newRoot().Commands() {
		if cmd.Name() == "help" || cmd.Name() == "completion" {
			continue
		}
		out := must(t, cmd.Name(), "--help")
		if cmd.Example == "" || !strings.Contains(out, "Examples:") || !strings.Contains(out, cmd.Example) {
			t.Errorf("%s --help has no examples:\n%s", cmd.Name(), out)
		}
	}
}

func TestExitCode(t *testing.T) {
	interrupted, stop := context.WithCancel(t.Context())
	stop()
	for _, tc := range []struct {
		ctx  context.Context
		err  error
		code int
		says string
	}{
		{t.Context(), nil, exitGood, ""},
		{t.Context(), usagef("--x: no"), exitUsage, "--x: no"},
		{t.Context(), errRejects, exitRejects, ""},
		{interrupted, fmt.Errorf("load: %w", context.Canceled), exitFailed, "interrupted"},
		// A server that is interrupted, and cannot close its store.
		{interrupted, store.ErrNoSpace, exitFailed, store.ErrNoSpace.Error()},
	} {
		var says strings.Builder
		if code := exitCode(tc.ctx, tc.err, &says); code != tc.code || !strings.Contains(says.String(), tc.says) {
			t.Errorf("%v: exit code %d, %q; want %d, %q", tc.err, code, says.String(), tc.code, tc.says)
		}
	}
}

func TestMissingStore(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	for _, args := range [][]string{{"stats"}, {"check"}, {"export"}, {"query", "ASK {}"}, {"serve"}} {
		_, errOut, code := issnld(t, "", append(args, "--data", missing)...)
		if code != exitFailed || !strings.Contains(errOut, "issn-ld import") {
			t.Errorf("%v: exit code %d, %s", args, code, errOut)
		}
	}
}

func TestImportReportsAndRejects(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	file := writeFileT(t, "in.xml", collection(
		record("0028-0836", "20240101000000.0", "Nature"),
		record("0028-0836", "20230101000000.0", "Nature, older"),
		record("0028-0837", "20240101000000.0", "Wrong check digit"),
		strings.Replace(record("0036-8075", "20240101000000.0", "Without"), `tag="022"`, `tag="024"`, 1),
		record("0036-8075", "20240101000000.0", "Science"),
	))
	out, errOut, code := issnld(t, "", "import", file, "--data", data, "--format", "json")
	if code != exitRejects {
		t.Fatalf("exit code %d, want %d\n%s%s", code, exitRejects, out, errOut)
	}
	var got importReport
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	rejects := filepath.Join(dir, "data.rejects.xml")
	want := importReport{
		Read: 5, Mapped: 2, Skipped: map[string]int64{"no-issn": 1},
		Rejected: map[string]int64{"duplicate": 1, "check-digit": 1}, Rejects: []string{rejects},
		Quads: got.Quads, Total: got.Total, Terms: got.Terms, Seconds: got.Seconds, Rate: got.Rate, Warnings: got.Warnings,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	for _, part := range []string{"record 2: ISSN 0028-0836: another record", "record 3", "check digit 7, should be 6"} {
		if !strings.Contains(errOut, part) {
			t.Errorf("no %q in\n%s", part, errOut)
		}
	}
	title := must(t, "query", "--data", data, "--format", "csv", `SELECT ?t { <http://issn.org/resource/ISSN/0028-0836> bf:mainTitle ?t }`)
	if title != "t\r\nNature.\r\n" {
		t.Errorf("the newer record was not taken: %q", title)
	}

	// The file of rejects, put right, is imported as any other.
	text, err := os.ReadFile(rejects)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "older") {
		t.Error("the older record is in the file of rejects, and would replace the newer one")
	}
	repaired := writeFileT(t, "again.xml", strings.ReplaceAll(string(text), "0028-0837", "1476-4687"))
	must(t, "import", repaired, "--data", data, "--quiet")
	issns := must(t, "query", "--data", data, "--format", "csv", `SELECT ?i { ?s dc:identifier ?i } ORDER BY ?i`)
	if issns != "i\r\n0028-0836\r\n0036-8075\r\n1476-4687\r\n" {
		t.Errorf("after the repaired import: %q", issns)
	}
}

func TestStrictImportLeavesTheStore(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", writeFileT(t, "a.xml", collection(record("0028-0836", "20240101000000.0", "Nature"))), "--data", data, "--quiet")
	before := must(t, "export", "--data", data)
	bad := writeFileT(t, "b.xml", collection(record("0036-8075", "20240101000000.0", "Science"), record("0028-0837", "20240101000000.0", "Wrong")))
	_, errOut, code := issnld(t, "", "import", bad, "--data", data, "--strict", "--quiet")
	if code != exitFailed || !strings.Contains(errOut, "0028-0837") {
		t.Errorf("exit code %d, want %d: %s", code, exitFailed, errOut)
	}
	if after := must(t, "export", "--data", data); after != before {
		t.Error("a failed import changed the store")
	}
}

// What the store said about an ISSN gives way to its new record, whole; what it
// said about others stays; a record older than the store's is not taken.
func TestImportReplacesRecords(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	first := writeFileT(t, "a.xml", collection(record("0028-0836", "20240101000000.0", "Nature"), record("0036-8075", "20240101000000.0", "Science")))
	must(t, "import", first, "--data", data, "--quiet")
	changed := strings.Replace(record("0028-0836", "20240301000000.0", "Natur"), `<subfield code="a">505</subfield>`, `<subfield code="a">506</subfield>`, 1)
	changed = strings.Replace(changed, `<subfield code="l">0028-0836`, `<subfield code="l">1476-4687`, 1)
	must(t, "import", writeFileT(t, "b.xml", collection(changed)), "--data", data, "--quiet")
	clusters := must(t, "query", "--data", data, "--format", "csv", `SELECT ?c { ?c a schema:CreativeWork FILTER(CONTAINS(STR(?c), "/ISSN-L/")) } ORDER BY ?c`)
	if clusters != "c\r\nhttp://issn.org/resource/ISSN-L/0036-8075\r\nhttp://issn.org/resource/ISSN-L/1476-4687\r\n" {
		t.Errorf("an ISSN-L without a member is left: %q", clusters)
	}
	want := "s,v\r\nhttp://issn.org/resource/ISSN/0028-0836,506\r\nhttp://issn.org/resource/ISSN/0036-8075,505\r\n"
	query := `SELECT ?s ?v { ?s bf:classification/rdf:value ?v } ORDER BY ?s`
	if got := must(t, "query", "--data", data, "--format", "csv", query); got != want {
		t.Errorf("classifications: %q, want %q", got, want)
	}
	nodes := must(t, "query", "--data", data, "--format", "csv", `SELECT (COUNT(*) AS ?n) { ?c a bf:ClassificationDdc }`)
	if nodes != "n\r\n2\r\n" {
		t.Errorf("a node of the old record is left: %q", nodes)
	}
	_, errOut, code := issnld(t, "", "import", first, "--data", data)
	if code != exitRejects || !strings.Contains(errOut, "0028-0836 of 2024-01-01 is older than the record in the store, which is of 2024-03-01") {
		t.Errorf("an older record: exit code %d, %s", code, errOut)
	}
	if got := must(t, "query", "--data", data, "--format", "csv", query); got != want {
		t.Errorf("after an older record: %q, want %q", got, want)
	}
	must(t, "check", "--data", data)
}

// The same import twice ends in the same state.
func TestImportTwice(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	first := must(t, "export", "--data", data, "--to", "nq")
	must(t, "import", "--sample", "--data", data, "--quiet")
	if second := must(t, "export", "--data", data, "--to", "nq"); second != first {
		t.Error("the second import changed the store")
	}
	if n := strings.Count(first, "\n"); n < 10000 {
		t.Errorf("%d quads only", n)
	}
}

func TestImportFromStandardInput(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	out, errOut, code := issnld(t, collection(record("0028-0836", "20240101000000.0", "Nature")), "import", "-", "--data", data)
	if code != exitGood || !strings.Contains(out, "mapped") {
		t.Errorf("exit code %d\n%s%s", code, out, errOut)
	}
}

func TestQueryFormats(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	for name, tc := range map[string]struct {
		format, query, part string
	}{
		"table":    {"table", `SELECT ?t { <http://issn.org/resource/ISSN/0028-0836> bf:mainTitle ?t }`, "t\n-------\nNature.\n"},
		"tsv":      {"tsv", `SELECT ?t { <http://issn.org/resource/ISSN/0028-0836> bf:mainTitle ?t }`, "?t\n\"Nature.\"\n"},
		"json":     {"json", `SELECT ?t { <http://issn.org/resource/ISSN/0028-0836> bf:mainTitle ?t }`, `"value":"Nature."`},
		"ask":      {"table", `ASK { ?s schema:issn "0028-0836" }`, "true\n"},
		"describe": {"table", `DESCRIBE <http://issn.org/resource/ISSN/0028-0836>`, "a bf:Instance"},
		"jsonld":   {"jsonld", `CONSTRUCT WHERE { ?s schema:issn "0028-0836" }`, `"issn_schema": "0028-0836"`},
	} {
		t.Run(name, func(t *testing.T) {
			if out := must(t, "query", "--data", data, "--format", tc.format, tc.query); !strings.Contains(out, tc.part) {
				t.Errorf("no %q in\n%s", tc.part, out)
			}
		})
	}
	if out := must(t, "query", "--data", data, "--explain", `SELECT * { ?s schema:issn ?i }`); !strings.Contains(out, "rows") {
		t.Errorf("no plan:\n%s", out)
	}
	for format, part := range map[string]string{"text": "scan", "json": `"op": "`, "svg": "<svg "} {
		if out := must(t, "query", "--data", data, "--explain", "--format", format, `SELECT * { ?s schema:issn ?i }`); !strings.Contains(out, part) {
			t.Errorf("a plan as %s without %q:\n%s", format, part, out)
		}
	}
	if _, _, code := issnld(t, "", "query", "--data", data, "--explain", "--format", "csv", `SELECT * { ?s ?p ?o }`); code != exitUsage {
		t.Errorf("a plan as CSV: exit code %d", code)
	}
	if out, errOut, code := issnld(t, "", "query", "--data", data, "--format", "xml", `SELECT ("\u0001" AS ?x) {}`); code != exitFailed ||
		strings.Count(errOut, "U+0001") != 1 || strings.Contains(out, "</sparql>") {
		t.Errorf("a value that XML cannot hold: exit code %d, %s, %s", code, errOut, out)
	}
	for query, place := range map[string]string{
		"SELECT ?s WHERE { ?s ?p }":               "line 1, column 25: found",
		"SELECT ?s WHERE { ?s schema:issn }":      "line 1, column 34: found",
		"SELECT ?s WHERE {\n ?s schema:issn }":    "line 2, column 17: found",
		"SELECT ?s WHERE { ?é schema:issn 1, . }": "line 1, column 37: found",
	} {
		for _, more := range [][]string{nil, {"--explain"}} {
			_, errOut, code := issnld(t, "", append([]string{"query", "--data", data, query}, more...)...)
			if code != exitFailed || !strings.Contains(errOut, place) || !strings.Contains(errOut, "expected") {
				t.Errorf("%s\nexit code %d, %s", query, code, errOut)
			}
		}
	}
}

func TestExportAndConvert(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	dump := filepath.Join(dir, "free.nq.gz")
	must(t, "export", "--data", data, "--graph", "http://issn.org/graph/register/free", "-o", dump, "--quiet")
	want := must(t, "convert", dump, "--to", "nq", "--canonical")
	for _, suffix := range []string{".trig", ".jsonld", ".nq.zst"} {
		file := filepath.Join(dir, "free"+suffix)
		must(t, "convert", dump, "-o", file, "--quiet")
		got := must(t, "convert", file, "--to", "nq")
		if a, b := strings.Count(want, "\n"), strings.Count(got, "\n"); a != b || a < 1000 {
			t.Errorf("%s: %d quads, want %d", suffix, b, a)
		}
	}
	if _, errOut, code := issnld(t, "", "export", "--data", data, "--graph", "http://example.org/none"); code != exitFailed || !strings.Contains(errOut, "no graph") {
		t.Errorf("an unknown graph: exit code %d, %s", code, errOut)
	}
}

func TestConvertLax(t *testing.T) {
	file := writeFileT(t, "in.nt", "<http://e/s> <http://e/p> \"1\" .\n<http://e/s> <http://e/p> oops .\n<http://e/s> <http://e/p> \"2\" .\n")
	_, errOut, code := issnld(t, "", "convert", file, "--to", "nt")
	if code != exitFailed || !strings.Contains(errOut, "in.nt:2:27") {
		t.Errorf("strict: exit code %d, %s", code, errOut)
	}
	out, errOut, code := issnld(t, "", "convert", file, "--to", "nt", "--lax")
	if code != exitRejects || strings.Count(out, "\n") != 2 || !strings.Contains(errOut, "1 bad line") {
		t.Errorf("lax: exit code %d\n%s%s", code, out, errOut)
	}
}

func TestStatsAndVersion(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	var s storeStats
	if err := json.Unmarshal([]byte(must(t, "stats", "--data", data, "--format", "json")), &s); err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, p := range s.Predicates {
		sum += p.Quads
	}
	if sum != s.Quads || len(s.Graphs) != 4 || s.Bytes == 0 {
		t.Errorf("%d quads by predicate, %d in all, %d graphs, %d bytes", sum, s.Quads, len(s.Graphs), s.Bytes)
	}
	if out := must(t, "stats", "--data", data); !strings.Contains(out, "http://issn.org/graph/register/free") {
		t.Errorf("stats:\n%s", out)
	}
	if out, same := must(t, "version"), must(t, "--version"); out != same {
		t.Errorf("version prints %q, --version %q", out, same)
	}
	if out := must(t, "version"); !strings.Contains(out, "issn-ld "+version) {
		t.Errorf("version: %s", out)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	ttl := writeFileT(t, "a.ttl", "@prefix e: <http://e/> . e:s e:p [ e:q 1 ], 2 .")
	nq := writeFileT(t, "b.nq", "<http://e/s> <http://e/p> \"3\" <http://e/h> .\n_:x <http://e/q> \"4\" .\n")
	must(t, "load", ttl, nq, "--graph", "http://e/g", "--data", data, "--quiet")
	graphs := `SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g`
	if got, want := must(t, "query", "--data", data, "--format", "csv", graphs), "g,n\r\nhttp://e/g,4\r\nhttp://e/h,1\r\n"; got != want {
		t.Errorf("graphs: %q, want %q", got, want)
	}
	// Again: the same document has the same blank nodes.
	must(t, "load", ttl, nq, "--graph", "http://e/g", "--data", data, "--quiet")
	if got, want := must(t, "query", "--data", data, "--format", "csv", graphs), "g,n\r\nhttp://e/g,4\r\nhttp://e/h,1\r\n"; got != want {
		t.Errorf("loaded twice: %q, want %q", got, want)
	}
	must(t, "load", nq, "--graph", "http://e/g", "--replace", "--force", "--data", data, "--quiet")
	if got, want := must(t, "query", "--data", data, "--format", "csv", graphs), "g,n\r\nhttp://e/g,1\r\nhttp://e/h,1\r\n"; got != want {
		t.Errorf("replaced: %q, want %q", got, want)
	}
	before := must(t, "export", "--data", data)
	bad := writeFileT(t, "bad.nt", "<http://e/s> <http://e/p> <http://e/o> .\n<http://e/s> <http://e/p> oops .\n")
	if _, errOut, code := issnld(t, "", "load", bad, "--data", data, "--quiet"); code != exitFailed || !strings.Contains(errOut, "bad.nt:2:27") {
		t.Errorf("a bad file: exit code %d, %s", code, errOut)
	}
	if after := must(t, "export", "--data", data); after != before {
		t.Error("a failed load changed the store")
	}
	out, errOut, code := issnld(t, "", "load", bad, "--lax", "--data", data)
	if code != exitRejects || !strings.Contains(out, "bad lines skipped") || !strings.Contains(errOut, "bad.nt:2:27") {
		t.Errorf("lax: exit code %d\n%s%s", code, out, errOut)
	}
	must(t, "check", "--data", data)
}

func TestBackupRestoreCompact(t *testing.T) {
	dir := t.TempDir()
	data, copied := filepath.Join(dir, "data"), filepath.Join(dir, "copy")
	must(t, "import", "--sample", "--data", data, "--quiet")
	file := filepath.Join(dir, "full.backup.zst")
	if out := must(t, "backup", file, "--data", data); !strings.Contains(out, "full backup") {
		t.Errorf("backup: %s", out)
	}
	must(t, "restore", file, "--data", copied)
	must(t, "check", "--data", copied)
	want := must(t, "export", "--data", data)
	if got := must(t, "export", "--data", copied); got != want {
		t.Error("the restored store is another")
	}
	if out := must(t, "compact", "--full", "--data", copied, "--quiet"); !strings.Contains(out, "whole") {
		t.Errorf("compact --full: %s", out)
	}
	if got := must(t, "export", "--data", copied); got != want {
		t.Error("the compacted store is another")
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut := writeFileT(t, "cut.backup.zst", string(whole[:len(whole)/2]))
	if _, errOut, code := issnld(t, "", "restore", cut, "--data", copied); code != exitFailed {
		t.Errorf("a backup that is cut off: exit code %d, %s", code, errOut)
	}
	if got := must(t, "export", "--data", copied); got != want {
		t.Error("a failed restore changed the store")
	}
}

// A change file is applied record by record; the state is then that of an import
// of the newest records.
func TestUpdate(t *testing.T) {
	dir := t.TempDir()
	data, fresh := filepath.Join(dir, "data"), filepath.Join(dir, "fresh")
	nature, science := record("0028-0836", "20240101000000.0", "Nature"), record("0036-8075", "20240101000000.0", "Science")
	same := record("1476-4687", "20240101000000.0", "Nature (Online)")
	gone := record("1095-9203", "20240101000000.0", "Science (Online)")
	must(t, "import", writeFileT(t, "a.xml", collection(nature, science, same, gone)), "--data", data, "--quiet")

	status := `<datafield tag="699" ind1=" " ind2=" "><subfield code="8">Cancelled</subfield></datafield></record>`
	changed := strings.ReplaceAll(record("0028-0836", "20240301000000.0", "Natur"), `<subfield code="l">0028-0836`, `<subfield code="l">1476-4687`)
	changes := collection(
		record("0028-0836", "20240401000000.0", "Natura"),
		changed, // before the one above by its date
		same,
		record("2434-561X", "20240401000000.0", "New"),
		strings.Replace(record("0036-8075", "20240401000000.0", "Science"), "</record>", status, 1),
		strings.Replace(gone, "00000nas", "00000das", 1),
		record("0028-0837", "20240401000000.0", "Wrong"),
		record("0028-0836", "20230101000000.0", "Too old"),
	)
	file := writeFileT(t, "b.xml", changes)
	out, errOut, code := issnld(t, "", "import", "--update", file, "--data", data, "--format", "json")
	if code != exitRejects {
		t.Fatalf("exit code %d\n%s%s", code, out, errOut)
	}
	var got updateReport
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	want := updateReport{
		Read: 8, New: 1, Changed: 2, Unchanged: 1, Cancelled: 1, Withdrawn: 1,
		Skipped: map[string]int64{}, Rejected: map[string]int64{"check-digit": 1, "older": 1},
		Seconds: got.Seconds, Rejects: got.Rejects,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	// Once more: it finds all done.
	out, errOut, _ = issnld(t, "", "import", "--update", file, "--data", data, "--format", "json")
	var again updateReport
	if err := json.Unmarshal([]byte(out), &again); err != nil {
		t.Fatalf("%v: %s", err, errOut)
	}
	want = updateReport{
		Read: 8, Unchanged: 5, Skipped: map[string]int64{}, Rejected: map[string]int64{"check-digit": 1, "older": 2},
		Seconds: again.Seconds, Rejects: again.Rejects,
	}
	if diff := cmp.Diff(want, again); diff != "" {
		t.Errorf("report of the second time (-want +got):\n%s", diff)
	}
	newest := collection(record("0028-0836", "20240401000000.0", "Natura"), same, record("2434-561X", "20240401000000.0", "New"),
		strings.Replace(record("0036-8075", "20240401000000.0", "Science"), "</record>", status, 1))
	must(t, "import", writeFileT(t, "c.xml", newest), "--data", fresh, "--quiet")
	about := []string{"export", "--to", "nq", "--graph", "http://issn.org/graph/register/free", "--graph", "http://issn.org/graph/register/full", "--data"}
	updated, imported := must(t, append(about, data)...), must(t, append(about, fresh)...)
	if diff := cmp.Diff(sortedLines(imported), sortedLines(updated)); diff != "" {
		t.Errorf("the updated store differs from a fresh one (-fresh +updated):\n%s", diff)
	}
	must(t, "check", "--data", data)
}

func sortedLines(s string) []string {
	lines := strings.Split(s, "\n")
	slices.Sort(lines)
	return lines
}
