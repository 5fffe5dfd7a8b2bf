package results

import (
	"fmt"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Namespaces of the XML format.
const (
	xmlNamespace = "http://www.w3.org/2005/sparql-results#"
	itsNamespace = "http://www.w3.org/2005/11/its"
)

const xmlOpen = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<sparql xmlns="` + xmlNamespace + `">` + "\n"

// beginXML writes the head and prepares the start tags of the bindings.
func (w *Writer) beginXML() {
	w.buf = append(w.buf, xmlOpen+"<head>\n"...)
	for _, name := range w.vars {
		var attr []byte
		attr = append(attr, ` name="`...)
		attr = w.appendXML(attr, name)
		attr = append(attr, '"')
		w.buf = append(w.buf, "<variable"...)
		w.buf = append(w.buf, attr...)
		w.buf = append(w.buf, "/>\n"...)
		key := append([]byte("<binding"), attr...)
		w.keys = append(w.keys, append(key, '>'))
	}
	w.buf = append(w.buf, "</head>\n<results>\n"...)
}

// rowXML writes a solution; unbound variables are left out.
func (w *Writer) rowXML(row []rdf.Term) {
	w.buf = append(w.buf, "<result>"...)
	for i, t := range row {
		if t.IsZero() {
			continue
		}
		w.buf = append(w.buf, w.keys[i]...)
		w.termXML(t)
		w.buf = append(w.buf, "</binding>"...)
	}
	w.buf = append(w.buf, "</result>\n"...)
}

func (w *Writer) termXML(t rdf.Term) {
	switch t.Kind() {
	case rdf.KindIRI:
		w.buf = append(w.buf, "<uri>"...)
		w.buf = w.appendXML(w.buf, t.Value())
		w.buf = append(w.buf, "</uri>"...)
	case rdf.KindBlankNode:
		w.buf = append(w.buf, "<bnode>"...)
		w.buf = w.appendXML(w.buf, t.Value())
		w.buf = append(w.buf, "</bnode>"...)
	case rdf.KindLiteral:
		w.literalXML(t)
	case rdf.KindTripleTerm:
		triple := t.Triple()
		w.buf = append(w.buf, "<triple><subject>"...)
		w.termXML(triple.S)
		w.buf = append(w.buf, "</subject><predicate>"...)
		w.termXML(triple.P)
		w.buf = append(w.buf, "</predicate><object>"...)
		w.termXML(triple.O)
		w.buf = append(w.buf, "</object></triple>"...)
	case rdf.KindNone:
	}
}

func (w *Writer) literalXML(t rdf.Term) {
	w.buf = append(w.buf, "<literal"...)
	if lang := t.Language(); lang != "" {
		w.buf = append(w.buf, ` xml:lang="`...)
		w.buf = w.appendXML(w.buf, lang)
		if dir := t.Direction(); dir != rdf.NoDirection {
			w.buf = append(w.buf, `" xmlns:its="`+itsNamespace+`" its:version="2.0" its:dir="`...)
			w.buf = append(w.buf, dir.String()...)
		}
		w.buf = append(w.buf, '"')
	} else if dt := t.Datatype(); dt != vocab.XSDString {
		w.buf = append(w.buf, ` datatype="`...)
		w.buf = w.appendXML(w.buf, dt)
		w.buf = append(w.buf, '"')
	}
	w.buf = append(w.buf, '>')
	w.buf = w.appendXML(w.buf, t.Value())
	w.buf = append(w.buf, "</literal>"...)
}

// xmlPlain holds the ASCII characters that stand for themselves.
var xmlPlain = func() (t [utf8.RuneSelf]bool) {
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		t[c] = c != '&' && c != '<' && c != '>' && c != '"'
	}
	return t
}()

// appendXML appends s as character data that suits attributes too. A character
// that XML 1.0 cannot hold is an error of the Writer.
func (w *Writer) appendXML(dst []byte, s string) []byte {
	plain := 0 // first byte not yet appended
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf && xmlPlain[c] {
			i++
			continue
		}
		size := 1
		entity := ""
		switch {
		case c >= utf8.RuneSelf:
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				entity = "\uFFFD"
			case r == 0xFFFE || r == 0xFFFF:
				w.cannotHold(r)
			}
		case c == '&':
			entity = "&amp;"
		case c == '<':
			entity = "&lt;"
		case c == '>':
			entity = "&gt;"
		case c == '"':
			entity = "&quot;"
		case c == '\r':
			entity = "&#13;"
		case c == '\n':
			entity = "&#10;"
		case c == '\t':
			entity = "&#9;"
		case c < ' ':
			w.cannotHold(rune(c))
		}
		if entity != "" {
			dst = append(dst, s[plain:i]...)
			dst = append(dst, entity...)
			plain = i + size
		}
		i += size
	}
	return append(dst, s[plain:]...)
}

func (w *Writer) cannotHold(r rune) {
	if w.err == nil {
		w.err = fmt.Errorf("%w: XML has no character U+%04X; JSON, CSV and TSV have", ErrCannotHold, r)
	}
}
