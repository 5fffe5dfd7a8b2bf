package reply

import (
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/sparql"
)

// CutOff ends a response that has begun and cannot be completed, so that the client
// notices.
func (r *Replier) CutOff(w http.ResponseWriter, req *http.Request, err error) {
	switch {
	case errors.Is(err, sparql.ErrPanic):
		r.logFailure(req, err)
	case req.Context().Err() == nil:
		r.Log.Warn("result cut off", "path", req.URL.Path, "error", strings.TrimSpace(err.Error()))
	}
	BreakOff(w, req)
}

// BreakOff closes the connection of a response that has begun, without the last chunk.
// HTTP/1.0, which many proxies speak, has no chunks: there the end of the connection is
// the end of the response, and only a reset is taken for a failure.
func BreakOff(w http.ResponseWriter, req *http.Request) {
	if !req.ProtoAtLeast(1, 1) {
		reset(w)
	}
	panic(http.ErrAbortHandler)
}

// reset closes the connection under w at once and drops what has not been sent. Without
// a connection, as in tests, it does nothing.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a connection that is gone is what is wanted
	}
	_ = conn.Close()
}
