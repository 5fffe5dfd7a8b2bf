package formats

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Node is a term of N-Triples: an IRI, or a literal with its language.
type Node struct {
	Value    string
	Language string
	literal  bool
}

// SplitTriple reads a line of N-Triples. Blank nodes keep their "_:". It returns false
// for lines that are not triples, including comments and blank lines.
func SplitTriple(line string) (s, p string, o Node, ok bool) {
	rest := strings.TrimSpace(line)
	subject, rest, ok := cutTerm(rest)
	if !ok || subject.literal {
		return "", "", Node{}, false
	}
	predicate, rest, ok := cutTerm(rest)
	if !ok || predicate.literal || strings.HasPrefix(predicate.Value, "_:") {
		return "", "", Node{}, false
	}
	o, rest, ok = cutTerm(rest)
	if !ok || strings.TrimSpace(rest) != "." {
		return "", "", Node{}, false
	}
	return subject.Value, predicate.Value, o, true
}

// cutTerm reads a term and returns the rest.
func cutTerm(s string) (t Node, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t")
	switch {
	case strings.HasPrefix(s, "<"):
		end := strings.IndexByte(s, '>')
		if end < 0 || strings.ContainsAny(s[:end], " \t\"") {
			return Node{}, "", false
		}
		iri, ok := unescape(s[1:end])
		return Node{Value: iri}, s[end+1:], ok
	case strings.HasPrefix(s, "_:"):
		end := strings.IndexAny(s, " \t")
		if end < 0 {
			return Node{}, "", false
		}
		return Node{Value: s[:end]}, s[end:], true
	case strings.HasPrefix(s, `"`):
		return cutLiteral(s)
	}
	return Node{}, "", false
}

// cutLiteral reads a literal with its language or datatype; the datatype is
// dropped.
func cutLiteral(s string) (t Node, rest string, ok bool) {
	end := 1
	for end < len(s) && s[end] != '"' {
		if s[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(s) {
		return Node{}, "", false
	}
	value, ok := unescape(s[1:end])
	if !ok {
		return Node{}, "", false
	}
	t = Node{Value: value, literal: true}
	rest = s[end+1:]
	switch {
	case strings.HasPrefix(rest, "@"):
		end := strings.IndexAny(rest, " \t")
		if end < 2 {
			return Node{}, "", false
		}
		t.Language, rest = rest[1:end], rest[end:]
		t.Language, _, _ = strings.Cut(t.Language, "--") // a base direction of RDF 1.2
	case strings.HasPrefix(rest, "^^<"):
		end := strings.IndexByte(rest, '>')
		if end < 0 {
			return Node{}, "", false
		}
		rest = rest[end+1:]
	}
	return t, rest, true
}

// unescape resolves the escapes of N-Triples.
func unescape(s string) (string, bool) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, utf8.ValidString(s)
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i >= len(s) {
			return "", false
		}
		width := 0
		switch s[i] {
		case 't':
			b.WriteByte('\t')
		case 'b':
			b.WriteByte('\b')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 'f':
			b.WriteByte('\f')
		case '"', '\'', '\\':
			b.WriteByte(s[i])
		case 'u':
			width = 4
		case 'U':
			width = 8
		default:
			return "", false
		}
		if width == 0 {
			continue
		}
		if i+width >= len(s) {
			return "", false
		}
		code, err := strconv.ParseUint(s[i+1:i+1+width], 16, 32)
		if err != nil || !utf8.ValidRune(rune(code)) {
			return "", false
		}
		b.WriteRune(rune(code))
		i += width
	}
	text := b.String()
	return text, utf8.ValidString(text)
}
