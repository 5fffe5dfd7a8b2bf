package crosswalk_test

import (
	"context"
	"fmt"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// An identifier of another system leads to the ISSNs of the serial.
func Example() {
	ctx := context.Background()
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	nature, _ := issn.Parse("0028-0836")
	serial, linking := rdf.NewIRI(nature.IRI()), rdf.NewIRI(nature.LinkingIRI())
	err = db.Update(ctx, func(tx *store.Tx) error {
		for _, q := range []rdf.Quad{
			{S: rdf.NewIRI(nature.IRI() + "#Record"), P: rdf.NewIRI(vocab.BFStatus), O: rdf.NewIRI(vocab.RecordStatusRegister)},
			{S: serial, P: rdf.NewIRI(vocab.SchemaIsPartOf), O: linking},
			{S: linking, P: rdf.NewIRI(vocab.SchemaSameAs), O: rdf.NewIRI("http://www.wikidata.org/entity/Q180445")},
		} {
			if err := tx.Insert(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	snap, err := db.Snapshot()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = snap.Close() }()
	reader, err := crosswalk.NewReader(snap)
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, err := reader.Find(ctx, []string{"Q180445"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range answer.Results[0].Rows {
		fmt.Println(row.ISSN)
	}
	// Output: 0028-0836
}
