package links

import (
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// keepers are the archiving agencies whose holdings are read, each a source of its
// own with a graph of its own, so that one can be loaded anew without the others.
func keepers() []*system {
	archive := func(code, title, homepage string, formats ...format) *system {
		return &system{
			info: Info{
				Name: code, Title: title, Homepage: homepage, Level: LevelISSN, Predicate: vocab.SchemaSubjectOf, Archive: code,
			},
			formats: formats,
		}
	}
	kbart := func() format {
		return &layout{label: "kbart", need: []string{"publication_title", "print_identifier", "online_identifier"}, ragged: true, fill: fillKBART}
	}
	issues := func() format {
		return &layout{label: "issue-list", need: []string{"ISSN", "Title", "Vol", "No", "Published"}, fill: fillIssue}
	}
	return []*system{
		archive("lockss", "LOCKSS", "https://www.lockss.org/", kbart()),
		archive("clockss", "CLOCKSS", "https://clockss.org/", kbart()),
		archive("portico", "Portico", "https://www.portico.org/", kbart()),
		archive("jstor", "JSTOR", "https://www.jstor.org/", kbart()),
		archive("bl", "British Library", "https://www.bl.uk/", kbart()),
		archive("kb", "KB National Library of the Netherlands", "https://www.kb.nl/", kbart()),
		archive("loc", "Library of Congress", "https://www.loc.gov/", kbart()),
		archive("dnb", "Deutsche Nationalbibliothek", "https://www.dnb.de/", kbart()),
		archive("internetarchive", "Internet Archive", "https://archive.org/", kbart()),
		archive("pkp", "PKP Preservation Network", "https://pkp.sfu.ca/pkp-pn/", issues(), kbart()),
		archive("scholarsportal", "Scholars Portal", "https://scholarsportal.info/", issues(), kbart()),
		archive("hathi", "HathiTrust", "https://www.hathitrust.org/", hathiTable(), kbart()),
		archive("cariniana", "Rede Cariniana", "https://cariniana.ibict.br/",
			&layout{label: "cariniana", need: []string{"ISSN", "eISSN", "Preserved Volumes", "Preserved Years"}, fill: fillCariniana}, kbart()),
		keepersRegistry(),
	}
}

// keepersRegistry is the Keepers Registry itself: a table of the holdings of all
// agencies, with the values that field 920 of the records has.
func keepersRegistry() *system {
	return &system{
		info: Info{Name: "keepers", Title: "Keepers Registry", Homepage: "https://keepers.issn.org/", Level: LevelISSN, Predicate: vocab.SchemaSubjectOf},
		formats: []format{
			&layout{label: "keepers-export", need: []string{"issn", "agency", "status"}, ragged: true, fill: fillKeeper},
		},
	}
}

// fillKeeper reads a holding of an agency, which is named by its code or by its
// name.
func fillKeeper(r *record, row *Row) {
	row.Kind = KindHolding
	row.numbers(r.get("issn", "print_issn"), RoleAny)
	row.numbers(r.get("eissn", "online_issn"), RoleOnline)
	row.numbers(r.get("issn_l"), RoleLinking)
	row.title(r.get("title"), "")
	row.Publisher.Name = r.get("publisher")
	h := &row.Holding
	h.Agency = agencyCode(r.get("agency"))
	if h.Agency == "" {
		row.reject(RejectID, r.get("agency"))
		return
	}
	h.Status = ParseStatus(r.get("status"))
	if h.Status == HoldingPlanned {
		row.skip(SkipNoHolding, r.get("status"))
		return
	}
	h.Extent = ParseExtent(r.get("extent", "volumes", "holdings"))
	if first := year(r.get("start", "first_year")); first != 0 && len(h.Extent.Years(0)) == 0 {
		span := Span{From: first, To: first, Open: true}
		if last := year(r.get("end", "last_year")); last >= first {
			span.To, span.Open = last, false
		}
		h.Extent.Parts = append(h.Extent.Parts, Part{Years: []Span{span}})
	}
	h.URL = webIRI(r.get("url"))
}

// agencyCode returns the code of an archive by code or name, or the empty string.
func agencyCode(text string) string {
	text = strings.TrimSpace(text)
	for i := range vocab.Keepers.Concepts {
		c := &vocab.Keepers.Concepts[i]
		if strings.EqualFold(c.Code, text) || strings.EqualFold(c.Label("en"), text) || strings.EqualFold(strings.TrimSuffix(c.Label("en"), " Archive"), text) {
			return c.Code
		}
	}
	return ""
}

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

// openEnd reports whether any part has years without an end.
func openEnd(parts []Part) bool {
	for i := range parts {
		for _, y := range parts[i].Years {
			if y.Open {
				return true
			}
		}
	}
	return false
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

// spanOf adds the range from the first to the last number; "7(present)" is open.
func (p *Part) spanOf(to *[]Span, first, last string) {
	a, ok := parseSpan(first)
	if !ok {
		p.note(first)
		return
	}
	if b, ok := parseSpan(last); ok && b.To >= a.From {
		a.To, a.Open = b.To, b.Open
	} else if last != "" && !ok {
		p.note(last)
	}
	*to = append(*to, a)
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

// fillIssue reads a row of the lists of PKP PN and Scholars Portal: one deposited
// issue.
func fillIssue(r *record, row *Row) {
	row.Kind = KindHolding
	row.numbers(r.get("ISSN"), RoleAny)
	if title := r.get("Title"); title != "(unknown title)" {
		row.title(title, "")
	}
	row.Publisher.Name = r.get("Publisher")
	h := &row.Holding
	h.Status = HoldingPreserved
	volume, issue, published := r.get("Vol"), r.get("No"), r.get("Published")
	p := Part{}
	if volume != "" && volume != "0" {
		p.volumeAndNote(volume)
	}
	if issue != "" && issue != "0" {
		spans, note := numberList(issue)
		p.Issues = spans
		p.note(note)
	}
	text := strings.TrimSpace("v. " + volume)
	if volume == "" || volume == "0" {
		text = ""
	}
	if issue != "" && issue != "0" {
		text = strings.TrimSpace(text + " (" + issue + ")")
	}
	if y := year(published); y != 0 {
		p.Years = []Span{{From: y, To: y}}
		text = strings.TrimSpace(published[:4] + " " + text)
	}
	h.Extent = Extent{Verbatim: text, Parts: append(h.Extent.Parts, p)}
}

// fillCariniana reads a row of the list of Cariniana: volumes and years stand in
// two lists of the same order.
func fillCariniana(r *record, row *Row) {
	row.Kind = KindHolding
	row.numbers(r.get("ISSN"), RolePrint)
	row.numbers(r.get("eISSN"), RoleOnline)
	row.title(r.get("Title"), "")
	row.Publisher.Name = r.get("Publisher")
	h := &row.Holding
	h.Status = HoldingPreserved
	var verbatim []string
	for _, x := range []struct {
		status         HoldingStatus
		volumes, years string
	}{
		{HoldingPreserved, r.get("Preserved Volumes"), r.get("Preserved Years")},
		{HoldingInProgress, r.get("In Progress Volumes"), r.get("In Progress Years")},
	} {
		if x.volumes == "" && x.years == "" {
			continue
		}
		p := Part{Status: x.status}
		spans, note := numberList(x.volumes)
		p.Volumes = mergeSpans(spans)
		p.note(note)
		spans, note = numberList(x.years)
		p.Years = mergeSpans(spans)
		p.note(note)
		h.Extent.Parts = append(h.Extent.Parts, p)
		verbatim = append(verbatim, x.status.String()+" : v. "+x.volumes+" ("+x.years+")")
	}
	h.Extent.Verbatim = strings.Join(verbatim, " / ")
	if len(h.Extent.Parts) == 0 {
		row.skip(SkipNoHolding, "")
	}
}
