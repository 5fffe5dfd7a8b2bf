package register

import (
	"fmt"
	"iter"
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
	implies    []implication
}

// An implication is what a record with a reference states of the thing by one
// property. Those who look for such statements read the properties from here.
type implication struct {
	property string
	states   func(thing, object rdf.Term) bool
}

// states reports whether a record with a reference of the rule states the triple.
func (r *rule) states(q *rdf.Quad) bool {
	for i := range r.implies {
		if im := &r.implies[i]; q.P.Value() == im.property {
			return im.states(q.S, q.O)
		}
	}
	return false
}

// rules are tried in order; the first that states a triple is its rule.
var rules = []rule{
	{references: []string{vocab.SchemaHasPart}, members: true, implies: []implication{
		{vocab.RDFType, func(s, o rdf.Term) bool { return o.Value() == vocab.SchemaCreativeWork && isCluster(s) }},
	}},
	{references: []string{vocab.DCTSpatial}, implies: []implication{
		{vocab.RDFSLabel, func(s, o rdf.Term) bool { return o == labels()[s.Value()] }},
	}},
	{references: []string{vocab.PROVWasAttributedTo, vocab.PROVWasAssociatedWith}, implies: []implication{
		{vocab.RDFType, func(s, o rdf.Term) bool {
			return o.Value() == vocab.SchemaOrganization && strings.HasPrefix(s.Value(), vocab.ISSNCentre)
		}},
	}},
	{references: []string{vocab.SchemaHoldingArchive}, implies: []implication{
		{vocab.RDFType, func(s, o rdf.Term) bool {
			_, ok := keeperCode(s)
			return ok && o.Value() == vocab.SchemaArchiveOrganization
		}},
		{vocab.SchemaIdentifier, func(s, o rdf.Term) bool {
			code, ok := keeperCode(s)
			return ok && o == rdf.NewString(code)
		}},
		{vocab.SchemaSameAs, func(s, o rdf.Term) bool {
			code, ok := keeperCode(s)
			c := vocab.Keepers.Lookup(code)
			return ok && c != nil && c.Match != "" && o == rdf.NewIRI(c.Match)
		}},
	}},
}

// keeperCode returns the code of an archive, if no other code has its IRI.
func keeperCode(t rdf.Term) (string, bool) {
	code, ok := strings.CutPrefix(t.Value(), vocab.Keeper)
	return code, ok && !strings.ContainsAny(code, "%_")
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
	return r.thing(q) == t && slices.Contains(r.references, q.P.Value()) && q.G == graph
}

// implied reports whether a quad follows from a reference among a record's quads.
func implied(q *rdf.Quad, quads []rdf.Quad) bool {
	r := ruleOf(q)
	if r == nil {
		return false
	}
	for i := range quads { // quads are large: no copies
		if r.refers(&quads[i], q.S, q.G) {
			return true
		}
	}
	return false
}

// sharedOf yields a record's statements about shared things.
func sharedOf(quads []rdf.Quad) iter.Seq[*rdf.Quad] {
	return func(yield func(*rdf.Quad) bool) {
		var last rdf.Term
		own := false // the subject last belongs to the record
		for i := range quads {
			q := &quads[i]
			if q.S != last {
				last = q.S
				own = q.S.IsBlankNode() || strings.HasPrefix(q.S.Value(), issn.SpaceISSN.Prefix())
			}
			if !own && !isOwn(*q) && !yield(q) {
				return
			}
		}
	}
}

// evidence yields a record's statements about shared things that do not follow from its
// references.
func evidence(quads []rdf.Quad) iter.Seq[*rdf.Quad] {
	return func(yield func(*rdf.Quad) bool) {
		for q := range sharedOf(quads) {
			if !implied(q, quads) && !yield(q) {
				return
			}
		}
	}
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
