package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// A kind is a sort of request, with the statuses that may answer it. One that
// hangs up reads nothing of the answer, or a part of it.
type kind struct {
	name   string
	share  int // of 1,000 requests
	make   func(l *load, r *rand.Rand) *http.Request
	want   []int
	hangUp bool
}

// kinds are all sorts of requests.
var kinds = []kind{
	{name: "document", share: 420, make: document, want: []int{200}},
	{name: "resource, redirected", share: 100, make: resource, want: []int{200}},
	{name: "document that is not there", share: 40, make: missing, want: []int{404, 410}},
	{name: "malformed address", share: 30, make: malformed, want: []int{400, 404, 406}},
	{name: "query", share: 200, make: query, want: []int{200, 503}},
	{name: "query with an error", share: 40, make: wrongQuery, want: []int{400}},
	{name: "query that takes too long", share: 1, make: slowQuery, want: []int{200, 408, 503, 504}},
	{name: "query that wants too much memory", share: 1, make: largeQuery, want: []int{200, 413, 503, 507}},
	{name: "update", share: 30, make: update, want: []int{200, 204, 503}},
	{name: "update without a token", share: 20, make: forbidden, want: []int{401, 403, 429}},
	{name: "crosswalk", share: 52, make: crosswalk, want: []int{200}},
	{name: "preservation", share: 30, make: preservation, want: []int{200, 404}},
	{name: "page", share: 20, make: page, want: []int{200, 404}},
	{name: "dump", share: 3, make: dump, want: []int{200, 503}},
	{name: "query, hung up", share: 6, make: slowQuery, hangUp: true},
	{name: "document, hung up", share: 6, make: document, hangUp: true},
	{name: "dump, hung up", share: 1, make: dump, hangUp: true},
}

// load sends requests and counts the answers.
type load struct {
	server *server
	client *http.Client
	seed   uint64
	sent   atomic.Int64
	total  int // of shares

	mu      sync.Mutex
	answers map[string]map[int]int64 // by kind and status; 0: hung up
	wrong   []string                 // the first answers that may not be
	amiss   int64                    // how many there were
}

func newLoad(srv *server, seed uint64) *load {
	l := &load{server: srv, seed: seed, answers: make(map[string]map[int]int64), client: &http.Client{
		Timeout:   time.Minute,
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	}}
	for _, k := range kinds {
		l.total += k.share
		l.answers[k.name] = make(map[int]int64)
	}
	return l
}

// send sends n requests with so many workers, and records figures 400 times.
func (l *load) send(ctx context.Context, n int64, workers int, rec *recorder) error {
	first := l.sent.Load()
	every := max(n/400, 50)
	g, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range workers {
		g.Go(func() error {
			for {
				i := next.Add(1)
				if i > n {
					return nil
				}
				if err := errors.Join(ctx.Err(), l.server.alive()); err != nil {
					return err
				}
				l.one(ctx, rand.New(rand.NewPCG(l.seed, uint64(first+i))))
				if sent := l.sent.Add(1); sent%every == 0 {
					if err := rec.record(ctx, sent); err != nil {
						return err
					}
				}
			}
		})
	}
	err := g.Wait()
	l.client.CloseIdleConnections()
	return err
}

// pick chooses a kind by its share.
func (l *load) pick(r *rand.Rand) *kind {
	at := r.IntN(l.total)
	for i := range kinds {
		if at -= kinds[i].share; at < 0 {
			return &kinds[i]
		}
	}
	panic("shares do not add up")
}

// one sends a request and looks at its answer.
func (l *load) one(ctx context.Context, r *rand.Rand) {
	k := l.pick(r)
	if k.hangUp {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(r.IntN(30_000))*time.Microsecond)
		defer cancel()
	}
	req := k.make(l, r).WithContext(ctx)
	resp, err := l.client.Do(req)
	status := 0
	if err == nil {
		status = resp.StatusCode
		limit := int64(64 << 20)
		if k.hangUp {
			limit = r.Int64N(16 << 10)
		}
		_, err = io.CopyN(io.Discard, resp.Body, limit)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		err = errors.Join(err, resp.Body.Close())
	}
	l.count(k, req, status, err)
}

func (l *load) count(k *kind, req *http.Request, status int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answers[k.name][status]++
	if k.hangUp || (err == nil && slices.Contains(k.want, status)) || errors.Is(err, context.Canceled) {
		return
	}
	l.amiss++
	if len(l.wrong) < 5 {
		l.wrong = append(l.wrong, fmt.Sprintf("%s: %s %.200s answered %d, want one of %v: %v", k.name, req.Method, req.URL, status, k.want, err))
	}
}

// faults lists the first answers that may not be.
func (l *load) faults() []string {
	if l.amiss == 0 {
		return nil
	}
	return append([]string{fmt.Sprintf("%d answers that may not be", l.amiss)}, l.wrong...)
}

// write writes a table of the answers.
func (l *load) write(w *strings.Builder) {
	w.WriteString("\n| requests | sent | answers by status |\n| --- | ---: | --- |\n")
	for _, k := range kinds {
		sum, parts := int64(0), []string{}
		for status, n := range l.answers[k.name] {
			sum += n
			parts = append(parts, fmt.Sprintf("%d: %d", status, n))
		}
		slices.Sort(parts)
		fmt.Fprintf(w, "| %s | %d | %s |\n", k.name, sum, strings.Join(parts, ", "))
	}
	w.WriteString("\nStatus 0 is a request that its client gave up before an answer.\n")
}

func (l *load) issn(r *rand.Rand) string { return l.server.issns[r.IntN(len(l.server.issns))] }

func (l *load) get(path string) *http.Request {
	req, err := http.NewRequest(http.MethodGet, l.server.base+path, nil)
	if err != nil {
		panic(err) // the paths are ours
	}
	return req
}

// post sends a form to /sparql.
func (l *load) post(field, text, token string) *http.Request {
	body := url.Values{field: {text}}.Encode()
	req, err := http.NewRequest(http.MethodPost, l.server.base+"/sparql", strings.NewReader(body))
	if err != nil {
		panic(err) // the address is ours
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req
}

func one[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func document(l *load, r *rand.Rand) *http.Request {
	req := l.get("/data/ISSN/" + l.issn(r) + "." + one(r, "html", "ttl", "jsonld", "nt", "nq", "trig", "rdf"))
	if r.IntN(4) == 0 {
		req.Header.Set("Accept-Encoding", one(r, "gzip", "zstd", "br", "identity"))
	}
	return req
}

func resource(l *load, r *rand.Rand) *http.Request {
	req := l.get("/resource/ISSN/" + l.issn(r))
	req.Header.Set("Accept", one(r, "text/turtle", "text/html", "application/ld+json", "application/n-triples"))
	return req
}

func missing(l *load, r *rand.Rand) *http.Request {
	return l.get(one(r, "/resource/ISSN/9999-9994", "/data/ISSN/9999-9994.ttl", "/nothing/here", "/vocabularies/none"))
}

func malformed(l *load, r *rand.Rand) *http.Request {
	return l.get(one(r, "/resource/ISSN/0028-0830", "/resource/ISSN/x", "/sparql?query=%FF", "/data/ISSN/0028-0836.none"))
}

func query(l *load, r *rand.Rand) *http.Request {
	iri := "<http://issn.org/resource/ISSN/" + l.issn(r) + ">"
	return l.post("query", one(r,
		"SELECT * WHERE { "+iri+" ?p ?o }",
		"DESCRIBE "+iri,
		"CONSTRUCT WHERE { "+iri+" ?p ?o }",
		"ASK { "+iri+" <http://schema.org/name> ?n }",
		"SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(?n) LIMIT 10",
		"SELECT DISTINCT ?p WHERE { ?s ?p ?o } ORDER BY ?p",
		"SELECT (GROUP_CONCAT(?n) AS ?all) WHERE { ?s <http://schema.org/name> ?n }",
		"SELECT ?a ?b WHERE { ?a <http://schema.org/name> ?n . ?b <http://schema.org/name> ?n FILTER(?a != ?b) } LIMIT 50",
	), "")
}

func wrongQuery(l *load, r *rand.Rand) *http.Request {
	return l.post("query", one(r, "SELECT", "SELECT * WHERE { ?s ?p", "CONSTRUCT { ?s } WHERE {}", "SELECT ?x WHERE { ?x none:y ?z }"), "")
}

func slowQuery(l *load, r *rand.Rand) *http.Request {
	req := l.post("query", "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f FILTER(STR(?c) < STR(?f)) }", "")
	req.URL.RawQuery = fmt.Sprintf("timeout=0.%d", 1+r.IntN(4))
	return req
}

func largeQuery(l *load, r *rand.Rand) *http.Request {
	req := l.post("query", "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?a ?c ?d ?f WHERE { ?a ?b ?c . ?d ?e ?f } }", "")
	req.URL.RawQuery = fmt.Sprintf("timeout=0.%d", 1+r.IntN(4))
	return req
}

// update inserts quads into a graph, or drops them all: the store is as large in
// the end as in the beginning.
func update(l *load, r *rand.Rand) *http.Request {
	graph := fmt.Sprintf("<urn:soak:%d>", r.IntN(20))
	if r.IntN(2) == 0 {
		return l.post("update", "DROP SILENT GRAPH "+graph, l.server.token)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "INSERT DATA { GRAPH %s {", graph)
	for i := range 1 + r.IntN(50) {
		fmt.Fprintf(&text, " <urn:s:%d> <urn:p> %d .", i, r.IntN(1000))
	}
	return l.post("update", text.String()+" } }", l.server.token)
}

func forbidden(l *load, r *rand.Rand) *http.Request {
	return l.post("update", "DROP ALL", one(r, "", "wrong"))
}

func crosswalk(l *load, r *rand.Rand) *http.Request {
	req := l.get("/crosswalk?ids=" + l.issn(r) + "," + l.issn(r))
	req.Header.Set("Accept", one(r, "text/csv", "application/json"))
	return req
}

func preservation(l *load, r *rand.Rand) *http.Request {
	return l.get("/preservation/ISSN/" + l.issn(r))
}

func page(l *load, r *rand.Rand) *http.Request {
	return l.get(one(r, "/", "/sparql", "/.well-known/void", "/sitemap.xml", "/robots.txt", "/health"))
}

func dump(l *load, _ *rand.Rand) *http.Request { return l.get("/dumps/register/free.nq.gz") }
