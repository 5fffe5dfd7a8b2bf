package rdf

import (
	"strings"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/vocab"
)

// String returns t as N-Triples writes it; the zero Term gives the empty
// string.
func (t Term) String() string { return string(AppendTerm(nil, t)) }

// String returns q as a line of N-Quads without the line end.
func (q Quad) String() string { return string(AppendQuad(nil, q)) }

// String returns t as a line of N-Triples without the line end.
func (t Triple) String() string {
	return string(AppendQuad(nil, Quad{S: t.S, P: t.P, O: t.O}))
}

// AppendTerm appends t in N-Triples. The result reads back as t: characters
// that may not stand in an IRI are escaped, and blank-node labels that the
// grammar does not know are spelled in another way (see [AppendLabel]).
func AppendTerm(dst []byte, t Term) []byte { return appendTerm(dst, t, false) }

// AppendQuad appends q as a line of N-Quads without the line end.
func AppendQuad(dst []byte, q Quad) []byte { return appendQuad(dst, q, false) }

// AppendCanonicalQuad appends q as a line of canonical N-Quads without the
// line end.
func AppendCanonicalQuad(dst []byte, q Quad) []byte { return appendQuad(dst, q, true) }

func appendQuad(dst []byte, q Quad, canonical bool) []byte {
	dst = append(appendTerm(dst, q.S, canonical), ' ')
	dst = append(appendTerm(dst, q.P, canonical), ' ')
	dst = append(appendTerm(dst, q.O, canonical), ' ')
	if !q.G.IsZero() {
		dst = append(appendTerm(dst, q.G, canonical), ' ')
	}
	return append(dst, '.')
}

func appendTerm(dst []byte, t Term, canonical bool) []byte {
	switch t.kind {
	case KindNone:
	case KindIRI:
		dst = AppendIRI(dst, t.value)
	case KindBlankNode:
		dst = AppendLabel(append(dst, "_:"...), t.value)
	case KindLiteral:
		dst = append(AppendEscaped(append(dst, '"'), t.value), '"')
		dst = appendQualifier(dst, t, canonical)
	case KindTripleTerm:
		tr := t.Triple()
		dst = append(dst, "<<( "...)
		for _, part := range [3]Term{tr.S, tr.P, tr.O} {
			dst = append(appendTerm(dst, part, canonical), ' ')
		}
		dst = append(dst, ")>>"...)
	}
	return dst
}

// appendQualifier appends the datatype or the language of a literal.
func appendQualifier(dst []byte, t Term, canonical bool) []byte {
	switch t.form {
	case formString:
		return dst
	case formTyped:
		return AppendIRI(append(dst, "^^"...), t.extra)
	}
	lang := t.extra
	if canonical {
		lang = strings.ToLower(lang)
	}
	dst = append(append(dst, '@'), lang...)
	if d := t.Direction(); d != NoDirection {
		dst = append(append(dst, "--"...), d.String()...)
	}
	return dst
}

// iriEscape marks the bytes that may not stand in an IRIREF of the grammars.
var iriEscape = func() (t [256]bool) {
	for c := range 0x21 {
		t[c] = true
	}
	for _, c := range []byte("<>\"{}|^`\\") {
		t[c] = true
	}
	return t
}()

// AppendIRI appends iri in angle brackets, with escapes for the characters
// that the grammar forbids there.
func AppendIRI(dst []byte, iri string) []byte {
	dst = append(dst, '<')
	start := 0
	for i := range len(iri) {
		if iriEscape[iri[i]] {
			dst = append(dst, iri[start:i]...)
			dst = appendHex4(dst, iri[i])
			start = i + 1
		}
	}
	dst = append(dst, iri[start:]...)
	return append(dst, '>')
}

// stringEscape holds 0 for bytes that stand for themselves in a string, 'u'
// for those that are written in hexadecimal, and else the letter to write
// after the backslash.
var stringEscape = func() (t [256]byte) {
	for c := range 0x20 {
		t[c] = 'u'
	}
	t[0x7F] = 'u'
	t['\b'], t['\t'], t['\n'], t['\f'], t['\r'], t['"'], t['\\'] = 'b', 't', 'n', 'f', 'r', '"', '\\'
	t[0xEF] = 'U' // lead byte of U+FFFE and U+FFFF
	return t
}()

// AppendEscaped appends the lexical form s as it stands between the quotes of
// canonical N-Triples. Bytes that are not UTF-8 become U+FFFD.
func AppendEscaped(dst []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	start := 0
	for i := 0; i < len(s); i++ {
		e := stringEscape[s[i]]
		switch e {
		case 0:
			continue
		case 'U':
			if s[i+1] != 0xBF || s[i+2] < 0xBE {
				continue
			}
			dst = append(append(dst, s[start:i]...), "\\uFFFE"...)
			dst[len(dst)-1] += s[i+2] - 0xBE
			i += 2
		case 'u':
			dst = appendHex4(append(dst, s[start:i]...), s[i])
		default:
			dst = append(append(dst, s[start:i]...), '\\', e)
		}
		start = i + 1
	}
	return append(dst, s[start:]...)
}

func appendHex4(dst []byte, c byte) []byte {
	const digits = "0123456789ABCDEF"
	return append(dst, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
}

// escapedLabel begins the labels that AppendLabel makes up.
const escapedLabel = "x-hex-"

// AppendLabel appends a blank-node label as the grammars of N-Triples, Turtle
// and SPARQL want it, without "_:". A label that they do not allow is written
// as "x-hex-" and the hexadecimal form of its bytes; one that begins so
// already is too, so that different labels stay different.
func AppendLabel(dst []byte, label string) []byte {
	if IsLabel(label) && !strings.HasPrefix(label, escapedLabel) {
		return append(dst, label...)
	}
	const digits = "0123456789abcdef"
	dst = append(dst, escapedLabel...)
	for i := range len(label) {
		dst = append(dst, digits[label[i]>>4], digits[label[i]&15])
	}
	return dst
}

// IsLabel reports whether s is a blank-node label of the grammars (what
// follows "_:" in BLANK_NODE_LABEL).
func IsLabel(s string) bool {
	if s == "" || s[len(s)-1] == '.' {
		return false
	}
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			return false
		case i == 0 && !IsNameStart(r) && (r < '0' || r > '9'):
			return false
		case i > 0 && r != '.' && !IsNameChar(r):
			return false
		}
	}
	return true
}

// IsNameStart is PN_CHARS_U of the Turtle and SPARQL grammars.
func IsNameStart(r rune) bool {
	if r < 0xC0 {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
	}
	switch {
	case r <= 0x2FF:
		return r != 0xD7 && r != 0xF7
	case r <= 0x1FFF:
		return r >= 0x370 && r != 0x37E
	case r <= 0x218F:
		return r == 0x200C || r == 0x200D || r >= 0x2070
	case r <= 0xD7FF:
		return 0x2C00 <= r && r <= 0x2FEF || r >= 0x3001
	case r <= 0xFFFD:
		return 0xF900 <= r && r <= 0xFDCF || r >= 0xFDF0
	}
	return 0x10000 <= r && r <= 0xEFFFF
}

// IsNameChar is PN_CHARS of the Turtle and SPARQL grammars.
func IsNameChar(r rune) bool {
	return IsNameStart(r) || r == '-' || '0' <= r && r <= '9' || r == 0xB7 ||
		0x300 <= r && r <= 0x36F || r == 0x203F || r == 0x2040
}

// IsPlainDatatype reports whether iri may be written as the datatype of a
// literal: rdf:langString and rdf:dirLangString may not, since their literals
// have a language tag instead.
func IsPlainDatatype(iri string) bool {
	return iri != vocab.RDFLangString && iri != vocab.RDFDirLangString
}
