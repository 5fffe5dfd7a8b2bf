package issn

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean reads an ISSN in every spelling that [Read] knows. The check digit must be
// right. The error wraps [ErrSyntax] or is a [*CheckDigitError] whose Text is in
// canonical form.
func Clean(s string) (ISSN, error) {
	if n, check, ok := split(s); ok && check == CheckDigit(n) {
		return ISSN(n), nil
	}
	_, n, err := Read(s)
	return n, err
}

// Read reads an ISSN as written by catalogues, spreadsheets, addresses and people, and
// reports its space: ISSN-L or ISSN-H if the text says so, else ISSN. All entry points
// use it, so that a spelling is understood everywhere or nowhere:
//
//	00280836, 0028–0836, 2434-561x     no hyphen, another dash, a lower-case x
//	ISSN-L 0028-0836, ISSN(print): ... a label before the number
//	0028-0836 (print), 0028-0836;      a remark or punctuation after it
//	０028-0836, ٠٠٢٨-٠٨٣٦               digits of any script
//	="0028-0836", '00280836, ["..."]   what spreadsheets and programs put around it
//	28-0836, 280836, 280836.0          zeros that a spreadsheet took away
//	https://id.crossref.org/issn/...   addresses with a step "issn", or "?issn="
//
// Zeros are restored only if the check digit then holds. Errors are as for [Clean].
func Read(s string) (Space, ISSN, error) {
	var space Space
	rest := unwrap(plainDigits(s))
	if isAddress(rest) {
		var ok bool
		if space, rest, ok = inAddress(rest); !ok {
			return SpaceISSN, 0, syntaxError(s)
		}
	} else {
		space, rest = cutLabel(rest)
	}
	rest = unwrap(trimRemark(rest))
	canonical, ok := canonicalForm(rest)
	if !ok {
		if n, ok := withZeros(rest); ok {
			return space, n, nil
		}
		return SpaceISSN, 0, syntaxError(s)
	}
	n, err := Parse(canonical)
	if err != nil {
		return SpaceISSN, 0, err
	}
	return space, n, nil
}

// syntaxError quotes the original text.
func syntaxError(s string) error { return fmt.Errorf("%w: %.40q", ErrSyntax, s) }

// shape brings text in any known spelling to nnnn-nnnc without checking the
// check digit.
func shape(s string) (string, bool) {
	_, n, err := Read(s)
	if wrong, ok := errors.AsType[*CheckDigitError](err); ok {
		return wrong.Text, true
	}
	return n.String(), err == nil
}

// plainDigits replaces digits, letters and marks of other scripts and widths, and drops
// invisible characters.
func plainDigits(s string) string {
	if isPrintableASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			return -1
		case r < utf8.RuneSelf:
			return r
		case r == 'Χ' || r == 'Х' || r == 'х' || r == 'χ': // Greek and Cyrillic letters of the same shape
			return 'X'
		case r >= '！' && r <= '～': // full width
			return r - '！' + '!'
		case isDash(r):
			return '-'
		case unicode.Is(unicode.Nd, r):
			return '0' + digitValue(r)
		}
		return r
	}, s)
}

func isPrintableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// digitValue returns the value of a decimal digit: each script has its ten digits in a
// row, from zero.
func digitValue(r rune) rune {
	zero := r
	for zero > 0 && unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	return (r - zero) % 10
}

// unwrap removes the wrapping that programs put around a value: blanks, quotes, the
// equals sign of a formula, the brackets of a list.
func unwrap(s string) string {
	s = strings.TrimLeft(s, " =\"'`[{<‘’“”«»,;")
	return strings.TrimRight(s, " \"'`]}>‘’“”«»,;")
}

// cutLabel removes the label before a number ("ISSN", "ISSN-L:", "eISSN", "Print ISSN",
// "urn:ISSN:", "ISSN (online) ") and returns the space that it names.
func cutLabel(s string) (Space, string) {
	at := indexFold(s, "ISSN")
	if at < 0 || at > len("electronic ") || !isLabelWord(s[:at]) {
		return SpaceISSN, s
	}
	space, rest := SpaceISSN, s[at+len("ISSN"):]
	switch {
	case hasFold(rest, "-L"), hasFold(rest, "_L"):
		space, rest = SpaceISSNL, rest[2:]
	case hasFold(rest, "-H"), hasFold(rest, "_H"):
		space, rest = SpaceISSNH, rest[2:]
	case hasFold(rest, "L"):
		space, rest = SpaceISSNL, rest[1:]
	}
	rest = strings.TrimLeft(rest, " :.=")
	if strings.HasPrefix(rest, "(") { // ISSN(print): 0028-0836
		if _, after, ok := strings.Cut(rest, ")"); ok && after != "" {
			rest = strings.TrimLeft(after, " :.=")
		}
	}
	if indexFold(s[:at], "linking") >= 0 {
		space = SpaceISSNL
	}
	return space, rest
}

// isLabelWord reports whether a word may precede "ISSN" in a label.
func isLabelWord(s string) bool {
	switch strings.ToLower(strings.Trim(s, "-: (")) {
	case "", "e", "p", "l", "online", "print", "printed", "electronic", "digital", "linking", "urn":
		return true
	}
	return false
}

// isAddress reports whether text is a web address.
func isAddress(s string) bool {
	return strings.Contains(s, "://") || hasFold(s, "www.") || hasFold(s, "issn.org/") || hasFold(s, "portal.issn.org/")
}

// inAddress returns the part of an address that is marked as an ISSN: the path step
// after "issn", "issn-l" or "issn-h", without a suffix such as ".ttl", or the value of
// the parameter "issn".
func inAddress(s string) (Space, string, bool) {
	path, query, _ := strings.Cut(s, "?")
	path, _, _ = strings.Cut(path, "#")
	steps := strings.Split(path, "/")
	for i, step := range steps[:len(steps)-1] {
		space, ok := spaceStep(step)
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(steps[i+1], ".")
		return space, number, number != ""
	}
	for parameter := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' || r == '#' }) {
		name, value, _ := strings.Cut(parameter, "=")
		if space, ok := spaceStep(name); ok && value != "" {
			return space, value, true
		}
	}
	return SpaceISSN, "", false
}

// spaceStep returns the space named by a path step or a parameter.
func spaceStep(s string) (Space, bool) {
	switch strings.ToLower(s) {
	case "issn":
		return SpaceISSN, true
	case "issn-l", "issnl", "issn_l":
		return SpaceISSNL, true
	case "issn-h":
		return SpaceISSNH, true
	}
	return SpaceISSN, false
}

// canonicalForm brings plain text to the shape nnnn-nnnc without checking the
// check digit.
func canonicalForm(s string) (string, bool) {
	s = trimFraction(s)
	var b [9]byte
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9' && n < len(b):
			b[n] = c
		case (c == 'x' || c == 'X') && n == len(b)-1:
			b[n] = 'X'
		case c == ' ', (c == '-' || c == '_') && (n == 4 || n == 5):
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

// trimFraction removes the ".0" of a number that a program mistook for a decimal.
func trimFraction(s string) string {
	if whole, zeros, ok := strings.Cut(s, "."); ok && len(whole) >= minDigits && strings.Trim(zeros, "0") == "" {
		return whole
	}
	return s
}

// minDigits is the least number of digits left after a spreadsheet removed leading
// zeros: fewer prove nothing.
const minDigits = 5

// withZeros reads a number that lost leading zeros: "28-0836", "280836",
// "280836.0". The check digit must hold.
func withZeros(s string) (ISSN, bool) {
	s = trimFraction(s)
	left, right, hyphen := strings.Cut(s, "-")
	switch {
	case hyphen && len(left) > 0 && len(left) < 4 && len(right) == 4:
		s = left + right
	case hyphen || len(s) < minDigits || len(s) >= 8:
		return 0, false
	}
	canonical, ok := canonicalForm(strings.Repeat("0", 8-len(s)) + s)
	if !ok || strings.Contains(s, " ") {
		return 0, false
	}
	n, err := Parse(canonical)
	return n, err == nil
}

// trimRemark removes a remark in brackets and closing punctuation after the
// number. A second number after the remark stays: the text is not one ISSN.
func trimRemark(s string) string {
	if i := strings.IndexAny(s, "(["); i > 0 {
		if end := strings.IndexAny(s[i:], ")]"); end < 0 || !strings.ContainsAny(s[i+end:], "0123456789") {
			s = s[:i]
		}
	}
	return strings.TrimRight(s, " .,;:")
}

// hasFold reports whether s starts with prefix, letters compared without case.
func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// indexFold returns the position of ASCII text in s, ignoring case, or -1.
func indexFold(s, text string) int {
	for i := 0; i+len(text) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(text)], text) {
			return i
		}
	}
	return -1
}

func isDash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == '−' || r == '_' }

// Nearest returns the valid ISSNs a single slip away from the wrong number in s (in any
// form that [Clean] would read but for its check digit): first the one with the check
// digit corrected, then those with two neighbouring digits swapped, then those with one
// digit changed. It returns nil if s does not have the shape of an ISSN or is valid.
func Nearest(s string) []ISSN {
	canonical, ok := shape(s)
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
