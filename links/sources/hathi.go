package sources

import (
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/holdings"
)

// hathiColumns are the columns of the files of HathiTrust ("hathifiles"), which
// have no header.
var hathiColumns = []string{
	"htid", "access", "rights", "ht_bib_key", "description", "source", "source_bib_num", "oclc_num", "isbn", "issn", "lccn",
	"title", "imprint", "rights_reason_code", "rights_timestamp", "us_gov_doc_flag", "rights_date_used", "pub_place", "lang",
	"bib_fmt", "collection_code", "content_provider_code", "responsible_entity_code", "digitization_agent_code",
	"access_profile_code", "author",
}

// hathiTable is the layout of these files.
func hathiTable() *formats.Layout {
	return &formats.Layout{
		Label: "hathifile", Comma: '\t', Columns: hathiColumns, Ragged: true,
		Test: func(f []string) bool {
			return len(f) >= 20 && (f[1] == "allow" || f[1] == "deny") && strings.Contains(f[0], ".")
		},
		Fill: fillHathi,
	}
}

// fillHathi reads a row: one bound volume.
func fillHathi(r *formats.Record, row *formats.Row) {
	row.Kind = formats.KindHolding
	if len(r.Fields) < 12 {
		row.RejectFor(formats.RejectColumns, strconv.Itoa(len(r.Fields))+" columns")
		return
	}
	if f := strings.ToUpper(r.Get("bib_fmt")); f != "SE" && f != "CR" && f != "" {
		row.SkipFor(formats.SkipKind, f)
		return
	}
	row.AddNumbers(r.Get("issn"), formats.RoleAny)
	row.AddTitle(r.Get("title"), "")
	h := &row.Holding
	h.Status = holdings.Preserved
	if id := formats.LocalID(r.Get("ht_bib_key")); id != "" {
		h.URL = "https://catalog.hathitrust.org/Record/" + id
	}
	h.Extent = holdings.ParseExtent(r.Get("description"))
	y := formats.Year(r.Get("rights_date_used"))
	if y == 0 || len(h.Extent.Years(0)) > 0 {
		return
	}
	// The year used for the rights decision is the year of the volume.
	if len(h.Extent.Parts) == 0 {
		h.Extent.Parts = append(h.Extent.Parts, holdings.Part{})
	}
	h.Extent.Parts[0].Years = []holdings.Span{{From: y, To: y}}
}
