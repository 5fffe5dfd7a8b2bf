package crosswalk

import (
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// Kind is a kind of identifiers, by the name that prefixes use.
type Kind string

// The kinds of identifiers. ISNI and ROR identify publishers, the others serials.
const (
	KindISSN     Kind = "issn"
	KindISSNL    Kind = "issn-l"
	KindWikidata Kind = "wikidata"
	KindOpenAlex Kind = "openalex"
	KindISNI     Kind = "isni"
	KindROR      Kind = "ror"
	KindCrossref Kind = "crossref"
	KindDOAJ     Kind = "doaj"
	KindZDB      Kind = "zdb"
	KindSUDOC    Kind = "sudoc"
)

// Kinds lists the kinds of identifiers.
func Kinds() []Kind {
	return []Kind{KindISSN, KindISSNL, KindWikidata, KindOpenAlex, KindISNI, KindROR, KindCrossref, KindDOAJ, KindZDB, KindSUDOC}
}

// crossrefTitle is what the addresses of title reports of Crossref start with.
const crossrefTitle = "https://data.crossref.org/depositorreport?pubid=J"

// doajTitle is what the addresses of journals in DOAJ start with.
const doajTitle = "https://doaj.org/toc/"

// A form is a way to write the identifiers of a system as IRIs. The first of a
// kind is the one that links have; links with the others are read as well.
type form struct {
	kind           Kind
	prefix, suffix string
}

// forms returns the ways to write identifiers as IRIs.
func forms() []form {
	return []form{
		{kind: KindWikidata, prefix: vocab.WikidataEntity},
		{kind: KindWikidata, prefix: "https://www.wikidata.org/entity/"},
		{kind: KindWikidata, prefix: "https://www.wikidata.org/wiki/"},
		{kind: KindWikidata, prefix: "http://www.wikidata.org/wiki/"},
		{kind: KindOpenAlex, prefix: vocab.OpenAlex},
		{kind: KindOpenAlex, prefix: "https://openalex.org/sources/"},
		{kind: KindOpenAlex, prefix: "http://openalex.org/"},
		{kind: KindISNI, prefix: vocab.ISNI},
		{kind: KindISNI, prefix: "http://isni.org/isni/"},
		{kind: KindISNI, prefix: "http://www.isni.org/isni/"},
		{kind: KindISNI, prefix: "https://www.isni.org/isni/"},
		{kind: KindROR, prefix: vocab.ROR},
		{kind: KindROR, prefix: "http://ror.org/"},
		{kind: KindCrossref, prefix: crossrefTitle},
		{kind: KindDOAJ, prefix: doajTitle},
		{kind: KindDOAJ, prefix: "http://doaj.org/toc/"},
		{kind: KindZDB, prefix: vocab.ZDB},
		{kind: KindZDB, prefix: "http://ld.zdb-services.de/resource/"},
		{kind: KindSUDOC, prefix: vocab.SUDOC, suffix: "/id"},
		{kind: KindSUDOC, prefix: "https://www.sudoc.fr/", suffix: "/id"},
		{kind: KindSUDOC, prefix: vocab.SUDOC},
		{kind: KindSUDOC, prefix: "https://www.sudoc.fr/"},
	}
}

// names takes IRIs of the systems apart and puts them together.
type names struct{ forms []form }

// split returns the kind and the identifier that an IRI is made of; false for
// IRIs of no system.
func (n *names) split(iri string) (Kind, string, bool) {
	for i := range n.forms {
		f := &n.forms[i]
		rest, ok := strings.CutPrefix(iri, f.prefix)
		if !ok {
			continue
		}
		if rest, ok = strings.CutSuffix(rest, f.suffix); ok && rest != "" && !strings.Contains(rest, "/") {
			return f.kind, rest, true
		}
	}
	return "", "", false
}

// iris returns the IRIs that an identifier may have in links.
func (n *names) iris(kind Kind, id string) []string {
	var list []string
	for i := range n.forms {
		if f := &n.forms[i]; f.kind == kind {
			list = append(list, f.prefix+id+f.suffix)
		}
	}
	return list
}
