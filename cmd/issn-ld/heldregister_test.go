package main

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/store"
)

// withRegister opens a store and hands on its register.
func withRegister(t *testing.T, data string, f func(h *held.Register)) {
	t.Helper()
	db, err := store.Open(data, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(errors.Join(err, db.Close()))
	}
	defer func() {
		if err := errors.Join(snap.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	}()
	h, err := held.Read(t.Context(), snap)
	if err != nil {
		t.Fatal(err)
	}
	f(h)
}

func parseT(t *testing.T, s string) issn.ISSN {
	t.Helper()
	n, err := issn.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestReadRegister(t *testing.T) {
	withRegister(t, emptyStore(t), func(h *held.Register) {
		nature := parseT(t, "0028-0836")
		for number, want := range map[string]links.Serial{
			"1476-4687": {Linking: nature, HasLinking: true, Start: 1869, Medium: links.MediumOnline},
			"0090-0028": {Linking: parseT(t, "0090-0028"), HasLinking: true, Start: 1971, End: 1973, Ceased: true, Medium: links.MediumPrint},
			"0302-2889": {Status: links.StatusCancelled},
		} {
			got, known, err := h.Serial(parseT(t, number))
			if err != nil || !known {
				t.Fatalf("%s: known %t, %v", number, known, err)
			}
			want.ISSN = parseT(t, number)
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
		if _, known, err := h.Serial(parseT(t, "2049-3630")); known || err != nil {
			t.Errorf("an ISSN without a record: known %t, %v", known, err)
		}
		members, err := h.Members(nature)
		if diff := cmp.Diff([]issn.ISSN{nature, parseT(t, "1476-4687")}, members); diff != "" || err != nil {
			t.Errorf("members: %v (-want +got):\n%s", err, diff)
		}
		if found, err := h.Replacements(parseT(t, "0302-2889")); len(found) == 0 || err != nil {
			t.Errorf("replacements of a cancelled ISSN: %v, %v", found, err)
		}
	})
}

// Organizations are found by what their records carry, and by names.
func TestRegisterBodies(t *testing.T) {
	withRegister(t, emptyStore(t), func(h *held.Register) {
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
	})
}

// A like name makes a candidate with a score, never an identity.
func TestNameIsNoIdentity(t *testing.T) {
	data := emptyStore(t)
	file := writeFileT(t, "ror.json", `[{"id":"https://ror.org/00000aa11","name":"The American Association for the Advancement of Science",`+
		`"external_ids":{"ISNI":{"all":["0000 0001 2103 2683"]}}}]`)
	linkT(t, "ror", file, "--data", data)
	got := must(t, "query", "--data", data, "--format", "csv", `SELECT ?p ?score ?basis { GRAPH <http://issn.org/graph/ror> {
		?link rdf:subject ?body; rdf:predicate ?p; rdf:object <https://ror.org/00000aa11>; issnprop:matchedBy ?basis OPTIONAL { ?link issnprop:score ?score } } }`)
	if !strings.HasSuffix(strings.TrimSpace(got), "MatchBasis#Name") || !strings.Contains(got, "candidate,1") {
		t.Errorf("got %q, want candidates with the score 1", got)
	}
	if same := must(t, "query", "--data", data, `ASK { ?body schema:sameAs <https://ror.org/00000aa11> FILTER(STRSTARTS(STR(?body), "http://issn.org/")) }`); strings.Contains(same, "true") {
		t.Error("an organization of a like name is taken for the same")
	}
}

// A store without records has a register in which nothing is found.
func TestReadEmptyRegister(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "load", writeFileT(t, "a.nt", "<http://example.com/a> <http://example.com/p> <http://issn.org/resource/ISSN/0028-0836> .\n"), "--data", data, "--quiet")
	withRegister(t, data, func(h *held.Register) {
		if _, known, err := h.Serial(parseT(t, "0028-0836")); known || err != nil {
			t.Errorf("known %t, %v", known, err)
		}
		if named, err := h.Named("Nature"); len(named) != 0 || err != nil {
			t.Errorf("named: %v, %v", named, err)
		}
	})
}
