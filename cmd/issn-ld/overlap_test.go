package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
)

// overlapFiles are the files of the public data by the source that reads them:
// all but the tables of ISSN-Ls, which make the register here, and a list of which
// ISSN was merged into which, which has no titles of its own.
var overlapFiles = map[string][]string{
	"awol":           {"chocula/awol-index-top-issn.json"},
	"cariniana":      {"chocula/cariniana.csv"},
	"clockss":        {"chocula/kbart_CLOCKSS.txt"},
	"crossref":       {"chocula/crossref_titles.csv", "core/crossref_journals.csv", "crossref/crossref_journals_via_api.csv", "crossref/titleFile.alexandria3k.csv"},
	"doaj":           {"chocula/doaj.csv", "core/doaj.csv", "core/doaj_withdrawn.csv", "doaj/doaj_2023plus_21k_8cols.csv", "doaj/doaj_50cols_sample.csv", "doaj/doaj_withdrawn_enriched.csv"},
	"entrez":         {"chocula/entrez-journals.csv"},
	"era":            {"chocula/era_2018_journal_list.csv"},
	"gold-oa":        {"chocula/gold_oa.csv"},
	"hathi":          {"chocula/hathi_serials.tsv"},
	"homepages":      {"chocula/manual_longtail_homepages.tsv"},
	"issn-list":      {"core/MARC_OVERLAP_ISSNS.tsv"},
	"jct":            {"core/jct.csv", "jct/jct_journals_rwth.csv"},
	"jstor":          {"chocula/kbart_JSTOR.txt"},
	"library":        {"kbart/issn_only_kbart.txt"},
	"lockss":         {"chocula/kbart_LOCKSS.txt"},
	"ltwa":           {"ltwa/ltwa_2022-11-29.csv"},
	"mag":            {"chocula/mag-journals.txt"},
	"norwegian":      {"chocula/norwegian_register.csv"},
	"openalex":       {"chocula/openalex-journals.txt"},
	"openapc":        {"chocula/openapc.csv"},
	"pkp":            {"chocula/onix_pkp_pln.csv"},
	"portico":        {"chocula/kbart_Portico.txt"},
	"road":           {"chocula/road.tsv"},
	"romeo":          {"chocula/romeo-journals.csv", "chocula/romeo-policies.csv"},
	"ror":            {"ror/ror.zip"},
	"scholarsportal": {"chocula/onix_scholarsportal.csv"},
	"scielo":         {"chocula/scielo.json"},
	"sim":            {"chocula/sim_master_title_metadata.csv"},
	"szczepanski":    {"chocula/szczepanski.json"},
	"vanished":       {"chocula/vanished_journals_disapeared.csv", "chocula/vanished_journals_inactive.csv"},
	"wikidata":       {"chocula/wikidata_journals.tsv", "core/issn_wikidata_qid.tsv", "wikidata-publisher-lists/Elsevier.csv", "wikidata-publisher-lists/Sage.csv", "wikidata-publisher-lists/Springer.csv", "wikidata-publisher-lists/Wiley.csv", "wikidata-publisher-lists/taylor_francis.csv"},
	"zdb":            {"chocula/ezb_metadata.json", "chocula/zdb_fize_homepage_available.json", "core/kbart_slub.txt", "kbart/kbart_slub_12k.txt.gz"},
}

// overlapQuery gives the graphs that know an ISSN of the register: by a link, or as
// a number of what an archive holds.
const overlapQuery = `SELECT DISTINCT ?issn ?g WHERE {
	GRAPH <http://issn.org/graph/register/free> { ?serial bibo:issn ?issn }
	GRAPH ?g { { ?link issnprop:matchedISSN ?issn } UNION { ?thing schema:issn ?issn } }
	FILTER(!STRSTARTS(STR(?g), "http://issn.org/graph/register/"))
}`

// The ISSNs that two or more of the public lists have are found by a query over the
// linked store, and by looking for what has the form of an ISSN in the files. The
// register has a record for each of them, and for those of the groups that the ISSN
// Portal gave out.
func TestOverlapOfPublicLists(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "data", "links")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("the folder with public data is missing: %v", err)
	}
	counted := map[string][]string{} // sources of each ISSN
	var words []string
	for _, source := range sortedKeys(overlapFiles) {
		words = append(words, source)
		found := map[string]bool{}
		for _, file := range overlapFiles[source] {
			words = append(words, filepath.Join(root, filepath.FromSlash(file)))
			for _, record := range overlapRecords(t, filepath.Join(root, filepath.FromSlash(file)), source) {
				for _, m := range issnForm.FindAllStringSubmatch(record, -1) {
					if number := m[1] + "-" + strings.ToUpper(m[2]); issn.Valid(number) {
						found[number] = true
					}
				}
			}
		}
		for number := range found {
			counted[number] = append(counted[number], source)
		}
	}
	known := groupISSNs(t, root)
	for number, sources := range counted {
		if len(sources) > 1 {
			known[number] = true
		} else if !known[number] {
			delete(counted, number)
		}
	}
	data := filepath.Join(t.TempDir(), "data")
	var records []string
	for _, number := range sortedKeys(known) {
		records = append(records, strings.Replace(record(number, "20240101000000.0", "Serial "+number), `<subfield code="l">`+number+`</subfield>`, "", 1))
	}
	must(t, "import", writeFileT(t, "register.xml", collection(records...)), "--data", data, "--quiet")
	must(t, append([]string{"link", "--data", data, "--quiet", "--partial"}, words...)...)
	queried := map[string][]string{}
	for line := range strings.Lines(must(t, "query", "--data", data, "--format", "csv", overlapQuery)) {
		if number, graph, _ := strings.Cut(strings.TrimSpace(line), ","); number != "issn" {
			queried[number] = append(queried[number], path.Base(graph))
		}
	}
	several := 0
	for _, sources := range queried {
		if slices.Sort(sources); len(sources) > 1 {
			several++
		}
	}
	if diff := cmp.Diff(counted, queried); diff != "" {
		t.Errorf("sources of ISSNs (-files +query):\n%s", diff)
	}
	if len(known) != overlapKnown || len(queried) != overlapFound || several != overlapSeveral {
		t.Errorf("%d ISSNs, %d of them found, %d in two or more sources; want %d, %d, %d, as docs/links.md says",
			len(known), len(queried), several, overlapKnown, overlapFound, overlapSeveral)
	}
}

// What docs/links.md states.
const (
	overlapKnown   = 22025
	overlapFound   = 22025
	overlapSeveral = 19534
)

// issnForm is what has the form of an ISSN, with or without hyphen and blanks.
var issnForm = regexp.MustCompile(`(?:^|[^0-9A-Za-z-])(\d{4}) ?-? ?(\d{3}[\dXx])\b`)

// groupISSNs reads the ISSNs of the groups that the ISSN Portal gives out.
func groupISSNs(t *testing.T, root string) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for _, file := range []string{"core/issn_to_issnl_derived.tsv", "issn-l/cieps_issnl_groups_from_portal.csv"} {
		content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range strings.FieldsFunc(string(content), func(r rune) bool { return strings.ContainsRune(",|\t\r\n", r) }) {
			if issn.Valid(word) {
				known[word] = true
			}
		}
	}
	return known
}

// overlapRecords reads a file of a source into records of text. Left out is what
// makes no link: rows without an identifier, archives that hold nothing yet, columns
// with the ISSN-L, and what only looks like an ISSN of the item.
func overlapRecords(t *testing.T, name, source string) []string {
	t.Helper()
	content := overlapContent(t, name)
	var records []string
	keep := func(fields []string) {
		switch {
		case source == "wikidata" && !slices.ContainsFunc(fields[:min(20, len(fields))], wikidataItem.MatchString):
			return
		case source == "wikidata": // addresses have ISSNs of other editions; a stray quote runs rows together
			fields = fields[:min(20, len(fields))]
			fields = slices.DeleteFunc(fields, func(s string) bool { return strings.Contains(s, "://") })
		case source == "awol":
			fields[0] = genericISSNs.ReplaceAllString(fields[0], "$1")
		case source == "cariniana" && strings.Join(fields[6:], "") == "":
			return
		case source == "gold-oa", source == "road":
			fields = slices.Delete(fields, 1, 2)
		case source == "zdb" && strings.Contains(name, "kbart"):
			if fields[len(fields)-1] == "" {
				return
			}
			fields = fields[1:] // titles with years have the form of an ISSN
		}
		records = append(records, strings.Join(fields, "\t"))
	}
	if (source == "wikidata" || source == "gold-oa" || source == "cariniana") && strings.HasSuffix(name, ".csv") {
		r := csv.NewReader(strings.NewReader(content))
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		table, err := r.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, fields := range table[1:] {
			keep(fields)
		}
		return records
	}
	for line := range strings.Lines(content) {
		keep(strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
	}
	return records
}

// wikidataItem is the name of an item, alone or in an address.
var wikidataItem = regexp.MustCompile(`(^|/)Q[1-9]\d*($|")`)

// genericISSNs are what AWOL has beside print and electronic ISSNs: numbers of other
// editions, and a description that repeats some.
var genericISSNs = regexp.MustCompile(`("(?:print|electronic)":\[[^]]*\],)"generic":\[[^]]*\]|"description":"(\\.|[^"\\])*"`)

// overlapContent reads a file, compressed or not.
func overlapContent(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	switch filepath.Ext(name) {
	case ".gz":
		r, err := gzip.NewReader(bytes.NewReader(content))
		if err == nil {
			content, err = io.ReadAll(r)
		}
		if err != nil {
			t.Fatal(err)
		}
	case ".zip":
		z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		content = nil
		for _, member := range z.File {
			r, err := member.Open()
			if err != nil {
				t.Fatal(err)
			}
			part, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			content = append(content, part...)
		}
	}
	return string(content)
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
