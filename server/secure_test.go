package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/server"
)

// Every answer of every route, errors and redirects included, tells browsers not to guess,
// frame or run; and no page has a script, handler or style that the policy would stop.
func TestSecure(t *testing.T) {
	s := newServer(t, server.Options{Token: token, Reports: reports.All()})
	inline := regexp.MustCompile(`(?i)<script(?: [^>]*)?>|<style|<[^>]* (?:style|on[a-z]+)=|javascript:`)
	pages, failures := 0, 0
	everyAnswer(t, s, func(*http.Request) {}, func(what string, res *http.Response, body string) {
		h := res.Header
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", what, h)
		}
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "style-src 'self'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy %q lacks %s", what, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
			t.Errorf("%s: the policy %q allows scripts", what, policy)
		}
		if res.StatusCode >= http.StatusBadRequest {
			failures++
		}
		if !strings.HasPrefix(h.Get("Content-Type"), "text/html") {
			return
		}
		pages++
		for _, found := range inline.FindAllString(body, -1) {
			if found != `<script type="application/ld+json">` { // data, never run
				t.Errorf("%s: has %s", what, found)
			}
		}
	})
	if pages == 0 || failures == 0 {
		t.Errorf("looked at %d pages and %d errors", pages, failures)
	}
}
