package links

import (
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// crossref is Crossref: the list of titles, as the file of its site and as made
// from its API.
func crossref() *system {
	return &system{
		info: Info{
			Name: "crossref", Title: "Crossref", Homepage: "https://www.crossref.org/", Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs,
		},
		formats: []format{
			&layout{label: "crossref-titles", need: []string{"JournalTitle", "JournalID", "pissn", "eissn"}, fill: fillCrossref},
		},
	}
}

// fillCrossref reads a title. Its volumes by year say from when to when DOIs were
// registered, not when it was published: volumes are often dated back.
func fillCrossref(r *record, row *Row) {
	id := r.get("JournalID")
	if id == "" || strings.Trim(id, "0123456789") != "" {
		row.reject(RejectID, id)
		return
	}
	row.IRI = "https://data.crossref.org/depositorreport?pubid=J" + id
	row.numbers(r.get("pissn"), RolePrint)
	row.numbers(r.get("eissn"), RoleOnline)
	row.numbers(r.get("additionalIssns"), RoleFormer)
	row.title(r.get("JournalTitle"), "")
	row.Publisher.Name = r.get("Publisher")
	if doi := r.get("doi"); doi != "" {
		row.fact(vocab.SchemaIdentifier, "doi:"+doi)
	}
	if text := r.get("(year1)[volume1]issue1,issue2,issue3(year2)[volume2]issue4,issues5"); text != "" {
		e := ParseExtent(text)
		row.fact(vocab.SchemaTemporalCoverage, coverage(e.Years(0), nil))
	}
}
