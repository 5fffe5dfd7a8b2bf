package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/server/limits"
	"github.com/issn-ld/issn-ld/sparql"
)

// clock is a clock that tests set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) get() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

const wrongQuery = "/sparql?query=SELECT"

// spend makes requests until one is answered by 429, and returns it with the number
// of those before.
func spend(t *testing.T, n int, get func() *http.Response) (*http.Response, int) {
	t.Helper()
	for i := range n {
		res := get()
		if res.StatusCode == http.StatusTooManyRequests {
			return res, i
		}
	}
	t.Fatalf("%d requests went through", n)
	return nil, 0
}

// rateLimit is what answers to queries say of budgets.
var rateLimit = regexp.MustCompile(`^"seconds";r=\d+;t=\d+, "errors";r=\d+;t=\d+$`)

func TestErrorBudget(t *testing.T) {
	now := &clock{now: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	s, _ := newNumbers(t, 10, sparql.Options{}, server.Options{
		Token: token, Now: now.get, Limits: limits.Limits{ClientErrors: 6, ClientSeconds: 60, APIKeys: []string{"key"}},
	})
	wrong := func(headers ...string) *http.Response { return request(s, http.MethodGet, wrongQuery, "", headers...) }
	res, n := spend(t, 10, func() *http.Response { return wrong() })
	body := text(t, res)
	if n != 6 || !strings.Contains(body, "/problems/rate-limit") || !strings.Contains(body, "6 of your queries have failed") {
		t.Errorf("after %d requests: %s", n, body)
	}
	if policy := res.Header.Get("RateLimit-Policy"); policy != `"seconds";q=60;w=60, "errors";q=6;w=60` {
		t.Errorf("RateLimit-Policy %q", policy)
	}
	if limit := res.Header.Get("RateLimit"); !rateLimit.MatchString(limit) || !strings.HasSuffix(limit, `"errors";r=0;t=60`) {
		t.Errorf("RateLimit %q", limit)
	}
	if after := res.Header.Get("Retry-After"); after != "10" {
		t.Errorf("Retry-After %q, want the time until one more may fail", after)
	}
	const good = "/sparql?query=ASK%7B%7D"
	for name, tc := range map[string]struct {
		method, path string
		headers      []string
		status       int
	}{
		"a good query of the same client":  {http.MethodGet, good, nil, 429},
		"an update":                        {http.MethodPost, "/sparql", nil, 429},
		"the graph store":                  {http.MethodGet, "/graphs?default", nil, 429},
		"a write to the graph store":       {http.MethodPut, "/graphs?default", nil, 429},
		"a dump":                           {http.MethodGet, "/dumps/none.nq.gz", nil, 404},
		"a document":                       {http.MethodGet, "/resource/ISSN/0028-0836", nil, 404},
		"the state of the server":          {http.MethodGet, "/health", nil, 200},
		"a preflight request":              {http.MethodOptions, "/sparql", nil, 204},
		"the operator":                     {http.MethodGet, good, []string{"Authorization", "Bearer " + token}, 200},
		"a wrong token":                    {http.MethodGet, good, []string{"Authorization", "Bearer guess"}, 429},
		"a key":                            {http.MethodGet, good, []string{"X-API-Key", "key"}, 200},
		"a key that nobody has given out":  {http.MethodGet, good, []string{"X-API-Key", "guess"}, 429},
		"another program of the address":   {http.MethodGet, good, []string{"User-Agent", "other"}, 429},
		"an address that a stranger names": {http.MethodGet, good, []string{"X-Forwarded-For", "198.51.100.7"}, 429},
	} {
		if res := request(s, tc.method, tc.path, "", tc.headers...); res.StatusCode != tc.status {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, tc.status)
		}
	}
	now.add(10 * time.Second)
	if res := request(s, http.MethodGet, good, ""); res.StatusCode != http.StatusOK || !strings.HasSuffix(res.Header.Get("RateLimit"), `"errors";r=1;t=50`) {
		t.Errorf("after the time: %d, %q", res.StatusCode, res.Header.Get("RateLimit"))
	}
}

func TestRequestBudget(t *testing.T) {
	s, _ := newNumbers(t, 10, sparql.Options{}, server.Options{
		Limits: limits.Limits{ClientRequests: 5}, TrustForwarded: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
	})
	get := func(from string) func() *http.Response {
		return func() *http.Response {
			return request(s, http.MethodGet, "/resource/ISSN/0028-0836", "", "X-Forwarded-For", from)
		}
	}
	res, n := spend(t, 10, get("203.0.113.1, 2001:db8::1"))
	if n != 5 || res.Header.Get("RateLimit-Policy") != `"requests";q=5;w=60` {
		t.Errorf("after %d: %q", n, res.Header.Get("RateLimit-Policy"))
	}
	if res := get("2001:db8::2")(); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the same network: %d", res.StatusCode)
	}
	if res := get("2001:db8:0:1::1")(); res.StatusCode != http.StatusNotFound {
		t.Errorf("another network: %d", res.StatusCode)
	}
}

// TestSecondsBudget lets a client spend more than it has: queries cost from their first
// moment, so that the shortest one does.
func TestSecondsBudget(t *testing.T) {
	const short = "/sparql?query=ASK%7B%7D"
	for name, tc := range map[string]struct {
		seconds float64
		first   string
		status  int
	}{
		"a short query":       {1e-9, short, http.StatusOK},
		"a long query":        {0.1, queryPath(heavy["sort"], "timeout", "0.5"), http.StatusServiceUnavailable},
		"a query that breaks": {1e-9, "/sparql?query=SELECT", http.StatusBadRequest},
		"a description":       {1e-9, "/void.ttl", http.StatusOK},
		"a preservation":      {1e-9, "/preservation/ISSN/0028-0836", http.StatusNotFound},
		"a sitemap":           {1e-9, "/sitemap.xml", http.StatusOK},
		"a crosswalk":         {1e-9, "/crosswalk?ids=0028-0836", http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			now := &clock{now: time.Now()}
			s, _ := newNumbers(t, 2000, sparql.Options{}, server.Options{
				Now: now.get, Limits: limits.Limits{ClientSeconds: tc.seconds},
				Reports: reports.All(),
			})
			if res := request(s, http.MethodGet, tc.first, ""); res.StatusCode != tc.status {
				t.Fatalf("the first: %d %s", res.StatusCode, text(t, res))
			}
			for _, next := range []string{short, tc.first, "/void.ttl", "/crosswalk?ids=0028-0836"} {
				res := request(s, http.MethodGet, next, "")
				if after, err := strconv.Atoi(res.Header.Get("Retry-After")); res.StatusCode != http.StatusTooManyRequests || err != nil || after < 1 {
					t.Errorf("%s afterwards: %d, Retry-After %q", next, res.StatusCode, res.Header.Get("Retry-After"))
				}
			}
			if res := from(s, "198.51.100.7:1", short); res.StatusCode != http.StatusOK {
				t.Errorf("another client: %d", res.StatusCode)
			}
			now.add(time.Duration(maxDebt+1) * time.Minute)
			if res := request(s, http.MethodGet, short, ""); res.StatusCode != http.StatusOK {
				t.Errorf("after the longest debt: %d", res.StatusCode)
			}
		})
	}
}

// maxDebt is that of the server, in minutes.
const maxDebt = 5

// TestAdmission checks that queries beyond the room are refused, that one client
// does not take all of it, and that documents and the operator's page go on.
func TestAdmission(t *testing.T) {
	s, e := newNumbers(t, 2000, sparql.Options{}, server.Options{Token: token, Limits: limits.Limits{MaxQueries: 4}})
	type answer struct {
		status     int
		retryAfter string
	}
	answers := make(chan answer, 64)
	const clients = 45 // 3 of one client run, 32 wait, the rest finds no room
	for i := range clients {
		go func() {
			res := request(s, http.MethodGet, queryPath(heavy["path"]), "", "User-Agent", fmt.Sprint(i))
			answers <- answer{res.StatusCode, res.Header.Get("Retry-After")}
		}()
	}
	for i := range clients - 3 { // at once or after a second
		if a := <-answers; a.status != http.StatusServiceUnavailable || a.retryAfter == "" {
			t.Fatalf("answer %d: %+v, want 503", i, a)
		}
	}
	if n := len(e.Running()); n != 3 {
		t.Errorf("%d queries of one client run, want 3 of 4", n)
	}
	if res := from(s, "198.51.100.7:1", "/sparql?query=ASK%7B%7D"); res.StatusCode != http.StatusOK {
		t.Errorf("a query of another client: %d", res.StatusCode)
	}
	if res := request(s, http.MethodGet, "/resource/ISSN/0028-0836", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("a document: %d", res.StatusCode)
	}
	if res := operator(s, http.MethodGet, "/queries", "", ""); res.StatusCode != http.StatusOK {
		t.Errorf("the list of queries: %d", res.StatusCode)
	}
	for _, q := range e.Running() {
		if res := operator(s, http.MethodDelete, fmt.Sprintf("/queries/%d", q.ID), "", ""); res.StatusCode != http.StatusNoContent {
			t.Errorf("stopping a query: %d", res.StatusCode)
		}
	}
	for range 3 {
		<-answers
	}
	if res := request(s, http.MethodGet, "/sparql?query=ASK%7B%7D", ""); res.StatusCode != http.StatusOK {
		t.Errorf("with room again: %d", res.StatusCode)
	}
}

// from is the answer to a client at an address.
func from(s *server.Server, address, target string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, target, http.NoBody)
	r.RemoteAddr = address
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Result()
}
