package held_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// read returns the register of the current state of a store.
func read(t *testing.T, db *store.DB) *held.Register {
	t.Helper()
	h, err := held.Read(t.Context(), linktest.State(t, db))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestReadRegister(t *testing.T) {
	h := read(t, linktest.Sample(t))
	nature := linktest.MustParse("0028-0836")
	for number, want := range map[string]links.Serial{
		"1476-4687": {Linking: nature, HasLinking: true, Start: 1869, Medium: links.MediumOnline},
		"0090-0028": {Linking: linktest.MustParse("0090-0028"), HasLinking: true, Start: 1971, End: 1973, Ceased: true, Medium: links.MediumPrint},
		"0302-2889": {Status: links.StatusCancelled},
	} {
		got, known, err := h.Serial(linktest.MustParse(number))
		if err != nil || !known {
			t.Fatalf("%s: known %t, %v", number, known, err)
		}
		want.ISSN = linktest.MustParse(number)
		titles := got.Titles
		got.Titles = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", number, diff)
		}
		if want.Medium != links.MediumUnknown && (len(titles) == 0 || !strings.HasPrefix(titles[0], "Nature")) {
			t.Errorf("%s: titles %q, want the key title first", number, titles)
		}
		if slices.ContainsFunc(titles, func(s string) bool { return strings.Contains(s, "Pub.") }) {
			t.Errorf("%s: titles %q, one is a publisher", number, titles)
		}
	}
	if _, known, err := h.Serial(linktest.MustParse("2049-3630")); known || err != nil {
		t.Errorf("an ISSN without a record: known %t, %v", known, err)
	}
	members, err := h.Members(nature)
	if diff := cmp.Diff([]issn.ISSN{nature, linktest.MustParse("1476-4687")}, members); diff != "" || err != nil {
		t.Errorf("members: %v (-want +got):\n%s", err, diff)
	}
	if found, err := h.Replacements(linktest.MustParse("0302-2889")); len(found) == 0 || err != nil {
		t.Errorf("replacements of a cancelled ISSN: %v, %v", found, err)
	}
}

// Organizations are found by what their records carry, and by names.
func TestRegisterBodies(t *testing.T) {
	h := read(t, linktest.Sample(t))
	found, err := h.Identified("http://www.wikidata.org/entity/Q40358")
	if err != nil || len(found) < 10 || !strings.Contains(found[0].IRI, "#") {
		t.Errorf("bodies with the identifier: %v, %v", found, err)
	}
	if found, err := h.Identified("http://www.wikidata.org/entity/Q42"); len(found) != 0 || err != nil {
		t.Errorf("bodies with an identifier that none carries: %v, %v", found, err)
	}
	named, err := h.Named("The American association for the advancement of Science")
	if err != nil || len(named) == 0 || named[0].Name != "American Association for the Advancement of Science" {
		t.Errorf("bodies by name: %v, %v", named, err)
	}
	if named, err := h.Named("Xylophone Makers of Ruritania"); len(named) != 0 || err != nil {
		t.Errorf("bodies by a name that none has: %v, %v", named, err)
	}
}

// A like name makes a candidate with a score, never an identity.
func TestNameIsNoIdentity(t *testing.T) {
	db := linktest.Sample(t)
	link(t, db, "ror", `[{"id":"https://ror.org/00000aa11","name":"The American Association for the Advancement of Science",`+
		`"external_ids":{"ISNI":{"all":["0000 0001 2103 2683"]}}}]`)
	organization := rdf.NewIRI("https://ror.org/00000aa11")
	evidence := map[rdf.Term]map[string]rdf.Term{}
	for q, err := range held.Quads(t.Context(), linktest.State(t, db), []string{vocab.GraphBase + "ror"}) {
		if err != nil {
			t.Fatal(err)
		}
		if q.P.Value() == vocab.SchemaSameAs && q.O == organization {
			t.Errorf("an organization of a like name is taken for the same: %v", q)
		}
		if evidence[q.S] == nil {
			evidence[q.S] = map[string]rdf.Term{}
		}
		evidence[q.S][q.P.Value()] = q.O
	}
	candidates := 0
	for _, e := range evidence {
		if e[vocab.RDFObject] != organization {
			continue
		}
		candidates++
		if e[vocab.RDFPredicate].Value() != vocab.ISSNCandidate || !strings.HasSuffix(e[vocab.ISSNMatchedBy].Value(), "#Name") || e[vocab.ISSNScore].Value() == "" {
			t.Errorf("evidence: %v, want that of a candidate with a score", e)
		}
	}
	if candidates == 0 {
		t.Error("no candidate")
	}
}

// A store without records has a register in which nothing is found.
func TestReadEmptyRegister(t *testing.T) {
	db := memory(t)
	load(t, db, rdf.Quad{S: rdf.NewIRI("http://example.com/a"), P: rdf.NewIRI("http://example.com/p"), O: rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836")})
	h := read(t, db)
	if _, known, err := h.Serial(linktest.MustParse("0028-0836")); known || err != nil {
		t.Errorf("known %t, %v", known, err)
	}
	if named, err := h.Named("Nature"); len(named) != 0 || err != nil {
		t.Errorf("named: %v, %v", named, err)
	}
}
