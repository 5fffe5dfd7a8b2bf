package preservation_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/sparql"
)

// Which years of a serial are kept, at each level.
func ExampleRead() {
	ctx := context.Background()
	db, err := linktest.OpenLinked(ctx) // the bundled sample; see store.Open
	if err != nil {
		log.Fatal(err)
	}
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
	n, _ := issn.Parse("1476-4687")
	rep, err := preservation.Read(ctx, engine, n, preservation.Options{Year: 2025})
	if err = errors.Join(err, db.Close()); err != nil {
		log.Fatal(err)
	}
	for _, level := range rep.Levels() {
		fmt.Printf("%s: published %s, kept %s\n", level.Label, level.Published, level.Kept)
	}
	// Output:
	// ISSN 1476-4687: published 1869-2025, kept 1869-2024
	// ISSN-L 0028-0836: published 1869-2025, kept 1869-2024
	// History: published 1869-2025, kept 1869-2024
}
