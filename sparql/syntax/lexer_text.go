package syntax

import (
	"strings"
	"unicode/utf8"
)

// scanIRI reads an IRI reference, and reports false where "<" is an operator.
func (l *lexer) scanIRI() (token, bool) {
	start := l.pos + 1
	escaped := false
	for i := start; i < len(l.text); i++ {
		switch c := l.text[i]; {
		case c == '>':
			t := l.take(kindIRI, start, i-start)
			l.pos = i + 1
			if !utf8.ValidString(t.val) {
				return l.fail(start, "the text is not UTF-8"), true
			}
			if escaped {
				return l.unescapeIRI(t, start), true
			}
			return t, true
		case c == '\\':
			if i+1 >= len(l.text) || l.text[i+1] != 'u' && l.text[i+1] != 'U' {
				return token{}, false
			}
			escaped = true
		case c <= ' ' || strings.IndexByte("<\"{}|^`", c) >= 0:
			return token{}, false
		}
	}
	return token{}, false
}

// unescapeIRI resolves the codepoint escapes of an IRI token.
func (l *lexer) unescapeIRI(t token, start int) token {
	var b strings.Builder
	for i := 0; i < len(t.val); {
		if t.val[i] != '\\' {
			b.WriteByte(t.val[i])
			i++
			continue
		}
		r, size := l.codepoint(start + i)
		if size == 0 {
			return token{}
		}
		if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			return l.fail(start+i, "an IRI may not contain the character %q", r)
		}
		b.WriteRune(r)
		i += size
	}
	t.val = b.String()
	return t
}

// codepoint decodes the escape \uXXXX or \UXXXXXXXX at the offset. The size is 0
// after a fault.
func (l *lexer) codepoint(offset int) (r rune, size int) {
	digits := 4
	if l.text[offset+1] == 'U' {
		digits = 8
	}
	if offset+2+digits > len(l.text) {
		l.fail(offset, "a codepoint escape needs %d hexadecimal digits", digits)
		return 0, 0
	}
	for _, c := range []byte(l.text[offset+2 : offset+2+digits]) {
		if !isHex(c) {
			l.fail(offset, "a codepoint escape needs %d hexadecimal digits", digits)
			return 0, 0
		}
		if r > utf8.MaxRune {
			break
		}
		r = r<<4 | rune(hexValue(c))
	}
	if !utf8.ValidRune(r) {
		l.fail(offset, "the escape %s is not a Unicode character", l.text[offset:offset+2+digits])
		return 0, 0
	}
	return r, 2 + digits
}

// scanString reads a string in one or three quotes of the kind.
func (l *lexer) scanString(quote byte) token {
	open := l.pos
	delim := l.text[open : open+1]
	if three := strings.Repeat(delim, 3); strings.HasPrefix(l.text[open:], three) {
		delim = three
	}
	t := token{kind: kindString, long: len(delim) == 3}
	var b strings.Builder
	plain := open + len(delim) // first byte not yet in b
	for i := plain; i < len(l.text); {
		switch c := l.text[i]; {
		case c == quote && strings.HasPrefix(l.text[i:], delim):
			b.WriteString(l.text[plain:i])
			t.val = b.String()
			l.pos = i + len(delim)
			if !utf8.ValidString(t.val) {
				return l.fail(open, "the text is not UTF-8")
			}
			return t
		case c == '\\':
			b.WriteString(l.text[plain:i])
			r, size := l.escape(i)
			if size == 0 {
				return token{}
			}
			b.WriteRune(r)
			i += size
			plain = i
		case (c == '\n' || c == '\r') && !t.long:
			return l.fail(i, "a line ends inside a string: use three quotes, or \\n")
		default:
			i++
		}
	}
	return l.fail(open, "the string that begins here has no end")
}

// escape decodes the string escape at the offset. The size is 0 after a fault.
func (l *lexer) escape(offset int) (r rune, size int) {
	if offset+1 >= len(l.text) {
		l.fail(offset, "the text ends in an escape")
		return 0, 0
	}
	switch c := l.text[offset+1]; c {
	case 'u', 'U':
		return l.codepoint(offset)
	case 't':
		return '\t', 2
	case 'b':
		return '\b', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 'f':
		return '\f', 2
	case '"', '\'', '\\':
		return rune(c), 2
	}
	l.fail(offset, "no such escape in a string")
	return 0, 0
}

func isLetter(c byte) bool        { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool         { return '0' <= c && c <= '9' }
func isLetterOrDigit(c byte) bool { return isLetter(c) || isDigit(c) }
func isHex(c byte) bool           { return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

func hexValue(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// pnBase are the ranges of PN_CHARS_BASE beyond ASCII.
var pnBase = [...][2]rune{
	{0xC0, 0xD6},
	{0xD8, 0xF6},
	{0xF8, 0x2FF},
	{0x370, 0x37D},
	{0x37F, 0x1FFF},
	{0x200C, 0x200D},
	{0x2070, 0x218F},
	{0x2C00, 0x2FEF},
	{0x3001, 0xD7FF},
	{0xF900, 0xFDCF},
	{0xFDF0, 0xFFFD},
	{0x10000, 0xEFFFF},
}

func isPNBase(r rune) bool {
	if r < utf8.RuneSelf {
		return isLetter(byte(r))
	}
	for _, b := range pnBase {
		if r <= b[1] {
			return r >= b[0]
		}
	}
	return false
}

// isVarStart holds for PN_CHARS_U and digits, which begin a variable name or a
// blank node label.
func isVarStart(r rune) bool { return isPNBase(r) || r == '_' || '0' <= r && r <= '9' }

func isVarChar(r rune) bool {
	return isVarStart(r) || r == 0xB7 || 0x300 <= r && r <= 0x36F || r == 0x203F || r == 0x2040
}

func isPNChar(r rune) bool     { return isVarChar(r) || r == '-' }
func isLocalStart(r rune) bool { return isVarStart(r) || r == ':' }
func isLocalChar(r rune) bool  { return isPNChar(r) || r == ':' }

// nameLength returns the length of the name at the start of s. Where the
// characters include "-", dots inside the name count, but not at its end.
func nameLength(s string, first, more func(rune) bool) int {
	dots := more('-')
	end := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return end
		case i == 0 && !first(r):
			return 0
		case i > 0 && r == '.' && dots:
			i++
			continue
		case i > 0 && !more(r):
			return end
		}
		i += size
		end = i
	}
	return end
}
