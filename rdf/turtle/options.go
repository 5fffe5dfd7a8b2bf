package turtle

import "github.com/issn-ld/issn-ld/rdf"

// Format is one of the four syntaxes.
type Format uint8

// The syntaxes.
const (
	NTriples Format = iota
	NQuads
	Turtle
	TriG
)

// String returns the usual name of the syntax.
func (f Format) String() string {
	switch f {
	case NTriples:
		return "N-Triples"
	case NQuads:
		return "N-Quads"
	case Turtle:
		return "Turtle"
	case TriG:
		return "TriG"
	}
	return "unknown syntax"
}

// lineBased reports whether each statement has a line of its own.
func (f Format) lineBased() bool { return f == NTriples || f == NQuads }

// hasGraphs reports whether f can hold named graphs.
func (f Format) hasGraphs() bool { return f == NQuads || f == TriG }

// Options tunes a [Reader]. The zero value reads strict N-Triples.
type Options struct {
	Format Format
	Base   string // IRI that relative ones are resolved against; empty: relative IRIs are errors
	File   string // name of the document, for errors only

	// Transient lends the strings of terms: they are valid until the next call
	// of Read. Reading then allocates nothing per statement.
	Transient bool

	// Lax skips bad lines of N-Triples and N-Quads instead of stopping. They
	// are counted by Reader.Skipped and reported to OnSkip, if that is set.
	Lax    bool
	OnSkip func(*rdf.SyntaxError)

	// RDF11 refuses what RDF 1.2 added to the syntax.
	RDF11 bool

	// LabelPrefix is put before the label of every blank node.
	LabelPrefix string

	// MaxTokenBytes bounds the length of one token of Turtle and TriG and of
	// one line of N-Triples and N-Quads; 0 means 64 MiB.
	MaxTokenBytes int

	// MaxDepth bounds the nesting of brackets and of triple terms; 0 means
	// 10,000 for the former and always 100 for the latter.
	MaxDepth int
}

const (
	defaultMaxToken  = 64 << 20
	defaultMaxDepth  = 10_000
	maxTripleNesting = 100
	firstBuffer      = 64 << 10
)
