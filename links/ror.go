package links

import "github.com/issn-ld/issn-ld/vocab"

// ror is the Research Organization Registry: its dump in versions 1 and 2 of the
// schema, as JSON in a ZIP archive.
func ror() *system {
	return &system{
		info: Info{
			Name: "ror", Title: "Research Organization Registry", Homepage: "https://ror.org/", Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs,
		},
		formats: []format{
			&jsonFormat{label: "ror-dump", need: []string{"https://ror.org/", "external_ids"}, fill: fillROR},
			&layout{label: "ror-table", need: []string{"id", "name", "external_ids.ISNI.all"}, fill: fillRORTable},
			&layout{label: "ror-table-v2", need: []string{"id", "names.types.ror_display", "external_ids.type.isni.all"}, fill: fillRORTable},
		},
	}
}

// rorID returns the IRI of an organization, or the empty string.
func rorID(text string) string {
	id := localID(text)
	if len(id) != 9 || id[0] != '0' {
		return ""
	}
	return vocab.ROR + id
}

// fillROR reads an organization.
func fillROR(o object, row *Row) {
	row.Kind = KindOrganization
	row.IRI = rorID(o.text("id"))
	if row.IRI == "" {
		row.reject(RejectID, o.text("id"))
		return
	}
	row.title(o.text("name"), "")
	for _, n := range o.subs("names") {
		if contains := n.list("types"); len(contains) > 0 && contains[0] != "acronym" {
			row.title(n.text("value"), n.text("lang"))
		}
	}
	for _, label := range o.subs("labels") {
		row.title(label.text("label"), label.text("iso639"))
	}
	for _, alias := range o.list("aliases") {
		row.title(alias, "")
	}
	external := o.sub("external_ids")
	for _, id := range external.sub("ISNI").list("all") {
		row.same("isni", id)
	}
	for _, id := range external.sub("Wikidata").list("all") {
		row.same("wikidata", id)
	}
	for _, x := range o.subs("external_ids") {
		for _, id := range x.list("all") {
			row.same(x.text("type"), id)
		}
	}
	for _, site := range o.list("links") {
		row.factIRI(vocab.SchemaURL, webIRI(site))
	}
	for _, site := range o.subs("links") {
		if site.text("type") == "website" {
			row.factIRI(vocab.SchemaURL, webIRI(site.text("value")))
		}
	}
	if y := year(o.text("established")); y != 0 {
		row.Facts = append(row.Facts, Fact{vocab.SchemaFoundingDate, gYear(y)})
	}
}

// same adds an identifier of another system.
func (it *Item) same(system, id string) {
	switch system {
	case "isni", "ISNI":
		if n := isniOf(id); n != "" {
			it.Same = append(it.Same, vocab.ISNI+n)
		}
	case "wikidata", "Wikidata":
		if q := qid(id); q != "" {
			it.Same = append(it.Same, vocab.WikidataEntity+q)
		}
	case "ror", "ROR":
		if n := rorID(id); n != "" {
			it.Same = append(it.Same, n)
		}
	}
}

// fillRORTable reads a row of the CSV form of the dump.
func fillRORTable(r *record, row *Row) {
	row.Kind = KindOrganization
	row.IRI = rorID(r.get("id"))
	if row.IRI == "" {
		row.reject(RejectID, r.get("id"))
		return
	}
	row.title(r.get("name", "names.types.ror_display"), "")
	for _, id := range splitList(r.get("external_ids.ISNI.all", "external_ids.type.isni.all")) {
		row.same("isni", id)
	}
	for _, id := range splitList(r.get("external_ids.Wikidata.all", "external_ids.type.wikidata.all")) {
		row.same("wikidata", id)
	}
}
