package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/server"
)

// A result that a form cannot hold is no fault of the server: the client is told to
// ask for another form.
func TestFormCannotHoldResult(t *testing.T) {
	s := newServer(t, server.Options{})
	for name, tc := range map[string]struct{ query, accept string }{
		"control character in XML results": {`SELECT ("a\u0001b" AS ?x) {}`, "application/sparql-results+xml"},
		"not a character, in XML results":  {`SELECT ("a\uFFFFb" AS ?x) {}`, "application/sparql-results+xml"},
		"control character in RDF/XML":     {`CONSTRUCT { <http://e/s> <http://e/p> "a\u0001b" } {}`, "application/rdf+xml"},
		"predicate without a local name":   {`CONSTRUCT { <http://e/s> <http://e/1> "a" } {}`, "application/rdf+xml"},
	} {
		req := httptest.NewRequest(http.MethodGet, "/sparql?query="+url.QueryEscape(tc.query), nil)
		req.Header.Set("Accept", tc.accept)
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, req)
		var p struct{ Type, Title, Detail string }
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusNotAcceptable {
			t.Errorf("%s: %d %s, want 406", name, w.Code, w.Body)
		}
		if !strings.Contains(p.Detail, "JSON") || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: %+v", name, p)
		}
		req.Header.Set("Accept", "*/*")
		w = httptest.NewRecorder()
		if s.Handler().ServeHTTP(w, req); w.Code != http.StatusOK {
			t.Errorf("%s: the usual form: %d", name, w.Code)
		}
	}
}
