package links

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/issn-ld/issn-ld/links/formats"
)

// minLikeness is the likeness below which titles do not resemble each other.
const minLikeness = 0.45

// Likeness compares two titles, from 0 to 1. Case, marks, punctuation, articles,
// and qualifiers in brackets do not count; one title within the other, initials
// and abbreviated words are alike. comparable is false if the titles share no
// script, so that nothing can be said.
func Likeness(a, b string) (likeness float64, comparable bool) {
	x, y := titleWords(a), titleWords(b)
	if len(x) == 0 || len(y) == 0 {
		return 0, false
	}
	if !shareScript(a, b) {
		return 0, false
	}
	best := dice(strings.Join(x, " "), strings.Join(y, " "))
	if abbreviates(x, y) || abbreviates(y, x) || initials(x, y) || initials(y, x) {
		best = max(best, 0.9)
	}
	if shareSegment(a, b) {
		best = max(best, 0.9)
	}
	return max(best, containment(x, y)), true
}

// segments splits a title at the marks between a title proper, its other titles
// and its parallel titles: "iSys - Brazilian journal", "Title/Other title".
func segments(s string) []string {
	var found []string
	for _, part := range strings.FieldsFunc(strings.NewReplacer(" - ", "|", " – ", "|", " — ", "|", ": ", "|").Replace(s), func(r rune) bool {
		return strings.ContainsRune("|/=:;", r)
	}) {
		if words := strings.Join(titleWords(part), " "); utf8.RuneCountInString(words) >= 3 {
			found = append(found, words)
		}
	}
	return found
}

// shareSegment reports whether two titles have a segment in common.
func shareSegment(a, b string) bool {
	x, y := segments(a), segments(b)
	return slices.ContainsFunc(x, func(s string) bool { return slices.Contains(y, s) })
}

// resembles reports whether any of the titles resembles any of the others. It is
// true if they cannot be compared.
func resembles(theirs []formats.Text, ours []string) bool {
	compared := false
	for _, t := range theirs {
		for _, o := range ours {
			likeness, ok := Likeness(t.Text, o)
			if ok && likeness >= minLikeness {
				return true
			}
			compared = compared || ok
		}
	}
	return !compared
}

// articles are words that do not count, in the languages with most serials.
var articles = map[string]bool{
	"the": true, "a": true, "an": true, "of": true, "and": true, "for": true, "in": true, "on": true,
	"der": true, "die": true, "das": true, "und": true, "für": true, "fur": true, "des": true, "le": true, "la": true, "les": true,
	"de": true, "du": true, "et": true, "el": true, "los": true, "las": true, "y": true, "e": true, "o": true, "da": true, "do": true, "del": true, "di": true, "al": true,
}

// titleWords returns the words of a title that count, without case and marks.
func titleWords(s string) []string {
	s = outsideBrackets(s)
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == 'ʹ', r == 'ʻ', r == 'ʼ':
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(fold(r))
		case r == '&':
			b.WriteString(" and ")
		default:
			b.WriteByte(' ')
		}
	}
	all := strings.Fields(b.String())
	kept := make([]string, 0, len(all))
	for _, w := range all {
		if !articles[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		return all
	}
	return kept
}

// fold maps letters that decomposition leaves alone to their plain form.
func fold(r rune) rune {
	switch r {
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'đ', 'ð':
		return 'd'
	case 'ı':
		return 'i'
	}
	return r
}

// outsideBrackets drops qualifiers: "Nature (London)" is "Nature". A title that
// is all in brackets stays.
func outsideBrackets(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(depth-1, 0)
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return s
	}
	return b.String()
}

// scripts are told apart as far as titles need it; the last group is all others.
var scripts = [...][]*unicode.RangeTable{
	{unicode.Latin},
	{unicode.Greek},
	{unicode.Cyrillic},
	{unicode.Arabic},
	{unicode.Hebrew},
	{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul},
}

// scriptsOf returns the scripts of a title as bits. One that has no more than a
// quarter of the letters does not count: it is a stray letter of the same shape.
func scriptsOf(s string) (bits uint8) {
	var letters [len(scripts) + 1]int
	total := 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		group := slices.IndexFunc(scripts[:], func(tables []*unicode.RangeTable) bool { return unicode.In(r, tables...) })
		if group < 0 {
			group = len(scripts)
		}
		letters[group]++
		total++
	}
	for i, n := range letters {
		if 4*n > total {
			bits |= 1 << i
		}
	}
	return bits
}

// shareScript is true for titles without letters.
func shareScript(a, b string) bool {
	x, y := scriptsOf(a), scriptsOf(b)
	return x&y != 0 || x == 0 && y == 0
}

// dice is the Sørensen-Dice coefficient of the pairs of neighbouring characters.
func dice(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := []rune(a), []rune(b)
	if len(x) < 2 || len(y) < 2 {
		return 0
	}
	pairs := make(map[[2]rune]int, len(x))
	for i := range len(x) - 1 {
		pairs[[2]rune{x[i], x[i+1]}]++
	}
	common := 0
	for i := range len(y) - 1 {
		p := [2]rune{y[i], y[i+1]}
		if pairs[p] > 0 {
			pairs[p]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(x)+len(y)-2)
}

// containment is 0.8 if all words of one title are in the other and say enough
// (five letters together), else 0.
func containment(x, y []string) float64 {
	if within(x, y) || within(y, x) {
		return 0.8
	}
	return 0
}

// within reports whether all words of x are in y and have five letters together.
func within(x, y []string) bool {
	letters := 0
	for _, w := range x {
		if !slices.Contains(y, w) {
			return false
		}
		letters += len(w)
	}
	return letters >= 5
}

// abbreviates reports whether short has the words of long in order, each cut to
// its beginning: "j am soc inf sci" and "journal american society information
// science". One word alone is no abbreviation.
func abbreviates(short, long []string) bool {
	if len(short) < 2 || len(short) > len(long) {
		return false
	}
	i := 0
	for _, w := range long {
		if i < len(short) && strings.HasPrefix(w, short[i]) {
			i++
		}
	}
	return i == len(short) && len(long) <= 2*len(short)
}

// initials reports whether short is the initials of long: "jasist". Three letters
// at least.
func initials(short, long []string) bool {
	if len(short) != 1 || len([]rune(short[0])) < 3 || len(long) < 3 {
		return false
	}
	var b strings.Builder
	for _, w := range long {
		b.WriteRune([]rune(w)[0])
	}
	return b.String() == short[0]
}
