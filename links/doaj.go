package links

import (
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// doaj is the Directory of Open Access Journals: its journal metadata in the
// column sets of several years, and the list of withdrawn journals. Give both in
// one run: they share a graph.
func doaj() *system {
	return &system{
		info: Info{
			Name: "doaj", Title: "Directory of Open Access Journals", Homepage: ListDOAJ, Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs, Catalog: ListDOAJ,
		},
		formats: []format{
			&layout{
				label: "doaj-journals", need: []string{"Journal title", "Journal ISSN (print version)", "Journal EISSN (online version)"}, fill: fillDOAJ,
			},
			&layout{label: "doaj-withdrawn", need: []string{"title", "issn", "date_removed", "reason"}, fill: fillWithdrawn},
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
func fillDOAJ(r *record, row *Row) {
	print, online := r.get("Journal ISSN (print version)"), r.get("Journal EISSN (online version)")
	row.numbers(print, RolePrint)
	row.numbers(online, RoleOnline)
	row.IRI = webIRI(r.get("URL in DOAJ"))
	if row.IRI == "" {
		for _, text := range []string{online, print} {
			if n, err := readISSN(text); err == nil {
				row.IRI = ListDOAJ + "toc/" + n.String()
				break
			}
		}
	}
	row.title(r.get("Journal title"), "")
	row.title(r.get("Alternative title"), "")
	row.Publisher.Name = r.get("Publisher")
	row.Open = Yes
	row.ListedIn = append(row.ListedIn, ListDOAJ)
	row.fact(vocab.SchemaLicense, r.get("Journal license"))
	row.factIRI(vocab.SchemaURL, webIRI(r.get("Journal URL")))
	if apc := r.get("APC"); apc != "" {
		row.fact(vocab.SchemaConditionsOfAccess, "APC: "+apc)
	}
	for name := range strings.SplitSeq(r.get("Preservation Services"), ",") {
		name = strings.ToUpper(strings.TrimSpace(name))
		for _, a := range doajArchives {
			if strings.HasPrefix(name, a.name) {
				row.Archives = append(row.Archives, a.code)
			}
		}
	}
}

// fillWithdrawn reads a journal that DOAJ withdrew. It has no address in DOAJ any
// more, so the list itself is the object of the statement.
func fillWithdrawn(r *record, row *Row) {
	row.Predicate = vocab.ISSNWithdrawnFrom
	seen := map[string]bool{}
	for _, column := range []string{"issn", "issns"} {
		for _, s := range splitNumbers(r.get(column)) {
			if !seen[s] {
				seen[s] = true
				row.Numbers = append(row.Numbers, Number{Text: s})
			}
		}
	}
	row.numbers(r.get("issn_l"), RoleLinking)
	row.title(r.get("title"), "")
	row.Publisher.Name = r.get("publisher")
	row.Withdrawn = append(row.Withdrawn, ListDOAJ)
	row.fact(vocab.SchemaDescription, r.get("reason"))
	if date, ok := day(r.get("date_removed")); ok {
		row.Facts = append(row.Facts, Fact{vocab.SchemaDateModified, date})
	}
}
