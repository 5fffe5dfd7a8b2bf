package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// A number that is no resource points to what is meant by it: the serial that
// displays it by mistake, or the resource of another space; it redirects to none.
func TestMeant(t *testing.T) {
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	give := func(s, p string, o rdf.Term) rdf.Quad {
		return rdf.Quad{S: rdf.NewIRI(s), P: rdf.NewIRI(p), O: o, G: rdf.NewIRI("http://issn.org/graph/test")}
	}
	online := issn.Resource{ISSN: 1476468}.IRI()
	linking := issn.Resource{Space: issn.SpaceISSNL, ISSN: 28083}.IRI()
	err = db.Update(context.Background(), func(tx *store.Tx) error {
		for _, q := range []rdf.Quad{
			give(register.Part(1476468, "Record").Value(), vocab.BFStatus, rdf.NewIRI(vocab.RecordStatusRegister)),
			give(online, vocab.SchemaIsPartOf, rdf.NewIRI(linking)),
			give(online, vocab.ISSNHasIncorrectISSN, rdf.NewString("9001-0094")),
			give(online, vocab.ISSNHasIncorrectISSN, rdf.NewString("1476-4688")),
			give(linking, vocab.RDFType, rdf.NewIRI(vocab.SchemaCreativeWork)),
		} {
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{}), server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string][]string{
		"/resource/ISSN/9001-0094":   {"displayed by mistake on 1476-4687", `"/resource/ISSN/1476-4687"`},
		"/resource/ISSN/1476-4688":   {"check digit", "displayed by mistake on 1476-4687", `"/resource/ISSN/1476-4687"`},
		"/resource/ISSN/0028-0836":   {"there as /resource/ISSN-L/0028-0836", `"/resource/ISSN-L/0028-0836"`},
		"/resource/ISSN-L/1476-4687": {"/resource/ISSN/1476-4687", `"/resource/ISSN-L/0028-0836"`},
		"/resource/ISSN/2434-561X":   {"no record"},
	} {
		res := request(s, "GET", target, "", "Accept", "application/json")
		body := text(t, res)
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", target, res.StatusCode)
		}
		for _, part := range want {
			if !strings.Contains(body, part) {
				t.Errorf("%s: %s lacks %q", target, body, part)
			}
		}
	}
}

// A table that is posted comes back with columns added; as JSON on demand.
func TestCrosswalkTable(t *testing.T) {
	s := newCrosswalk(t)
	const table = "shelf,issn,note\nA 1,=\"1476-4687\",x\nA 2,,y\n"
	res := request(s, "POST", "/crosswalk", table, "Content-Type", "text/csv")
	lines := strings.Split(text(t, res), "\r\n")
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") || len(lines) != 4 ||
		!strings.HasPrefix(lines[0], "shelf,issn,note,found_by,reason,register_issn,") || !strings.HasPrefix(lines[1], `A 1,"=""1476-4687""",x,identity,,1476-4687,0028-0836`) ||
		!strings.HasPrefix(lines[2], "A 2,,y,,no-identifier,") {
		t.Errorf("%d %s: %q", res.StatusCode, res.Header.Get("Content-Type"), lines)
	}
	res = request(s, "POST", "/crosswalk", table, "Content-Type", "text/csv", "Accept", "application/json")
	if got := answered(t, res); len(got) != 1 || !strings.HasSuffix(got[0], "1476-4687") {
		t.Errorf("as JSON: %q", got)
	}
	if res := request(s, "POST", "/crosswalk", "title,place\nNature,London\n", "Content-Type", "text/csv"); res.StatusCode != http.StatusBadRequest || !strings.Contains(text(t, res), "title, place") {
		t.Errorf("no column of identifiers: %d", res.StatusCode)
	}
	if res := request(s, "POST", "/crosswalk?ids=0028-0836", table, "Content-Type", "text/csv"); res.StatusCode != http.StatusBadRequest {
		t.Errorf("table and ids=: %d", res.StatusCode)
	}
}
