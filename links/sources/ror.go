package sources

import (
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// ror is the Research Organization Registry: its dump in schema versions 1 and 2, as
// JSON in a ZIP archive.
func ror() *system {
	return &system{
		info: Info{
			Name: "ror", Title: "Research Organization Registry", Homepage: "https://ror.org/", Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs,
		},
		formats: []formats.Format{
			&formats.JSON{Label: "ror-dump", Need: []string{"https://ror.org/", "external_ids"}, Fill: fillROR},
			&formats.Layout{Label: "ror-table", Need: []string{"id", "name", "external_ids.ISNI.all"}, Fill: fillRORTable},
			&formats.Layout{Label: "ror-table-v2", Need: []string{"id", "names.types.ror_display", "external_ids.type.isni.all"}, Fill: fillRORTable},
		},
	}
}

// rorID returns the IRI of an organization, or the empty string.
func rorID(text string) string {
	id := formats.LocalID(text)
	if len(id) != 9 || id[0] != '0' {
		return ""
	}
	return vocab.ROR + id
}

// fillROR reads an organization.
func fillROR(o formats.Object, row *formats.Row) {
	row.Kind = formats.KindOrganization
	row.IRI = rorID(o.Text("id"))
	if row.IRI == "" {
		row.RejectFor(formats.RejectID, o.Text("id"))
		return
	}
	row.AddTitle(o.Text("name"), "")
	for _, n := range o.Subs("names") {
		if contains := n.List("types"); len(contains) > 0 && contains[0] != "acronym" {
			row.AddTitle(n.Text("value"), n.Text("lang"))
		}
	}
	for _, label := range o.Subs("labels") {
		row.AddTitle(label.Text("label"), label.Text("iso639"))
	}
	for _, alias := range o.List("aliases") {
		row.AddTitle(alias, "")
	}
	for _, relation := range o.Subs("relationships") {
		if id := rorID(relation.Text("id")); id != "" && strings.EqualFold(relation.Text("type"), "successor") {
			row.AddIRI(vocab.DCTIsReplacedBy, id)
		}
	}
	if strings.EqualFold(o.Text("status"), "withdrawn") {
		row.Withdraw(vocab.DCTIsReplacedBy)
		return
	}
	external := o.Sub("external_ids")
	for _, id := range external.Sub("ISNI").List("all") {
		addSame(&row.Item, "isni", id)
	}
	for _, id := range external.Sub("Wikidata").List("all") {
		addSame(&row.Item, "wikidata", id)
	}
	for _, x := range o.Subs("external_ids") {
		for _, id := range x.List("all") {
			addSame(&row.Item, x.Text("type"), id)
		}
	}
	for _, site := range o.List("links") {
		row.AddIRI(vocab.SchemaURL, formats.WebIRI(site))
	}
	for _, site := range o.Subs("links") {
		if site.Text("type") == "website" {
			row.AddIRI(vocab.SchemaURL, formats.WebIRI(site.Text("value")))
		}
	}
	if y := formats.Year(o.Text("established")); y != 0 {
		row.Facts = append(row.Facts, formats.Fact{Predicate: vocab.SchemaFoundingDate, Object: formats.YearTerm(y)})
	}
}

// addSame adds an identifier in another system.
func addSame(it *formats.Item, system, id string) {
	switch system {
	case "isni", "ISNI":
		if n := ISNI(id); n != "" {
			it.Same = append(it.Same, vocab.ISNI+n)
		}
	case "wikidata", "Wikidata":
		if q := QID(id); q != "" {
			it.Same = append(it.Same, vocab.WikidataEntity+q)
		}
	case "ror", "ROR":
		if n := rorID(id); n != "" {
			it.Same = append(it.Same, n)
		}
	}
}

// fillRORTable reads a row of the CSV form of the dump.
func fillRORTable(r *formats.Record, row *formats.Row) {
	row.Kind = formats.KindOrganization
	row.IRI = rorID(r.Get("id"))
	if row.IRI == "" {
		row.RejectFor(formats.RejectID, r.Get("id"))
		return
	}
	row.AddTitle(r.Get("name", "names.types.ror_display"), "")
	for _, id := range formats.SplitList(r.Get("external_ids.ISNI.all", "external_ids.type.isni.all")) {
		addSame(&row.Item, "isni", id)
	}
	for _, id := range formats.SplitList(r.Get("external_ids.Wikidata.all", "external_ids.type.wikidata.all")) {
		addSame(&row.Item, "wikidata", id)
	}
}
