package turtle

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
)

// What the scan functions return instead of an end.
const (
	needMore = -1 // the token goes on beyond the bytes at hand
	scanBad  = -2 // Reader.bad says where and why
)

// what a scanned token holds.
const (
	hasEscape   = 1 << iota // a backslash
	hasFragment             // in an IRI: one number sign
	hasSpecial              // in an IRI or a local part: characters that rdf.CheckIRI has to look at
)

// badToken is an error of the lexer whose message is not yet made.
type badToken struct {
	at  int
	msg string
}

func (r *Reader) scanFail(at int, format string, args ...any) int {
	r.bad = badToken{at: at, msg: fmt.Sprintf(format, args...)}
	return scanBad
}

// more is needMore, or the error that a document ends in the middle of what.
func (r *Reader) more(at int, final bool, what string) int {
	if final {
		return r.scanFail(at, "the document ends within %s", what)
	}
	return needMore
}

// scanIRI scans an IRIREF whose "<" stands before b[i]. It returns the index
// of the ">".
func (r *Reader) scanIRI(b []byte, i int, final bool) (int, uint8) {
	start, flags := i, uint8(0)
	for ; i < len(b); i++ {
		c := b[i]
		if class[c]&clsIRI != 0 {
			continue
		}
		switch {
		case c == '>':
			return i, flags
		case c == '#' && flags&hasFragment == 0:
			flags |= hasFragment
		case c == '#' || c == '%' || c == '[' || c == ']' || c >= utf8.RuneSelf:
			flags |= hasSpecial
		case c == '\\':
			n := escapeLength(b, i)
			if n == 0 {
				if i+10 > len(b) && !final {
					return needMore, 0
				}
				return r.scanFail(i, "bad escape in an IRI, expected \\u and 4 or \\U and 8 hexadecimal digits"), 0
			}
			flags |= hasEscape | hasSpecial
			i += n - 1
		case c == '\n' || c == '\r':
			return r.scanFail(i, "the line ends within the IRI <%s, expected >", clip(b[start:i])), 0
		default:
			return r.scanFail(i, "character %q in an IRI, expected >", c), 0
		}
	}
	return r.more(start-1, final, "an IRI"), 0
}

// escapeLength returns the length of the \u or \U escape at b[i], or 0.
func escapeLength(b []byte, i int) int {
	if i+1 >= len(b) {
		return 0
	}
	n := 0
	switch b[i+1] {
	case 'u':
		n = 6
	case 'U':
		n = 10
	}
	if n == 0 || i+n > len(b) {
		return 0
	}
	for _, c := range b[i+2 : i+n] {
		if class[c]&clsHex == 0 {
			return 0
		}
	}
	return n
}

// scanString scans a string on one line that began with quote before b[i]. It
// returns the index of the closing quote.
func (r *Reader) scanString(b []byte, i int, quote byte, final bool) (int, uint8) {
	start, flags := i, uint8(0)
	for ; i < len(b); i++ {
		c := b[i]
		if class[c]&clsString != 0 {
			continue
		}
		if c == quote {
			return i, flags
		}
		switch c {
		case '"', '\'':
		case '\\':
			flags |= hasEscape
			i++ // the escaped character is looked at when it is unescaped
			if i < len(b) && (b[i] == '\n' || b[i] == '\r') {
				return r.scanFail(i-1, "a backslash at the end of the line"), 0
			}
		case '\n', '\r':
			return r.scanFail(i, "the line ends within a string, expected %q", string(quote)), 0
		default:
			n := runeLength(b, i)
			if n == 0 {
				if !final && !utf8.FullRune(b[i:]) {
					return needMore, 0
				}
				return r.scanFail(i, "invalid UTF-8 in a string"), 0
			}
			i += n - 1
		}
	}
	return r.more(start-1, final, "a string"), 0
}

// runeLength returns the length of the valid UTF-8 sequence at b[i], or 0.
func runeLength(b []byte, i int) int {
	if c, n := utf8.DecodeRune(b[i:]); c != utf8.RuneError || n > 1 {
		return n
	}
	return 0
}

// scanLongString scans a string between triple quotes, which began before
// b[i]. It returns the index of the closing quotes.
func (r *Reader) scanLongString(b []byte, i int, quote byte, final bool) (int, uint8) {
	start, flags := i, uint8(0)
	for i < len(b) {
		n := bytes.IndexByte(b[i:], quote)
		if n < 0 {
			break
		}
		if k := bytes.IndexByte(b[i:i+n], '\\'); k >= 0 {
			flags |= hasEscape
			i += k + 2
			continue
		}
		i += n
		if i+2 >= len(b) {
			break
		}
		if b[i+1] == quote && b[i+2] == quote {
			if !utf8.Valid(b[start:i]) {
				return r.scanFail(start+invalidAt(b[start:i]), "invalid UTF-8 in a string"), 0
			}
			return i, flags
		}
		i++
	}
	return r.more(start-3, final, "a string between triple quotes"), 0
}

// invalidAt returns the index of the first byte of b that is not UTF-8.
func invalidAt(b []byte) int {
	i := 0
	for i < len(b) {
		n := runeLength(b, i)
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// scanLabel scans a blank-node label whose "_:" stands before b[i]. It returns
// the index after the label.
func (r *Reader) scanLabel(b []byte, i int, final bool) int {
	start := i
	for i < len(b) {
		c := b[i]
		if class[c]&clsName != 0 && (i > start || c != '-') || c == '.' && i > start {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		ch, n := utf8.DecodeRune(b[i:])
		if ch == utf8.RuneError && n <= 1 {
			if !final && !utf8.FullRune(b[i:]) {
				return needMore
			}
			return r.scanFail(i, "invalid UTF-8 in a blank-node label")
		}
		if !rdf.IsNameStart(ch) && (i == start || !rdf.IsNameChar(ch)) {
			break
		}
		i += n
	}
	if i == len(b) && !final {
		return needMore
	}
	for i > start && b[i-1] == '.' {
		i--
	}
	if i == start {
		return r.scanFail(i, "expected a blank-node label after _:")
	}
	return i
}

// scanLanguage scans a language tag, with a base direction perhaps, whose "@"
// stands before b[i]. It returns the index after it.
func (r *Reader) scanLanguage(b []byte, i int, final bool) int {
	start := i
	for i < len(b) && (class[b[i]]&(clsAlpha|clsDigit) != 0 || b[i] == '-' && i > start) {
		i++
	}
	if i == len(b) && !final {
		return needMore
	}
	return i
}

// clip shortens b for a message.
func clip(b []byte) string {
	const most = 60
	if len(b) > most {
		b = append(append([]byte(nil), b[:most]...), "..."...)
	}
	return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
}
