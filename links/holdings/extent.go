package holdings

import (
	"slices"
	"strconv"
	"strings"
)

// Status is how far an archive has got with its holding.
type Status uint8

// The statuses. Triggered content is open to all because its publisher no longer
// provides it.
const (
	Unknown    Status = 0
	Preserved  Status = 1
	InProgress Status = 2
	Triggered  Status = 3
	Planned    Status = 4 // promised or queued: nothing is held yet
)

// String returns the status as the register writes it.
func (s Status) String() string {
	return [...]string{"", "Preserved", "In Progress", "Triggered", "Planned"}[s]
}

// ParseStatus reads a status as written by agencies.
func ParseStatus(s string) Status {
	s = strings.ToLower(strings.TrimSpace(s))
	switch {
	case s == "":
		return Unknown
	case strings.HasPrefix(s, "trigger"), strings.HasPrefix(s, "open"):
		return Triggered
	case strings.HasPrefix(s, "preserved"), strings.HasPrefix(s, "archived"), s == "complete", s == "ingested":
		return Preserved
	case strings.HasPrefix(s, "in progress"), strings.HasPrefix(s, "in-progress"), strings.HasPrefix(s, "ingesting"), strings.HasPrefix(s, "in process"):
		return InProgress
	case strings.HasPrefix(s, "queued"), strings.HasPrefix(s, "committed"), strings.HasPrefix(s, "planned"), strings.HasPrefix(s, "agreed"):
		return Planned
	}
	return Unknown
}

// Holding is an archive's holding as given in a row.
type Holding struct {
	// Agency is the code of the archive; empty for the source's own archive.
	Agency string
	Status Status
	Extent Extent
	URL    string
}

// Span is a range of numbers, both ends included. An Open span has no end yet;
// its To is its From.
type Span struct {
	From, To int
	Open     bool
	// Lag is the number of latest years that are not there yet; Window is the number of
	// latest years that are there at all, 0 for all. They are the moving walls of an
	// embargo.
	Lag, Window int
}

// String returns "5", "5-7" or "5-".
func (s Span) String() string {
	switch {
	case s.Open:
		return strconv.Itoa(s.From) + "-"
	case s.From == s.To:
		return strconv.Itoa(s.From)
	}
	return strconv.Itoa(s.From) + "-" + strconv.Itoa(s.To)
}

// Part is a run of issues within an extent. Details that the archive does not give are
// empty: a part with only years holds something from these years.
type Part struct {
	Status  Status
	Years   []Span
	Volumes []Span
	Issues  []Span
	// Note is text among the numbers: "Suppl 1", "Complete".
	Note string
}

// Extent is an archive's holding of a serial.
type Extent struct {
	Verbatim string
	Parts    []Part
	// Unread holds the pieces that the grammar does not know.
	Unread []string
}

// Years returns the years of all parts that are not merely planned, merged and in
// order. Open spans end in last, the last complete year according to the caller.
func (e *Extent) Years(last int) []Span {
	var spans []Span
	for i := range e.Parts {
		p := &e.Parts[i]
		if p.Status == Planned {
			continue
		}
		for _, y := range p.Years {
			if y = y.at(last); y.To >= y.From {
				spans = append(spans, y)
			}
		}
	}
	return Merge(spans)
}

// at resolves a span of years in the year last; To is before From if nothing is left.
func (s Span) at(last int) Span {
	if s.Open && last > s.From {
		s.To = last
	}
	if last > 0 {
		if s.Lag > 0 {
			s.To = min(s.To, last-s.Lag)
		}
		if s.Window > 0 {
			s.From = max(s.From, last-s.Lag-s.Window+1)
		}
	}
	return Span{From: s.From, To: s.To}
}

// Stated returns the years of all parts as stated: unmerged, open ends left open.
func (e *Extent) Stated() []Span {
	var spans []Span
	for i := range e.Parts {
		spans = append(spans, e.Parts[i].Years...)
	}
	return spans
}

// Volumes returns the volumes of all parts that are not merely planned.
func (e *Extent) Volumes() []Span {
	var spans []Span
	for i := range e.Parts {
		if e.Parts[i].Status != Planned {
			spans = append(spans, e.Parts[i].Volumes...)
		}
	}
	return Merge(spans)
}

// Merge sorts spans and joins those that touch.
func Merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	var merged []Span
	for _, s := range spans {
		last := len(merged) - 1
		if last < 0 || s.From > merged[last].To+1 && !merged[last].Open {
			merged = append(merged, s)
			continue
		}
		merged[last].To = max(merged[last].To, s.To)
		merged[last].Open = merged[last].Open || s.Open
	}
	return merged
}

// ParseExtent reads an extent as archives and catalogues write it; docs/links.md has
// the grammar. It never fails: unreadable text goes to Unread. The beginning
// distinguishes these forms:
//
//	(2016)[21]6[22]1,2                     title lists of Crossref
//	1977/1978 - v. 1 (1-3), 1979 - v. 2 (1)  Portico
//	Preserved : 1876: 14(358, 361), 1877: 16 field 920 of the register
//	v.1:no.1(1990:Jan.)-v.10:no.12(1999:Dec.)  ranges of ANSI/NISO Z39.71
//	v.4,7-8,14 1854,1857-1858,1863         enumeration and dates of volumes
//	1 to 438; 1951-2010; 2014-             ranges
func ParseExtent(s string) Extent {
	e := Extent{Verbatim: s}
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, `"`) {
		s = strings.Trim(s, `"`)
	}
	switch {
	case s == "":
	case strings.HasPrefix(s, "(") && strings.Contains(s, "["):
		e.crossref(s)
	default:
		for _, section := range statusSections(s) {
			e.section(section.text, section.status)
		}
	}
	return e
}

// statusSection is the text after "Preserved :" or another status.
type statusSection struct {
	status Status
	text   string
}

// statusWords are the words that start a section, in search order.
var statusWords = []string{"Preserved", "In Progress", "In progress", "Triggered", "Queued", "Committed", "Planned"}

// statusSections splits "Preserved : a; In Progress : b".
func statusSections(s string) []statusSection {
	var sections []statusSection
	rest, status := s, Unknown
	for rest != "" {
		at, word := len(rest), ""
		for _, w := range statusWords {
			if i := strings.Index(rest, w); i >= 0 && i < at && isStatusMark(rest[i+len(w):]) {
				at, word = i, w
			}
		}
		if text := strings.Trim(rest[:at], " ;,"); text != "" {
			sections = append(sections, statusSection{status, text})
		}
		if word == "" {
			break
		}
		status = ParseStatus(word)
		rest = strings.TrimLeft(rest[at+len(word):], " :")
	}
	return sections
}

// isStatusMark reports whether a status word is followed by a colon.
func isStatusMark(after string) bool {
	return strings.HasPrefix(strings.TrimLeft(after, " "), ":")
}

// section reads the pieces between commas or semicolons outside of brackets.
func (e *Extent) section(s string, status Status) {
	if e.ranges(s, status) {
		return
	}
	if !strings.Contains(s, " - v. ") && !colonYear(s) {
		e.enumeration(s, status)
		return
	}
	for _, piece := range splitOutside(s) {
		var (
			p  Part
			ok bool
		)
		if strings.Contains(piece, " - v. ") {
			p, ok = porticoPart(piece)
		} else {
			p, ok = colonPart(piece)
		}
		if !ok {
			e.Unread = append(e.Unread, piece)
			continue
		}
		p.Status = status
		e.Parts = append(e.Parts, p)
	}
}

// ranges reads Z39.71 ranges between commas. If none of the pieces is one, it returns
// false and reads nothing.
func (e *Extent) ranges(s string, status Status) bool {
	pieces := splitOutside(s)
	found := false
	for _, piece := range pieces {
		_, ok := rangePart(piece, status)
		found = found || ok
	}
	if !found {
		return false
	}
	for _, piece := range pieces {
		if p, ok := rangePart(piece, status); ok {
			e.Parts = append(e.Parts, p)
		} else {
			e.enumeration(piece, status)
		}
	}
	return true
}

// splitOutside splits at commas and semicolons outside brackets.
func splitOutside(s string) []string {
	var pieces []string
	depth, start := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) {
			switch s[i] {
			case '(':
				depth++
				continue
			case ')':
				depth = max(depth-1, 0)
				continue
			case ',', ';':
				if depth > 0 {
					continue
				}
			default:
				continue
			}
		}
		if piece := strings.TrimSpace(s[start:i]); piece != "" {
			pieces = append(pieces, piece)
		}
		start = i + 1
	}
	return pieces
}

// Coverage is the interval from the first year to the last, as the register writes it;
// two full stops mean an open end.
func Coverage(years, stated []Span) string {
	if len(years) == 0 {
		return ""
	}
	from, to := Span{From: years[0].From}, years[len(years)-1].To
	if slices.ContainsFunc(stated, func(s Span) bool { return s.Open && s.Lag == 0 }) {
		return Span{From: from.From, To: from.From}.String() + "/.."
	}
	return Span{From: from.From, To: from.From}.String() + "/" + Span{From: to, To: to}.String()
}

// Open reports whether any part has open-ended years.
func Open(parts []Part) bool {
	for i := range parts {
		for _, y := range parts[i].Years {
			if y.Open {
				return true
			}
		}
	}
	return false
}
