package links

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/issn-ld/issn-ld/issn"
)

// nothing lists what tables write where there is no ISSN.
var nothing = map[string]bool{
	"": true, "NULL": true, "NA": true, "N/A": true, "NONE": true, "NIL": true, "-": true, "--": true, "¤": true, "?": true,
	"NAN": true, "0": true, "0000-0000": true, "00000000": true, "UNKNOWN": true, "NO ISSN": true, "\"": true,
}

// splitNumbers returns the ISSNs that a field holds, as they are written: several
// stand between commas, semicolons, bars or slashes, or blanks. A field that says
// that there is none gives none.
func splitNumbers(s string) []string {
	s = strings.TrimFunc(s, isBlank)
	if nothing[strings.ToUpper(s)] {
		return nil
	}
	if len(s) == 9 {
		return []string{s}
	}
	var found []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;|/\n\r\t", r) }) {
		part = strings.TrimFunc(part, isBlank)
		if nothing[strings.ToUpper(part)] {
			continue
		}
		if _, err := issn.Clean(part); err == nil || errors.Is(err, issn.ErrCheckDigit) {
			found = append(found, part)
			continue
		}
		words := strings.FieldsFunc(part, unicode.IsSpace)
		if len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return len(w) < 8 }) {
			found = append(found, words...)
			continue
		}
		found = append(found, part)
	}
	return found
}

// isBlank is true for blanks and for characters without a visible form.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r)
}

// readISSN reads a number leniently: as [issn.Clean], with the digits of any
// script, and with leading zeros that a spreadsheet took away put back if the
// check digit then holds. The error is that of issn.Clean.
func readISSN(s string) (issn.ISSN, error) {
	n, err := issn.Clean(s)
	if err == nil || errors.Is(err, issn.ErrCheckDigit) {
		return n, err
	}
	s = asciiDigits(s)
	if n, err2 := issn.Clean(s); err2 == nil {
		return n, nil
	}
	if left, right, ok := strings.Cut(s, "-"); ok && len(left) < 4 && len(left) > 0 && len(right) == 4 {
		if n, err2 := issn.Clean(strings.Repeat("0", 4-len(left)) + left + right); err2 == nil {
			return n, nil
		}
	} else if !ok && len(s) >= 5 && len(s) < 8 {
		if n, err2 := issn.Clean(strings.Repeat("0", 8-len(s)) + s); err2 == nil {
			return n, nil
		}
	}
	return 0, err
}

// asciiDigits replaces decimal digits of other scripts and drops what has no
// visible form.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return r
		case isBlank(r):
			return -1
		case unicode.Is(unicode.Nd, r):
			return '0' + digitValue(r)
		}
		return r
	}, strings.TrimFunc(s, isBlank))
}

// digitValue returns the value of a decimal digit: the digits of a script stand
// in a row of ten that starts with zero.
func digitValue(r rune) rune {
	zero := r
	for zero > 0 && unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	return (r - zero) % 10
}

// isniOf returns the ISNI that a text holds, 16 characters with a right check
// character (ISO 7064, MOD 11-2), or the empty string.
func isniOf(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.LastIndexByte(text, '/'); i >= 0 {
		text = text[i+1:]
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "ISNI"), ":")
	var b [16]byte
	n, sum := 0, 0
	for i := range len(text) {
		c := text[i]
		switch {
		case c == ' ' || c == '-':
			continue
		case n < 15 && '0' <= c && c <= '9':
			sum = (sum + int(c-'0')) * 2 % 11
		case n == 15 && ('0' <= c && c <= '9' || c == 'X'):
		case n == 15 && c == 'x':
			c = 'X'
		default:
			return ""
		}
		b[n] = c
		n++
	}
	check := byte('0' + (12-sum)%11)
	if check == '0'+10 {
		check = 'X'
	}
	if n != 16 || b[15] != check {
		return ""
	}
	return string(b[:])
}

// qid returns the number of an item of Wikidata, such as "Q180445", that an IRI
// or a text ends with, or the empty string.
func qid(text string) string {
	text = strings.TrimSpace(text)
	switch i := strings.LastIndexByte(text, '/'); {
	case i < 0:
	case strings.Contains(text[:i], "wikidata.org"):
		text = text[i+1:]
	default:
		return ""
	}
	digits, ok := strings.CutPrefix(text, "Q")
	if !ok || digits == "" || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return text
}

// year returns the year that a date starts with, or 0. Years are 1000 to 2999.
func year(date string) int {
	date = strings.TrimLeft(strings.TrimSpace(date), "+\"")
	if len(date) < 4 || len(date) > 4 && date[4] >= '0' && date[4] <= '9' {
		return 0
	}
	n := 0
	for i := range 4 {
		c := date[i]
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	if n < 1000 || n > 2999 {
		return 0
	}
	return n
}
