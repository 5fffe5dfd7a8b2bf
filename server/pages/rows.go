package pages

import (
	"html/template"
	"strings"
)

// Body is the list of the section's properties, for the template. It is written
// here, since a template takes ten times as long for the hundreds of values of a
// record.
func (s section) Body() template.HTML {
	var b strings.Builder
	b.Grow(256 * len(s.Rows))
	writeRows(&b, s.Rows)
	return template.HTML(b.String()) //nolint:gosec // escaped below
}

func writeRows(b *strings.Builder, rows []row) {
	for _, r := range rows {
		b.WriteString("\n<div><dt title=\"")
		writeEscaped(b, r.IRI)
		b.WriteString("\">")
		writeEscaped(b, r.Label)
		b.WriteString("</dt>")
		for i := range r.Values {
			writeValue(b, &r.Values[i])
		}
		b.WriteString("</div>")
	}
}

func writeValue(b *strings.Builder, v *Value) {
	b.WriteString("\n<dd")
	if v.Lang != "" {
		b.WriteString(" lang=\"")
		writeEscaped(b, v.Lang)
		b.WriteByte('"')
	}
	b.WriteString(" dir=\"")
	if v.Dir != "" {
		writeEscaped(b, v.Dir)
	} else {
		b.WriteString("auto")
	}
	b.WriteString("\">")
	if v.Href != "" {
		b.WriteString("<a href=\"")
		writeAddress(b, v.Href)
		b.WriteString("\">")
		writeEscaped(b, v.Text)
		b.WriteString("</a>")
	} else {
		writeEscaped(b, v.Text)
	}
	if v.Note != "" {
		b.WriteString(" <small>")
		writeEscaped(b, v.Note)
		b.WriteString("</small>")
	}
	if len(v.Rows) > 0 {
		b.WriteString("<dl class=\"part\">")
		writeRows(b, v.Rows)
		b.WriteString("</dl>")
	}
	b.WriteString("</dd>")
}

// writeEscaped writes text, or the value of an attribute in quotes.
func writeEscaped(b *strings.Builder, s string) {
	start := 0
	for i := range len(s) {
		text := ""
		switch s[i] {
		case 0:
			text = "\uFFFD"
		case '"':
			text = "&#34;"
		case '&':
			text = "&amp;"
		case '\'':
			text = "&#39;"
		case '+':
			text = "&#43;"
		case '<':
			text = "&lt;"
		case '>':
			text = "&gt;"
		default:
			continue
		}
		b.WriteString(s[start:i])
		b.WriteString(text)
		start = i + 1
	}
	b.WriteString(s[start:])
}

// writeAddress writes the value of href: a path of this server or an address of
// the web, with what an address must not have in per cent.
func writeAddress(b *strings.Builder, address string) {
	if !strings.HasPrefix(address, "/") && !isWebAddress(address) {
		b.WriteByte('#')
		return
	}
	start := 0
	for i := range len(address) {
		c := address[i]
		if isAddressByte(c) || c == '%' && i+2 < len(address) && isHex(address[i+1]) && isHex(address[i+2]) {
			continue
		}
		writeEscaped(b, address[start:i])
		const digits = "0123456789abcdef"
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
		start = i + 1
	}
	writeEscaped(b, address[start:])
}

// isAddressByte reports whether c is reserved or unreserved (RFC 3986 section 2),
// but for quotes, which end attributes.
func isAddressByte(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return strings.IndexByte("-._~!#$&*+,/:;=?@[]", c) >= 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
