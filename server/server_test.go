package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

func TestMain(m *testing.M) { enginetest.Main(m) }

// newServer returns a server over a store with the bundled sample, which is what its
// reports read, if it has any.
func newServer(t testing.TB, opt server.Options) *server.Server {
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
	if opt.Dumps == "" {
		opt.Dumps = t.TempDir()
	}
	engine := enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{})
	if opt.Reports != nil {
		opt.State = stateOf(db, engine)
	}
	return newOver(t, engine, opt)
}

// newOver returns a server over an engine, which ends with the test.
func newOver(t testing.TB, engine server.Engine, opt server.Options) *server.Server {
	t.Helper()
	s, err := server.New(engine, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func loadSample(t testing.TB, db *store.DB) {
	t.Helper()
	loader, err := db.Load(context.Background(), store.LoadOptions{MemoryBytes: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	part, err := loader.Part()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range sampleQuads(t) {
		if err := part.Add(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := part.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := loader.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// sampleQuads maps the bundled sample.
func sampleQuads(t testing.TB) []rdf.Quad {
	t.Helper()
	rd, err := marc.NewReader(bytes.NewReader(sample.Register), marc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var quads []rdf.Quad
	m := mapping.NewMapper(mapping.Options{})
	for rec, err := range rd.All() {
		if err != nil {
			t.Fatal(err)
		}
		res, err := m.Map(rec)
		if err != nil {
			t.Fatal(err)
		}
		quads = append(quads, res.Quads...)
	}
	return quads
}

// request answers one request. Headers are given as pairs.
func request(s *server.Server, method, target, body string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Result()
}

func text(t testing.TB, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var acceptOf = map[format.Format]string{
	format.NTriples: "application/n-triples", format.NQuads: "application/n-quads", format.Turtle: "text/turtle",
	format.TriG: "application/trig", format.RDFXML: "application/rdf+xml", format.JSONLD: "application/ld+json",
}

// triplesOf reads a document and returns its triples without their graphs.
func triplesOf(t testing.TB, f format.Format, doc string) *rdf.Dataset {
	t.Helper()
	rd, err := format.NewReader(strings.NewReader(doc), f, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := rdf.NewDataset()
	var q rdf.Quad
	for {
		err := rd.Read(&q)
		if errors.Is(err, io.EOF) {
			return d
		}
		if err != nil {
			t.Fatalf("%s: %v in\n%s", f, err, doc)
		}
		q.G = rdf.DefaultGraph
		d.Add(q)
	}
}

// Every form of a document holds the same graph, and each is reached by 303
// from the resource.
func TestOneGraphInAllForms(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, path := range []string{
		"/resource/ISSN/0028-0836", "/resource/ISSN/1476-4687", "/resource/ISSN-L/0028-0836", "/resource/ISSN/0302-2889",
		"/vocabularies/RecordStatus", "/vocabularies/countries", "/organization/ISSNCenter", "/organization/keepers",
	} {
		var first *rdf.Dataset
		for f, accept := range acceptOf {
			res := request(s, http.MethodGet, path, "", "Accept", accept)
			location := res.Header.Get("Location")
			if res.StatusCode != http.StatusSeeOther || !strings.HasSuffix(location, f.Suffix()) {
				t.Fatalf("%s as %s: %d to %q, want 303 to %s", path, accept, res.StatusCode, location, f.Suffix())
			}
			res = request(s, http.MethodGet, location, "")
			if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || !strings.HasPrefix(got, accept) {
				t.Fatalf("%s: %d %q, want 200 %q", location, res.StatusCode, got, accept)
			}
			d := triplesOf(t, f, text(t, res))
			if first == nil {
				first = d
			}
			if d.Len() < 5 || !rdf.Isomorphic(first, d) {
				t.Errorf("%s as %s: another graph, of %d triples; the first has %d", path, accept, d.Len(), first.Len())
			}
		}
	}
}

func TestStatusCodes(t *testing.T) {
	s := newServer(t, server.Options{})
	for name, tc := range map[string]struct {
		path, accept string
		status       int
		location     string
		body         string // a part of the body
	}{
		"a browser gets the page":             {"/resource/ISSN/0028-0836", "text/html,*/*;q=0.8", 303, "/data/ISSN/0028-0836.html", ""},
		"no hyphen":                           {"/resource/ISSN/00280836", "", 301, "/resource/ISSN/0028-0836", ""},
		"lower-case x":                        {"/resource/ISSN/2434-561x", "", 301, "/resource/ISSN/2434-561X", ""},
		"a label before it":                   {"/resource/ISSN/ISSN%200028-0836", "", 301, "/resource/ISSN/0028-0836", ""},
		"the space in lower case":             {"/resource/issn-l/0028-0836", "", 301, "/resource/ISSN-L/0028-0836", ""},
		"a suffix survives the redirect":      {"/resource/ISSN/00280836.ttl", "", 301, "/resource/ISSN/0028-0836.ttl", ""},
		"suffix on the resource":              {"/resource/ISSN/0028-0836.jsonld", "", 303, "/data/ISSN/0028-0836.jsonld", ""},
		"format parameter":                    {"/resource/ISSN/0028-0836?format=xml", "text/turtle", 303, "/data/ISSN/0028-0836.rdf", ""},
		"format parameter by media type":      {"/resource/ISSN/0028-0836?format=application/ld+json", "", 303, "/data/ISSN/0028-0836.jsonld", ""},
		"unknown format parameter":            {"/resource/ISSN/0028-0836?format=word", "text/turtle", 303, "/data/ISSN/0028-0836.ttl", ""},
		"nothing acceptable":                  {"/resource/ISSN/0028-0836", "image/png", 406, "", "application/ld+json"},
		"wrong check digit":                   {"/resource/ISSN/0028-0837", "", 404, "", "its check digit is 7 and should be 6"},
		"wrong check digit names the nearest": {"/resource/ISSN/0028-0837", "", 404, "", `"/resource/ISSN/0028-0836"`},
		"wrong check digit in data":           {"/data/ISSN/0028-0837.ttl", "", 404, "", "check digit"},
		"no ISSN":                             {"/resource/ISSN/nature", "", 404, "", "does not have the form of an ISSN"},
		"not in the register":                 {"/resource/ISSN/9999-9994", "", 404, "", "no record of it"},
		"suppressed":                          {"/resource/ISSN/0229-818X", "", 410, "", "suppressed"},
		"suppressed data":                     {"/data/ISSN/0229-818X.ttl", "", 410, "", "suppressed"},
		"unreported":                          {"/resource/ISSN/0205-5333", "", 404, "", "reserved"},
		"cancelled":                           {"/resource/ISSN/0302-2889", "", 303, "/data/ISSN/0302-2889.html", ""},
		"cancelled page":                      {"/data/ISSN/0302-2889.html", "", 200, "", "cancelled in favour of"},
		"unknown space":                       {"/resource/ISBN/0028-0836", "", 404, "", "/resource/ISSN-H/"},
		"data without a suffix":               {"/data/ISSN/0028-0836", "text/turtle", 303, "/data/ISSN/0028-0836.ttl", ""},
		"unknown organisation":                {"/organization/nobody", "", 404, "", "no statements about"},
		"unknown page":                        {"/nowhere", "", 404, "", "/resource/ISSN/"},
		"a problem as a page":                 {"/resource/ISSN/0028-0837", "text/html", 404, "", "<h1>Wrong check digit</h1>"},
		"find":                                {"/find?issn=00280836", "", 303, "/resource/ISSN/0028-0836", ""},
		"find nothing":                        {"/find?issn=nature", "", 404, "", "does not have the form"},
		"home":                                {"/", "", 200, "", "curl -L"},
		"lists":                               {"/vocabularies", "", 200, "", "/vocabularies/countries"},
		"health":                              {"/health", "", 200, "", `"status":"up"`},
		"robots":                              {"/robots.txt", "", 200, "", "Disallow: /sparql"},
		"style":                               {"/static/style.css", "", 200, "", "font"},
		"static traversal":                    {"/static/..%2f..%2fserver.go", "", 400, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			res := request(s, http.MethodGet, tc.path, "", "Accept", tc.accept)
			if got := res.Header.Get("Location"); res.StatusCode != tc.status || got != tc.location {
				t.Errorf("%d %q, want %d %q", res.StatusCode, got, tc.status, tc.location)
			}
			if body := text(t, res); !strings.Contains(body, tc.body) {
				t.Errorf("no %q in\n%s", tc.body, body)
			}
			if res.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Error("scripts of other sites cannot read the answer")
			}
		})
	}
}

// An ISSN that only another record names as cancelled says in whose favour.
func TestCancelledWithoutRecord(t *testing.T) {
	s := newServer(t, server.Options{})
	res := request(s, http.MethodPost, "/sparql", url.Values{"query": {
		`PREFIX p: <http://issn.org/vocabularies/properties/>
		 SELECT ?c WHERE { ?x p:hasCancelledISSN ?c FILTER NOT EXISTS { ?c ?p ?o } } ORDER BY ?c LIMIT 1`,
	}}.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/csv")
	lines := strings.Fields(text(t, res))
	if len(lines) != 2 {
		t.Skipf("the sample has no such ISSN: %q", lines)
	}
	issn := strings.TrimSuffix(lines[1][strings.LastIndexByte(lines[1], '/')+1:], "#ISSN")
	page := text(t, request(s, http.MethodGet, "/data/ISSN/"+issn+".html", ""))
	if !strings.Contains(page, "cancelled in favour of") {
		t.Errorf("the page of %s does not say so:\n%s", issn, page)
	}
}

func TestDocumentHeaders(t *testing.T) {
	s := newServer(t, server.Options{})
	res := request(s, http.MethodGet, "/data/ISSN/0028-0836.ttl", "")
	for name, want := range map[string]string{
		"Content-Type":     "text/turtle; charset=utf-8",
		"Content-Location": "/data/ISSN/0028-0836.ttl",
		"Vary":             "Accept, Accept-Profile",
		"Last-Modified":    "Thu, 06 Jun 2024 00:00:00 GMT",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	link := res.Header.Get("Link")
	for _, part := range []string{
		`<http://issn.org/resource/ISSN/0028-0836>; rel="cite-as"`,
		`</data/ISSN/0028-0836.jsonld>; rel="alternate"; type="application/ld+json"`,
		`rel="license"`, `<http://schema.org/Periodical>; rel="type"`, `rel="describedby"`, `rel="canonical"`,
	} {
		if !strings.Contains(link, part) {
			t.Errorf("Link lacks %s: %s", part, link)
		}
	}
	etag := res.Header.Get("ETag")
	if etag == "" || strings.HasPrefix(etag, "W/") {
		t.Errorf("ETag %q is not strong", etag)
	}
	again := request(s, http.MethodGet, "/data/ISSN/0028-0836.ttl", "", "If-None-Match", etag)
	if body := text(t, again); again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("%d with %d bytes, want 304 without a body", again.StatusCode, len(body))
	}
	if other := request(s, http.MethodGet, "/data/ISSN/0028-0836.nt", "").Header.Get("ETag"); other == etag {
		t.Errorf("two forms with one ETag %s", etag)
	}
	head := request(s, http.MethodHead, "/data/ISSN/0028-0836.ttl", "")
	if body := text(t, head); body != "" || head.Header.Get("Content-Length") != res.Header.Get("Content-Length") {
		t.Errorf("HEAD: %d bytes, Content-Length %s, want %s", len(body), head.Header.Get("Content-Length"), res.Header.Get("Content-Length"))
	}
	if res := request(s, http.MethodOptions, "/data/ISSN/0028-0836.ttl", ""); res.StatusCode != http.StatusNoContent || !strings.Contains(res.Header.Get("Allow"), "GET") {
		t.Errorf("OPTIONS: %d %q", res.StatusCode, res.Header.Get("Allow"))
	}
	if res := request(s, http.MethodDelete, "/data/ISSN/0028-0836.ttl", ""); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d, want 405", res.StatusCode)
	}
}

func TestPage(t *testing.T) {
	s := newServer(t, server.Options{})
	page := text(t, request(s, http.MethodGet, "/data/ISSN/0028-0836.html", ""))
	for _, part := range []string{
		"Nature (London)", `<a href="/resource/ISSN-L/0028-0836">`, "Related serials", "Weekly",
		`<link rel="alternate" type="text/turtle" href="/data/ISSN/0028-0836.ttl"`,
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	_, rest, _ := strings.Cut(page, `<script type="application/ld+json">`)
	script, _, ok := strings.Cut(rest, "</script>")
	var data map[string]any
	if err := json.Unmarshal([]byte(script), &data); !ok || err != nil {
		t.Fatalf("structured data: %v in %s", err, script)
	}
	if data["@context"].(map[string]any)["@vocab"] != "http://schema.org/" || data["issn"] != "0028-0836" {
		t.Errorf("structured data: %v", data)
	}
}

const countQuery = "SELECT (COUNT(*) AS ?n) WHERE { ?s <http://purl.org/dc/elements/1.1/identifier> ?issn }"

// countIn is the answer of countQuery over a graph, counted another way; the
// empty name stands for all graphs.
func countIn(quads []rdf.Quad, graph string) string {
	n := 0
	for _, q := range quads {
		if q.P.Value() == vocab.DCIdentifier && (graph == "" || q.G.Value() == graph) {
			n++
		}
	}
	return strconv.Itoa(n)
}

func TestSPARQLProtocol(t *testing.T) {
	s := newServer(t, server.Options{QueryTimeout: 5 * time.Second})
	form := func(values ...string) string {
		v := url.Values{}
		for i := 0; i < len(values); i += 2 {
			v.Add(values[i], values[i+1])
		}
		return v.Encode()
	}
	quads := sampleQuads(t)
	all, full := countIn(quads, ""), countIn(quads, vocab.GraphFull)
	if all == full || full == "0" {
		t.Fatalf("%s serials in all graphs, %s in one: the sample does not tell them apart", all, full)
	}
	const formType = "application/x-www-form-urlencoded"
	for name, tc := range map[string]struct {
		method, target, body, contentType, accept string
		status                                    int
		gotType, part                             string
	}{
		"GET":                       {"GET", "/sparql?" + form("query", countQuery), "", "", "", 200, "application/sparql-results+json", `"value":"` + all + `"`},
		"POST a form":               {"POST", "/sparql", form("query", countQuery), formType, "text/csv", 200, "text/csv; charset=utf-8", "n\r\n" + all + "\r\n"},
		"POST the query":            {"POST", "/sparql", countQuery, "application/sparql-query", "text/tab-separated-values", 200, "text/tab-separated-values; charset=utf-8", "?n\n" + all + "\n"},
		"XML":                       {"GET", "/sparql?" + form("query", countQuery), "", "", "application/sparql-results+xml", 200, "application/sparql-results+xml", ">" + all + "</literal>"},
		"format parameter":          {"GET", "/sparql?" + form("query", countQuery, "format", "csv"), "", "", "", 200, "text/csv; charset=utf-8", all},
		"the page":                  {"GET", "/sparql?" + form("query", countQuery), "", "", "text/html", 200, "text/html; charset=utf-8", "<td dir=\"auto\">" + all + "</td>"},
		"the empty page":            {"GET", "/sparql", "", "", "text/html", 200, "text/html; charset=utf-8", "<textarea"},
		"no query":                  {"GET", "/sparql", "", "", "", 200, "text/turtle; charset=utf-8", "sd:Service"},
		"no query in a form":        {"POST", "/sparql", "", formType, "", 400, "application/problem+json; charset=utf-8", "No query"},
		"an update by GET":          {"GET", "/sparql?" + form("update", "CLEAR ALL"), "", "", "", 400, "application/problem+json; charset=utf-8", "POSTed"},
		"a query and an update":     {"POST", "/sparql", form("update", "CLEAR ALL", "query", countQuery), formType, "", 400, "application/problem+json; charset=utf-8", "one of them"},
		"another charset":           {"POST", "/sparql", countQuery, "application/sparql-query; charset=utf-16", "", 415, "application/problem+json; charset=utf-8", "UTF-8"},
		"no UTF-8":                  {"POST", "/sparql", "ASK { ?s ?p '\xff' }", "application/sparql-query", "", 400, "application/problem+json; charset=utf-8", "not UTF-8"},
		"ASK":                       {"GET", "/sparql?" + form("query", "ASK { ?s ?p ?o }"), "", "", "", 200, "application/sparql-results+json", `"boolean":true`},
		"CONSTRUCT":                 {"GET", "/sparql?" + form("query", "CONSTRUCT WHERE { ?s <http://schema.org/issn> '0028-0836' }"), "", "", "", 200, "text/turtle; charset=utf-8", `"0028-0836"`},
		"DESCRIBE as JSON-LD":       {"GET", "/sparql?" + form("query", "DESCRIBE <http://issn.org/resource/ISSN/0028-0836>"), "", "", "application/ld+json", 200, "application/ld+json", "Nature (London)"},
		"a table as Turtle":         {"GET", "/sparql?" + form("query", countQuery), "", "", "text/turtle", 406, "application/problem+json; charset=utf-8", "application/sparql-results+json"},
		"a syntax error":            {"GET", "/sparql?" + form("query", "SELECT ?s\nWHERE { ?s ?p }"), "", "", "", 400, "application/problem+json; charset=utf-8", `"line": 2`},
		"a syntax error for people": {"GET", "/sparql?" + form("query", "SELECT ?s WHERE { ?s ?p }"), "", "", "text/html", 400, "text/html; charset=utf-8", "line 1, column 25"},
		"two queries":               {"GET", "/sparql?" + form("query", countQuery, "query", countQuery), "", "", "", 400, "application/problem+json; charset=utf-8", "2 texts"},
		"an update":                 {"POST", "/sparql", form("update", "CLEAR ALL"), formType, "", 403, "application/problem+json; charset=utf-8", "queries only"},
		"an update, directly":       {"POST", "/sparql", "CLEAR ALL", "application/sparql-update", "", 403, "application/problem+json; charset=utf-8", "queries only"},
		"another media type":        {"POST", "/sparql", countQuery, "text/plain", "", 415, "application/problem+json; charset=utf-8", "application/sparql-query"},
		"a bad time-out":            {"GET", "/sparql?" + form("query", countQuery, "timeout", "soon"), "", "", "", 400, "application/problem+json; charset=utf-8", "timeout=soon"},
		"out of time":               {"GET", "/sparql?" + form("query", "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?f < ?i) }", "timeout", "0.2"), "", "", "", 503, "application/problem+json; charset=utf-8", "query-timeout"},
		"SERVICE is off":            {"GET", "/sparql?" + form("query", "SELECT * WHERE { SERVICE <http://127.0.0.1/sparql> { ?s ?p ?o } }"), "", "", "", 400, "application/problem+json; charset=utf-8", "off here"},
		"default-graph-uri":         {"GET", "/sparql?" + form("query", countQuery, "default-graph-uri", "http://issn.org/graph/register/full"), "", "", "text/csv", 200, "text/csv; charset=utf-8", "\r\n" + full + "\r\n"},
		"a graph that is no IRI":    {"GET", "/sparql?" + form("query", countQuery, "default-graph-uri", "a graph"), "", "", "", 400, "application/problem+json; charset=utf-8", "default-graph-uri"},
	} {
		t.Run(name, func(t *testing.T) {
			res := request(s, tc.method, tc.target, tc.body, "Content-Type", tc.contentType, "Accept", tc.accept)
			if got := res.Header.Get("Content-Type"); res.StatusCode != tc.status || got != tc.gotType {
				t.Errorf("%d %q, want %d %q", res.StatusCode, got, tc.status, tc.gotType)
			}
			if body := text(t, res); !strings.Contains(body, tc.part) {
				t.Errorf("no %q in\n%s", tc.part, body)
			}
		})
	}
}

func TestBodyIsBounded(t *testing.T) {
	s := newServer(t, server.Options{MaxRequestBytes: 100})
	res := request(s, http.MethodPost, "/sparql", strings.Repeat(" ", 200), "Content-Type", "application/sparql-query")
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d, want 413", res.StatusCode)
	}
}

// A result that breaks off after its beginning never looks complete.
func TestBrokenResultIsCutOff(t *testing.T) {
	s := newServer(t, server.Options{QueryTimeout: 300 * time.Millisecond})
	ts := httptest.NewServer(s.Handler())
	defer ts.Close()
	query := url.Values{"query": {"SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}}.Encode()
	res, err := ts.Client().Get(ts.URL + "/sparql?" + query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%d, want a result that has begun", res.StatusCode)
	}
	if n, err := io.Copy(io.Discard, res.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%d bytes, error %v, want an unexpected end", n, err)
	}
}

func TestServeEndsGracefully(t *testing.T) {
	s := newServer(t, server.Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l, time.Second) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get("http://" + l.Addr().String() + "/health")
	if err != nil {
		t.Fatal(err)
	}
	body := text(t, res)
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(http.StatusOK, res.StatusCode); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, body)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if _, err := client.Get("http://" + l.Addr().String() + "/health"); err == nil {
		t.Error("the server answers after its end")
	}
}
