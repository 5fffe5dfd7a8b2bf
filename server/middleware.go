package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/server/protocol"
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

// contentPolicy is what pages may do: use styles and images of ours and send forms to
// us. They have no scripts; the JSON-LD within them is data, which is never run.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure tells browsers what they may do with an answer, and lets scripts of any site
// read it: the data is public.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Accept-Ranges, Content-Encoding, Content-Length, Content-Location, Content-Profile, Content-Range, ETag, Last-Modified, Link, Location, RateLimit, RateLimit-Policy, Repr-Digest, Retry-After, WWW-Authenticate")
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, req)
	})
}

// maxHeader bounds the header of a request and its address, in bytes.
const maxHeader = 64 << 10

// tidyAddresses sends addresses with a slash too many to those without, and refuses
// headers that are too long and addresses of other servers.
func (s *Server) tidyAddresses(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		size := len(req.RequestURI)
		for name, values := range req.Header {
			for _, value := range values {
				size += len(name) + len(value)
			}
		}
		if size > maxHeader {
			s.Fail(w, req, reply.Problem{
				Type: reply.ProblemHeader, Status: http.StatusRequestHeaderFieldsTooLarge,
				Detail: fmt.Sprintf("Address and header of the request have %d bytes; they may have %d. Long queries are POSTed.", size, maxHeader),
			})
			return
		}
		if problem := s.front.Misdirected(req); problem != nil {
			s.Fail(w, req, *problem)
			return
		}
		path := req.URL.EscapedPath()
		if !strings.HasSuffix(path, "/") || path == "/" || path == "/dumps/" || strings.HasPrefix(path, protocol.GraphsPath+"/") || req.Method == http.MethodOptions {
			next.ServeHTTP(w, req)
			return
		}
		status := http.StatusMovedPermanently
		if req.Method != http.MethodGet && req.Method != http.MethodHead {
			status = http.StatusPermanentRedirect // keeps method and body
		}
		http.Redirect(w, req, reply.WithQuery(req, "/"+strings.Trim(path, "/")), status)
	})
}

// preflight answers OPTIONS and CORS preflight requests.
func preflight(w http.ResponseWriter, methods string) {
	h := w.Header()
	h.Set("Allow", methods)
	h.Set("Access-Control-Allow-Methods", methods)
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, Accept-Profile, Authorization, Cache-Control, Content-Encoding, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, Range, X-API-Key, X-Requested-With")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}
