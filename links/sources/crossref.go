package sources

import (
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/vocab"
)

// crossref is Crossref: its list of titles, as downloaded from its site or built from
// its API.
func crossref() *system {
	return &system{
		info: Info{
			Name: "crossref", Title: "Crossref", Homepage: "https://www.crossref.org/", Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs,
		},
		formats: []formats.Format{
			&formats.Layout{Label: "crossref-titles", Need: []string{"JournalTitle", "JournalID", "pissn", "eissn"}, Fill: fillCrossref},
		},
	}
}

// fillCrossref reads a title. Its volumes by year show for which years DOIs were
// registered, not when it was published: volumes are often dated back.
func fillCrossref(r *formats.Record, row *formats.Row) {
	id := r.Get("JournalID")
	if id == "" || strings.Trim(id, "0123456789") != "" {
		row.RejectFor(formats.RejectID, id)
		return
	}
	row.IRI = "https://data.crossref.org/depositorreport?pubid=J" + id
	row.AddNumbers(r.Get("pissn"), formats.RolePrint)
	row.AddNumbers(r.Get("eissn"), formats.RoleOnline)
	row.AddNumbers(r.Get("additionalIssns"), formats.RoleFormer)
	row.AddTitle(r.Get("JournalTitle"), "")
	row.Publisher.Name = r.Get("Publisher")
	if doi := r.Get("doi"); doi != "" {
		row.AddFact(vocab.SchemaIdentifier, "doi:"+doi)
	}
	if text := r.Get("(year1)[volume1]issue1,issue2,issue3(year2)[volume2]issue4,issues5"); text != "" {
		e := holdings.ParseExtent(text)
		row.AddFact(vocab.SchemaTemporalCoverage, holdings.Coverage(e.Years(0), nil))
	}
}
