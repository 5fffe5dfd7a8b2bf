package documents

import (
	"bytes"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/vocab"
)

// Prefixes are the namespaces of documents. They do not change.
var Prefixes = vocab.PrefixMap()

// prefixTable has Prefixes, ready for use.
var prefixTable = format.NewPrefixTable(Prefixes)

// Encode writes the quads in a syntax of RDF, for people to read where the syntax lets
// them. IRIs below base are written relative to it.
func Encode(b *bytes.Buffer, f format.Format, quads []rdf.Quad, base string) error {
	return encode(b, f, quads, format.WriterOptions{Prefixes: Prefixes, Table: prefixTable, Base: base})
}

// EncodeWith is Encode with other namespaces.
func EncodeWith(b *bytes.Buffer, f format.Format, quads []rdf.Quad, base string, prefixes map[string]string) error {
	return encode(b, f, quads, format.WriterOptions{Prefixes: prefixes, Base: base})
}

func encode(b *bytes.Buffer, f format.Format, quads []rdf.Quad, opt format.WriterOptions) error {
	opt.Pretty, opt.Stable, opt.DropGraphs = true, true, true
	w, err := format.NewWriter(b, f, opt)
	if err != nil {
		return err
	}
	if g, ok := w.(interface{ Grow(n int) }); ok {
		g.Grow(len(quads))
	}
	for _, q := range quads {
		if err := w.WriteQuad(q); err != nil {
			return err
		}
	}
	return w.Close()
}
