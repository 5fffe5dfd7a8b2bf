package rdf_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
)

func TestPrefixBlankNodes(t *testing.T) {
	iri, b := rdf.NewIRI("http://example/p"), rdf.NewBlankNode("b")
	inner := func(label string) rdf.Term {
		n := rdf.NewBlankNode(label)
		return rdf.NewTripleTerm(rdf.Triple{S: n, P: iri, O: rdf.NewTripleTerm(rdf.Triple{S: iri, P: iri, O: n})})
	}
	tests := map[string]struct{ in, want rdf.Term }{
		"IRI":         {iri, iri},
		"literal":     {rdf.NewString("b"), rdf.NewString("b")},
		"blank node":  {b, rdf.NewBlankNode("x-b")},
		"triple term": {inner("b"), inner("x-b")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.in.PrefixBlankNodes("x-"); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
