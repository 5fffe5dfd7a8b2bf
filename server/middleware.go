package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"
)

// logRequests writes one structured line a request.
func (s *Server) logRequests(c *gin.Context) {
	start := s.opt.Now()
	c.Next()
	status := c.Writer.Status()
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	ctx := c.Request.Context()
	if !s.opt.Log.Enabled(ctx, level) {
		return
	}
	s.opt.Log.LogAttrs(ctx, level, "request",
		slog.String("method", c.Request.Method),
		slog.String("path", c.Request.URL.Path),
		slog.Int("status", status),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.Duration("took", s.opt.Now().Sub(start)),
		slog.String("type", c.Writer.Header().Get("Content-Type")),
		slog.String("remote", c.Request.RemoteAddr),
		slog.String("agent", c.Request.UserAgent()),
	)
}

// recoverPanics turns a bug of ours into a 500 for one client. A response that
// has begun is cut off, so that the client notices.
func (s *Server) recoverPanics(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		s.opt.Log.Error("panic", "path", c.Request.URL.Path, "value", v, "stack", string(debug.Stack()))
		if c.Writer.Written() {
			breakOff(c)
		}
		s.fail(c, Problem{
			Type: problemInternal, Status: http.StatusInternalServerError,
			Detail: "The server met an error of its own. It has been logged.",
		})
	}()
	c.Next()
}

// allowOrigins lets scripts of any site read the answers: the data is public.
func (s *Server) allowOrigins(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Link, ETag, Content-Location, Content-Profile, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate")
	h.Set("X-Content-Type-Options", "nosniff")
	c.Next()
}

// options answers OPTIONS and CORS preflight requests.
func (s *Server) options(methods string) gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Allow", methods)
		h.Set("Access-Control-Allow-Methods", methods)
		h.Set("Access-Control-Allow-Headers", "Accept, Accept-Profile, Authorization, Content-Encoding, Content-Type, If-Match, If-None-Match, If-Modified-Since")
		h.Set("Access-Control-Max-Age", "86400")
		c.Status(http.StatusNoContent)
	}
}

// broken answers for an error that is not the client's, unless the client
// caused it by going away.
func (s *Server) broken(c *gin.Context, err error) {
	if errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil {
		c.Abort()
		return
	}
	s.opt.Log.Error("request failed", "path", c.Request.URL.Path, "error", err)
	s.fail(c, Problem{
		Type: problemInternal, Status: http.StatusInternalServerError,
		Detail: "The server met an error of its own. It has been logged.",
	})
}

// origin is scheme and host as the client sees the server.
func origin(c *gin.Context) string {
	scheme := "http"
	if c.Request.TLS != nil || strings.EqualFold(c.GetHeader("X-Forwarded-Proto"), "https") {
		scheme = "https"
	}
	return scheme + "://" + c.Request.Host
}
