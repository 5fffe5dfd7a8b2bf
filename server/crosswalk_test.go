package server_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// newCrosswalk returns a server over the bundled sample that has the reports.
func newCrosswalk(t testing.TB) *server.Server {
	t.Helper()
	db, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	loadSample(t, db)
	return crosswalkServer(t, db)
}

// crosswalkServer returns a server over a store that has the reports.
func crosswalkServer(t testing.TB, db *store.DB) *server.Server {
	t.Helper()
	engine := enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
	s, err := server.New(engine, server.Options{Reports: reports.All(), State: stateOf(db, engine)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stateOf opens the current state of a store for reports.
func stateOf(db *store.DB, engine report.Engine) report.Source {
	return func(context.Context) (*report.State, error) {
		snap, err := db.Snapshot()
		if err != nil {
			return nil, err
		}
		return &report.State{Snapshot: snap, Engine: engine}, nil
	}
}

// answered is what an answer says of each identifier: it, and its ISSNs or the
// reason why there are none.
func answered(t *testing.T, res *http.Response) []string {
	t.Helper()
	var a crosswalk.Answer
	if err := json.Unmarshal([]byte(text(t, res)), &a); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, res := range a.Results {
		line := res.ID + " " + string(res.Reason)
		for _, row := range res.Rows {
			line += " " + row.ISSN
		}
		list = append(list, line)
	}
	return list
}

// Identifiers come in the address and in bodies of each kind.
func TestCrosswalkQuestions(t *testing.T) {
	s := newCrosswalk(t)
	want := []string{"1476-4687  1476-4687", "issn-l:0028-0836  0028-0836 1476-4687", "0028-0837 wrong-check-digit"}
	list := "1476-4687,issn-l:0028-0836,0028-0837"
	lines := strings.ReplaceAll(list, ",", "\r\n")
	for name, tc := range map[string]struct{ method, target, body, contentType string }{
		"in the address":      {"GET", "/crosswalk?ids=" + url.QueryEscape(list), "", ""},
		"several parameters":  {"GET", "/crosswalk?ids=1476-4687&ids=issn-l%3A0028-0836,0028-0837", "", ""},
		"form":                {"POST", "/crosswalk", "ids=" + url.QueryEscape(list), "application/x-www-form-urlencoded"},
		"lines":               {"POST", "/crosswalk", lines, "text/plain; charset=utf-8"},
		"commas and blanks":   {"POST", "/crosswalk", " " + strings.ReplaceAll(list, ",", " ,, ") + "\n", "text/plain"},
		"JSON":                {"POST", "/crosswalk", `["1476-4687","issn-l:0028-0836","0028-0837"]`, "application/json"},
		"address and body":    {"POST", "/crosswalk?ids=1476-4687", "issn-l:0028-0836\n0028-0837", "text/plain"},
		"browser":             {"GET", "/crosswalk?format=json&ids=" + list, "", ""},
		"form with a format":  {"POST", "/crosswalk", "format=json&ids=" + list, "application/x-www-form-urlencoded"},
		"column of one table": {"POST", "/crosswalk", lines, "text/csv"},
	} {
		res := request(s, tc.method, tc.target, tc.body, "Content-Type", tc.contentType)
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%s: %d %s: %s", name, res.StatusCode, res.Header.Get("Content-Type"), text(t, res))
			continue
		}
		if diff := cmp.Diff(want, answered(t, res)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestCrosswalkForms(t *testing.T) {
	s := newCrosswalk(t)
	const target = "/crosswalk?ids=issn-l%3A0028-0836"
	for _, tc := range []struct{ target, accept, want string }{
		{target, "", "application/json; charset=utf-8"},
		{target, "*/*", "application/json; charset=utf-8"},
		{target, "text/csv", "text/csv; charset=utf-8; header=present"},
		{target, "application/json;q=0.5, text/csv", "text/csv; charset=utf-8; header=present"},
		{target, "text/html,application/xhtml+xml", "application/json; charset=utf-8"},
		{target + "&format=csv", "application/json", "text/csv; charset=utf-8; header=present"},
		{target + "&format=application/json", "text/csv", "application/json; charset=utf-8"},
		{target, "text/turtle", "application/problem+json; charset=utf-8"},
		{target + "&format=xml", "", "application/json; charset=utf-8"},
	} {
		res := request(s, "GET", tc.target, "", "Accept", tc.accept)
		body := text(t, res)
		if got := res.Header.Get("Content-Type"); got != tc.want {
			t.Errorf("%s, Accept %q: %s, want %s", tc.target, tc.accept, got, tc.want)
			continue
		}
		switch {
		case strings.HasPrefix(tc.want, "text/csv"):
			if lines, err := csv.NewReader(strings.NewReader(body)).ReadAll(); err != nil || len(lines) != 3 {
				t.Errorf("%d lines, %v", len(lines), err)
			}
		case res.StatusCode == http.StatusNotAcceptable:
			if !strings.Contains(body, "text/csv") {
				t.Errorf("the problem names no forms: %s", body)
			}
		}
	}
}

func TestCrosswalkHeaders(t *testing.T) {
	s := newCrosswalk(t)
	const target = "/crosswalk?ids=0028-0836"
	res := request(s, "GET", target, "")
	h := res.Header
	etag := h.Get("ETag")
	if h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Vary") != "Accept" || etag == "" || !strings.Contains(h.Get("Cache-Control"), "max-age") {
		t.Errorf("headers: %v", h)
	}
	if link := h.Get("Link"); !strings.Contains(link, `format=csv&ids=0028-0836>; rel="alternate"; type="text/csv"`) || !strings.Contains(link, `rel="describedby"`) || strings.Contains(link, `rel="license"`) {
		t.Errorf("Link: %s", link)
	}
	if res := request(s, "GET", target, "", "If-None-Match", etag); res.StatusCode != http.StatusNotModified || text(t, res) != "" {
		t.Errorf("If-None-Match: %d", res.StatusCode)
	}
	if other := request(s, "GET", target+"&format=csv", "").Header.Get("ETag"); other == etag {
		t.Errorf("CSV and JSON have the ETag %s", etag)
	}
	if res := request(s, "HEAD", target, ""); res.StatusCode != http.StatusOK || text(t, res) != "" || res.Header.Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d %v", res.StatusCode, res.Header)
	}
	if res := request(s, "OPTIONS", "/crosswalk", ""); res.Header.Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS, POST" {
		t.Errorf("OPTIONS: %v", res.Header)
	}
	if res := request(s, "POST", "/crosswalk", "0028-0836", "Content-Type", "text/plain"); res.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("POST: %v", res.Header)
	}
}

func TestCrosswalkProblems(t *testing.T) {
	s := newCrosswalk(t)
	many := strings.Repeat("0028-0836,", crosswalk.MaxIDs)
	for name, tc := range map[string]struct {
		method, target, body, contentType string
		status                            int
	}{
		"no identifiers":       {"GET", "/crosswalk", "", "", http.StatusBadRequest},
		"empty":                {"GET", "/crosswalk?ids=,%20,", "", "", http.StatusBadRequest},
		"too many":             {"GET", "/crosswalk?ids=" + many + "0028-0836", "", "", http.StatusRequestEntityTooLarge},
		"too many in the body": {"POST", "/crosswalk", many + "0028-0836", "text/plain", http.StatusRequestEntityTooLarge},
		"body too long":        {"POST", "/crosswalk", strings.Repeat("x", 9<<20), "text/plain", http.StatusRequestEntityTooLarge},
		"no UTF-8":             {"GET", "/crosswalk?ids=%ff%fe", "", "", http.StatusBadRequest},
		"not encoded":          {"GET", "/crosswalk?ids=%zz", "", "", http.StatusBadRequest},
		"form not encoded":     {"POST", "/crosswalk", "ids=%zz", "application/x-www-form-urlencoded", http.StatusBadRequest},
		"JSON object":          {"POST", "/crosswalk", `{"ids":["0028-0836"]}`, "application/json", http.StatusBadRequest},
		"JSON numbers":         {"POST", "/crosswalk", `[280836]`, "application/json", http.StatusBadRequest},
		"other body":           {"POST", "/crosswalk", "<ids/>", "application/xml", http.StatusUnsupportedMediaType},
		"no body type":         {"POST", "/crosswalk", "0028-0836", "", http.StatusUnsupportedMediaType},
		"other character set":  {"POST", "/crosswalk", "0028-0836", "text/plain; charset=utf-16", http.StatusUnsupportedMediaType},
		"other method":         {"DELETE", "/crosswalk?ids=0028-0836", "", "", http.StatusMethodNotAllowed},
	} {
		res := request(s, tc.method, tc.target, tc.body, "Content-Type", tc.contentType)
		body := text(t, res)
		if res.StatusCode != tc.status || res.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
			t.Errorf("%s: %d %s %.200s", name, res.StatusCode, res.Header.Get("Content-Type"), body)
		}
		if res.Header.Get("ETag") != "" {
			t.Errorf("%s: the problem has an ETag", name)
		}
	}
	if res := request(s, "GET", "/crosswalk?ids="+strings.TrimSuffix(many, ","), ""); res.StatusCode != http.StatusOK || len(answered(t, res)) != crosswalk.MaxIDs {
		t.Errorf("as many as are allowed: %d", res.StatusCode)
	}
	if res := request(newServer(t, server.Options{}), "GET", "/crosswalk?ids=0028-0836", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("a server without crosswalk: %d", res.StatusCode)
	}
}

// The report of preservation comes as JSON and in every RDF syntax, all of them
// with the same triples.
func TestPreservation(t *testing.T) {
	s := newCrosswalk(t)
	const target = "/preservation/ISSN/0028-0836"
	res := request(s, "GET", target, "")
	var rep struct {
		ISSN, Title string
		Self        struct{ Published []struct{ From, To int } }
		History     struct{ ISSNs []string }
	}
	if err := json.Unmarshal([]byte(text(t, res)), &rep); err != nil {
		t.Fatal(err)
	}
	if rep.ISSN != "0028-0836" || len(rep.Self.Published) != 1 || rep.Self.Published[0].From != 1869 || len(rep.History.ISSNs) < 2 {
		t.Errorf("report: %+v", rep)
	}
	if res.Header.Get("Content-Location") != target+".json" || res.Header.Get("ETag") == "" || !strings.Contains(res.Header.Get("Link"), target+`.ttl>; rel="alternate"; type="text/turtle"`) {
		t.Errorf("headers: %v", res.Header)
	}
	if res := request(s, "GET", target, "", "If-None-Match", res.Header.Get("ETag")); res.StatusCode != http.StatusNotModified {
		t.Errorf("If-None-Match: %d", res.StatusCode)
	}
	want := triplesOf(t, format.NTriples, text(t, request(s, "GET", target+".nt", "")))
	if want.Len() < 100 {
		t.Errorf("%d triples", want.Len())
	}
	for f, mediaType := range acceptOf {
		res := request(s, "GET", target, "", "Accept", mediaType)
		if got := triplesOf(t, f, text(t, res)); got.Len() != want.Len() {
			t.Errorf("%s: %d triples, want %d", mediaType, got.Len(), want.Len())
		}
	}
}

func TestPreservationAnswers(t *testing.T) {
	s := newCrosswalk(t)
	for _, tc := range []struct {
		target, accept string
		status         int
		location       string
	}{
		{"/preservation/ISSN/0028-0836", "text/html,*/*;q=0.1", http.StatusOK, ""},
		{"/preservation/ISSN/0028-0836?format=turtle", "", http.StatusOK, ""},
		{"/preservation/ISSN/0028-0836?format=json", "text/turtle", http.StatusOK, ""},
		{"/preservation/ISSN/00280836.ttl", "", http.StatusMovedPermanently, "/preservation/ISSN/0028-0836.ttl"},
		{"/preservation/ISSN/00280836?format=turtle", "", http.StatusMovedPermanently, "/preservation/ISSN/0028-0836?format=turtle"},
		{"/preservation/ISSN-L/0028-0836", "", http.StatusSeeOther, "/preservation/ISSN/0028-0836"},
		{"/preservation/ISSN-L/00280836.ttl?format=json", "", http.StatusSeeOther, "/preservation/ISSN/0028-0836.ttl?format=json"},
		{"/preservation/ISSN-L/0028-0837", "", http.StatusNotFound, ""},
		{"/preservation/ISSN/0028-0837", "", http.StatusNotFound, ""},
		{"/preservation/ISSN/0302-2889", "", http.StatusSeeOther, "/preservation/ISSN/0028-0836"}, // cancelled
		{"/preservation/ISSN/1234-5679", "", http.StatusNotFound, ""},
		{"/preservation/ISSN/%00%ff", "", http.StatusNotFound, ""},
		{"/preservation/ISSN/0028-0836.pdf", "", http.StatusNotAcceptable, ""},
		{"/preservation/ISSN/0028-0836?format=html", "", http.StatusOK, ""},
		{"/preservation/ISSN/0028-0836", "image/png", http.StatusNotAcceptable, ""},
		{"/preservation/ISSN/", "", http.StatusMovedPermanently, "/preservation/ISSN"},
	} {
		res := request(s, "GET", tc.target, "", "Accept", tc.accept)
		if res.StatusCode != tc.status || res.Header.Get("Location") != tc.location {
			t.Errorf("%s, Accept %q: %d %s: %.200s", tc.target, tc.accept, res.StatusCode, res.Header.Get("Location"), text(t, res))
		}
		if tc.status >= 400 && (res.Header.Get("ETag") != "" || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/problem+json")) {
			t.Errorf("%s: a problem with headers %v", tc.target, res.Header)
		}
		if vary := res.Header.Values("Vary"); tc.status >= 400 && len(vary) != 2 {
			t.Errorf("%s: Vary: %q", tc.target, vary)
		}
	}
}

// The page of a title sums up which years are kept, as the report has them.
// A server without the report has no link to it, and shows the years.
func TestNoPreservationOnPage(t *testing.T) {
	with, without := newCrosswalk(t), newServer(t, server.Options{})
	const link = `href="/preservation/ISSN/`
	kept := 0
	for _, path := range samplePaths(t) {
		html, bare := text(t, request(with, "GET", path+".html", "")), text(t, request(without, "GET", path+".html", ""))
		if strings.Contains(bare, link) {
			t.Errorf("%s links a report that is not there", path)
		}
		if !strings.Contains(html, link) {
			continue
		}
		if kept++; !strings.Contains(bare, "Years kept") {
			t.Errorf("%s does not show the years that are kept", path)
		}
	}
	if kept == 0 {
		t.Error("no page has a link")
	}
}

func TestPreservationOnPage(t *testing.T) {
	s := newCrosswalk(t)
	shown := 0
	for _, path := range samplePaths(t) {
		number, ok := strings.CutPrefix(path, "/data/ISSN/")
		if !ok {
			continue
		}
		page := request(s, "GET", path+".html", "")
		if page.StatusCode != http.StatusOK {
			continue
		}
		var rep preservation.Report
		res := request(s, "GET", "/preservation/ISSN/"+number+".json", "")
		if res.StatusCode != http.StatusOK {
			continue // cancelled: there is a page, but no report
		}
		if err := json.Unmarshal([]byte(text(t, res)), &rep); err != nil {
			t.Fatal(err)
		}
		html := text(t, page)
		link := strings.Contains(html, `href="/preservation/ISSN/`+number+`"`)
		if kept := len(rep.Self.Keepers) > 0; kept != link {
			t.Errorf("%s: kept: %v, shown: %v", number, kept, link)
		}
		if years := rep.Self.Kept.String(); years != "" {
			shown++
			if !strings.Contains(html, ">"+years+"<") {
				t.Errorf("%s: the page lacks the years %s", number, years)
			}
		}
	}
	if shown == 0 {
		t.Error("no record of the sample has years that are kept")
	}
}

func FuzzCrosswalk(f *testing.F) {
	for _, seed := range []string{"0028-0836", "%2c,%0a", "issn-l:,wikidata:Q1", "\x00"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	s := newCrosswalk(f)
	f.Fuzz(func(t *testing.T, list string, post bool) {
		res := request(s, "GET", "/crosswalk?ids="+url.QueryEscape(list), "")
		if post {
			res = request(s, "POST", "/crosswalk", list, "Content-Type", "text/plain")
		}
		if res.StatusCode >= 500 {
			t.Errorf("%q: %d", list, res.StatusCode)
		}
	})
}

func BenchmarkCrosswalk(b *testing.B) {
	s := newCrosswalk(b)
	var list bytes.Buffer
	for i := range crosswalk.MaxIDs {
		fmt.Fprintf(&list, "%s\n", []string{"0028-0836", "1476-4687", "issn-l:0036-8075", "0028-0837"}[i%4])
	}
	for b.Loop() {
		if res := request(s, "POST", "/crosswalk", list.String(), "Content-Type", "text/plain"); res.StatusCode != http.StatusOK {
			b.Fatal(res.StatusCode)
		}
	}
}
