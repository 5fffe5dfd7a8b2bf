package reply

import (
	"context"
	"io"
	"net/http"

	"github.com/issn-ld/issn-ld/sparql"
)

// bodyCost is what a byte of a text takes of memory: it grows in a buffer, and a form is
// decoded into another.
const bodyCost = 3

// holdKey is where the context of a request has its hold.
type holdKey struct{}

// WithHold gives each request that has a body a hold of the memory that queries have
// together. It ends with the request.
func WithHold(take func() *sparql.Hold) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if req.Body != nil && req.Body != http.NoBody {
				hold := take()
				defer hold.Release()
				req = req.WithContext(context.WithValue(req.Context(), holdKey{}, hold))
			}
			next.ServeHTTP(w, req)
		})
	}
}

// Reserve takes n bytes for what a request sends, until the request ends. Its error is a
// [sparql.ErrMemory].
func Reserve(req *http.Request, n int64) error {
	if hold, ok := req.Context().Value(holdKey{}).(*sparql.Hold); ok {
		return hold.Reserve(n)
	}
	return nil
}

// heldReader reserves memory for what it reads, as for a text.
type heldReader struct {
	r   io.Reader
	req *http.Request
}

func (h *heldReader) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if held := Reserve(h.req, int64(n)*bodyCost); held != nil {
		return 0, held
	}
	return n, err
}
