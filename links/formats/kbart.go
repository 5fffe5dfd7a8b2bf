package formats

import (
	"strings"

	"github.com/issn-ld/issn-ld/links/holdings"
)

// FillKBART reads a row of a title list in the form of KBART (NISO RP-9), phases 1
// and 2, with the columns that Portico adds: the status in the notes, and the
// holdings issue by issue.
func FillKBART(r *Record, row *Row) {
	row.Kind = KindHolding
	if KBARTTitle(r, row) {
		return
	}
	h := &row.Holding
	h.Status = holdings.Preserved
	if s := holdings.ParseStatus(r.Get("notes", "coverage_notes", "preservation_status")); s != holdings.Unknown {
		h.Status = s
	}
	if h.Status == holdings.Planned {
		row.SkipFor(SkipNoHolding, r.Get("notes", "coverage_notes"))
		return
	}
	h.URL = WebIRI(r.Get("title_url"))
	if list := r.Get("holding_list", "holdings"); list != "" {
		h.Extent = holdings.ParseExtent(list)
	} else {
		h.Extent = kbartExtent(r)
	}
	if years := h.Extent.Years(0); len(years) > 0 {
		row.Start = years[0].From
		if last := years[len(years)-1]; !holdings.Open(h.Extent.Parts) {
			row.End = last.To
		}
	}
}

// KBARTTitle reads what all lists in the form of KBART have. It reports true for
// rows that are out of scope.
func KBARTTitle(r *Record, row *Row) bool {
	switch strings.ToLower(r.Get("publication_type")) {
	case "", "serial", "journal", "periodical":
	default:
		row.SkipFor(SkipKind, r.Get("publication_type"))
		return true
	}
	row.AddNumbers(r.Get("print_identifier"), RolePrint)
	row.AddNumbers(r.Get("online_identifier"), RoleOnline)
	row.AddNumbers(r.Get("linking_issn"), RoleLinking)
	title := r.Get("publication_title")
	if before, ok := strings.CutSuffix(title, ")"); ok { // "Title (via EBSCO Host)"
		if i := strings.LastIndex(before, " (via "); i > 0 {
			title = before[:i]
		}
	}
	row.AddTitle(title, "")
	row.Publisher.Name = r.Get("publisher_name")
	return false
}

// kbartExtent makes an extent from the columns of first and last issues. An empty
// end means that coverage goes on.
func kbartExtent(r *Record) holdings.Extent {
	first, last := r.Get("date_first_issue_online"), r.Get("date_last_issue_online")
	v1, v2 := r.Get("num_first_vol_online"), r.Get("num_last_vol_online")
	i1, i2 := r.Get("num_first_issue_online"), r.Get("num_last_issue_online")
	var p holdings.Part
	if from := Year(first); from != 0 {
		to := Year(last)
		switch {
		case to >= from:
			p.Years = []holdings.Span{{From: from, To: to}}
		case to == 0:
			p.Years = []holdings.Span{{From: from, To: from, Open: true}}
		}
	}
	p.AddSpan(&p.Volumes, v1, v2)
	if v1 == v2 {
		p.AddSpan(&p.Issues, i1, i2)
	}
	begin, end := issueText(first, v1, i1), issueText(last, v2, i2)
	e := holdings.Extent{Verbatim: begin}
	if begin != "" || end != "" {
		e.Verbatim = strings.TrimSpace(begin + " - " + end)
		e.Parts = []holdings.Part{p}
	}
	return e
}

// issueText writes a date, a volume and an issue in one.
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
