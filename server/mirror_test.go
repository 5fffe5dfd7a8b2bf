package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/server"
)

// TestMirror crawls a mirror from one document, over the links of pages and of RDF: all that
// the data name themselves is found there, and no link to it leads away.
func TestMirror(t *testing.T) {
	const base = "http://mirror.example/"
	s := newServer(t, server.Options{Reports: reports.All(), Base: base, MirrorIRIs: true})
	links := regexp.MustCompile(` (?:href|action)="([^"]*)"`)
	for accept, linksOf := range map[string]func(body string) []string{
		"text/html": func(body string) (list []string) {
			for _, m := range links.FindAllStringSubmatch(body, -1) {
				if !strings.HasPrefix(m[0], ` href="http://issn.org/`) || !strings.Contains(body, `<link rel="canonical"`+m[0]) {
					list = append(list, m[1])
				}
			}
			return list
		},
		"text/turtle": func(body string) (list []string) {
			for q := range triplesOf(t, format.Turtle, body).All() {
				for _, term := range []string{q.S.Value(), q.O.Value()} {
					if strings.HasPrefix(term, "http://") && (q.O.IsIRI() || term == q.S.Value()) {
						list = append(list, term)
					}
				}
			}
			return list
		},
	} {
		t.Run(accept, func(t *testing.T) {
			queue, seen, found := []string{base + "resource/ISSN/0028-0836"}, map[string]bool{}, 0
			for len(queue) > 0 && len(seen) < 150 {
				at := queue[0]
				queue = queue[1:]
				at, _, _ = strings.Cut(at, "#")
				if seen[at] {
					continue
				}
				seen[at] = true
				path := "/" + strings.TrimPrefix(at, base)
				res := request(s, http.MethodGet, path, "", "Accept", accept)
				for range 3 {
					if to := res.Header.Get("Location"); to != "" {
						res = request(s, http.MethodGet, to, "", "Accept", accept)
					}
				}
				if res.StatusCode != http.StatusOK {
					if !strings.HasPrefix(path, "/resource/") { // the sample does not hold all serials that it names
						t.Errorf("%s: %d", at, res.StatusCode)
					}
					continue
				}
				found++
				if !strings.HasPrefix(res.Header.Get("Content-Type"), accept) {
					continue
				}
				here, _ := url.Parse(at)
				for _, link := range linksOf(text(t, res)) {
					to, err := here.Parse(link)
					switch {
					case err != nil:
						t.Errorf("%s: %q: %v", at, link, err)
					case to.Host == "issn.org":
						t.Errorf("%s leads to %s", at, link)
					case to.Host == here.Host && !strings.HasPrefix(to.Path, "/sparql") && !strings.HasPrefix(to.Path, "/find"):
						queue = append(queue, to.String())
					}
				}
			}
			if found < 15 {
				t.Errorf("only %d documents are found", found)
			}
		})
	}
}

// TestProxy asks the server as a proxy for the resources that it holds, by absolute
// addresses. It stands for no other server.
func TestProxy(t *testing.T) {
	for name, opt := range map[string]server.Options{
		"as it is":    {},
		"of a mirror": {Base: "http://mirror.example/", MirrorIRIs: true},
	} {
		t.Run(name, func(t *testing.T) {
			ts := httptest.NewServer(newServer(t, opt).Handler())
			defer ts.Close()
			proxy, err := url.Parse(ts.URL)
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy), DisableKeepAlives: true}}
			get := func(address string) *http.Response {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Accept", "text/turtle")
				res, err := client.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = res.Body.Close() })
				return res
			}
			res := get("http://issn.org/resource/ISSN/0028-0836")
			body := text(t, res)
			if res.StatusCode != http.StatusOK || res.Request.URL.String() != "http://issn.org/data/ISSN/0028-0836.ttl" {
				t.Errorf("%d at %s", res.StatusCode, res.Request.URL)
			}
			if !strings.Contains(body, "<http://issn.org/resource/ISSN/0028-0836>") && !strings.Contains(body, "http://issn.org/resource/ISSN/") || strings.Contains(body, "mirror.example") {
				t.Errorf("not what the data say: %.300s", body)
			}
			for _, other := range []string{"http://example.org/", "http://169.254.169.254/latest"} {
				if res := get(other); res.StatusCode != http.StatusMisdirectedRequest {
					t.Errorf("%s: %d, want 421", other, res.StatusCode)
				}
			}
		})
	}
}
