package crosswalk

import (
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// Kind is a kind of identifier, by the name used in prefixes.
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

// crossrefTitle is the prefix of the addresses of Crossref's title reports.
const crossrefTitle = "https://data.crossref.org/depositorreport?pubid=J"

// doajTitle is the prefix of the addresses of journals in DOAJ.
const doajTitle = "https://doaj.org/toc/"

// A form is a way to write a system's identifiers as IRIs. The first form of a kind is
// the usual one in links; links with the others are read as well.
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

// names takes the systems' IRIs apart and puts them together.
type names struct{ forms []form }

// split returns the kind and the identifier in an IRI; false if the IRI belongs to none
// of the systems.
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

// iris returns the possible IRIs of an identifier in links.
func (n *names) iris(kind Kind, id string) []string {
	var list []string
	for i := range n.forms {
		if f := &n.forms[i]; f.kind == kind {
			list = append(list, f.prefix+id+f.suffix)
		}
	}
	return list
}
