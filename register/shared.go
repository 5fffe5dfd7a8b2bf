package register

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/vocab"
)

// Records describe things that they share with others: clusters, countries, ISSN
// centres, archives. A statement about such a thing stays in a graph exactly as long as
// some record states it there. There are two kinds of evidence:
//
//   - Most statements follow from a reference: each record that refers to a country by
//     dcterms:spatial states its label. A rule says which references count.
//   - A statement that no rule covers, such as a record's own name for an archive, is
//     noted with the record as a literal in the graph of states.

// A rule says that each record that refers to a thing in a graph makes certain
// statements about it there.
type rule struct {
	references []string // properties that point to the thing
	members    bool     // the reference points from the thing to the record
	// states reports whether a record with such a reference states the triple.
	states func(q *rdf.Quad) bool
}

// rules are tried in order; the first that states a triple is its rule.
var rules = []rule{
	{references: []string{vocab.SchemaHasPart}, members: true, states: func(q *rdf.Quad) bool {
		return q.P.Value() == vocab.RDFType && q.O.Value() == vocab.SchemaCreativeWork && isCluster(q.S)
	}},
	{references: []string{vocab.DCTSpatial}, states: func(q *rdf.Quad) bool {
		return q.P.Value() == vocab.RDFSLabel && q.O == labels()[q.S.Value()]
	}},
	{references: []string{vocab.PROVWasAttributedTo, vocab.PROVWasAssociatedWith}, states: func(q *rdf.Quad) bool {
		return q.P.Value() == vocab.RDFType && q.O.Value() == vocab.SchemaOrganization && strings.HasPrefix(q.S.Value(), vocab.ISSNCentre)
	}},
	{references: []string{vocab.SchemaHoldingArchive}, states: func(q *rdf.Quad) bool {
		code, ok := strings.CutPrefix(q.S.Value(), vocab.Keeper)
		if !ok || strings.ContainsAny(code, "%_") { // several codes may share this IRI
			return false
		}
		switch q.P.Value() {
		case vocab.RDFType:
			return q.O.Value() == vocab.SchemaArchiveOrganization
		case vocab.SchemaIdentifier:
			return q.O == rdf.NewString(code)
		case vocab.SchemaSameAs:
			c := vocab.Keepers.Lookup(code)
			return c != nil && c.Match != "" && q.O == rdf.NewIRI(c.Match)
		}
		return false
	}},
}

// labels are the labels that records give countries, by IRI. An IRI with two different
// labels is left to evidence.
var labels = sync.OnceValue(func() map[string]rdf.Term {
	all := map[string]rdf.Term{}
	for _, list := range vocab.Lists() {
		for i := range list.Concepts {
			c := &list.Concepts[i]
			label := rdf.NewString(c.Labels[0].Text)
			if known, ok := all[c.IRI]; ok && known != label {
				label = rdf.Term{}
			}
			all[c.IRI] = label
		}
	}
	return all
})

// isCluster reports whether a term is an ISSN-L or ISSN-H resource.
func isCluster(t rdf.Term) bool {
	r, ok := issn.ParseIRI(t.Value())
	return ok && t.IsIRI() && r.Space != issn.SpaceISSN && r.Fragment == ""
}

// ruleOf returns the rule that states a triple, or nil.
func ruleOf(q *rdf.Quad) *rule {
	for i := range rules {
		if rules[i].states(q) {
			return &rules[i]
		}
	}
	return nil
}

// thing returns the thing that q refers to, if q is a reference.
func (r *rule) thing(q *rdf.Quad) rdf.Term {
	if r.members {
		return q.S
	}
	return q.O
}

// refers reports whether q is a reference to the thing t under this rule and in its
// graph.
func (r *rule) refers(q *rdf.Quad, t, graph rdf.Term) bool {
	return r.thing(q) == t && q.G == graph && slices.Contains(r.references, q.P.Value())
}

// implied reports whether a quad follows from a reference among a record's quads.
func implied(q *rdf.Quad, quads []rdf.Quad) bool {
	r := ruleOf(q)
	return r != nil && slices.ContainsFunc(quads, func(x rdf.Quad) bool { return r.refers(&x, q.S, q.G) })
}

// sharedOf returns a record's statements about shared things.
func sharedOf(quads []rdf.Quad) []rdf.Quad {
	var shared []rdf.Quad
	var last rdf.Term
	own := false // the subject last belongs to the record
	for i := range quads {
		q := &quads[i]
		if q.S != last {
			last = q.S
			own = q.S.IsBlankNode() || strings.HasPrefix(q.S.Value(), issn.SpaceISSN.Prefix())
		}
		if own {
			continue
		}
		if _, ok := owner(*q); !ok {
			shared = append(shared, *q)
		}
	}
	return shared
}

// evidence returns, as N-Quads, a record's statements about shared things that do not
// follow from its references.
func evidence(quads []rdf.Quad) []string {
	var texts []string
	for _, q := range sharedOf(quads) {
		if !implied(&q, quads) {
			texts = append(texts, q.String())
		}
	}
	return texts
}

// parseEvidence is the inverse of [rdf.Quad.String].
func parseEvidence(text string) (rdf.Quad, error) {
	var q rdf.Quad
	err := turtle.NewReader(strings.NewReader(text+"\n"), turtle.Options{Format: turtle.NQuads}).Read(&q)
	if err != nil {
		return q, fmt.Errorf("statement noted with a record: %w", err)
	}
	return q, nil
}
