package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/reports/coverage"
	"github.com/issn-ld/issn-ld/vocab"
)

// quadIndex is an export as N-Quads, by predicate.
type quadIndex map[string][][3]string // subject, object, graph

func indexQuads(t *testing.T, data string) quadIndex {
	t.Helper()
	ix := quadIndex{}
	lines := bufio.NewScanner(strings.NewReader(must(t, "export", "--data", data, "--to", "nq")))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s, rest, _ := strings.Cut(lines.Text(), " ")
		p, rest, _ := strings.Cut(rest, " ")
		rest = strings.TrimSuffix(rest, " .")
		at := strings.LastIndexByte(rest, ' ')
		p = strings.Trim(p, "<>")
		ix[p] = append(ix[p], [3]string{s, rest[:at], rest[at+1:]})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return ix
}

// set is a set of subjects.
type set map[string]bool

func (s set) count(in set) int {
	n := 0
	for x := range s {
		if in[x] {
			n++
		}
	}
	return n
}

// listed are the titles whose records name an indexing service.
func (ix quadIndex) listed(name string) set {
	services, titles := set{}, set{}
	for _, q := range ix[vocab.SchemaName] {
		if q[1] == strconv.Quote(name) {
			services[q[0]] = true
		}
	}
	for _, q := range ix[vocab.BFLCIndexedIn] {
		if services[q[1]] {
			titles[q[0]] = true
		}
	}
	return titles
}

// road are the titles in ROAD.
func (ix quadIndex) road() set {
	titles := ix.listed("ROAD")
	for _, q := range ix[vocab.SchemaIncludedInDataCatalog] {
		if q[1] == "<https://road.issn.org/>" {
			titles[q[0]] = true
		}
	}
	return titles
}

// linked are the subjects of links of a graph, and the ISSNs that they are the
// ISSN-L of.
func (ix quadIndex) linked(graph string) set {
	subjects := set{}
	for _, p := range []string{vocab.SchemaSameAs, vocab.SKOSCloseMatch} {
		for _, q := range ix[p] {
			if q[2] == "<"+vocab.GraphBase+graph+">" {
				subjects[q[0]] = true
			}
		}
	}
	all, stated := set{}, set{}
	for s := range subjects {
		all[s] = true
	}
	for _, q := range ix[vocab.SchemaIsPartOf] {
		if strings.Contains(q[1], "/ISSN-L/") {
			stated[q[0]] = true
			if subjects[q[1]] {
				all[q[0]] = true
			}
		}
	}
	for s := range subjects { // without an ISSN-L, the own number stands for it
		if own := strings.Replace(s, "/ISSN-L/", "/ISSN/", 1); !stated[own] {
			all[own] = true
		}
	}
	return all
}

// keepers are the agencies of each archived title.
func (ix quadIndex) keepers() map[string]set {
	agency, titles := map[string]string{}, map[string]set{}
	for _, q := range ix[vocab.SchemaHoldingArchive] {
		agency[q[0]] = q[1]
	}
	for _, q := range ix[vocab.SchemaSubjectOf] {
		if a, ok := agency[q[1]]; ok {
			if titles[q[0]] == nil {
				titles[q[0]] = set{}
			}
			titles[q[0]][a] = true
		}
	}
	return titles
}

// counted are the figures that the quads give.
func (ix quadIndex) counted() map[string]string {
	road, kept := ix.road(), ix.keepers()
	figures := map[string]string{}
	archived := set{}
	three, open, openThree := 0, 0, 0
	for title, agencies := range kept {
		archived[title] = true
		if road[title] {
			open++
		}
		if len(agencies) >= 3 {
			three++
			if road[title] {
				openThree++
			}
		}
	}
	figures["archived"] = fmt.Sprint(len(archived), three, open, openThree)
	doaj := ix.listed("DOAJ")
	for s := range ix.linked("doaj") {
		doaj[s] = true
	}
	for system, known := range map[string]set{
		"OpenAlex": ix.linked("openalex"), "Crossref": ix.linked("crossref"), "SUDOC": ix.linked("sudoc"), "Wikidata": ix.linked("wikidata"),
		"DOAJ": doaj, "Keepers": archived, "Scopus": ix.listed("Scopus"), "Latindex": ix.listed("Latindex"),
	} {
		figures[system] = fmt.Sprint(known.count(road), len(road))
	}
	return figures
}

// reported are the same figures as the report gives them.
func reported(t *testing.T, data string) map[string]string {
	t.Helper()
	var list []struct {
		Query string
		Rows  []map[string]any
	}
	if err := json.Unmarshal([]byte(must(t, "report", "coverage", "--data", data, "--format", "json")), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != len(coverage.Queries("")) {
		t.Errorf("%d results for %d queries", len(list), len(coverage.Queries("")))
	}
	figures := map[string]string{}
	for _, f := range list {
		for _, row := range f.Rows {
			switch f.Query {
			case "keepers-totals":
				figures["archived"] = fmt.Sprint(row["archived"], row["byThreeOrMore"], row["openAccess"], row["openAccessByThreeOrMore"])
			case "keepers-countries":
				if code, ok := row["country"].(string); !ok || len(code) != 2 {
					t.Errorf("country: %v", row)
				}
			case "road-coverage":
				figures[row["system"].(string)] = fmt.Sprint(row["titles"], row["of"])
			}
		}
	}
	return figures
}

// The queries give the figures that counting quads gives, on the bundled register
// and on a synthetic one with the files of other systems.
func TestCoverage(t *testing.T) {
	synthetic := filepath.Join(t.TempDir(), "data")
	folder := t.TempDir()
	file, links := filepath.Join(folder, "r.mrc"), filepath.Join(folder, "links")
	must(t, "generate", "--records", "3000", "-o", file, "--links", links, "--quiet")
	if _, errOut, code := issnld(t, "", "import", file, "--data", synthetic, "--quiet"); code != exitRejects {
		t.Fatalf("import: exit code %d\n%s", code, errOut)
	}
	must(t, "link", "--all", links, "--data", synthetic, "--quiet")
	for name, data := range map[string]string{"sample": linkedSample(t), "synthetic": synthetic} {
		want := indexQuads(t, data).counted()
		if name == "synthetic" && strings.HasPrefix(want["OpenAlex"], "0 ") {
			t.Errorf("no open-access title is in OpenAlex: %v", want)
		}
		if diff := cmp.Diff(want, reported(t, data)); diff != "" {
			t.Errorf("%s (-counted +reported):\n%s", name, diff)
		}
	}
}

// Each query can be listed, shown, and run by itself.
func TestCoverageQueries(t *testing.T) {
	data := emptyStore(t)
	list := must(t, "report", "coverage", "--list")
	for _, q := range coverage.Queries("") {
		if !strings.Contains(list, q.Name) || !strings.Contains(list, q.Title) || q.Title == "" {
			t.Errorf("the list lacks %s: %s", q.Name, q.Title)
		}
		if text := must(t, "report", "coverage", "--show", q.Name); text != q.Text || !strings.HasPrefix(text, "# "+q.Title) {
			t.Errorf("%s is shown as %q", q.Name, text)
		}
		must(t, "report", "coverage", q.Name, "--data", data, "--format", "csv")
		must(t, "query", "--data", data, q.Text) // as one would paste it
	}
	for _, args := range [][]string{{"report", "coverage", "nothing"}, {"report", "coverage", "--show", "nothing"}, {"report", "coverage", "--format", "xml"}} {
		if _, errOut, code := issnld(t, "", args...); code != exitUsage {
			t.Errorf("%v: exit code %d, %s", args, code, errOut)
		}
	}
}

// The report of preservation comes in every format, and without ISSN as figures.
func TestReportPreservation(t *testing.T) {
	data := linkedSample(t)
	args := func(more ...string) []string {
		return append([]string{"report", "preservation", "--data", data, "--year", "2025"}, more...)
	}
	var reports []struct {
		ISSN    string
		Linking struct{ ISSNs []string }
		Self    struct{ Keepers []struct{ Code string } }
	}
	if err := json.Unmarshal([]byte(must(t, args("1476-4687", "00368075", "--format", "json")...)), &reports); err != nil {
		t.Fatal(err)
	}
	if len(reports) != 2 || reports[1].ISSN != "0036-8075" || len(reports[0].Linking.ISSNs) != 2 || len(reports[0].Self.Keepers) < 2 {
		t.Errorf("reports: %+v", reports)
	}
	for format, part := range map[string]string{
		"table": "by three or more", "csv": "issn,level,agency", "ttl": "issnprop:keptYear", "nt": "1476-4687#Preservation>",
	} {
		if out := must(t, args("1476-4687", "--format", format)...); !strings.Contains(out, part) {
			t.Errorf("%s lacks %q:\n%s", format, part, out)
		}
	}
	if out := must(t, args()...); !strings.Contains(out, "byThreeOrMore") {
		t.Errorf("figures:\n%s", out)
	}
	for _, bad := range [][]string{args("0028-0837"), args("Nature"), args("0028-0836", "--format", "pdf"), args("--format", "ttl")} {
		if _, errOut, code := issnld(t, "", bad...); code != exitUsage {
			t.Errorf("%v: exit code %d, %s", bad, code, errOut)
		}
	}
	if _, errOut, code := issnld(t, "", args("1234-5679")...); code != exitFailed || !strings.Contains(errOut, "the register held here has no record of it") {
		t.Errorf("an ISSN without record: exit code %d, %s", code, errOut)
	}
}
