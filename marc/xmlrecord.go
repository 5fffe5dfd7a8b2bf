package marc

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// xmlParser parses one record element.
type xmlParser struct {
	rec     *Record
	d       *xml.Decoder
	dialect string // as declared by the element, in lower case
	text    strings.Builder
}

// parse fills the record from the bytes of one element, or returns why it cannot.
func (p *xmlParser) parse(raw []byte, opts Options) (reject string) {
	if !p.parseFast(raw) {
		if reject = p.parseFull(); reject != "" {
			return reject
		}
	}
	p.finish(opts)
	return ""
}

// parseFull parses any well-formed record element.
func (p *xmlParser) parseFull() (reject string) {
	for {
		tok, err := p.d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return xmlMessage(err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "record":
			p.dialect = strings.ToLower(attr(start, "format") + " " + attr(start, "xmlns"))
		case "leader":
			if p.rec.Leader, reject = p.content("leader"); reject != "" {
				return reject
			}
		case "controlfield":
			reject = p.control(start)
		case "datafield":
			reject = p.data(start)
		default:
			p.rec.note("element %s passed over", start.Name.Local)
		}
		if reject != "" {
			return reject
		}
	}
	if len(p.rec.Fields) == 0 {
		return "there are no fields"
	}
	return ""
}

// finish completes the record once all of it is known.
func (p *xmlParser) finish(opts Options) {
	r := p.rec
	r.Leader = r.cleanLeader(r.Leader)
	dialect := opts.Dialect
	if dialect == AutoDialect && strings.Contains(p.dialect, "unimarc") {
		dialect = OnlyUNIMARC
	}
	if dialect == AutoDialect && strings.Contains(attrWord(p.dialect), "marc21") {
		dialect = OnlyMARC21
	}
	tags := make([]string, len(r.Fields))
	for i := range r.Fields {
		tags[i] = r.Fields[i].Tag
	}
	r.Format = detectFormat(dialect, r.Leader, tags)
	r.repairFixed()
}

// attrWord returns the declared format without the namespace, which decides nothing,
// since UNIMARC files share it with MARC 21.
func attrWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return strings.ReplaceAll(word, "-", "")
}

// xmlMessage returns the message of a syntax error without its line, which
// counts from the start of the record.
func xmlMessage(err error) string {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return "XML: " + syntax.Msg
	}
	return "XML: " + err.Error()
}

// content returns the text up to the end tag with the local name.
func (p *xmlParser) content(name string) (text, reject string) {
	p.text.Reset()
	for {
		tok, err := p.d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return "", fmt.Sprintf("XML: element %s is not closed", name)
		case err != nil:
			return "", xmlMessage(err)
		}
		switch t := tok.(type) {
		case xml.CharData:
			p.text.Write(t)
		case xml.EndElement:
			if t.Name.Local != name {
				return "", fmt.Sprintf("XML: element %s closed by </%s>", name, t.Name.Local)
			}
			return p.text.String(), ""
		case xml.StartElement:
			return "", fmt.Sprintf("XML: element %s inside %s", t.Name.Local, name)
		}
	}
}

func (p *xmlParser) control(start xml.StartElement) (reject string) {
	value, reject := p.content("controlfield")
	if reject == "" {
		tag := p.tag(start)
		p.rec.Fields = append(p.rec.Fields, Field{Tag: tag, Value: p.value(tag, value)})
	}
	return reject
}

func (p *xmlParser) data(start xml.StartElement) (reject string) {
	f := Field{Tag: p.tag(start)}
	f.Ind1 = p.indicator(f.Tag, attr(start, "ind1"))
	f.Ind2 = p.indicator(f.Tag, attr(start, "ind2"))
	for {
		tok, err := p.d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return "XML: element datafield is not closed"
		case err != nil:
			return xmlMessage(err)
		}
		switch t := tok.(type) {
		case xml.EndElement:
			if t.Name.Local != "datafield" {
				return fmt.Sprintf("XML: element datafield closed by </%s>", t.Name.Local)
			}
			p.rec.Fields = append(p.rec.Fields, f)
			return ""
		case xml.StartElement:
			if t.Name.Local != "subfield" {
				return fmt.Sprintf("XML: element %s inside datafield", t.Name.Local)
			}
			value, reject := p.content("subfield")
			if reject != "" {
				return reject
			}
			f.Subfields = append(f.Subfields, Subfield{Code: p.code(f.Tag, attr(t, "code")), Value: p.value(f.Tag, value)})
		case xml.CharData:
			if text := strings.TrimSpace(string(t)); text != "" {
				p.rec.note("%s: text outside of a subfield taken as $a", f.Tag)
				f.Subfields = append(f.Subfields, Subfield{Code: 'a', Value: p.value(f.Tag, text)})
			}
		}
	}
}

// value repairs the text of a field and rejoins lines that were broken for layout.
func (p *xmlParser) value(tag, s string) string {
	if strings.ContainsAny(s, "\n\r") {
		lines := strings.FieldsFunc(s, func(c rune) bool { return c == '\n' || c == '\r' })
		for i := range lines {
			if i > 0 {
				lines[i] = strings.TrimLeft(lines[i], " \t")
			}
			if i < len(lines)-1 {
				lines[i] = strings.TrimRight(lines[i], " \t")
			}
		}
		s = strings.TrimSpace(strings.Join(lines, " "))
		p.rec.note("%s: line breaks replaced by blanks", tag)
	}
	return p.rec.checkText(tag, s)
}

func (p *xmlParser) tag(start xml.StartElement) string {
	tag := attr(start, "tag")
	if len(tag) != 3 {
		p.rec.note("tag %q has not three characters", tag)
	}
	return tag
}

func (p *xmlParser) indicator(tag, s string) byte {
	switch {
	case len(s) == 1 && s[0] >= ' ' && s[0] < utf8.RuneSelf:
		return s[0]
	case s != "":
		p.rec.note("%s: indicator %q taken as blank", tag, s)
	}
	return ' '
}

func (p *xmlParser) code(tag, s string) byte {
	if len(s) == 1 && s[0] > ' ' && s[0] < utf8.RuneSelf {
		return s[0]
	}
	p.rec.note("%s: subfield code %q taken as a", tag, s)
	return 'a'
}

// attr returns the attribute with the local name.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
