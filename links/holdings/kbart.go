package holdings

import (
	"regexp"
	"strconv"
	"strings"
)

// KBART holds the columns of a title list (NISO RP-9-2014) about the coverage of a
// serial, as written.
type KBART struct {
	FirstDate, FirstVolume, FirstIssue string
	LastDate, LastVolume, LastIssue    string
	Embargo                            string // embargo_info: P1Y, R10Y, R10Y;P6M
	Depth                              string // coverage_depth: fulltext, selected articles, abstracts
}

// AbstractsOnly reports whether there is no full text; then nothing is held.
func (k *KBART) AbstractsOnly() bool {
	depth := strings.ToLower(strings.TrimSpace(k.Depth))
	return strings.HasPrefix(depth, "abstract") || strings.HasPrefix(depth, "index") || strings.HasPrefix(depth, "citation") || depth == "toc"
}

// Extent interprets the columns. An empty end means that coverage continues; an embargo
// excludes years that are not there yet, or no longer there.
func (k *KBART) Extent() Extent {
	var p Part
	embargo, understood := parseEmbargo(k.Embargo)
	if !understood {
		p.AddNote("embargo " + k.Embargo)
	}
	if from, _, ok := DateYears(k.FirstDate); ok {
		span := Span{From: from, To: from, Lag: embargo.lag, Window: embargo.window}
		_, to, stated := DateYears(k.LastDate)
		switch {
		case stated && to >= from:
			span.To = to
			p.Years = []Span{span}
		case !stated && strings.TrimSpace(k.LastDate) == "":
			span.Open = true
			p.Years = []Span{span}
		}
	}
	if strings.HasPrefix(strings.ToLower(k.Depth), "select") {
		p.AddNote(k.Depth)
	}
	p.AddSpan(&p.Volumes, k.FirstVolume, k.LastVolume)
	if k.FirstVolume == k.LastVolume {
		p.AddSpan(&p.Issues, k.FirstIssue, k.LastIssue)
	}
	begin, end := issueText(k.FirstDate, k.FirstVolume, k.FirstIssue), issueText(k.LastDate, k.LastVolume, k.LastIssue)
	e := Extent{Verbatim: begin}
	if begin != "" || end != "" {
		e.Verbatim = strings.TrimSpace(begin + " - " + end)
		if k.Embargo != "" {
			e.Verbatim += " (embargo " + k.Embargo + ")"
		}
		e.Parts = []Part{p}
	}
	return e
}

// issueText joins a date, a volume and an issue.
func issueText(date, volume, issue string) string {
	var parts []string
	if date != "" {
		parts = append(parts, date)
	}
	if volume != "" {
		parts = append(parts, "v. "+volume)
	}
	if issue != "" {
		parts = append(parts, "no. "+issue)
	}
	return strings.Join(parts, " ")
}

// embargo is a moving wall in years, rounded up: a year with a part missing is not
// held.
type embargo struct {
	lag    int // number of latest years not there yet
	window int // number of latest years that are there; 0 for all
}

var embargoPart = regexp.MustCompile(`^([PR])(\d{1,4})([DMY])$`)

// parseEmbargo reads embargo_info: "P1Y" gives access to everything more than a year
// old, "R10Y" to the last ten years, "R10Y;P30D" combines both.
func parseEmbargo(s string) (e embargo, ok bool) {
	for part := range strings.SplitSeq(strings.ToUpper(strings.ReplaceAll(s, " ", "")), ";") {
		if part == "" {
			continue
		}
		m := embargoPart.FindStringSubmatch(part)
		if m == nil {
			return embargo{}, false
		}
		n, err := strconv.Atoi(m[2])
		if err != nil {
			return embargo{}, false
		}
		years := n
		switch m[3] {
		case "M":
			years = (n + 11) / 12
		case "D":
			years = (n + 364) / 365
		}
		if m[1] == "P" {
			e.lag = years
		} else {
			e.window = years
		}
	}
	return e, true
}

// Date forms other than ISO 8601: by day or month, and years that span two.
var (
	yearSlash  = regexp.MustCompile(`^(\d{4})\s*[/–-]\s*(\d{2}|\d{4})$`)
	endsInYear = regexp.MustCompile(`^(?:\d{1,2}[./-]){1,2}(\d{4})$`)
	namedMonth = regexp.MustCompile(`^[\p{L}.]+[ /-]+(?:\d{1,2},? )?(\d{4})$|^\d{1,2}\.? ?[\p{L}.]+ (\d{4})$`)
)

// DateYears returns the years of a date: two for a school year or a volume over two
// years, "1998/99" or "1998-1999", else the same year twice. "2003-04" is April, as in
// ISO 8601; "2003/04" is a school year, since the years are consecutive. Days may
// precede the year, "01/04/2006". Years are 1000 to 2999.
func DateYears(s string) (from, to int, ok bool) {
	s = strings.Trim(strings.TrimSpace(s), `"+`)
	if len(s) == 4 || len(s) >= 10 && s[4] == '-' && s[7] == '-' { // most dates
		from, err := strconv.Atoi(s[:4])
		return from, from, err == nil && isDated(from)
	}
	if m := yearSlash.FindStringSubmatch(s); m != nil {
		from, _ = strconv.Atoi(m[1])
		to, _ = strconv.Atoi(m[2])
		short := len(m[2]) == 2
		if short {
			to += from / 100 * 100
			if to < from && from%100 == 99 {
				to += 100 // 1999/00
			}
		}
		switch {
		case to == from+1 && (!short || strings.Contains(s, "/") || to%100 > 12 || to%100 == 0):
			return from, to, isDated(from)
		case !short && to > from:
			return from, to, isDated(from)
		case short && to%100 >= 1 && to%100 <= 12:
			return from, from, isDated(from)
		case short && to > from:
			return from, to, isDated(from)
		}
		return 0, 0, false
	}
	for _, form := range []*regexp.Regexp{endsInYear, namedMonth} {
		if m := form.FindStringSubmatch(s); m != nil {
			from, _ = strconv.Atoi(m[1] + strings.Join(m[2:], ""))
			return from, from, isDated(from)
		}
	}
	if len(s) < 4 || len(s) > 4 && s[4] >= '0' && s[4] <= '9' || strings.Trim(s[:4], "0123456789") != "" {
		return 0, 0, false
	}
	from, _ = strconv.Atoi(s[:4])
	return from, from, isDated(from)
}

func isDated(year int) bool { return year >= 1000 && year <= 2999 }
