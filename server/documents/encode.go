package documents

import (
	"bytes"
	"slices"
	"strings"

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

// EncodeDocument writes a document about d in a profile and a syntax, with the IRIs of
// resources as names says. Properties and classes keep theirs.
func EncodeDocument(b *bytes.Buffer, f format.Format, p *negotiate.Profile, d *Description, names Names) error {
	if f == format.JSONLD && p == negotiate.SchemaProfile {
		return encodeSchema(b, d, names)
	}
	quads := Apply(p, d)
	if names != (Names{}) {
		quads = slices.Clone(quads)
		for i := range quads {
			q := &quads[i]
			q.S, q.G = names.of(q.S), names.of(q.G)
			if q.P.Value() != vocab.RDFType {
				q.O = names.of(q.O)
			}
		}
	}
	return Encode(b, f, quads, names.of(d.Subject).Value())
}

// Names says that a document names what the data have below one IRI below another. The
// zero value keeps the names of the data.
type Names struct{ Data, Here string }

func (n Names) of(t rdf.Term) rdf.Term {
	if n == (Names{}) || !t.IsIRI() {
		return t
	}
	if rest, ours := strings.CutPrefix(t.Value(), n.Data); ours {
		return rdf.NewIRI(n.Here + rest)
	}
	return t
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
