package mapping

import (
	"strings"
	"unicode/utf8"
)

// nonSortMarks are pairs of marks that catalogues write around words that do not
// sort, beside the control characters of ISO 6630: those of Aleph and SBN, of
// MAB2, and the controls U+0098 and U+009C misread as Windows-1252.
var nonSortMarks = [...]struct{ before, after string }{
	{"<<", ">>"}, {"¬", "¬"}, {"\u02DC", "\u0153"},
}

// maxNonSort is the longest text between marks that is taken for words that do not
// sort, in bytes. Initial articles are short.
const maxNonSort = 24

// dropNonSort removes the marks around words that do not sort and keeps the words.
// A title is "Der Spiegel" whether a catalogue wrote "<<Der>> Spiegel" or "¬Der¬
// Spiegel". Marks within a text, where nothing begins, are quotation marks or signs
// and stay.
func dropNonSort(s string) string {
	for _, m := range nonSortMarks {
		for from := 0; ; {
			i := strings.Index(s[from:], m.before)
			if i < 0 {
				break
			}
			i += from
			inner := s[i+len(m.before):]
			j := strings.Index(inner, m.after)
			from = i + len(m.before)
			if j <= 0 || j > maxNonSort || !beginsElement(s[:i]) {
				continue
			}
			words, rest := inner[:j], inner[j+len(m.after):]
			if glue(words, rest) {
				words += " "
			}
			s = s[:i] + words + rest
			from = i + len(words)
		}
	}
	return s
}

// beginsElement reports whether what stands before a mark ends an element, so that
// a title or name begins after it.
func beginsElement(before string) bool {
	before = strings.TrimRight(before, " ")
	return before == "" || strings.IndexByte(".:;=/,([", before[len(before)-1]) >= 0
}

// glue reports whether a blank is missing between words that do not sort and what
// follows: some catalogues let the mark stand for it.
func glue(words, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeLastRuneInString(words)
	return rest != "" && !strings.ContainsRune(" '’ʹ-", last) && !strings.ContainsRune(" '’,.", next)
}
