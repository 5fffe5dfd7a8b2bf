package links_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/vocab"
)

func TestMatching(t *testing.T) {
	const header = "item\tissn\tissn_l\ttitle\n"
	for name, tc := range map[string]struct {
		row       string
		subject   string
		predicate string
		basis     string
		Kinds     []string
		notLinked []string
	}{
		"by ISSN":                     {row: "Q180445\t1476-4687\t\tNature", subject: linktest.NatureL, predicate: vocab.SchemaSameAs, basis: "ISSN"},
		"by ISSN-L that has a record": {row: "Q180445\t\t0028-0836\tNature", subject: linktest.NatureL, predicate: vocab.SchemaSameAs, basis: "ISSN"},
		"by ISSN-L without record": {
			row: "Q1\t1105-3917\t\t", subject: "http://issn.org/resource/ISSN-L/1105-3917", predicate: vocab.SchemaSameAs, basis: "ISSN-L",
		},
		"by cancelled ISSN": {
			row: "Q180445\t0302-2889\t\tNature", subject: linktest.NatureL, predicate: vocab.SchemaSameAs, basis: "CancelledISSN",
			Kinds: []string{"cancelled-issn 0302-2889"},
		},
		"by incorrect ISSN": {
			row: "Q26842658\t8756-6621\t\t", subject: "http://issn.org/resource/ISSN-L/1072-8368", predicate: vocab.SKOSCloseMatch, basis: "IncorrectISSN",
			Kinds: []string{"incorrect-issn 8756-6621"},
		},
		"a right ISSN before an incorrect one": {
			row: "Q180445\t0028-0836, 8756-6621\t\t", subject: linktest.NatureL, predicate: vocab.SchemaSameAs, basis: "ISSN",
			Kinds: []string{"incorrect-issn 8756-6621"},
		},
		"another ISSN-L": {
			row: "Q180445\t1476-4687\t1476-4687\tNature", subject: linktest.NatureL, predicate: vocab.SchemaSameAs, basis: "ISSN",
			Kinds: []string{"issn-l-differs 1476-4687"},
		},
		"another title": {
			row: "Q180445\t1476-4687\t\tJournal of obscure things", subject: linktest.NatureL, predicate: vocab.SchemaSameAs, basis: "ISSN",
			Kinds: []string{"title-differs 1476-4687"},
		},
		"title in another script": {row: "Q180445\t1476-4687\t\tネイチャー", subject: linktest.NatureL, predicate: vocab.SchemaSameAs, basis: "ISSN"},
		"one item for several": {
			row: "Q180445\t1476-4687, 0036-8075\t\t", subject: linktest.ScienceL, predicate: vocab.SKOSCloseMatch, basis: "ISSN",
			Kinds: []string{"item-for-several-issn-l 1476-4687"},
		},
		"unknown":    {row: "Q180445\t2434-561X\t\t", Kinds: []string{"unknown-issn 2434-561X"}, notLinked: []string{"not in the register: 2434-561X"}},
		"suppressed": {row: "Q180445\t0229-818X\t\t", Kinds: []string{"suppressed-issn 0229-818X"}, notLinked: []string{"no serial: 0229-818X"}},
		"no item":    {row: "Nature\t0028-0836\t\t", notLinked: []string{"bad id: Nature"}},
	} {
		t.Run(name, func(t *testing.T) {
			reg := linktest.Nature()
			reg.Add("2241-7524", "1105-3917", links.Serial{Titles: []string{"Mnēmōn"}})
			r := linktest.Run(t, reg, "wikidata", linktest.Text(header+tc.row+"\n"))
			if diff := cmp.Diff(tc.Kinds, r.Kinds()); diff != "" {
				t.Errorf("discrepancies (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.notLinked, r.Rows); diff != "" {
				t.Errorf("not linked (-want +got):\n%s", diff)
			}
			if tc.subject == "" {
				return
			}
			if len(r.Objects(tc.subject, tc.predicate)) != 1 {
				t.Errorf("%s has no %s", tc.subject, tc.predicate)
			}
			node := tc.subject + "#Link-wikidata-1"
			if diff := cmp.Diff([]string{vocab.MatchBasis + tc.basis}, r.Objects(node, vocab.ISSNMatchedBy)); diff != "" {
				t.Errorf("basis (-want +got):\n%s", diff)
			}
			if !r.Has(node, vocab.PROVWasDerivedFrom, "http://issn.org/graph/wikidata#file-1") {
				t.Error("the link does not say which file it comes from")
			}
		})
	}
}

func TestSeveralRows(t *testing.T) {
	r := linktest.Run(t, linktest.Nature(), "wikidata", linktest.Text("item,issn\nQ180445,0028-0836\nQ180445,1476-4687\nQ7,0028-0836\nQ180445,0036-8075\n"))
	want := []string{"several-items-for-issn-l 0028-0836", "item-for-several-issn-l 0036-8075"}
	if diff := cmp.Diff(want, r.Kinds()); diff != "" {
		t.Errorf("discrepancies (-want +got):\n%s", diff)
	}
	if got := r.Objects(linktest.NatureL, vocab.SchemaSameAs); !slices.Equal(got, []string{"http://www.wikidata.org/entity/Q7"}) {
		t.Errorf("Nature is the same as %v: Q180445 stands for Science, too", got)
	}
	if got := r.Objects(linktest.ScienceL, vocab.SKOSCloseMatch); !slices.Equal(got, []string{linktest.WdNature}) {
		t.Errorf("Science is close to %v", got)
	}
	if r.Report.Links != 3 {
		t.Errorf("%d links, want 3: the second row repeats the first", r.Report.Links)
	}
}

func TestDates(t *testing.T) {
	const header = "item,issn,start_year,end_year\n"
	for name, tc := range map[string]struct {
		row   string
		found bool
	}{
		"the same":                     {"Q1,1072-8368,1994,2003", false},
		"a year off":                   {"Q1,1072-8368,1993,2004", false},
		"starts after the end":         {"Q1,1072-8368,2010,", true},
		"ends before the start":        {"Q1,1072-8368,,1980", true},
		"starts long before":           {"Q1,1072-8368,1950,", true},
		"ends, but is running":         {"Q1,0028-0836,1869,1990", true},
		"running, and says no end":     {"Q1,0028-0836,1869,", false},
		"nothing stated":               {"Q1,0028-0836,,", false},
		"both media taken together":    {"Q1,1095-9203,1880,", false},
		"years of the digitized print": {"Q1,1095-9203,1880,", false},
		"date of a dump":               {"Q1,1072-8368,+1994-00-00T00:00:00Z,+2003-00-00T00:00:00Z", false},
		"no year in the text at all":   {"Q1,1072-8368,nineteen,", false},
	} {
		t.Run(name, func(t *testing.T) {
			reg := linktest.Nature()
			s := reg.Serials[linktest.MustParse("1095-9203")]
			s.Start = 1997
			reg.Serials[s.ISSN] = s
			r := linktest.Run(t, reg, "wikidata", linktest.Text(header+tc.row+"\n"))
			if got := slices.Contains(r.Kinds(), "dates-contradict "+tc.row[3:12]); got != tc.found {
				t.Errorf("contradiction found: %v, want %v: %v", got, tc.found, r.Discrepancies)
			}
		})
	}
}

func TestHolding(t *testing.T) {
	content := "publication_title\tprint_identifier\tonline_identifier\tdate_first_issue_online\tnum_first_vol_online\tnum_first_issue_online\tdate_last_issue_online\tnum_last_vol_online\tnum_last_issue_online\ttitle_url\tnotes\tholding_list\n" +
		"Nature\t0028-0836\t1476-4687\t1876\t14\t\t1878\t18\t\thttp://a.example/n\tPreserved\t1876 - v. 14 (358, 361), 1877/1878 - v. 16 (1)\n" +
		"Nature\t0028-0836\t1476-4687\t\t\t\t\t\t\t\tPreserved\t1881 - v. 20 (1)\n" +
		"Science\t0036-8075\t\t\t\t\t\t\t\t\tQueued\t\n" +
		"Book\t0036-8075\t\t\t\t\t\t\t\t\tPreserved\t\n"
	r := linktest.Run(t, linktest.Nature(), "portico", linktest.Text(content))
	node := "http://issn.org/resource/ISSN/1476-4687#Preserved-portico"
	if !r.Has("http://issn.org/resource/ISSN/1476-4687", vocab.SchemaSubjectOf, node) {
		t.Fatal("the online serial has no holding")
	}
	for predicate, want := range map[string][]string{
		vocab.ISSNHeldYear:             {"1876", "1877", "1878", "1881"},
		vocab.ISSNHeldVolume:           {"14", "16", "20"},
		vocab.SchemaTemporalCoverage:   {"1876/1881"},
		vocab.SchemaCreativeWorkStatus: {"Preserved"},
		vocab.SchemaHoldingArchive:     {vocab.Keeper + "portico"},
		vocab.SchemaURL:                {"http://a.example/n"},
		vocab.SchemaDescription:        {"1876 - v. 14 (358, 361), 1877/1878 - v. 16 (1); 1881 - v. 20 (1)"},
		vocab.ISSNMatchedBy:            {vocab.MatchBasis + "ISSN"},
	} {
		if diff := cmp.Diff(want, r.Objects(node, predicate)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", predicate, diff)
		}
	}
	if diff := cmp.Diff([]string{"nothing held: Queued"}, r.Rows); diff != "" {
		t.Errorf("not linked (-want +got):\n%s", diff)
	}
	for q := range r.Quads {
		if q.G.Value() != "http://issn.org/graph/keepers/portico" {
			t.Fatalf("quad in graph %s", q.G.Value())
		}
	}
}

func TestOrganizations(t *testing.T) {
	reg := linktest.NewRegister()
	body := links.Body{IRI: "http://issn.org/resource/ISSN/2331-8422#IssuingBody-Cornell_University", Name: "Cornell University"}
	reg.IdentifiedOf["https://isni.org/isni/000000041936877X"] = []links.Body{body}
	reg.NamedLike = []links.Body{{IRI: "http://issn.org/resource/ISSN/0028-0836#IssuingBody-X", Name: "Monash Univ."}, {IRI: "http://issn.org/resource/ISSN/0028-0836#IssuingBody-Y", Name: "Monash University"}}
	r := linktest.Run(t, reg, "isni", linktest.Text(`{"@graph": [
{"@id": "https://isni.org/isni/000000041936877X", "@type": "schema:Organization", "schema:alternateName": ["Cornell University"], "owl:sameAs": [{"@id": "http://www.wikidata.org/entity/Q49115"}]},
{"@id": "https://isni.org/isni/0000000419367857", "@type": "schema:Organization", "schema:alternateName": "Monash University"},
{"@id": "https://isni.org/isni/0000000121032683", "@type": "schema:Person"}
]}`))
	if !r.Has(body.IRI, vocab.SchemaSameAs, "https://isni.org/isni/000000041936877X") {
		t.Error("the body was not identified")
	}
	candidates := 0
	for q := range r.Quads {
		if q.P.Value() == vocab.ISSNCandidate {
			candidates++
		}
		if q.P.Value() == vocab.SchemaSameAs && q.O.Value() == "https://isni.org/isni/0000000419367857" {
			t.Errorf("identity by name: %v", q)
		}
	}
	if candidates != 2 {
		t.Errorf("%d candidates by name, want 2", candidates)
	}
	if diff := cmp.Diff([]string{"nothing to join: https://isni.org/isni/0000000419367857", "other kind: person"}, r.Rows); diff != "" {
		t.Errorf("not linked (-want +got):\n%s", diff)
	}
}
