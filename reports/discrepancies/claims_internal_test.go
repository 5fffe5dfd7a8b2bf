package discrepancies

import (
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Of millions of nodes of evidence those with claims are kept.
func TestClaimsKeepNoOtherEvidence(t *testing.T) {
	node := func(number string, claims ...string) []rdf.Quad {
		s, g := rdf.NewIRI("http://issn.org/resource/ISSN-L/0028-0836#Link-openalex-"+number), rdf.NewIRI(vocab.GraphBase+"openalex")
		quads := []rdf.Quad{
			{S: s, P: rdf.NewIRI(vocab.RDFSubject), O: rdf.NewIRI("http://issn.org/resource/ISSN-L/0028-0836"), G: g},
			{S: s, P: rdf.NewIRI(vocab.RDFObject), O: rdf.NewIRI(vocab.OpenAlex + "S" + number), G: g},
		}
		for _, p := range claims {
			quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: rdf.NewString("true"), G: g})
		}
		return quads
	}
	var c Claims
	c.AddSubject(nil)
	c.AddSubject(node("1"))
	c.AddSubject(node("2", vocab.SchemaIsAccessibleForFree))
	c.AddSubject(node("3", vocab.ISSNMatchedISSN))
	if len(c.nodes) != 1 {
		t.Errorf("%d nodes are kept, want the one with a claim", len(c.nodes))
	}
}
