package rdfxml

import (
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// indentation of one level.
const indentation = "  "

func (w *Writer) indent(depth int) {
	for range depth {
		w.buf = append(w.buf, indentation...)
	}
}

// attr appends an attribute.
func (w *Writer) attr(name, value string) {
	w.buf = append(append(append(w.buf, ' '), name...), `="`...)
	w.buf = append(appendXMLAttr(w.buf, value), '"')
}

// reference returns an IRI as an attribute holds it: relative to the base where only
// a fragment differs.
func (w *Writer) reference(iri string) string {
	if w.base != "" {
		if rest, ok := strings.CutPrefix(iri, w.base); ok && (rest == "" || rest[0] == '#') {
			return rest
		}
	}
	return iri
}

// node writes a node element with the triples, all of the subject.
func (w *Writer) node(subject rdf.Term, triples []rdf.Triple, depth int) {
	name, declare, typed := "rdf:Description", "", -1
	for i, t := range triples {
		if t.P.Value() != vocab.RDFType {
			continue
		}
		if n, d, ok := w.names.class(t.O); ok {
			name, declare, typed = n, d, i
			break
		}
	}
	w.indent(depth)
	w.buf = append(append(append(w.buf, '<'), name...), declare...)
	w.subject(subject)
	if len(triples) == 0 || len(triples) == 1 && typed == 0 {
		w.buf = append(w.buf, "/>\n"...)
		return
	}
	w.buf = append(w.buf, ">\n"...)
	for i, t := range triples {
		if i != typed {
			w.property(t.P, t.O, depth+1)
		}
	}
	w.close(name, depth)
}

// subject appends the attribute that names a node. A blank node that is used nowhere
// else needs none.
func (w *Writer) subject(subject rdf.Term) {
	switch {
	case subject.IsIRI():
		w.attr("rdf:about", w.reference(subject.Value()))
	case w.tree == nil || !w.tree.anonymous(subject):
		w.attr("rdf:nodeID", nodeID(subject.Value()))
	}
}

// close writes an end tag on a line of its own.
func (w *Writer) close(name string, depth int) {
	w.indent(depth)
	w.buf = append(append(append(w.buf, "</"...), name...), ">\n"...)
}

// property writes a property element.
func (w *Writer) property(p, o rdf.Term, depth int) {
	name, declare, _ := w.names.element(p.Value()) // WriteQuad has checked it
	w.indent(depth)
	w.buf = append(append(append(w.buf, '<'), name...), declare...)
	switch o.Kind() {
	case rdf.KindIRI:
		w.attr("rdf:resource", w.reference(o.Value()))
		w.buf = append(w.buf, "/>\n"...)
	case rdf.KindBlankNode:
		w.blankObject(name, o, depth)
	case rdf.KindTripleTerm:
		w.attr("rdf:version", "1.2")
		w.attr("rdf:parseType", "Triple")
		w.buf = append(w.buf, ">\n"...)
		t := o.Triple()
		w.node(t.S, []rdf.Triple{t}, depth+1)
		w.close(name, depth)
	case rdf.KindLiteral:
		w.literal(o)
		w.buf = appendXMLText(append(w.buf, '>'), o.Value())
		w.buf = append(append(append(w.buf, "</"...), name...), ">\n"...)
	case rdf.KindNone:
	}
}

// literal appends the attributes of a literal. XML literals are written as text
// with their datatype, which keeps their lexical form.
func (w *Writer) literal(o rdf.Term) {
	switch {
	case o.Direction() != rdf.NoDirection:
		w.attr("xml:lang", o.Language())
		w.attr("rdf:version", "1.2")
		w.attr("xmlns:its", nsITS)
		w.attr("its:version", "2.0")
		w.attr("its:dir", o.Direction().String())
	case o.Language() != "":
		w.attr("xml:lang", o.Language())
	case o.Datatype() != vocab.XSDString:
		w.attr("rdf:datatype", w.reference(o.Datatype()))
	}
}

// blankObject completes a property element whose object is a blank node: by its
// label, or with the node or list in it.
func (w *Writer) blankObject(name string, o rdf.Term, depth int) {
	if w.tree == nil || !w.tree.isNested(o) {
		w.attr("rdf:nodeID", nodeID(o.Value()))
		w.buf = append(w.buf, "/>\n"...)
		return
	}
	if l, ok := w.tree.lists[o]; ok {
		w.attr("rdf:parseType", "Collection")
		w.buf = append(w.buf, ">\n"...)
		for _, item := range l.items {
			if item.IsBlankNode() && w.tree.isNested(item) {
				w.node(item, w.tree.triples[item], depth+1)
			} else {
				w.node(item, nil, depth+1)
			}
		}
		w.close(name, depth)
		return
	}
	w.buf = append(w.buf, ">\n"...)
	w.node(o, w.tree.triples[o], depth+1)
	w.close(name, depth)
}
