package rdfxml

import (
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/vocab"
)

// Namespaces of XML itself and of the Internationalization Tag Set.
const (
	nsXML   = "http://www.w3.org/XML/1998/namespace"
	nsXMLNS = "http://www.w3.org/2000/xmlns/"
	nsITS   = "http://www.w3.org/2005/11/its"
	nsRDF   = vocab.RDF
)

// isCore reports whether a local name of the RDF namespace is a core syntax term (RDF/XML,
// section 6.2.2), or one that RDF 1.2 adds to them.
func isCore(local string) bool {
	switch local {
	case "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "annotation", "annotationNodeID", "version":
		return true
	}
	return false
}

// isOld reports whether a local name of the RDF namespace is one that has been withdrawn.
func isOld(local string) bool {
	return local == "aboutEach" || local == "aboutEachPrefix" || local == "bagID"
}

// isNodeName reports whether an element of the RDF namespace may be a node
// element.
func isNodeName(local string) bool { return !isCore(local) && local != "li" && !isOld(local) }

// isPropertyName reports whether an element of the RDF namespace may be a
// property element.
func isPropertyName(local string) bool {
	return !isCore(local) && local != "Description" && !isOld(local)
}

// isPropertyAttribute reports whether an attribute of the RDF namespace may be
// a property.
func isPropertyAttribute(local string) bool { return isPropertyName(local) && local != "li" }

// isNameStart is NameStartChar of XML 1.0 (fifth edition) without the colon.
func isNameStart(r rune) bool {
	switch {
	case r < 0x80:
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
	case r == 0xD7 || r == 0xF7 || r == 0x37E:
		return false
	default:
		return 0xC0 <= r && r <= 0x2FF || 0x370 <= r && r <= 0x1FFF || r == 0x200C || r == 0x200D ||
			0x2070 <= r && r <= 0x218F || 0x2C00 <= r && r <= 0x2FEF || 0x3001 <= r && r <= 0xD7FF ||
			0xF900 <= r && r <= 0xFDCF || 0xFDF0 <= r && r <= 0xFFFD || 0x10000 <= r && r <= 0xEFFFF
	}
}

// isNameChar is NameChar of XML 1.0 without the colon.
func isNameChar(r rune) bool {
	return isNameStart(r) || '0' <= r && r <= '9' || r == '-' || r == '.' || r == 0xB7 ||
		0x300 <= r && r <= 0x36F || r == 0x203F || r == 0x2040
}

// isNCName reports whether s is a name without a colon.
func isNCName(s string) bool {
	for i, r := range s {
		if i == 0 && !isNameStart(r) || !isNameChar(r) || r == utf8.RuneError {
			return false
		}
	}
	return s != ""
}

// splitName splits an IRI into a namespace and the longest local name at its end.
// It is false where no name ends the IRI.
func splitName(iri string) (namespace, local string, ok bool) {
	start := len(iri)
	for i := len(iri); i > 0; {
		r, size := utf8.DecodeLastRuneInString(iri[:i])
		if r == utf8.RuneError || !isNameChar(r) {
			break
		}
		i -= size
		if isNameStart(r) {
			start = i
		}
	}
	return iri[:start], iri[start:], 0 < start && start < len(iri)
}

// isXMLText reports whether XML 1.0 has all characters of s.
func isXMLText(s string) bool {
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return false
			}
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			return false
		}
	}
	return true
}

// isSpace reports whether s is white space of XML only.
func isSpace(s []byte) bool {
	for _, c := range s {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}
