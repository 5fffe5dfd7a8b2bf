package server_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/vocab"
)

// names are what a page calls its subject, in the places where readers look.
type names struct{ Title, Heading, Description, OpenGraph, Schema string }

var namePlaces = [...]*regexp.Regexp{
	regexp.MustCompile(`<title>(.*) - ISSN linked data</title>`),
	regexp.MustCompile(`<h1[^>]*>(.*)</h1>`),
	regexp.MustCompile(`<meta name="description" content="([^"]*)">`),
	regexp.MustCompile(`<meta property="og:title" content="([^"]*)">`),
	regexp.MustCompile(`<script type="application/ld\+json">(.*)</script>`),
}

func namesOn(t *testing.T, page string) names {
	t.Helper()
	var found [len(namePlaces)]string
	for i, place := range namePlaces {
		if m := place.FindStringSubmatch(page); m != nil {
			found[i] = html.UnescapeString(m[1])
		}
	}
	var data struct{ Name string }
	if script := namePlaces[4].FindStringSubmatch(page); script != nil {
		if err := json.Unmarshal([]byte(script[1]), &data); err != nil {
			t.Error(err)
		}
	}
	return names{found[0], found[1], found[2], found[3], data.Name}
}

// An ISSN-L is called what the serial with its number is, an ISSN-H what its current
// serial is, wherever a page or schema.org says so.
func TestNamesOfClusters(t *testing.T) {
	held := newServer(t, server.Options{})
	written := newWritable(t)
	res := operator(written, http.MethodPost, "/sparql", "application/sparql-update", `
		PREFIX schema: <http://schema.org/>
		PREFIX bf: <http://id.loc.gov/ontologies/bibframe/>
		PREFIX status: <http://issn.org/vocabularies/RecordStatus#>
		BASE <http://issn.org/resource/>
		INSERT DATA { GRAPH <http://issn.org/graph/register/free> {
			<ISSN-L/0000-0019> schema:hasPart <ISSN/0000-0019>, <ISSN/0000-0027> .
			<ISSN-L/0000-0078> schema:hasPart <ISSN/0000-0019>, <ISSN/0000-0027>, <ISSN/0000-0035> .
			<ISSN-L/0000-0051> schema:hasPart <ISSN/0000-0043> .
			<ISSN-H/0000-0019> schema:hasPart <ISSN/0000-0019>, <ISSN/0000-0027>, <ISSN/0000-0035> .
			<ISSN-H/0000-0027> schema:hasPart <ISSN/0000-0019>, <ISSN/0000-0027> .
			<ISSN-H/0000-0035> schema:hasPart <ISSN/0000-0027>, <ISSN/0000-0035>, <ISSN/0000-0043> .
			<ISSN/0000-0019> schema:name "First & <former>" ; bf:continuedBy <ISSN/0000-0027> .
			<ISSN/0000-0027> schema:name "Second" .
			<ISSN/0000-0035> schema:name "Third" ; bf:continues <ISSN/0000-0027> .
			<ISSN/0000-0043> schema:name "Cancelled" .
			<ISSN/0000-0019#Record> bf:status status:Cancelled .
			<ISSN/0000-0027#Record> bf:status status:Register .
			<ISSN/0000-0035#Record> bf:status status:Register .
			<ISSN/0000-0043#Record> bf:status status:Cancelled } }`)
	if res.StatusCode != http.StatusNoContent {
		t.Fatal(text(t, res))
	}
	for _, tc := range []struct {
		s            *server.Server
		cluster, why string
		want         string
	}{
		{held, "ISSN-L/0028-0836", "the number", "Nature (London)"},
		{held, "ISSN-H/0038-5670", "the last of two", "Physics, Uspekhi"},
		{held, "ISSN-H/0096-946X", "the last of four", "Journal of the Association for Information Science and Technology"},
		{written, "ISSN-L/0000-0019", "the number, even if cancelled", "First & <former>"},
		{written, "ISSN-L/0000-0078", "the first in force", "Second"},
		{written, "ISSN-L/0000-0051", "none in force", "Cancelled"},
		{written, "ISSN-H/0000-0019", "the last, as it states", "Third"},
		{written, "ISSN-H/0000-0027", "the last, as the former states", "Second"},
		{written, "ISSN-H/0000-0035", "a cancelled one is not current", "Third"},
	} {
		path := "/data/" + tc.cluster
		got := namesOn(t, text(t, request(tc.s, http.MethodGet, path+".html", "")))
		want := names{tc.want, tc.want, tc.want, tc.want, tc.want}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, %s (-want +got):\n%s", path, tc.why, diff)
		}
		d := triplesOf(t, format.Turtle, text(t, request(tc.s, http.MethodGet, path+".ttl?profile=schema", "")))
		if got := value(d, vocab.Resource+tc.cluster, vocab.SchemaName); got != tc.want {
			t.Errorf("%s in schema.org is %q, want %q", path, got, tc.want)
		}
	}
	for _, path := range samplePaths(t) {
		if strings.HasPrefix(path, "/data/ISSN/") {
			continue
		}
		if got := namesOn(t, text(t, request(held, http.MethodGet, path+".html", ""))); strings.HasPrefix(got.Title, "ISSN-") || got.Schema != got.Title {
			t.Errorf("%s has no name: %v", path, got)
		}
	}
}

// The documents of an ISSN-L or ISSN-H are as new as the newest of its serials.
func TestLastModifiedOfClusters(t *testing.T) {
	s := newServer(t, server.Options{})
	modified := func(path string) time.Time {
		at, err := http.ParseTime(request(s, http.MethodHead, path, "").Header.Get("Last-Modified"))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return at
	}
	differ := 0 // in the dates of their serials
	for _, path := range samplePaths(t) {
		if strings.HasPrefix(path, "/data/ISSN/") {
			continue
		}
		d := triplesOf(t, format.NTriples, text(t, request(s, http.MethodGet, path+".nt", "")))
		var want, oldest time.Time
		for q := range d.MatchAny(rdf.Term{}, rdf.NewIRI(vocab.SchemaHasPart), rdf.Term{}) {
			at := modified("/data/ISSN/" + strings.TrimPrefix(q.O.Value(), vocab.Resource+"ISSN/") + ".ttl")
			if oldest.IsZero() || at.Before(oldest) {
				oldest = at
			}
			if at.After(want) {
				want = at
			}
		}
		if want.After(oldest) {
			differ++
		}
		for _, suffix := range []string{".ttl", ".html"} {
			if got := modified(path + suffix); !got.Equal(want) {
				t.Errorf("%s: %s, want %s", path+suffix, got, want)
			}
		}
		since := want.Format(http.TimeFormat)
		if res := request(s, http.MethodGet, path+".ttl", "", "If-Modified-Since", since); res.StatusCode != http.StatusNotModified {
			t.Errorf("%s since %s: %d, want 304", path, since, res.StatusCode)
		}
	}
	if differ == 0 {
		t.Error("no ISSN-L or ISSN-H of the sample has serials of several dates")
	}
}

var coinsPlace = regexp.MustCompile(`<span class="Z3988" title="([^"]*)"></span>`)

// A page of a serial in force has its context object, which reads back as it was.
func TestCOinS(t *testing.T) {
	held := newServer(t, server.Options{})
	written := newWritable(t)
	res := operator(written, http.MethodPost, "/sparql", "application/sparql-update", `
		PREFIX schema: <http://schema.org/>
		PREFIX bf: <http://id.loc.gov/ontologies/bibframe/>
		BASE <http://issn.org/resource/>
		INSERT DATA { GRAPH <http://issn.org/graph/register/free> {
			<ISSN/0000-0019> schema:name "Q&A = <\"1+1\"> 50%; Ästhetik 図書館" .
			<ISSN/0000-0019#Record> bf:status <http://issn.org/vocabularies/RecordStatus#Register> .
			<ISSN/0000-0027> schema:name "Gone" .
			<ISSN/0000-0027#Record> bf:status <http://issn.org/vocabularies/RecordStatus#Cancelled> .
			<ISSN-L/0000-0019> schema:hasPart <ISSN/0000-0019> } }`)
	if res.StatusCode != http.StatusNoContent {
		t.Fatal(text(t, res))
	}
	for _, tc := range []struct {
		s                *server.Server
		path, title, key string
	}{
		{held, "ISSN/0028-0836", "Nature (London)", "rft.issn"},
		{held, "ISSN/1476-4687", "Nature (Basingstoke. Online)", "rft.eissn"},
		{written, "ISSN/0000-0019", `Q&A = <"1+1"> 50%; Ästhetik 図書館`, "rft.issn"},
	} {
		m := coinsPlace.FindStringSubmatch(text(t, request(tc.s, http.MethodGet, "/data/"+tc.path+".html", "")))
		if m == nil {
			t.Errorf("%s has none", tc.path)
			continue
		}
		got, err := url.ParseQuery(html.UnescapeString(m[1]))
		if err != nil {
			t.Errorf("%s: %v", tc.path, err)
		}
		want := url.Values{
			"ctx_ver": {"Z39.88-2004"}, "rft_val_fmt": {"info:ofi/fmt:kev:mtx:journal"}, "rft.genre": {"journal"},
			"rft.jtitle": {tc.title}, tc.key: {strings.TrimPrefix(tc.path, "ISSN/")},
		}
		if diff := cmp.Diff(want, got); diff != "" || strings.Contains(m[1], "+") {
			t.Errorf("%s: %s (-want +got):\n%s", tc.path, m[1], diff)
		}
	}
	for _, path := range []string{"/data/ISSN/0000-0027.html", "/data/ISSN-L/0000-0019.html"} {
		res := request(written, http.MethodGet, path, "")
		if page := text(t, res); res.StatusCode != http.StatusOK || coinsPlace.MatchString(page) {
			t.Errorf("%s: %d, with a context object", path, res.StatusCode)
		}
	}
}
