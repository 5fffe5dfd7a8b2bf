package limits

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/issn-ld/issn-ld/server/reply"
)

// Body says how the bodies of requests are read.
type Body struct {
	MaxBytes int64         // as they are sent; 0: the body is not read
	Time     time.Duration // that a client has to send one; 0: a minute
	// May reports whether the client may send a body, and else answers the request;
	// nil: everybody may.
	May func(w http.ResponseWriter, req *http.Request) bool
}

const (
	// bodyGrace is how long a client has before its body has to come at bodyRate.
	bodyGrace = 10 * time.Second
	// bodyRate is the least rate at which a body is to come, in bytes a second.
	bodyRate = 16 << 10
	// maxReceiving bounds the bodies of one client that are read at once.
	maxReceiving = 64
	// bodyPiece is how much of a body is read at a time.
	bodyPiece = 64 << 10
)

// allowance is how long after its beginning a body of which n bytes have come may go on.
func (b *Body) allowance(n int64) time.Duration {
	most := b.Time
	if most == 0 {
		most = time.Minute
	}
	return min(most, bodyGrace+time.Duration(n)*time.Second/bodyRate)
}

// receive reads the whole body of a request, of which the memory is reserved. Where it
// does not come it answers the request and reports false.
func (l *Limiter) receive(w http.ResponseWriter, req *http.Request, client string, b Body) bool {
	if b.May != nil && !b.May(w, req) {
		return false
	}
	if b.MaxBytes == 0 || req.Body == nil || req.Body == http.NoBody {
		return true
	}
	if !l.beginBody(client) {
		l.noRoom(w, req)
		return false
	}
	defer l.endBody(client)
	body, err := readBody(w, req, &b)
	switch {
	case err == nil:
		req.Body = body
		return true
	case errors.Is(err, os.ErrDeadlineExceeded):
		w.Header().Set("Connection", "close")
		l.fail(w, req, reply.Problem{
			Type: reply.ProblemSlow, Status: http.StatusRequestTimeout, Title: "The body did not come in time",
			Detail: fmt.Sprintf("After %v a body has to come at %d KiB a second, and be there after %v.", bodyGrace, bodyRate>>10, b.allowance(b.MaxBytes)),
		})
	default:
		l.fail(w, req, *reply.BodyProblem(err))
	}
	return false
}

func (l *Limiter) beginBody(client string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.receiving[client] >= maxReceiving {
		return false
	}
	l.receiving[client]++
	return true
}

func (l *Limiter) endBody(client string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.receiving[client]--; l.receiving[client] == 0 {
		delete(l.receiving, client)
	}
}

// received is a body in memory, which goes as it is read.
type received struct{ pieces [][]byte }

func (r *received) Read(p []byte) (int, error) {
	if len(r.pieces) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.pieces[0])
	if r.pieces[0] = r.pieces[0][n:]; len(r.pieces[0]) == 0 {
		r.pieces[0] = nil
		r.pieces = r.pieces[1:]
	}
	return n, nil
}

// Close implements [io.Closer].
func (r *received) Close() error { return nil }

// readBody reads a body into memory, at the rate at which it has to come.
func readBody(w http.ResponseWriter, req *http.Request, b *Body) (*received, error) {
	if req.ContentLength > b.MaxBytes {
		return nil, &http.MaxBytesError{Limit: b.MaxBytes}
	}
	conn := http.NewResponseController(w)
	began := time.Now()
	from := http.MaxBytesReader(w, req.Body, b.MaxBytes)
	all := &received{}
	for total := int64(0); ; {
		size := int64(bodyPiece)
		if req.ContentLength >= 0 {
			size = min(size, req.ContentLength-total+bytes.MinRead)
		}
		if err := reply.Reserve(req, size); err != nil {
			return nil, err
		}
		piece := make([]byte, size)
		n := 0
		for n < len(piece) {
			// Without effect where the connection has no deadlines, as in some tests.
			_ = conn.SetReadDeadline(began.Add(b.allowance(total)))
			read, err := from.Read(piece[n:])
			n += read
			total += int64(read)
			if errors.Is(err, io.EOF) {
				all.pieces = append(all.pieces, piece[:n])
				return all, nil
			}
			if err != nil {
				return nil, err
			}
		}
		all.pieces = append(all.pieces, piece)
	}
}
