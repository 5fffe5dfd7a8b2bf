package limits

import (
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/server/reply"
)

// Limits bound what clients may ask of a server. A client is a program at an
// address: the address and the User-Agent, or an API key.
type Limits struct {
	// MaxQueries bounds the queries, updates and writes to the graph store that are
	// answered at once; 0 means 8 for each processor. A quarter as many graphs and
	// dumps are sent beside them. Others wait up to a second in a queue of bounded
	// length; then the answer is 503.
	MaxQueries int
	// MaxDocuments bounds the requests for documents that are answered at once; 0
	// means 1,024.
	MaxDocuments int
	// ClientSeconds is how long the queries of a client may take in a minute, in
	// seconds; the first tenth of a second of each is free. 0 means no bound.
	ClientSeconds float64
	// ClientErrors is how many of its queries may fail in a minute; 0 means no bound.
	ClientErrors float64
	// ClientRequests is how many documents it may ask for in a minute; 0 means no
	// bound.
	ClientRequests float64
	// APIKeys are words that clients send as X-API-Key. Each has a budget of its own,
	// wherever it comes from.
	APIKeys []string
	// TrustForwarded takes the address of a client from X-Forwarded-For. It is taken
	// from there anyway where the request comes from the machine itself.
	TrustForwarded bool
}

// freeSeconds is the part of each query that spends nothing: looking up a record
// takes less.
const freeSeconds = 0.1

// Limiter holds requests to the [Limits]. Make one with [New].
type Limiter struct {
	opt                         Limits
	fail                        func(w http.ResponseWriter, req *http.Request, p reply.Problem)
	exempt                      func(req *http.Request) bool
	queries, exports, documents *lane
	budgets                     *budgets
	keys                        map[[sha256.Size]byte]bool // digests, so that looking one up tells nothing of others
}

// New returns a limiter that answers by fail the requests that it does not let
// through. Those that exempt knows have no budget.
func New(opt Limits, now func() time.Time, fail func(http.ResponseWriter, *http.Request, reply.Problem), exempt func(*http.Request) bool) *Limiter {
	if opt.MaxQueries <= 0 {
		opt.MaxQueries = 8 * runtime.GOMAXPROCS(0)
	}
	if opt.MaxDocuments <= 0 {
		opt.MaxDocuments = 1024
	}
	l := &Limiter{
		opt: opt, fail: fail, exempt: exempt, queries: newLane(opt.MaxQueries), exports: newLane(max(1, opt.MaxQueries/4)), documents: newLane(opt.MaxDocuments),
		budgets: newBudgets([resources]float64{opt.ClientSeconds, opt.ClientErrors, opt.ClientRequests}, now),
		keys:    map[[sha256.Size]byte]bool{},
	}
	l.documents.share = opt.MaxDocuments
	for _, k := range opt.APIKeys {
		l.keys[sha256.Sum256([]byte(k))] = true
	}
	return l
}

// Kind is what a request asks for, as far as limits go.
type Kind int

// The kinds of requests.
const (
	Document Kind = iota
	Query         // and every change of the data
	Export        // of graphs and dumps
)

// of returns the lane of a kind and the resources that it needs.
func (l *Limiter) of(k Kind) (lane *lane, needs []int) {
	switch k {
	case Query:
		return l.queries, []int{resourceSeconds, resourceErrors}
	case Export:
		return l.exports, []int{resourceSeconds, resourceErrors}
	case Document:
	}
	return l.documents, []int{resourceRequests}
}

// Hold answers requests of clients that have spent their budget by 429, and those
// for which there is no room by 503; next answers all others.
func (l *Limiter) Hold(k Kind, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) { l.hold(k, next, w, req) }
}

func (l *Limiter) hold(k Kind, next http.HandlerFunc, w http.ResponseWriter, req *http.Request) {
	lane, needs := l.of(k)
	clients := l.clients(req)
	counted := !l.budgets.off() && !l.exempt(req)
	if counted {
		st := l.budgets.standing(clients, needs...)
		if lane != l.documents || st.spent >= 0 {
			l.tell(w, st, needs)
		}
		if st.spent >= 0 {
			l.overBudget(w, req, st)
			return
		}
	}
	if !lane.enter(req.Context(), clients[0].name) {
		l.noRoom(w, req)
		return
	}
	began, broken := time.Now(), true
	defer func() {
		lane.leave(clients[0].name)
		if counted {
			l.account(w, req, lane, clients, time.Since(began), broken)
		}
	}()
	next(w, req)
	broken = false
}

// account takes a request from the accounts, at its end. What breaks off has
// failed, unless the client has gone.
func (l *Limiter) account(w http.ResponseWriter, req *http.Request, lane *lane, clients []client, took time.Duration, broken bool) {
	if lane == l.documents {
		l.budgets.spend(clients, resourceRequests, 1)
		return
	}
	l.budgets.spend(clients, resourceSeconds, took.Seconds()-freeSeconds)
	status, _ := reply.Sent(w)
	if req.Context().Err() == nil && (broken || failed(status)) {
		l.budgets.spend(clients, resourceErrors, 1)
	}
}

// failed reports whether a status is that of a query that went wrong. That
// something is not there, or in no such form, is an answer.
func failed(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusNotAcceptable, http.StatusPreconditionFailed:
		return false
	}
	return status >= http.StatusBadRequest
}

// clients returns the accounts that a request is taken from, the client's own
// first.
func (l *Limiter) clients(req *http.Request) []client {
	if key := req.Header.Get("X-API-Key"); key != "" {
		if digest := sha256.Sum256([]byte(key)); l.keys[digest] {
			return []client{{"key " + string(digest[:]), 1}}
		}
	}
	address := l.address(req)
	if l.budgets.off() {
		return []client{{address, 1}}
	}
	agent := req.UserAgent()
	return []client{{address + " " + agent[:min(len(agent), 200)], 1}, {address, addressShare}}
}

// address returns the address of a client, of IPv6 the network: one client has all
// of it.
func (l *Limiter) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if l.opt.TrustForwarded || err == nil && addr.IsLoopback() {
		list := r.Header.Values("X-Forwarded-For")
		if len(list) > 0 {
			last := list[len(list)-1]
			last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
			if forwarded, ferr := netip.ParseAddr(last); ferr == nil {
				addr, err = forwarded, nil
			}
		}
	}
	if err != nil {
		return host
	}
	addr = addr.Unmap()
	if addr.Is6() {
		if network, err := addr.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}

// tell sets the header fields of the IETF's draft on rate limits.
func (l *Limiter) tell(w http.ResponseWriter, st standing, needs []int) {
	var policy, now []string
	for _, i := range needs {
		if limit := l.budgets.limits[i]; limit > 0 {
			policy = append(policy, fmt.Sprintf("%q;q=%.0f;w=%.0f", resourceNames[i], limit, budgetWindow.Seconds()))
			now = append(now, fmt.Sprintf("%q;r=%d;t=%d", resourceNames[i], st.left[i], st.reset[i]))
		}
	}
	if len(policy) > 0 {
		h := w.Header()
		h.Set("RateLimit-Policy", strings.Join(policy, ", "))
		h.Set("RateLimit", strings.Join(now, ", "))
	}
}

// overBudget answers a client that has spent what it may.
func (l *Limiter) overBudget(w http.ResponseWriter, req *http.Request, st standing) {
	w.Header().Set("Retry-After", strconv.Itoa(st.wait))
	what := map[int]string{
		resourceSeconds:  "Your queries have taken %.0f seconds within a minute",
		resourceErrors:   "%.0f of your queries have failed within a minute",
		resourceRequests: "You have asked for %.0f documents within a minute",
	}[st.spent]
	l.fail(w, req, reply.Problem{
		Type: reply.ProblemRateLimit, Status: http.StatusTooManyRequests, Title: "Too much within a minute",
		Detail: fmt.Sprintf(what+", which is what one client may. Go on in %d seconds; for all of the data there are dumps.", l.budgets.limits[st.spent], st.wait),
	})
}

// noRoom answers where too many requests are being answered.
func (l *Limiter) noRoom(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Retry-After", "5")
	l.fail(w, req, reply.Problem{
		Type: reply.ProblemBusy, Status: http.StatusServiceUnavailable, Title: "The server is busy",
		Detail: "As many requests as the server answers at once are under way. Try again in a few seconds.",
	})
}
