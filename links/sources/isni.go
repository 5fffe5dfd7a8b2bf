package sources

import (
	"encoding/xml"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// isni is the International Standard Name Identifier: its linked data in JSON-LD and
// the records of its search interface in XML. Persons are out of scope.
func isni() *system {
	return &system{
		info: Info{
			Name: "isni", Title: "International Standard Name Identifier", Homepage: "https://isni.org/",
			Licence: "https://creativecommons.org/publicdomain/zero/1.0/", Level: LevelLinking, Predicate: vocab.SchemaSameAs,
		},
		formats: []formats.Format{
			&formats.JSON{Label: "isni-json-ld", Need: []string{"isni.org/isni/", `"@id"`}, Arrays: []string{"@graph"}, Fill: fillISNI},
			&formats.XML{Label: "isni-records", Need: []string{"<responseRecord"}, Element: "responseRecord", Fill: fillISNIRecord},
		},
	}
}

// localNames maps member names without prefix or namespace to the names as written.
func localNames(o formats.Object) map[string][]string {
	names := make(map[string][]string, len(o))
	for name := range o {
		plain := name[strings.LastIndexAny(name, "/#:")+1:]
		names[plain] = append(names[plain], name)
	}
	for _, written := range names {
		slices.Sort(written)
	}
	return names
}

// fillISNI reads the description of an organization or a person.
func fillISNI(o formats.Object, row *formats.Row) {
	row.Kind = formats.KindOrganization
	names := localNames(o)
	types := o.Values(names["@type"]...)
	types = append(types, o.Values("type")...)
	switch {
	case slices.ContainsFunc(types, func(t string) bool { return strings.HasSuffix(t, "Organization") }):
	case slices.ContainsFunc(types, func(t string) bool { return strings.HasSuffix(t, "Person") }):
		row.SkipFor(formats.SkipKind, "person")
		return
	default:
		row.SkipFor(formats.SkipKind, strings.Join(types, " "))
		return
	}
	id := ISNI(o.Text("@id", "id"))
	if id == "" {
		row.RejectFor(formats.RejectID, o.Text("@id", "id"))
		return
	}
	row.IRI = vocab.ISNI + id
	for _, name := range append(o.Values(names["name"]...), o.Values(names["alternateName"]...)...) {
		row.AddTitle(formats.CleanText(name), "")
	}
	for _, same := range append(o.Values(names["sameAs"]...), o.Values(names["isIdentifiedByAuthority"]...)...) {
		addSameIRI(&row.Item, same)
	}
	for _, old := range o.Values(names["hasDeprecatedISNI"]...) {
		if n := ISNI(old); n != "" {
			row.Replaces = append(row.Replaces, vocab.ISNI+n)
		}
	}
}

// addSameIRI adds an address in another system: Wikidata and ROR in their usual form,
// others unchanged.
func addSameIRI(it *formats.Item, text string) {
	switch {
	case QID(text) != "":
		it.Same = append(it.Same, vocab.WikidataEntity+QID(text))
	case strings.Contains(text, "ror.org/") && rorID(text) != "":
		it.Same = append(it.Same, rorID(text))
	case formats.WebIRI(text) != "":
		it.Same = append(it.Same, formats.WebIRI(text))
	}
}

// fillISNIRecord reads a record of the search interface.
func fillISNIRecord(d *xml.Decoder, start xml.StartElement, row *formats.Row) error {
	var rec struct {
		Assigned struct {
			ISNI     string   `xml:"isniUnformatted"`
			Merged   []string `xml:"mergedISNI"`
			Metadata struct {
				Person *struct{} `xml:"identity>personOrFiction"`
				Names  []struct {
					Main string `xml:"mainName"`
					Unit string `xml:"subdivisionName"`
				} `xml:"identity>organisation>organisationName"`
				Variants []struct {
					Main string `xml:"mainName"`
				} `xml:"identity>organisation>organisationNameVariant"`
				URIs []string `xml:"externalInformation>URI"`
			} `xml:"ISNIMetadata"`
		} `xml:"ISNIAssigned"`
	}
	if err := d.DecodeElement(&rec, &start); err != nil {
		return err
	}
	row.Kind = formats.KindOrganization
	a := &rec.Assigned
	if a.Metadata.Person != nil {
		row.SkipFor(formats.SkipKind, "person")
		return nil
	}
	id := ISNI(a.ISNI)
	if id == "" {
		row.RejectFor(formats.RejectID, a.ISNI)
		return nil
	}
	row.IRI = vocab.ISNI + id
	for _, n := range a.Metadata.Names {
		row.AddTitle(strings.TrimSpace(formats.CleanText(n.Main)+" "+formats.CleanText(n.Unit)), "")
	}
	for _, n := range a.Metadata.Variants {
		row.AddTitle(formats.CleanText(n.Main), "")
	}
	for _, uri := range a.Metadata.URIs {
		addSameIRI(&row.Item, strings.TrimSpace(uri))
	}
	for _, old := range a.Merged {
		if n := ISNI(old); n != "" {
			row.Replaces = append(row.Replaces, vocab.ISNI+n)
		}
	}
	return nil
}
