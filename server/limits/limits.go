package limits

import (
	"crypto/sha256"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/issn-ld/issn-ld/server/reply"
)

// Limits bound what clients may ask of a server. A client is an address (of IPv6 a /64
// network) or an API key; what a request says of its program counts for nothing.
type Limits struct {
	// MaxQueries bounds the queries, updates and writes to the graph store that are
	// answered at once; 0 means 8 for each processor. Beside them as many reports
	// are made, and a quarter as many graphs and 64 dumps are sent. Others wait up to a
	// second in a queue of bounded length; then the answer is 503.
	MaxQueries int
	// MaxDocuments bounds the requests for documents that are answered at once; 0
	// means 1,024.
	MaxDocuments int
	// ClientSeconds is what the queries and reports of a client may cost in a minute,
	// in seconds of work. 0 means no bound.
	ClientSeconds float64
	// ClientErrors is how many of its queries may fail in a minute; 0 means no bound.
	ClientErrors float64
	// ClientRequests is how many documents and reports it may ask for in a minute; 0
	// means no bound.
	ClientRequests float64
	// ClientGuesses is how many wrong tokens an address may send in a minute; 0 means 5.
	ClientGuesses float64
	// APIKeys are words that clients send as X-API-Key. Each has a budget of its own,
	// wherever it comes from.
	APIKeys []string
}

// Limiter holds requests to the [Limits]. Make one with [New].
type Limiter struct {
	kinds   map[Kind]*held
	now     func() time.Time
	fail    func(w http.ResponseWriter, req *http.Request, p reply.Problem)
	exempt  func(req *http.Request) bool
	budgets *budgets
	keys    map[[sha256.Size]byte]bool // digests, so that looking one up tells nothing of others

	mu        sync.Mutex     // guards what follows
	receiving map[string]int // bodies that are being read, by client
}

// Kind is what a request asks for, as far as limits go.
type Kind int

// The kinds of requests.
const (
	Document Kind = iota
	Query         // and every change of the data
	Export        // of graphs
	Report        // that is computed when it is asked for
	Download      // of files
)

// maxDownloads bounds the files that are sent at once: they take a connection each and
// little else.
const maxDownloads = 64

// held is what requests of a kind are held to.
type held struct {
	lane  *lane
	needs []int // the resources of which something has to be left
	costs bool  // the time that it takes is counted
	fails bool  // its failures are counted
	tells bool  // what is left is told with every answer
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
	if opt.ClientGuesses <= 0 {
		opt.ClientGuesses = 5
	}
	query := []int{resourceSeconds, resourceErrors}
	l := &Limiter{
		now: now, fail: fail, exempt: exempt, receiving: map[string]int{},
		kinds: map[Kind]*held{
			Document: {lane: newLane(opt.MaxDocuments, now), needs: []int{resourceRequests}},
			Query:    {lane: newLane(opt.MaxQueries, now), needs: query, costs: true, fails: true, tells: true},
			Export:   {lane: newLane(max(1, opt.MaxQueries/4), now), needs: query, costs: true, fails: true, tells: true},
			Report:   {lane: newLane(opt.MaxQueries, now), needs: []int{resourceSeconds, resourceRequests}, costs: true},
			Download: {lane: newLane(maxDownloads, now), needs: []int{resourceRequests}},
		},
		budgets: newBudgets([resources]float64{
			resourceSeconds: opt.ClientSeconds, resourceErrors: opt.ClientErrors,
			resourceRequests: opt.ClientRequests, resourceGuesses: opt.ClientGuesses,
		}, now),
		keys: map[[sha256.Size]byte]bool{},
	}
	for _, k := range opt.APIKeys {
		l.keys[sha256.Sum256([]byte(k))] = true
	}
	return l
}
