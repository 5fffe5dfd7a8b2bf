package server_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var licenceLink = regexp.MustCompile(`<([^>]*)>; rel="license"`)

// licencesIn are the licences that a header links.
func licencesIn(h http.Header) []string {
	var list []string
	for _, m := range licenceLink.FindAllStringSubmatch(h.Get("Link"), -1) {
		list = append(list, m[1])
	}
	return list
}

// A document links the licences of the graphs whose statements it holds, and no other:
// the page says so of each, and that none is stated where none is.
func TestLicencesOfDocuments(t *testing.T) {
	const (
		free     = "https://creativecommons.org/licenses/by-nc/4.0/"
		zero     = "https://creativecommons.org/publicdomain/zero/1.0/"
		by       = "https://creativecommons.org/licenses/by/4.0/"
		noneSaid = "licence not stated"
	)
	s := newWritable(t)
	res := operator(s, http.MethodPost, "/sparql", "application/sparql-update", `
		PREFIX dct: <http://purl.org/dc/terms/>
		PREFIX schema: <http://schema.org/>
		PREFIX l: <http://issn.org/resource/ISSN-L/>
		PREFIX g: <http://issn.org/graph/>
		INSERT DATA {
			GRAPH <http://issn.org/graph/register/free> { l:0028-0836 schema:name "Free" . l:0000-0019 schema:name "Two" . l:0000-0027 schema:name "Three" . l:0000-0035 schema:name "Four" . l:0000-0051 schema:name "Five" }
			GRAPH <http://issn.org/graph/register/full> { l:0000-0027 schema:keywords "full" }
			GRAPH g:zero { g:zero dct:title "Zero"@en ; dct:license <`+zero+`> . l:0000-0019 schema:keywords "zero" . l:0000-0035 schema:keywords "zero" . l:0000-0043 schema:name "Only zero" }
			GRAPH g:both { g:both dct:license <`+zero+`> , <`+by+`> . l:0000-0035 schema:keywords "both" }
			GRAPH g:none { g:none dct:title "Nothing said"@en . l:0000-0051 schema:keywords "none" }
			GRAPH g:text { g:text dct:license "as you like" . l:0000-0078 schema:name "Text" } }`)
	if res.StatusCode != http.StatusNoContent {
		t.Fatal(text(t, res))
	}
	for number, tc := range map[string]struct {
		licences []string
		sources  []string // as the page lists them
	}{
		"0028-0836": {[]string{free}, []string{"ISSN Register, free statements: " + free}},
		"0000-0019": {[]string{free, zero}, []string{"ISSN Register, free statements: " + free, "Zero: " + zero}},
		"0000-0027": {[]string{free}, []string{"ISSN Register, free statements: " + free, "ISSN Register, further statements: " + noneSaid}},
		"0000-0035": {[]string{free, by, zero}, []string{"ISSN Register, free statements: " + free, "Zero: " + zero, "http://issn.org/graph/both: " + by + " " + zero}},
		"0000-0043": {[]string{zero}, []string{"Zero: " + zero}},
		"0000-0051": {[]string{free}, []string{"ISSN Register, free statements: " + free, "Nothing said: " + noneSaid}},
		"0000-0078": {nil, []string{"http://issn.org/graph/text: " + noneSaid}},
	} {
		for _, target := range []string{"/resource/ISSN-L/" + number, "/data/ISSN-L/" + number + ".ttl", "/data/ISSN-L/" + number + ".html"} {
			res := request(s, http.MethodGet, target, "")
			if res.StatusCode >= 400 {
				t.Fatalf("%s: %s", target, text(t, res))
			}
			if diff := cmp.Diff(tc.licences, licencesIn(res.Header)); diff != "" {
				t.Errorf("%s: licences (-want +got):\n%s", target, diff)
			}
			if !strings.HasSuffix(target, ".html") {
				continue
			}
			if diff := cmp.Diff(tc.sources, sourcesOn(text(t, res))); diff != "" {
				t.Errorf("%s: sources (-want +got):\n%s", target, diff)
			}
		}
	}
	for _, target := range []string{"/vocabularies/Medium", "/vocabularies/countries"} {
		res := request(s, http.MethodGet, target, "")
		if got := licencesIn(res.Header); slices.Contains(got, free) {
			t.Errorf("%s: licences %v", target, got)
		}
	}
}

var (
	sourceItems = regexp.MustCompile(`(?s)<ul class="sources">(.*?)</ul>`)
	sourceItem  = regexp.MustCompile(`(?s)<li>(.*?)</li>`)
	markup      = regexp.MustCompile(`<[^>]*>`)
)

// sourcesOn are the lines of a page's sources, without markup.
func sourcesOn(page string) []string {
	var list []string
	for _, items := range sourceItems.FindAllStringSubmatch(page, -1) {
		for _, item := range sourceItem.FindAllStringSubmatch(items[1], -1) {
			list = append(list, markup.ReplaceAllString(item[1], ""))
		}
	}
	return list
}
