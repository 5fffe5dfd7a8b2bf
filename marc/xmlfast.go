package marc

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// fastXML parses a record element in the plain form of nearly all files: double-quoted
// attributes, no comments, CDATA or processing instructions inside, only the five
// predefined and numeric character references. It returns false for anything else,
// well-formed or not, and leaves it to the full parser. It is about ten times as fast.
type fastXML struct {
	s    string
	at   int
	rec  *Record
	slab []Subfield
}

// parseFast fills the record, or leaves it to the full parser.
func (p *xmlParser) parseFast(raw []byte) bool {
	if !isPlain(raw) {
		return false
	}
	f := fastXML{s: string(raw), rec: p.rec}
	f.rec.Fields = make([]Field, 0, 32)
	f.slab = make([]Subfield, 0, bytes.Count(raw, []byte("code=")))
	attrs, ok := f.open("record")
	if !ok {
		return f.undo()
	}
	p.dialect = strings.ToLower(attribute(attrs, "format") + " " + attribute(attrs, "xmlns"))
	for {
		name, attrs, ok := f.tag()
		switch {
		case !ok:
			return f.undo()
		case name == "/record":
			if f.at != len(f.s) || len(f.rec.Fields) == 0 {
				return f.undo()
			}
			return true
		case name == "leader":
			f.rec.Leader, ok = f.text("leader")
		case name == "controlfield":
			ok = f.control(p, attrs)
		case name == "datafield":
			ok = f.data(p, attrs)
		default:
			ok = false
		}
		if !ok {
			return f.undo()
		}
	}
}

// isPlain reports whether b is UTF-8 without characters that XML forbids or that are
// left to the full parser.
func isPlain(b []byte) bool {
	for _, c := range b {
		if c < ' ' && !isSpace(c) {
			return false
		}
	}
	for _, s := range []string{"<!", "<?", "\uFFFE", "\uFFFF"} {
		if bytes.Contains(b, []byte(s)) {
			return false
		}
	}
	return utf8.Valid(b)
}

// undo empties the record for the full parser.
func (f *fastXML) undo() bool {
	*f.rec = Record{Place: f.rec.Place}
	return false
}

// open reads the start tag with the local name.
func (f *fastXML) open(want string) (attrs string, ok bool) {
	name, attrs, ok := f.tag()
	return attrs, ok && name == want
}

// tag reads blanks and a tag: its local name, with "/" before the name of an end tag,
// and its attributes.
func (f *fastXML) tag() (name, attrs string, ok bool) {
	i := f.at
	for i < len(f.s) && isSpace(f.s[i]) {
		i++
	}
	if i >= len(f.s) || f.s[i] != '<' {
		return "", "", false
	}
	end := strings.IndexByte(f.s[i:], '>')
	if end < 0 {
		return "", "", false
	}
	inner := f.s[i+1 : i+end]
	f.at = i + end + 1
	name, attrs, _ = strings.Cut(inner, " ")
	if strings.ContainsAny(inner, "<\r\n\t") || !plainAttributes(attrs) {
		return "", "", false
	}
	if colon := strings.IndexByte(name, ':'); colon >= 0 {
		if !plainName(strings.TrimPrefix(name[:colon], "/")) {
			return "", "", false
		}
		if name[0] == '/' {
			return "/" + name[colon+1:], attrs, true
		}
		name = name[colon+1:]
	}
	return name, attrs, true
}

// plainAttributes reports whether s is a list of attributes in double quotes, with one
// blank before each except the first.
func plainAttributes(s string) bool {
	for s != "" {
		name, rest, ok := strings.Cut(s, `="`)
		if !ok || !plainName(name) {
			return false
		}
		_, after, ok := strings.Cut(rest, `"`)
		if !ok {
			return false
		}
		if after != "" && (after[0] != ' ' || len(after) == 1) {
			return false
		}
		s = strings.TrimPrefix(after, " ")
	}
	return true
}

// plainName reports whether s is a name of ASCII letters, digits and hyphens, possibly
// with a prefix.
func plainName(s string) bool {
	start := true // of the name or of the part after the prefix
	prefixed := false
	for i := range len(s) {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		switch {
		case start && !letter:
			return false
		case c == ':' && !prefixed:
			start, prefixed = true, true
			continue
		case !letter && !isDigit(c) && c != '-':
			return false
		}
		start = false
	}
	return !start
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// attribute returns the value of the attribute without references.
func attribute(attrs, name string) string {
	for {
		key, rest, ok := strings.Cut(attrs, `="`)
		if !ok {
			return ""
		}
		value, after, _ := strings.Cut(rest, `"`)
		if key == name {
			return value
		}
		attrs = strings.TrimPrefix(after, " ")
	}
}

// text reads character data and the end tag with the local name.
func (f *fastXML) text(name string) (string, bool) {
	end := strings.IndexByte(f.s[f.at:], '<')
	if end < 0 {
		return "", false
	}
	value := f.s[f.at : f.at+end]
	f.at += end
	closing, _, ok := f.tag()
	if !ok || len(closing) != len(name)+1 || closing[0] != '/' || closing[1:] != name {
		return "", false
	}
	if strings.ContainsAny(value, "\r\n") || strings.Contains(value, "]]>") {
		return "", false
	}
	if strings.IndexByte(value, '&') >= 0 {
		return unescapeXML(value)
	}
	return value, true
}

// unescapeXML replaces the predefined references.
func unescapeXML(s string) (string, bool) {
	var sb strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		sb.WriteString(before)
		if !found {
			return sb.String(), true
		}
		name, after, ok := strings.Cut(rest, ";")
		if !ok {
			return "", false
		}
		switch name {
		case "amp":
			sb.WriteByte('&')
		case "lt":
			sb.WriteByte('<')
		case "gt":
			sb.WriteByte('>')
		case "quot":
			sb.WriteByte('"')
		case "apos":
			sb.WriteByte('\'')
		default:
			return "", false
		}
		s = after
	}
}

func (f *fastXML) control(p *xmlParser, attrs string) bool {
	tag := attribute(attrs, "tag")
	value, ok := f.text("controlfield")
	if !ok || len(tag) != 3 || strings.IndexByte(tag, '&') >= 0 {
		return false
	}
	f.rec.Fields = append(f.rec.Fields, Field{Tag: tag, Value: p.value(tag, value)})
	return true
}

func (f *fastXML) data(p *xmlParser, attrs string) bool {
	field := Field{Tag: attribute(attrs, "tag")}
	ind1, ind2 := attribute(attrs, "ind1"), attribute(attrs, "ind2")
	if len(field.Tag) != 3 || strings.IndexByte(attrs, '&') >= 0 {
		return false
	}
	field.Ind1, field.Ind2 = p.indicator(field.Tag, ind1), p.indicator(field.Tag, ind2)
	start := len(f.slab)
	for {
		name, attrs, ok := f.tag()
		if !ok || name != "subfield" && name != "/datafield" {
			return false
		}
		if name == "/datafield" {
			field.Subfields = f.slab[start:len(f.slab):len(f.slab)]
			f.rec.Fields = append(f.rec.Fields, field)
			return true
		}
		value, ok := f.text("subfield")
		if !ok || strings.IndexByte(attrs, '&') >= 0 {
			return false
		}
		f.slab = append(f.slab, Subfield{Code: p.code(field.Tag, attribute(attrs, "code")), Value: p.value(field.Tag, value)})
	}
}
