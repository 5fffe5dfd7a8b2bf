package links

import "github.com/issn-ld/issn-ld/vocab"

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
		formats: []format{
			&layout{
				label: "road-export", comma: '\t', columns: roadColumns, fill: fillROAD,
				test: func(f []string) bool {
					if len(f) != len(roadColumns) {
						return false
					}
					_, err := readISSN(f[0])
					_, err2 := readISSN(f[1])
					return err == nil && err2 == nil
				},
			},
			&layout{label: "road-table", need: []string{"issn", "issn-l", "title"}, fill: fillROAD},
		},
	}
}

// fillROAD reads a row: the online ISSN of an open-access resource.
func fillROAD(r *record, row *Row) {
	row.numbers(r.get("issn"), RoleAny)
	row.numbers(r.get("issn_l"), RoleLinking)
	row.title(r.get("title"), "")
	row.title(r.get("other_title"), "")
	row.Publisher.Name = r.get("publisher")
	row.Open = Yes
	for _, column := range []string{"url", "url2"} {
		row.factIRI(vocab.SchemaURL, webIRI(r.get(column)))
	}
	for _, column := range []string{"language", "language2"} {
		if c := vocab.Languages.Lookup(r.get(column)); c != nil {
			row.factIRI(vocab.SchemaInLanguage, c.IRI)
		}
	}
}
