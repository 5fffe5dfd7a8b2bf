package dict

import (
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// class is the first byte of a key. The numbers are on disk.
type class = byte

const (
	classBlank    class = 1
	classIRI      class = 2
	classLiteral  class = 3
	classTriple   class = 4
	classFragment class = 5
	classEnd      class = 6
)

// What follows the lexical form of a literal, after its terminating zero byte.
// The numbers are on disk.
const (
	tailString    = 1
	tailLang      = 2 // then the language tag
	tailLangLTR   = 3
	tailLangRTL   = 4
	tailTyped     = 5  // then the datatype IRI
	tailKnown     = 16 // plus the position in knownTypes
	escape        = 0xff
	tripleDivider = 1
)

// knownTypes are datatypes that a key names by one byte. The order is on disk:
// append only, and never a type that older keys may spell out.
var knownTypes = [...]string{
	vocab.XSDInteger, vocab.XSDDecimal, vocab.XSDDouble, vocab.XSDBoolean, vocab.XSDDate, vocab.XSDDateTime, vocab.XSDGYear,
	vocab.XSDFloat, vocab.XSDAnyURI, vocab.XSDTime, vocab.XSDGYearMonth, vocab.XSDDuration,
	vocab.XSDInt, vocab.XSDLong, vocab.XSDNonNegativeInteger, vocab.XSDPositiveInteger,
	vocab.XSDDateTimeStamp, vocab.XSD + "language", vocab.XSD + "token",
	vocab.RDFXMLLiteral,
	vocab.RDFHTML,
	vocab.RDFJSON,
	"http://www.opengis.net/ont/geosparql#wktLiteral",
}

// typeTail returns the one-byte tail of a known datatype, or 0.
func typeTail(datatype string) byte {
	for i, known := range knownTypes {
		if known == datatype {
			return byte(tailKnown + i)
		}
	}
	return 0
}

// appendKey appends the sort key of t, which must be a term. Keys compare as
// bytes in the order of the dictionary.
func appendKey(dst []byte, t rdf.Term) []byte {
	switch t.Kind() {
	case rdf.KindBlankNode:
		return append(append(dst, classBlank), t.Value()...)
	case rdf.KindIRI:
		return append(append(dst, classIRI), t.Value()...)
	case rdf.KindLiteral:
		dst = appendEscaped(append(dst, classLiteral), t.Value())
		return appendTail(append(dst, 0), t)
	case rdf.KindTripleTerm:
		triple := t.Triple()
		dst = append(dst, classTriple)
		for _, part := range [3]rdf.Term{triple.S, triple.P, triple.O} {
			var buf [128]byte
			dst = appendEscaped(dst, string(appendKey(buf[:0], part)))
			dst = append(dst, 0, tripleDivider)
		}
		return dst
	case rdf.KindNone:
	}
	return dst
}

// appendTail appends what tells literals of one lexical form apart.
func appendTail(dst []byte, t rdf.Term) []byte {
	if lang := t.Language(); lang != "" {
		tail := byte(tailLang)
		switch t.Direction() {
		case rdf.LTR:
			tail = tailLangLTR
		case rdf.RTL:
			tail = tailLangRTL
		case rdf.NoDirection:
		}
		return append(append(dst, tail), lang...)
	}
	datatype := t.Datatype()
	if datatype == vocab.XSDString {
		return append(dst, tailString)
	}
	if tail := typeTail(datatype); tail != 0 {
		return append(dst, tail)
	}
	return append(append(dst, tailTyped), datatype...)
}

// appendEscaped appends s with each zero byte followed by 0xff, so that a zero
// byte followed by anything less ends s and sorts before every continuation.
func appendEscaped(dst []byte, s string) []byte {
	for {
		i := strings.IndexByte(s, 0)
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(append(dst, s[:i]...), 0, escape)
		s = s[i+1:]
	}
}

// cutEscaped is the inverse of [appendEscaped] up to the zero byte that ends
// the string. The tail begins with the byte after it.
func cutEscaped(s string) (head, tail string, ok bool) {
	escaped := false
	for i := 0; i+1 < len(s); i++ {
		if s[i] != 0 {
			continue
		}
		if s[i+1] != escape {
			head = s[:i]
			if escaped {
				head = strings.ReplaceAll(head, "\x00\xff", "\x00")
			}
			return head, s[i+1:], true
		}
		escaped = true
		i++
	}
	return "", "", false
}

// decodeKey is the inverse of [appendKey]. The term shares the memory of key
// where it can.
func decodeKey(key string) (rdf.Term, error) {
	if key == "" {
		return rdf.Term{}, fmt.Errorf("%w: empty key", ErrCorrupt)
	}
	body := key[1:]
	switch key[0] {
	case classBlank:
		return rdf.NewBlankNode(body), nil
	case classIRI:
		return rdf.NewIRI(body), nil
	case classLiteral:
		return decodeLiteral(body)
	case classTriple:
		return decodeTriple(body)
	}
	return rdf.Term{}, fmt.Errorf("%w: key of class %d", ErrCorrupt, key[0])
}

func decodeLiteral(body string) (rdf.Term, error) {
	lexical, tail, ok := cutEscaped(body)
	if !ok {
		return rdf.Term{}, fmt.Errorf("%w: literal without end", ErrCorrupt)
	}
	code, extra := tail[0], tail[1:]
	switch code {
	case tailString:
		if extra == "" {
			return rdf.NewString(lexical), nil
		}
	case tailLang:
		if extra != "" {
			return rdf.NewLangString(lexical, extra), nil
		}
	case tailLangLTR, tailLangRTL:
		dir := rdf.LTR
		if code == tailLangRTL {
			dir = rdf.RTL
		}
		if extra != "" {
			return rdf.NewDirLangString(lexical, extra, dir), nil
		}
	case tailTyped:
		if extra != "" {
			return rdf.NewLiteral(lexical, extra), nil
		}
	default:
		if i := int(code) - tailKnown; i >= 0 && i < len(knownTypes) && extra == "" {
			return rdf.NewLiteral(lexical, knownTypes[i]), nil
		}
	}
	return rdf.Term{}, fmt.Errorf("%w: literal with tail %d", ErrCorrupt, code)
}

func decodeTriple(body string) (rdf.Term, error) {
	var parts [3]rdf.Term
	for i := range parts {
		key, tail, ok := cutEscaped(body)
		if !ok || tail[0] != tripleDivider {
			return rdf.Term{}, fmt.Errorf("%w: triple term without end", ErrCorrupt)
		}
		term, err := decodeKey(key)
		if err != nil {
			return rdf.Term{}, err
		}
		parts[i], body = term, tail[1:]
	}
	if body != "" {
		return rdf.Term{}, fmt.Errorf("%w: bytes after triple term", ErrCorrupt)
	}
	return rdf.NewTripleTerm(rdf.Triple{S: parts[0], P: parts[1], O: parts[2]}), nil
}

// keyPrefix returns the key that is not greater than that of any term of the
// kind whose value is not less than value, and that begins all keys of terms
// whose value begins with it. It is nil for kinds without values.
func keyPrefix(kind rdf.Kind, value string) []byte {
	switch kind {
	case rdf.KindBlankNode:
		return append([]byte{classBlank}, value...)
	case rdf.KindIRI:
		return append([]byte{classIRI}, value...)
	case rdf.KindLiteral:
		return appendEscaped([]byte{classLiteral}, value)
	case rdf.KindTripleTerm:
		return []byte{classTriple}
	case rdf.KindNone:
	}
	return nil
}

// keySuccessor returns the least key that is greater than all keys that begin
// with prefix. It overwrites prefix, whose first byte is a class.
func keySuccessor(prefix []byte) []byte {
	for i := len(prefix) - 1; ; i-- {
		if prefix[i] != 0xff {
			prefix[i]++
			return prefix[:i+1]
		}
	}
}
