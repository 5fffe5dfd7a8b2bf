package vocab

import (
	"strings"
	"sync"
)

// GraphVocabularies is the named graph of the controlled lists.
const GraphVocabularies = ISSNBase + "graph/vocabularies"

// PrefixMap returns [Prefixes] as a new map from short name to namespace, owned by the
// caller.
func PrefixMap() map[string]string {
	m := make(map[string]string)
	for _, p := range &prefixes {
		m[p.Name] = p.IRI
	}
	return m
}

// Expand returns the IRI of a prefixed name, or the name itself if its prefix is not in
// [Prefixes].
func Expand(name string) string {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		return name
	}
	for _, p := range &prefixes {
		if p.Name == prefix {
			return p.IRI + local
		}
	}
	return name
}

// Compact returns the prefixed name of an IRI by the longest namespace of
// [Prefixes], or the IRI itself if it is in none of them. The result is for
// people: its local part may not be valid in Turtle.
func Compact(iri string) string {
	var best Prefix
	for _, p := range &prefixes {
		if len(p.IRI) > len(best.IRI) && strings.HasPrefix(iri, p.IRI) {
			best = p
		}
	}
	if best.IRI == "" {
		return iri
	}
	return best.Name + ":" + iri[len(best.IRI):]
}

// labels maps the IRIs of all concepts and lists to their English labels.
var labels = sync.OnceValue(func() map[string]string {
	m := make(map[string]string)
	for _, l := range Lists() {
		m[l.IRI] = l.Label("en")
		for i := range l.Concepts {
			m[l.Concepts[i].IRI] = l.Concepts[i].Label("en")
		}
	}
	return m
})

// LabelOf returns the English label of a concept or a list.
func LabelOf(iri string) (string, bool) {
	label, ok := labels()[iri]
	return label, ok
}
