package rdfxml

import (
	"cmp"
	"encoding/xml"
	"slices"
)

// xmlLiteral builds an XML literal in exclusive canonical form with comments
// (Exclusive XML Canonicalization 1.0, with an empty prefix list).
type xmlLiteral struct {
	buf   []byte
	shown []binding // declarations that the output has in scope
	marks []int     // length of shown outside of each open element
}

// start appends a start tag.
func (x *xmlLiteral) start(e *element) {
	x.marks = append(x.marks, len(x.shown))
	x.buf = appendName(append(x.buf, '<'), e.prefix, e.local)
	used := []binding{{e.prefix, e.space}}
	for _, a := range e.attrs {
		if a.prefix != "" {
			used = append(used, binding{a.prefix, a.space})
		}
	}
	slices.SortFunc(used, func(a, b binding) int { return cmp.Compare(a.prefix, b.prefix) })
	for _, b := range slices.Compact(used) {
		if b.prefix == "xml" || x.isShown(b) {
			continue
		}
		x.shown = append(x.shown, b)
		x.buf = append(x.buf, " xmlns"...)
		if b.prefix != "" {
			x.buf = append(append(x.buf, ':'), b.prefix...)
		}
		x.buf = append(appendXMLAttr(append(x.buf, `="`...), b.space), '"')
	}
	attrs := slices.Clone(e.attrs)
	slices.SortFunc(attrs, func(a, b attribute) int {
		return cmp.Or(cmp.Compare(a.space, b.space), cmp.Compare(a.local, b.local))
	})
	for _, a := range attrs {
		x.buf = appendName(append(x.buf, ' '), a.prefix, a.local)
		x.buf = append(appendXMLAttr(append(x.buf, `="`...), a.value), '"')
	}
	x.buf = append(x.buf, '>')
}

// isShown reports whether the output has the declaration in scope. No default
// namespace is in scope where none has been declared.
func (x *xmlLiteral) isShown(b binding) bool {
	for _, shown := range slices.Backward(x.shown) {
		if shown.prefix == b.prefix {
			return shown.space == b.space
		}
	}
	return b.prefix == "" && b.space == ""
}

// end appends an end tag.
func (x *xmlLiteral) end(name xml.Name) {
	x.buf = append(appendName(append(x.buf, "</"...), name.Space, name.Local), '>')
	n := len(x.marks) - 1
	x.shown, x.marks = x.shown[:x.marks[n]], x.marks[:n]
}

func (x *xmlLiteral) text(s []byte) { x.buf = appendXMLText(x.buf, string(s)) }

func (x *xmlLiteral) comment(s []byte) {
	x.buf = append(append(append(x.buf, "<!--"...), s...), "-->"...)
}

func (x *xmlLiteral) instruction(p xml.ProcInst) {
	x.buf = append(append(x.buf, "<?"...), p.Target...)
	if len(p.Inst) > 0 {
		x.buf = append(append(x.buf, ' '), p.Inst...)
	}
	x.buf = append(x.buf, "?>"...)
}

func appendName(dst []byte, prefix, local string) []byte {
	if prefix != "" {
		dst = append(append(dst, prefix...), ':')
	}
	return append(dst, local...)
}

// appendXMLText appends s as text: the escapes of Canonical XML.
func appendXMLText(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '&':
			dst = append(dst, "&amp;"...)
		case '<':
			dst = append(dst, "&lt;"...)
		case '>':
			dst = append(dst, "&gt;"...)
		case '\r':
			dst = append(dst, "&#xD;"...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// appendXMLAttr appends s as an attribute value within double quotes.
func appendXMLAttr(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '&':
			dst = append(dst, "&amp;"...)
		case '<':
			dst = append(dst, "&lt;"...)
		case '"':
			dst = append(dst, "&quot;"...)
		case '\t':
			dst = append(dst, "&#x9;"...)
		case '\n':
			dst = append(dst, "&#xA;"...)
		case '\r':
			dst = append(dst, "&#xD;"...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
