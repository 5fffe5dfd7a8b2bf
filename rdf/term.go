package rdf

import (
	"encoding/binary"
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// Kind tells the kinds of RDF terms apart. The zero Kind is no term: the
// default graph of a [Quad], or an unbound variable.
type Kind uint8

// The kinds of RDF terms.
const (
	KindNone       Kind = 0
	KindBlankNode  Kind = 1
	KindIRI        Kind = 2
	KindLiteral    Kind = 3
	KindTripleTerm Kind = 4
)

// Direction is the base direction of a literal (RDF 1.2 Concepts, section 3.4).
type Direction uint8

// The base directions; NoDirection is that of all other literals.
const (
	NoDirection Direction = 0
	LTR         Direction = 1
	RTL         Direction = 2
)

// String returns "ltr", "rtl" or the empty string.
func (d Direction) String() string {
	switch d {
	case LTR:
		return "ltr"
	case RTL:
		return "rtl"
	case NoDirection:
	}
	return ""
}

// literal flavours, kept in Term.form.
const (
	formString  uint8 = 0 // xsd:string: extra is empty
	formTyped   uint8 = 1 // extra is the datatype IRI
	formLang    uint8 = 2 // extra is the language tag
	formLangLTR uint8 = 3
	formLangRTL uint8 = 4
)

// Term is an immutable RDF term. Terms are comparable: two terms are equal in
// the sense of RDF 1.2 Concepts exactly when == says so, for triple terms too,
// and a Term serves as a map key. The zero Term is no term; as the graph of a
// [Quad] it stands for the default graph.
type Term struct {
	kind  Kind
	form  uint8
	value string // IRI, label or lexical form; an encoded triple for triple terms
	extra string
}

// DefaultGraph is the graph name of quads in the default graph.
var DefaultGraph Term

// NewIRI returns the IRI s. It is not validated: readers do that.
func NewIRI(s string) Term { return Term{kind: KindIRI, value: s} }

// NewBlankNode returns the blank node with the label, which has no "_:".
func NewBlankNode(label string) Term { return Term{kind: KindBlankNode, value: label} }

// NewString returns the xsd:string literal with the lexical form.
func NewString(lexical string) Term { return Term{kind: KindLiteral, value: lexical} }

// NewLiteral returns the literal with the lexical form and the datatype IRI.
// For rdf:langString and rdf:dirLangString use [NewLangString] and
// [NewDirLangString].
func NewLiteral(lexical, datatype string) Term {
	if datatype == "" || datatype == vocab.XSDString {
		return NewString(lexical)
	}
	return Term{kind: KindLiteral, form: formTyped, value: lexical, extra: datatype}
}

// NewLangString returns a language-tagged string. The tag is brought to the
// case that RFC 5646 section 2.1.1 recommends (en-US, zh-Hant), since tags
// compare without regard to case.
func NewLangString(lexical, language string) Term {
	return Term{kind: KindLiteral, form: formLang, value: lexical, extra: NormalizeLanguage(language)}
}

// NewDirLangString returns a language-tagged string with a base direction.
func NewDirLangString(lexical, language string, dir Direction) Term {
	t := NewLangString(lexical, language)
	switch dir {
	case LTR:
		t.form = formLangLTR
	case RTL:
		t.form = formLangRTL
	case NoDirection:
	}
	return t
}

// NewTripleTerm returns the triple as a term (RDF 1.2 Concepts, section 3.1).
func NewTripleTerm(t Triple) Term {
	b := make([]byte, 0, 32+len(t.S.value)+len(t.P.value)+len(t.O.value)+len(t.O.extra))
	for _, part := range [3]Term{t.S, t.P, t.O} {
		b = append(b, byte(part.kind), part.form)
		b = binary.AppendUvarint(b, uint64(len(part.value)))
		b = append(b, part.value...)
		b = binary.AppendUvarint(b, uint64(len(part.extra)))
		b = append(b, part.extra...)
	}
	return Term{kind: KindTripleTerm, value: string(b)}
}

// Kind returns the kind of t.
func (t Term) Kind() Kind { return t.kind }

// IsZero reports whether t is no term.
func (t Term) IsZero() bool { return t.kind == KindNone }

// IsIRI reports whether t is an IRI.
func (t Term) IsIRI() bool { return t.kind == KindIRI }

// IsBlankNode reports whether t is a blank node.
func (t Term) IsBlankNode() bool { return t.kind == KindBlankNode }

// IsLiteral reports whether t is a literal.
func (t Term) IsLiteral() bool { return t.kind == KindLiteral }

// IsTripleTerm reports whether t is a triple term.
func (t Term) IsTripleTerm() bool { return t.kind == KindTripleTerm }

// Value returns the IRI, the label of the blank node (without "_:") or the
// lexical form of the literal; the empty string for triple terms.
func (t Term) Value() string {
	if t.kind == KindTripleTerm {
		return ""
	}
	return t.value
}

// Datatype returns the datatype IRI of a literal, and the empty string for
// other terms.
func (t Term) Datatype() string {
	if t.kind != KindLiteral {
		return ""
	}
	switch t.form {
	case formString:
		return vocab.XSDString
	case formTyped:
		return t.extra
	case formLang:
		return vocab.RDFLangString
	default:
		return vocab.RDFDirLangString
	}
}

// Language returns the language tag of a literal, or the empty string.
func (t Term) Language() string {
	if t.kind == KindLiteral && t.form >= formLang {
		return t.extra
	}
	return ""
}

// Direction returns the base direction of a literal.
func (t Term) Direction() Direction {
	if t.kind == KindLiteral {
		switch t.form {
		case formLangLTR:
			return LTR
		case formLangRTL:
			return RTL
		}
	}
	return NoDirection
}

// Triple returns the triple of a triple term, and the zero Triple for other
// terms. It costs a decoding, without copying strings.
func (t Term) Triple() Triple {
	if t.kind != KindTripleTerm {
		return Triple{}
	}
	rest := t.value
	var parts [3]Term
	for i := range parts {
		parts[i].kind, parts[i].form = Kind(rest[0]), rest[1]
		rest = rest[2:]
		parts[i].value, rest = cutCounted(rest)
		parts[i].extra, rest = cutCounted(rest)
	}
	return Triple{S: parts[0], P: parts[1], O: parts[2]}
}

// Clone returns t with strings of its own, for terms that a reader lends.
func (t Term) Clone() Term {
	t.value = strings.Clone(t.value)
	t.extra = strings.Clone(t.extra)
	return t
}

// cutCounted splits a string that was written with its length before it.
func cutCounted(s string) (head, tail string) {
	n, shift := 0, 0
	for i := 0; ; i++ {
		n |= int(s[i]&0x7f) << shift
		if s[i] < 0x80 {
			return s[i+1 : i+1+n], s[i+1+n:]
		}
		shift += 7
	}
}

// Triple is an RDF triple.
type Triple struct {
	S, P, O Term
}

// Quad is a triple in a graph; the zero G is the default graph.
type Quad struct {
	S, P, O, G Term
}

// Triple returns q without its graph.
func (q Quad) Triple() Triple { return Triple{S: q.S, P: q.P, O: q.O} }

// PrefixBlankNodes returns t with the prefix before the labels of its blank nodes,
// those of triple terms included, so that they are none of another document.
func (t Term) PrefixBlankNodes(prefix string) Term {
	switch {
	case t.IsBlankNode():
		return NewBlankNode(prefix + t.Value())
	case t.IsTripleTerm():
		tr := t.Triple()
		return NewTripleTerm(Triple{S: tr.S.PrefixBlankNodes(prefix), P: tr.P, O: tr.O.PrefixBlankNodes(prefix)})
	}
	return t
}
