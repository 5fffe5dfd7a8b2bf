package sparql_test

import (
	"fmt"
	"testing"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
)

// hubs is a relation in which one subject has n objects and one object n subjects.
func hubs(n int, p, from, to string) []rdf.Quad {
	iri := func(name string, i int) rdf.Term { return rdf.NewIRI(fmt.Sprintf("http://example/%s%d", name, i)) }
	var quads []rdf.Quad
	for i := range n {
		quads = append(quads, rdf.Quad{S: iri(from, 0), P: rdf.NewIRI("http://example/" + p), O: iri(to, i)})
		if i > 0 {
			quads = append(quads, rdf.Quad{S: iri(from, i), P: rdf.NewIRI("http://example/" + p), O: iri(to, 0)})
		}
	}
	return quads
}

// TestCycles joins three relations with hubs to triangles. Any order of joining two
// relations first passes n² rows on; no operator may yield much more rows than there
// are triples, of which the solutions are fewer.
func TestCycles(t *testing.T) {
	const n = 150
	var quads []rdf.Quad
	quads = append(quads, hubs(n, "r", "a", "b")...)
	quads = append(quads, hubs(n, "s", "b", "c")...)
	quads = append(quads, hubs(n, "t", "a", "c")...)
	for i := range n {
		quads = append(quads, rdf.Quad{
			S: rdf.NewIRI(fmt.Sprintf("http://example/a%d", i)), P: rdf.NewIRI("http://example/name"), O: rdf.NewString(fmt.Sprint(i)),
		})
	}
	for query, want := range map[string]int{
		// (a0, b0, c), (a0, b, c0) and (a, b0, c0)
		`SELECT (COUNT(*) AS ?n) { ?a <r> ?b . ?b <s> ?c . ?a <t> ?c }`:                         3*n - 2,
		`SELECT (COUNT(*) AS ?n) { ?a <r> ?b . ?b <s> ?c . ?a <t> ?c . ?a <name> ?name }`:       3*n - 2,
		`SELECT (COUNT(*) AS ?n) { ?a <r> ?b . ?b <s> ?c . ?a <t> ?c FILTER(?c != <c0>) }`:      n - 1,
		`SELECT (COUNT(*) AS ?n) { ?a <r>|<none> ?b . ?b <s> ?c . ?a <t> ?c VALUES ?a {<a0>} }`: 2*n - 1,
	} {
		for _, size := range batchSizes {
			e := enginetest.New(newMemory(size, quads...), sparql.Options{BatchRows: size})
			if got := answer(t, e, query, sparql.QueryOptions{}); len(got) != 1 || got[0] != fmt.Sprint(want) {
				t.Fatalf("%s, batches of %d: %v, want %d", query, size, got, want)
			}
		}
		e := enginetest.New(newMemory(1024, quads...), sparql.Options{})
		p, err := e.Explain(t.Context(), query, sparql.ExplainOptions{QueryOptions: sparql.QueryOptions{Base: "http://example/"}, Run: true})
		if err != nil {
			t.Fatal(err)
		}
		checkRows(t, p, int64(len(quads)))
	}
}

// checkRows fails where an operator yields more than most rows.
func checkRows(t *testing.T, p *sparql.Plan, most int64) {
	t.Helper()
	if p.Rows > most {
		t.Errorf("%s %s yields %d rows, want at most %d", p.Op, p.Detail, p.Rows, most)
	}
	for _, in := range p.Inputs {
		checkRows(t, in, most)
	}
}
