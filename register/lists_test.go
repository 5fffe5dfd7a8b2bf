package register_test

import (
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/vocab"
)

// Centres and agencies have the class, name, code and place that the profile
// tabulates; other lists are no organizations.
func TestOrganizations(t *testing.T) {
	iri, text := rdf.NewIRI, rdf.NewString
	for list, want := range map[*vocab.List][]rdf.Triple{
		vocab.ISSNCentres: {
			{S: iri(vocab.ISSNCentre + "_7"), P: iri(vocab.RDFType), O: iri(vocab.SchemaOrganization)},
			{S: iri(vocab.ISSNCentre + "_7"), P: iri(vocab.SchemaName), O: text("ISSN National Centre for France")},
			{S: iri(vocab.ISSNCentre + "_7"), P: iri(vocab.SchemaIdentifier), O: text("_7")},
			{S: iri(vocab.ISSNCentre + "_7"), P: iri(vocab.DCTSpatial), O: iri(vocab.ISO3166 + "FR")},
		},
		vocab.Keepers: {
			{S: iri(vocab.Keeper + "loc"), P: iri(vocab.RDFType), O: iri(vocab.SchemaArchiveOrganization)},
			{S: iri(vocab.Keeper + "loc"), P: iri(vocab.SchemaName), O: text("Library of Congress")},
			{S: iri(vocab.Keeper + "loc"), P: iri(vocab.SchemaIdentifier), O: text("loc")},
			{S: iri(vocab.Keeper + "loc"), P: iri(vocab.SchemaSameAs), O: iri("http://www.wikidata.org/entity/Q131454")},
		},
	} {
		var got []rdf.Triple
		for _, q := range register.ListQuads(list) {
			got = append(got, q.Triple())
		}
		for _, triple := range want {
			if !slices.Contains(got, triple) {
				t.Errorf("list %s does not state %v", list.Name, triple)
			}
		}
	}
	for _, q := range register.ListQuads(vocab.Media) {
		if q.P.Value() == vocab.SchemaName {
			t.Errorf("a medium is no organization: %s", q)
		}
	}
}
