package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// heading returns the name of a body, publisher or place without surrounding
// punctuation: marks that introduce the next element, brackets whose other half is in
// another subfield, and a final full stop unless it belongs to an abbreviation.
func heading(text string) string {
	name := dropHalfBrackets(trimEnd(clean(text)))
	stem, ok := strings.CutSuffix(name, ".")
	if !ok || strings.HasSuffix(stem, ".") || isAbbreviated(stem) {
		return name
	}
	return trimEnd(stem)
}

// dropHalfBrackets removes unpaired brackets at either end of s. An unpaired bracket
// within s stays, as part of the text.
func dropHalfBrackets(s string) string {
	for _, pair := range [...]string{"[]", "()", "<>"} {
		opening, closing := pair[:1], pair[1:]
		for strings.Count(s, opening) > strings.Count(s, closing) && strings.HasPrefix(s, opening) {
			s = strings.TrimLeft(s[1:], " ")
		}
		for strings.Count(s, closing) > strings.Count(s, opening) {
			t, found := cutClosing(s, closing)
			if !found {
				break
			}
			s = t
		}
	}
	return s
}

// cutClosing removes a closing bracket at the end of s, even before a full stop.
func cutClosing(s, closing string) (string, bool) {
	if t, ok := strings.CutSuffix(s, closing); ok {
		return trimEnd(t), true
	}
	if t, ok := strings.CutSuffix(s, closing+"."); ok {
		return trimEnd(t), true
	}
	return s, false
}

// isAbbreviated reports whether the last word of text, which a full stop follows, is an
// abbreviation: an initial, a word with another full stop in it, or one in the lists. A
// closing bracket or a figure does not count.
func isAbbreviated(text string) bool {
	start := strings.LastIndexAny(text, " -/(['’&") + 1
	word := text[start:]
	first, size := utf8.DecodeRuneInString(word)
	last, _ := utf8.DecodeLastRuneInString(word)
	switch {
	case !unicode.IsLetter(first), !unicode.IsLetter(last) && !unicode.IsMark(last):
		return false
	case size == len(word), strings.IndexByte(word, '.') >= 0, isDoubled(word):
		return true
	case stateAbbreviations[word]:
		return followsPlace(text[:start])
	}
	word = strings.ToLower(word)
	if abbreviations[word] || months[word] && strings.ContainsAny(text, "0123456789") {
		return true
	}
	for _, end := range compoundEnds {
		if strings.HasSuffix(word, end) && len(word) >= len(end)+4 {
			return true
		}
	}
	return false
}

// followsPlace reports whether an abbreviated region stands where one is expected:
// alone, after a comma, after "of" or after another abbreviation (W. Va.).
func followsPlace(before string) bool {
	before = strings.TrimRight(before, " ")
	return before == "" || strings.HasSuffix(before, ",") || strings.HasSuffix(before, ".") || strings.HasSuffix(before, " of")
}

// isDoubled reports whether a word is one letter twice, as in Spanish and Italian
// abbreviations of plurals: EE. UU.
func isDoubled(word string) bool {
	return len(word) == 2 && word[0] == word[1] && 'A' <= word[0] && word[0] <= 'Z'
}

// set makes a set of the words of a text.
func set(text string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		m[word] = true
	}
	return m
}

// abbreviations are the ones that end names of bodies, publishers and places: firms and
// kinds of bodies, personal titles, and words shortened by cataloguing rules (AACR2,
// appendix B; RAK-WB, Anlage 5). A word that is as often written in full, such as
// "art", is left out.
var abbreviations = set(`
	bhd bros bt cia cía cie co comp corp gebr hnos inc jr kft ltd ltda mfg mij nachf nyrt pty pte pvt rt sr succ tbk zrt
	abt acad admin adm agric akad anst assn assoc ausg bd bibl biol bldg bull bur calif chem commun conf congr contrib coop dept depto dir distr div
	econ ed edit educ eng engl enterp etc fac fak fed fondaz forsch found geogr geol ges gesellsch gouv gov govt hist hon hrsg imp impr ind
	inst internat internaz intl ist izd izdat kgl landesvermess libr liqu lit math med mgr min ministr mitarb nac nat natl naz off org oreg parl
	phys polit poligr proc prod prof proj prov pt ptg publ pubg pubs publs pub rep res rev sci secr sect ser serv soc spec st ste stat suppl
	techn technol tip tipogr typ typogr univ vereinig verl verlagsges veröff vol vols vyd wirtsch wiss wydaw zool ztg zs
	br dr oberbay rh sachs westf württ docs`)

// months are abbreviations in dates.
var months = set("jan feb febr mar apr aug sept sep oct okt nov dec dez janv juil déc ene abr ago set dic gen mag giu lug ott")

// stateAbbreviations name regions after a place and a comma. Elsewhere they would be
// words or names.
var stateAbbreviations = set(`Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Me Mich Minn Miss Mo Mont Neb Nev Okla Or Ore Pa
	Tenn Tex Va Vt Wash Wis Wyo Alta Man Ont Que Qué Sask Vic Qld Tas Eng Scot Ire Ger Switz Aust Fr Sp It Méx Mex Arg Bras Venez`)

// compoundEnds are abbreviations that German compounds end with: Kunstverl.,
// Sozialwiss.
var compoundEnds = []string{"verl", "verlagsges", "gesellsch", "wiss", "akad", "univ"}

// sameName reports whether two names belong to one body: they have the same letters,
// whatever their case, brackets and full stop.
func sameName(a, b string) bool { return strings.EqualFold(bareName(a), bareName(b)) }

// bareName returns a name without surrounding brackets and without a full stop.
func bareName(s string) string { return strings.TrimRight(strings.Trim(s, "[]"), ".") }

// settleNames gives publishers and places that several fields name a single form, so
// that one body is one node.
func (s *serial) settleNames() {
	var publishers []*scripted
	var places []*string
	for i := range s.events {
		e := &s.events[i]
		if e.place != "" {
			places = append(places, &e.place)
		}
		for j := range e.publisher {
			publishers = append(publishers, &e.publisher[j])
		}
	}
	unify(publishers, func(a, b scripted) bool { return sameName(a.value, b.value) }, scripted.or)
	unify(places, sameName, better)
}

// unify merges names of the same body into the first of them and gives the others its
// form.
func unify[T any](names []*T, same func(a, b T) bool, merge func(a, b T) T) {
	for pass := range 2 {
		for i, n := range names {
			for _, first := range names[:i] {
				if !same(*first, *n) {
					continue
				}
				if pass == 0 {
					*first = merge(*first, *n)
				} else {
					*n = *first
				}
				break
			}
		}
	}
}

// or returns a name in the better of two forms, with the original that either one has.
func (n scripted) or(m scripted) scripted {
	value := better(n.value, m.value)
	if n.original == "" && m.original != "" {
		n = m
	}
	n.value = value
	return n
}

// better returns the form of a name without brackets, which only say where a cataloguer
// found it; of two alike, the first.
func better(a, b string) string {
	if strings.HasPrefix(a, "[") && !strings.HasPrefix(b, "[") {
		return b
	}
	return a
}
