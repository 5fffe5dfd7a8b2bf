package sources

import (
	"encoding/json"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// openAlex is OpenAlex: sources as JSON Lines in the layout of the snapshot, the
// list of merged ids, and the older table of journals.
func openAlex() *system {
	return &system{
		info: Info{
			Name: "openalex", Title: "OpenAlex", Homepage: "https://openalex.org/", Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
			Level: LevelLinking, Predicate: vocab.SchemaSameAs,
		},
		formats: []formats.Format{
			&formats.Layout{Label: "openalex-merged", Need: []string{"merge_date", "id", "merge_into_id"}, Fill: fillMerged},
			&formats.Layout{Label: "openalex-journals", Need: []string{"JournalId", "NormalizedName", "Issn", "Issns"}, Fill: fillOpenAlexTable},
			&formats.JSON{Label: "openalex-sources", Need: []string{"openalex.org/", "display_name"}, Arrays: []string{"results"}, Fill: fillOpenAlex},
		},
	}
}

// openAlexID returns the IRI of a source, a publisher or an institution, which
// starts with the letter, or the empty string.
func openAlexID(text string, letters string) string {
	id := strings.ToUpper(formats.LocalID(text))
	if len(id) < 2 || !strings.Contains(letters, id[:1]) || strings.Trim(id[1:], "0123456789") != "" {
		return ""
	}
	return vocab.OpenAlex + id
}

// fillOpenAlex reads a source.
func fillOpenAlex(o formats.Object, row *formats.Row) {
	row.IRI = openAlexID(o.Text("id"), "SV")
	if row.IRI == "" {
		if openAlexID(o.Text("id"), "WAICPFTK") != "" {
			row.SkipFor(formats.SkipKind, o.Text("id"))
			return
		}
		row.RejectFor(formats.RejectID, o.Text("id"))
		return
	}
	if old := openAlexID(o.Text("merge_into_id"), "SV"); old != "" {
		row.SkipFor(formats.SkipKind, "merged into "+old)
		return
	}
	ids := o.Sub("ids")
	linking := o.Text("issn_l")
	if linking == "" {
		linking = ids.Text("issn_l")
	}
	row.AddNumbers(linking, formats.RoleLinking)
	list := o.List("issn")
	if len(list) == 0 {
		list = ids.List("issn")
	}
	for _, s := range list {
		row.AddNumbers(s, formats.RoleAny)
	}
	row.AddTitle(o.Text("display_name"), "")
	for _, t := range o.List("alternate_titles") {
		row.AddTitle(t, "")
	}
	row.AddTitle(o.Text("abbreviated_title"), "")
	row.Publisher.Name = o.Text("host_organization_name", "publisher")
	if id := openAlexID(o.Text("host_organization"), "PI"); id != "" {
		row.Publisher.IDs = append(row.Publisher.IDs, id)
	}
	if q := QID(ids.Text("wikidata")); q != "" {
		row.Same = append(row.Same, vocab.WikidataEntity+q)
	}
	row.Open = o.Truth("is_oa")
	if o.Truth("is_in_doaj") == formats.Yes {
		row.ListedIn = append(row.ListedIn, ListDOAJ)
	}
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(o.Text("homepage_url")))
	row.AddFact(vocab.DCTType, o.Text("type"))
	row.AddFact(vocab.SchemaCountryOfOrigin, o.Text("country_code"))
}

// fillMerged reads a row of the list of merged ids: the first id now leads to the
// second.
func fillMerged(r *formats.Record, row *formats.Row) {
	old, into := openAlexID(r.Get("id"), "SV"), openAlexID(r.Get("merge_into_id"), "SV")
	if old == "" || into == "" {
		if openAlexID(r.Get("id"), "WAICPFTK") != "" {
			row.SkipFor(formats.SkipKind, r.Get("id"))
			return
		}
		row.RejectFor(formats.RejectID, r.Get("id"))
		return
	}
	row.Kind, row.IRI = formats.KindTerm, into
	row.Replaces = append(row.Replaces, old)
}

// fillOpenAlexTable reads a row of the table of journals of 2021.
func fillOpenAlexTable(r *formats.Record, row *formats.Row) {
	row.IRI = openAlexID("S"+r.Get("JournalId"), "S")
	if row.IRI == "" {
		row.RejectFor(formats.RejectID, r.Get("JournalId"))
		return
	}
	row.AddNumbers(r.Get("Issn"), formats.RoleAny)
	var all []string
	if text := r.Get("Issns"); text != "" && json.Unmarshal([]byte(text), &all) == nil {
		for _, s := range all {
			if s != r.Get("Issn") {
				row.AddNumbers(s, formats.RoleAny)
			}
		}
	}
	row.AddTitle(r.Get("DisplayName"), "")
	row.Publisher.Name = r.Get("Publisher")
	row.Open = formats.Truth(r.Get("IsOa"))
	if formats.Truth(r.Get("IsInDoaj")) == formats.Yes {
		row.ListedIn = append(row.ListedIn, ListDOAJ)
	}
	row.AddIRI(vocab.SchemaURL, formats.WebIRI(r.Get("Webpage")))
}
