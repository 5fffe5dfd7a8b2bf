package sources

import (
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/vocab"
)

// keepers are the archiving agencies whose holdings are read. Each is a source with a
// graph of its own, so that it can be reloaded without the others.
func keepers() []*system {
	archive := func(code, title, homepage string, formats ...formats.Format) *system {
		return &system{
			info: Info{
				Name: code, Title: title, Homepage: homepage, Level: LevelISSN, Predicate: vocab.SchemaSubjectOf, Archive: code,
			},
			formats: formats,
		}
	}
	kbart := func() formats.Format {
		return &formats.Layout{Label: "kbart", Need: []string{"publication_title", "print_identifier", "online_identifier"}, Ragged: true, Fill: formats.FillKBART}
	}
	issues := func() formats.Format {
		return &formats.Layout{Label: "issue-list", Need: []string{"ISSN", "Title", "Vol", "No", "Published"}, Fill: fillIssue}
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
			&formats.Layout{Label: "cariniana", Need: []string{"ISSN", "eISSN", "Preserved Volumes", "Preserved Years"}, Fill: fillCariniana}, kbart()),
		keepersRegistry(),
	}
}

// keepersRegistry is the Keepers Registry itself: a table of the holdings of all
// agencies, with the values of field 920 of the records.
func keepersRegistry() *system {
	return &system{
		info: Info{Name: "keepers", Title: "Keepers Registry", Homepage: "https://keepers.issn.org/", Level: LevelISSN, Predicate: vocab.SchemaSubjectOf},
		formats: []formats.Format{
			&formats.Layout{Label: "keepers-export", Need: []string{"issn", "agency", "status"}, Ragged: true, Fill: fillKeeper},
		},
	}
}

// fillKeeper reads a holding of an agency, named by its code or its name.
func fillKeeper(r *formats.Record, row *formats.Row) {
	row.Kind = formats.KindHolding
	row.AddNumbers(r.Get("issn", "print_issn"), formats.RoleAny)
	row.AddNumbers(r.Get("eissn", "online_issn"), formats.RoleOnline)
	row.AddNumbers(r.Get("issn_l"), formats.RoleLinking)
	row.AddTitle(r.Get("title"), "")
	row.Publisher.Name = r.Get("publisher")
	h := &row.Holding
	h.Agency = agencyCode(r.Get("agency"))
	if h.Agency == "" {
		row.RejectFor(formats.RejectID, r.Get("agency"))
		return
	}
	h.Status = holdings.ParseStatus(r.Get("status"))
	if h.Status == holdings.Planned {
		row.SkipFor(formats.SkipNoHolding, r.Get("status"))
		return
	}
	h.Extent = holdings.ParseExtent(r.Get("extent", "volumes", "holdings"))
	if first := formats.Year(r.Get("start", "first_year")); first != 0 && len(h.Extent.Years(0)) == 0 {
		span := holdings.Span{From: first, To: first, Open: true}
		if last := formats.Year(r.Get("end", "last_year")); last >= first {
			span.To, span.Open = last, false
		}
		h.Extent.Parts = append(h.Extent.Parts, holdings.Part{Years: []holdings.Span{span}})
	}
	h.URL = formats.WebIRI(r.Get("url"))
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

// fillIssue reads a row of the lists of PKP PN and Scholars Portal: one deposited
// issue.
func fillIssue(r *formats.Record, row *formats.Row) {
	row.Kind = formats.KindHolding
	row.AddNumbers(r.Get("ISSN"), formats.RoleAny)
	if title := r.Get("Title"); title != "(unknown title)" {
		row.AddTitle(title, "")
	}
	row.Publisher.Name = r.Get("Publisher")
	h := &row.Holding
	h.Status = holdings.Preserved
	volume, issue, published := r.Get("Vol"), r.Get("No"), r.Get("Published")
	p := holdings.Part{}
	if volume != "" && volume != "0" {
		p.AddVolume(volume)
	}
	if issue != "" && issue != "0" {
		spans, note := holdings.NumberList(issue)
		p.Issues = spans
		p.AddNote(note)
	}
	text := strings.TrimSpace("v. " + volume)
	if volume == "" || volume == "0" {
		text = ""
	}
	if issue != "" && issue != "0" {
		text = strings.TrimSpace(text + " (" + issue + ")")
	}
	if y := formats.Year(published); y != 0 {
		p.Years = []holdings.Span{{From: y, To: y}}
		text = strings.TrimSpace(published[:4] + " " + text)
	}
	h.Extent = holdings.Extent{Verbatim: text, Parts: append(h.Extent.Parts, p)}
}

// fillCariniana reads a row of Cariniana's list: volumes and years are in two lists of
// the same order.
func fillCariniana(r *formats.Record, row *formats.Row) {
	row.Kind = formats.KindHolding
	row.AddNumbers(r.Get("ISSN"), formats.RolePrint)
	row.AddNumbers(r.Get("eISSN"), formats.RoleOnline)
	row.AddTitle(r.Get("Title"), "")
	row.Publisher.Name = r.Get("Publisher")
	h := &row.Holding
	h.Status = holdings.Preserved
	var verbatim []string
	for _, x := range []struct {
		status         holdings.Status
		volumes, years string
	}{
		{holdings.Preserved, r.Get("Preserved Volumes"), r.Get("Preserved Years")},
		{holdings.InProgress, r.Get("In Progress Volumes"), r.Get("In Progress Years")},
	} {
		if x.volumes == "" && x.years == "" {
			continue
		}
		p := holdings.Part{Status: x.status}
		spans, note := holdings.NumberList(x.volumes)
		p.Volumes = holdings.Merge(spans)
		p.AddNote(note)
		spans, note = holdings.NumberList(x.years)
		p.Years = holdings.Merge(spans)
		p.AddNote(note)
		h.Extent.Parts = append(h.Extent.Parts, p)
		verbatim = append(verbatim, x.status.String()+" : v. "+x.volumes+" ("+x.years+")")
	}
	h.Extent.Verbatim = strings.Join(verbatim, " / ")
	if len(h.Extent.Parts) == 0 {
		row.SkipFor(formats.SkipNoHolding, "")
	}
}
