package jsonld

import "strings"

// useTerms gives members of a compacted document the terms of the context that
// name the same property. Compaction passes over a term with a type where a
// value has another one, so that strings, which have no type in the expanded
// document, would be left under prefixed names; but in the document a value
// object under such a term means the same, and so does a plain string under a
// term of the type xsd:string.
func useTerms(context, document map[string]any) {
	terms := make(map[string]string) // prefixed name -> term
	strs := make(map[string]bool)    // terms of type xsd:string
	for term, definition := range context {
		d, ok := definition.(map[string]any)
		if !ok {
			continue
		}
		if name, ok := d["@id"].(string); ok && strings.Contains(name, ":") {
			terms[name] = term
			strs[term] = d["@type"] == "xsd:string"
		}
	}
	renameMembers(document, terms, strs)
}

func renameMembers(value any, terms map[string]string, strs map[string]bool) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			renameMembers(item, terms, strs)
		}
	case map[string]any:
		for _, key := range sortedKeys(v) {
			if key == "@context" {
				continue
			}
			renameMembers(v[key], terms, strs)
			if term, ok := terms[key]; ok {
				moveValues(v, key, term, strs[term])
			}
		}
	}
}

// moveValues moves the values that mean the same under the term.
func moveValues(object map[string]any, key, term string, isString bool) {
	var moved, left []any
	for _, item := range array(object[key]) {
		switch v := item.(type) {
		case string:
			if isString {
				moved = append(moved, v)
			} else {
				moved = append(moved, map[string]any{"@value": v})
			}
		case map[string]any:
			if _, isValue := v["@value"]; isValue {
				moved = append(moved, v)
			} else {
				left = append(left, v)
			}
		default:
			left = append(left, v)
		}
	}
	if len(moved) == 0 {
		return
	}
	object[term] = single(append(array(object[term]), moved...))
	if len(left) > 0 {
		object[key] = single(left)
	} else {
		delete(object, key)
	}
}

// single is the shortest form of a list of values.
func single(values []any) any {
	if len(values) == 1 {
		return values[0]
	}
	return values
}
