package rdfxml

import (
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// nodeElement opens a node element (section 7.2.11).
func (r *Reader) nodeElement(f frame, e *element, attrs []attribute) error {
	if e.space == nsRDF && !isNodeName(e.local) {
		return r.tok.fault("rdf:%s cannot be a node element", e.local)
	}
	if top := r.top(); top.state == inProperty {
		if err := r.allowObject(top); err != nil {
			return err
		}
	}
	f.state = inNode
	rest := attrs[:0]
	for _, a := range attrs {
		subject, err := r.subjectAttribute(&f, a)
		switch {
		case err != nil:
			return err
		case subject.IsZero():
			rest = append(rest, a)
		case !f.subject.IsZero():
			return r.tok.fault("a node element has more than one of rdf:ID, rdf:nodeID and rdf:about")
		default:
			f.subject = subject
		}
	}
	if f.subject.IsZero() {
		f.subject = r.fresh()
	}
	if err := r.placeNode(f.subject); err != nil {
		return err
	}
	r.frames = append(r.frames, f)
	if e.space != nsRDF || e.local != "Description" {
		class, err := r.name(e.space, e.local)
		if err != nil {
			return err
		}
		r.emit(f.subject, rdf.NewIRI(vocab.RDFType), class)
	}
	return r.propertyAttributes(&f, f.subject, rest)
}

// subjectAttribute returns the subject that an attribute of a node element
// names, and the zero Term for other attributes.
func (r *Reader) subjectAttribute(f *frame, a attribute) (rdf.Term, error) {
	if a.space != nsRDF {
		return rdf.Term{}, nil
	}
	switch a.local {
	case "ID":
		return r.identify(f.base, a.value)
	case "nodeID":
		return r.named(a.value)
	case "about":
		return r.resolve(f.base, a.value)
	}
	return rdf.Term{}, nil
}

// allowObject checks that a property element may hold a node element now.
func (r *Reader) allowObject(top *frame) error {
	switch {
	case top.hasObject:
		return r.tok.fault("a property element holds a second node element")
	case top.datatype != "":
		return r.tok.fault("a property element with rdf:datatype holds an element")
	case !isSpace(top.text):
		return r.tok.fault("a property element holds text and an element")
	}
	return nil
}

// placeNode gives the subject of a node element to the property element around it.
func (r *Reader) placeNode(subject rdf.Term) error {
	top := r.top()
	switch top.state {
	case inProperty:
		top.object, top.hasObject = subject, true
	case inCollection:
		cell := r.fresh()
		if top.hasObject {
			r.emit(top.list, rdf.NewIRI(vocab.RDFRest), cell)
		} else {
			r.complete(top, cell)
		}
		top.list, top.hasObject = cell, true
		r.emit(cell, rdf.NewIRI(vocab.RDFFirst), subject)
	case inTriple:
		if top.hasObject {
			return r.tok.fault("a triple term holds a second node element")
		}
		top.hasObject = true
	default:
	}
	return nil
}

// propertyAttributes says what the attributes of subject say.
func (r *Reader) propertyAttributes(f *frame, subject rdf.Term, attrs []attribute) error {
	for _, a := range attrs {
		if a.space == nsRDF && !isPropertyAttribute(a.local) {
			return r.tok.fault("rdf:%s cannot stand here", a.local)
		}
		predicate, err := r.name(a.space, a.local)
		if err != nil {
			return err
		}
		object := f.literal(a.value)
		if a.space == nsRDF && a.local == "type" {
			if object, err = r.resolve(f.base, a.value); err != nil {
				return err
			}
		}
		r.emit(subject, predicate, object)
	}
	return nil
}

// name returns the IRI of a qualified name.
func (r *Reader) name(space, local string) (rdf.Term, error) {
	iri := space + local
	if space == "" {
		return rdf.Term{}, r.tok.fault("%s has no namespace", local)
	}
	if err := rdf.CheckIRI(iri); err != nil {
		return rdf.Term{}, r.tok.fault("%v", err)
	}
	return rdf.NewIRI(iri), nil
}

// propertyParts are the attributes of a property element by what they do.
type propertyParts struct {
	resource, nodeID, datatype, parseType *attribute
	properties                            []attribute
}

// propertyElement opens a property element (section 7.2.14).
func (r *Reader) propertyElement(f frame, e *element, attrs []attribute) error {
	outer := r.top()
	f.owner = outer.subject
	switch {
	case e.space == nsRDF && e.local == "li":
		outer.items++
		f.predicate = rdf.NewIRI(vocab.RDF + "_" + strconv.Itoa(outer.items))
	case e.space == nsRDF && !isPropertyName(e.local):
		return r.tok.fault("rdf:%s cannot be a property element", e.local)
	default:
		predicate, err := r.name(e.space, e.local)
		if err != nil {
			return err
		}
		f.predicate = predicate
	}
	parts, err := r.sortAttributes(&f, attrs)
	if err != nil {
		return err
	}
	switch {
	case parts.parseType != nil:
		return r.parseType(f, parts)
	case parts.resource != nil || parts.nodeID != nil || len(parts.properties) > 0:
		return r.emptyProperty(f, parts)
	}
	f.state = inProperty
	if parts.datatype != nil {
		datatype, err := r.resolve(f.base, parts.datatype.value)
		if err != nil {
			return err
		}
		f.datatype = datatype.Value()
		if f.datatype == vocab.RDFLangString || f.datatype == vocab.RDFDirLangString {
			return r.tok.fault("rdf:datatype cannot be that of language-tagged strings")
		}
	}
	r.frames = append(r.frames, f)
	return nil
}

// sortAttributes takes rdf:ID and annotations, and sorts the other attributes
// of a property element.
func (r *Reader) sortAttributes(f *frame, attrs []attribute) (parts propertyParts, err error) {
	for i := range attrs {
		a := &attrs[i]
		if a.space != nsRDF {
			parts.properties = append(parts.properties, *a)
			continue
		}
		switch a.local {
		case "ID":
			f.reified, err = r.identify(f.base, a.value)
		case "annotation", "annotationNodeID":
			if !f.annotated.IsZero() {
				return parts, r.tok.fault("a property element has two annotations")
			}
			if a.local == "annotation" {
				f.annotated, err = r.resolve(f.base, a.value)
			} else {
				f.annotated, err = r.named(a.value)
			}
		case "resource":
			parts.resource = a
		case "nodeID":
			parts.nodeID = a
		case "datatype":
			parts.datatype = a
		case "parseType":
			parts.parseType = a
		default:
			parts.properties = append(parts.properties, *a)
		}
		if err != nil {
			return parts, err
		}
	}
	return parts, nil
}

// emptyProperty opens a property element whose object its attributes tell
// (section 7.2.21).
func (r *Reader) emptyProperty(f frame, parts propertyParts) (err error) {
	switch {
	case parts.datatype != nil:
		return r.tok.fault("rdf:datatype stands with rdf:resource, rdf:nodeID or a property attribute")
	case parts.resource != nil && parts.nodeID != nil:
		return r.tok.fault("rdf:resource and rdf:nodeID stand together")
	case parts.resource != nil:
		f.object, err = r.resolve(f.base, parts.resource.value)
	case parts.nodeID != nil:
		f.object, err = r.named(parts.nodeID.value)
	default:
		f.object = r.fresh()
	}
	if err != nil {
		return err
	}
	f.state = inEmpty
	r.frames = append(r.frames, f)
	return r.propertyAttributes(&f, f.object, parts.properties)
}

// parseType opens a property element with rdf:parseType.
func (r *Reader) parseType(f frame, parts propertyParts) error {
	if parts.resource != nil || parts.nodeID != nil || parts.datatype != nil || len(parts.properties) > 0 {
		return r.tok.fault("rdf:parseType stands with attributes other than rdf:ID and annotations")
	}
	switch parts.parseType.value {
	case "Resource":
		f.state, f.subject = inResource, r.fresh()
	case "Collection":
		f.state = inCollection
	case "Triple":
		f.state = inTriple
		if !f.version {
			f.state = inNothing
		}
	default: // unknown ones too (section 7.2.20)
		f.state = inLiteral
		r.lit = xmlLiteral{}
	}
	r.frames = append(r.frames, f)
	return nil
}
