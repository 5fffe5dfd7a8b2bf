package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLinkLive links from one of our servers that stands for Wikidata, twice; the
// second time the endpoint breaks down, and the links stay.
func TestLinkLive(t *testing.T) {
	there := filepath.Join(t.TempDir(), "there")
	must(t, "load", writeFileT(t, "items.ttl", `@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
wd:Q180445 wdt:P236 "0028-0836", "1476-4687" ; wdt:P7363 "0028-0836" ; wdt:P155 wd:Q5 ; rdfs:label "Nature"@en, "Nature (Zeitschrift)"@de, "ネイチャー"@ja .
wd:Q192864 wdt:P236 "0036-8075" ; rdfs:label "Science"@en .
wd:Q5 rdfs:label "none"@en .`), "--data", there, "--quiet")
	address := serving(t, "--data", there)
	var broken atomic.Bool
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if broken.Load() && strings.Contains(r.FormValue("query"), "OFFSET 1") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		http.Redirect(w, r, address+"/sparql?query="+url.QueryEscape(r.FormValue("query")), http.StatusSeeOther)
	}))
	defer endpoint.Close()
	data := filepath.Join(t.TempDir(), "data")
	must(t, "import", "--sample", "--data", data, "--quiet")
	args := []string{"wikidata", "--endpoint", endpoint.URL + "/sparql", "--page-items", "1", "--data", data}
	linkT(t, args...)
	const query = `SELECT ?s ?i ?p ?l { GRAPH <http://issn.org/graph/wikidata> { ?s schema:sameAs ?i OPTIONAL { ?i bf:precededBy ?p } OPTIONAL { ?i schema:name ?l FILTER(LANG(?l) = "ja") } } } ORDER BY ?s`
	got := must(t, "query", "--data", data, "--format", "csv", query)
	want := "s,i,p,l\r\nhttp://issn.org/resource/ISSN-L/0028-0836,http://www.wikidata.org/entity/Q180445,http://www.wikidata.org/entity/Q5,ネイチャー\r\n" +
		"http://issn.org/resource/ISSN-L/0036-8075,http://www.wikidata.org/entity/Q192864,,\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	origin := must(t, "query", "--data", data, "--format", "csv", `PREFIX dcterms: <http://purl.org/dc/terms/> SELECT ?e { GRAPH <http://issn.org/graph/wikidata> { ?f dcterms:source ?e ; dcterms:modified ?d FILTER(STRSTARTS(STR(?e), "http://127")) } }`)
	if origin != "e\r\n"+endpoint.URL+"/sparql\r\n" {
		t.Errorf("provenance: %q", origin)
	}
	broken.Store(true)
	_, errOut, code := issnld(t, "", append([]string{"link", "--quiet"}, args...)...)
	if code != 1 || !strings.Contains(errOut, "items from 2 on: 403 Forbidden") {
		t.Errorf("broken endpoint: exit %d: %s", code, errOut)
	}
	if again := must(t, "query", "--data", data, "--format", "csv", query); again != got {
		t.Errorf("after the failure: %q", again)
	}
	for name, wrong := range map[string][]string{
		"another source": {"link", "doaj", "--endpoint", endpoint.URL, "--data", data},
		"files too":      {"link", "wikidata", "file.csv", "--endpoint", endpoint.URL, "--data", data},
		"no items":       {"link", "wikidata", "--endpoint", endpoint.URL, "--page-items", "0", "--data", data},
	} {
		if _, errOut, code := issnld(t, "", wrong...); code != 2 {
			t.Errorf("%s: exit %d: %s", name, code, errOut)
		}
	}
}
