package sparql_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// partsData has resources with fragments, of ISSNs and not, with blank nodes below them, and
// IRIs and texts that begin like others.
const partsData = `
<doc> <title> "Nature" ; <part> <doc#1> , <doc#title> , <doc2> ; <at> [ <label> "inner" ; <at> [ <label> "deep" ] ] .
<doc#1> <title> "part one" ; <at> [ <label> "of a part" ] .
<doc#title> <label> "Nature"@en .
<doc2> <title> "Nature reviews" . <doc2#1> <title> "not of doc" . <docx> <title> "Natural" .
<only#fragment> <title> "without a document" .
<http://issn.org/resource/ISSN/0028-0836> <title> "Nature" ; <part> <http://issn.org/resource/ISSN/0028-0836#KeyTitle> .
<http://issn.org/resource/ISSN/0028-0836#KeyTitle> <title> "Nature (London)" .
<http://issn.org/resource/ISSN/0028-0836#my-own> <title> "0028-0836" .
<doc> <number> 1 , 01 , 1.0 , 2e0 , true , "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<g> { <doc> <title> "in a graph" . <doc#3> <title> "Nature" . <doc> <title> "Nature" }
`

// equalEngines are engines over the same quads as every kind of snapshot gives them: as a
// dataset, as the smallest fake, as a store that was loaded, as one whose terms all come
// from updates, and as one with some of either.
func equalEngines(t *testing.T, quads []rdf.Quad) map[string]*sparql.Engine {
	t.Helper()
	out := map[string]*sparql.Engine{
		"dataset": enginetest.New(sparql.Dataset(rdf.NewDataset(quads...)), sparql.Options{StrictDefaultGraph: true}),
		"fake":    enginetest.New(newMemory(2, quads...), sparql.Options{StrictDefaultGraph: true}),
	}
	for name, loaded := range map[string]int{"loaded": len(quads), "updated": 0, "half": len(quads) / 2} {
		db, err := store.OpenMemory(store.Options{})
		if loaded > 0 {
			db, err = store.Open(loadedStore(t, quads[:loaded]), store.Options{})
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		err = db.Update(t.Context(), func(tx *store.Tx) error {
			for _, q := range quads[loaded:] {
				if err := tx.Insert(q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		out[name] = enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{StrictDefaultGraph: true})
	}
	return out
}

// TestSnapshotsAgree asks engines over all kinds of snapshots the same: what one of them
// can do better than another may save time, and never changes an answer.
func TestSnapshotsAgree(t *testing.T) {
	quads, err := parseQuads(partsData)
	if err != nil {
		t.Fatal(err)
	}
	engines := equalEngines(t, quads)
	for _, iri := range []string{"doc", "doc2", "doc#1", "only", "docx", "none", "do", "http://issn.org/resource/ISSN/0028-0836", "http://issn.org/resource/ISSN/1476-4687"} {
		if iri[0] != 'h' {
			iri = "http://example/" + iri
		}
		want := quadsAbout(quads, iri)
		for kind, e := range engines {
			got, err := e.Resource(t.Context(), iri)
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if !rdf.Isomorphic(rdf.NewDataset(want...), rdf.NewDataset(got...)) || len(got) != len(want) {
				t.Errorf("%s: Resource(%s) has %d quads, want %d", kind, iri, len(got), len(want))
			}
		}
	}
	for _, query := range []string{
		`DESCRIBE <doc>`, `DESCRIBE <only>`, `DESCRIBE <http://issn.org/resource/ISSN/0028-0836>`, `DESCRIBE ?s { ?s <title> "Natural" }`,
		`DESCRIBE <doc> <doc2> FROM <g>`, `CONSTRUCT WHERE { ?s <part> ?o }`,
	} {
		want := describedBy(t, engines["dataset"], query)
		if want.Len() == 0 {
			t.Fatalf("%s: nothing", query)
		}
		for kind, e := range engines {
			if got := describedBy(t, e, query); !rdf.Isomorphic(want, got) {
				t.Errorf("%s: %s has %d triples, want %d", kind, query, got.Len(), want.Len())
			}
		}
	}
	for _, query := range []string{
		`SELECT ?s ?t { ?s <title> ?t FILTER STRSTARTS(?t, "Natur") }`, `SELECT ?s ?t { ?s <title> ?t FILTER REGEX(?t, "^Nature") }`,
		`SELECT ?s { ?s ?p ?o FILTER(isIRI(?s) && STRSTARTS(STR(?s), "http://example/doc#")) }`, `SELECT ?t { ?s <title> ?t FILTER(?t >= "Nature" && ?t < "Naturf") }`,
		`SELECT ?t { ?s <title>|<label> ?t FILTER(?t IN ("Nature", "deep")) }`, `SELECT ?n { ?s <number> ?n FILTER(?n = 1) }`,
		`SELECT ?n { ?s <number> ?n FILTER(?n IN (1, true)) }`, `SELECT ?n { ?s <number> ?n } ORDER BY ?n`, `SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g`,
		`SELECT ?o { <doc> <part>/<title> ?o }`, `SELECT ?s { ?s (<part>|<at>)* ?x . ?x <title> "part one" }`, `SELECT DISTINCT ?p { ?s ?p ?o }`,
		`SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o FILTER isBlank(?s) }`, `SELECT ?s { ?s <title> ?t FILTER(REGEX(STR(?s), "^http://issn.org/resource/ISSN/0028-0836#")) }`,
		`SELECT ?t { ?s <title> ?t FILTER NOT EXISTS { ?s <label> ?l } }`, `SELECT ?x { VALUES ?x { <doc> <none> "Nature" } ?s ?p ?x }`,
	} {
		want := answer(t, engines["dataset"], query, sparql.QueryOptions{Base: "http://example/"})
		if len(want) == 0 {
			t.Fatalf("%s: no rows", query)
		}
		slices.Sort(want)
		for kind, e := range engines {
			got := answer(t, e, query, sparql.QueryOptions{Base: "http://example/"})
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s (-dataset +%s):\n%s", kind, query, kind, diff)
			}
		}
	}
}

// quadsAbout are the quads of a resource, of its parts and of the blank nodes below, by
// definition.
func quadsAbout(quads []rdf.Quad, iri string) []rdf.Quad {
	var out []rdf.Quad
	wanted := map[rdf.Term]bool{}
	for before := -1; before != len(out); {
		before = len(out)
		out = nil
		for _, q := range quads {
			if v := q.S.Value(); q.S.IsIRI() && (v == iri || len(v) > len(iri) && v[:len(iri)+1] == iri+"#") || wanted[q.S] {
				out = append(out, q)
				if q.O.IsBlankNode() {
					wanted[q.O] = true
				}
			}
		}
	}
	return out
}

// describedBy returns the triples of a query.
func describedBy(t *testing.T, e *sparql.Engine, query string) *rdf.Dataset {
	t.Helper()
	res, err := e.Query(t.Context(), query, sparql.QueryOptions{Base: "http://example/"})
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", query, err))
	}
	out := rdf.NewDataset()
	for q, err := range res.Quads() {
		if err != nil {
			t.Fatal(err)
		}
		out.Add(q)
	}
	if err := res.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}
