package sources_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/vocab"
)

func TestQuirks(t *testing.T) {
	const header = "Journal title,Journal ISSN (print version),Journal EISSN (online version)\n"
	wide := "publication_title\tprint_identifier\tonline_identifier\tdate_first_issue_online\tnotes\tpublisher_name\n"
	for name, tc := range map[string]struct {
		source, content string
		linked          int64
		title           string // of the item or holding
		notLinked       []string
		Kinds           []string
	}{
		"byte order mark":               {source: "doaj", content: "\ufeff" + header + "Nature,0028-0836,\n", linked: 1, title: "Nature"},
		"UTF-16":                        {source: "doaj", content: utf16(header + "Nature,0028-0836,\n"), linked: 1, title: "Nature"},
		"preamble before header":        {source: "pkp", content: "Generated,2020-08-30\nISSN,Title,Publisher,Url,Vol,No,Published,Deposited\n1476-4687,Nature,P,,1,2,2012-08-07,\n", linked: 1, title: "Nature"},
		"row shifted by a tab":          {source: "portico", content: wide + "\tNature\t0028-0836\t1476-4687\t1869\tPreserved\tP\n", linked: 1, title: "Nature"},
		"address in a column too early": {source: "wikidata", content: "issn,journal_title,twitter_url,wikidata_url\n0028-0836,Nature,https://www.wikidata.org/wiki/Q180445,\n", linked: 1, title: "Nature"},
		"row shifted, empty end":        {source: "portico", content: wide + "\tNature\t0028-0836\t1476-4687\t1869\tPreserved\t\n", linked: 1, title: "Nature"},
		"Latin-1":                       {source: "norwegian", content: "NSD tidsskrift_id;Original title;Print ISSN;Online ISSN\n\"1\";\"Nature \xe9t\xe9\";\"0028-0836\";\"\"\n", linked: 1, title: "Nature été", Kinds: []string{"title-differs 0028-0836"}},
		"no hyphen":                     {source: "crossref", content: "\"JournalTitle\",\"JournalID\",\"Publisher\",\"pissn\",\"eissn\"\n\"Nature\",\"1\",\"P\",\"00280836\",\"\"\n", linked: 1, title: "Nature"},
		"lower-case x":                  {source: "doaj", content: header + "Nature,0229-818x,\n", notLinked: []string{"no serial: 0229-818x"}, Kinds: []string{"suppressed-issn 0229-818x"}},
		"remark after the number":       {source: "doaj", content: header + "Nature,0028-0836 (print),\n", linked: 1, title: "Nature"},
		"bad check digit":               {source: "doaj", content: header + "Nature,0028-0837,\n", notLinked: []string{"bad issn: 0028-0837"}, Kinds: []string{"wrong-check-digit 0028-0837"}},
		"one of two is bad":             {source: "doaj", content: header + "Nature,0028-0837,1476-4687\n", linked: 1, title: "Nature", Kinds: []string{"wrong-check-digit 0028-0837"}},
		"no ISSN at all":                {source: "doaj", content: header + "Nature,abcd,\n", notLinked: []string{"bad issn: abcd"}, Kinds: []string{"malformed-issn abcd"}},
		"lost leading zeros":            {source: "doaj", content: header + "Nature,28-0836,\n", linked: 1, title: "Nature"},
		"digits of another script":      {source: "doaj", content: header + "Nature,\u202a۰۰۲۸-۰۸۳۶,\n", linked: 1, title: "Nature"},
		"several in a field":            {source: "doaj", content: header + "Nature,\"0028-0836, 1476-4687\",\n", linked: 1, title: "Nature"},
		"print and online same":         {source: "doaj", content: header + "Nature,0028-0836,00280836\n", linked: 1, title: "Nature", Kinds: []string{"same-issn-print-online 0028-0836"}},
		"entity":                        {source: "doaj", content: header + "&quot;Nature&quot; &amp; nature,0028-0836,\n", linked: 1, title: `"Nature" & nature`},
		"non-breaking space":            {source: "doaj", content: header + "Nature\u00a0 communications ,0028-0836,\n", linked: 1, title: "Nature communications", Kinds: []string{"title-differs 0028-0836"}},
		"quote that never closes":       {source: "doaj", content: header + "\"\nNature,0028-0836,\n", linked: 1, title: "Nature", notLinked: []string{`columns: 1 columns instead of 3: "\""`}},
		"quote within a field":          {source: "doaj", content: header + "The \"Nature\" of things,0028-0836,\n", linked: 1, title: `The "Nature" of things`, Kinds: []string{"title-differs 0028-0836"}},
		"line break in a field":         {source: "doaj", content: header + "\"Nature\nand more\",0028-0836,\n", linked: 1, title: "Nature and more", Kinds: []string{"title-differs 0028-0836"}},
		"blank lines":                   {source: "doaj", content: header + "\n \nNature,0028-0836,\n\n", linked: 1, title: "Nature"},
		"CRLF":                          {source: "doaj", content: strings.ReplaceAll(header+"Nature,,1476-4687\n", "\n", "\r\n"), linked: 1, title: "Nature"},
		"no end of line":                {source: "doaj", content: header + "Nature,,1476-4687", linked: 1, title: "Nature"},
		"words for nothing":             {source: "doaj", content: header + "Nature,NULL,¤\n", notLinked: []string{"no issn: "}},
		"too many columns":              {source: "doaj", content: header + "Nature,a,b,c,0028-0836\n", notLinked: []string{`columns: 5 columns instead of 3: "Nature | a | b | c | 0028-0836"`}},
	} {
		t.Run(name, func(t *testing.T) {
			r := linktest.Run(t, linktest.Nature(), tc.source, linktest.Text(tc.content))
			_, linked, _, _ := r.Report.Rows()
			if linked != tc.linked {
				t.Errorf("%d rows linked, want %d: %v", linked, tc.linked, r.Rows)
			}
			if tc.title != "" && !titled(r, tc.title) {
				t.Errorf("no title %q", tc.title)
			}
			if !slices.Equal(r.Rows, tc.notLinked) {
				t.Errorf("not linked: %q, want %q", r.Rows, tc.notLinked)
			}
			if got := r.Kinds(); !slices.Equal(got, tc.Kinds) {
				t.Errorf("discrepancies %q, want %q", got, tc.Kinds)
			}
		})
	}
}

// titled reports whether anything has the name.
func titled(r *linktest.Result, name string) bool {
	for q := range r.Quads {
		if q.P.Value() == vocab.SchemaName && q.O.Value() == name {
			return true
		}
	}
	return false
}

// utf16 encodes ASCII in UTF-16, little-endian, with its mark.
func utf16(s string) string {
	b := bytes.NewBufferString("\xff\xfe")
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}

// TestQuirksOfPublicFiles looks for the quirks where they really are.
func TestQuirksOfPublicFiles(t *testing.T) {
	for name, tc := range map[string]struct {
		source, folder, file string
		numbers              []string // that the register is made of
		title                string
	}{
		"shifted row of Portico":         {"portico", "chocula", "kbart_Portico.txt", []string{"2639-6696"}, "Agrosystems, Geosciences & Environment"},
		"byte order mark of LOCKSS":      {"lockss", "chocula", "kbart_LOCKSS.txt", []string{"2092-6731"}, "3D Research"},
		"Latin-1 of the Norwegian":       {"norwegian", "chocula", "norwegian_register.csv", []string{"1715-9261"}, "@nalyses"},
		"preamble of PKP":                {"pkp", "chocula", "onix_pkp_pln.csv", []string{"2027-5374"}, "Aquichan"},
		"no hyphens of Crossref":         {"crossref", "chocula", "crossref_titles.csv", []string{"1607-419X"}, "Arterial’naya Gipertenziya (Arterial Hypertension)"},
		"non-breaking spaces of DOAJ":    {"doaj", "doaj", "doaj_2023plus_21k_8cols.csv", []string{"1983-9979"}, "Prolíngua"},
		"lower-case x of ScholarsPortal": {"scholarsportal", "chocula", "onix_scholarsportal.csv", []string{"1068-798X"}, "Russian Engineering Research"},
	} {
		t.Run(name, func(t *testing.T) {
			files := linktest.Shared(t, tc.folder, tc.file)
			reg := linktest.NewRegister()
			for _, n := range tc.numbers {
				reg.Add(n, n, links.Serial{})
			}
			if r := linktest.Run(t, reg, tc.source, files...); !titled(r, tc.title) {
				t.Errorf("%q was not found", tc.title)
			}
		})
	}
}
