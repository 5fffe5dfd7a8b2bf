package jsonld

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// ownForms is what documents in the ISSN context are written from: the entries of
// the context as text, and what json-gold made of values of each sort when
// it was asked once.
type ownForms struct {
	names    []string          // of the context, sorted
	entries  []string          // name and definition as JSON, indented, of each
	needs    [][]int           // entries that each needs besides itself
	place    map[string]int    // of a name in names
	prefixes map[string]string // namespace to the prefix that json-gold takes for it
	rules    sync.Map          // ruleKey to rule
	classes  sync.Map          // class to its short form
	learned  atomic.Int64      // rules and classes
	own      parsedContext
	// treeEntries are the entries of trees. Identifiers are known by their ids there, as in
	// the published context; strings have no datatype, since some readers tell a string
	// with xsd:string from one without.
	treeEntries []string
	// reversed are the terms for properties that are read against their direction.
	reversed map[string]string
}

// maxLearned bounds what is kept: the vocabularies of the profile have some
// hundreds of properties and classes.
const maxLearned = 4096

// sort of a value, as far as compaction tells values apart.
type valueSort uint8

const (
	sortReference valueSort = iota
	sortString
	sortLanguage
	sortTyped
)

// ruleKey is a property with a sort of values.
type ruleKey struct {
	property string
	sort     valueSort
	datatype string // of typed values
}

// rule says how values are written.
type rule struct {
	member string // of the node object
	bare   bool   // as a string, else as an object
	moved  bool   // after the values that compaction itself gives the member
	// datatype is the short form, for typed values that are not bare.
	datatype string
}

// forms makes the table once.
var forms = sync.OnceValue(newOwnForms)

// newOwnForms returns nil where the context cannot be parsed: documents are then
// written the long way, which says why.
func newOwnForms() *ownForms {
	f := &ownForms{place: make(map[string]int), prefixes: make(map[string]string), own: ownContext()}
	if f.own.err != nil {
		return nil
	}
	f.names = slices.Sorted(maps.Keys(f.own.context))
	f.needs = make([][]int, len(f.names))
	for i, name := range f.names {
		f.place[name] = i
	}
	if err := f.readReversed(); err != nil {
		return nil
	}
	for i, name := range f.names {
		text, err := json.MarshalIndent(f.own.context[name], "    ", "  ")
		if err != nil {
			return nil
		}
		f.entries = append(f.entries, string(appendString(nil, name))+": "+string(text))
		for needed := range usedContext(f.own.context, map[string]any{name: nil}) {
			if needed != name {
				f.needs[i] = append(f.needs[i], f.place[needed])
			}
		}
		namespace, ok := f.own.context[name].(string)
		if !ok || strings.HasPrefix(namespace, "@") {
			continue
		}
		const local = "x-probe"
		if short, err := f.own.active.CompactIri(namespace+local, nil, false, false); err == nil && short == name+":"+local {
			f.prefixes[namespace] = name
		}
	}
	return f
}

// isDelimiter reports whether a namespace may end in c (gen-delims of RFC 3986).
func isDelimiter(c byte) bool { return strings.IndexByte(":/?#[]@", c) >= 0 }

// reference returns the short form of an IRI as the value of @id: prefix and rest,
// of which the prefix may be empty. It is false for IRIs that could be taken for
// short forms.
func (f *ownForms) reference(iri string) (prefix, rest string, ok bool) {
	best := -1
	for i := len(iri) - 1; i > 0; i-- { // the rest may not be empty
		if !isDelimiter(iri[i-1]) {
			continue
		}
		name, found := f.prefixes[iri[:i]]
		if !found {
			continue
		}
		length := len(name) - i
		if best < 0 || length < len(prefix)-best || length == len(prefix)-best && name < prefix {
			best, prefix = i, name
		}
	}
	if best > 0 {
		return prefix, iri[best:], true
	}
	scheme, _, absolute := strings.Cut(iri, ":")
	if _, known := f.place[scheme]; known || !absolute {
		return "", "", false
	}
	return "", iri, true
}

// class returns the short form of a class.
func (f *ownForms) class(iri string) (string, bool) {
	if short, ok := f.classes.Load(iri); ok {
		return short.(string), true
	}
	short, err := f.own.active.CompactIri(iri, nil, true, false)
	if err != nil {
		return "", false
	}
	if f.learned.Add(1) <= maxLearned {
		f.classes.Store(strings.Clone(iri), short)
	}
	return short, true
}

// rule returns how the values of a sort are written: what json-gold and
// useTerms made of one of them.
func (f *ownForms) rule(key ruleKey) (rule, bool) {
	if known, ok := f.rules.Load(key); ok {
		return known.(rule), true
	}
	value := map[string]any{"@value": "x"}
	switch key.sort {
	case sortReference:
		value = map[string]any{"@id": "http://x.invalid/"}
	case sortLanguage:
		value["@language"] = "en"
	case sortTyped:
		value["@type"] = key.datatype
	case sortString:
	}
	compacted, err := f.compactProbe(key.property, value)
	if err != nil {
		return rule{}, false
	}
	r := rule{}
	for member := range compacted {
		if member != "id" {
			r.member = member
		}
	}
	before := r.member
	useTerms(f.own.context, compacted)
	r.member = ""
	for member, v := range compacted {
		if member == "id" {
			continue
		}
		if r.member != "" {
			return rule{}, false
		}
		r.member = member
		switch v := v.(type) {
		case string:
			r.bare = true
		case map[string]any:
			r.datatype, _ = v["type"].(string)
			if _, odd := v["@type"]; odd {
				return rule{}, false
			}
		default:
			return rule{}, false
		}
	}
	r.moved = r.member != before
	if r.member == "" || strings.HasPrefix(r.member, "@") {
		return rule{}, false
	}
	if f.learned.Add(1) <= maxLearned {
		key.property, key.datatype = strings.Clone(key.property), strings.Clone(key.datatype)
		f.rules.Store(key, r)
	}
	return r, true
}

// compactProbe compacts a node with one value.
func (f *ownForms) compactProbe(property string, value map[string]any) (compacted map[string]any, err error) {
	defer recoverProcessor(&err)
	expanded := []any{map[string]any{"@id": "http://x.invalid/", property: []any{value}}}
	return compactTerms(f.own, expanded)
}

// sortOf returns the sort of an object; false for what is written the long way.
func sortOf(t rdf.Term) (key ruleKey, ok bool) {
	switch {
	case t.IsIRI(), t.IsBlankNode():
		return ruleKey{sort: sortReference}, true
	case t.Direction() != rdf.NoDirection, !t.IsLiteral():
		return ruleKey{}, false
	case t.Language() != "":
		return ruleKey{sort: sortLanguage}, true
	}
	switch datatype := t.Datatype(); datatype {
	case vocab.XSDString:
		return ruleKey{sort: sortString}, true
	case vocab.RDFJSON:
		return ruleKey{}, false
	default:
		return ruleKey{sort: sortTyped, datatype: datatype}, true
	}
}
