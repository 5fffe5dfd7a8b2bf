package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"issn-ld/rdf"
	"issn-ld/server/web"
	"issn-ld/sparql"
)

// Engine is what the server asks of the query engine. [*sparql.Engine] meets it.
type Engine interface {
	// Query runs a query of any form.
	Query(ctx context.Context, text string, opt sparql.QueryOptions) (*sparql.Result, error)
	// Resource returns all quads about the IRI and its parts: the IRIs that
	// differ from it by a fragment, and the blank nodes below them. It returns
	// no quads for an IRI without statements.
	Resource(ctx context.Context, iri string) ([]rdf.Quad, error)
	// Version names the state of the data: equal versions, equal answers.
	Version(ctx context.Context) (uint64, error)
}

// Options tunes a [Server].
type Options struct {
	// Base is the IRI that the server's paths stand for; empty means
	// http://issn.org/.
	Base string
	// QueryTimeout is the longest that a query may run; 0 means 60 s. A request
	// may ask for less by timeout=SECONDS.
	QueryTimeout time.Duration
	// MaxRequestBytes bounds the body of a request; 0 means 8 MiB.
	MaxRequestBytes int64
	// Log receives a line for each request and for what goes wrong; nil
	// discards.
	Log *slog.Logger
	// Now is the clock of logs; nil means [time.Now].
	Now func() time.Time
}

// Server is an HTTP server over an [Engine]. Make one with [New].
type Server struct {
	engine  Engine
	opt     Options
	pages   *web.Pages
	handler http.Handler
}

// DefaultBase is the IRI below which the ISSN Register names its resources.
const DefaultBase = "http://issn.org/"

// New returns a server that answers from the engine.
func New(engine Engine, opt Options) (*Server, error) {
	if opt.Base == "" {
		opt.Base = DefaultBase
	}
	if !strings.HasSuffix(opt.Base, "/") {
		opt.Base += "/"
	}
	if err := rdf.CheckIRI(opt.Base); err != nil {
		return nil, fmt.Errorf("base %q: %w", opt.Base, err)
	}
	if opt.QueryTimeout <= 0 {
		opt.QueryTimeout = 60 * time.Second
	}
	if opt.MaxRequestBytes <= 0 {
		opt.MaxRequestBytes = 8 << 20
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	pages, err := web.NewPages()
	if err != nil {
		return nil, err
	}
	s := &Server{engine: engine, opt: opt, pages: pages}
	s.handler = s.routes()
	return s, nil
}

// Handler returns the handler of all routes.
func (s *Server) Handler() http.Handler { return s.handler }

func (s *Server) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.RedirectFixedPath = false
	r.UseRawPath = true
	r.UnescapePathValues = true
	r.Use(s.logRequests, s.recoverPanics, s.allowOrigins)
	r.NoRoute(func(c *gin.Context) {
		s.fail(c, Problem{
			Type: problemNotFound, Status: http.StatusNotFound, Title: "No such page",
			Detail: "Resources are at /resource/ISSN/{issn}, /resource/ISSN-L/{issn} and /resource/ISSN-H/{issn}, queries at /sparql.",
		})
	})
	r.NoMethod(func(c *gin.Context) {
		s.fail(c, Problem{
			Type: problemMethod, Status: http.StatusMethodNotAllowed,
			Detail: fmt.Sprintf("This address does not answer %s; it answers %s.", c.Request.Method, c.Writer.Header().Get("Allow")),
		})
	})

	get := func(path string, h gin.HandlerFunc) {
		r.GET(path, h)
		r.HEAD(path, h)
		r.OPTIONS(path, s.options("GET, HEAD, OPTIONS"))
	}
	get("/", s.home)
	get("/find", s.find)
	get("/resource/:space/*id", s.resource)
	get("/data/*path", s.data)
	get("/organization/*path", s.thing)
	get("/vocabularies", s.vocabularies)
	get("/vocabularies/*path", s.thing)
	get("/static/*path", s.static)
	get("/robots.txt", s.robots)
	get("/health", s.health)
	r.GET("/sparql", s.sparql)
	r.HEAD("/sparql", s.sparql)
	r.POST("/sparql", s.sparql)
	r.OPTIONS("/sparql", s.options("GET, HEAD, POST, OPTIONS"))
	return r
}

// Serve answers on the listener until ctx ends, then lets running requests
// finish for at most grace and cancels the rest.
func (s *Server) Serve(ctx context.Context, l net.Listener, grace time.Duration) error {
	base, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	srv := &http.Server{
		Handler:           s.handler,
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.opt.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.opt.Log.Info("shutting down", "grace", grace)
	deadline, stop := context.WithTimeout(context.Background(), grace)
	defer stop()
	err := srv.Shutdown(deadline)
	if errors.Is(err, context.DeadlineExceeded) {
		cancel(errShutdown)
		err = srv.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// errShutdown is the cause of queries that the end of the server cut off.
var errShutdown = errors.New("the server is shutting down")
