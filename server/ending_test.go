package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/expr"
)

// logged is a log that may be read while it is written.
type logged struct {
	mu sync.Mutex // guards what follows
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// metric is the line of a metric without labels.
func metric(t testing.TB, s *server.Server, name string) string {
	t.Helper()
	for line := range strings.Lines(text(t, request(s, http.MethodGet, "/metrics", ""))) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(rest)
		}
	}
	t.Errorf("there is no metric %s", name)
	return ""
}

// TestPanicInQuery has a bug of ours end a query: before and after its response has begun.
func TestPanicInQuery(t *testing.T) {
	log := &logged{}
	s, e := newNumbers(t, 5000, sparql.Options{Functions: map[string]expr.Function{
		"http://e/panic": func(args []rdf.Term) (rdf.Term, error) {
			if args[0].Value() == "4999" {
				panic("a bug of ours")
			}
			return args[0], nil
		},
	}}, server.Options{Log: slog.New(slog.NewTextHandler(log, nil))})
	address, stop := listening(t, s, time.Second)
	defer stop()
	for name, tc := range map[string]struct {
		query string
		cut   bool
	}{
		"before": {query: "SELECT (MAX(?y) AS ?m) { ?a <http://e/value> ?x BIND(<http://e/panic>(?x) AS ?y) }"},
		"after":  {query: "SELECT * { ?a <http://e/value> ?x BIND(<http://e/panic>(?x) AS ?y) }", cut: true},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := http.Get(address + queryPath(tc.query)) //nolint:noctx // a test
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			switch {
			case tc.cut && err == nil:
				t.Errorf("a result without its end looks complete: %d, %d bytes", res.StatusCode, len(body))
			case !tc.cut && (res.StatusCode != http.StatusInternalServerError || strings.Contains(string(body), "a bug of ours")):
				t.Errorf("got %d %s, want 500 that says nothing of the bug", res.StatusCode, body)
			}
			if err := enginetest.Idle(e); err != nil {
				t.Error(err)
			}
		})
	}
	if got := log.String(); strings.Count(got, "a bug of ours") != 2 || strings.Count(got, "ending_test.go") < 2 {
		t.Errorf("the log does not say where the bug was:\n%s", got)
	}
	if got := metric(t, s, "issnld_query_panics_total"); got != "2" {
		t.Errorf("%s panics are counted, want 2", got)
	}
	for _, name := range []string{"issnld_queries_running", "issnld_query_snapshots", "issnld_query_memory_bytes"} {
		if got := metric(t, s, name); got != "0" {
			t.Errorf("%s is %s at rest", name, got)
		}
	}
}

// listening serves on a port of its own until stop.
func listening(t testing.TB, s *server.Server, grace time.Duration) (address string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l, grace) }()
	return "http://" + l.Addr().String(), func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// TestEndOfServerIsAnswered ends a server in the middle of queries, one of which has sent
// a part of its result: the one client gets a 503, the other a result that breaks off.
func TestEndOfServerIsAnswered(t *testing.T) {
	s, e := newNumbers(t, 3000, sparql.Options{}, server.Options{})
	address, stop := listening(t, s, 10*time.Millisecond)
	type answer struct {
		status int
		body   string
		err    error
	}
	ask := func(query string) chan answer {
		answers := make(chan answer, 1)
		go func() {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			res, err := client.Get(address + queryPath(query)) //nolint:noctx // the server ends it
			if err != nil {
				answers <- answer{err: err}
				return
			}
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			answers <- answer{res.StatusCode, string(body), err}
		}()
		return answers
	}
	silent := ask(heavy["sort"])
	begun := ask("SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }")
	waitFor(t, "both run", func() bool { return len(e.Running()) == 2 })
	time.Sleep(100 * time.Millisecond) // the one sends something meanwhile
	stop()
	if a := <-silent; a.err != nil || a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "shutting down") {
		t.Errorf("got %d %v %s, want 503", a.status, a.err, a.body)
	}
	if a := <-begun; a.err == nil && a.status == http.StatusOK {
		t.Errorf("a result of %d bytes looks complete", len(a.body))
	}
	if err := enginetest.Idle(e); err != nil {
		t.Error(err)
	}
}

// TestSlowReaderAtDeadline has a client that reads nothing keep its query no longer than
// it may run.
func TestSlowReaderAtDeadline(t *testing.T) {
	var mu sync.Mutex
	var stopped []sparql.Stopped
	s, e := newNumbers(t, 3000, sparql.Options{Stopped: func(st sparql.Stopped) {
		mu.Lock()
		defer mu.Unlock()
		stopped = append(stopped, st)
	}}, server.Options{})
	address, stop := listening(t, s, time.Second)
	defer stop()
	for _, query := range []string{"SELECT * { ?a ?p ?b . ?c ?q ?d }", "CONSTRUCT { ?a ?q ?d } { ?a ?p ?b . ?c ?q ?d }"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", queryPath(query, "timeout", "2")); err != nil {
			t.Fatal(err)
		}
		waitFor(t, "the query runs", func() bool { return len(e.Running()) == 1 })
		waitFor(t, "the query has ended", func() bool { return len(e.Running()) == 0 })
		_ = conn.Close()
	}
	mu.Lock()
	defer mu.Unlock()
	if len(stopped) != 2 || !errors.Is(stopped[0].Cause, sparql.ErrTimeout) || !errors.Is(stopped[1].Cause, sparql.ErrTimeout) {
		t.Errorf("stopped are %+v", stopped)
	}
}

// TestBodiesArePaidFor sends bodies that take more memory than queries have together.
func TestBodiesArePaidFor(t *testing.T) {
	s, e := newNumbers(t, 10, sparql.Options{TotalMemoryBytes: 4 << 20}, server.Options{Token: token})
	long := strings.Repeat("x", 2<<20)
	triples := strings.Repeat("<http://e/s> <http://e/p> <http://e/o> .\n", 20_000)
	for name, res := range map[string]*http.Response{
		"a long query":         request(s, http.MethodPost, "/sparql", `SELECT ("`+long+`" AS ?x) {}`, "Content-Type", "application/sparql-query"),
		"a query of many rows": request(s, http.MethodPost, "/sparql", "SELECT * { VALUES ?x {"+strings.Repeat("1 ", 100_000)+"} }", "Content-Type", "application/sparql-query"),
		"a long update":        operator(s, http.MethodPost, "/sparql", "application/sparql-update", "INSERT DATA {"+triples+"}"),
		"a graph":              operator(s, http.MethodPut, "/graphs/new", "text/turtle", triples),
	} {
		if body := text(t, res); res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "/problems/query-memory") || strings.Contains(body, "other queries") {
			t.Errorf("%s: got %d %s", name, res.StatusCode, body)
		}
	}
	if err := enginetest.Idle(e); err != nil {
		t.Error(err)
	}
	if res := operator(s, http.MethodPut, "/graphs/new", "text/turtle", triples[:4100]); res.StatusCode != http.StatusCreated {
		t.Errorf("a small graph: %d %s", res.StatusCode, text(t, res))
	}
}
