package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// ask sends a query on a connection of its own and reads the answer to its end, or until
// ctx ends. It returns the status, 0 for none, and the address that the server knows the
// client by.
func ask(ctx context.Context, address, query string, timeout time.Duration) (status int, whole bool, me string) {
	var local string
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			local = conn.LocalAddr().String()
		}
		return conn, err
	}}
	defer transport.CloseIdleConnections()
	target := "http://" + address + "/sparql"
	if timeout > 0 {
		target += fmt.Sprintf("?timeout=%g", timeout.Seconds())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(query))
	if err != nil {
		return 0, false, ""
	}
	req.Header.Set("Content-Type", "application/sparql-query")
	req.Header.Set("Accept", "application/sparql-results+json, application/n-triples;q=0.5")
	res, err := transport.RoundTrip(req)
	if err != nil {
		return 0, false, local
	}
	_, err = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return res.StatusCode, err == nil, local
}

// queryRow is what came of a query alone.
type queryRow struct {
	name                 string
	status               int
	whole                bool
	took                 time.Duration
	deadline, cancel     time.Duration // overruns
	deadlined, cancelled bool          // whether there was one to overrun
	peak                 int64         // bytes
	memory               int64         // reserved at most
	left                 string        // what the server still holds
}

// alone runs a query with a deadline, and again with a client that goes away.
func (r *report) alone(ctx context.Context, a attack) queryRow {
	s, row := r.s, queryRow{name: a.name}
	s.peak.Store(0)
	patience, cancel := context.WithTimeout(ctx, r.opt.deadline+15*time.Second)
	began := time.Now()
	var me string
	row.status, row.whole, me = ask(patience, s.address, a.text, r.opt.deadline)
	cancel()
	row.took = time.Since(began)
	if row.took > r.opt.deadline*9/10 {
		if st, ok := s.of(me); ok {
			row.deadline, row.deadlined, row.memory = st.overrun, true, st.memory
		}
	}
	left := s.idle(15 * time.Second)
	if row.took > r.opt.deadline/4 {
		gone, cancel := context.WithTimeout(ctx, r.opt.deadline/4)
		_, _, me = ask(gone, s.address, a.text, 0)
		cancel()
		if st, ok := s.of(me); ok {
			row.cancel, row.cancelled = st.overrun, true
			row.memory = max(row.memory, st.memory)
		}
		left += s.idle(15 * time.Second)
	}
	row.peak, row.left = s.peak.Load(), left
	return row
}

// latencies are the times of answers, and what was wrong with others.
type latencies struct {
	mu    sync.Mutex // guards what follows
	took  []time.Duration
	wrong int
}

func (l *latencies) add(d time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, d)
	if !ok {
		l.wrong++
	}
}

// at returns a quantile of the times.
func (l *latencies) at(q float64) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(l.took))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// honest asks for something again and again, with a pause, until ctx ends.
func honest(ctx context.Context, workers int, pause time.Duration, one func(client *http.Client) bool) *latencies {
	l := &latencies{}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			client := &http.Client{Timeout: 30 * time.Second}
			defer client.CloseIdleConnections()
			for wait(ctx, pause) {
				began := time.Now()
				ok := one(client)
				if ctx.Err() == nil {
					l.add(time.Since(began), ok)
				}
			}
		})
	}
	wg.Wait()
	return l
}

// documents asks for documents of ISSNs in the store.
func (r *report) documents(ctx context.Context) *latencies {
	suffixes := []string{"ttl", "html", "jsonld", "nt"}
	return honest(ctx, 4, 10*time.Millisecond, func(c *http.Client) bool {
		return fetch(c, "http://"+r.s.address+"/data/ISSN/"+r.issns[rand.IntN(len(r.issns))]+"."+suffixes[rand.IntN(len(suffixes))])
	})
}

// lookups asks honest queries about single records.
func (r *report) lookups(ctx context.Context) *latencies {
	return honest(ctx, 2, 50*time.Millisecond, func(c *http.Client) bool {
		q := "SELECT ?p ?o { <http://issn.org/resource/ISSN/" + r.issns[rand.IntN(len(r.issns))] + "> ?p ?o }"
		return fetch(c, "http://"+r.s.address+"/sparql?query="+url.QueryEscape(q))
	})
}

func fetch(c *http.Client, target string) bool {
	res, err := c.Get(target) //nolint:noctx // the client has a time-out
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return err == nil && res.StatusCode == http.StatusOK
}

// clientRow is what came of a hostile client.
type clientRow struct {
	name     string
	visits   int
	statuses map[int]int
	p50, p99 time.Duration // of documents
	wrong    int           // documents
	peak     int64
	left     string
}

// visits lets a client come again and again until ctx ends.
func visits(ctx context.Context, c client, address string) (n int, statuses map[int]int) {
	statuses = map[int]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range c.at {
		wg.Go(func() {
			for ctx.Err() == nil {
				status := c.visit(ctx, address)
				mu.Lock()
				n++
				statuses[status]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return n, statuses
}

func (r *report) client(ctx context.Context, c client) clientRow {
	row := clientRow{name: c.name}
	r.s.peak.Store(0)
	now, cancel := context.WithTimeout(ctx, r.opt.alone)
	defer cancel()
	var docs *latencies
	var wg sync.WaitGroup
	wg.Go(func() { docs = r.documents(now) })
	wg.Go(func() { row.visits, row.statuses = visits(now, c, r.s.address) })
	wg.Wait()
	row.p50, row.p99, row.wrong, row.peak = docs.at(0.5), docs.at(0.99), docs.wrong, r.s.peak.Load()
	row.left = r.s.idle(15 * time.Second)
	return row
}

// mixed is what came of all together.
type mixed struct {
	docs, lookups *latencies
	asked         int
	statuses      map[int]int
	overruns      []time.Duration
	worst         []stopped
	peak          int64
	left          string
}

// mix lets everybody at the server: six hostile queries at a time, each of which has a
// deadline or a client that goes away, every kind of hostile client with a tenth of its
// connections, and the honest ones.
func (r *report) mix(ctx context.Context, all []attack, kinds []client) mixed {
	m := mixed{statuses: map[int]int{}}
	r.s.peak.Store(0)
	r.s.mu.Lock()
	from := len(r.s.stopped)
	r.s.mu.Unlock()
	now, cancel := context.WithTimeout(ctx, r.opt.mix)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() { m.docs = r.documents(now) })
	wg.Go(func() { m.lookups = r.lookups(now) })
	for worker := range 6 {
		rnd := rand.New(rand.NewPCG(11, uint64(worker)))
		wg.Go(func() {
			for now.Err() == nil {
				patience := time.Hour
				if rnd.IntN(3) == 0 {
					patience = time.Duration(rnd.IntN(1500)) * time.Millisecond
				}
				one, cancel := context.WithTimeout(now, patience)
				status, _, _ := ask(one, r.s.address, all[rnd.IntN(len(all))].text, time.Duration(200+rnd.IntN(2000))*time.Millisecond)
				cancel()
				mu.Lock()
				m.asked++
				m.statuses[status]++
				mu.Unlock()
			}
		})
	}
	for _, c := range kinds {
		c.at = max(1, c.at/10)
		wg.Go(func() { visits(now, c, r.s.address) })
	}
	wg.Wait()
	m.left = r.s.idle(60 * time.Second)
	m.peak = r.s.peak.Load()
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	m.worst = slices.Clone(r.s.stopped[from:])
	slices.SortFunc(m.worst, func(a, b stopped) int { return int(b.overrun - a.overrun) })
	for _, st := range m.worst {
		m.overruns = append(m.overruns, st.overrun)
	}
	return m
}

// attack runs everything.
func (r *report) attack(ctx context.Context) {
	r.load = loadAverage()
	r.findISSNs(ctx)
	quiet, cancel := context.WithTimeout(ctx, 10*time.Second)
	r.quiet = r.documents(quiet)
	cancel()
	all, kinds := attacks(), clients()
	all = all[min(len(all), max(1, r.opt.from))-1:]
	for i, a := range all {
		if ctx.Err() == nil && r.opt.wanted(a.name) {
			r.queries = append(r.queries, r.alone(ctx, a))
			fmt.Fprintf(os.Stderr, "%d of %d: %s\n", i+1, len(all), r.queries[len(r.queries)-1])
		}
	}
	for i, c := range kinds {
		if ctx.Err() == nil && r.opt.wanted(c.name) {
			r.clients = append(r.clients, r.client(ctx, c))
			fmt.Fprintf(os.Stderr, "%d of %d: %+v\n", i+1, len(kinds), r.clients[len(r.clients)-1])
		}
	}
	if ctx.Err() == nil && r.opt.only == "" && r.opt.mix > 0 {
		m := r.mix(ctx, all, kinds)
		r.mixed = &m
	}
	r.panics = r.s.metric("issnld_query_panics_total")
	r.goroutines = r.s.metric("go_goroutines")
	r.loadAfter = loadAverage()
}

// findISSNs takes ISSNs of the store.
func (r *report) findISSNs(ctx context.Context) {
	q := "SELECT ?i { ?s a schema:Periodical ; schema:issn ?i } LIMIT 5000"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+r.s.address+"/sparql?format=csv&query="+url.QueryEscape(prefixes+q), http.NoBody)
	if err != nil {
		return
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer func() { _ = res.Body.Close() }()
	text, _ := io.ReadAll(res.Body)
	for _, line := range strings.Fields(string(text))[1:] {
		r.issns = append(r.issns, strings.Trim(line, `"`))
	}
}

func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}
