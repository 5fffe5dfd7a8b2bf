package marc

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// charTable maps the codes 0x21 to 0x7E of a set of 94 characters; 0 is a code
// without a character.
type charTable [94]rune

// at returns the character of the code, with or without its high bit.
func (t *charTable) at(code byte) rune {
	if code &= 0x7F; code > 0x20 && code < 0x7F {
		return t[code-0x21]
	}
	return 0
}

const escape = 0x1B

// escaped decodes text with designations by escape sequences (ISO/IEC 2022).
type escaped struct {
	g0, g1 *charTable // nil stands for the East Asian code, three bytes a character
	right  *charTable // g1 at the start of a subfield
	set    Charset
	out    strings.Builder
	marks  []rune // wait for their base
	lost   int
}

// decodeEscaped decodes MARC-8 or ISO 5426. Each subfield starts anew with
// ASCII and the extended Latin set. lost counts the bytes that became U+FFFD.
func decodeEscaped(b []byte, set Charset) (text string, lost int) {
	d := escaped{g0: &basicLatin, right: &ansel, set: set}
	if set == ISO5426 {
		d.right = &iso5426
	}
	d.g1 = d.right
	d.out.Grow(len(b) + len(b)/4)
	for len(b) > 0 {
		b = b[d.next(b):]
	}
	d.flush()
	return d.out.String(), d.lost
}

// next decodes the character or escape at the start of b and returns its size.
func (d *escaped) next(b []byte) int {
	c := b[0]
	switch {
	case c == subfieldStart:
		d.flush()
		d.g0, d.g1 = &basicLatin, d.right
		d.out.WriteByte(c)
		if len(b) > 1 && b[1] > ' ' && b[1] < utf8.RuneSelf {
			d.out.WriteByte(b[1]) // a code carries no marks
			return 2
		}
		return 1
	case c == escape:
		return d.designate(b)
	case c == 0xEF && len(b) >= 3 && b[1] == 0xBF && b[2] == 0xBD:
		d.base(utf8.RuneError) // damage of an earlier conversion, in UTF-8
		return 3
	case c <= ' ' || c == 0x7F:
		d.base(rune(c))
		return 1
	case c >= 0x80 && c <= 0xA0:
		d.control(c)
		return 1
	}
	table := d.g0
	if c >= 0x80 {
		table = d.g1
	}
	if table == nil {
		return d.eastAsian(b)
	}
	d.emit(table.at(c))
	return 1
}

// control decodes 0x80 to 0xA0, of which MARC-8 uses four codes.
func (d *escaped) control(c byte) {
	switch c {
	case 0x88, 0x98:
		d.out.WriteRune(NonSortBegin)
	case 0x89, 0x9C:
		d.out.WriteRune(NonSortEnd)
	case 0x8D:
		d.base('\u200D')
	case 0x8E:
		d.base('\u200C')
	case 0xA0:
		d.base('\u00A0')
	default:
		d.emit(0)
	}
}

// emit writes a character of a table: a mark waits for its base.
func (d *escaped) emit(c rune) {
	switch {
	case c == 0:
		d.lost++
		d.base(utf8.RuneError)
	case c == ligatureEnd:
		// The first half has become a mark over both letters.
	case unicode.Is(unicode.Mn, c):
		d.marks = append(d.marks, c)
	default:
		d.base(c)
	}
}

// base writes a character and the marks that came before it.
func (d *escaped) base(c rune) {
	d.out.WriteRune(c)
	switch len(d.marks) {
	case 0:
		return
	case 1:
		d.out.WriteRune(d.marks[0])
	default:
		for _, m := range orderMarks(c, d.marks) {
			d.out.WriteRune(m)
		}
	}
	d.marks = d.marks[:0]
}

// flush writes marks without a base, on a blank of their own.
func (d *escaped) flush() {
	if len(d.marks) > 0 {
		d.base('\u00A0')
	}
}

// orderMarks puts several marks before a base into Unicode order, from the base
// outwards. Files differ in whether the mark next to the base is the inner one; the
// order that composes with the base wins, and if neither does, the mark next to the
// base is the inner one.
func orderMarks(base rune, marks []rune) []rune {
	reversed := make([]rune, len(marks))
	for i, m := range marks {
		reversed[len(marks)-1-i] = m
	}
	length := func(m []rune) int { return utf8.RuneCountInString(norm.NFC.String(string(base) + string(m))) }
	if length(marks) < length(reversed) {
		return marks
	}
	return reversed
}

// designate carries out the escape sequence at the start of b and returns its size.
func (d *escaped) designate(b []byte) int {
	to, table, size := parseDesignation(b)
	switch {
	case size == 0:
		return 1 // a stray escape character
	case to == 0:
		d.g0 = table
	default:
		d.g1 = table
	}
	return size
}

// hasDesignation reports whether b has a known escape sequence.
func hasDesignation(b []byte) bool {
	for i, c := range b {
		if c == escape {
			if _, _, size := parseDesignation(b[i:]); size > 0 {
				return true
			}
		}
	}
	return false
}

// parseDesignation reads an escape sequence: the side (0 for G0), the set (nil
// for East Asian), the size in bytes (0 for none of ours).
func parseDesignation(b []byte) (to int, table *charTable, size int) {
	if len(b) < 2 {
		return 0, nil, 0
	}
	switch b[1] { // technique 1: one byte, always G0
	case 's':
		return 0, &basicLatin, 2
	case 'g':
		return 0, &greekSymbols, 2
	case 'b':
		return 0, &subscripts, 2
	case 'p':
		return 0, &superscripts, 2
	}
	at, multi := 1, false
	if b[at] == '$' {
		at, multi = at+1, true
	}
	if at < len(b) && strings.IndexByte("(,)-", b[at]) >= 0 {
		if b[at] == ')' || b[at] == '-' {
			to = 1
		}
		at++
	} else if !multi {
		return 0, nil, 0
	}
	if at < len(b) && b[at] == '!' {
		at++
	}
	if at >= len(b) {
		return 0, nil, 0
	}
	if multi {
		if b[at] != '1' {
			return 0, nil, 0
		}
		return to, nil, at + 1
	}
	table = finalTable(b[at])
	if table == nil {
		return 0, nil, 0
	}
	return to, table, at + 1
}

// finalTable returns the set with the final character.
func finalTable(final byte) *charTable {
	switch final {
	case 'B', '@':
		return &basicLatin
	case 'E':
		return &ansel
	case 'N':
		return &basicCyrillic
	case 'Q':
		return &extendedCyrillic
	case 'S':
		return &basicGreek
	case '2':
		return &basicHebrew
	case '3':
		return &basicArabic
	case '4':
		return &extendedArabic
	case 'P':
		return &iso5426
	}
	return nil
}
