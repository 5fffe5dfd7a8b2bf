package links

import (
	"strings"

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
		formats: []format{
			&layout{label: "kbart-zdb", need: []string{"publication_title", "print_identifier", "online_identifier", "zdb_id"}, fill: fillZDBKBART},
			&layout{label: "zdb-table", need: []string{"issn", "zdb_id"}, fill: fillZDBTable},
			&jsonFormat{label: "ezb-journals", need: []string{`"ezb_id"`}, fill: fillEZB},
			&jsonFormat{label: "issn-homepages", need: []string{`"issn"`, `"homepage"`}, fill: fillHomepage},
		},
	}
}

// zdbID returns an identifier of the ZDB with a right check character (modulo 11),
// in upper case, or the empty string.
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
func zdbItem(row *Row, text string) {
	if text == "" {
		row.skip(SkipNoID, "")
		return
	}
	id := zdbID(text)
	if id == "" {
		row.reject(RejectID, text)
		return
	}
	row.IRI = vocab.ZDB + id
}

// fillZDBTable reads a row of ISSN and ZDB-ID, which name the same edition.
func fillZDBTable(r *record, row *Row) {
	row.numbers(r.get("issn"), RoleAny)
	row.title(r.get("title"), "")
	zdbItem(row, r.get("zdb_id"))
}

// fillZDBKBART reads a title list with ZDB-IDs. The ZDB-ID is that of one edition,
// while the row has the ISSNs of all: the link is no identity.
func fillZDBKBART(r *record, row *Row) {
	if kbartTitle(r, row) {
		return
	}
	for _, s := range splitNumbers(r.get("all_issns")) {
		if !repeated(row.Numbers, s) {
			row.numbers(s, RoleAny)
		}
	}
	row.Weak = true
	zdbItem(row, r.get("zdb_id"))
}

// fillEZB reads a journal of the Elektronische Zeitschriftenbibliothek.
func fillEZB(o object, row *Row) {
	row.numbers(o.text("issnp"), RolePrint)
	row.numbers(o.text("issne"), RoleOnline)
	row.title(o.text("title"), "")
	row.Publisher.Name = o.text("publisher")
	row.Weak = true
	row.factIRI(vocab.SchemaURL, webIRI(o.text("url")))
	row.fact(vocab.SchemaIdentifier, prefixed("ezb:", o.text("ezb_id")))
	if len(row.Numbers) == 0 {
		row.skip(SkipNoISSN, o.text("ezb_id"))
		return
	}
	zdbItem(row, o.text("zdb_id"))
}

// fillHomepage reads an ISSN with a homepage, found through the ZDB.
func fillHomepage(o object, row *Row) {
	row.Predicate = vocab.SchemaIncludedInDataCatalog
	row.numbers(o.text("issn"), RoleAny)
	row.factIRI(vocab.SchemaURL, webIRI(o.text("homepage")))
}

// prefixed puts a prefix before a text that is not empty.
func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
