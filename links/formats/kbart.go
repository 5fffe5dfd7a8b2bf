package formats

import (
	"strings"

	"github.com/issn-ld/issn-ld/links/holdings"
)

// FillKBART reads a row of a KBART title list (NISO RP-9), phase 1 or 2, with the
// columns that Portico adds: the status in the notes, and the holdings issue by issue.
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
	k := holdings.KBART{
		FirstDate: r.Get("date_first_issue_online"), FirstVolume: r.Get("num_first_vol_online"), FirstIssue: r.Get("num_first_issue_online"),
		LastDate: r.Get("date_last_issue_online"), LastVolume: r.Get("num_last_vol_online"), LastIssue: r.Get("num_last_issue_online"),
		Embargo: r.Get("embargo_info"), Depth: r.Get("coverage_depth"),
	}
	if k.AbstractsOnly() {
		row.SkipFor(SkipNoHolding, k.Depth)
		return
	}
	h.URL = WebIRI(r.Get("title_url"))
	if list := r.Get("holding_list", "holdings"); list != "" {
		h.Extent = holdings.ParseExtent(list)
	} else {
		h.Extent = k.Extent()
	}
	if years := h.Extent.Years(0); len(years) > 0 {
		row.Start = years[0].From
		if last := years[len(years)-1]; !holdings.Open(h.Extent.Parts) {
			row.End = last.To
		}
	}
}

// KBARTTitle reads the columns that all KBART lists share. It returns true for rows
// that are out of scope.
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
