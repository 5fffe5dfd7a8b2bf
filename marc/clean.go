package marc

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// note records a repair. A record with much to repair keeps the first hundred.
func (r *Record) note(format string, args ...any) {
	const most = 100
	if len(r.Repairs) < most {
		r.Repairs = append(r.Repairs, fmt.Sprintf(format, args...))
	}
}

// twiceEncodedBlank is a no-break space mistaken for two Latin-1 characters and encoded
// again.
const twiceEncodedBlank = "Â\u00A0"

// cleanLeader reduces a leader to 24 ASCII characters. Blanks that a conversion turned
// into no-break spaces, encoded once or twice, become blanks again, and so do signs for
// blanks and all other foreign characters; bytes 20 to 23 get their only possible
// value.
func (r *Record) cleanLeader(s string) string {
	s = r.blanks("leader", s, 5, leaderLen)
	if len(s) == leaderLen && isASCII(s) && !strings.ContainsAny(s, "\n\t\r\x00") {
		return s
	}
	clean := strings.NewReplacer(twiceEncodedBlank, " ", "\u00A0", " ").Replace(s)
	b := make([]byte, 0, leaderLen)
	for _, c := range clean {
		if len(b) == leaderLen {
			break
		}
		if c >= utf8.RuneSelf || c < ' ' {
			c = ' '
			if n := len(b); n >= 20 && string(b[20:n]) == "4500"[:n-20] {
				c = rune("4500"[n-20])
			}
		}
		b = append(b, byte(c))
	}
	short := len(b) < leaderLen
	for len(b) < leaderLen {
		b = append(b, ' ')
	}
	switch {
	case s == "":
		r.note("no leader")
	case short:
		r.note("leader of %d characters filled up", utf8.RuneCountInString(clean))
	default:
		r.note("leader %q repaired", s)
	}
	return string(b)
}

// cleanTag returns the tag in three bytes of the directory.
func (r *Record) cleanTag(b []byte) string {
	for _, c := range b {
		if c <= ' ' || c >= 0x7F {
			tag := strings.Map(func(c rune) rune {
				if c <= ' ' || c >= 0x7F {
					return '?'
				}
				return c
			}, string(b))
			r.note("tag %q read as %q", b, tag)
			return tag
		}
	}
	return string(b)
}

// isASCII reports whether s has no bytes above 0x7F.
func isASCII[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// hasControls reports whether b has control characters that do not belong in text.
// Separators and tabs do.
func hasControls[T string | []byte](b T) bool {
	for i := range len(b) {
		if c := b[i]; c <= recordEnd && c != '\t' {
			return true
		}
	}
	return false
}

// checkText repairs text that is valid UTF-8 but was damaged earlier.
func (r *Record) checkText(tag, s string) string {
	if hasControls(s) || strings.IndexByte(s, fieldEnd) >= 0 {
		r.note("%s: control characters replaced by blanks", tag)
		s = strings.Map(func(c rune) rune {
			if c < ' ' && c != '\t' && c != subfieldStart {
				return ' '
			}
			return c
		}, s)
	}
	if isASCII(s) {
		return s
	}
	if better, ok := undoDouble(s); ok {
		r.note("%s: UTF-8 that was encoded twice", tag)
		s = better
	}
	if n := strings.Count(s, "\uFFFD"); n > 0 {
		r.note("%s: %d characters lost before (U+FFFD)", tag, n)
	}
	return s
}

// undoDouble reverses double encoding: UTF-8 that was read as Latin-1 or Windows-1252
// and encoded again. All of s must then be well-formed again, which is practically
// never true of text that was encoded once.
func undoDouble(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for _, c := range s {
		switch {
		case c < 0x100:
			b = append(b, byte(c))
		default:
			one, ok := windows1252Byte(c)
			if !ok {
				return s, false
			}
			b = append(b, one)
		}
	}
	if isASCII(b) || !utf8.Valid(b) {
		return s, false
	}
	out := string(b)
	for _, c := range out {
		if c >= 0x80 && c < 0xA0 && c != NonSortBegin && c != NonSortEnd {
			return s, false
		}
	}
	return out, true
}

// windows1252Byte returns the byte between 0x80 and 0x9F that stands for c.
func windows1252Byte(c rune) (byte, bool) {
	const table = "€\x00‚ƒ„…†‡ˆ‰Š‹Œ\x00Ž\x00\x00‘’“”•–—˜™š›œ\x00žŸ"
	n := byte(0x80)
	for _, t := range table {
		if t == c && c >= 0x100 {
			return n, true
		}
		n++
	}
	return 0, false
}

// The controls around non-sorting characters, mostly an initial article (ISO/IEC 6630).
// They stay in the record.
const (
	NonSortBegin = '\u0098'
	NonSortEnd   = '\u009C'
)

// StripNonSort returns s without the non-sort controls; the text between them stays. It
// also removes the ISO 6630 controls U+0088 and U+0089, which some files use instead.
func StripNonSort(s string) string {
	if !strings.Contains(s, "\xC2") {
		return s
	}
	return strings.Map(func(c rune) rune {
		switch c {
		case NonSortBegin, NonSortEnd, '\u0088', '\u0089':
			return -1
		}
		return c
	}, s)
}

// repairFixed restores blanks that exports removed or replaced in the fixed-length
// fields of a record: trailing blanks of 006 and 008 in MARC 21, cut off by XML tools
// and editors, and blanks that library systems write as a sign. It restores blank
// indicators too.
func (r *Record) repairFixed() {
	for i := range r.Fields {
		f := &r.Fields[i]
		switch {
		case f.Subfields != nil || f.Ind1 != 0:
			f.Ind1, f.Ind2 = blankIndicator(f.Ind1), blankIndicator(f.Ind2)
			r.repairCoded(f)
		case r.Format != MARC21:
		case f.Tag == "006":
			f.Value = r.blanks("006", r.fill("006", f.Value, 18), 1, 18)
		case f.Tag == "008":
			f.Value = r.fill("008", f.Value, 40)
			f.Value = r.blanks("008", f.Value, 6, 7) // a hyphen in the dates is a digit not known
			f.Value = r.blanks("008", f.Value, 15, 40)
		}
	}
}

// fill pads a field with blanks to its length, unless much of it is missing.
func (r *Record) fill(tag, s string, want int) string {
	n := len(s)
	if n >= want || n < want/2 {
		return s
	}
	r.note("%s: %d blanks added at the end", tag, want-n)
	return s + strings.Repeat(" ", want-n)
}

// repairCoded repairs $a of the coded fields of UNIMARC.
func (r *Record) repairCoded(f *Field) {
	if r.Format != UNIMARC || len(f.Tag) != 3 || f.Tag[0] != '1' || f.Tag == "101" || f.Tag == "102" {
		return
	}
	for i := range f.Subfields {
		if sf := &f.Subfields[i]; sf.Code == 'a' && f.Tag == "100" {
			sf.Value = r.blanks(f.Tag, sf.Value, 17, len(sf.Value))
		} else if sf.Code == 'a' {
			sf.Value = r.blanks(f.Tag, sf.Value, 0, len(sf.Value))
		}
	}
}

// blankSigns are the characters that documentation and exports use for a blank. None is
// a code in the fields concerned. The vertical bar is different: it means that a
// position is not coded.
const blankSigns = `-#^\`

// blankIndicator returns ' ' for signs of a blank.
func blankIndicator(c byte) byte {
	if c != 0 && strings.IndexByte(blankSigns, c) >= 0 {
		return ' '
	}
	return c
}

// blanks returns s with signs of a blank replaced in the bytes from start up to end.
func (r *Record) blanks(tag, s string, start, end int) string {
	end = min(end, len(s))
	if start >= end || !strings.ContainsAny(s[start:end], blankSigns) {
		return s
	}
	b := []byte(s)
	for i := start; i < end; i++ {
		b[i] = blankIndicator(b[i])
	}
	r.note("%s: signs for blanks read as blanks", tag)
	return string(b)
}
