package held_test

import (
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/held"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// The linker knows the ISSNs that the register does: not a reserved or withdrawn one.
func TestStandings(t *testing.T) {
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	statuses := map[issn.ISSN]string{
		1: vocab.RecordStatusRegister, 2: vocab.RecordStatusProvisional, 3: vocab.RecordStatusCancelled, 4: vocab.RecordStatusSuppressed, 5: vocab.RecordStatusUnreported,
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		err := tx.Insert(rdf.Quad{S: register.Part(6, "Record"), P: rdf.NewIRI(vocab.ISSNWithdrawnAt), O: rdf.NewLiteral("2026-01-03T00:00:00", vocab.XSDDateTime), G: rdf.NewIRI(vocab.GraphState)})
		for n, status := range statuses {
			err = errors.Join(err, tx.Insert(rdf.Quad{S: register.Part(n, "Record"), P: rdf.NewIRI(vocab.BFStatus), O: rdf.NewIRI(status), G: rdf.NewIRI(vocab.GraphFull)}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = snap.Close() }()
	h, err := held.Read(t.Context(), snap)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[issn.ISSN]struct {
		known  bool
		status links.Status
	}{
		1: {true, links.StatusValid}, 2: {true, links.StatusValid}, 3: {true, links.StatusCancelled}, 4: {true, links.StatusSuppressed},
		5: {false, links.StatusValid}, 6: {false, links.StatusValid}, 7: {false, links.StatusValid},
	} {
		s, known, err := h.Serial(n)
		if err != nil || known != want.known || known && s.Status != want.status {
			t.Errorf("%s: known %v, status %v, %v; want %+v", n, known, s.Status, err, want)
		}
	}
}
