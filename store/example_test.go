package store_test

import (
	"context"
	"fmt"
	"os"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store"
)

// Writes a quad in a transaction and reads what there is about its subject.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "store-example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	db, err := store.Open(dir, store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	nature := rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836")
	err = db.Update(ctx, func(tx *store.Tx) error {
		return tx.Insert(rdf.Quad{S: nature, P: rdf.NewIRI("http://schema.org/name"), O: rdf.NewString("Nature")})
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	snapshot, err := db.Snapshot()
	if err != nil {
		fmt.Println(err)
		return
	}
	for quad, err := range snapshot.Match(ctx, nature, rdf.Term{}, rdf.Term{}, rdf.Term{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(quad)
	}
	if err := snapshot.Close(); err != nil {
		fmt.Println(err)
		return
	}
	if err := db.Close(); err != nil {
		fmt.Println(err)
		return
	}
	// Output: <http://issn.org/resource/ISSN/0028-0836> <http://schema.org/name> "Nature" .
}

// Loads many quads at once: they are there when Commit returns, or none of them is.
func ExampleDB_Load() {
	ctx := context.Background()
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	loader, err := db.Load(ctx, store.LoadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	part, err := loader.Part()
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range 1000 {
		q := rdf.Quad{S: rdf.NewIRI(fmt.Sprint("http://example.org/", i)), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewString("x")}
		if err := part.Add(q); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := part.Close(); err != nil {
		fmt.Println(err)
		return
	}
	stats, err := loader.Commit(ctx)
	fmt.Println(stats.Added, stats.Quads, err)
	if err := db.Close(); err != nil {
		fmt.Println(err)
		return
	}
	// Output: 1000 1000 <nil>
}
