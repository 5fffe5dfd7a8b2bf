package sources

import (
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// Lists that sources make claims about.
const (
	ListDOAJ = "https://doaj.org/"
	ListROAD = "https://road.issn.org/"
)

// doaj is the Directory of Open Access Journals: its journal metadata with the columns
// of several years, and the list of withdrawn journals. Both belong in one run: they
// share a graph.
func doaj() *system {
	return &system{
		info: Info{
			Name: "doaj", Title: "Directory of Open Access Journals", Homepage: ListDOAJ, Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs, Catalog: ListDOAJ,
		},
		formats: []formats.Format{
			&formats.Layout{
				Label: "doaj-journals", Need: []string{"Journal title", "Journal ISSN (print version)", "Journal EISSN (online version)"}, Fill: fillDOAJ,
			},
			&formats.Layout{Label: "doaj-withdrawn", Need: []string{"title", "issn", "date_removed", "reason"}, Fill: fillWithdrawn},
			&formats.Layout{Label: "doaj-withdrawn-published", Need: []string{"Journal Title", "ISSN", "Date Removed (dd/mm/yyyy)", "Reason"}, Fill: fillWithdrawn},
		},
	}
}

// doajArchives maps the names of preservation services in DOAJ to the codes of
// archives.
var doajArchives = []struct{ name, code string }{
	{"CLOCKSS", "clockss"},
	{"LOCKSS", "lockss"},
	{"PORTICO", "portico"},
	{"PKP P", "pkp"},
	{"PKP LN", "pkp"},
	{"SCHOLARS PORTAL", "scholarsportal"},
	{"INTERNET ARCHIVE", "internetarchive"},
	{"HATHITRUST", "hathi"},
	{"CARINIANA", "cariniana"},
}

// fillDOAJ reads a journal.
func fillDOAJ(r *formats.Record, row *formats.Row) {
	print, online := r.Get("Journal ISSN (print version)"), r.Get("Journal EISSN (online version)")
	row.AddNumbers(print, formats.RolePrint)
	row.AddNumbers(online, formats.RoleOnline)
	row.IRI = formats.WebIRI(r.Get("URL in DOAJ"))
	if row.IRI == "" {
		for _, text := range []string{online, print} {
			if n, err := issn.Clean(text); err == nil {
				row.IRI = ListDOAJ + "toc/" + n.String()
				break
			}
		}
	}
	row.AddTitle(r.Get("Journal title"), "")
	row.AddTitle(r.Get("Alternative title"), "")
	row.Publisher.Name = r.Get("Publisher")
	row.Open = formats.Yes
	row.ListedIn = append(row.ListedIn, ListDOAJ)
	row.AddFact(vocab.SchemaLicense, r.Get("Journal license"))
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("Journal URL")))
	if apc := r.Get("APC"); apc != "" {
		row.AddFact(vocab.SchemaConditionsOfAccess, "APC: "+apc)
	}
	for name := range strings.SplitSeq(r.Get("Preservation Services"), ",") {
		name = strings.ToUpper(strings.TrimSpace(name))
		for _, a := range doajArchives {
			if strings.HasPrefix(name, a.name) {
				row.Archives = append(row.Archives, a.code)
			}
		}
	}
}

// fillWithdrawn reads a journal that DOAJ withdrew. It no longer has an address in
// DOAJ, so the list itself is the object of the statement.
func fillWithdrawn(r *formats.Record, row *formats.Row) {
	row.Predicate = vocab.ISSNWithdrawnFrom
	seen := map[string]bool{}
	for _, column := range []string{"issn", "issns"} {
		for _, s := range issn.Split(r.Get(column)) {
			if !seen[s] {
				seen[s] = true
				row.Numbers = append(row.Numbers, formats.Number{Text: s})
			}
		}
	}
	row.AddNumbers(r.Get("issn_l"), formats.RoleLinking)
	row.AddTitle(r.Get("title", "Journal Title"), "")
	row.Publisher.Name = r.Get("publisher")
	row.Withdrawn = append(row.Withdrawn, ListDOAJ)
	row.AddFact(vocab.SchemaDescription, r.Get("reason"))
	if date, ok := formats.Day(r.Get("date_removed", "Date Removed (dd/mm/yyyy)")); ok {
		row.Facts = append(row.Facts, formats.Fact{Predicate: vocab.SchemaDateModified, Object: date})
	}
}
