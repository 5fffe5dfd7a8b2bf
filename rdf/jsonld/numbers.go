package jsonld

import (
	"encoding/json"
	"strconv"
)

// numbers replaces the numbers of a decoded document by float64, which json-gold
// works with. Those outside of its range stay as they are written: one of them is
// no reason to refuse the document.
func numbers(value any) any {
	switch v := value.(type) {
	case json.Number:
		if f, err := strconv.ParseFloat(v.String(), 64); err == nil {
			return f
		}
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case map[string]any:
		for key, item := range v {
			switch item.(type) {
			case json.Number, []any, map[string]any:
				v[key] = numbers(item)
			}
		}
	}
	return value
}

// rawJSON is the text of a JSON literal in an expanded document. json-gold takes it
// for a scalar and passes it on, so that arrays stay arrays and numbers stay as they
// are; package encoding/json writes it out.
type rawJSON string

// MarshalJSON returns the text.
func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// repeatedContexts replaces a context that stands in a list twice, by its address,
// with its content: json-gold takes the second for an inclusion of a context in itself.
func (o *Options) repeatedContexts(value any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			o.repeatedContexts(item)
		}
	case map[string]any:
		if list, ok := v["@context"].([]any); ok {
			v["@context"] = o.inlined(list)
		}
		for _, item := range v {
			switch item.(type) {
			case []any, map[string]any:
				o.repeatedContexts(item)
			}
		}
	}
}

// inlined returns a list of contexts without an address in it twice.
func (o *Options) inlined(list []any) []any {
	seen := make(map[string]bool, len(list))
	for i, c := range list {
		address, ok := c.(string)
		if !ok || !seen[address] {
			seen[address] = true
			continue
		}
		loader := o.Loader
		if loader == nil {
			loader = NewLoader()
		}
		rd, err := loader.LoadDocument(address)
		if err != nil {
			continue // the first one is the error
		}
		if document, isMap := rd.Document.(map[string]any); isMap && document["@context"] != nil {
			list[i] = document["@context"]
		}
	}
	return list
}
