package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// newNumbers returns a server over a chain of n numbers, and its engine.
func newNumbers(t testing.TB, n int, eo sparql.Options, so server.Options) (*server.Server, *sparql.Engine) {
	t.Helper()
	e := emptyStore(t, eo)
	const piece = 500 // keeps the text of an update within the smallest budget of the tests
	for first := 0; first < n; first += piece {
		var b strings.Builder
		b.WriteString("INSERT DATA {")
		for i := first; i < min(first+piece, n); i++ {
			fmt.Fprintf(&b, " <http://e/%d> <http://e/next> <http://e/%d> ; <http://e/value> %d .", i, i+1, i)
		}
		b.WriteString("}")
		if err := e.Update(context.Background(), b.String(), sparql.QueryOptions{Timeout: time.Minute}); err != nil {
			t.Fatal(err)
		}
	}
	if so.Reports != nil {
		db, err := store.OpenMemory(store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		so.State = stateOf(db, e)
	}
	s, err := server.New(e, so)
	if err != nil {
		t.Fatal(err)
	}
	return s, e
}

func queryPath(query string, more ...string) string {
	v := url.Values{"query": {query}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return "/sparql?" + v.Encode()
}

// heavy are queries that are long at work inside one kind of operator.
var heavy = map[string]string{
	"sort":      "SELECT ?a { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?b ?d ?f",
	"aggregate": "SELECT ?b (COUNT(?f) AS ?n) (GROUP_CONCAT(?d) AS ?t) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } GROUP BY ?b ?d",
	"distinct":  "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?b ?d ?f { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } }",
	"path":      "SELECT (COUNT(*) AS ?n) { ?a <http://e/next>+ ?b . ?c <http://e/next>+ ?d }",
	"filter":    "SELECT ?a { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(REGEX(CONCAT(STR(?a), STR(?d), STR(?f)), '(x*)*yz')) }",
}

func TestDeadlineInsideOperators(t *testing.T) {
	s, _ := newNumbers(t, 2000, sparql.Options{}, server.Options{})
	for name, query := range heavy {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			res := request(s, http.MethodGet, queryPath(query, "timeout", "0.3"), "")
			if body := text(t, res); res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "/problems/query-timeout") {
				t.Errorf("%d %.300s", res.StatusCode, body)
			}
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestMemoryInsideOperators(t *testing.T) {
	s, _ := newNumbers(t, 2000, sparql.Options{MemoryBytes: 4 << 20}, server.Options{})
	for _, name := range []string{"sort", "aggregate", "distinct", "path"} {
		t.Run(name, func(t *testing.T) {
			res := request(s, http.MethodGet, queryPath(heavy[name]), "")
			if body := text(t, res); res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "/problems/query-memory") {
				t.Errorf("%d %.300s", res.StatusCode, body)
			}
		})
	}
}

func TestMaxRows(t *testing.T) {
	s, _ := newNumbers(t, 20000, sparql.Options{}, server.Options{MaxRows: 15000})
	few := request(s, http.MethodGet, queryPath("SELECT ?a { ?a <http://e/next> ?b } LIMIT 15000"), "")
	if body := text(t, few); few.StatusCode != http.StatusOK || strings.Count(body, `"uri"`) != 15000 {
		t.Errorf("as many as allowed: %d, %d rows", few.StatusCode, strings.Count(body, `"uri"`))
	}
	sum := request(s, http.MethodGet, queryPath("SELECT (COUNT(*) AS ?n) { ?a <http://e/next> ?b }"), "", "Accept", "text/csv")
	if body := text(t, sum); body != "n\r\n20000\r\n" {
		t.Errorf("rows inside the query count: %q", body)
	}
	one, _ := newNumbers(t, 100, sparql.Options{}, server.Options{MaxRows: 10})
	res := request(one, http.MethodGet, queryPath("SELECT ?a { ?a <http://e/next> ?b }"), "")
	if body := text(t, res); res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "/problems/too-many-rows") {
		t.Errorf("%d %.300s", res.StatusCode, body)
	}
	ts := httptest.NewServer(s.Handler())
	defer ts.Close()
	begun, err := ts.Client().Get(ts.URL + queryPath("SELECT ?a { ?a <http://e/next> ?b }"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = begun.Body.Close() }()
	if n, err := io.Copy(io.Discard, begun.Body); begun.StatusCode != http.StatusOK || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a result that has begun: %d, %d bytes, %v; want an unexpected end", begun.StatusCode, n, err)
	}
}

// waitFor waits until the condition holds and returns how long that took.
func waitFor(t *testing.T, what string, condition func() bool) time.Duration {
	t.Helper()
	start := time.Now()
	for !condition() {
		if time.Since(start) > 10*time.Second {
			t.Fatalf("%s: not after %v", what, time.Since(start))
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(start)
}

// A client that goes away stops its query within 100 ms, wherever that is at
// work. Other programs on the machine get two more chances not to disturb.
func TestClientGoesAway(t *testing.T) {
	s, e := newNumbers(t, 2000, sparql.Options{}, server.Options{})
	ts := httptest.NewServer(s.Handler())
	defer ts.Close()
	for name, query := range heavy {
		t.Run(name, func(t *testing.T) {
			var took []time.Duration
			for range 3 {
				took = append(took, leaveDuring(t, ts, e, query))
				if slices.Min(took) <= 100*time.Millisecond {
					return
				}
			}
			t.Errorf("the query went on for %v", took)
		})
	}
}

// leaveDuring begins a query, goes away while it runs and returns how long it
// went on.
func leaveDuring(t *testing.T, ts *httptest.Server, e *sparql.Engine, query string) time.Duration {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, ts.URL+queryPath(query), http.NoBody)
		if err == nil {
			var res *http.Response
			if res, err = ts.Client().Do(req); err == nil {
				_, err = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
		}
		gone <- err
	}()
	waitFor(t, "the query runs", func() bool { return len(e.Running()) == 1 })
	time.Sleep(100 * time.Millisecond)
	if len(e.Running()) != 1 {
		t.Fatal("the query has ended by itself")
	}
	leave()
	took := waitFor(t, "the query has ended", func() bool { return len(e.Running()) == 0 })
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the client got %v", err)
	}
	return took
}

func TestRunningQueries(t *testing.T) {
	s, e := newNumbers(t, 2000, sparql.Options{}, server.Options{Token: token})
	answer := make(chan *http.Response, 1)
	go func() { answer <- request(s, http.MethodGet, queryPath(heavy["sort"]), "") }()
	waitFor(t, "the query runs", func() bool { return len(e.Running()) == 1 })
	var list struct {
		Queries []struct {
			ID     uint64
			Query  string
			Client string
		}
	}
	body := text(t, operator(s, http.MethodGet, "/queries", "", ""))
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Queries) != 1 {
		t.Fatalf("%v in %s", err, body)
	}
	q := list.Queries[0]
	if q.Query != heavy["sort"] || q.Client == "" {
		t.Errorf("got %+v", q)
	}
	if page := text(t, operator(s, http.MethodGet, "/queries", "", "", "Accept", "text/html")); !strings.Contains(page, "ORDER BY ?b ?d ?f") {
		t.Errorf("the page does not show the query:\n%s", page)
	}
	for _, id := range []string{"0", "x", fmt.Sprint(q.ID + 1)} {
		if res := operator(s, http.MethodDelete, "/queries/"+id, "", ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("stopping query %s: %d, want 404", id, res.StatusCode)
		}
	}
	if res := operator(s, http.MethodDelete, fmt.Sprintf("/queries/%d", q.ID), "", ""); res.StatusCode != http.StatusNoContent {
		t.Errorf("stopping the query: %d, want 204", res.StatusCode)
	}
	res := <-answer
	if body := text(t, res); res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "/problems/query-cancelled") {
		t.Errorf("the client got %d %s", res.StatusCode, body)
	}
}

func TestExplain(t *testing.T) {
	s, _ := newNumbers(t, 50, sparql.Options{}, server.Options{})
	const query = "SELECT ?a ?c { ?a <http://e/next> ?b . ?b <http://e/next> ?c FILTER(STR(?a) != \"<&>\") } ORDER BY ?a"
	for name, tc := range map[string]struct {
		explain, format, accept string
		status                  int
		contentType, part, not  string
	}{
		"a plan":           {"plan", "", "", 200, "text/plain; charset=utf-8", "estimated rows", "; rows"},
		"a plan that ran":  {"run", "", "", 200, "text/plain; charset=utf-8", "; rows 49", ""},
		"JSON by format":   {"run", "json", "", 200, "application/json; charset=utf-8", `"ran": true`, ""},
		"JSON by Accept":   {"plan", "", "application/json", 200, "application/json; charset=utf-8", `"ran": false`, ""},
		"SVG by Accept":    {"run", "", "image/svg+xml", 200, "image/svg+xml", "49 rows (", ""},
		"SVG by format":    {"1", "svg", "", 200, "image/svg+xml", "rows expected", ""},
		"a page":           {"run", "", "text/html", 200, "text/html; charset=utf-8", "<svg", ""},
		"another value":    {"maybe", "", "", 400, "application/problem+json; charset=utf-8", "explain=maybe", ""},
		"another format":   {"run", "csv", "image/svg+xml", 200, "image/svg+xml", "49 rows (", ""},
		"nothing accepted": {"run", "", "image/png", 406, "application/problem+json; charset=utf-8", "image/svg+xml", ""},
	} {
		t.Run(name, func(t *testing.T) {
			res := request(s, http.MethodGet, queryPath(query, "explain", tc.explain, "format", tc.format), "", "Accept", tc.accept)
			body := text(t, res)
			if got := res.Header.Get("Content-Type"); res.StatusCode != tc.status || got != tc.contentType {
				t.Errorf("%d %q, want %d %q", res.StatusCode, got, tc.status, tc.contentType)
			}
			if !strings.Contains(body, tc.part) || tc.not != "" && strings.Contains(body, tc.not) {
				t.Errorf("want %q and not %q in\n%s", tc.part, tc.not, body)
			}
			switch tc.contentType {
			case "application/json":
				if !json.Valid([]byte(body)) {
					t.Error("no JSON")
				}
			case "image/svg+xml":
				checkXML(t, body)
			}
		})
	}
	res := request(s, http.MethodGet, queryPath("SELECT ?a { ?a ?b }", "explain", "run"), "")
	if body := text(t, res); res.StatusCode != http.StatusBadRequest || !strings.Contains(body, "sparql-syntax") {
		t.Errorf("a syntax error: %d %s", res.StatusCode, body)
	}
	res = request(s, http.MethodGet, queryPath(heavy["sort"], "explain", "run", "timeout", "0.1"), "")
	if body := text(t, res); res.StatusCode != http.StatusOK && !strings.Contains(body, "query-timeout") {
		t.Errorf("out of time: %d %s", res.StatusCode, body)
	}
}

// checkXML checks that a document is well-formed.
func checkXML(t *testing.T, doc string) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader([]byte(doc)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, doc)
		}
	}
}
