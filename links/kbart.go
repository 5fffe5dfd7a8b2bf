package links

import "strings"

// fillKBART reads a row of a title list in the form of KBART (NISO RP-9), phases 1
// and 2, with the columns that Portico adds: the status in the notes, and the
// holdings issue by issue.
func fillKBART(r *record, row *Row) {
	row.Kind = KindHolding
	if kbartTitle(r, row) {
		return
	}
	h := &row.Holding
	h.Status = HoldingPreserved
	if s := ParseStatus(r.get("notes", "coverage_notes", "preservation_status")); s != HoldingUnknown {
		h.Status = s
	}
	if h.Status == HoldingPlanned {
		row.skip(SkipNoHolding, r.get("notes", "coverage_notes"))
		return
	}
	h.URL = webIRI(r.get("title_url"))
	if list := r.get("holding_list", "holdings"); list != "" {
		h.Extent = ParseExtent(list)
	} else {
		h.Extent = kbartExtent(r)
	}
	if years := h.Extent.Years(0); len(years) > 0 {
		row.Start = years[0].From
		if last := years[len(years)-1]; !openEnd(h.Extent.Parts) {
			row.End = last.To
		}
	}
}

// kbartTitle reads what all lists in the form of KBART have. It reports true for
// rows that are out of scope.
func kbartTitle(r *record, row *Row) bool {
	switch strings.ToLower(r.get("publication_type")) {
	case "", "serial", "journal", "periodical":
	default:
		row.skip(SkipKind, r.get("publication_type"))
		return true
	}
	row.numbers(r.get("print_identifier"), RolePrint)
	row.numbers(r.get("online_identifier"), RoleOnline)
	row.numbers(r.get("linking_issn"), RoleLinking)
	title := r.get("publication_title")
	if before, ok := strings.CutSuffix(title, ")"); ok { // "Title (via EBSCO Host)"
		if i := strings.LastIndex(before, " (via "); i > 0 {
			title = before[:i]
		}
	}
	row.title(title, "")
	row.Publisher.Name = r.get("publisher_name")
	return false
}

// kbartExtent makes an extent from the columns of first and last issues. An empty
// end means that coverage goes on.
func kbartExtent(r *record) Extent {
	first, last := r.get("date_first_issue_online"), r.get("date_last_issue_online")
	v1, v2 := r.get("num_first_vol_online"), r.get("num_last_vol_online")
	i1, i2 := r.get("num_first_issue_online"), r.get("num_last_issue_online")
	var p Part
	if from := year(first); from != 0 {
		to := year(last)
		switch {
		case to >= from:
			p.Years = []Span{{From: from, To: to}}
		case to == 0:
			p.Years = []Span{{From: from, To: from, Open: true}}
		}
	}
	p.spanOf(&p.Volumes, v1, v2)
	if v1 == v2 {
		p.spanOf(&p.Issues, i1, i2)
	}
	begin, end := issueText(first, v1, i1), issueText(last, v2, i2)
	e := Extent{Verbatim: begin}
	if begin != "" || end != "" {
		e.Verbatim = strings.TrimSpace(begin + " - " + end)
		e.Parts = []Part{p}
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
