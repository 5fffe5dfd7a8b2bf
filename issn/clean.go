package issn

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean reads an ISSN as catalogues and people write it: without a hyphen or
// with another dash, with a lower-case x, with blanks, after a label ("ISSN ",
// "e-ISSN: ", "urn:issn:") and before a remark in brackets ("(print)"). The
// check digit must be right. The error wraps [ErrSyntax] or is a
// [*CheckDigitError] whose Text is in canonical form.
func Clean(s string) (ISSN, error) {
	if n, check, ok := split(s); ok && check == CheckDigit(n) {
		return ISSN(n), nil
	}
	canonical, ok := canonicalForm(s)
	if !ok {
		return 0, fmt.Errorf("%w: %.40q", ErrSyntax, s)
	}
	return Parse(canonical)
}

// canonicalForm brings lenient text to the shape nnnn-nnnc without checking
// the check digit.
func canonicalForm(s string) (string, bool) {
	rest := trimRemark(trimLabel(strings.TrimFunc(s, isIgnorable)))
	var b [9]byte
	n := 0
	for _, r := range rest {
		switch {
		case '0' <= r && r <= '9' && n < len(b):
			b[n] = byte(r)
		case (r == 'x' || r == 'X' || r == 'Χ' || r == 'Х') && n == len(b)-1:
			b[n] = 'X'
		case isIgnorable(r):
			continue
		case isDash(r) && (n == 4 || n == 5):
			continue
		default:
			return "", false
		}
		n++
		if n == 4 {
			b[n] = '-'
			n++
		}
	}
	return string(b[:]), n == len(b)
}

// trimLabel removes what stands before the number: "ISSN", "ISSN-L:",
// "eISSN", "p-ISSN", "urn:ISSN:".
func trimLabel(s string) string {
	i := 0
	for i < min(len(s), 12) && !hasFold(s[i:], "ISSN") {
		i++
	}
	if !hasFold(s[i:], "ISSN") {
		return s
	}
	switch strings.ToLower(strings.TrimRight(s[:i], "-: ")) {
	case "", "e", "p", "online", "print", "urn":
	default:
		return s
	}
	s = s[i+len("ISSN"):]
	if hasFold(s, "-L") || hasFold(s, "-H") {
		s = s[2:]
	}
	return strings.TrimLeftFunc(s, func(r rune) bool { return r == ':' || r == '.' || isIgnorable(r) })
}

// hasFold reports whether s starts with prefix, letters compared without case.
func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// trimRemark removes a remark in brackets and closing punctuation after the number.
func trimRemark(s string) string {
	if i := strings.IndexAny(s, "(["); i > 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, " .,;:")
}

// isIgnorable is true for blanks and for characters without a visible form.
func isIgnorable(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || r == utf8.RuneError
}

func isDash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == '−' || r == '_' }

// Nearest returns the valid ISSNs that one slip of the pen turns into the
// wrong number that s holds (a form that [Clean] would read but for its check
// digit): first the one with the check digit put right, then those with two
// neighbours exchanged, then those with one other digit. It returns nil if s is
// not of the shape of an ISSN or is valid.
func Nearest(s string) []ISSN {
	canonical, ok := canonicalForm(s)
	if !ok || Valid(canonical) {
		return nil
	}
	digits, _, _ := split(canonical)
	found := []ISSN{ISSN(digits)}
	try := func(b [9]byte) {
		if n, check, ok := split(string(b[:])); ok && check == CheckDigit(n) && !slices.Contains(found, ISSN(n)) {
			found = append(found, ISSN(n))
		}
	}
	places := [...]int{0, 1, 2, 3, 5, 6, 7, 8}
	for i := range len(places) - 1 {
		b := [9]byte([]byte(canonical))
		b[places[i]], b[places[i+1]] = b[places[i+1]], b[places[i]]
		try(b)
	}
	for _, place := range places[:7] {
		b := [9]byte([]byte(canonical))
		for digit := byte('0'); digit <= '9'; digit++ {
			b[place] = digit
			try(b)
		}
	}
	return found
}
