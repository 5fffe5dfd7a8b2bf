package register

import (
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// Columns are the rules of this package expressed in the ids of one state, for readers
// that scan it column by column instead of record by record. A property unknown to the
// state is [ids.Undef], which matches no row.
type Columns struct {
	// Properties.
	Status, IsPartOf, HasPart, Value, InFavour, HasCancelled ids.ID
	// Fragments: the ordinals of parts in ids of IRIs, see [ids.FragmentMask].
	Record, Number, KeyTitle ids.ID

	hidden []ids.ID // statuses of records that are not shown
}

// ReadColumns looks up the ids.
func ReadColumns(snap Snapshot) (*Columns, error) {
	c := &Columns{}
	for _, p := range []struct {
		id  *ids.ID
		iri string
	}{
		{&c.Status, vocab.BFStatus},
		{&c.IsPartOf, vocab.SchemaIsPartOf},
		{&c.HasPart, vocab.SchemaHasPart},
		{&c.Value, vocab.RDFValue},
		{&c.InFavour, vocab.ISSNCancelledInFavor},
		{&c.HasCancelled, vocab.ISSNHasCancelledISSN},
	} {
		id, ok, err := snap.Lookup(rdf.NewIRI(p.iri))
		if err != nil {
			return nil, err
		}
		if ok {
			*p.id = id
		}
	}
	for _, part := range []struct {
		id   *ids.ID
		name string
	}{{&c.Record, "Record"}, {&c.Number, "ISSN"}, {&c.KeyTitle, "KeyTitle"}} {
		id, _, err := snap.Lookup(rdf.NewIRI(issn.Resource{Fragment: part.name}.IRI()))
		if err != nil {
			return nil, err
		}
		*part.id = id & ids.FragmentMask
	}
	for i := range vocab.RecordStatuses.Concepts {
		iri := vocab.RecordStatuses.Concepts[i].IRI
		if StandingOf(iri).Described() {
			continue
		}
		id, ok, err := snap.Lookup(rdf.NewIRI(iri))
		if err != nil {
			return nil, err
		}
		if ok {
			c.hidden = append(c.hidden, id)
		}
	}
	return c, nil
}

// IsStatus reports whether a statement gives the status of the record of an ISSN.
func (c *Columns) IsStatus(s, p ids.ID) bool { return p == c.Status && s&ids.FragmentMask == c.Record }

// IsDescribed reports whether a record of a status may be shown; see
// [Standing.Described].
func (c *Columns) IsDescribed(status ids.ID) bool {
	return !slices.Contains(c.hidden, status)
}
