package format

import (
	"path"
	"slices"
	"strings"
)

// Format is a syntax of RDF. The zero Format is none.
type Format uint8

// The syntaxes.
const (
	Unknown Format = iota
	NTriples
	NQuads
	Turtle
	TriG
	RDFXML
	JSONLD
)

// info is a row of the table.
type info struct {
	label    string   // for people
	names    []string // for the command line, the preferred one first
	media    []string // the registered media type first, then what is seen in its place
	suffixes []string // with the dot, the preferred one first
	graphs   bool     // can hold named graphs
	rdf12    bool     // can hold triple terms and base directions
}

var table = [...]info{
	Unknown:  {label: "unknown format"},
	NTriples: {"N-Triples", []string{"nt", "ntriples", "n-triples"}, []string{"application/n-triples"}, []string{".nt"}, false, true},
	NQuads:   {"N-Quads", []string{"nq", "nquads", "n-quads"}, []string{"application/n-quads", "text/x-nquads"}, []string{".nq"}, true, true},
	Turtle: {
		"Turtle",
		[]string{"ttl", "turtle"},
		[]string{"text/turtle", "application/turtle", "application/x-turtle"},
		[]string{".ttl"},
		false, true,
	},
	TriG: {"TriG", []string{"trig"}, []string{"application/trig", "application/x-trig"}, []string{".trig"}, true, true},
	RDFXML: {
		"RDF/XML",
		[]string{"rdf", "rdfxml", "rdf/xml", "xml"},
		[]string{"application/rdf+xml", "application/xml", "text/xml"},
		[]string{".rdf", ".owl", ".xml"},
		false, true,
	},
	JSONLD: {
		"JSON-LD",
		[]string{"jsonld", "json-ld", "json"},
		[]string{"application/ld+json", "application/json"},
		[]string{".jsonld", ".json"},
		true, false,
	},
}

// All returns the syntaxes, in the order of the table.
func All() []Format { return []Format{NTriples, NQuads, Turtle, TriG, RDFXML, JSONLD} }

func (f Format) row() info {
	if int(f) < len(table) {
		return table[f]
	}
	return table[Unknown]
}

// String returns the name that people use, such as "N-Quads".
func (f Format) String() string { return f.row().label }

// Name returns the name for the command line, such as "nq".
func (f Format) Name() string { return first(f.row().names) }

// MediaType returns the registered media type, without parameters.
func (f Format) MediaType() string { return first(f.row().media) }

// MediaTypes returns the media types that stand for f, the registered one
// first.
func (f Format) MediaTypes() []string { return slices.Clone(f.row().media) }

// Suffix returns the usual suffix of files, with its dot.
func (f Format) Suffix() string { return first(f.row().suffixes) }

// HasGraphs reports whether f can hold named graphs.
func (f Format) HasGraphs() bool { return f.row().graphs }

// HasRDF12 reports whether f can hold the triple terms and base directions of
// RDF 1.2.
func (f Format) HasRDF12() bool { return f.row().rdf12 }

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// ByName returns the syntax with the name, a media type or a suffix with or
// without dot; case does not matter.
func ByName(name string) (Format, bool) {
	name = strings.ToLower(name)
	for _, f := range All() {
		if slices.Contains(f.row().names, name) {
			return f, true
		}
		for _, s := range f.row().suffixes {
			if s == name || s[1:] == name {
				return f, true
			}
		}
	}
	return ByMediaType(name)
}

// ByMediaType returns the syntax with the media type; parameters are ignored.
func ByMediaType(media string) (Format, bool) {
	media, _, _ = strings.Cut(media, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	for _, f := range All() {
		if slices.Contains(f.row().media, media) {
			return f, true
		}
	}
	return Unknown, false
}

// Detect returns the syntax and the compression that the suffixes of a file
// name or of the path of an IRI tell, as in "data.nq.gz".
func Detect(name string) (Format, Compression) {
	name = strings.ToLower(name)
	c := None
	suffix := path.Ext(name)
	for k := Gzip; k <= Bzip2; k++ {
		if suffix == k.Suffix() {
			c = k
			suffix = path.Ext(strings.TrimSuffix(name, suffix))
		}
	}
	for _, f := range All() {
		if slices.Contains(f.row().suffixes, suffix) {
			return f, c
		}
	}
	return Unknown, c
}
