package sparql_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// Opens a store, here a new one with a statement in it, and runs a query. What
// ends the loop with an error is no whole result.
func Example() {
	dir, ctx := exampleStore(), context.Background()

	db, err := store.Open(dir, store.Options{ReadOnly: true})
	if err != nil {
		log.Fatal(err)
	}
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
	for row, err := range engine.Select(ctx, `SELECT ?title { ?serial <http://example/title> ?title }`) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row[0].Value())
	}
	if err := errors.Join(db.Close(), os.RemoveAll(dir)); err != nil {
		log.Fatal(err)
	}
	// Output: Nature
}

// An update is a transaction: all of its operations happen, or none.
func ExampleEngine_Update() {
	dir := exampleStore()
	db, err := store.Open(dir, store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{Updater: sparql.Updates(db.Update)})
	err = engine.Update(context.Background(), `DELETE WHERE { ?s ?p "Nature" } ; INSERT DATA { <http://example/science> <http://example/title> "Science" }`, sparql.QueryOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for row, err := range engine.Select(context.Background(), `SELECT ?serial ?title { ?serial ?p ?title }`) {
		fmt.Println(row, err)
	}
	if err := errors.Join(db.Close(), os.RemoveAll(dir)); err != nil {
		log.Fatal(err)
	}
	// Output: [<http://example/science> "Science"] <nil>
}

// The engine over quads in memory, of which no store is made.
func ExampleDataset() {
	d := rdf.NewDataset(rdf.Quad{S: rdf.NewIRI("http://example/nature"), P: rdf.NewIRI("http://example/title"), O: rdf.NewString("Nature")})
	engine := sparql.New(sparql.Dataset(d), sparql.Options{})
	for row, err := range engine.Select(context.Background(), `SELECT (STRLEN(?title) AS ?length) { ?serial ?p ?title }`) {
		fmt.Println(row[0].Value(), err)
	}
	// Output: 6 <nil>
}

// exampleStore makes a store with a statement.
func exampleStore() (dir string) {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	db, err := store.Open(dir, store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{Updater: sparql.Updates(db.Update)})
	if err := engine.Update(context.Background(), `INSERT DATA { <http://example/nature> <http://example/title> "Nature" }`, sparql.QueryOptions{}); err != nil {
		log.Fatal(err)
	}
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
	return dir
}
