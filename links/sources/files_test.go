package sources_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
)

// sharedFiles lists every file of the public data with the source that reads it
// and what becomes of its rows, given a register of the ISSN-L groups in the data.
// The numbers of rows were counted by other means (lines less headers, blank lines
// and line breaks within quotes).
var sharedFiles = []struct {
	source, folder, file string
	rows, linked         int64
	rejected, outOfScope string
}{
	{"issn-l", "chocula", "ISSN-to-ISSN-L.txt", 464, 22, "bad issn:1 differs:15", "not in the register:426"},
	{"awol", "chocula", "awol-index-top-issn.json", 25, 1, "", "not in the register:24"},
	{"cariniana", "chocula", "cariniana.csv", 29, 4, "columns:1", "not in the register:16 nothing held:8"},
	{"crossref", "chocula", "crossref_titles.csv", 29, 0, "", "not in the register:29"},
	{"doaj", "chocula", "doaj.csv", 29, 8, "", "not in the register:21"},
	{"entrez", "chocula", "entrez-journals.csv", 29, 1, "", "no issn:3 not in the register:25"},
	{"era", "chocula", "era_2018_journal_list.csv", 24, 2, "", "not in the register:22"},
	{"zdb", "chocula", "ezb_metadata.json", 20, 0, "", "no identifier:1 no issn:4 not in the register:15"},
	{"gold-oa", "chocula", "gold_oa.csv", 29, 6, "", "not in the register:23"},
	{"hathi", "chocula", "hathi_serials.tsv", 30, 0, "", "no issn:2 not in the register:28"},
	{"issn-l", "chocula", "issn_meta.filtered.json", 25, 1, "", "not in the register:24"},
	{"clockss", "chocula", "kbart_CLOCKSS.txt", 24, 1, "", "no issn:2 not in the register:21"},
	{"jstor", "chocula", "kbart_JSTOR.txt", 24, 0, "", "not in the register:24"},
	{"lockss", "chocula", "kbart_LOCKSS.txt", 24, 0, "", "not in the register:24"},
	{"portico", "chocula", "kbart_Portico.txt", 23, 1, "", "not in the register:16 nothing held:6"},
	{"mag", "chocula", "mag-journals.txt", 25, 0, "", "no issn:3 not in the register:22"},
	{"homepages", "chocula", "manual_longtail_homepages.tsv", 29, 1, "", "not in the register:28"},
	{"norwegian", "chocula", "norwegian_register.csv", 29, 2, "", "not in the register:27"},
	{"pkp", "chocula", "onix_pkp_pln.csv", 58, 5, "bad issn:1", "no issn:1 not in the register:51"},
	{"scholarsportal", "chocula", "onix_scholarsportal.csv", 28, 0, "", "not in the register:28"},
	{"openalex", "chocula", "openalex-journals.txt", 29, 2, "", "no issn:2 not in the register:25"},
	{"openapc", "chocula", "openapc.csv", 29, 2, "", "not in the register:27"},
	{"road", "chocula", "road.tsv", 30, 1, "", "not in the register:29"},
	{"romeo", "chocula", "romeo-journals.csv", 29, 2, "", "not in the register:27"},
	{"romeo", "chocula", "romeo-policies.csv", 55, 0, "", "policy:55"},
	{"scielo", "chocula", "scielo.json", 30, 2, "", "not in the register:28"},
	{"sim", "chocula", "sim_master_title_metadata.csv", 27, 0, "", "no issn:6 not in the register:21"},
	{"szczepanski", "chocula", "szczepanski.json", 20, 2, "", "no issn:3 not in the register:15"},
	{"vanished", "chocula", "vanished_journals_disapeared.csv", 29, 6, "", "not in the register:23"},
	{"vanished", "chocula", "vanished_journals_inactive.csv", 30, 7, "", "not in the register:23"},
	{"wikidata", "chocula", "wikidata_journals.tsv", 29, 1, "", "no issn:2 not in the register:26"},
	{"zdb", "chocula", "zdb_fize_homepage_available.json", 25, 2, "", "not in the register:23"},
	{"issn-list", "core", "MARC_OVERLAP_ISSNS.tsv", 140, 10, "", "not in the register:130"},
	{"crossref", "core", "crossref_journals.csv", 1574, 1574, "", ""},
	{"doaj", "core", "doaj.csv", 1176, 1032, "", "not in the register:144"},
	{"doaj", "core", "doaj_withdrawn.csv", 1587, 1587, "", ""},
	{"issn-l", "core", "issn_to_issnl.txt", 113, 13, "differs:14", "not in the register:86"},
	{"issn-l", "core", "issn_to_issnl_derived.tsv", 10057, 10057, "", ""},
	{"wikidata", "core", "issn_wikidata_qid.tsv", 579, 334, "", "no identifier:31 not in the register:214"},
	{"issn-l", "core", "issnl_groups_cieps.csv", 1547, 1547, "", ""},
	{"jct", "core", "jct.csv", 327, 101, "", "not in the register:226"},
	{"zdb", "core", "kbart_slub.txt", 799, 297, "", "no identifier:66 not in the register:436"},
	{"crossref", "crossref", "crossref_journals_via_api.csv", 4952, 4952, "", ""},
	{"crossref", "crossref", "titleFile.alexandria3k.csv", 20, 0, "", "no issn:6 not in the register:14"},
	{"doaj", "doaj", "doaj_2023plus_21k_8cols.csv", 21307, 1257, "", "not in the register:20050"},
	{"doaj", "doaj", "doaj_50cols_sample.csv", 9, 1, "", "not in the register:8"},
	{"doaj", "doaj", "doaj_withdrawn_enriched.csv", 6581, 6544, "bad issn:7", "no issn:3 not in the register:27"},
	{"issn-l", "issn-l", "ISSN-to-ISSN-L.chocula.txt", 464, 22, "bad issn:1 differs:15", "not in the register:426"},
	{"issn-l", "issn-l", "cieps_issnl_groups_from_portal.csv", 6357, 6357, "", ""},
	{"issn-l", "issn-l", "journalsdb-ISSN-to-ISSN-L-api.txt", 14, 0, "", "not in the register:14"},
	{"issn-l", "issn-l", "journalsdb-ISSN-to-ISSN-L-changed.txt", 6, 0, "", "not in the register:6"},
	{"issn-l", "issn-l", "journalsdb-ISSN-to-ISSN-L-initial.txt", 5, 0, "", "not in the register:5"},
	{"issn-l", "issn-l", "journalsdb-ISSN-to-ISSN-L-linked.txt", 5, 0, "", "not in the register:5"},
	{"issn-l", "issn-l", "journalsdb-ISSN-to-ISSN-L-new-record.txt", 6, 0, "", "not in the register:6"},
	{"issn-l", "issn-l", "journalsdb-ISSN-to-ISSN-L-removed.txt", 4, 0, "", "not in the register:4"},
	{"issn-l", "issn-l", "journalsdb-ISSN-to-ISSN-L-title.txt", 1, 0, "", "not in the register:1"},
	{"jct", "jct", "jct_journals_rwth.csv", 11099, 101, "", "no issn:2 not in the register:10996"},
	{"library", "kbart", "issn_only_kbart.txt", 1703, 60, "bad issn:9", "not in the register:1634"},
	{"zdb", "kbart", "kbart_slub_12k.txt.gz", 11999, 58, "bad issn:2", "no identifier:4911 no issn:1962 not in the register:5066"},
	{"ltwa", "ltwa", "ltwa_2022-11-29.csv", 56138, 56135, "incomplete:3", ""},
	{"ror", "ror", "ror.zip", 29, 28, "", "nothing to join:1"},
	{"wikidata", "wikidata-publisher-lists", "Elsevier.csv", 3959, 102, "bad id:7", "no identifier:426 not in the register:3424"},
	{"wikidata", "wikidata-publisher-lists", "Sage.csv", 1415, 22, "", "no identifier:53 not in the register:1340"},
	{"wikidata", "wikidata-publisher-lists", "Springer.csv", 3865, 170, "", "no identifier:235 not in the register:3460"},
	{"wikidata", "wikidata-publisher-lists", "Wiley.csv", 2245, 7, "bad id:3", "no identifier:127 not in the register:2108"},
	{"wikidata", "wikidata-publisher-lists", "taylor_francis.csv", 3427, 33, "bad id:1", "no identifier:280 not in the register:3113"},
	{"journalsdb", "wikidata-publisher-lists", "journalsdb_release_notes_issn_merges.md", 519, 0, "bad issn:32", "not in the register:166 text:321"},
}

func TestSharedFiles(t *testing.T) {
	reg := linktest.Groups(t)
	for _, tc := range sharedFiles {
		t.Run(tc.folder+"/"+tc.file, func(t *testing.T) {
			r := linktest.Run(t, reg, tc.source, linktest.Shared(t, tc.folder, tc.file)...)
			if len(r.Report.Files) != 1 {
				t.Fatalf("%d files", len(r.Report.Files))
			}
			f := r.Report.Files[0]
			got := []any{f.Rows, f.Linked, counts(f.Rejected), counts(f.OutOfScope)}
			if diff := cmp.Diff([]any{tc.rows, tc.linked, tc.rejected, tc.outOfScope}, got); diff != "" {
				t.Errorf("rows, linked, rejected, out of scope (-want +got):\n%s", diff)
			}
		})
	}
}

// counts writes reasons with their numbers in the order of reasons.
func counts[K ~string](m map[K]int64) string {
	s := fmt.Sprint(m)
	return s[len("map[") : len(s)-1]
}

// TestNoFileForgotten holds the list of files against the folder.
func TestNoFileForgotten(t *testing.T) {
	linktest.Shared(t, "chocula")
	known := map[string]bool{"chocula/sources.toml": true} // says where the others come from
	for _, tc := range sharedFiles {
		known[tc.folder+"/"+tc.file] = true
	}
	root := filepath.Join(linktest.Root(t), "..", "shared", "data", "links")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err == nil && !known[filepath.ToSlash(name)] {
			t.Errorf("%s is in no test", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
