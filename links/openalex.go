package links

import (
	"encoding/json"
	"strings"

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
		formats: []format{
			&layout{label: "openalex-merged", need: []string{"merge_date", "id", "merge_into_id"}, fill: fillMerged},
			&layout{label: "openalex-journals", need: []string{"JournalId", "NormalizedName", "Issn", "Issns"}, fill: fillOpenAlexTable},
			&jsonFormat{label: "openalex-sources", need: []string{"openalex.org/", "display_name"}, arrays: []string{"results"}, fill: fillOpenAlex},
		},
	}
}

// openAlexID returns the IRI of a source, a publisher or an institution, which
// starts with the letter, or the empty string.
func openAlexID(text string, letters string) string {
	id := strings.ToUpper(localID(text))
	if len(id) < 2 || !strings.Contains(letters, id[:1]) || strings.Trim(id[1:], "0123456789") != "" {
		return ""
	}
	return vocab.OpenAlex + id
}

// fillOpenAlex reads a source.
func fillOpenAlex(o object, row *Row) {
	row.IRI = openAlexID(o.text("id"), "SV")
	if row.IRI == "" {
		if openAlexID(o.text("id"), "WAICPFTK") != "" {
			row.skip(SkipKind, o.text("id"))
			return
		}
		row.reject(RejectID, o.text("id"))
		return
	}
	if old := openAlexID(o.text("merge_into_id"), "SV"); old != "" {
		row.skip(SkipKind, "merged into "+old)
		return
	}
	ids := o.sub("ids")
	linking := o.text("issn_l")
	if linking == "" {
		linking = ids.text("issn_l")
	}
	row.numbers(linking, RoleLinking)
	list := o.list("issn")
	if len(list) == 0 {
		list = ids.list("issn")
	}
	for _, s := range list {
		row.numbers(s, RoleAny)
	}
	row.title(o.text("display_name"), "")
	for _, t := range o.list("alternate_titles") {
		row.title(t, "")
	}
	row.title(o.text("abbreviated_title"), "")
	row.Publisher.Name = o.text("host_organization_name", "publisher")
	if id := openAlexID(o.text("host_organization"), "PI"); id != "" {
		row.Publisher.IDs = append(row.Publisher.IDs, id)
	}
	if q := qid(ids.text("wikidata")); q != "" {
		row.Same = append(row.Same, vocab.WikidataEntity+q)
	}
	row.Open = o.truth("is_oa")
	if o.truth("is_in_doaj") == Yes {
		row.ListedIn = append(row.ListedIn, ListDOAJ)
	}
	row.factIRI(vocab.SchemaURL, webIRI(o.text("homepage_url")))
	row.fact(vocab.DCTType, o.text("type"))
	row.fact(vocab.SchemaCountryOfOrigin, o.text("country_code"))
}

// fillMerged reads a row of the list of merged ids: the first id now leads to the
// second.
func fillMerged(r *record, row *Row) {
	old, into := openAlexID(r.get("id"), "SV"), openAlexID(r.get("merge_into_id"), "SV")
	if old == "" || into == "" {
		if openAlexID(r.get("id"), "WAICPFTK") != "" {
			row.skip(SkipKind, r.get("id"))
			return
		}
		row.reject(RejectID, r.get("id"))
		return
	}
	row.Kind, row.IRI = KindTerm, into
	row.Replaces = append(row.Replaces, old)
}

// fillOpenAlexTable reads a row of the table of journals of 2021.
func fillOpenAlexTable(r *record, row *Row) {
	row.IRI = openAlexID("S"+r.get("JournalId"), "S")
	if row.IRI == "" {
		row.reject(RejectID, r.get("JournalId"))
		return
	}
	row.numbers(r.get("Issn"), RoleAny)
	var all []string
	if text := r.get("Issns"); text != "" && json.Unmarshal([]byte(text), &all) == nil {
		for _, s := range all {
			if s != r.get("Issn") {
				row.numbers(s, RoleAny)
			}
		}
	}
	row.title(r.get("DisplayName"), "")
	row.Publisher.Name = r.get("Publisher")
	row.Open = truth(r.get("IsOa"))
	if truth(r.get("IsInDoaj")) == Yes {
		row.ListedIn = append(row.ListedIn, ListDOAJ)
	}
	row.factIRI(vocab.SchemaURL, webIRI(r.get("Webpage")))
}
