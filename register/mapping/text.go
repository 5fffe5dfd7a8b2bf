package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/marc"

	"golang.org/x/text/unicode/norm"
)

// clean normalizes the text of a record for literals. It does not allocate for plain
// ASCII.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	pending := false // a blank is due before the next character
	for _, r := range s {
		switch {
		case 0x80 <= r && r < 0xa0 && r != 0x85:
			continue // marks of non-sorting words, and other C1 controls
		case unicode.IsSpace(r) || r < ' ' || r == 0x7f || r == 0xfeff:
			pending = b.Len() > 0
			continue
		case r == 0xfffe || r == 0xffff, r == 0xfe21, r == 0xfe23:
			continue
		case r == 0xfe20: // left half of a ligature: older files write two halves
			r = 0x361
		case r == 0xfe22:
			r = 0x360
		}
		if pending {
			b.WriteByte(' ')
			pending = false
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(dropNonSort(b.String()))
}

// isClean reports whether s is ASCII that clean would return unchanged.
func isClean(s string) bool {
	last := byte(' ') // neither two blanks nor marks "<<" are clean
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || (c == ' ' || c == '<') && last == c {
			return false
		}
		last = c
	}
	return s == "" || last != ' '
}

// nonSortMarks are pairs of marks that catalogues put around non-sorting words, besides
// the control characters of ISO 6630: the ones Aleph and SBN use, the ones MAB2 uses,
// and the controls U+0098 and U+009C misread as Windows-1252.
var nonSortMarks = [...]struct{ before, after string }{
	{"<<", ">>"}, {"¬", "¬"}, {"\u02DC", "\u0153"},
}

// maxNonSort is the longest marked text, in bytes, accepted as non-sorting words.
// Initial articles are short.
const maxNonSort = 24

// dropNonSort removes the marks around non-sorting words and keeps the words. A title
// is "Der Spiegel" whether a catalogue wrote "<<Der>> Spiegel" or "¬Der¬ Spiegel".
// Marks in the middle of a text are quotation marks or signs and stay.
func dropNonSort(s string) string {
	for _, m := range nonSortMarks {
		for from := 0; ; {
			i := strings.Index(s[from:], m.before)
			if i < 0 {
				break
			}
			i += from
			inner := s[i+len(m.before):]
			j := strings.Index(inner, m.after)
			from = i + len(m.before)
			if j <= 0 || j > maxNonSort || !beginsElement(s[:i]) {
				continue
			}
			words, rest := inner[:j], inner[j+len(m.after):]
			if glue(words, rest) {
				words += " "
			}
			s = s[:i] + words + rest
			from = i + len(words)
		}
	}
	return s
}

// beginsElement reports whether a title or name begins after the text before a mark.
func beginsElement(before string) bool {
	before = strings.TrimRight(before, " ")
	return before == "" || strings.IndexByte(".:;=/,([", before[len(before)-1]) >= 0
}

// glue reports whether a blank is missing between non-sorting words and the rest: some
// catalogues let the mark stand for it.
func glue(words, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeLastRuneInString(words)
	return rest != "" && !strings.ContainsRune(" '’ʹ-", last) && !strings.ContainsRune(" '’,.", next)
}

// trimEnd removes final ISBD punctuation that introduces the next element and belongs
// to neither: a colon, semicolon, comma, slash or equals sign.
func trimEnd(s string) string {
	t := strings.TrimRight(s, " :;,/=")
	if strings.HasSuffix(s, "://") { // an address, not a mark
		return s
	}
	return t
}

// trimTitle removes a final blank and mark, which introduce the element after a title.
// A mark without a blank before it belongs to the title.
func trimTitle(s string) string {
	for {
		n := len(s)
		if n < 2 || s[n-2] != ' ' || !strings.ContainsRune("/:;=", rune(s[n-1])) {
			return s
		}
		s = strings.TrimRight(s[:n-2], " ")
	}
}

// join joins the subfields with the codes by blanks, in the order of the field.
func join(f *marc.Field, codes string) string {
	first, more := "", false
	for _, sf := range f.Subfields {
		if sf.Value == "" || strings.IndexByte(codes, sf.Code) < 0 {
			continue
		}
		if first != "" {
			more = true
			break
		}
		first = sf.Value
	}
	if !more {
		return clean(first)
	}
	var b strings.Builder
	for _, sf := range f.Subfields {
		if sf.Value == "" || strings.IndexByte(codes, sf.Code) < 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(sf.Value)
	}
	return clean(b.String())
}

// joinTitle joins the subfields of a title. Where the record leaves punctuation to the
// system, the numbers and names of parts get that of ISBD (0.3.2.8): a full stop before
// a part, a comma between its number and its name.
func joinTitle(f *marc.Field, codes string, number, name byte) string {
	if f.First(number) == "" && f.First(name) == "" {
		return trimTitle(join(f, codes))
	}
	var b []byte
	last := byte(0)
	for _, sf := range f.Subfields {
		value := clean(sf.Value)
		if value == "" || strings.IndexByte(codes, sf.Code) < 0 || value == noNumber {
			continue
		}
		part := sf.Code == number || sf.Code == name
		switch {
		case last == 0:
		case part && endsOpen(b) && sf.Code == name && last == number:
			b = append(b, ", "...)
		case part && endsOpen(b):
			b = append(b, ". "...)
		default:
			b = append(b, ' ')
		}
		b = append(b, value...)
		last = sf.Code
	}
	return trimTitle(clean(string(b)))
}

// noNumber stands for a missing part number in German records.
const noNumber = "[...]"

// endsOpen reports whether text ends without a mark, so that one may be added.
func endsOpen(b []byte) bool {
	return len(b) > 0 && strings.IndexByte(".,:;/=?!-", b[len(b)-1]) < 0
}

// joinText joins all subfields except control subfields.
func joinText(f *marc.Field) string {
	var b strings.Builder
	for _, sf := range f.Subfields {
		if strings.IndexByte("0125678", sf.Code) >= 0 || sf.Value == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(sf.Value)
	}
	return clean(b.String())
}

// fragmentSafe are the ASCII characters that stand for themselves in an IRI fragment.
const fragmentSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?"

var isFragmentSafe = func() (table [utf8.RuneSelf]bool) {
	for _, c := range []byte(fragmentSafe) {
		table[c] = true
	}
	return table
}()

// appendFragment appends clean text to a fragment: blanks become underscores, other
// characters that RFC 3987 forbids there are percent-encoded.
func appendFragment(dst []byte, text string) []byte {
	const hex = "0123456789ABCDEF"
	for i, r := range text {
		switch {
		case r == ' ' || r == '_':
			dst = append(dst, '_')
		case r < utf8.RuneSelf && isFragmentSafe[r], r >= utf8.RuneSelf && isUCSChar(r):
			dst = utf8.AppendRune(dst, r)
		default:
			_, size := utf8.DecodeRuneInString(text[i:])
			for _, c := range []byte(text[i : i+size]) {
				dst = append(dst, '%', hex[c>>4], hex[c&15])
			}
		}
	}
	return dst
}

// isUCSChar reports whether r is a ucschar of RFC 3987.
func isUCSChar(r rune) bool {
	switch {
	case r == utf8.RuneError:
		return false // stands for an unreadable byte
	case r < 0xa0 || 0xd800 <= r && r < 0xf900 || 0xfdd0 <= r && r < 0xfdf0 || 0xfff0 <= r && r < 0x10000:
		return false
	case r >= 0xe0000:
		return 0xe1000 <= r && r < 0xeffff
	}
	return r&0xfffe != 0xfffe
}

// validIRI returns an absolute IRI with forbidden characters percent-encoded, or the
// empty string if s has no scheme.
func validIRI(s string) string {
	s = strings.TrimSpace(s)
	i := strings.IndexByte(s, ':')
	if i <= 0 || !isScheme(s[:i]) {
		return ""
	}
	dst := make([]byte, 0, len(s)+8)
	dst = append(dst, s[:i+1]...)
	hash := false
	for j := i + 1; j < len(s); {
		r, size := utf8.DecodeRuneInString(s[j:])
		part := s[j : j+size]
		j += size
		switch {
		case r == '%' && j+1 < len(s) && isHex(s[j]) && isHex(s[j+1]):
			dst = append(dst, '%')
		case r == '#' && !hash:
			hash = true
			dst = append(dst, '#')
		case r == '_' || r < utf8.RuneSelf && isFragmentSafe[r] || r >= utf8.RuneSelf && isUCSChar(r):
			dst = append(dst, part...)
		default:
			dst = percent(dst, part)
		}
	}
	return string(dst)
}

func percent(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for _, c := range []byte(s) {
		dst = append(dst, '%', hex[c>>4], hex[c&15])
	}
	return dst
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func isScheme(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		other := '0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'
		if !letter && (i == 0 || !other) {
			return false
		}
	}
	return s != ""
}

// isoDate returns the eight-digit date at the start of s in xsd:date form, or the empty
// string. Hyphens between the parts are allowed.
func isoDate(s string) string {
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' {
		s = s[:4] + s[5:7] + s[8:10]
	}
	if len(s) < 8 {
		return ""
	}
	n := [3]int{}
	for i := range 8 {
		c := s[i]
		if c < '0' || c > '9' {
			return ""
		}
		part := max(0, i/2-1) // 4, 2 and 2 digits
		n[part] = n[part]*10 + int(c-'0')
	}
	if n[0] == 0 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > daysIn(n[0], n[1]) {
		return ""
	}
	return s[:4] + "-" + s[4:6] + "-" + s[6:8]
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
