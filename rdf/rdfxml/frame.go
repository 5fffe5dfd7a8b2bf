package rdfxml

import (
	"encoding/xml"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// state is what an open element is.
type state uint8

const (
	inDocument   state = iota // around the root element
	inRDF                     // rdf:RDF: node elements
	inNode                    // a node element: property elements
	inProperty                // a property element: text or one node element
	inEmpty                   // a property element that must be empty
	inLiteral                 // parseType="Literal", and all elements in it
	inResource                // parseType="Resource": property elements
	inCollection              // parseType="Collection": node elements
	inTriple                  // parseType="Triple": one node element
	inNothing                 // parseType="Triple" without RDF 1.2: all is ignored
)

// frame is an open element.
type frame struct {
	state   state
	inner   bool // of inLiteral: not the property element itself
	version bool // RDF 1.2 is in scope
	base    rdf.Base
	lang    string
	dir     rdf.Direction

	subject rdf.Term // of the properties within a node or resource
	items   int      // rdf:li so far

	// Of property elements.
	owner     rdf.Term // subject of the property
	predicate rdf.Term
	reified   rdf.Term // from rdf:ID
	annotated rdf.Term // from rdf:annotation and rdf:annotationNodeID
	datatype  string
	text      []byte
	object    rdf.Term // of a node element within, or of attributes
	hasObject bool
	list      rdf.Term // last cell of a collection

	triple  rdf.Triple // of parseType="Triple"
	triples int        // how many there were
	closing bool       // it is complete: what is said now is outside of it
}

// inherit returns the frame of an element with what it takes over from the one around it, and
// the attributes that are left when those of XML, its namespaces and versions have had their effect.
func (r *Reader) inherit(outer *frame, e *element) (frame, []attribute, error) {
	f := frame{version: outer.version, base: outer.base, lang: outer.lang, dir: outer.dir}
	attrs := make([]attribute, 0, len(e.attrs))
	dir := "" // a base direction that is none
	for _, a := range e.attrs {
		switch {
		case a.space == nsXML:
			if err := r.xmlAttribute(&f, a); err != nil {
				return f, nil, err
			}
		case a.space == nsITS && (a.local == "dir" || a.local == "version"):
			if a.local != "dir" {
				continue
			}
			switch a.value {
			case "ltr":
				f.dir = rdf.LTR
			case "rtl":
				f.dir = rdf.RTL
			default:
				f.dir, dir = rdf.NoDirection, a.value
			}
		case a.space == nsRDF && a.local == "version":
			f.version = strings.HasPrefix(a.value, "1.2")
		case a.space == "":
			switch {
			case isLegacy(a.local):
				a.space = nsRDF
				attrs = append(attrs, a)
			case !strings.HasPrefix(strings.ToLower(a.local), "xml"): // those are for XML itself
				return f, nil, r.tok.fault("attribute %s has no namespace", a.local)
			}
		default:
			attrs = append(attrs, a)
		}
	}
	if f.version && dir != "" {
		return f, nil, r.tok.fault("its:dir is %q: it must be ltr, rtl or empty", dir)
	}
	return f, attrs, nil
}

// isLegacy reports whether an attribute without namespace counts as one of RDF (section 6.1.4).
func isLegacy(local string) bool {
	switch local {
	case "about", "ID", "resource", "parseType", "type":
		return true
	}
	return false
}

// xmlAttribute takes xml:base and xml:lang; others say nothing here.
func (r *Reader) xmlAttribute(f *frame, a attribute) error {
	switch a.local {
	case "base":
		base, err := rdf.NewBase(f.base.Resolve(a.value))
		if err != nil {
			return r.tok.fault("xml:base: %v", err)
		}
		f.base = base
	case "lang":
		if a.value != "" && !rdf.IsLanguage(a.value) {
			return r.tok.fault("xml:lang %q is not a language tag", a.value)
		}
		f.lang = a.value
	}
	return nil
}

// literal returns a literal without datatype in the language of the frame.
func (f *frame) literal(s string) rdf.Term {
	switch {
	case f.lang == "":
		return rdf.NewString(s)
	case f.version:
		return rdf.NewDirLangString(s, f.lang, f.dir)
	default:
		return rdf.NewLangString(s, f.lang)
	}
}

// end takes an end tag.
func (r *Reader) end(e xml.EndElement) error {
	f := r.top()
	switch f.state {
	case inLiteral:
		if f.inner {
			r.lit.end(e.Name)
			break
		}
		r.complete(f, rdf.NewLiteral(string(r.lit.buf), vocab.RDFXMLLiteral))
		r.lit = xmlLiteral{}
	case inProperty:
		r.complete(f, f.propertyObject())
	case inEmpty:
		r.complete(f, f.object)
	case inResource:
		r.complete(f, f.subject)
	case inCollection:
		if !f.hasObject {
			r.complete(f, rdf.NewIRI(vocab.RDFNil))
			break
		}
		r.emit(f.list, rdf.NewIRI(vocab.RDFRest), rdf.NewIRI(vocab.RDFNil))
	case inTriple:
		if f.triples != 1 {
			return r.tok.fault("a triple term holds one triple, not %d", f.triples)
		}
		f.closing = true
		r.complete(f, rdf.NewTripleTerm(f.triple))
	case inDocument, inRDF, inNode, inNothing:
	}
	r.frames = r.frames[:len(r.frames)-1]
	return nil
}

// propertyObject returns the object of a property element that has ended.
func (f *frame) propertyObject() rdf.Term {
	switch {
	case f.hasObject:
		return f.object
	case f.datatype != "":
		return rdf.NewLiteral(string(f.text), f.datatype)
	default:
		return f.literal(string(f.text))
	}
}

// complete says the triple of a property element, with its reification and
// annotation. It is done once.
func (r *Reader) complete(f *frame, object rdf.Term) {
	r.emit(f.owner, f.predicate, object)
	if !f.reified.IsZero() {
		r.emit(f.reified, rdf.NewIRI(vocab.RDFType), rdf.NewIRI(vocab.RDF+"Statement"))
		r.emit(f.reified, rdf.NewIRI(vocab.RDF+"subject"), f.owner)
		r.emit(f.reified, rdf.NewIRI(vocab.RDF+"predicate"), f.predicate)
		r.emit(f.reified, rdf.NewIRI(vocab.RDF+"object"), object)
	}
	if !f.annotated.IsZero() {
		triple := rdf.Triple{S: f.owner, P: f.predicate, O: object}
		r.emit(f.annotated, rdf.NewIRI(vocab.RDFReifies), rdf.NewTripleTerm(triple))
	}
}
