package documents

import (
	"encoding/json"
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// StructuredData is the schema.org description of a subject as JSON-LD, for the
// pages: what search engines read. "<" and "&" are escaped in it, so that it
// may stand in a script element.
func StructuredData(d *Description) ([]byte, error) {
	data := map[string]any{"@context": "https://schema.org", "@id": d.Subject.Value()}
	var types []string
	for _, class := range d.Classes() {
		if name, ok := strings.CutPrefix(class, vocab.Schema); ok {
			types = append(types, name)
		}
	}
	if len(types) > 0 {
		data["@type"] = types
	}
	values := map[string][]any{}
	for _, t := range d.Statements[d.Subject] {
		name, ok := strings.CutPrefix(t.P.Value(), vocab.Schema)
		if !ok || d.IsPart(t.O) {
			continue
		}
		if t.O.IsIRI() {
			values[name] = append(values[name], map[string]string{"@id": t.O.Value()})
		} else if t.O.IsLiteral() {
			values[name] = append(values[name], t.O.Value())
		}
	}
	for name, list := range values {
		if len(list) == 1 {
			data[name] = list[0]
		} else {
			data[name] = list
		}
	}
	return json.Marshal(data)
}
