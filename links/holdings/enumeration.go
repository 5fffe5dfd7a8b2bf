package holdings

import "strings"

// level is the unit that the numbers after a caption count.
type level uint8

const (
	levelNone   level = 0
	levelVolume level = 1
	levelIssue  level = 2
	levelOther  level = 3 // series, editions, parts: kept as a note
)

// captions are the words before numbers, in the languages of catalogues.
var captions = map[string]level{
	"v": levelVolume, "vol": levelVolume, "vols": levelVolume, "volume": levelVolume, "volumes": levelVolume, "bd": levelVolume,
	"band": levelVolume, "t": levelVolume, "tome": levelVolume, "tomo": levelVolume, "jahrg": levelVolume, "jg": levelVolume,
	"année": levelVolume, "año": levelVolume, "ano": levelVolume, "god": levelVolume, "roč": levelVolume, "d": levelVolume,
	"no": levelIssue, "nos": levelIssue, "n": levelIssue, "nr": levelIssue, "num": levelIssue, "number": levelIssue, "issue": levelIssue,
	"issues": levelIssue, "fasc": levelIssue, "heft": levelIssue, "h": levelIssue, "iss": levelIssue, "č": levelIssue, "vyp": levelIssue,
	"ser": levelOther, "series": levelOther, "ed": levelOther, "pt": levelOther, "part": levelOther, "suppl": levelOther, "index": levelOther,
	"c": levelOther, "new": levelOther, "n.s": levelOther, "st.ed": levelOther, "nd.ed": levelOther, "rd.ed": levelOther, "th.ed": levelOther,
}

// enumeration reads "v.52:no.11 (2004)", "v.6-8 1984-87", "78th 1991",
// "ser.3, v.7 (apr. 1905-jan. 1907)", "1869-2005", "1 to 438".
func (e *Extent) enumeration(s string, status Status) {
	p := Part{Status: status}
	read := false
	current := levelNone
	joins := false // the next year ends the range begun by the last one
	for _, w := range words(s) {
		caption, number := splitCaption(w.text)
		l, known := captions[strings.TrimSuffix(caption, ".")]
		switch {
		case caption == "" && w.colon && current == levelVolume:
			current = levelIssue
		case caption == "":
		case known:
			current = l
		case month(caption):
			current = levelNone
		default:
			current = levelOther
		}
		if current == levelOther && caption != "" {
			p.AddNote(w.text)
			if number != "" || known {
				current = levelNone
			}
			continue
		}
		if number == "" {
			continue
		}
		before := len(p.Years)
		read = p.place(number, current, w.bracketed) || read
		if joins && before > 0 && len(p.Years) == before+1 && p.Years[before].To >= p.Years[before-1].From {
			p.Years[before-1].To = p.Years[before].To
			p.Years = p.Years[:before]
		}
		joins = w.opens || joins && len(p.Years) == before
	}
	if read {
		e.Parts = append(e.Parts, p)
	} else if s = strings.TrimSpace(s); s != "" {
		e.Unread = append(e.Unread, s)
	}
}

// place adds a number or a range to the unit it counts: four digits that look like
// years are years unless a caption for volumes or issues directly precedes them.
func (p *Part) place(number string, l level, bracketed bool) bool {
	if suffix := strings.TrimLeft(number, "0123456789"); suffix != "" && len(suffix) < len(number) && isOrdinalSuffix(suffix) {
		number = strings.TrimSuffix(number, suffix)
		l = levelIssue
	}
	span, ok := parseSpan(number)
	if !ok {
		p.AddNote(number)
		return false
	}
	years := isYear(span.From) && isYear(span.To)
	switch {
	case years && (l == levelNone || bracketed || len(p.Volumes)+len(p.Issues) > 0):
		p.Years = append(p.Years, span)
	case l == levelIssue:
		p.Issues = append(p.Issues, span)
	case l == levelVolume || !bracketed:
		p.Volumes = append(p.Volumes, span)
	default:
		p.AddNote(number)
		return false
	}
	return true
}

func isOrdinalSuffix(s string) bool {
	switch s {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}

// months are the first three letters of months in English, German, French, Spanish and
// Italian, and of seasons.
const months = " jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez fév avr aoû déc ene abr ago dic gen mag giu lug set ott spr sum aut win fal "

func month(caption string) bool {
	letters := []rune(strings.TrimSuffix(caption, "."))
	return len(letters) >= 3 && strings.Contains(months, " "+string(letters[:3])+" ")
}

// word is a piece of an enumeration.
type word struct {
	text      string
	bracketed bool // in round or square brackets
	colon     bool // right after a colon
	opens     bool // a range of dates whose end follows: "1905-jan. 1907"
}

// words splits at blanks, commas, colons, semicolons and brackets. "1 to 438" is
// one word.
func words(s string) []word {
	s = strings.ReplaceAll(strings.ToLower(s), " to ", "-")
	var found []word
	depth, start := 0, 0
	var before rune
	flush := func(end int) {
		if text := s[start:end]; strings.Trim(text, "-") != "" {
			found = append(found, splitMonths(word{text: text, bracketed: depth > 0, colon: before == ':'})...)
		}
	}
	for i, r := range s {
		if !strings.ContainsRune(" ,:;=\t()[]", r) {
			continue
		}
		flush(i)
		start, before = i+1, r
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(depth-1, 0)
		}
	}
	flush(len(s))
	return found
}

// splitMonths splits "1905-jan." at the hyphen.
func splitMonths(w word) []word {
	left, right, ok := strings.Cut(w.text, "-")
	if !ok || left == "" || right == "" || right[0] >= '0' && right[0] <= '9' {
		return []word{w}
	}
	first, second := w, w
	first.text, first.opens = left, true
	second.text, second.colon = right, false
	return []word{first, second}
}

// splitCaption splits "v.6-8" into "v." and "6-8", and "fasc.27" alike.
func splitCaption(s string) (caption, number string) {
	i := strings.IndexAny(s, "0123456789")
	switch {
	case i < 0:
		return s, ""
	case i == 0:
		return "", s
	}
	return s[:i], s[i:]
}
