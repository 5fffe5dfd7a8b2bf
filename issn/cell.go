package issn

import (
	"errors"
	"slices"
	"strings"
	"unicode"
)

// placeholders are the entries that tables use for a missing ISSN.
var placeholders = map[string]bool{
	"": true, "NULL": true, "NA": true, "N/A": true, "NONE": true, "NIL": true, "-": true, "--": true, "¤": true, "?": true,
	"NAN": true, "0": true, "0.0": true, "0000-0000": true, "00000000": true, "UNKNOWN": true, "NO ISSN": true, "\"": true,
	"XXXX-XXXX": true, "#N/A": true, "<NA>": true,
}

// IsPlaceholder reports whether text stands for a missing ISSN: it is empty, a
// word such as "NULL", or 0000-0000.
func IsPlaceholder(s string) bool {
	return placeholders[strings.ToUpper(strings.TrimFunc(s, isBlank))] || placeholders[strings.ToUpper(unwrap(s))]
}

// Split returns the ISSNs in a table cell, as written, right or wrong. Several may be
// separated by commas, semicolons, bars, slashes or blanks, or form a JSON array. A
// placeholder gives none, and neither does an address without an ISSN.
func Split(s string) []string {
	s = strings.TrimFunc(s, isBlank)
	if IsPlaceholder(s) {
		return nil
	}
	if len(s) == 9 {
		return []string{s}
	}
	var found []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",;|\n\r\t，；、", r) }) {
		found = appendPart(found, part)
	}
	return found
}

// appendPart appends the numbers of a piece without commas.
func appendPart(found []string, part string) []string {
	part = strings.TrimFunc(part, isBlank)
	if strings.ContainsAny(part, `"'[]=`) {
		part = unwrap(part)
	}
	if IsPlaceholder(part) {
		return found
	}
	if readable(part) {
		return append(found, part)
	}
	if strings.Contains(part, "://") || hasFold(part, "www.") {
		for _, word := range strings.FieldsFunc(part, unicode.IsSpace) {
			if readable(word) {
				found = append(found, word)
			}
		}
		return found
	}
	if strings.Contains(part, "/") {
		for step := range strings.SplitSeq(part, "/") {
			found = appendPart(found, step)
		}
		return found
	}
	words := slices.DeleteFunc(strings.FieldsFunc(part, unicode.IsSpace), IsPlaceholder)
	if numbers := amongWords(words); numbers != nil {
		return append(found, numbers...)
	}
	return append(found, part)
}

// amongWords returns the numbers among words: the ones of the right shape if no other
// word has a digit ("0028-0836 (print) 1476-4687 (online)"), or all of them if each is
// long enough to be one.
func amongWords(words []string) []string {
	var numbers []string
	prose := true
	for _, w := range words {
		if len(w) >= 8 && readable(w) {
			numbers = append(numbers, w)
		} else if strings.ContainsAny(w, "0123456789") {
			prose = false
		}
	}
	if prose && len(numbers) > 0 {
		return numbers
	}
	if len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return len(w) < 8 }) {
		return words
	}
	return nil
}

// readable reports whether text has the shape of an ISSN, whatever its check digit.
func readable(s string) bool {
	_, err := Clean(s)
	return err == nil || errors.Is(err, ErrCheckDigit)
}

// isBlank reports whether r is a blank or an invisible character.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r)
}
