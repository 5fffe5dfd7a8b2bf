package limits

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/issn-ld/issn-ld/server/reply"
)

// limited returns a limiter whose clock is that of the test.
func limited(opt Limits) *Limiter {
	return New(opt, time.Now, func(w http.ResponseWriter, _ *http.Request, p reply.Problem) {
		w.WriteHeader(p.Status)
	}, func(*http.Request) bool { return false })
}

// from is a request from an address.
func from(address string, body io.Reader) *http.Request {
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	req := httptest.NewRequest(method, "/", body)
	req.RemoteAddr = address
	return req
}

// gate is a body that does not come until it is opened, and then ends.
type gate struct{ begun, open chan struct{} }

func (g *gate) Read([]byte) (int, error) {
	select {
	case g.begun <- struct{}{}:
	default:
	}
	<-g.open
	return 0, io.EOF
}

// TestSlowBodies has more clients than there is room for send bodies that do not come:
// queries of the same and of other addresses go on, with and without a body.
func TestSlowBodies(t *testing.T) {
	for name, addresses := range map[string][]string{
		"of one address":       {"203.0.113.7:1"},
		"of several":           {"203.0.113.7:1", "203.0.113.8:1", "[2001:db8::1]:1"},
		"of a network of IPv6": {"[2001:db8::1]:1", "[2001:db8::2]:1"},
	} {
		t.Run(name, func(t *testing.T) {
			l := limited(Limits{MaxQueries: 2})
			answer := l.HoldBody(Query, Body{MaxBytes: 100}, func(w http.ResponseWriter, req *http.Request) {
				_, _ = io.Copy(w, req.Body)
			})
			var wg sync.WaitGroup
			open := make(chan struct{})
			for i := range 20 {
				body := &gate{make(chan struct{}, 1), open}
				wg.Go(func() {
					w := httptest.NewRecorder()
					answer(w, from(addresses[i%len(addresses)], body))
					if w.Code != http.StatusOK && w.Code != http.StatusServiceUnavailable { // they come at once
						t.Errorf("a slow body: %d", w.Code)
					}
				})
				<-body.begun
			}
			for _, address := range append(addresses, "198.51.100.1:1") {
				for _, body := range []io.Reader{nil, strings.NewReader("ASK {}")} {
					w := httptest.NewRecorder()
					answer(w, from(address, body))
					if w.Code != http.StatusOK || body != nil && w.Body.String() != "ASK {}" {
						t.Errorf("%s beside slow bodies: %d %q", address, w.Code, w.Body)
					}
				}
			}
			close(open)
			wg.Wait()
			if len(l.receiving) != 0 {
				t.Errorf("bodies are still counted: %v", l.receiving)
			}
		})
	}
}

// TestTooManyBodies has one client send more bodies at once than one may.
func TestTooManyBodies(t *testing.T) {
	l := limited(Limits{})
	answer := l.HoldBody(Query, Body{MaxBytes: 100}, func(http.ResponseWriter, *http.Request) {})
	open := make(chan struct{})
	var wg sync.WaitGroup
	for range maxReceiving {
		body := &gate{make(chan struct{}, 1), open}
		wg.Go(func() { answer(httptest.NewRecorder(), from("203.0.113.7:1", body)) })
		<-body.begun
	}
	for address, status := range map[string]int{"203.0.113.7:2": http.StatusServiceUnavailable, "203.0.113.8:2": http.StatusOK} {
		w := httptest.NewRecorder()
		if answer(w, from(address, strings.NewReader("x"))); w.Code != status {
			t.Errorf("%s: %d, want %d", address, w.Code, status)
		}
	}
	close(open)
	wg.Wait()
}

// deadlined is a connection that knows its deadlines. What is written to it blocks until
// the deadline, or for so long.
type deadlined struct {
	*httptest.ResponseRecorder
	takes time.Duration // for a KiB; 0: the client reads nothing

	mu    sync.Mutex  // guards what follows
	reads []time.Time // deadlines
	gone  chan struct{}
}

// hangUp ends what is written.
func (d *deadlined) hangUp() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.hungUp() {
		close(d.gone)
	}
}

func (d *deadlined) hungUp() bool {
	select {
	case <-d.gone:
		return true
	default:
		return false
	}
}

func newDeadlined(takes time.Duration) *deadlined {
	return &deadlined{ResponseRecorder: httptest.NewRecorder(), takes: takes, gone: make(chan struct{})}
}

func (d *deadlined) SetReadDeadline(at time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reads = append(d.reads, at)
	return nil
}

func (d *deadlined) SetWriteDeadline(time.Time) error {
	d.hangUp()
	return nil
}

func (d *deadlined) Write(p []byte) (int, error) {
	if d.takes == 0 {
		<-d.gone
		return 0, os.ErrDeadlineExceeded
	}
	select {
	case <-d.gone:
		return 0, os.ErrDeadlineExceeded
	case <-time.After(d.takes * time.Duration(len(p)) / 1024):
		return len(p), nil
	}
}

// TestSlowReaders fills the room for dumps with clients that read slowly, each from an
// address of its own: whoever comes later gets in, and as few as possible go for it.
func TestSlowReaders(t *testing.T) {
	for name, tc := range map[string]struct {
		takes   time.Duration // a KiB
		later   time.Duration
		refused bool
	}{
		"nothing is read":                     {0, 10 * time.Second, false},
		"a KiB a second is read":              {time.Second, 10 * time.Second, false},
		"nothing is read, but not for long":   {0, time.Second / 2, true},
		"a hundred KiB a second are not slow": {10 * time.Millisecond, time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := limited(Limits{MaxQueries: 16}) // 4 dumps at once
				var evicted atomic.Int64
				send := l.Hold(Export, func(w http.ResponseWriter, _ *http.Request) {
					for {
						_, err := w.Write(make([]byte, 8<<10))
						if errors.Is(err, errTooSlow) {
							evicted.Add(1)
						}
						if err != nil {
							return
						}
					}
				})
				honest := l.Hold(Export, func(http.ResponseWriter, *http.Request) {})
				var conns []*deadlined
				var wg sync.WaitGroup
				for i := range 8 {
					conn := newDeadlined(tc.takes)
					conns = append(conns, conn)
					wg.Go(func() { send(conn, from("203.0.113."+string(rune('1'+i))+":1", nil)) })
					synctest.Wait()
				}
				time.Sleep(tc.later)
				w := httptest.NewRecorder()
				honest(w, from("198.51.100.1:1", nil))
				if refused := w.Code == http.StatusServiceUnavailable; refused != tc.refused {
					t.Errorf("a client that comes later: %d", w.Code)
				}
				want := 1
				if tc.refused {
					want = 0
				}
				for _, conn := range conns {
					conn.hangUp() // the others; those that have gone stay so
				}
				wg.Wait()
				if n := int(evicted.Load()); n != want {
					t.Errorf("%d have gone, want %d", n, want)
				}
				if lane := l.kinds[Export].lane; lane.free != 4 || len(lane.held) != 0 || len(lane.inside) != 0 || len(lane.waiting) != 0 {
					t.Errorf("at the end: %+v", lane)
				}
			})
		})
	}
}

// TestReadersOfOneClient has a client take all that one may by reading nothing: it waits
// for its own, not for that of others.
func TestReadersOfOneClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limited(Limits{MaxQueries: 16})
		send := l.Hold(Export, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("x")) })
		var wg sync.WaitGroup
		conns := map[string][]*deadlined{}
		for _, address := range []string{"203.0.113.1:1", "198.51.100.1:1", "198.51.100.1:2", "198.51.100.1:3"} {
			conn := newDeadlined(0)
			conns[network(from(address, nil))] = append(conns[network(from(address, nil))], conn)
			wg.Go(func() { send(conn, from(address, nil)) })
			synctest.Wait()
			time.Sleep(time.Second) // the other client is the slowest
		}
		time.Sleep(time.Minute)
		w := httptest.NewRecorder()
		send(w, from("198.51.100.1:4", nil))
		if w.Code != http.StatusOK {
			t.Errorf("one more: %d", w.Code)
		}
		for address, want := range map[string]int{"203.0.113.1": 0, "198.51.100.1": 1} {
			gone := 0
			for _, conn := range conns[address] {
				if conn.hungUp() {
					gone++
				}
				conn.hangUp()
			}
			if gone != want {
				t.Errorf("%d of %s have gone, want %d", gone, address, want)
			}
		}
		wg.Wait()
	})
}

// TestBodyRate holds a body to the time that its bytes have.
func TestBodyRate(t *testing.T) {
	for name, tc := range map[string]struct {
		body Body
		n    int64
		want time.Duration
	}{
		"nothing has come":     {Body{}, 0, bodyGrace},
		"a byte":               {Body{}, 1, bodyGrace + time.Second/bodyRate},
		"some":                 {Body{}, 10 * bodyRate, bodyGrace + 10*time.Second},
		"much":                 {Body{}, 1 << 30, time.Minute},
		"much of a long body":  {Body{Time: 10 * time.Minute}, 100 * bodyRate, bodyGrace + 100*time.Second},
		"too much of the same": {Body{Time: 10 * time.Minute}, 1 << 30, 10 * time.Minute},
	} {
		if got := tc.body.allowance(tc.n); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		l, conn := limited(Limits{}), newDeadlined(0)
		pieces := io.MultiReader(strings.NewReader("ASK"), strings.NewReader(" {}"), late{})
		began := time.Now()
		l.HoldBody(Query, Body{MaxBytes: 100}, func(http.ResponseWriter, *http.Request) { t.Error("the query runs") })(conn, from("203.0.113.1:1", pieces))
		if conn.Code != http.StatusRequestTimeout || conn.Header().Get("Connection") != "close" {
			t.Errorf("a body that stops: %d %v", conn.Code, conn.Header())
		}
		for i, n := range []int64{0, 3, 6} {
			if i >= len(conn.reads) || conn.reads[i].Sub(began) != (&Body{}).allowance(n) {
				t.Errorf("deadlines are %v", conn.reads)
				break
			}
		}
	})
}

// late is a body whose time is over.
type late struct{}

func (late) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

// TestBodies holds what comes of bodies of all sorts.
func TestBodies(t *testing.T) {
	for name, tc := range map[string]struct {
		body   string
		length int64 // that is announced; -1: none
		may    bool
		status int
	}{
		"short":                        {"ASK {}", 6, true, 200},
		"in chunks":                    {"ASK {}", -1, true, 200},
		"as long as allowed":           {strings.Repeat("x", 100_000), 100_000, true, 200},
		"as long as allowed in chunks": {strings.Repeat("x", 100_000), -1, true, 200},
		"too long":                     {strings.Repeat("x", 100_001), 100_001, true, 413},
		"too long in chunks":           {strings.Repeat("x", 100_001), -1, true, 413},
		"announced too long":           {"x", 1 << 40, true, 413},
		"not allowed":                  {"ASK {}", 6, false, 401},
	} {
		t.Run(name, func(t *testing.T) {
			body := Body{MaxBytes: 100_000, May: func(w http.ResponseWriter, _ *http.Request) bool {
				if !tc.may {
					w.WriteHeader(http.StatusUnauthorized)
				}
				return tc.may
			}}
			answer := limited(Limits{}).HoldBody(Query, body, func(w http.ResponseWriter, req *http.Request) { _, _ = io.Copy(w, req.Body) })
			req := from("203.0.113.1:1", strings.NewReader(tc.body))
			req.ContentLength = tc.length
			w := httptest.NewRecorder()
			answer(w, req)
			if w.Code != tc.status || w.Code == 200 && w.Body.String() != tc.body {
				t.Errorf("%d with %d bytes, want %d", w.Code, w.Body.Len(), tc.status)
			}
		})
	}
}

// TestClients tells clients apart by where they come from.
func TestClients(t *testing.T) {
	l := limited(Limits{APIKeys: []string{"key"}})
	name := func(address string, headers ...string) string {
		req := from(address, nil)
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		return l.client(req)
	}
	for what, tc := range map[string]struct {
		a, b string
		same bool
	}{
		"ports":                     {name("203.0.113.1:1"), name("203.0.113.1:2"), true},
		"programs":                  {name("203.0.113.1:1", "User-Agent", "a"), name("203.0.113.1:1", "User-Agent", "b"), true},
		"IPv4 in IPv6":              {name("203.0.113.1:1"), name("[::ffff:203.0.113.1]:1"), true},
		"a network":                 {name("[2001:db8::1]:1"), name("[2001:db8::ffff:1]:1"), true},
		"a zone":                    {name("[fe80::1%eth0]:1"), name("[fe80::2%eth1]:1"), true},
		"other networks":            {name("[2001:db8::1]:1"), name("[2001:db8:0:1::1]:1"), false},
		"other addresses":           {name("203.0.113.1:1"), name("203.0.113.2:1"), false},
		"an address without a port": {name("203.0.113.1"), name("203.0.113.1:1"), true},
		"what nobody has given out": {name("203.0.113.1:1", "X-API-Key", "x"), name("203.0.113.1:1"), true},
		"a key":                     {name("203.0.113.1:1", "X-API-Key", "key"), name("203.0.113.2:1", "X-API-Key", "key"), true},
		"a key and its address":     {name("203.0.113.1:1", "X-API-Key", "key"), name("203.0.113.1:1"), false},
		"what a stranger forwards":  {name("203.0.113.1:1", "X-Forwarded-For", "198.51.100.1"), name("203.0.113.1:1"), true},
	} {
		if same := tc.a == tc.b; same != tc.same {
			t.Errorf("%s: %q and %q", what, tc.a, tc.b)
		}
	}
}

// TestCost charges a client for work and not for its slow reading.
func TestCost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limited(Limits{ClientSeconds: 60})
		handler := reply.Record(l.Hold(Query, func(w http.ResponseWriter, _ *http.Request) {
			for range 5 {
				time.Sleep(10 * time.Millisecond) // at work
				_, _ = w.Write(make([]byte, 4096))
			}
		}))
		handler.ServeHTTP(newDeadlined(250*time.Millisecond), from("203.0.113.1:1", nil))
		if left := l.budgets.accounts["203.0.113.1"].left[resourceSeconds]; left != 60-0.05 {
			t.Errorf("%v seconds are left of 60, want those for 50 ms gone", left)
		}
	})
}
