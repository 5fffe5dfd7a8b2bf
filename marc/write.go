package marc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrNotWritable marks a record that the syntax cannot represent.
var ErrNotWritable = errors.New("record does not fit the syntax")

// maxLeaderLen and maxFieldLen are the largest numbers of five and four digits.
const (
	maxLeaderLen = 99999
	maxFieldLen  = 9999

	directoryEntryLen = 12
)

// WriteISO2709 writes the record in UTF-8, and says so in byte 9 of a MARC 21 leader. A
// record too long for its leader is written with 99999 there, and a field too long for
// its directory entry with 9999, as libraries do; [Reader] reads both back.
func WriteISO2709(w io.Writer, r *Record) error {
	b, err := AppendISO2709(nil, r)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// AppendISO2709 appends the record as WriteISO2709 writes it. On error it returns
// dst as it was.
func AppendISO2709(dst []byte, r *Record) ([]byte, error) {
	for i := range r.Fields {
		if tag := r.Fields[i].Tag; len(tag) != 3 || !isASCII(tag) {
			return dst, fmt.Errorf("%w: tag %q", ErrNotWritable, tag)
		}
	}
	base := leaderLen + directoryEntryLen*len(r.Fields) + 1
	if base > maxLeaderLen {
		return dst, fmt.Errorf("%w: %d fields", ErrNotWritable, len(r.Fields))
	}
	first := len(dst)
	dst = slices.Grow(dst, base)[:first+base] // the directory is filled in as the fields follow
	dst[first+base-1] = fieldEnd
	for i := range r.Fields {
		start := len(dst)
		dst = appendField(dst, &r.Fields[i])
		entry := dst[first+leaderLen+directoryEntryLen*i:]
		copy(entry, r.Fields[i].Tag)
		putDigits(entry[3:7], min(len(dst)-start, maxFieldLen))
		putDigits(entry[7:12], min(start-first-base, maxLeaderLen))
	}
	dst = append(dst, recordEnd)
	leader := dst[first : first+leaderLen]
	copy(leader, padLeader(r.Leader))
	putDigits(leader[0:5], min(len(dst)-first, maxLeaderLen))
	putDigits(leader[12:17], base)
	copy(leader[10:12], "22")
	copy(leader[20:23], "450")
	if r.Format == MARC21 {
		leader[9] = 'a'
	}
	return dst, nil
}

// putDigits writes n in the available number of digits.
func putDigits(dst []byte, n int) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = '0' + byte(n%10)
		n /= 10
	}
}

// appendField appends the field with its terminator.
func appendField(dst []byte, f *Field) []byte {
	if f.Ind1 == 0 {
		dst = append(dst, withoutSeparators(f.Value)...)
		return append(dst, fieldEnd)
	}
	dst = append(dst, f.Ind1, orBlank(f.Ind2))
	for _, s := range f.Subfields {
		dst = append(dst, subfieldStart, s.Code)
		dst = append(dst, withoutSeparators(s.Value)...)
	}
	return append(dst, fieldEnd)
}

func orBlank(c byte) byte {
	if c == 0 {
		return ' '
	}
	return c
}

// withoutSeparators keeps the separators of ISO 2709 out of values.
func withoutSeparators(s string) string {
	for i := range len(s) {
		if c := s[i]; recordEnd <= c && c <= subfieldStart {
			return strings.NewReplacer("\x1D", " ", "\x1E", " ", "\x1F", " ").Replace(s)
		}
	}
	return s
}

// padLeader returns 24 bytes.
func padLeader(s string) string {
	if len(s) >= leaderLen {
		return s[:leaderLen]
	}
	return s + strings.Repeat(" ", leaderLen-len(s))
}

// XMLWriter writes a MARCXML collection. Close ends it.
type XMLWriter struct {
	w       io.Writer
	buf     bytes.Buffer
	started bool
}

// NewXMLWriter returns a writer of a collection to w. The caller closes w.
func NewXMLWriter(w io.Writer) *XMLWriter { return &XMLWriter{w: w} }

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<collection xmlns="http://www.loc.gov/MARC21/slim">` + "\n"
	xmlTail = "</collection>\n"
)

// Write adds a record.
func (x *XMLWriter) Write(r *Record) error {
	x.buf.Reset()
	x.start()
	x.buf.WriteString("  <record")
	if r.Format == UNIMARC {
		x.buf.WriteString(` format="UNIMARC"`)
	}
	x.buf.WriteString(">\n    <leader>")
	x.escape(padLeader(r.Leader))
	x.buf.WriteString("</leader>\n")
	for i := range r.Fields {
		x.field(&r.Fields[i])
	}
	x.buf.WriteString("  </record>\n")
	_, err := x.w.Write(x.buf.Bytes())
	return err
}

// WriteRaw adds a record element exactly as read from MARCXML without a namespace
// prefix, so that a reject file holds the original bytes.
func (x *XMLWriter) WriteRaw(element []byte) error {
	x.buf.Reset()
	x.start()
	x.buf.Write(element)
	x.buf.WriteByte('\n')
	_, err := x.w.Write(x.buf.Bytes())
	return err
}

// Close writes the end of the collection.
func (x *XMLWriter) Close() error {
	x.buf.Reset()
	x.start()
	x.buf.WriteString(xmlTail)
	_, err := x.w.Write(x.buf.Bytes())
	return err
}

func (x *XMLWriter) start() {
	if !x.started {
		x.started = true
		x.buf.WriteString(xmlHead)
	}
}

func (x *XMLWriter) field(f *Field) {
	if f.Ind1 == 0 {
		x.buf.WriteString(`    <controlfield tag="`)
		x.escape(f.Tag)
		x.buf.WriteString(`">`)
		x.escape(f.Value)
		x.buf.WriteString("</controlfield>\n")
		return
	}
	x.buf.WriteString(`    <datafield tag="`)
	x.escape(f.Tag)
	x.buf.WriteString(`" ind1="`)
	x.escape(string(rune(f.Ind1)))
	x.buf.WriteString(`" ind2="`)
	x.escape(string(rune(orBlank(f.Ind2))))
	x.buf.WriteString("\">\n")
	for _, s := range f.Subfields {
		x.buf.WriteString(`      <subfield code="`)
		x.escape(string(rune(s.Code)))
		x.buf.WriteString(`">`)
		x.escape(s.Value)
		x.buf.WriteString("</subfield>\n")
	}
	x.buf.WriteString("    </datafield>\n")
}

// escape writes text; characters forbidden in XML become U+FFFD.
func (x *XMLWriter) escape(s string) {
	last := 0
	for i, c := range s {
		esc := ""
		switch {
		case c == '&':
			esc = "&amp;"
		case c == '<':
			esc = "&lt;"
		case c == '>':
			esc = "&gt;"
		case c == '"':
			esc = "&quot;"
		case c < ' ' && c != '\t', c == 0xFFFE, c == 0xFFFF:
			esc = "\uFFFD"
		default:
			continue
		}
		x.buf.WriteString(s[last:i])
		x.buf.WriteString(esc)
		last = i + len(string(c))
	}
	x.buf.WriteString(s[last:])
}
