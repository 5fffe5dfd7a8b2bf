package server

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/issn-ld/issn-ld/server/reply"
)

// logRequests writes one structured line a request.
func (s *Server) logRequests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		start := s.opt.Now()
		defer func() { s.logRequest(w, req, start) }() // of requests that break off too
		next.ServeHTTP(w, req)
	})
}

func (s *Server) logRequest(w http.ResponseWriter, req *http.Request, start time.Time) {
	status, bytes := reply.Sent(w)
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	ctx := req.Context()
	if !s.Log.Enabled(ctx, level) {
		return
	}
	s.Log.LogAttrs(ctx, level, "request",
		slog.String("method", req.Method),
		slog.String("path", req.URL.Path),
		slog.Int("status", status),
		slog.Int64("bytes", bytes),
		slog.Duration("took", s.opt.Now().Sub(start)),
		slog.String("type", w.Header().Get("Content-Type")),
		slog.String("remote", req.RemoteAddr),
		slog.String("agent", req.UserAgent()),
	)
}

// recoverPanics turns a bug of ours into a 500 for one client. A response that
// has begun is cut off, so that the client notices.
func (s *Server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			s.Log.Error("panic", "path", req.URL.Path, "value", v, "stack", string(debug.Stack()))
			if reply.Begun(w) {
				reply.BreakOff(w, req)
			}
			s.Fail(w, req, reply.InternalProblem)
		}()
		next.ServeHTTP(w, req)
	})
}

// allowOrigins lets scripts of any site read the answers: the data is public.
func allowOrigins(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Link, ETag, Content-Location, Content-Profile, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, req)
	})
}

// preflight answers OPTIONS and CORS preflight requests.
func preflight(w http.ResponseWriter, methods string) {
	h := w.Header()
	h.Set("Allow", methods)
	h.Set("Access-Control-Allow-Methods", methods)
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Profile, Authorization, Content-Encoding, Content-Type, If-Match, If-None-Match, If-Modified-Since")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}
