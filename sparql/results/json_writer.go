package results

import (
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// beginJSON writes the head and prepares the keys of the bindings.
func (w *Writer) beginJSON() {
	w.buf = append(w.buf, `{"head":{"vars":[`...)
	for i, name := range w.vars {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = appendJSONString(w.buf, name)
		w.keys = append(w.keys, append(appendJSONString(nil, name), ':'))
	}
	w.buf = append(w.buf, `]},"results":{"bindings":[`...)
}

// rowJSON writes a solution as an object; unbound variables are left out.
func (w *Writer) rowJSON(row []rdf.Term) {
	if w.rows > 0 {
		w.buf = append(w.buf, ',')
	}
	w.buf = append(w.buf, "\n{"...)
	first := true
	for i, t := range row {
		if t.IsZero() {
			continue
		}
		if !first {
			w.buf = append(w.buf, ',')
		}
		first = false
		w.buf = append(w.buf, w.keys[i]...)
		w.buf = appendJSONTerm(w.buf, t)
	}
	w.buf = append(w.buf, '}')
}

// appendJSONTerm appends a term as an object.
func appendJSONTerm(dst []byte, t rdf.Term) []byte {
	switch t.Kind() {
	case rdf.KindIRI:
		dst = append(dst, `{"type":"uri","value":`...)
		dst = appendJSONString(dst, t.Value())
	case rdf.KindBlankNode:
		dst = append(dst, `{"type":"bnode","value":`...)
		dst = appendJSONString(dst, t.Value())
	case rdf.KindLiteral:
		dst = append(dst, `{"type":"literal","value":`...)
		dst = appendJSONString(dst, t.Value())
		if lang := t.Language(); lang != "" {
			dst = append(dst, `,"xml:lang":`...)
			dst = appendJSONString(dst, lang)
			if dir := t.Direction(); dir != rdf.NoDirection {
				dst = append(dst, `,"its:dir":`...)
				dst = appendJSONString(dst, dir.String())
			}
		} else if dt := t.Datatype(); dt != vocab.XSDString {
			dst = append(dst, `,"datatype":`...)
			dst = appendJSONString(dst, dt)
		}
	case rdf.KindTripleTerm:
		triple := t.Triple()
		dst = append(dst, `{"type":"triple","value":{"subject":`...)
		dst = appendJSONTerm(dst, triple.S)
		dst = append(dst, `,"predicate":`...)
		dst = appendJSONTerm(dst, triple.P)
		dst = append(dst, `,"object":`...)
		dst = appendJSONTerm(dst, triple.O)
		dst = append(dst, '}')
	case rdf.KindNone:
		return append(dst, "null"...)
	}
	return append(dst, '}')
}

// jsonPlain holds the ASCII characters that stand for themselves in a string.
var jsonPlain = func() (t [utf8.RuneSelf]bool) {
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

const hexDigits = "0123456789ABCDEF"

// appendJSONString appends s as a JSON string. Bytes that are not UTF-8 become
// U+FFFD.
func appendJSONString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	plain := 0 // first byte not yet appended
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(dst, s[plain:i]...)
				dst = append(dst, "\uFFFD"...)
				plain = i + 1
			}
			i += size
			continue
		}
		if jsonPlain[c] {
			i++
			continue
		}
		dst = append(dst, s[plain:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		plain = i
	}
	dst = append(dst, s[plain:]...)
	return append(dst, '"')
}
