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

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/server/web"
	"github.com/issn-ld/issn-ld/sparql"
)

// Engine is what the server asks of the query engine, in three parts.
// [*sparql.Engine] meets it.
type Engine interface {
	Reader
	Writer
	Monitor
}

// Reader answers questions.
type Reader interface {
	// Query runs a query of any form.
	Query(ctx context.Context, text string, opt sparql.QueryOptions) (*sparql.Result, error)
	// Explain returns the plan of a query, and what its operators did where the
	// query is to be run.
	Explain(ctx context.Context, text string, opt sparql.ExplainOptions) (*sparql.Plan, error)
	// Resource returns all quads about the IRI and its parts: the IRIs that
	// differ from it by a fragment, and the blank nodes below them. It returns
	// no quads for an IRI without statements.
	Resource(ctx context.Context, iri string) ([]rdf.Quad, error)
	// Version names the state of the data: equal versions, equal answers.
	Version(ctx context.Context) (uint64, error)
	// Statistics describes the data.
	Statistics(ctx context.Context) (*sparql.Statistics, error)
	// Linksets counts the links by the properties, between what the graphs describe.
	Linksets(ctx context.Context, properties []string) ([]sparql.Linkset, error)
}

// Writer changes the data, each change as a whole or not at all. Without the
// right to write its methods return [sparql.ErrReadOnly].
type Writer interface {
	// Update carries out an update request.
	Update(ctx context.Context, text string, opt sparql.QueryOptions) error
	// WriteGraph changes a graph as a whole and returns how many quads it had.
	WriteGraph(ctx context.Context, w sparql.GraphWrite) (int64, error)
}

// Monitor knows what is running.
type Monitor interface {
	// Running lists the queries and updates that are being answered.
	Running() []sparql.Running
	// Usage tells what they hold.
	Usage() sparql.Usage
	// Cancel stops one of them, and reports whether there was one.
	Cancel(id uint64) bool
}

// Options tunes a [Server].
type Options struct {
	// Base is the IRI that the server's paths stand for; empty means
	// http://issn.org/.
	Base string
	// Token is what an operator sends as "Authorization: Bearer TOKEN" to change
	// data and to see and stop running queries; without one nobody can.
	Token string
	// QueryTimeout is the longest that a query or an update may run; 0 means 60 s.
	// A request may ask for less by timeout=SECONDS.
	QueryTimeout time.Duration
	// DumpTimeout is the longest that sending a graph or a dump may take; 0 means
	// an hour.
	DumpTimeout time.Duration
	// StrictDefaultGraph says that the engine's default graph is that of the store
	// and not the union of all graphs, for the service description.
	StrictDefaultGraph bool
	// MaxRows bounds the rows of a query's result; 0 means no bound.
	MaxRows int64
	// MaxRequestBytes bounds the body of a query or an update; 0 means 8 MiB.
	MaxRequestBytes int64
	// MaxGraphBytes bounds the body of a write to the graph store, before and
	// after decompression; 0 means 64 MiB.
	MaxGraphBytes int64
	// MaxReplacedQuads bounds the graphs that PUT may replace and DELETE may remove:
	// a transaction holds what it removes in memory. 0 means 5 million. Larger
	// graphs are replaced by bulk loads.
	MaxReplacedQuads int64
	// Crosswalk answers /crosswalk for identifiers of any kind, at most
	// [crosswalk.MaxIDs]; nil leaves the address out.
	Crosswalk func(ctx context.Context, ids []string) (*crosswalk.Answer, error)
	// Limits bound what clients may ask for.
	Limits Limits
	// Log receives a line for each request and for what goes wrong; nil
	// discards.
	Log *slog.Logger
	// Now is the clock of logs; nil means [time.Now].
	Now func() time.Time
}

// Server is an HTTP server over an [Engine]. Make one with [New].
type Server struct {
	engine   Engine
	opt      Options
	pages    *web.Pages
	dataset  datasetCache
	names    graphNames
	linksets linksetCache
	metrics  *metrics
	bodies   bodies
	heads    heads
	limiter  *limiter
	handler  http.Handler
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
	if opt.DumpTimeout <= 0 {
		opt.DumpTimeout = time.Hour
	}
	if opt.MaxGraphBytes <= 0 {
		opt.MaxGraphBytes = 64 << 20
	}
	if opt.MaxReplacedQuads <= 0 {
		opt.MaxReplacedQuads = 5e6
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
	s := &Server{engine: engine, opt: opt, pages: pages, metrics: newMetrics(engine), limiter: newLimiter(opt.Limits, opt.Now)}
	s.handler = s.routes()
	return s, nil
}

// Handler returns the handler of all routes.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers on the listener until ctx ends, then lets running requests
// finish for at most grace and cancels the rest.
func (s *Server) Serve(ctx context.Context, l net.Listener, grace time.Duration) error {
	defer s.linksets.close()
	base, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	srv := &http.Server{
		Handler:           s.handler,
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		// Streams set a deadline of their own for each part of theirs.
		WriteTimeout:   s.opt.QueryTimeout + sendTimeout,
		IdleTimeout:    120 * time.Second,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(s.opt.Log.Handler(), slog.LevelWarn),
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
		err = closeAfterAnswers(srv)
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// answerTime is how long requests that have been cancelled get to tell their clients
// so.
const answerTime = 2 * time.Second

// closeAfterAnswers closes a server whose requests have been cancelled.
func closeAfterAnswers(srv *http.Server) error {
	ctx, stop := context.WithTimeout(context.Background(), answerTime)
	defer stop()
	err := srv.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	return err
}

// errShutdown is the cause of queries that the end of the server cut off.
var errShutdown = errors.New("the server is shutting down")
