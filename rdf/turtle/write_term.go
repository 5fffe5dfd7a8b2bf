package turtle

import (
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// appendTerm appends t in Turtle.
func (w *Writer) appendTerm(dst []byte, t rdf.Term) []byte {
	switch t.Kind() {
	case rdf.KindIRI:
		return w.appendIRI(dst, t.Value())
	case rdf.KindLiteral:
		return w.appendLiteral(dst, t)
	case rdf.KindTripleTerm:
		tr := t.Triple()
		dst = append(dst, "<<( "...)
		dst = append(w.appendTerm(dst, tr.S), ' ')
		dst = append(w.appendVerb(dst, tr.P), ' ')
		return append(w.appendTerm(dst, tr.O), " )>>"...)
	case rdf.KindNone, rdf.KindBlankNode:
	}
	return rdf.AppendTerm(dst, t)
}

func (w *Writer) appendVerb(dst []byte, p rdf.Term) []byte {
	if p.Value() == vocab.RDFType {
		return append(dst, 'a')
	}
	return w.appendIRI(dst, p.Value())
}

func (w *Writer) appendIRI(dst []byte, iri string) []byte {
	if prefix, local, ok := w.names.split(iri); ok {
		return append(append(append(dst, prefix...), ':'), local...)
	}
	if ref, ok := w.names.relative(iri); ok {
		return rdf.AppendIRI(dst, ref)
	}
	return rdf.AppendIRI(dst, iri)
}

func (w *Writer) appendLiteral(dst []byte, t rdf.Term) []byte {
	datatype := t.Datatype()
	if isShorthand(t.Value(), datatype) {
		return append(dst, t.Value()...)
	}
	if w.opt.Pretty && strings.Contains(t.Value(), "\n") {
		dst = appendLong(dst, t.Value())
	} else {
		dst = append(rdf.AppendEscaped(append(dst, '"'), t.Value()), '"')
	}
	if lang := t.Language(); lang != "" {
		dst = append(append(dst, '@'), lang...)
		if d := t.Direction(); d != rdf.NoDirection {
			dst = append(append(dst, "--"...), d.String()...)
		}
		return dst
	}
	if datatype != vocab.XSDString {
		dst = w.appendIRI(append(dst, "^^"...), datatype)
	}
	return dst
}

// appendLong appends s between triple quotes, with line ends and single quotes
// as they are.
func appendLong(dst []byte, s string) []byte {
	dst = append(dst, `"""`...)
	for s != "" {
		n := strings.IndexAny(s, "\n\"")
		if n < 0 {
			dst = rdf.AppendEscaped(dst, s)
			break
		}
		dst = rdf.AppendEscaped(dst, s[:n])
		rest := strings.TrimLeft(s[n:], "\"")
		quotes := len(s) - n - len(rest)
		switch {
		case quotes == 0:
			dst = append(dst, '\n')
			rest = rest[1:]
		case quotes > 2 || rest == "":
			dst = append(dst, strings.Repeat(`\"`, quotes)...)
		default:
			dst = append(dst, s[n:n+quotes]...)
		}
		s = rest
	}
	return append(dst, `"""`...)
}

// isShorthand reports whether the literal may stand without quotes.
func isShorthand(lexical, datatype string) bool {
	switch datatype {
	case vocab.XSDBoolean:
		return lexical == "true" || lexical == "false"
	case vocab.XSDInteger, vocab.XSDDecimal, vocab.XSDDouble:
	default:
		return false
	}
	s := strings.TrimLeft(lexical, "+-")
	if len(lexical)-len(s) > 1 {
		return false
	}
	b := []byte(s)
	whole := digits(b, 0)
	if whole == len(b) {
		return datatype == vocab.XSDInteger && whole > 0
	}
	end := whole
	if b[whole] == '.' {
		end = digits(b, whole+1)
		if end == len(b) {
			return datatype == vocab.XSDDecimal && end > whole+1
		}
		if end == 1 {
			return false // a dot without digits
		}
	} else if whole == 0 {
		return false
	}
	return datatype == vocab.XSDDouble && exponent(b, end) == len(b) && end < len(b)
}
