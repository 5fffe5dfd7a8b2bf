package sparql_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
)

// TestCountByValue groups one pattern by values with few rows and with many, of
// which a part is in two graphs.
func TestCountByValue(t *testing.T) {
	sizes := []int{1, 4095, 4096, 4097, 2, 9000, 1025}
	iri := func(format string, args ...any) rdf.Term {
		return rdf.NewIRI("http://example/" + fmt.Sprintf(format, args...))
	}
	var quads []rdf.Quad
	var union, all []string
	for class, size := range sizes {
		twice := 0
		for i := range size {
			q := rdf.Quad{S: iri("s%d", i), P: iri("p"), O: iri("c%d", class), G: iri("g1")}
			quads = append(quads, q)
			if i%3 == 0 {
				q.G = iri("g2")
				quads = append(quads, q)
				twice++
			}
		}
		union = append(union, fmt.Sprint([]rdf.Term{iri("c%d", class), number(size)}))
		all = append(all, fmt.Sprint([]rdf.Term{iri("c%d", class), number(size + twice)}))
	}
	slices.Sort(union)
	slices.Sort(all)
	for layout := range 3 {
		e := enginetest.New(sparql.Snapshots(storedDB(t, quads, layout+6).Snapshot), sparql.Options{})
		for query, want := range map[string][]string{
			`SELECT ?c (COUNT(*) AS ?n) { ?s <p> ?c } GROUP BY ?c`:              union,
			`SELECT ?c (COUNT(?s) AS ?n) { ?s <p> ?c } GROUP BY ?c`:             union,
			`SELECT ?c (COUNT(*) AS ?n) { GRAPH ?g { ?s <p> ?c } } GROUP BY ?c`: all,
		} {
			if diff := cmp.Diff(want, sortedRows(t, e, query)); diff != "" {
				t.Errorf("layout %d: %s (-want +got):\n%s", layout, query, diff)
			}
		}
	}
}

// number is an xsd:integer.
func number(n int) rdf.Term {
	return rdf.NewLiteral(fmt.Sprint(n), "http://www.w3.org/2001/XMLSchema#integer")
}
