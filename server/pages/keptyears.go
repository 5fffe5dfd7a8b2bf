package pages

import (
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/vocab"
)

// keptYears are the rows of a page that sum up which years of an ISSN are kept,
// with a way to the report of all its media and its history. There are none for
// what no archive holds.
func (b *builder) keptYears() []row {
	r, ok := issn.ParseIRI(b.d.Subject.Value())
	if !ok || r.Space != issn.SpaceISSN {
		return nil
	}
	level := preservation.Self(r.ISSN, b.d.Quads, b.m.Now().Year())
	if len(level.Keepers) == 0 {
		return nil
	}
	var rows []row
	for _, years := range []struct {
		label, property string
		years           preservation.Years
	}{
		{"Years published", vocab.ISSNPublishedYear, level.Published},
		{"Years kept", vocab.ISSNKeptYear, level.Kept},
		{"Years kept by three archives or more", vocab.ISSNKeptByThreeYear, level.ThreeOrMore},
		{"Years kept by nobody", vocab.ISSNKeptByNobodyYear, level.Nobody},
	} {
		if text := years.years.String(); text != "" {
			rows = append(rows, row{Label: years.label, IRI: years.property, Values: []Value{{Text: text}}})
		}
	}
	if !b.m.HasPreservation {
		return rows
	}
	return append(rows, row{
		Label: "Report", IRI: vocab.SchemaReport,
		Values: []Value{{Text: "all media and the history of the title", Href: "/preservation/ISSN/" + r.ISSN.String()}},
	})
}
