package catalog

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/vocab"
)

// NoLicence says that the licence of statements is not known here.
const NoLicence = "licence not stated"

// LicencesOf returns the IRIs of the licences of a graph's statements, sorted: the ones
// that the graph states of itself, else, for the free statements of the register, theirs.
// None means that no licence is stated.
func LicencesOf(graph string, stated []rdf.Term) []string {
	var list []string
	for _, t := range stated {
		if t.IsIRI() {
			list = append(list, t.Value())
		}
	}
	if len(list) == 0 && graph == vocab.GraphFree {
		return []string{reply.License}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// TitleOf returns the title of a graph that does not give itself one; empty where the
// program has none for it.
func TitleOf(graph string) string { return graphTexts[graph].title }
