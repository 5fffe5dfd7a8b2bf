package results

import (
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// beginCSV writes the line of names, without question marks.
func (w *Writer) beginCSV() {
	for i, name := range w.vars {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = appendCSV(w.buf, name)
	}
	w.buf = append(w.buf, '\r', '\n')
}

// rowCSV writes the bare values: a reader cannot tell an IRI from a literal.
func (w *Writer) rowCSV(row []rdf.Term) {
	for i, t := range row {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		switch t.Kind() {
		case rdf.KindIRI, rdf.KindLiteral:
			w.buf = appendCSV(w.buf, t.Value())
		case rdf.KindBlankNode:
			w.buf = append(w.buf, '_', ':')
			w.buf = rdf.AppendLabel(w.buf, t.Value())
		case rdf.KindTripleTerm:
			w.buf = appendCSV(w.buf, t.String())
		case rdf.KindNone:
		}
	}
	w.buf = append(w.buf, '\r', '\n')
}

// appendCSV appends a field, in quotes where it needs them (RFC 4180).
func appendCSV(dst []byte, s string) []byte {
	if !strings.ContainsAny(s, "\",\r\n") {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		dst = append(dst, s[:i+1]...)
		dst = append(dst, '"')
		s = s[i+1:]
	}
	dst = append(dst, s...)
	return append(dst, '"')
}

// beginTSV writes the line of names, with question marks.
func (w *Writer) beginTSV() {
	for i, name := range w.vars {
		if i > 0 {
			w.buf = append(w.buf, '\t')
		}
		w.buf = append(w.buf, '?')
		w.buf = append(w.buf, name...)
	}
	w.buf = append(w.buf, '\n')
}

// rowTSV writes terms as Turtle does.
func (w *Writer) rowTSV(row []rdf.Term) {
	for i, t := range row {
		if i > 0 {
			w.buf = append(w.buf, '\t')
		}
		switch t.Kind() {
		case rdf.KindLiteral:
			if isBareNumber(t) {
				w.buf = append(w.buf, t.Value()...)
			} else {
				w.buf = rdf.AppendTerm(w.buf, t)
			}
		case rdf.KindNone:
		default:
			w.buf = rdf.AppendTerm(w.buf, t)
		}
	}
	w.buf = append(w.buf, '\n')
}

// isBareNumber reports whether Turtle's abbreviation of a number is the literal.
func isBareNumber(t rdf.Term) bool {
	v := t.Value()
	if v == "" || v[0] > '9' {
		return false
	}
	switch t.Datatype() {
	case vocab.XSDInteger, vocab.XSDDecimal, vocab.XSDDouble:
		return numberType(v) == t.Datatype()
	}
	return false
}

// numberType returns the datatype of a number in the grammar of Turtle, or "".
func numberType(s string) string {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	before := digits(s, &i)
	after, point := 0, false
	if i < len(s) && s[i] == '.' {
		i++
		point = true
		after = digits(s, &i)
	}
	if before+after == 0 {
		return ""
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if digits(s, &i) > 0 && i == len(s) {
			return vocab.XSDDouble
		}
		return ""
	}
	switch {
	case i < len(s):
		return ""
	case !point:
		return vocab.XSDInteger
	case after > 0:
		return vocab.XSDDecimal
	}
	return ""
}

// digits passes decimal digits and returns how many.
func digits(s string, i *int) int {
	start := *i
	for *i < len(s) && '0' <= s[*i] && s[*i] <= '9' {
		*i++
	}
	return *i - start
}
