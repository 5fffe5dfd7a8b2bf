package documents

import (
	"bytes"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/vocab"
)

// Prefixes are the namespaces of documents. They do not change.
var Prefixes = vocab.PrefixMap()

// prefixTable has Prefixes, ready for use.
var prefixTable = format.NewPrefixTable(Prefixes)

// Encode writes the quads of a document about a subject in a syntax of RDF, for people
// to read where the syntax lets them. JSON-LD is one tree that begins at the subject.
func Encode(b *bytes.Buffer, f format.Format, quads []rdf.Quad, subject string) error {
	return encode(b, f, quads, format.WriterOptions{
		Prefixes: Prefixes, Table: prefixTable, Base: subject, Form: format.Tree, Root: subject,
	})
}

// EncodeWith writes quads with other namespaces. IRIs below base are written relative
// to it.
func EncodeWith(b *bytes.Buffer, f format.Format, quads []rdf.Quad, base string, prefixes map[string]string) error {
	return encode(b, f, quads, format.WriterOptions{Prefixes: prefixes, Base: base})
}

// EncodeDocument writes a document about d in a profile and a syntax.
func EncodeDocument(b *bytes.Buffer, f format.Format, p *negotiate.Profile, d *Description) error {
	if f == format.JSONLD && p == negotiate.SchemaProfile {
		return encodeSchema(b, d)
	}
	return Encode(b, f, Apply(p, d), d.Subject.Value())
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
