package generate

import "strings"

// title is a title in the Latin alphabet and, for other scripts, in its own.
type title struct {
	latin    string
	original original // without text for titles in the Latin alphabet
}

// textMaker makes titles and names; it keeps its memory.
type textMaker struct{ buf []byte }

// languageOf returns how titles of the language with the MARC code are made. A
// language that is not in the table borrows from English.
func languageOf(code string) *language {
	if l, ok := languages[code]; ok {
		return l
	}
	return languages["eng"]
}

// plainTitles is the share of titles without a proper name, which repeat: every
// register has thousands called "Annual report".
const plainTitles = 0.08

// title makes a title of the language with the MARC code.
func (m *textMaker) title(r *rng, code string) title {
	switch code {
	case "chi", "jpn", "kor":
		return m.hanTitle(r, code)
	}
	l := languageOf(code)
	patterns := l.named
	if r.chance(plainTitles) {
		patterns = l.plain
	}
	text := capital(m.fill(r, l, pick(r, patterns)))
	t := title{latin: text}
	if l.original != nil {
		t.original = l.original(text)
	}
	return t
}

// changed makes the next title of a serial: the old one with a second subject, or
// another one.
func (m *textMaker) changed(r *rng, old title, code string) title {
	if l, ok := languages[code]; ok && l.original == nil && len(old.latin) < 60 && !strings.Contains(old.latin, " "+l.and+" ") && r.chance(0.6) {
		return title{latin: old.latin + " " + l.and + " " + pick(r, l.subjects)}
	}
	return m.title(r, code)
}

// fill fills a pattern.
func (m *textMaker) fill(r *rng, l *language, pattern string) string {
	b := m.buf[:0]
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			b = append(b, pattern[i])
			continue
		}
		i++
		switch pattern[i] {
		case 't':
			b = append(b, pick(r, l.kinds)...)
		case 's':
			subject := pick(r, l.subjects)
			if len(b) > 1 && b[len(b)-2] == '.' {
				subject = capital(subject)
			}
			b = append(b, subject...)
		case 'p':
			b = appendName(b, r)
		}
	}
	m.buf = b
	return string(b)
}

// Syllables build proper names: two of them give nine million.
var (
	onsets = []string{"b", "br", "ch", "d", "f", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "pr", "r", "s", "sch", "st", "t", "tr", "v", "w", "z", ""}
	nuclei = []string{"a", "e", "i", "o", "u", "ai", "ei", "au", "ie", "ou"}
	codas  = []string{"", "", "n", "r", "l", "s", "m", "nd", "rt", "ck", "ng", "st"}
)

// syllableCounts are the weights of names of one, two, three and four syllables.
var syllableCounts = newChooser(3, 52, 38, 7)

// appendName appends the name of a place or a person. Short names repeat, as
// real ones do.
func appendName(b []byte, r *rng) []byte {
	start := len(b)
	for range syllableCounts.draw(r) + 1 {
		b = append(b, pick(r, onsets)...)
		b = append(b, pick(r, nuclei)...)
		b = append(b, pick(r, codas)...)
	}
	b[start] &^= 0x20 // all names begin with a letter of ASCII
	return b
}

// hanTitle makes a title of three to eight syllables.
func (m *textMaker) hanTitle(r *rng, code string) title {
	var text [64]byte
	own, latin := text[:0], m.buf[:0]
	for i := range r.between(3, 8) {
		c := &hanSyllables[r.below(len(hanSyllables))]
		character, reading := c.han, c.pinyin
		switch code {
		case "jpn":
			reading = c.hepburn
		case "kor":
			character, reading = c.hangul, c.korean
		}
		own = append(own, character...)
		if i > 0 && i%2 == 0 {
			latin = append(latin, ' ')
		}
		latin = append(latin, reading...)
	}
	m.buf = latin
	return title{latin: capital(string(latin)), original: original{text: string(own), script: "$1"}}
}

// abbreviate shortens the words of a title, and leaves out the short ones, about
// as field 210 has them.
func (m *textMaker) abbreviate(text string) string {
	b := m.buf[:0]
	for start := 0; start < len(text); {
		end := start
		for end < len(text) && text[end] != ' ' {
			end++
		}
		word := text[start:end]
		start = end + 1
		if len(word) <= 3 && len(b) > 0 {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		if cut := cutWord(word); cut < len(word) {
			b = append(append(b, word[:cut]...), '.')
		} else {
			b = append(b, word...)
		}
	}
	m.buf = b
	return string(b)
}

// cutWord returns how many bytes of a word its abbreviation has: five letters or
// so, none of them torn apart and no mark left at the end.
func cutWord(word string) int {
	letters := 0
	for i, c := range word {
		if letters >= 5 && (c < 0x300 || c > 0x36f) {
			return i
		}
		letters++
	}
	return len(word)
}
