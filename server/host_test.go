package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/server"
)

// everyAddress are addresses of all routes, good ones and bad.
var everyAddress = []string{
	"/", "/find?issn=0028-0836", "/find?issn=x", "/resource/ISSN/0028-0836", "/resource/issn/00280836", "/resource/ISSN/0028-0837", "/resource/ISSN/0028-0836.ttl",
	"/resource/ISSN-L/0028-0836", "/resource/ISSN/0028-0836/", "/data/ISSN/0028-0836.html", "/data/ISSN/0028-0836.ttl", "/data/ISSN/0028-0836.jsonld", "/data/ISSN/0028-0836.jsonld?profile=schema",
	"/data/ISSN/0028-0836.rdf", "/data/ISSN/0028-0836.trig?graphs=named", "/data/ISSN/9999-9994", "/organization/ISSNCenter", "/data/organization/ISSNCenter.html", "/vocabularies",
	"/vocabularies/countries", "/vocabularies/properties", "/static/style.css", "/static/nothing", "/favicon.ico", "/problems", "/problems/busy", "/problems/none", "/profiles", "/profiles/issn",
	"/graph/register/free", "/graph/none", "/robots.txt", "/sitemap.xml", "/sitemap/1.xml.gz", "/sitemap/9.xml.gz", "/dumps/register/free.nq.gz", "/dumps/none.nq.gz", "/health", "/metrics",
	"/sparql", "/sparql?query=ASK%7B%7D", "/sparql?query=nonsense", "/sparql?query=ASK%7B%7D&explain=run", "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%203", "/queries", "/queries/1",
	"/void.ttl", "/.well-known/void", "/graphs", "/graphs?default", "/graphs?graph=http://issn.org/graph/register/free", "/graphs/none", "/crosswalk?ids=0028-0836", "/crosswalk?ids=0028-0836&format=csv",
	"/crosswalk", "/preservation/ISSN/0028-0836", "/preservation/ISSN/00280836", "/preservation/ISSN-L/0028-0836", "/nowhere", "//evil/", "/resource/../resource/ISSN/0028-0836",
}

// TestEveryAddress holds the list to the routes that are declared.
func TestEveryAddress(t *testing.T) {
	source, err := os.ReadFile("routes.go")
	if err != nil {
		t.Fatal(err)
	}
	patterns := regexp.MustCompile(`(?:get|document|report)\("(/[^"{]*)|mux, "(/[^"{]*)`).FindAllStringSubmatch(string(source), -1)
	if len(patterns) < 20 {
		t.Fatalf("only %d routes are found", len(patterns))
	}
	for _, m := range patterns {
		prefix, listed := m[1]+m[2], false
		for _, address := range everyAddress {
			listed = listed || strings.HasPrefix(address, prefix)
		}
		if !listed {
			t.Errorf("no address begins with %s", prefix)
		}
	}
}

// everyAnswer calls f with the answers of all routes, in several forms, to a request that
// prepare has changed.
func everyAnswer(t *testing.T, s *server.Server, prepare func(*http.Request), f func(what string, res *http.Response, body string)) {
	t.Helper()
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodOptions} {
		for _, accept := range []string{"text/html", "*/*", "application/ld+json", "image/png"} {
			for _, address := range everyAddress {
				if method != http.MethodGet && accept != "text/html" {
					continue
				}
				req := httptest.NewRequest(method, "/", http.NoBody)
				u, err := req.URL.Parse(address)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(address, "//") {
					u.Host, u.Path = "", address
				}
				req.URL, req.RequestURI = u, address
				req.Header.Set("Accept", accept)
				req.Header.Set("Authorization", "Bearer "+token)
				prepare(req)
				w := httptest.NewRecorder()
				s.Handler().ServeHTTP(w, req)
				res := w.Result()
				body := text(t, res)
				if strings.HasSuffix(req.URL.Path, ".gz") && res.StatusCode == http.StatusOK && method == http.MethodGet {
					zr, err := gzip.NewReader(strings.NewReader(body))
					if err != nil {
						t.Fatal(err)
					}
					plain, err := io.ReadAll(zr)
					if err != nil {
						t.Fatal(err)
					}
					body = string(plain)
				}
				f(fmt.Sprintf("%s %s as %s", method, address, accept), res, body)
			}
		}
	}
}

// TestForeignHost names a host that is not the server's, in every way: no answer repeats it.
func TestForeignHost(t *testing.T) {
	s := newServer(t, server.Options{
		Token: token, TrustForwarded: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, Reports: reports.All(),
	})
	for name, prepare := range map[string]func(*http.Request){
		"Host":                  func(req *http.Request) { req.Host = "evil.example" },
		"Host with a port":      func(req *http.Request) { req.Host = "evil.example:8080" },
		"headers of a stranger": forwardedFrom("203.0.113.9:1"),
		"headers of a proxy":    forwardedFrom("10.0.0.1:1"),
		"an address with the host": func(req *http.Request) {
			req.Host, req.URL.Host, req.URL.Scheme = "evil.example", "evil.example", "http"
		},
	} {
		t.Run(name, func(t *testing.T) {
			everyAnswer(t, s, prepare, func(what string, res *http.Response, body string) {
				if strings.Contains(strings.ToLower(body), "evil.example") {
					t.Errorf("%s: in the body: %.300s", what, body)
				}
				for field, values := range res.Header {
					if strings.Contains(strings.ToLower(strings.Join(values, " ")), "evil.example") {
						t.Errorf("%s: %s: %v", what, field, values)
					}
				}
			})
		})
	}
}

func forwardedFrom(address string) func(*http.Request) {
	return func(req *http.Request) {
		req.RemoteAddr = address
		req.Header.Set("X-Forwarded-Host", "evil.example")
		req.Header.Set("X-Forwarded-Proto", "https")
		req.Header.Set("X-Forwarded-Prefix", "//evil.example")
		req.Header.Set("X-Forwarded-Server", "evil.example")
		req.Header.Set("X-Original-URL", "http://evil.example/")
	}
}
