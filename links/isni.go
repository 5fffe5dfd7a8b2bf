package links

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// isni is the International Standard Name Identifier: its linked data in JSON-LD
// and the records of its search interface in XML. Persons are out of scope.
func isni() *system {
	return &system{
		info: Info{
			Name: "isni", Title: "International Standard Name Identifier", Homepage: "https://isni.org/",
			Licence: "https://creativecommons.org/publicdomain/zero/1.0/", Level: LevelLinking, Predicate: vocab.SchemaSameAs,
		},
		formats: []format{
			&jsonFormat{label: "isni-json-ld", need: []string{"isni.org/isni/", `"@id"`}, arrays: []string{"@graph"}, fill: fillISNI},
			&xmlFormat{label: "isni-records", need: []string{"<responseRecord"}, element: "responseRecord", fill: fillISNIRecord},
		},
	}
}

// localNames maps the names of members without prefix or namespace to the names
// as they are written.
func localNames(o object) map[string][]string {
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

// values returns the texts of a property of JSON-LD: strings, values and ids, one
// or an array.
func (o object) values(names ...string) []string {
	var found []string
	for _, name := range names {
		raw := o[name]
		if len(raw) == 0 {
			continue
		}
		items := []json.RawMessage{raw}
		if raw[0] == '[' && json.Unmarshal(raw, &items) != nil {
			continue
		}
		for _, item := range items {
			inner := object{"": item}
			text := inner.text("")
			if node := inner.sub(""); node != nil {
				text = node.text("@value", "@id")
			}
			if text != "" {
				found = append(found, text)
			}
		}
	}
	return found
}

// fillISNI reads the description of an organization or a person.
func fillISNI(o object, row *Row) {
	row.Kind = KindOrganization
	names := localNames(o)
	types := o.values(names["@type"]...)
	types = append(types, o.values("type")...)
	switch {
	case slices.ContainsFunc(types, func(t string) bool { return strings.HasSuffix(t, "Organization") }):
	case slices.ContainsFunc(types, func(t string) bool { return strings.HasSuffix(t, "Person") }):
		row.skip(SkipKind, "person")
		return
	default:
		row.skip(SkipKind, strings.Join(types, " "))
		return
	}
	id := isniOf(o.text("@id", "id"))
	if id == "" {
		row.reject(RejectID, o.text("@id", "id"))
		return
	}
	row.IRI = vocab.ISNI + id
	for _, name := range append(o.values(names["name"]...), o.values(names["alternateName"]...)...) {
		row.title(cleanText(name), "")
	}
	for _, same := range append(o.values(names["sameAs"]...), o.values(names["isIdentifiedByAuthority"]...)...) {
		row.sameIRI(same)
	}
	for _, old := range o.values(names["hasDeprecatedISNI"]...) {
		if n := isniOf(old); n != "" {
			row.Replaces = append(row.Replaces, vocab.ISNI+n)
		}
	}
}

// sameIRI adds an address of another system: Wikidata and ROR in their usual form,
// others as they are.
func (it *Item) sameIRI(text string) {
	switch {
	case qid(text) != "":
		it.Same = append(it.Same, vocab.WikidataEntity+qid(text))
	case strings.Contains(text, "ror.org/") && rorID(text) != "":
		it.Same = append(it.Same, rorID(text))
	case webIRI(text) != "":
		it.Same = append(it.Same, webIRI(text))
	}
}

// fillISNIRecord reads a record of the search interface.
func fillISNIRecord(d *xml.Decoder, start xml.StartElement, row *Row) error {
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
	row.Kind = KindOrganization
	a := &rec.Assigned
	if a.Metadata.Person != nil {
		row.skip(SkipKind, "person")
		return nil
	}
	id := isniOf(a.ISNI)
	if id == "" {
		row.reject(RejectID, a.ISNI)
		return nil
	}
	row.IRI = vocab.ISNI + id
	for _, n := range a.Metadata.Names {
		row.title(strings.TrimSpace(cleanText(n.Main)+" "+cleanText(n.Unit)), "")
	}
	for _, n := range a.Metadata.Variants {
		row.title(cleanText(n.Main), "")
	}
	for _, uri := range a.Metadata.URIs {
		row.sameIRI(strings.TrimSpace(uri))
	}
	for _, old := range a.Merged {
		if n := isniOf(old); n != "" {
			row.Replaces = append(row.Replaces, vocab.ISNI+n)
		}
	}
	return nil
}
