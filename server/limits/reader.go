package limits

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

const (
	// minRate is how fast a client is to read where others wait for its room, in bytes a
	// second.
	minRate = 32 << 10
	// patience is how far a client may be behind minRate.
	patience = 2 * time.Second
)

// errTooSlow ends the response of a client that reads slowly while others wait.
var errTooSlow = errors.New("the client reads too slowly, and others wait for its room")

// reader is the response of a request that has room in a lane, and knows how fast its
// client reads.
type reader struct {
	http.ResponseWriter
	client string
	now    func() time.Time

	mu      sync.Mutex    // guards what follows
	writing time.Time     // when the write under way began; the zero time: there is none
	debt    time.Duration // by which the client was behind minRate before
	evicted bool
}

// Unwrap gives [http.ResponseController] the connection's own writer.
func (r *reader) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *reader) Write(p []byte) (int, error) {
	r.mu.Lock()
	if r.evicted {
		r.mu.Unlock()
		return 0, errTooSlow
	}
	r.writing = r.now()
	r.mu.Unlock()
	n, err := r.ResponseWriter.Write(p)
	r.mu.Lock()
	defer r.mu.Unlock()
	took := r.now().Sub(r.writing)
	r.writing = time.Time{}
	r.debt = max(0, r.debt+took-time.Duration(n)*time.Second/minRate)
	if err != nil && r.evicted {
		err = errTooSlow
	}
	return n, err
}

// behind is by how much the client reads more slowly than it is to while others wait,
// and whether its response has been broken off for that.
func (r *reader) behind(now time.Time) (_ time.Duration, evicted bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.writing.IsZero() {
		return 0, r.evicted // it has read all that there is so far
	}
	return r.debt + now.Sub(r.writing), r.evicted
}

// evict breaks the response off.
func (r *reader) evict() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.evicted = true
	if !r.writing.IsZero() {
		// Without effect where the connection has no deadlines, as in some tests.
		_ = http.NewResponseController(r.ResponseWriter).SetWriteDeadline(time.Now())
	}
}
