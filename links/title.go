package links

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/issn-ld/issn-ld/links/formats"
)

// MinLikeness is the least likeness of titles that resemble each other.
const MinLikeness = 0.6

// Likeness compares two titles, from 0 to 1. Case, marks, punctuation, articles, and
// qualifiers in brackets do not count. Titles are alike if they share most of their
// distinctive words or one of the parts set off by marks, or if one abbreviates the
// other. comparable is false if the titles share no script. docs/links.md has its
// precision and recall.
func Likeness(a, b string) (likeness float64, comparable bool) {
	x, y := titleWords(a), titleWords(b)
	if len(x) == 0 || len(y) == 0 {
		return 0, false
	}
	if !shareScript(a, b) {
		return 0, false
	}
	if strings.Join(x, " ") > strings.Join(y, " ") { // makes the result symmetric
		x, y = y, x
	}
	best := shared(x, y)
	if narrower(x, y) || narrower(y, x) {
		best = min(best, 0.5)
	}
	if whole := dice(strings.Join(x, ""), strings.Join(y, "")); whole >= sameLetters {
		best = max(best, whole) // the same letters, split into other words
	}
	if best < 0.9 && (abbreviates(x, y) || abbreviates(y, x) || initials(x, y) || initials(y, x) || shareSegment(a, b) || subtitled(x, y) || subtitled(y, x)) {
		best = 0.9
	}
	return max(best, containment(x, y)), true
}

// sameLetters is the least likeness of the letters of two titles that are one title in
// two spellings.
const sameLetters = 0.85

// generic are the stems of words found in most titles: they do little to identify a
// serial.
var generic = []string{
	"journal", "jurnal", "zurnal", "zhurnal", "журнал", "internation", "revista", "revue", "review", "rivista", "revija", "annal", "anal", "archiv", "arquiv",
	"bulletin", "boletin", "boletim", "bilten", "bollettino", "acta", "studi", "estud", "research", "scien", "cienc", "zeitschrift", "dergi", "casopis", "časopis",
	"univers", "üniversite", "publica", "proceeding", "quarterly", "magazine", "electronic", "eletron", "online", "вестник", "вісник", "известия", "серия", "серія",
	"series", "seria", "новый", "научн", "advance", "letters", "reports", "report", "современ", "european", "americ", "brasil", "brazil", "fakulte", "institut", "enstitu",
}

// periodicals are words for a serial: after a title they begin a subtitle.
var periodicals = []string{
	"journal", "jurnal", "revista", "revue", "review", "rivista", "revija", "zeitschrift", "dergisi", "casopis", "magazine", "bulletin", "boletin", "boletim",
	"periodical", "журнал", "annals", "studies", "international", "archives", "jahrbuch", "tijdschrift",
}

// subtitled reports whether long is short with a subtitle that no mark sets off:
// "Capture" and "Capture Jurnal Seni Media Rekam". A single extra word is not a
// subtitle.
func subtitled(short, long []string) bool {
	if len(long) < len(short)+2 || !slices.Equal(short, long[:len(short)]) || letters(short) < 4 {
		return false
	}
	rest := long[len(short):]
	return len(rest) >= 3 || slices.ContainsFunc(rest[:min(3, len(rest)-1)], func(w string) bool { return slices.Contains(periodicals, w) })
}

// weight is how much a word helps to identify a serial.
func weight(w string) float64 {
	for _, g := range generic {
		if strings.HasPrefix(w, g) {
			return 0.35
		}
	}
	if utf8.RuneCountInString(w) <= 2 {
		return 0.5
	}
	return 1
}

// shared is the part of the weight of two titles' words that is in both. Words match if
// they are spelt nearly alike.
func shared(x, y []string) float64 {
	var both, all float64
	used := make([]bool, len(y))
	for _, w := range x {
		all += weight(w)
		best, at := 0.0, -1
		for i, v := range y {
			if used[i] {
				continue
			}
			if likeness := alikeWords(w, v); likeness > best {
				best, at = likeness, i
			}
		}
		if at >= 0 && best >= 0.6 {
			used[at] = true
			both += best * (weight(w) + weight(y[at]))
		}
	}
	for _, v := range y {
		all += weight(v)
	}
	return both / all
}

// narrower reports whether a title of one word occurs in another with more words that
// describe its subject: Nature, Nature communications.
func narrower(one, more []string) bool {
	return len(one) == 1 && len(more) > 1 && slices.Contains(more, one[0]) &&
		slices.ContainsFunc(more, func(w string) bool { return w != one[0] && weight(w) == 1 })
}

// alikeWords compares two words: forms of one word, or cut off with a full stop.
func alikeWords(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) > 3 && len(b) > 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
		return 0.9
	}
	if a[0] != b[0] {
		return 0
	}
	return dice(a, b)
}

// segments splits a title at the marks between title proper, other titles and parallel
// titles: "iSys - Brazilian journal", "Title/Other title".
func segments(s string) []string {
	var found []string
	for _, part := range strings.FieldsFunc(strings.NewReplacer(". ", "|", " - ", "|", " – ", "|", " — ", "|", ": ", "|").Replace(s), func(r rune) bool {
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

// resembles reports whether any of the titles resembles any of the others. It is true
// if they cannot be compared.
func resembles(theirs []formats.Text, ours []string) bool {
	compared := false
	for _, t := range theirs {
		for _, o := range ours {
			likeness, ok := Likeness(t.Text, o)
			if ok && likeness >= MinLikeness {
				return true
			}
			compared = compared || ok
		}
	}
	return !compared
}

// articles are words that do not count, in the languages with the most serials.
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

// fold maps letters that have no decomposition to their plain form.
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

// outsideBrackets drops qualifiers: "Nature (London)" is "Nature". A title entirely in
// brackets stays.
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

// scripts are as fine as titles need; the last group is all others.
var scripts = [...][]*unicode.RangeTable{
	{unicode.Latin},
	{unicode.Greek},
	{unicode.Cyrillic},
	{unicode.Arabic},
	{unicode.Hebrew},
	{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul},
}

// scriptsOf returns the scripts of a title as bits. A script with at most a quarter of
// the letters does not count: they are stray letters of the same shape.
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

// shareScript reports whether titles share a script; it is true for titles without
// letters.
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

// containment is 0.8 if all words of one title are in the other and make up most of it:
// three fifths of the letters, and at least two words. Otherwise it is 0: Nature is not
// Nature and Culture.
func containment(x, y []string) float64 {
	if within(x, y) || within(y, x) {
		return 0.8
	}
	return 0
}

// within reports whether all words of x are in y and make up most of it.
func within(x, y []string) bool {
	for _, w := range x {
		if !slices.Contains(y, w) {
			return false
		}
	}
	return len(x) >= 2 && 5*letters(x) >= 3*letters(y)
}

func letters(words []string) (n int) {
	for _, w := range words {
		n += utf8.RuneCountInString(w)
	}
	return n
}

// abbreviates reports whether short has the words of long in order, each cut to its
// beginning: "j am soc inf sci" and "journal american society information science". A
// single word does not count as an abbreviation, nor do titles that share whole words
// and leave out others.
func abbreviates(short, long []string) bool {
	if len(short) < 2 || len(short) > len(long) || len(long) > len(short)+1 {
		return false
	}
	i, cut := 0, 0
	for _, w := range long {
		if i < len(short) && strings.HasPrefix(w, short[i]) {
			if w != short[i] {
				cut++
			}
			i++
		}
	}
	return i == len(short) && 2*cut >= len(short)
}

// initials reports whether short is the initials of long: "jasist". Three letters fit
// too many titles: RNA is not Revista Nacional de Administración.
func initials(short, long []string) bool {
	if len(short) != 1 || len([]rune(short[0])) < 4 || len(long) < 4 {
		return false
	}
	var b strings.Builder
	for _, w := range long {
		b.WriteRune([]rune(w)[0])
	}
	return b.String() == short[0]
}
