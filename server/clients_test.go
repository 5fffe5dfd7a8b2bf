package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// What libraries ask for in their own words is understood.
func TestNegotiationOfClients(t *testing.T) {
	s := newServer(t, server.Options{Token: token})
	const construct = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1"
	for _, tc := range []struct {
		target, accept string
		status         int
		want           string // Location or Content-Type
	}{
		{"/resource/ISSN/0028-0836", "text/plain, */*;q=0.1", 303, "/data/ISSN/0028-0836.nt"},
		{"/resource/ISSN/0028-0836", "text/n3", 303, "/data/ISSN/0028-0836.ttl"},
		{"/resource/ISSN/0028-0836", "text/rdf+n3", 303, "/data/ISSN/0028-0836.ttl"},
		{"/resource/ISSN/0028-0836.json", "", 303, "/data/ISSN/0028-0836.jsonld"},
		{"/resource/ISSN/0028-0836?output=xml", "", 303, "/data/ISSN/0028-0836.rdf"},
		{"/resource/ISSN/0028-0836/", "", 301, "/resource/ISSN/0028-0836"},
		{"/resource/ISSN/0028-0836/?format=nt", "", 301, "/resource/ISSN/0028-0836?format=nt"},
		{"//evil.example/", "", 301, "/evil.example"},
		{"/sparql/", "", 301, "/sparql"},
		{"/vocabularies/", "", 301, "/vocabularies"},
		{queryPath(construct, "format", "n3"), "text/turtle,text/n3", 200, "text/turtle; charset=utf-8"},
		{queryPath(construct, "format", "rdf+xml"), "application/rdf+xml", 200, "application/rdf+xml"},
		{queryPath(construct, "output", "json"), "", 200, "application/ld+json"},
		{queryPath("ASK {}", "timeout", "300s"), "", 200, "application/sparql-results+json"},
		{queryPath("ASK {}", "timeout", "soon"), "", 400, "application/problem+json; charset=utf-8"},
		{"/graphs", "application/trig,application/n-quads;q=0.9", 406, "application/problem+json; charset=utf-8"},
		{"/graphs", "text/turtle", 200, "text/turtle; charset=utf-8"},
	} {
		res := request(s, http.MethodGet, tc.target, "", "Accept", tc.accept)
		got := res.Header.Get("Location")
		if tc.status == 200 || tc.status >= 400 {
			got = res.Header.Get("Content-Type")
		}
		if res.StatusCode != tc.status || got != tc.want {
			t.Errorf("%s, Accept %q: %d %q, want %d %q", tc.target, tc.accept, res.StatusCode, got, tc.status, tc.want)
		}
	}
	if res := request(s, http.MethodPost, "/sparql/", "query=ASK{}"); res.StatusCode != http.StatusPermanentRedirect {
		t.Errorf("POST /sparql/: %d, want 308, which keeps the method", res.StatusCode)
	}
	res := request(s, http.MethodGet, queryPath("ASK {}"), "", "X-Long", strings.Repeat("x", 70<<10))
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge || res.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(text(t, res), "/problems/header-too-large") {
		t.Errorf("a long header: %d %v", res.StatusCode, res.Header)
	}
	allowed := request(s, http.MethodOptions, "/sparql", "").Header.Get("Access-Control-Allow-Headers")
	for _, name := range []string{"X-API-Key", "X-Requested-With", "Cache-Control", "Range"} {
		if !strings.Contains(allowed, name) {
			t.Errorf("preflight allows %s, not %s", allowed, name)
		}
	}
}

// Libraries that know names and passwords only send the token as the password.
func TestTokenAsPassword(t *testing.T) {
	e := emptyStore(t, sparql.Options{})
	s, err := server.New(e, server.Options{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]int{token: http.StatusNoContent, "guess": http.StatusUnauthorized, "": http.StatusUnauthorized} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.SetBasicAuth("anyone", password)
		res := request(s, http.MethodPost, "/sparql", "INSERT DATA { <urn:a> <urn:b> 1 }",
			"Content-Type", "application/sparql-update", "Authorization", req.Header.Get("Authorization"))
		if res.StatusCode != want {
			t.Errorf("password %q: %d, want %d", password, res.StatusCode, want)
		}
		if challenges := res.Header.Values("WWW-Authenticate"); want == http.StatusUnauthorized && len(challenges) != 2 {
			t.Errorf("challenges %q, want Bearer and Basic", challenges)
		}
	}
}

func decode(t *testing.T, coding string, body []byte) string {
	t.Helper()
	var r io.Reader = bytes.NewReader(body)
	var err error
	switch coding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "br":
		r = brotli.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", coding, err)
	}
	return string(b)
}

// A compressed answer holds the same bytes, is shorter, has an entity tag of its own, and
// is not sent to a client that holds it.
func TestCompression(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, target := range []string{"/data/ISSN/0028-0836.ttl", "/data/ISSN/0028-0836.html", "/data/ISSN/0028-0836.jsonld", queryPath("SELECT * { ?s ?p ?o } LIMIT 2000")} {
		plain := request(s, http.MethodGet, target, "")
		want, etag := text(t, plain), plain.Header.Get("ETag")
		if plain.Header.Get("Content-Encoding") != "" || !strings.Contains(strings.Join(plain.Header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: %v", target, plain.Header)
		}
		for _, coding := range []string{"gzip", "br", "zstd"} {
			res := request(s, http.MethodGet, target, "", "Accept-Encoding", coding)
			body := text(t, res)
			if got := decode(t, coding, []byte(body)); got != want || len(body) >= len(want) || res.Header.Get("Content-Encoding") != coding || res.Header.Get("Content-Length") != "" {
				t.Errorf("%s in %s: %d bytes of %d, %v", target, coding, len(body), len(want), res.Header)
			}
			tag := res.Header.Get("ETag")
			if etag == "" {
				continue
			}
			if tag == etag {
				t.Errorf("%s in %s has the ETag of the plain one", target, coding)
			}
			if res := request(s, http.MethodGet, target, "", "Accept-Encoding", coding, "If-None-Match", tag); res.StatusCode != http.StatusNotModified || res.Header.Get("ETag") != tag || res.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s in %s, held: %d %v", target, coding, res.StatusCode, res.Header)
			}
		}
	}
	for _, target := range []string{"/dumps/register/free.nq.gz", "/health"} {
		if res := request(s, http.MethodGet, target, "", "Accept-Encoding", "gzip, zstd"); res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d, compressed in vain: %v", target, res.StatusCode, res.Header)
		}
	}
}

// Bodies may be compressed everywhere; other codings are refused.
func TestCompressedRequests(t *testing.T) {
	s, _ := newNumbers(t, 5, sparql.Options{}, server.Options{MaxRequestBytes: 1000})
	zip := func(text string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		return b.String()
	}
	post := func(body, coding string) *http.Response {
		return request(s, http.MethodPost, "/sparql", body, "Content-Type", "application/sparql-query", "Content-Encoding", coding)
	}
	if res := post(zip("ASK { <http://e/0> ?p ?o }"), "gzip"); res.StatusCode != http.StatusOK || !strings.Contains(text(t, res), "true") {
		t.Errorf("gzip: %d", res.StatusCode)
	}
	if res := post(zip("ASK {} #"+strings.Repeat(" ", 1<<20)), "gzip"); res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a body that unfolds: %d", res.StatusCode)
	}
	if res := post("ASK {}", "compress"); res.StatusCode != http.StatusUnsupportedMediaType || res.Header.Get("Accept-Encoding") == "" {
		t.Errorf("another coding: %d %v", res.StatusCode, res.Header)
	}
}

// Entity tags differ between stores, builds, forms and profiles; Last-Modified moves with
// what is said about a record elsewhere.
func TestValidators(t *testing.T) {
	const target = "/data/ISSN/0028-0836.ttl"
	tags := map[string]string{}
	for name, opt := range map[string]server.Options{"a store": {StoreID: "a"}, "another store": {StoreID: "b"}, "another build": {StoreID: "a", Build: "2"}} {
		s := newServer(t, opt)
		for _, form := range []string{"", "?profile=schema", "?graphs=named"} {
			tag := request(s, http.MethodGet, target+form, "").Header.Get("ETag")
			if other, taken := tags[tag]; taken || tag == "" {
				t.Errorf("%s%s has the ETag %s of %s", name, form, tag, other)
			}
			tags[tag] = name + form
		}
	}
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	e := emptyStore(t, sparql.Options{})
	s, err := server.New(e, server.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	const iri = "http://issn.org/resource/ISSN/0028-0836"
	update := func(text string) {
		t.Helper()
		if err := e.Update(context.Background(), text, sparql.QueryOptions{Timeout: time.Minute}); err != nil {
			t.Fatal(err)
		}
	}
	update(`INSERT DATA { <` + iri + `> <http://schema.org/name> "N" . <` + iri + `#Record> <http://purl.org/dc/terms/modified> "2024-06-06" ; <` + vocab.BFStatus + `> <` + vocab.RecordStatusRegister + `> }`)
	first := request(s, http.MethodGet, target, "").Header
	if first.Get("Last-Modified") != "Thu, 06 Jun 2024 00:00:00 GMT" {
		t.Errorf("Last-Modified: %q", first.Get("Last-Modified"))
	}
	listed := func() string {
		t.Helper()
		urls := sitemapOf(t, request(s, http.MethodGet, "/sitemap/1.xml.gz", ""))
		if len(urls) != 1 {
			t.Fatalf("addresses %v", urls)
		}
		return urls[0].Modified
	}
	if got := listed(); got != "2024-06-06" {
		t.Errorf("in the sitemap: %q", got)
	}
	update(`INSERT DATA { GRAPH <urn:links> { <` + iri + `> <http://schema.org/sameAs> <http://e/x> } }`)
	res := request(s, http.MethodGet, target, "", "If-Modified-Since", first.Get("Last-Modified"))
	if res.StatusCode != http.StatusOK || res.Header.Get("Last-Modified") != now.Format(http.TimeFormat) {
		t.Errorf("after a link was added: %d %v", res.StatusCode, res.Header)
	}
	if got := listed(); got != "2030-01-02" {
		t.Errorf("in the sitemap after a link was added: %q", got)
	}
}
