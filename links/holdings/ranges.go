package holdings

import "strings"

// rangePart reads a compressed holdings statement of ANSI/NISO Z39.71: its beginning
// and its end, each an enumeration and a chronology, joined by a hyphen. Nothing after
// the hyphen means an open end:
//
//	v.1:no.1(1990:Jan.)-v.10:no.12(1999:Dec.)
//	v.11(2000)-
//	1990:Jan.-1999:Dec.
//
// It returns false for text in another form.
func rangePart(s string, status Status) (Part, bool) {
	left, right, ok := cutRange(s)
	if !ok {
		return Part{}, false
	}
	first, ok := onePart(left)
	if !ok || len(first.Years)+len(first.Volumes) == 0 {
		return Part{}, false
	}
	p := Part{Status: status}
	if right == "" {
		p.Years, p.Volumes = opened(first.Years), opened(first.Volumes)
		p.AddNote(first.Note)
		return p, true
	}
	last, ok := onePart(right)
	if !ok {
		return Part{}, false
	}
	p.Years, p.Volumes = between(first.Years, last.Years), between(first.Volumes, last.Volumes)
	if len(p.Volumes) == 1 && p.Volumes[0].From == p.Volumes[0].To {
		p.Issues = between(first.Issues, last.Issues) // issue numbers start again in each volume
	}
	if len(p.Years)+len(p.Volumes) == 0 {
		return Part{}, false
	}
	p.AddNote(first.Note)
	p.AddNote(last.Note)
	return p, true
}

// cutRange cuts at the hyphen after the first chronology: after a closing bracket,
// or after a month.
func cutRange(s string) (left, right string, ok bool) {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth = max(depth-1, 0)
		case '-':
			before := strings.TrimRight(s[:i], " ")
			if depth > 0 || before == "" {
				continue
			}
			chronology := strings.HasSuffix(before, ")")
			if date, named, found := strings.Cut(before, ":"); found && !chronology {
				_, isYear := yearList(date)
				chronology = isYear && month(strings.ToLower(named))
			}
			if chronology {
				return before, strings.TrimSpace(s[i+1:]), true
			}
		}
	}
	return "", "", false
}

// onePart reads one end of a range.
func onePart(s string) (Part, bool) {
	var e Extent
	e.enumeration(s, Unknown)
	if len(e.Parts) != 1 || len(e.Unread) > 0 {
		return Part{}, false
	}
	return e.Parts[0], true
}

// opened returns the first of the spans, without an end.
func opened(spans []Span) []Span {
	if len(spans) == 0 {
		return nil
	}
	return []Span{{From: spans[0].From, To: spans[0].From, Open: true}}
}

// between returns the span from the first of first to the last of last.
func between(first, last []Span) []Span {
	if len(first) == 0 || len(last) == 0 {
		return nil
	}
	span := Span{From: first[0].From, To: last[len(last)-1].To}
	if span.To < span.From {
		return nil
	}
	return []Span{span}
}
