package sparql_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"issn-ld/sparql"
	"issn-ld/store"
)

// titles opens a store and runs a query: the whole of it in ten lines.
func titles(ctx context.Context, dir string) (err error) {
	db, err := store.Open(dir, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	engine := sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{Updater: sparql.Updates(db.Update)})
	data := `INSERT DATA { <http://example/nature> <http://example/title> "Nature" }`
	if err := engine.Update(ctx, data, sparql.QueryOptions{}); err != nil {
		return err
	}
	result, err := engine.Query(ctx, `SELECT ?title { ?serial <http://example/title> ?title }`, sparql.QueryOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	for row, err := range result.Rows() {
		if err != nil {
			return err
		}
		fmt.Println(row[0].Value())
	}
	return nil
}

func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err == nil {
		err = errors.Join(titles(context.Background(), dir), os.RemoveAll(dir))
	}
	if err != nil {
		log.Println(err)
	}
	// Output: Nature
}
