package holdings

import (
	"strconv"
	"strings"
)

// porticoPart reads "1977/1978 - v. 1 (1-3)" and "2008 - v. 3 Suppl 1 (null)".
func porticoPart(s string) (Part, bool) {
	date, rest, _ := strings.Cut(s, " - v. ")
	var p Part
	years, ok := yearList(date)
	if !ok {
		return p, false
	}
	p.Years = years
	volume, issues := cutBrackets(rest)
	p.AddVolume(volume)
	if issues != "" && issues != "null" {
		spans, note := NumberList(issues)
		p.Issues = spans
		p.AddNote(note)
	}
	return p, true
}

// colonYear reports whether s starts like field 920 of the register: "1876: 14".
func colonYear(s string) bool {
	date, _, ok := strings.Cut(s, ":")
	if !ok {
		return false
	}
	_, ok = yearList(date)
	return ok
}

// colonPart reads "1876: 14(358, 361)".
func colonPart(s string) (Part, bool) {
	date, rest, ok := strings.Cut(s, ":")
	var p Part
	years, isYear := yearList(date)
	if !ok || !isYear {
		return p, false
	}
	p.Years = years
	volume, issues := cutBrackets(strings.TrimSpace(rest))
	p.AddVolume(volume)
	if issues != "" {
		spans, note := NumberList(issues)
		p.Issues = spans
		p.AddNote(note)
	}
	return p, true
}

// cutBrackets splits "14(358, 361)" into "14" and "358, 361".
func cutBrackets(s string) (before, inside string) {
	before, inside, _ = strings.Cut(s, "(")
	return strings.TrimSpace(before), strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(inside), ")"))
}

// AddVolume reads "3 Suppl 1": the numbers first, then a remark.
func (p *Part) AddVolume(s string) {
	head, tail, _ := strings.Cut(s, " ")
	if spans, note := NumberList(head); note == "" && len(spans) > 0 {
		p.Volumes = spans
		p.AddNote(strings.TrimSpace(tail))
		return
	}
	if s != "null" {
		p.AddNote(s)
	}
}

// AddNote adds a remark.
func (p *Part) AddNote(s string) {
	switch {
	case s == "":
	case p.Note == "":
		p.Note = s
	default:
		p.Note += "; " + s
	}
}

// NumberList reads numbers and ranges between commas: "1-2, 4". The rest is the note.
func NumberList(s string) (spans []Span, note string) {
	var notes []string
	for piece := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' }) {
		piece = strings.TrimSpace(piece)
		if span, ok := parseSpan(piece); ok {
			spans = append(spans, span)
		} else if piece != "" {
			notes = append(notes, piece)
		}
	}
	return spans, strings.Join(notes, ", ")
}

// parseSpan reads "5", "5-7", "5/6", "1 to 438", "7(present)" and "5-". A second
// number with fewer digits completes the first: "1984-87".
func parseSpan(s string) (Span, bool) {
	s = strings.TrimSpace(s)
	if before, ok := strings.CutSuffix(s, "(present)"); ok {
		n, err := strconv.Atoi(strings.TrimSpace(before))
		return Span{From: n, To: n, Open: true}, err == nil && n >= 0
	}
	left, right, ranged := s, "", false
	for _, mark := range []string{" to ", "-", "–", "/"} {
		if left, right, ranged = strings.Cut(s, mark); ranged {
			break
		}
	}
	from, ok := ordinal(left)
	if !ok {
		return Span{}, false
	}
	if !ranged {
		return Span{From: from, To: from}, true
	}
	right = strings.TrimSpace(right)
	if right == "" {
		return Span{From: from, To: from, Open: true}, true
	}
	if i := strings.LastIndexByte(right, '/'); i >= 0 {
		right = right[i+1:] // 1984/1985/1986
	}
	to, ok := ordinal(right)
	if !ok {
		return Span{}, false
	}
	if to < from {
		if l := strings.TrimSpace(left); len(right) < len(l) {
			to, ok = ordinal(l[:len(l)-len(right)] + right)
		}
	}
	if !ok || to < from || to-from > 10000 {
		return Span{}, false
	}
	return Span{From: from, To: to}, true
}

// ordinal reads a number of up to six digits.
func ordinal(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 6 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// yearList reads years and ranges of years between commas.
func yearList(s string) ([]Span, bool) {
	spans, note := NumberList(s)
	if note != "" || len(spans) == 0 {
		return nil, false
	}
	for _, y := range spans {
		if !isYear(y.From) || !isYear(y.To) {
			return nil, false
		}
	}
	return spans, true
}

func isYear(n int) bool { return n >= 1500 && n <= 2100 }

// crossref reads "(2016)[21]6[22]1,2(2018)[]10()[]": years, each with volumes in
// square brackets, each with issues.
func (e *Extent) crossref(s string) {
	for s != "" {
		if s[0] != '(' {
			e.Unread = append(e.Unread, s)
			return
		}
		date, rest, ok := strings.Cut(s[1:], ")")
		if !ok {
			e.Unread = append(e.Unread, s)
			return
		}
		end := nextYear(rest)
		body := rest[:end]
		s = rest[end:]
		if years, ok := yearList(date); ok {
			e.crossrefYear(years, body)
		} else if strings.Trim(body, "[]") != "" || date != "" {
			e.Unread = append(e.Unread, "("+date+")"+body)
		}
	}
}

// nextYear returns the start of the next year in brackets. Brackets inside an issue,
// "17(46)", do not count: a year is followed by a square bracket.
func nextYear(s string) int {
	for i := range len(s) {
		if s[i] != '(' {
			continue
		}
		_, after, ok := strings.Cut(s[i+1:], ")")
		if ok && strings.HasPrefix(after, "[") {
			return i
		}
	}
	return len(s)
}

// crossrefYear reads "[21]6[22]1,2".
func (e *Extent) crossrefYear(years []Span, body string) {
	for body != "" {
		volume, rest, ok := strings.Cut(strings.TrimPrefix(body, "["), "]")
		if !ok {
			e.Unread = append(e.Unread, body)
			return
		}
		issues, after, more := strings.Cut(rest, "[")
		body = ""
		if more {
			body = "[" + after
		}
		if volume == "" && issues == "" {
			continue
		}
		p := Part{Years: years}
		p.AddVolume(volume)
		spans, note := NumberList(issues)
		p.Issues = spans
		p.AddNote(note)
		e.Parts = append(e.Parts, p)
	}
}

// AddSpan adds the range from the first to the last number; "7(present)" is open.
func (p *Part) AddSpan(to *[]Span, first, last string) {
	a, ok := parseSpan(first)
	if !ok {
		p.AddNote(first)
		return
	}
	if b, ok := parseSpan(last); ok && b.To >= a.From {
		a.To, a.Open = b.To, b.Open
	} else if last != "" && !ok {
		p.AddNote(last)
	}
	*to = append(*to, a)
}
