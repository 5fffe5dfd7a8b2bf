package sources

import (
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// roadColumns are the columns of the export of ROAD, which has no header.
var roadColumns = []string{"issn", "issn_l", "title", "other_title", "publisher", "url", "url2", "region", "language", "language2"}

// road is ROAD, the Directory of Open Access scholarly Resources.
func road() *system {
	return &system{
		info: Info{
			Name: "road", Title: "ROAD, the Directory of Open Access scholarly Resources", Homepage: ListROAD,
			Licence: "https://creativecommons.org/licenses/by-nc/4.0/", Level: LevelISSN,
			Predicate: vocab.SchemaIncludedInDataCatalog, Catalog: ListROAD,
		},
		formats: []formats.Format{
			&formats.Layout{
				Label: "road-export", Comma: '\t', Columns: roadColumns, Fill: fillROAD,
				Test: func(f []string) bool {
					if len(f) != len(roadColumns) {
						return false
					}
					_, err := issn.Clean(f[0])
					_, err2 := issn.Clean(f[1])
					return err == nil && err2 == nil
				},
			},
			&formats.Layout{Label: "road-table", Need: []string{"issn", "issn-l", "title"}, Fill: fillROAD},
		},
	}
}

// fillROAD reads a row: the online ISSN of an open-access resource.
func fillROAD(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("issn"), formats.RoleAny)
	row.AddNumbers(r.Get("issn_l"), formats.RoleLinking)
	row.AddTitle(r.Get("title"), "")
	row.AddTitle(r.Get("other_title"), "")
	row.Publisher.Name = r.Get("publisher")
	row.Open = formats.Yes
	for _, column := range []string{"url", "url2"} {
		row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get(column)))
	}
	for _, column := range []string{"language", "language2"} {
		if c := vocab.Languages.Lookup(r.Get(column)); c != nil {
			row.AddIRI(vocab.SchemaInLanguage, c.IRI)
		}
	}
}
