package expr

import (
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
)

// strLen is STRLEN: the number of characters, not bytes.
func strLen(ev *evaluator, args []value, out *value) error {
	t, err := args[0].stringLiteral(ev)
	if err != nil {
		return err
	}
	out.setNumber(xsd.Integer(int64(utf8.RuneCountInString(t.Value()))))
	return nil
}

// substr is SUBSTR: positions count characters from 1, and are rounded as fn:substring
// has it.
func substr(ev *evaluator, args []value, out *value) error {
	t, err := args[0].stringLiteral(ev)
	if err != nil {
		return err
	}
	start, err := args[1].number(ev)
	if err != nil {
		return err
	}
	first := start.Round().Float64()
	end := float64(utf8.RuneCountInString(t.Value()) + 1)
	if len(args) == 3 {
		length, err := args[2].number(ev)
		if err != nil {
			return err
		}
		end = min(end, first+length.Round().Float64()) // NaN stays NaN
	}
	if err := ev.spend(len(t.Value())); err != nil { // a second look at each character
		return err
	}
	out.setTerm(withForm(cutRunes(t.Value(), max(first, 1), end), t))
	return nil
}

// cutRunes returns the characters of s at the positions first <= p < end, the
// first being 1. Nothing is within a bound that is NaN.
func cutRunes(s string, first, end float64) string {
	if !(first < end) {
		return ""
	}
	from, to, position := len(s), len(s), 1.0
	for i := range s {
		if position == first {
			from = i
		}
		if position == end {
			to = i
			break
		}
		position++
	}
	return s[from:to]
}

func upperCase(ev *evaluator, args []value, out *value) error {
	return mapString(ev, args, out, toUpper)
}

func lowerCase(ev *evaluator, args []value, out *value) error {
	return mapString(ev, args, out, toLower)
}

// casers hold the full case mappings of Unicode, which may change the length of a
// text and look at the letters around: "ß" is "SS", a sigma that ends a word "ς".
// A caser has a state, so that each goroutine takes one of its own.
var (
	upperCasers = sync.Pool{New: func() any { c := cases.Upper(language.Und); return &c }}
	lowerCasers = sync.Pool{New: func() any { c := cases.Lower(language.Und); return &c }}
)

func toUpper(s string) string { return mapCase(s, strings.ToUpper, &upperCasers) }

func toLower(s string) string { return mapCase(s, strings.ToLower, &lowerCasers) }

// mapCase maps s, by the function for ASCII if it is that.
func mapCase(s string, ascii func(string) string, casers *sync.Pool) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return ascii(s)
	}
	c, ok := casers.Get().(*cases.Caser)
	if !ok {
		return ascii(s)
	}
	defer casers.Put(c)
	return c.String(s)
}

// mapString changes the lexical form and keeps the language.
func mapString(ev *evaluator, args []value, out *value, f func(string) string) error {
	t, err := args[0].stringLiteral(ev)
	if err != nil {
		return err
	}
	mapped, err := ev.mapped(t.Value(), f)
	out.setTerm(withForm(mapped, t))
	return err
}

// compatible returns two string literals that are argument-compatible (section
// 17.4.3.1.2): the second is an xsd:string or has the language and the direction of the first.
func compatible(ev *evaluator, args []value) (a, b rdf.Term, err error) {
	if a, err = args[0].stringLiteral(ev); err != nil {
		return a, b, err
	}
	if b, err = args[1].stringLiteral(ev); err != nil {
		return a, b, err
	}
	if b.Language() != "" && (a.Language() != b.Language() || a.Direction() != b.Direction()) {
		err = ErrExpr
	}
	return a, b, err
}

// testStrings is a test of one string by another.
func testStrings(ev *evaluator, args []value, out *value, test func(s, part string) bool) error {
	a, b, err := compatible(ev, args)
	if err != nil {
		return err
	}
	out.setBool(test(a.Value(), b.Value()))
	return nil
}

func strStarts(ev *evaluator, args []value, out *value) error {
	return testStrings(ev, args, out, strings.HasPrefix)
}

func strEnds(ev *evaluator, args []value, out *value) error {
	return testStrings(ev, args, out, strings.HasSuffix)
}

func contains(ev *evaluator, args []value, out *value) error {
	return testStrings(ev, args, out, strings.Contains)
}

func strBefore(ev *evaluator, args []value, out *value) error {
	return cutString(ev, args, out, func(before, _ string) string { return before })
}

func strAfter(ev *evaluator, args []value, out *value) error {
	return cutString(ev, args, out, func(_, after string) string { return after })
}

// cutString is STRBEFORE and STRAFTER: a plain empty string where the separator
// does not occur.
func cutString(ev *evaluator, args []value, out *value, pick func(before, after string) string) error {
	a, b, err := compatible(ev, args)
	if err != nil {
		return err
	}
	before, after, found := strings.Cut(a.Value(), b.Value())
	if !found {
		out.setString("")
		return nil
	}
	out.setTerm(withForm(pick(before, after), a))
	return nil
}

// concat is CONCAT: it keeps a language, with its direction, that all arguments have.
func concat(ev *evaluator, args []value, out *value) error {
	var form rdf.Term
	size := 0
	for i := range args {
		t, err := args[i].stringLiteral(ev)
		if err != nil {
			return err
		}
		size += len(t.Value())
		if i == 0 {
			form = t
		} else if form.Language() != t.Language() || form.Direction() != t.Direction() {
			form = rdf.Term{}
		}
	}
	if err := ev.room(int64(size)); err != nil {
		return err
	}
	var b strings.Builder
	b.Grow(size)
	for i := range args {
		err := ev.pieces(args[i].term.Value(), func(piece string) { b.WriteString(piece) }) // stringLiteral has set it
		if err != nil {
			return err
		}
	}
	out.setTerm(withForm(b.String(), form))
	return nil
}

// encodeForURI is ENCODE_FOR_URI: all but the unreserved characters of RFC 3986 are
// escaped.
func encodeForURI(ev *evaluator, args []value, out *value) error {
	t, err := args[0].stringLiteral(ev)
	if err != nil {
		return err
	}
	escaped := 0
	err = ev.pieces(t.Value(), func(piece string) {
		for i := range len(piece) {
			if !isUnreserved(piece[i]) {
				escaped++
			}
		}
	})
	if err != nil {
		return err
	}
	size := len(t.Value()) + 2*escaped
	if err := ev.room(2 * int64(size)); err != nil {
		return err
	}
	b := make([]byte, 0, size)
	err = ev.pieces(t.Value(), func(piece string) { b = appendEscaped(b, piece) })
	out.setString(string(b))
	return err
}

// appendEscaped appends s with all but the unreserved characters as %HH.
func appendEscaped(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		if c := s[i]; isUnreserved(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

// langMatches is LANGMATCHES: basic filtering of RFC 4647, section 3.3.1.
func langMatches(ev *evaluator, args []value, out *value) error {
	tag, err := args[0].simple(ev)
	if err != nil {
		return err
	}
	pattern, err := args[1].simple(ev)
	if err != nil {
		return err
	}
	out.setBool(matchesLanguage(tag, pattern))
	return nil
}

// matchesLanguage matches a language tag with a basic range; "*" is any tag.
func matchesLanguage(tag, pattern string) bool {
	if pattern == "*" {
		return tag != ""
	}
	if len(tag) < len(pattern) || !strings.EqualFold(tag[:len(pattern)], pattern) {
		return false
	}
	return pattern != "" && (len(tag) == len(pattern) || tag[len(pattern)] == '-')
}
