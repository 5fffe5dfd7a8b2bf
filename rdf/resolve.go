package rdf

import (
	"bytes"
	"strings"
)

// Base is an IRI taken apart, against which references are resolved (RFC 3986,
// section 5.2, the basic algorithm: nothing is normalised beyond it). The zero
// Base resolves nothing: references stay as they are.
type Base struct {
	iri       string
	scheme    string // with the colon
	authority string // with the two slashes; empty if there is none
	path      string
	query     string // with the question mark
}

// NewBase returns the base iri, which must have a scheme. A fragment is
// dropped.
func NewBase(iri string) (Base, error) {
	if err := CheckIRI(iri); err != nil {
		return Base{}, err
	}
	iri, _, _ = strings.Cut(iri, "#")
	b := Base{iri: iri}
	n := SchemeLength(iri) + 1
	b.scheme = iri[:n]
	b.authority, b.path, b.query, _ = splitReference(iri[n:])
	return b, nil
}

// String returns the base IRI.
func (b Base) String() string { return b.iri }

// IsZero reports whether b is no base.
func (b Base) IsZero() bool { return b.iri == "" }

// Resolve returns the IRI that ref stands for. A ref with a scheme comes back
// unchanged. Resolve does not validate.
func (b Base) Resolve(ref string) string {
	if b.iri == "" || SchemeLength(ref) > 0 {
		return ref
	}
	return string(b.AppendResolve(make([]byte, 0, len(b.iri)+len(ref)), ref))
}

// AppendResolve appends to dst what [Base.Resolve] returns.
func (b Base) AppendResolve(dst []byte, ref string) []byte {
	if b.iri == "" || SchemeLength(ref) > 0 {
		return append(dst, ref...)
	}
	authority, path, query, fragment := splitReference(ref)
	dst = append(dst, b.scheme...)
	switch {
	case authority != "":
		dst = append(dst, authority...)
		dst = appendWithoutDots(dst, path)
	case path == "":
		dst = append(dst, b.authority...)
		dst = append(dst, b.path...)
		if query == "" {
			query = b.query
		}
	case path[0] == '/':
		dst = append(dst, b.authority...)
		dst = appendWithoutDots(dst, path)
	default:
		dst = append(dst, b.authority...)
		dst = b.appendMerged(dst, path)
	}
	dst = append(dst, query...)
	return append(dst, fragment...)
}

// appendMerged appends path put in the place of the base's last segment.
func (b Base) appendMerged(dst []byte, path string) []byte {
	dir := b.path[:strings.LastIndexByte(b.path, '/')+1]
	if b.authority != "" && b.path == "" {
		dir = "/"
	}
	if !strings.Contains(path, ".") && !strings.Contains(dir, ".") {
		return append(append(dst, dir...), path...)
	}
	return appendWithoutDots(dst, dir+path)
}

// splitReference takes apart a reference without scheme. The parts keep their
// delimiters, so that an empty query differs from none.
func splitReference(s string) (authority, path, query, fragment string) {
	if i := strings.IndexByte(s, '#'); i >= 0 {
		s, fragment = s[:i], s[i:]
	}
	if i := strings.IndexByte(s, '?'); i >= 0 {
		s, query = s[:i], s[i:]
	}
	if strings.HasPrefix(s, "//") {
		if i := strings.IndexByte(s[2:], '/'); i >= 0 {
			return s[:i+2], s[i+2:], query, fragment
		}
		return s, "", query, fragment
	}
	return "", s, query, fragment
}

// appendWithoutDots appends path without its "." and ".." segments (RFC 3986,
// section 5.2.4).
func appendWithoutDots(dst []byte, path string) []byte {
	start := len(dst)
	for path != "" {
		switch {
		case strings.HasPrefix(path, "../"):
			path = path[3:]
		case strings.HasPrefix(path, "./"), strings.HasPrefix(path, "/./"):
			path = path[2:]
		case path == "/.":
			path = "/"
		case strings.HasPrefix(path, "/../"), path == "/..":
			path = "/" + strings.TrimPrefix(path[3:], "/")
			cut := bytes.LastIndexByte(dst[start:], '/')
			dst = dst[:start+max(cut, 0)]
		case path == "." || path == "..":
			path = ""
		default:
			n := strings.IndexByte(path[1:], '/') + 1
			if n == 0 {
				n = len(path)
			}
			dst = append(dst, path[:n]...)
			path = path[n:]
		}
	}
	return dst
}
