package links

import (
	"strconv"
	"strings"
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
func hathiTable() *layout {
	return &layout{
		label: "hathifile", comma: '\t', columns: hathiColumns, ragged: true,
		test: func(f []string) bool {
			return len(f) >= 20 && (f[1] == "allow" || f[1] == "deny") && strings.Contains(f[0], ".")
		},
		fill: fillHathi,
	}
}

// fillHathi reads a row: one volume as it is bound.
func fillHathi(r *record, row *Row) {
	row.Kind = KindHolding
	if len(r.fields) < 12 {
		row.reject(RejectColumns, strconv.Itoa(len(r.fields))+" columns")
		return
	}
	if f := strings.ToUpper(r.get("bib_fmt")); f != "SE" && f != "CR" && f != "" {
		row.skip(SkipKind, f)
		return
	}
	row.numbers(r.get("issn"), RoleAny)
	row.title(r.get("title"), "")
	h := &row.Holding
	h.Status = HoldingPreserved
	if id := localID(r.get("ht_bib_key")); id != "" {
		h.URL = "https://catalog.hathitrust.org/Record/" + id
	}
	h.Extent = ParseExtent(r.get("description"))
	y := year(r.get("rights_date_used"))
	if y == 0 || len(h.Extent.Years(0)) > 0 {
		return
	}
	// The year that the rights were judged by is that of the volume.
	if len(h.Extent.Parts) == 0 {
		h.Extent.Parts = append(h.Extent.Parts, Part{})
	}
	h.Extent.Parts[0].Years = []Span{{From: y, To: y}}
}
