package links

import (
	"net/url"
	"strings"

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
		formats: []format{
			&layout{label: "ltwa-header", need: []string{"word", "abbreviations", "languages"}, fill: fillLTWA},
			&layout{
				label: "ltwa", comma: ';', columns: []string{"word", "abbreviations", "languages"}, fill: fillLTWA,
				test: func(f []string) bool { return len(f) == 3 && len(languageCodes(f[2])) > 0 },
			},
		},
	}
}

// languageCodes returns the codes of a list between commas; nil if one is none.
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
func fillLTWA(r *record, row *Row) {
	row.Kind = KindTerm
	word, abbreviation := r.get("word"), r.get("abbreviations")
	if word == "" || abbreviation == "" {
		row.reject(RejectMissing, word)
		return
	}
	languages := languageCodes(r.get("languages"))
	if languages == nil && r.get("languages") != "" {
		row.reject(RejectMissing, word+": languages "+r.get("languages"))
		return
	}
	row.IRI = vocab.ISSNBase + "vocabularies/LTWA#" + url.PathEscape(strings.Join(append([]string{word}, languages...), "_"))
	row.title(word, "")
	row.Facts = append(row.Facts, Fact{vocab.RDFType, rdf.NewIRI(vocab.SchemaDefinedTerm)})
	if abbreviation != "n.a." {
		row.fact(vocab.SchemaTermCode, abbreviation)
	}
	for _, code := range languages {
		if c := vocab.Languages.Lookup(code); c != nil {
			row.factIRI(vocab.SchemaInLanguage, c.IRI)
		} else {
			row.fact(vocab.SchemaInLanguage, code)
		}
	}
}
