package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/server/limits"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

const token = "the operator's token"

// emptyStore returns an engine that may write an empty store.
func emptyStore(t testing.TB, opt sparql.Options) *sparql.Engine {
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
	opt.Updater = sparql.Updates(db.Update)
	return enginetest.New(sparql.Snapshots(db.Snapshot), opt)
}

// newWritable returns a server over an empty store, with a token.
func newWritable(t testing.TB) *server.Server {
	t.Helper()
	return newOver(t, emptyStore(t, sparql.Options{}), server.Options{
		Token: token, Base: "http://example.com/", Dumps: t.TempDir(), Limits: limits.Limits{ClientGuesses: 1000},
	})
}

// operator sends a request with the token.
func operator(s *server.Server, method, target, contentType, body string, headers ...string) *http.Response {
	return request(s, method, target, body, append([]string{"Authorization", "Bearer " + token, "Content-Type", contentType}, headers...)...)
}

// ask answers an ASK query.
func ask(t testing.TB, s *server.Server, pattern string) bool {
	t.Helper()
	res := request(s, http.MethodPost, "/sparql", "ASK "+pattern, "Content-Type", "application/sparql-query")
	body := text(t, res)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s", pattern, res.Status, body)
	}
	return strings.Contains(body, `"boolean":true`)
}

func TestUpdate(t *testing.T) {
	const update, formType = "application/sparql-update", "application/x-www-form-urlencoded"
	for name, tc := range map[string]struct {
		target, contentType, body string
		status                    int
		part, then                string
	}{
		"directly":            {"/sparql", update, "INSERT DATA { <s> <p> 1 }", 204, "", "{ <http://example.com/s> ?p 1 }"},
		"by a form":           {"/sparql", formType, url.Values{"update": {"INSERT DATA { <s> <p> 1 }"}}.Encode(), 204, "", "{ <http://example.com/s> ?p 1 }"},
		"an empty one":        {"/sparql", formType, "update=", 204, "", "{}"},
		"using":               {"/sparql?using-graph-uri=http://e/g", update, "INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }", 204, "", "{ <http://e/b> ?p 2 FILTER NOT EXISTS { <http://e/a> ?p 2 } }"},
		"using named":         {"/sparql?using-named-graph-uri=http://e/g", update, "INSERT { ?s ?p 2 } WHERE { GRAPH ?g { ?s ?p ?o } }", 204, "", "{ <http://e/b> ?p 2 FILTER NOT EXISTS { <http://e/a> ?p 2 } }"},
		"using, in a form":    {"/sparql", formType, url.Values{"update": {"INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }"}, "using-graph-uri": {"http://e/g"}}.Encode(), 204, "", "{ <http://e/b> ?p 2 FILTER NOT EXISTS { <http://e/a> ?p 2 } }"},
		"using twice":         {"/sparql?using-graph-uri=http://e/g", update, "DELETE { ?s ?p ?o } USING <http://e/g> WHERE { ?s ?p ?o }", 400, "given twice", "{ <http://e/b> ?p 1 }"},
		"two texts":           {"/sparql", formType, "update=&update=", 400, "2 texts", "{}"},
		"two texts elsewhere": {"/sparql?update=", update, "CLEAR ALL", 400, "two texts", "{ <http://e/b> ?p 1 }"},
		"a syntax error":      {"/sparql", update, "CLEAR EVERYTHING", 400, "sparql-syntax", "{ <http://e/b> ?p 1 }"},
		"a graph that exists": {"/sparql", update, "CREATE GRAPH <http://e/g>", 400, "update-failed", "{}"},
		"all or nothing":      {"/sparql", update, "CLEAR ALL ; LOAD <http://127.0.0.1/>", 400, "LOAD is not allowed", "{ <http://e/b> ?p 1 }"},
		"out of time":         {"/sparql?timeout=0.000001", update, "DELETE WHERE { ?s ?p ?o }", 503, "query-timeout", "{ <http://e/b> ?p 1 }"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newWritable(t)
			setUp := operator(s, http.MethodPost, "/sparql", update, "INSERT DATA { <http://e/a> <http://e/p> 1 GRAPH <http://e/g> { <http://e/b> <http://e/p> 1 } }")
			if setUp.StatusCode != http.StatusNoContent {
				t.Fatal(text(t, setUp))
			}
			res := operator(s, http.MethodPost, tc.target, tc.contentType, tc.body)
			if body := text(t, res); res.StatusCode != tc.status || !strings.Contains(body, tc.part) {
				t.Errorf("%d, want %d and %q in\n%s", res.StatusCode, tc.status, tc.part, body)
			}
			if !ask(t, s, tc.then) {
				t.Errorf("afterwards not %s", tc.then)
			}
		})
	}
}

// Changes need the operator's token, wherever they come from.
func TestAuthority(t *testing.T) {
	s := newWritable(t)
	noToken, err := server.New(emptyStore(t, sparql.Options{}), server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	readOnly, err := server.New(enginetest.New(nil, sparql.Options{}), server.Options{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ method, target, contentType, body string }{
		{"POST", "/sparql", "application/sparql-update", "CLEAR ALL"},
		{"POST", "/sparql", "application/x-www-form-urlencoded", "update=CLEAR+ALL"},
		{"PUT", "/graphs?default", "text/turtle", ""},
		{"PUT", "/graphs/g", "text/turtle", ""},
		{"POST", "/graphs", "text/turtle", "<s> <p> 1 ."},
		{"DELETE", "/graphs?default", "", ""},
		{"PATCH", "/graphs/g", "application/sparql-update", "INSERT DATA { <s> <p> 1 }"},
		{"GET", "/queries", "", ""},
		{"DELETE", "/queries/1", "", ""},
	} {
		for name, c := range map[string]struct {
			s             *server.Server
			authorization string
			status        int
			challenge     string
		}{
			"nothing":            {s, "", 401, `Bearer realm="operator"`},
			"another scheme":     {s, "Basic " + token, 401, `Bearer realm="operator"`},
			"another token":      {s, "Bearer the operator's", 401, `Bearer realm="operator", error="invalid_token"`},
			"a longer token":     {s, "Bearer " + token + "s", 401, `Bearer realm="operator", error="invalid_token"`},
			"no token there":     {noToken, "Bearer ", 403, ""},
			"no token, no match": {noToken, "", 403, ""},
		} {
			res := request(c.s, tc.method, tc.target, tc.body, "Content-Type", tc.contentType, "Authorization", c.authorization)
			if got := res.Header.Get("WWW-Authenticate"); res.StatusCode != c.status || got != c.challenge {
				t.Errorf("%s %s with %s: %d %q, want %d %q", tc.method, tc.target, name, res.StatusCode, got, c.status, c.challenge)
			}
			if res.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s %s: scripts cannot read the answer", tc.method, tc.target)
			}
		}
		if !strings.Contains(tc.target, "queries") {
			if res := operator(readOnly, tc.method, tc.target, tc.contentType, tc.body); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s of a store that is read only: %d, want 403", tc.method, tc.target, res.StatusCode)
			}
		}
	}
	preflight := request(s, http.MethodOptions, "/graphs/g", "").Header
	for header, part := range map[string]string{"Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "Authorization"} {
		if !strings.Contains(preflight.Get(header), part) {
			t.Errorf("%s lacks %s: %s", header, part, preflight.Get(header))
		}
	}
}

func TestGraphStore(t *testing.T) {
	s := newWritable(t)
	const turtle = "text/turtle"
	for i, step := range []struct {
		method, target, contentType, body string
		status                            int
		part                              string
	}{
		{"GET", "/graphs/a", "", "", 404, "No such graph"},
		{"HEAD", "/graphs/a", "", "", 404, ""},
		{"DELETE", "/graphs/a", "", "", 404, "No such graph"},
		{"PUT", "/graphs/a", turtle, "<s> <p> 1 , 2 .", 201, ""},
		{"GET", "/graphs/a", "", "", 200, "<http://example.com/graphs/s>"},
		{"GET", "/graphs?graph=http://example.com/graphs/a", "", "", 200, "<http://example.com/graphs/s>"},
		{"HEAD", "/graphs/a", "", "", 200, ""},
		{"PUT", "/graphs/a", turtle, "<s> <p> 3 .", 204, ""},
		{"POST", "/graphs/a", "application/n-triples", "<http://e/s> <http://e/p> \"four\" .", 204, ""},
		{"GET", "/graphs/a?format=nt", "", "", 200, `"3"^^`},
		{"GET", "/graphs/a?format=nt", "", "", 200, `"four"`},
		{"PATCH", "/graphs/a", "application/sparql-update", "DELETE { ?s ?p ?o } INSERT { ?s ?p 5 } WHERE { ?s ?p ?o FILTER(?o = 3) }", 204, ""},
		{"GET", "/graphs/a?format=nt", "", "", 200, `"5"^^`},
		{"PATCH", "/graphs/a", "application/sparql-update", "INSERT DATA { GRAPH <http://e/b> { <s> <p> 1 } }", 400, "another graph"},
		{"PATCH", "/graphs/a", turtle, "", 415, "application/sparql-update"},
		{"PATCH", "/graphs?default", "application/sparql-update", "", 400, "POSTed to /sparql"},
		{"GET", "/graphs?default", "", "", 200, ""},
		{"PUT", "/graphs?default", "application/ld+json", `{"@id": "http://e/j", "http://e/p": "json"}`, 201, ""},
		{"GET", "/graphs?default", "", "", 200, "json"},
		{"PUT", "/graphs?graph=http://e/x", "application/rdf+xml", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><rdf:Description rdf:about="x"><e:p>xml</e:p></rdf:Description></rdf:RDF>`, 201, ""},
		{"GET", "/graphs?graph=http://e/x", "", "", 200, "xml"},
		{"PUT", "/graphs?graph=http://e/q", "application/n-quads", "<http://e/s> <http://e/p> \"quad\" <http://e/q> .", 201, ""},
		{"PUT", "/graphs?graph=http://e/r", "application/n-quads", "<http://e/s> <http://e/p> \"quad\" <http://e/q> .", 400, "in the graph"},
		{"PUT", "/graphs?graph=http://e/r", turtle, "<s> <p> .", 400, `"line": 1`},
		{"PUT", "/graphs?graph=http://e/r", "text/csv", "a,b", 415, "application/trig"},
		{"PUT", "/graphs?graph=relative", turtle, "", 400, "no scheme"},
		{"PUT", "/graphs", turtle, "", 400, "PUT needs"},
		{"DELETE", "/graphs", "", "", 400, "Name the graph"},
		{"PUT", "/graphs/a?default", turtle, "", 400, "2 graphs"},
		{"DELETE", "/graphs/a", "", "", 204, ""},
		{"GET", "/graphs/a", "", "", 404, ""},
		{"DELETE", "/graphs?default", "", "", 204, ""},
		{"DELETE", "/graphs?default", "", "", 204, ""},
		{"GET", "/graphs?default&format=word", "", "", 200, ""},
		{"GET", "/graphs", "", "", 200, "void:subset"},
	} {
		res := operator(s, step.method, step.target, step.contentType, step.body)
		if body := text(t, res); res.StatusCode != step.status || !strings.Contains(body, step.part) {
			t.Errorf("step %d, %s %s: %d, want %d and %q in\n%s", i, step.method, step.target, res.StatusCode, step.status, step.part, body)
		}
	}
}

// A graph comes out as it went in, in every syntax.
func TestGraphStoreSyntaxes(t *testing.T) {
	s := newWritable(t)
	const doc = `<http://e/s> <http://e/p> "x"@en , [ <http://e/q> 1.5 ] .`
	if res := operator(s, http.MethodPut, "/graphs/first", "text/turtle", doc); res.StatusCode != http.StatusCreated {
		t.Fatal(text(t, res))
	}
	want := triplesOf(t, format.Turtle, doc)
	for f, accept := range acceptOf {
		res := request(s, http.MethodGet, "/graphs/first", "", "Accept", accept)
		body := text(t, res)
		if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || !strings.HasPrefix(got, accept) {
			t.Fatalf("%d %q, want 200 %q", res.StatusCode, got, accept)
		}
		if !rdf.Isomorphic(want, triplesOf(t, f, body)) {
			t.Errorf("%s: another graph:\n%s", f, body)
		}
		again := "/graphs/" + f.Name()
		if res := operator(s, http.MethodPut, again, accept, body); res.StatusCode != http.StatusCreated {
			t.Errorf("%s: %d %s", f, res.StatusCode, text(t, res))
		}
		if body := text(t, request(s, http.MethodGet, again, "")); !rdf.Isomorphic(want, triplesOf(t, format.Turtle, body)) {
			t.Errorf("%s, written and read: another graph:\n%s", f, body)
		}
	}
}

func TestGraphStoreBodies(t *testing.T) {
	eng := emptyStore(t, sparql.Options{})
	s, err := server.New(eng, server.Options{Token: token, MaxGraphBytes: 1000})
	if err != nil {
		t.Fatal(err)
	}
	zipped := func(doc string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(doc)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	long := "<http://e/s> <http://e/p> <http://e/o> .\n" + strings.Repeat(" ", 1000)
	unfolding := `<!DOCTYPE r [<!ENTITY a "` + strings.Repeat("a", 300) + `">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><rdf:Description><e:p>&a;&a;&a;</e:p></rdf:Description></rdf:RDF>`
	const parts = "--x\r\nContent-Type: text/turtle\r\n\r\n_:b <http://e/p> 1 .\r\n--x\r\nContent-Type: application/n-triples\r\n\r\n_:b <http://e/p> \"2\" .\r\n--x--\r\n"
	for name, tc := range map[string]struct {
		contentType, coding, body string
		status                    int
		then                      string
	}{
		"compressed":               {"text/turtle", "gzip", zipped("<http://e/s> <http://e/p> 1 ."), 201, "{ GRAPH ?g { <http://e/s> ?p 1 } }"},
		"badly compressed":         {"text/turtle", "gzip", "no gzip", 400, "{}"},
		"unknown coding":           {"text/turtle", "compress", "", 415, "{}"},
		"too long":                 {"text/turtle", "", long, 413, "{}"},
		"too long in N-Triples":    {"application/n-triples", "", long, 413, "{}"},
		"too long when unpacked":   {"text/turtle", "gzip", zipped(long), 413, "{}"},
		"too long when unfolded":   {"application/rdf+xml", "", unfolding, 413, "{}"},
		"several documents":        {"multipart/form-data; boundary=x", "", parts, 201, "{ GRAPH ?g { ?a ?p 1 . ?b ?p '2' FILTER(?a != ?b) } }"},
		"a broken one of several":  {"multipart/form-data; boundary=x", "", strings.ReplaceAll(parts, " 1 .", " 1"), 400, "{}"},
		"one of another type":      {"multipart/form-data; boundary=x", "", strings.ReplaceAll(parts, "text/turtle", "text/plain"), 415, "{}"},
		"documents that break off": {"multipart/form-data; boundary=x", "", parts[:60], 400, "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			target := "/graphs/" + strings.ReplaceAll(name, " ", "-")
			res := operator(s, http.MethodPut, target, tc.contentType, tc.body, "Content-Encoding", tc.coding)
			if body := text(t, res); res.StatusCode != tc.status {
				t.Errorf("%d, want %d\n%s", res.StatusCode, tc.status, body)
			}
			if !ask(t, s, tc.then) {
				t.Errorf("afterwards not %s", tc.then)
			}
			if res := request(s, http.MethodGet, target, ""); tc.status != 201 && res.StatusCode != http.StatusNotFound {
				t.Errorf("the graph is there: %d", res.StatusCode)
			}
		})
	}
}

func TestGraphStoreConditions(t *testing.T) {
	s := newWritable(t)
	put := func(body string, headers ...string) int {
		return operator(s, http.MethodPut, "/graphs/g", "text/turtle", body, headers...).StatusCode
	}
	if got := put("<s> <p> 0 .", "If-Match", "*"); got != http.StatusPreconditionFailed {
		t.Errorf("If-Match: * without the graph: %d, want 412", got)
	}
	if got := put("<s> <p> 1 .", "If-None-Match", "*"); got != http.StatusCreated {
		t.Errorf("If-None-Match: * without the graph: %d, want 201", got)
	}
	if got := put("<s> <p> 2 .", "If-None-Match", "*"); got != http.StatusPreconditionFailed {
		t.Errorf("If-None-Match: * with the graph: %d, want 412", got)
	}
	etag := request(s, http.MethodGet, "/graphs/g", "").Header.Get("ETag")
	if res := request(s, http.MethodGet, "/graphs/g", "", "If-None-Match", etag); res.StatusCode != http.StatusNotModified {
		t.Errorf("reading again: %d, want 304", res.StatusCode)
	}
	if got := put("<s> <p> 3 .", "If-Match", etag); got != http.StatusNoContent {
		t.Errorf("If-Match of the current state: %d, want 204", got)
	}
	if got := put("<s> <p> 4 .", "If-Match", etag); got != http.StatusPreconditionFailed {
		t.Errorf("If-Match of an old state: %d, want 412", got)
	}
	if res := operator(s, http.MethodDelete, "/graphs/g", "", "", "If-Match", etag); res.StatusCode != http.StatusPreconditionFailed {
		t.Errorf("deleting an old state: %d, want 412", res.StatusCode)
	}
	if !ask(t, s, "{ GRAPH <http://example.com/graphs/g> { ?s ?p 3 } }") {
		t.Error("the graph is not the one of the last good write")
	}
}

// A graph made by POST is where the Location says.
func TestGraphStoreNewGraph(t *testing.T) {
	s := newWritable(t)
	seen := map[string]bool{}
	for i := range 3 {
		res := operator(s, http.MethodPost, "/graphs", "text/turtle", fmt.Sprintf("<http://e/s> <http://e/p> %d .", i))
		location := res.Header.Get("Location")
		if res.StatusCode != http.StatusCreated || seen[location] {
			t.Fatalf("%d %q, want 201 and a new address", res.StatusCode, location)
		}
		seen[location] = true
		for _, target := range []string{location, "/graphs?graph=" + url.QueryEscape(location)} {
			if body := text(t, request(s, http.MethodGet, target, "")); !strings.Contains(body, fmt.Sprint(i)) {
				t.Errorf("%s: no %d in\n%s", target, i, body)
			}
		}
	}
}

// A transaction holds what it removes: large graphs are not removed by one.
func TestGraphStoreRefusesLargeGraphs(t *testing.T) {
	s, err := server.New(emptyStore(t, sparql.Options{}), server.Options{Token: token, MaxReplacedQuads: 2})
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct {
		method, body string
		status       int
	}{
		{http.MethodPut, "<s> <p> 1 , 2 .", http.StatusCreated},
		{http.MethodPut, "<s> <p> 1 , 3 .", http.StatusNoContent},
		{http.MethodPost, "<s> <p> 4 .", http.StatusNoContent},
		{http.MethodPut, "<s> <p> 5 .", http.StatusRequestEntityTooLarge},
		{http.MethodDelete, "", http.StatusRequestEntityTooLarge},
	} {
		if res := operator(s, step.method, "/graphs/g", "text/turtle", step.body); res.StatusCode != step.status {
			t.Errorf("step %d: %d, want %d: %s", i, res.StatusCode, step.status, text(t, res))
		}
	}
	if !ask(t, s, "{ GRAPH ?g { ?s ?p 1 , 3 , 4 } }") {
		t.Error("the graph has changed")
	}
}
