package documents

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/vocab"
)

// schemaContext is the context of documents in the profile of schema.org: its names are
// plain keys, and nobody has to fetch anything to read them.
var schemaContext = map[string]any{"@vocab": vocab.Schema, "rdf": vocab.RDF, "rdfs": vocab.RDFS, "xsd": vocab.XSD}

// StructuredData is the document in the profile of schema.org as JSON-LD in one line,
// for the pages: what search engines read. "<" and "&" are escaped in it, so that it
// may stand in a script element.
func StructuredData(d *Description) ([]byte, error) { return json.Marshal(schemaTree(d, Names{})) }

// encodeSchema writes the document in the profile of schema.org as JSON-LD.
func encodeSchema(b *bytes.Buffer, d *Description, names Names) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(schemaTree(d, names))
}

// schemaNodes are the nodes of a document that have no place in its tree yet.
type schemaNodes struct {
	quads map[rdf.Term][]rdf.Quad
	order []rdf.Term
	names Names
}

// schemaTree is the document as one tree that begins at the subject: each node stands
// where the tree first comes to it, along a property or against one at the subject. What nothing leads to is included at its end.
func schemaTree(d *Description, names Names) map[string]any {
	n := &schemaNodes{quads: make(map[rdf.Term][]rdf.Quad), names: names}
	for _, q := range Apply(negotiate.SchemaProfile, d) {
		if n.quads[q.S] == nil {
			n.order = append(n.order, q.S)
		}
		n.quads[q.S] = append(n.quads[q.S], q)
	}
	root := n.node(d.Subject)
	root["@context"] = schemaContext
	against := make(map[string][]any) // nodes that lead to the subject, by property
	for _, s := range n.order {
		for _, q := range n.quads[s] {
			if q.O == d.Subject {
				key := schemaKey(q.P.Value())
				against[key] = append(against[key], n.node(s))
				break
			}
		}
	}
	if len(against) > 0 {
		root["@reverse"] = against
	}
	var rest []any
	for _, s := range n.order {
		if n.quads[s] != nil {
			rest = append(rest, n.node(s))
		}
	}
	if rest != nil {
		root["@included"] = rest
	}
	return root
}

// node takes a node and what it leads to.
func (n *schemaNodes) node(s rdf.Term) map[string]any {
	quads := n.quads[s]
	delete(n.quads, s)
	object := map[string]any{"@id": nodeID(n.names.of(s))}
	values := make(map[string][]any)
	for _, q := range quads {
		if q.P.Value() == vocab.RDFType {
			values["@type"] = append(values["@type"], schemaKey(q.O.Value()))
			continue
		}
		key := schemaKey(q.P.Value())
		values[key] = append(values[key], n.value(q.O))
	}
	for key, list := range values {
		if len(list) == 1 {
			object[key] = list[0]
		} else {
			object[key] = list
		}
	}
	return object
}

func (n *schemaNodes) value(t rdf.Term) any {
	if !t.IsLiteral() {
		if n.quads[t] != nil {
			return n.node(t)
		}
		return map[string]any{"@id": nodeID(n.names.of(t))}
	}
	switch datatype := t.Datatype(); {
	case t.Language() != "":
		return map[string]any{"@value": t.Value(), "@language": t.Language()}
	case datatype == vocab.XSDString:
		return t.Value()
	default:
		return map[string]any{"@value": t.Value(), "@type": schemaKey(datatype)}
	}
}

func nodeID(t rdf.Term) string {
	if t.IsBlankNode() {
		return "_:" + t.Value()
	}
	return t.Value()
}

// schemaKey is the short form of an IRI by schemaContext, where it has one.
func schemaKey(iri string) string {
	if name, ok := strings.CutPrefix(iri, vocab.Schema); ok {
		return name
	}
	for prefix, namespace := range map[string]string{"rdf": vocab.RDF, "rdfs": vocab.RDFS, "xsd": vocab.XSD} {
		if name, ok := strings.CutPrefix(iri, namespace); ok {
			return prefix + ":" + name
		}
	}
	return iri
}
