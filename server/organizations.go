package server

import (
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// organizationQuads states what the profile says of ISSN centres and archiving
// agencies: class, name, code, and the country of a centre or the item of an
// agency in Wikidata.
func organizationQuads(l *vocab.List, add func(s rdf.Term, p string, o rdf.Term)) {
	class, match := "", ""
	switch l {
	case vocab.ISSNCentres:
		class, match = vocab.SchemaOrganization, vocab.DCTSpatial
	case vocab.Keepers:
		class, match = vocab.SchemaArchiveOrganization, vocab.SchemaSameAs
	default:
		return
	}
	for i := range l.Concepts {
		entry := &l.Concepts[i]
		organization := rdf.NewIRI(entry.IRI)
		add(organization, vocab.RDFType, rdf.NewIRI(class))
		add(organization, vocab.SchemaName, rdf.NewString(entry.Label("en")))
		add(organization, vocab.SchemaIdentifier, rdf.NewString(entry.Code))
		if entry.Match != "" {
			add(organization, match, rdf.NewIRI(entry.Match))
		}
	}
}
