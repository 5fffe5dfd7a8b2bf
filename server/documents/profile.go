package documents

import (
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/vocab"
)

// content is what a profile makes of a description.
type content struct {
	// namespaces of the properties and classes that the profile keeps; nil for all.
	namespaces []string
	// more adds statements in the terms of the profile.
	more func(d *Description, add func(s rdf.Term, p string, o rdf.Term))
}

// contents are those of all profiles.
var contents = map[*negotiate.Profile]content{
	negotiate.ISSNProfile:   {},
	negotiate.GraphsProfile: {},
	negotiate.SchemaProfile: {namespaces: []string{vocab.Schema}, more: nameOfCluster},
	negotiate.BibframeProfile: {
		namespaces: []string{vocab.BF, vocab.BFLC, vocab.BFMARC, vocab.BFREL}, more: workAndInstance,
	},
}

// alwaysKept are properties that every profile keeps, where they say something
// about what it has kept.
var alwaysKept = map[string]bool{vocab.RDFValue: true, vocab.RDFSLabel: true}

// Apply returns the statements of a document in the profile. They stand in the default
// graph, where clients that want a graph look for them (RDF 1.1 Concepts section 4.2),
// unless the profile is that of named graphs.
func Apply(p *negotiate.Profile, d *Description) []rdf.Quad {
	if p == negotiate.GraphsProfile {
		return d.Quads
	}
	triples := d.Triples()
	c := contents[p]
	if c.namespaces == nil {
		return triples
	}
	kept := map[rdf.Term]bool{}
	var quads []rdf.Quad
	for _, q := range triples {
		if c.keeps(q) && !isOpenDate(q) {
			quads = append(quads, q)
			kept[q.S] = true
		}
	}
	for _, q := range triples {
		if alwaysKept[q.P.Value()] && kept[q.S] {
			quads = append(quads, q)
		}
	}
	if c.more != nil {
		c.more(d, func(s rdf.Term, property string, o rdf.Term) {
			quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI(property), O: o})
		})
	}
	return quads
}

// isOpenDate reports whether a statement gives a date that is none: 9999, which stands
// for no end in the register, or one with digits that are not known. The terms of
// schema.org have dates alone.
func isOpenDate(q rdf.Quad) bool {
	switch q.P.Value() {
	case vocab.SchemaStartDate, vocab.SchemaEndDate:
		return q.O.Value() == "9999" || strings.ContainsAny(q.O.Value(), "uU")
	}
	return false
}

// keeps reports whether the property of q or, for types, the class belongs to
// the profile.
func (c *content) keeps(q rdf.Quad) bool {
	iri := q.P.Value()
	if iri == vocab.RDFType {
		iri = q.O.Value()
	}
	for _, namespace := range c.namespaces {
		if strings.HasPrefix(iri, namespace) {
			return true
		}
	}
	return false
}

// nameOfCluster gives an ISSN-L or ISSN-H the name that its members make, as plain text
// like the names of serials: what schema.org describes has a name.
func nameOfCluster(d *Description, add func(s rdf.Term, p string, o rdf.Term)) {
	if _, named := d.Object(d.Subject, vocab.SchemaName); !named && !d.name.IsZero() {
		add(d.Subject, vocab.SchemaName, rdf.NewString(d.name.Value()))
	}
}

// workAndInstance states how the Library of Congress models serials: a serial in
// one medium is an instance of the work that its ISSN-L names.
func workAndInstance(d *Description, add func(s rdf.Term, p string, o rdf.Term)) {
	r, ok := issn.ParseIRI(d.Subject.Value())
	if !ok {
		return
	}
	resource := func(t rdf.Term, space issn.Space) bool {
		other, ok := issn.ParseIRI(t.Value())
		return t.IsIRI() && ok && other.Space == space && other.Fragment == ""
	}
	class, property, stated, space := "Instance", "instanceOf", vocab.Schema+"isPartOf", issn.SpaceISSNL
	if r.Space != issn.SpaceISSN {
		class, property, stated, space = "Work", "hasInstance", vocab.Schema+"hasPart", issn.SpaceISSN
	}
	add(d.Subject, vocab.RDFType, rdf.NewIRI(vocab.BF+class))
	for _, o := range d.Objects(d.Subject, stated) {
		if resource(o, space) {
			add(d.Subject, vocab.BF+property, o)
		}
	}
}
