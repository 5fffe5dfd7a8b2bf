package server

import (
	"net"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// cutOff ends a response that has begun and cannot be completed, so that the client
// notices.
func (s *Server) cutOff(c *gin.Context, err error) {
	if c.Request.Context().Err() == nil {
		s.opt.Log.Warn("result cut off", "path", c.Request.URL.Path, "error", strings.TrimSpace(err.Error()))
	}
	breakOff(c)
}

// breakOff closes the connection of a response that has begun, without the last chunk.
// HTTP/1.0, which many proxies speak, has no chunks: there the end of the connection is
// the end of the response, and only a reset is taken for a failure.
func breakOff(c *gin.Context) {
	if !c.Request.ProtoAtLeast(1, 1) {
		reset(c.Writer)
	}
	panic(http.ErrAbortHandler)
}

// reset closes the connection under w at once and drops what has not been sent. Without
// a connection, as in tests, it does nothing.
func reset(w http.ResponseWriter) {
	if inner, ok := w.(interface{ Unwrap() http.ResponseWriter }); ok {
		w = inner.Unwrap() // gin does not let go of a connection that it has written to
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a connection that is gone is what is wanted
	}
	_ = conn.Close()
}
