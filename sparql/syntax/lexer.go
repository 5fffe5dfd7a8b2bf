package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// kind is the kind of a token.
type kind uint8

const (
	kindEOF     kind = iota
	kindIRI          // val is the IRI reference, escapes decoded
	kindName         // a prefixed name: prefix and val
	kindBlank        // _:val
	kindVar          // ?val or $val
	kindString       // val is the string, escapes decoded
	kindLang         // @val, with the direction in prefix
	kindInteger      // val is the lexical form, for the three number kinds
	kindDecimal
	kindDouble
	kindWord  // a bare word; val is in upper case, except for "a"
	kindPunct // val is the symbol
)

// token is a lexical token of the text.
type token struct {
	kind   kind
	long   bool // a string in three quotes
	pos    int  // byte offset of its first byte
	end    int  // byte offset after its last byte
	val    string
	prefix string
}

// lexer splits a text into tokens. The first fault is kept in err; from then on
// it yields the end of the text only.
type lexer struct {
	text string
	pos  int
	err  *Error
}

// fail records a fault at the offset.
func (l *lexer) fail(offset int, format string, args ...any) token {
	if l.err == nil {
		l.err = newError(l.text, offset)
		l.err.Msg = fmt.Sprintf(format, args...)
	}
	l.pos = len(l.text)
	return token{kind: kindEOF, pos: offset, end: offset}
}

// next returns the next token.
func (l *lexer) next() token {
	l.skipSpace()
	if l.err != nil || l.pos >= len(l.text) {
		return token{kind: kindEOF, pos: len(l.text), end: len(l.text)}
	}
	start := l.pos
	t := l.scan()
	if l.err != nil {
		return token{kind: kindEOF, pos: len(l.text), end: len(l.text)}
	}
	t.pos, t.end = start, l.pos
	return t
}

// skipSpace passes white space and comments.
func (l *lexer) skipSpace() {
	for l.pos < len(l.text) {
		switch l.text[l.pos] {
		case ' ', '\t', '\r', '\n':
			l.pos++
		case '#':
			n := strings.IndexAny(l.text[l.pos:], "\r\n")
			if n < 0 {
				n = len(l.text) - l.pos
			}
			l.pos += n
		default:
			return
		}
	}
}

// scan reads the token that begins at l.pos.
func (l *lexer) scan() token {
	switch c := l.text[l.pos]; {
	case c == '<':
		if t, ok := l.scanIRI(); ok {
			return t
		}
	case c == '?' || c == '$':
		if n := nameLength(l.text[l.pos+1:], isVarStart, isVarChar); n > 0 {
			return l.take(kindVar, l.pos+1, n)
		}
	case c == '"' || c == '\'':
		return l.scanString(c)
	case c == '@':
		return l.scanLang()
	case c == '_' && strings.HasPrefix(l.text[l.pos:], "_:"):
		return l.scanBlank()
	case isDigit(c) || (c == '.' || c == '+' || c == '-') && l.startsNumber():
		return l.scanNumber()
	case c == ':' || isLetter(c) || c >= utf8.RuneSelf:
		return l.scanWord()
	}
	return l.scanPunct()
}

// take returns a token whose value is the n bytes from start, and passes them.
func (l *lexer) take(k kind, start, n int) token {
	l.pos = start + n
	return token{kind: k, val: l.text[start : start+n]}
}

// symbols are the punctuation tokens, longer ones before their prefixes.
var symbols = [...]string{
	"<<(", ")>>", "<<", ">>", "<=", ">=", "!=", "&&", "||", "^^", "{|", "|}",
	"{", "}", "(", ")", "[", "]", ".", ",", ";", "*", "/", "|", "^", "?", "+", "-", "=", "<", ">", "!", "~",
}

func (l *lexer) scanPunct() token {
	rest := l.text[l.pos:]
	for _, s := range symbols {
		if strings.HasPrefix(rest, s) {
			l.pos += len(s)
			return token{kind: kindPunct, val: s}
		}
	}
	c, size := utf8.DecodeRuneInString(rest)
	if c == utf8.RuneError && size == 1 {
		return l.fail(l.pos, "the text is not UTF-8")
	}
	return l.fail(l.pos, "no token of SPARQL begins with %q", c)
}

// scanWord reads a keyword or a prefixed name.
func (l *lexer) scanWord() token {
	start := l.pos
	n := nameLength(l.text[start:], isPNBase, isPNChar)
	colon := start + n
	if colon >= len(l.text) || l.text[colon] != ':' {
		if n == 0 {
			return l.scanPunct()
		}
		// A bare word has no dots and hyphens in it: "a.b" is not a keyword.
		word := 0
		for word < n && (isLetter(l.text[start+word]) || isDigit(l.text[start+word]) || l.text[start+word] == '_') {
			word++
		}
		if word == 0 {
			return l.scanPunct()
		}
		t := l.take(kindWord, start, word)
		if t.val != "a" {
			t.val = strings.ToUpper(t.val)
		}
		return t
	}
	prefix := l.text[start:colon]
	local, end := l.scanLocal(colon + 1)
	l.pos = end
	return token{kind: kindName, prefix: prefix, val: local}
}

// scanLocal reads PN_LOCAL from start, which may be empty, and returns it with
// its backslash escapes resolved, and the offset after it.
func (l *lexer) scanLocal(start int) (local string, end int) {
	var b strings.Builder
	plain := start // first byte not yet in b
	i := start
	end = start
	for i < len(l.text) {
		c := l.text[i]
		switch c {
		case '.':
			if i == start {
				return "", start
			}
			i++
			continue // counts only if more of the name follows
		case '%':
			if i+2 >= len(l.text) || !isHex(l.text[i+1]) || !isHex(l.text[i+2]) {
				l.fail(i, "a %% in a prefixed name needs two hexadecimal digits after it")
				return "", end
			}
			i += 3
		case '\\':
			if i+1 >= len(l.text) || !strings.ContainsRune(`_~.-!$&'()*+,;=/?#@%`, rune(l.text[i+1])) {
				l.fail(i, "no such escape in a prefixed name")
				return "", end
			}
			b.WriteString(l.text[plain:i])
			plain = i + 1
			i += 2
		default:
			r, size := utf8.DecodeRuneInString(l.text[i:])
			if r == utf8.RuneError && size == 1 {
				l.fail(i, "the text is not UTF-8")
				return "", end
			}
			if i == start && !isLocalStart(r) || i > start && !isLocalChar(r) {
				b.WriteString(l.text[min(plain, end):end])
				return b.String(), end
			}
			i += size
		}
		end = i
	}
	b.WriteString(l.text[min(plain, end):end])
	return b.String(), end
}

// scanBlank reads a blank node label.
func (l *lexer) scanBlank() token {
	start := l.pos + 2
	n := nameLength(l.text[start:], isVarStart, isPNChar)
	if n == 0 {
		return l.fail(l.pos, "a blank node needs a label after _:")
	}
	return l.take(kindBlank, start, n)
}

// scanLang reads a language tag with an optional base direction.
func (l *lexer) scanLang() token {
	start := l.pos + 1
	i := start
	for i < len(l.text) && isLetter(l.text[i]) {
		i++
	}
	if i == start {
		return l.fail(l.pos, "a language tag needs letters after @")
	}
	for i+1 < len(l.text) && l.text[i] == '-' && isLetterOrDigit(l.text[i+1]) {
		i += 2
		for i < len(l.text) && isLetterOrDigit(l.text[i]) {
			i++
		}
	}
	t := l.take(kindLang, start, i-start)
	if !strings.HasPrefix(l.text[i:], "--") {
		return t
	}
	j := i + 2
	for j < len(l.text) && isLetter(l.text[j]) {
		j++
	}
	t.prefix = l.text[i+2 : j]
	if t.prefix != "ltr" && t.prefix != "rtl" {
		return l.fail(i, "the base direction of a string is --ltr or --rtl")
	}
	l.pos = j
	return t
}

// startsNumber reports whether a number begins at l.pos, where ".", "+" or "-" stands.
func (l *lexer) startsNumber() bool {
	rest := l.text[l.pos:]
	if rest[0] != '.' {
		rest = rest[1:]
	}
	if len(rest) > 1 && rest[0] == '.' {
		rest = rest[1:]
	}
	return rest != "" && isDigit(rest[0])
}

// scanNumber reads an INTEGER, DECIMAL or DOUBLE with an optional sign.
func (l *lexer) scanNumber() token {
	start, i := l.pos, l.pos
	digits := func() {
		for i < len(l.text) && isDigit(l.text[i]) {
			i++
		}
	}
	if c := l.text[i]; c == '+' || c == '-' {
		i++
	}
	digits()
	k, end := kindInteger, i
	if i < len(l.text) && l.text[i] == '.' {
		point := i
		i++
		digits()
		if i > point+1 {
			k, end = kindDecimal, i
		}
	}
	if i < len(l.text) && (l.text[i] == 'e' || l.text[i] == 'E') {
		i++
		if i < len(l.text) && (l.text[i] == '+' || l.text[i] == '-') {
			i++
		}
		mark := i
		digits()
		if i > mark {
			k, end = kindDouble, i
		}
	}
	return l.take(k, start, end-start)
}
