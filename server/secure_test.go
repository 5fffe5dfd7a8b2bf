package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/server"
)

// Every answer, errors and redirects included, tells browsers not to guess, frame or
// run; and no page has a script, handler or style that the policy would stop.
func TestSecure(t *testing.T) {
	s := newServer(t, server.Options{})
	inline := regexp.MustCompile(`(?i)<script(?: [^>]*)?>|<style|<[^>]* (?:style|on[a-z]+)=|javascript:`)
	for _, target := range []string{
		"/", "/sparql", "/sparql?query=ASK%7B%7D", "/sparql?query=nonsense", "/sparql?query=ASK%7B%7D&explain=run", "/vocabularies", "/resource/ISSN/0028-0836", "/data/ISSN/0028-0836.html",
		"/data/ISSN/0028-0836.ttl", "/static/style.css", "/robots.txt", "/.well-known/void", "/graphs", "/queries", "/nowhere", "/resource/ISSN/0028-0837",
	} {
		res := request(s, http.MethodGet, target, "", "Accept", "text/html,*/*;q=0.1")
		body := text(t, res)
		h := res.Header
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", target, h)
		}
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "style-src 'self'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy %q lacks %s", target, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
			t.Errorf("%s: the policy %q allows scripts", target, policy)
		}
		if !strings.HasPrefix(h.Get("Content-Type"), "text/html") {
			continue
		}
		for _, found := range inline.FindAllString(body, -1) {
			if found != `<script type="application/ld+json">` { // data, never run
				t.Errorf("%s: has %s", target, found)
			}
		}
	}
}
