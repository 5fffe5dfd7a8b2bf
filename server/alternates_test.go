package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/vocab"
)

// TestAlternates asks for the list of representations of several things, in RDF and as a
// page, and gets each that is listed, in the profile and media type that the list states.
func TestAlternates(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, path := range []string{"/resource/ISSN/0028-0836", "/resource/ISSN-L/0028-0836", "/data/ISSN/0028-0836.ttl", "/vocabularies/RecordStatus"} {
		for _, query := range []string{"?_profile=alt", "?profile=alt"} {
			res := request(s, http.MethodGet, path+query, "", "Accept", "text/turtle")
			if res.StatusCode != http.StatusOK || res.Header.Get("Content-Profile") != "<"+vocab.AltrProfile+">" {
				t.Fatalf("%s%s: %d, %v", path, query, res.StatusCode, res.Header)
			}
			got := 0
			for _, link := range negotiate.SplitQuoted(res.Header.Get("Link")) {
				if !strings.Contains(link, `rel="alternate"`) {
					continue
				}
				got++
				target := strings.TrimSpace(link)
				target = target[1:strings.IndexByte(target, '>')]
				one := request(s, http.MethodGet, target, "")
				if one.StatusCode != http.StatusOK || !strings.Contains(link, `type="`+strings.Split(one.Header.Get("Content-Type"), ";")[0]+`"`) ||
					!strings.Contains(link, strings.Trim(one.Header.Get("Content-Profile"), "<>")) {
					t.Errorf("%s: %d, %v", link, one.StatusCode, one.Header)
				}
			}
			body := text(t, res)
			if n := strings.Count(body, "dct:conformsTo"); got != n || got < 20 {
				t.Errorf("%s: %d links, %d representations:\n%s", path, got, n, body)
			}
			if strings.Count(body, "hasDefaultRepresentation") != 1 {
				t.Errorf("%s: no default representation, or several:\n%s", path, body)
			}
		}
	}
	page := request(s, http.MethodGet, "/resource/ISSN/0028-0836?_profile=alt", "", "Accept", "text/html")
	if body := text(t, page); page.StatusCode != http.StatusOK || !strings.Contains(body, "Representations of Nature") || !strings.Contains(body, url.PathEscape("0028-0836")+".jsonld?profile=schema") {
		t.Errorf("%d: %s", page.StatusCode, body)
	}
	if res := request(s, http.MethodGet, "/resource/ISSN/2049-3630?_profile=alt", "", "Accept", "text/html"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a number without a record: %d", res.StatusCode)
	}
}
