package links_test

import (
	"fmt"
	"testing"
)

func TestExplore(t *testing.T) {
	reg := groups(t)
	for _, f := range sharedFiles {
		r := run(t, reg, f.source, shared(t, f.path...)...)
		for _, x := range r.report.Files {
			fmt.Printf("%s %v: %d linked %d %v %v | links %d disc %v\n", f.source, f.path, x.Rows, x.Linked, x.Rejected, x.OutOfScope, r.report.Links, r.report.Discrepancies)
		}
		n := 0
		for _, s := range r.rows {
			if s[0] != 'n' && n < 5 {
				n++
				fmt.Println("    ", s)
			}
		}
	}
}

var sharedFiles = []struct {
	source string
	path   []string
}{
	{"issn-l", []string{"chocula", "ISSN-to-ISSN-L.txt"}},
	{"awol", []string{"chocula", "awol-index-top-issn.json"}},
	{"cariniana", []string{"chocula", "cariniana.csv"}},
	{"crossref", []string{"chocula", "crossref_titles.csv"}},
	{"doaj", []string{"chocula", "doaj.csv"}},
	{"entrez", []string{"chocula", "entrez-journals.csv"}},
	{"era", []string{"chocula", "era_2018_journal_list.csv"}},
	{"zdb", []string{"chocula", "ezb_metadata.json"}},
	{"gold-oa", []string{"chocula", "gold_oa.csv"}},
	{"hathi", []string{"chocula", "hathi_serials.tsv"}},
	{"issn-l", []string{"chocula", "issn_meta.filtered.json"}},
	{"clockss", []string{"chocula", "kbart_CLOCKSS.txt"}},
	{"jstor", []string{"chocula", "kbart_JSTOR.txt"}},
	{"lockss", []string{"chocula", "kbart_LOCKSS.txt"}},
	{"portico", []string{"chocula", "kbart_Portico.txt"}},
	{"mag", []string{"chocula", "mag-journals.txt"}},
	{"homepages", []string{"chocula", "manual_longtail_homepages.tsv"}},
	{"norwegian", []string{"chocula", "norwegian_register.csv"}},
	{"pkp", []string{"chocula", "onix_pkp_pln.csv"}},
	{"scholarsportal", []string{"chocula", "onix_scholarsportal.csv"}},
	{"openalex", []string{"chocula", "openalex-journals.txt"}},
	{"openapc", []string{"chocula", "openapc.csv"}},
	{"road", []string{"chocula", "road.tsv"}},
	{"romeo", []string{"chocula", "romeo-journals.csv"}},
	{"romeo", []string{"chocula", "romeo-policies.csv"}},
	{"scielo", []string{"chocula", "scielo.json"}},
	{"sim", []string{"chocula", "sim_master_title_metadata.csv"}},
	{"szczepanski", []string{"chocula", "szczepanski.json"}},
	{"vanished", []string{"chocula", "vanished_journals_disapeared.csv"}},
	{"vanished", []string{"chocula", "vanished_journals_inactive.csv"}},
	{"wikidata", []string{"chocula", "wikidata_journals.tsv"}},
	{"zdb", []string{"chocula", "zdb_fize_homepage_available.json"}},
	{"issn-list", []string{"core", "MARC_OVERLAP_ISSNS.tsv"}},
	{"crossref", []string{"core", "crossref_journals.csv"}},
	{"doaj", []string{"core", "doaj.csv"}},
	{"doaj", []string{"core", "doaj_withdrawn.csv"}},
	{"issn-l", []string{"core", "issn_to_issnl.txt"}},
	{"issn-l", []string{"core", "issn_to_issnl_derived.tsv"}},
	{"wikidata", []string{"core", "issn_wikidata_qid.tsv"}},
	{"issn-l", []string{"core", "issnl_groups_cieps.csv"}},
	{"jct", []string{"core", "jct.csv"}},
	{"zdb", []string{"core", "kbart_slub.txt"}},
	{"crossref", []string{"crossref", "crossref_journals_via_api.csv"}},
	{"crossref", []string{"crossref", "titleFile.alexandria3k.csv"}},
	{"doaj", []string{"doaj", "doaj_2023plus_21k_8cols.csv"}},
	{"doaj", []string{"doaj", "doaj_50cols_sample.csv"}},
	{"doaj", []string{"doaj", "doaj_withdrawn_enriched.csv"}},
	{"issn-l", []string{"issn-l", "ISSN-to-ISSN-L.chocula.txt"}},
	{"issn-l", []string{"issn-l", "cieps_issnl_groups_from_portal.csv"}},
	{"issn-l", []string{"issn-l", "journalsdb-ISSN-to-ISSN-L-api.txt"}},
	{"issn-l", []string{"issn-l", "journalsdb-ISSN-to-ISSN-L-changed.txt"}},
	{"issn-l", []string{"issn-l", "journalsdb-ISSN-to-ISSN-L-initial.txt"}},
	{"issn-l", []string{"issn-l", "journalsdb-ISSN-to-ISSN-L-linked.txt"}},
	{"issn-l", []string{"issn-l", "journalsdb-ISSN-to-ISSN-L-new-record.txt"}},
	{"issn-l", []string{"issn-l", "journalsdb-ISSN-to-ISSN-L-removed.txt"}},
	{"issn-l", []string{"issn-l", "journalsdb-ISSN-to-ISSN-L-title.txt"}},
	{"jct", []string{"jct", "jct_journals_rwth.csv"}},
	{"library", []string{"kbart", "issn_only_kbart.txt"}},
	{"zdb", []string{"kbart", "kbart_slub_12k.txt.gz"}},
	{"ltwa", []string{"ltwa", "ltwa_2022-11-29.csv"}},
	{"ror", []string{"ror", "ror.zip"}},
	{"wikidata", []string{"wikidata-publisher-lists", "Elsevier.csv"}},
	{"wikidata", []string{"wikidata-publisher-lists", "Sage.csv"}},
	{"wikidata", []string{"wikidata-publisher-lists", "Springer.csv"}},
	{"wikidata", []string{"wikidata-publisher-lists", "Wiley.csv"}},
	{"wikidata", []string{"wikidata-publisher-lists", "taylor_francis.csv"}},
	{"journalsdb", []string{"wikidata-publisher-lists", "journalsdb_release_notes_issn_merges.md"}},
}
