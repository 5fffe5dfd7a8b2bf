package marc

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Charset is an encoding of the text of records.
type Charset uint8

// The encodings.
const (
	AutoCharset Charset = 0 // as the record says, where the bytes agree
	UTF8        Charset = 1
	MARC8       Charset = 2
	ISO5426     Charset = 3
	Latin1      Charset = 4 // ISO 8859-1
	Latin2      Charset = 5 // ISO 8859-2
	Cyrillic    Charset = 6 // ISO 8859-5
	Greek       Charset = 7 // ISO 8859-7
	Latin9      Charset = 8 // ISO 8859-15
)

// String returns the usual name of the encoding.
func (c Charset) String() string {
	names := [...]string{
		"auto", "UTF-8", "MARC-8", "ISO 5426", "ISO 8859-1", "ISO 8859-2", "ISO 8859-5", "ISO 8859-7", "ISO 8859-15",
	}
	if int(c) < len(names) {
		return names[c]
	}
	return "unknown"
}

// decideCharset returns the stated encoding of a record: byte 9 of the leader in MARC
// 21, positions 26 to 33 of 100 $a in UNIMARC. An encoding requested by the caller
// takes precedence.
func (r *Record) decideCharset(asked Charset, tags []string, spans []span, data []byte) Charset {
	switch {
	case asked != AutoCharset:
		return asked
	case r.Format == MARC21 && r.Leader[9] == 'a':
		return UTF8
	case r.Format == MARC21:
		return MARC8
	}
	if r.Leader[9] == 'a' {
		return UTF8
	}
	for i, tag := range tags {
		if tag == "100" {
			return unimarcCharset(string(data[spans[i].start:spans[i].end]))
		}
	}
	return ISO5426
}

// unimarcCharset reads the character set codes in field 100: "50" is ISO 10646 in
// UTF-8, "01" to "11" are the sets of ISO 646, 5426 and related standards.
func unimarcCharset(field string) Charset {
	_, value, ok := strings.Cut(field, "\x1Fa")
	if !ok || len(value) < 30 {
		return ISO5426
	}
	for at := 26; at+2 <= min(34, len(value)); at += 2 {
		if value[at:at+2] == "50" {
			return UTF8
		}
	}
	return ISO5426
}

// decode returns the text of a field as valid UTF-8, with the subfield separators still
// in it. set is the record's stated encoding, but the bytes decide.
func (r *Record) decode(tag string, b []byte, set Charset) string {
	text := r.decodeBytes(tag, b, set)
	if set == MARC8 && (strings.Contains(text, "&#x") || strings.Contains(text, `\U+`)) {
		text = r.expandNumbers(tag, text)
	}
	return text
}

// numbered matches the ways to write a character that MARC-8 lacks.
var numbered = regexp.MustCompile(`&#[xX]([0-9A-Fa-f]{4,6});|\\U\+([0-9A-Fa-f]{4,6})\\`)

// expandNumbers replaces characters written as numbers.
func (r *Record) expandNumbers(tag, text string) string {
	n := 0
	text = numbered.ReplaceAllStringFunc(text, func(m string) string {
		code, err := strconv.ParseUint(strings.Trim(m, `&#xX;\U+`), 16, 32)
		if err != nil || code < ' ' || !utf8.ValidRune(rune(code)) {
			return m
		}
		n++
		return string(rune(code))
	})
	if n > 0 {
		r.note("%s: %d characters written as numbers", tag, n)
	}
	return text
}

// decodeBytes decides the encoding and decodes.
func (r *Record) decodeBytes(tag string, b []byte, set Charset) string {
	escapes := hasDesignation(b)
	if isASCII(b) && !escapes {
		return string(b)
	}
	valid := utf8.Valid(b)
	if set != UTF8 && valid && !escapes {
		r.note("%s: labelled %s, is UTF-8", tag, set)
		return string(b)
	}
	if set == UTF8 {
		multi, wrong := countUTF8(b)
		if valid && (!escapes || multi > 0) {
			return string(b)
		}
		if multi > 0 && multi >= wrong {
			r.note("%s: %d bytes that are no UTF-8 became U+FFFD", tag, wrong)
			return replaceInvalid(b)
		}
		set = r.guess(b)
		r.note("%s: labelled UTF-8, read as %s", tag, set)
	} else if set == ISO5426 && !escapes && looksLatin1(b, set) {
		r.note("%s: labelled ISO 5426, read as ISO 8859-1", tag)
		set = Latin1
	}
	return r.decodeAs(tag, b, set)
}

// decodeAs decodes without questioning the encoding.
func (r *Record) decodeAs(tag string, b []byte, set Charset) string {
	switch set {
	case MARC8, ISO5426:
		text, lost := decodeEscaped(b, set)
		if lost > 0 {
			r.note("%s: %d characters unknown in %s became U+FFFD", tag, lost, set)
		}
		return text
	case Latin1, Latin2, Cyrillic, Greek, Latin9:
		return decodeByte(b, set)
	case AutoCharset, UTF8:
	}
	return replaceInvalid(b)
}

// guess names the encoding of a field wrongly labelled UTF-8.
func (r *Record) guess(b []byte) Charset {
	if r.Format == UNIMARC {
		if looksLatin1(b, ISO5426) {
			return Latin1
		}
		return ISO5426
	}
	if _, lost := decodeEscaped(b, MARC8); lost > 0 || looksLatin1(b, MARC8) {
		return Latin1
	}
	return MARC8
}

// decodeByte decodes one of the ISO 8859 encodings.
func decodeByte(b []byte, set Charset) string {
	table := charmap.ISO8859_1
	switch set {
	case Latin2:
		table = charmap.ISO8859_2
	case Cyrillic:
		table = charmap.ISO8859_5
	case Greek:
		table = charmap.ISO8859_7
	case Latin9:
		table = charmap.ISO8859_15
	case AutoCharset, UTF8, MARC8, ISO5426, Latin1:
	}
	var sb strings.Builder
	sb.Grow(len(b) + len(b)/4)
	for _, c := range b {
		sb.WriteRune(table.DecodeByte(c))
	}
	return sb.String()
}

// countUTF8 counts the multi-byte characters, and the bytes that belong to none.
func countUTF8(b []byte) (multi, wrong int) {
	for len(b) > 0 {
		c, size := utf8.DecodeRune(b)
		switch {
		case c == utf8.RuneError && size == 1:
			wrong++
		case size > 1:
			multi++
		}
		b = b[size:]
	}
	return multi, wrong
}

// replaceInvalid replaces each byte that is not valid UTF-8 with U+FFFD.
func replaceInvalid(b []byte) string {
	var sb strings.Builder
	sb.Grow(len(b) + 8)
	for _, c := range string(b) {
		sb.WriteRune(c)
	}
	return sb.String()
}

// looksLatin1 distinguishes ISO 8859-1 from an encoding whose combining marks precede
// their letters. In the latter a mark is followed by a letter that can carry it;
// unassigned bytes, marks before a blank or at the end of a word, and pairs like acute
// and "b" are Latin-1 letters and their neighbours.
func looksLatin1(b []byte, set Charset) bool {
	table := &ansel
	if set == ISO5426 {
		table = &iso5426
	}
	for i, c := range b {
		if c < 0xA1 {
			continue
		}
		mark := table.at(c)
		switch {
		case mark == 0 && c >= 0xC0:
			return true
		case mark == ligatureEnd || !unicode.Is(unicode.Mn, mark):
			continue
		case i+1 == len(b), b[i+1] < 'A':
			return true
		case b[i+1] >= utf8.RuneSelf:
			continue // another mark, or a letter of the set
		case isLetter(b[i+1]) && i > 0 && isLetter(b[i-1]) && !goesWith(mark, b[i+1]):
			return true
		}
	}
	return false
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// goesWith reports whether some language puts the mark on the letter. Uncommon marks
// are assumed to fit every letter.
func goesWith(mark rune, letter byte) bool {
	if mark < 0x300 || mark > 0x30C {
		return true
	}
	composed := norm.NFC.String(string(rune(letter)) + string(mark))
	return utf8.RuneCountInString(composed) == 1
}
