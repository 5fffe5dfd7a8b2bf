package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/reports/coverage"
	"github.com/issn-ld/issn-ld/sparql"
)

// How many titles the archives keep.
func ExampleRun() {
	ctx := context.Background()
	db, err := linktest.OpenLinked(ctx) // the bundled sample; see store.Open
	if err != nil {
		log.Fatal(err)
	}
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
	q, _ := coverage.Lookup("keepers-totals")
	figures, err := coverage.Run(ctx, engine, q, time.Minute)
	if err = errors.Join(err, db.Close()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(figures.Title)
	for _, row := range figures.Rows {
		fmt.Println(row["archived"], "archived,", row["byThreeOrMore"], "by three or more")
	}
	// Output:
	// Archived titles: all, by three or more agencies, open access
	// 23 archived, 1 by three or more
}

// Each figure of the report is a query, which can be run on its own.
func Example() {
	for _, q := range coverage.Queries(coverage.ROAD) {
		fmt.Println(q.Name)
	}
	// Output:
	// road-coverage
	// road-titles
}
