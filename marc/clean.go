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

// twiceEncodedBlank is a no-break space that was taken for two Latin-1
// characters and encoded again.
const twiceEncodedBlank = "Â\u00A0"

// cleanLeader brings a leader to 24 ASCII characters. Blanks that a conversion
// turned into no-break spaces, once or twice encoded, become blanks again; so
// does every other foreign character, but bytes 20 to 23 get their only value.
func (r *Record) cleanLeader(s string) string {
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

// isASCII reports whether s has no byte above 0x7F.
func isASCII[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// hasControls reports whether b has control characters that do not belong into
// text. Separators and tabs do.
func hasControls[T string | []byte](b T) bool {
	for i := range len(b) {
		if c := b[i]; c <= recordEnd && c != '\t' {
			return true
		}
	}
	return false
}

// checkText repairs text that is valid UTF-8 but was damaged before.
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

// undoDouble undoes an encoding to UTF-8 of what was UTF-8 already, read as
// Latin-1 or Windows-1252. All of s must then be well-formed again, which text
// that was encoded once practically never is.
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

// The controls around what sorting skips, mostly an initial article
// (ISO/IEC 6630). They stay in the record.
const (
	NonSortBegin = '\u0098'
	NonSortEnd   = '\u009C'
)

// StripNonSort returns s without the non-sort controls; the text between them
// stays. It takes the ISO 6630 controls U+0088 and U+0089 for them too, which
// some files have in their place.
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

// fillFixed gives the fixed-length fields 006 and 008 of MARC 21 back the
// blanks at their end that XML tools and editors cut off.
func (r *Record) fillFixed() {
	if r.Format != MARC21 {
		return
	}
	for i := range r.Fields {
		f, want := &r.Fields[i], 0
		switch f.Tag {
		case "006":
			want = 18
		case "008":
			want = 40
		default:
			continue
		}
		if n := len(f.Value); f.Ind1 == 0 && n < want && n >= want/2 {
			f.Value += strings.Repeat(" ", want-n)
			r.note("%s: %d blanks added at the end", f.Tag, want-n)
		}
	}
}
