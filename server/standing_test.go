package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// An ISSN gets one answer from its resource, its document, its report and the
// crosswalk, whatever other graphs say of it: the table of docs/http.md.
func TestOneAnswerForEachStanding(t *testing.T) {
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	iri := rdf.NewIRI
	status := func(n issn.ISSN, status string) rdf.Quad {
		return rdf.Quad{S: register.Part(n, "Record"), P: iri(vocab.BFStatus), O: iri(status), G: iri(vocab.GraphFull)}
	}
	const register1, legacy, provisional, cancelled, suppressed, unreported, withdrawn, elsewhere, absent = 1, 2, 3, 4, 5, 6, 7, 8, 9
	quads := []rdf.Quad{
		status(register1, vocab.RecordStatusRegister), status(legacy, vocab.RecordStatusLegacy), status(provisional, vocab.RecordStatusProvisional),
		status(cancelled, vocab.RecordStatusCancelled), status(suppressed, vocab.RecordStatusSuppressed), status(unreported, vocab.RecordStatusUnreported),
		{S: register.Part(cancelled, "ISSN"), P: iri(vocab.ISSNCancelledInFavor), O: register.Part(register1, "ISSN"), G: iri(vocab.GraphFree)},
		{S: register.Part(withdrawn, "Record"), P: iri(vocab.ISSNWithdrawnAt), O: rdf.NewLiteral("2026-01-03T00:00:00", vocab.XSDDateTime), G: iri(vocab.GraphState)},
		{S: register.Part(register1, "ISSN"), P: iri(vocab.ISSNHasCancelledISSN), O: register.Part(elsewhere, "ISSN"), G: iri(vocab.GraphFree)},
	}
	for n := issn.ISSN(register1); n <= absent; n++ { // what others say changes nothing
		quads = append(quads, rdf.Quad{S: register.Part(n, ""), P: iri(vocab.SchemaSameAs), O: iri("http://www.wikidata.org/entity/Q1"), G: iri(vocab.GraphBase + "wikidata")})
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		for _, q := range quads {
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := crosswalkServer(t, db)
	for n, want := range map[issn.ISSN]struct {
		resource, document, report int
		problem, crosswalk         string
	}{
		register1:   {303, 200, 200, "", ""},
		legacy:      {303, 200, 200, "", ""},
		provisional: {303, 200, 200, "", ""},
		cancelled:   {303, 200, 303, "", ""},
		elsewhere:   {303, 200, 303, "", ""},
		suppressed:  {410, 410, 410, "issn-suppressed", "suppressed"},
		unreported:  {404, 404, 404, "issn-reserved", "reserved"},
		withdrawn:   {410, 410, 410, "issn-withdrawn", "withdrawn"},
		absent:      {404, 404, 404, "not-found", "unknown"},
	} {
		for path, status := range map[string]int{
			"/resource/ISSN/" + n.String(): want.resource, "/data/ISSN/" + n.String() + ".ttl": want.document, "/preservation/ISSN/" + n.String(): want.report,
		} {
			res := request(s, "GET", path, "")
			body := text(t, res)
			if res.StatusCode != status || status >= 400 && !strings.Contains(body, "/problems/"+want.problem) {
				t.Errorf("%s: %d, want %d: %.200s", path, res.StatusCode, status, body)
			}
			if res.StatusCode == http.StatusSeeOther && want.report == 303 && strings.HasPrefix(path, "/preservation") &&
				res.Header.Get("Location") != "/preservation/ISSN/"+issn.ISSN(register1).String() {
				t.Errorf("%s leads to %s", path, res.Header.Get("Location"))
			}
			if strings.Contains(body, vocab.GraphState) || strings.Contains(body, "withdrawnAt") {
				t.Errorf("%s shows a note of the store: %s", path, body)
			}
		}
		got := answered(t, request(s, "GET", "/crosswalk?ids="+n.String(), "", "Accept", "application/json"))
		// "ISSN reason", or "ISSN " and the ISSNs of the rows.
		if _, said, _ := strings.Cut(got[0], " "); want.crosswalk != "" && said != want.crosswalk || want.crosswalk == "" && !strings.HasPrefix(said, " ") {
			t.Errorf("crosswalk of %s: %q, want %q", n, got, want.crosswalk)
		}
	}
}
