package sparql_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// Queries and updates may use the prefixes of the options; what they declare
// themselves comes first.
func TestPrefixes(t *testing.T) {
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	e := enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{
		Updater: sparql.Updates(db.Update), Prefixes: map[string]string{"e": "http://example/"},
	})
	if err := e.Update(t.Context(), "INSERT DATA { e:a e:p e:b } ; PREFIX e: <http://other/> INSERT DATA { e:a e:p e:b }", sparql.QueryOptions{}); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"SELECT * { e:a ?p ?o }":                             1,
		"PREFIX e: <http://other/> SELECT * { e:a ?p ?o }":   1,
		"PREFIX e: <http://nowhere/> SELECT * { e:a ?p ?o }": 0,
	} {
		if diff := cmp.Diff(want, len(answer(t, e, query, sparql.QueryOptions{}))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	if _, err := e.Query(context.Background(), "SELECT * { unknown:a ?p ?o }", sparql.QueryOptions{}); err == nil {
		t.Error("a prefix that nobody declared is taken")
	}
}
