package links_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Programs read reports by names that begin with a lower-case letter.
func TestReportsAsJSON(t *testing.T) {
	report := linktest.Run(t, linktest.Nature(), "wikidata", linktest.Text("item,issn\nhttp://www.wikidata.org/entity/Q180445,1476-4687\n")).Report
	for _, v := range []any{report, sources.Lookup("wikidata").Info()} {
		content, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(content, &fields); err != nil {
			t.Fatal(err)
		}
		for name := range fields {
			if name[0] < 'a' {
				t.Errorf("%T has a field %s", v, name)
			}
		}
		if basis, ok := fields["byBasis"].(map[string]any); ok && basis["ISSN"] != 1.0 {
			t.Errorf("by basis: %v", basis)
		}
		if level, ok := fields["level"]; ok && level != "ISSN-L" {
			t.Errorf("level: %v", level)
		}
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

func TestChanges(t *testing.T) {
	dg := links.NewDigester()
	digest := func(content string) links.Digest {
		d := links.Digest{}
		for q := range linktest.Run(t, linktest.Nature(), "wikidata", linktest.Text("item,issn,title\n"+content)).Quads {
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
		Vanished: []string{linktest.ScienceL, "http://www.wikidata.org/entity/Q2"},
	}
	if diff := cmp.Diff(want, links.Compare(before, after)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestProvenance(t *testing.T) {
	r := linktest.Run(t, linktest.Nature(), "wikidata", linktest.Text("item,issn\nQ1,0028-0836\nQ2,\nQ3,0028-0837\n"))
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
		if !r.Has(want.s, want.p, want.o) {
			t.Errorf("missing: %s %s %s", want.s, want.p, want.o)
		}
	}
	for q := range r.Quads {
		if q.S == (rdf.Term{}) || q.P == (rdf.Term{}) || q.O == (rdf.Term{}) {
			t.Errorf("not a quad: %v", q)
		}
	}
}

// Print and online exchanged are told for both numbers, with the exchange; one
// number alone in the other column is not.
func TestExchangedMedia(t *testing.T) {
	const header = "Journal title,Journal ISSN (print version),Journal EISSN (online version)\n"
	for row, want := range map[string][]string{
		"Nature,1476-4687,0028-0836\n":       {"medium-differs 1476-4687", "medium-differs 0028-0836"},
		"Science,10959203,=\"0036-8075\"\n":  {"medium-differs 10959203", "medium-differs 0036-8075"},
		"Nature,0028-0836,1476-4687\n":       nil,
		"Nature,1476-4687,\n":                nil,
		"Nature,\"0028-0836, 1476-4687\",\n": nil,
	} {
		r := linktest.Run(t, linktest.Nature(), "doaj", linktest.Text(header+row))
		if diff := cmp.Diff(want, r.Kinds()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row, diff)
		}
		for _, d := range r.Discrepancies {
			if len(d.Corrections) != 1 || d.Corrections[0].Old == d.Corrections[0].New || d.Corrections[0].New == "" {
				t.Errorf("%s: corrections %v", row, d.Corrections)
			}
		}
	}
}

// The current list of a source counts: what it lists is not withdrawn from it.
func TestListedAgain(t *testing.T) {
	current := linktest.Text("Journal title,Journal ISSN (print version),Journal EISSN (online version)\nNature,0028-0836,1476-4687\n")
	published := linktest.Text(",,\"Licence\",\nA change log,,,\nJournal Title,ISSN,Date Removed (dd/mm/yyyy),Reason\nNature,1476-4687,9-July-2025,Inactive\nScience,\"0036-8075, 1095-9203\",1-March-2024,Ceased\n")
	for _, files := range [][]*formats.File{{current, published}, {published, current}} {
		r := linktest.Run(t, linktest.Nature(), "doaj", files...)
		if diff := cmp.Diff([]string{"listed-and-withdrawn 1476-4687"}, r.Kinds()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := r.Objects(linktest.ScienceL, vocab.ISSNWithdrawnFrom); len(got) != 1 {
			t.Errorf("Science is withdrawn from %v", got)
		}
		if got := r.Objects(linktest.NatureL, vocab.ISSNWithdrawnFrom); len(got) != 0 {
			t.Errorf("Nature, which is listed, is withdrawn from %v", got)
		}
	}
}

// A withdrawn record of ROR is the same as nothing; bodies that carry its
// identifier are linked to its successor.
func TestWithdrawnOrganization(t *testing.T) {
	reg := linktest.Nature()
	const old, successor, body = "https://ror.org/019wvm592", "https://ror.org/05bnh6r87", "http://issn.org/resource/ISSN/0028-0836#IssuingBody-X"
	reg.IdentifiedOf[old] = []links.Body{{IRI: body, Name: "X"}}
	record := `[{"id":"` + old + `","status":"withdrawn","name":"X","external_ids":{"Wikidata":{"all":["Q1"]}},"relationships":[%]}]`
	r := linktest.Run(t, reg, "ror", linktest.Text(strings.Replace(record, "%", `{"type":"Successor","label":"Y","id":"`+successor+`"}`, 1)))
	if !r.Has(old, vocab.DCTIsReplacedBy, successor) || !r.Has(body, vocab.SchemaSameAs, successor) || r.Has(body, vocab.SchemaSameAs, old) || r.Has(old, vocab.SchemaSameAs, vocab.WikidataEntity+"Q1") {
		t.Errorf("quads: %v", r.Quads)
	}
	r = linktest.Run(t, reg, "ror", linktest.Text(strings.Replace(record, "%", "", 1)))
	if diff := cmp.Diff([]string{"withdrawn: " + old}, r.Rows); diff != "" {
		t.Errorf("without a successor (-want +got):\n%s", diff)
	}
}
