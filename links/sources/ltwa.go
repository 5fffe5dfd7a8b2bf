package sources

import (
	"net/url"
	"strings"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// ltwa is the List of Title Word Abbreviations of ISO 4.
func ltwa() *system {
	return &system{
		info: Info{
			Name: "ltwa", Title: "List of Title Word Abbreviations", Homepage: "https://www.issn.org/services/online-services/access-to-the-ltwa/",
			Level: LevelLinking,
		},
		formats: []formats.Format{
			&formats.Layout{Label: "ltwa-header", Need: []string{"word", "abbreviations", "languages"}, Fill: fillLTWA},
			&formats.Layout{
				Label: "ltwa", Comma: ';', Columns: []string{"word", "abbreviations", "languages"}, Fill: fillLTWA,
				Test: func(f []string) bool { return len(f) == 3 && len(languageCodes(f[2])) > 0 },
			},
		},
	}
}

// languageCodes returns the codes of a comma-separated list; nil if one is invalid.
func languageCodes(s string) []string {
	var codes []string
	for code := range strings.SplitSeq(s, ",") {
		code = strings.ToLower(strings.TrimSpace(code))
		if len(code) != 3 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
			return nil
		}
		codes = append(codes, code)
	}
	return codes
}

// fillLTWA reads a word, or a part of one with a hyphen, and its abbreviation.
// "n.a." means that the word is not abbreviated. Few words have no language.
func fillLTWA(r *formats.Record, row *formats.Row) {
	row.Kind = formats.KindTerm
	word, abbreviation := r.Get("word"), r.Get("abbreviations")
	if word == "" || abbreviation == "" {
		row.RejectFor(formats.RejectMissing, word)
		return
	}
	languages := languageCodes(r.Get("languages"))
	if languages == nil && r.Get("languages") != "" {
		row.RejectFor(formats.RejectMissing, word+": languages "+r.Get("languages"))
		return
	}
	row.IRI = vocab.ISSNBase + "vocabularies/LTWA#" + url.PathEscape(strings.Join(append([]string{word}, languages...), "_"))
	row.AddTitle(word, "")
	row.Facts = append(row.Facts, formats.Fact{Predicate: vocab.RDFType, Object: rdf.NewIRI(vocab.SchemaDefinedTerm)})
	if abbreviation != "n.a." {
		row.AddFact(vocab.SchemaTermCode, abbreviation)
	}
	for _, code := range languages {
		if c := vocab.Languages.Lookup(code); c != nil {
			row.AddIRI(vocab.SchemaInLanguage, c.IRI)
		} else {
			row.AddFact(vocab.SchemaInLanguage, code)
		}
	}
}
