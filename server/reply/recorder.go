package reply

import (
	"net/http"
	"time"

	"github.com/issn-ld/issn-ld/sparql/pace"
)

// recorder knows what has been sent.
type recorder struct {
	http.ResponseWriter
	status  int // 0 before the header is sent
	bytes   int64
	account *pace.Account // of the waits for the client; nil: nobody counts
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	if r.account == nil {
		n, err := r.ResponseWriter.Write(p)
		r.bytes += int64(n)
		return n, err
	}
	began := time.Now()
	n, err := r.ResponseWriter.Write(p)
	r.account.Waited(time.Since(began))
	r.bytes += int64(n)
	return n, err
}

// Unwrap gives [http.ResponseController] the connection's own writer.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Record puts a recorder before everything else that looks at responses.
func Record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		next.ServeHTTP(&recorder{ResponseWriter: w}, req)
	})
}

// Sent is the status of the response and the bytes of its body so far. Handlers that
// sent nothing answer 200, as package http does.
func Sent(w http.ResponseWriter) (status int, bytes int64) {
	r := recorderOf(w)
	if r == nil || r.status == 0 {
		return http.StatusOK, 0
	}
	return r.status, r.bytes
}

// Begun reports whether the header has been sent.
func Begun(w http.ResponseWriter) bool {
	r := recorderOf(w)
	return r != nil && r.status != 0
}

// CountWaits notes in the account, from now on, how long writing to the client takes; nil
// ends that.
func CountWaits(w http.ResponseWriter, a *pace.Account) {
	if r := recorderOf(w); r != nil {
		r.account = a
	}
}

// recorderOf finds the recorder below w; nil where there is none, as in tests.
func recorderOf(w http.ResponseWriter) *recorder {
	for {
		switch inner := w.(type) {
		case *recorder:
			return inner
		case interface{ Unwrap() http.ResponseWriter }:
			w = inner.Unwrap()
		default:
			return nil
		}
	}
}
