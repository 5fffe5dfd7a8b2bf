package sources

import (
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// zdb is the Zeitschriftendatenbank, with the Elektronische Zeitschriftenbibliothek
// and title lists of libraries that carry its identifiers.
func zdb() *system {
	return &system{
		info: Info{
			Name: "zdb", Title: "Zeitschriftendatenbank", Homepage: "https://zdb-katalog.de/", Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelISSN, Predicate: vocab.SchemaSameAs, Catalog: "https://zdb-katalog.de/",
		},
		formats: []formats.Format{
			&formats.Layout{Label: "kbart-zdb", Need: []string{"publication_title", "print_identifier", "online_identifier", "zdb_id"}, Fill: fillZDBKBART},
			&formats.Layout{Label: "zdb-table", Need: []string{"issn", "zdb_id"}, Fill: fillZDBTable},
			&formats.JSON{Label: "ezb-journals", Need: []string{`"ezb_id"`}, Fill: fillEZB},
			&formats.JSON{Label: "issn-homepages", Need: []string{`"issn"`, `"homepage"`}, Fill: fillHomepage},
		},
	}
}

// zdbID returns a ZDB identifier with a valid check character (modulo 11), in upper
// case, or the empty string.
func zdbID(text string) string {
	digits, check, ok := strings.Cut(strings.ToUpper(strings.TrimSpace(text)), "-")
	if !ok || len(digits) < 2 || len(digits) > 9 || len(check) != 1 || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (len(digits) + 1 - i)
	}
	want := "0123456789X"[sum%11]
	if check[0] != want {
		return ""
	}
	return digits + "-" + check
}

// zdbItem sets the item.
func zdbItem(row *formats.Row, text string) {
	if text == "" {
		row.SkipFor(formats.SkipNoID, "")
		return
	}
	id := zdbID(text)
	if id == "" {
		row.RejectFor(formats.RejectID, text)
		return
	}
	row.IRI = vocab.ZDB + id
}

// fillZDBTable reads a row of ISSN and ZDB-ID, which name the same edition.
func fillZDBTable(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("issn"), formats.RoleAny)
	row.AddTitle(r.Get("title"), "")
	zdbItem(row, r.Get("zdb_id"))
}

// fillZDBKBART reads a title list with ZDB-IDs. The ZDB-ID belongs to one edition, but
// the row has the ISSNs of all: the link is not an identity.
func fillZDBKBART(r *formats.Record, row *formats.Row) {
	if formats.KBARTTitle(r, row) {
		return
	}
	for _, s := range issn.Split(r.Get("all_issns")) {
		if !formats.Repeated(row.Numbers, s) {
			row.AddNumbers(s, formats.RoleAny)
		}
	}
	row.Weak = true
	zdbItem(row, r.Get("zdb_id"))
}

// fillEZB reads a journal of the Elektronische Zeitschriftenbibliothek.
func fillEZB(o formats.Object, row *formats.Row) {
	row.AddNumbers(o.Text("issnp"), formats.RolePrint)
	row.AddNumbers(o.Text("issne"), formats.RoleOnline)
	row.AddTitle(o.Text("title"), "")
	row.Publisher.Name = o.Text("publisher")
	row.Weak = true
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(o.Text("url")))
	row.AddFact(vocab.SchemaIdentifier, prefixed("ezb:", o.Text("ezb_id")))
	if len(row.Numbers) == 0 {
		row.SkipFor(formats.SkipNoISSN, o.Text("ezb_id"))
		return
	}
	zdbItem(row, o.Text("zdb_id"))
}

// fillHomepage reads an ISSN with a homepage, found through the ZDB.
func fillHomepage(o formats.Object, row *formats.Row) {
	row.Predicate = vocab.SchemaIncludedInDataCatalog
	row.AddNumbers(o.Text("issn"), formats.RoleAny)
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(o.Text("homepage")))
}

// prefixed puts a prefix before a text that is not empty.
func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
