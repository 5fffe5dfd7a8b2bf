package results

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
)

// xmlReader reads the XML format as a stream of tokens.
type xmlReader struct {
	*Reader
	dec *xml.Decoder
}

// openXML reads up to the first result.
func (r *Reader) openXML(src io.Reader) error {
	x := &xmlReader{Reader: r, dec: xml.NewDecoder(src)}
	if _, err := x.start("sparql"); err != nil {
		return err
	}
	if err := x.readHead(); err != nil {
		return err
	}
	start, err := x.start("results", "boolean")
	if err != nil {
		return err
	}
	if start.Name.Local == "results" {
		r.next = x.nextRow
		return nil
	}
	text, err := x.text()
	if err != nil {
		return err
	}
	switch strings.TrimSpace(text) {
	case "true":
		r.Boolean = true
	case "false":
	default:
		return x.fault(fmt.Errorf("found %q, expected true or false", text))
	}
	r.IsBoolean = true
	return x.finish()
}

// fault gives an error its place.
func (x *xmlReader) fault(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	line, column := x.dec.InputPos()
	return fmt.Errorf("results: %w", &rdf.SyntaxError{Line: line, Column: column, Msg: err.Error()})
}

// token returns the next start or end of an element, passing white space.
func (x *xmlReader) token() (xml.Token, error) {
	for {
		tok, err := x.dec.Token()
		if err != nil {
			return nil, x.fault(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if t.Name.Space != xmlNamespace {
				return nil, x.fault(fmt.Errorf("the element %s is not in the namespace of SPARQL results", t.Name.Local))
			}
			return t, nil
		case xml.EndElement:
			return t, nil
		case xml.CharData:
			if s := strings.TrimSpace(string(t)); s != "" {
				return nil, x.fault(fmt.Errorf("found the text %.40q between elements", s))
			}
		}
	}
}

// start passes the start of one of the elements.
func (x *xmlReader) start(names ...string) (xml.StartElement, error) {
	start, ok, err := x.startOrEnd(names...)
	if err == nil && !ok {
		err = x.fault(fmt.Errorf("an element ends where %s was expected", strings.Join(names, " or ")))
	}
	return start, err
}

// startOrEnd passes the start of one of the elements, or the end of the
// element around them, for which it returns false.
func (x *xmlReader) startOrEnd(names ...string) (xml.StartElement, bool, error) {
	tok, err := x.token()
	if err != nil {
		return xml.StartElement{}, false, err
	}
	start, ok := tok.(xml.StartElement)
	if !ok {
		return start, false, nil
	}
	if slices.Contains(names, start.Name.Local) {
		return start, true, nil
	}
	return start, false, x.fault(fmt.Errorf("found the element %s, expected %s", start.Name.Local, strings.Join(names, " or ")))
}

// end passes the end of the current element.
func (x *xmlReader) end() error {
	tok, err := x.token()
	if err != nil {
		return err
	}
	if start, ok := tok.(xml.StartElement); ok {
		return x.fault(fmt.Errorf("found the element %s where none may stand", start.Name.Local))
	}
	return nil
}

func (x *xmlReader) readHead() error {
	if _, err := x.start("head"); err != nil {
		return err
	}
	names := []string{}
	for {
		e, ok, err := x.startOrEnd("variable", "link")
		if err != nil {
			return err
		}
		if !ok {
			return x.setVars(names)
		}
		if e.Name.Local == "variable" {
			names = append(names, attribute(e, "", "name"))
		}
		if err := x.end(); err != nil {
			return err
		}
	}
}

// attribute returns the value of an attribute, or "".
func attribute(e xml.StartElement, space, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local && a.Name.Space == space {
			return a.Value
		}
	}
	return ""
}

// finish passes the end of the document.
func (x *xmlReader) finish() error {
	if err := x.end(); err != nil {
		return err
	}
	for {
		tok, err := x.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return x.fault(err)
		}
		switch t := tok.(type) {
		case xml.StartElement, xml.EndElement:
			return x.fault(errors.New("found an element after the end of the document"))
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return x.fault(errors.New("found text after the end of the document"))
			}
		}
	}
}

func (x *xmlReader) nextRow() ([]rdf.Term, error) {
	_, ok, err := x.startOrEnd("result")
	if err != nil {
		return nil, err
	}
	if !ok {
		if err := x.finish(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	row := make([]rdf.Term, len(x.Vars))
	for {
		e, ok, err := x.startOrEnd("binding")
		if err != nil {
			return nil, err
		}
		if !ok {
			return row, nil
		}
		name := attribute(e, "", "name")
		i, known := x.index[name]
		if !known {
			return nil, x.fault(fmt.Errorf("the variable %q is not in the head", name))
		}
		if row[i], err = x.term(0); err != nil {
			return nil, err
		}
		if err := x.end(); err != nil {
			return nil, err
		}
	}
}

// term reads the element of a term.
func (x *xmlReader) term(depth int) (rdf.Term, error) {
	e, ok, err := x.startOrEnd("uri", "literal", "bnode", "triple", "unbound")
	if err != nil {
		return rdf.Term{}, err
	}
	if !ok {
		return rdf.Term{}, x.fault(errors.New("an element holds no term"))
	}
	if e.Name.Local == "triple" {
		return x.triple(depth + 1)
	}
	text, err := x.text()
	if err != nil {
		return rdf.Term{}, err
	}
	switch e.Name.Local {
	case "uri":
		return rdf.NewIRI(text), nil
	case "bnode":
		return rdf.NewBlankNode(text), nil
	case "unbound":
		return rdf.Term{}, nil
	}
	const xmlPrefix = "http://www.w3.org/XML/1998/namespace"
	lang := attribute(e, xmlPrefix, "lang")
	t, err := newLiteral(text, lang, attribute(e, itsNamespace, "dir"), attribute(e, "", "datatype"))
	if err != nil {
		return rdf.Term{}, x.fault(err)
	}
	return t, nil
}

func (x *xmlReader) triple(depth int) (rdf.Term, error) {
	if depth > maxTripleDepth {
		return rdf.Term{}, x.fault(errors.New("triple terms are nested too deep"))
	}
	var parts [3]rdf.Term
	for i, name := range [...]string{"subject", "predicate", "object"} {
		if _, err := x.start(name); err != nil {
			return rdf.Term{}, err
		}
		var err error
		if parts[i], err = x.term(depth); err != nil {
			return rdf.Term{}, err
		}
		if err := x.end(); err != nil {
			return rdf.Term{}, err
		}
	}
	if err := x.end(); err != nil {
		return rdf.Term{}, err
	}
	return rdf.NewTripleTerm(rdf.Triple{S: parts[0], P: parts[1], O: parts[2]}), nil
}

// text reads character data up to the end of the current element.
func (x *xmlReader) text() (string, error) {
	var b strings.Builder
	for {
		tok, err := x.dec.Token()
		if err != nil {
			return "", x.fault(err)
		}
		switch t := tok.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.EndElement:
			return b.String(), nil
		case xml.StartElement:
			return "", x.fault(fmt.Errorf("found the element %s inside a text", t.Name.Local))
		}
	}
}
