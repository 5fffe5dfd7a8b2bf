package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// A store, an engine that reads it and a server make a handler for net/http.
func Example() {
	ctx := context.Background()
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close() }()
	nature := rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836")
	err = db.Update(ctx, func(tx *store.Tx) error {
		return tx.Insert(rdf.Quad{S: nature, P: rdf.NewIRI("http://schema.org/name"), O: rdf.NewString("Nature")})
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	srv, err := server.New(sparql.New(sparql.Snapshots(db.Snapshot), sparql.Options{}), server.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}

	request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/sparql?query=SELECT+?name+{+?serial+?p+?name+}", http.NoBody)
	request.Header.Set("Accept", "text/csv")
	answer := httptest.NewRecorder()
	srv.Handler().ServeHTTP(answer, request)
	fmt.Printf("%d %q\n", answer.Code, answer.Body.String())
	// Output: 200 "name\r\nNature\r\n"
}
