package sparql_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"issn-ld/sparql"
	"issn-ld/store"
)

// Open a store and run a query: the whole of it in ten lines.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	db, err := store.Open(dir, store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{Updater: sparql.Updates(db.Update)})
	err = engine.Update(context.Background(), `INSERT DATA { <http://example/nature> <http://example/title> "Nature" }`, sparql.QueryOptions{})
	if err != nil {
		log.Fatal(err)
	}
	result, err := engine.Query(context.Background(), `SELECT ?title { ?serial <http://example/title> ?title }`, sparql.QueryOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer result.Close()
	for row, err := range result.Rows() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row[0].Value())
	}
	// Output: Nature
}
