package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/server/access"
	"github.com/issn-ld/issn-ld/server/catalog"
	"github.com/issn-ld/issn-ld/server/limits"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/protocol"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// Engine is what the server asks of the query engine. [*sparql.Engine] meets it.
type Engine interface {
	Reader
	protocol.Engine
	// Hold takes memory of what queries have together, for a request.
	Hold() *sparql.Hold
}

// Reader answers questions.
type Reader interface {
	catalog.Reader
	// Resource returns all quads about the IRI and its parts: the IRIs that
	// differ from it by a fragment, and the blank nodes below them. It returns
	// no quads for an IRI without statements.
	Resource(ctx context.Context, iri string) ([]rdf.Quad, error)
}

// Options tunes a [Server].
type Options struct {
	// Base is the IRI that the server's paths stand for; empty means
	// http://issn.org/.
	Base string
	// MirrorIRIs has RDF documents name the resources of the data below Base, so that who
	// follows links stays at the server. Queries, graphs and dumps keep the names of the data.
	MirrorIRIs bool
	// Hosts are names that clients may address the server by, besides those of its own
	// machine and the host of Listen, the address that it listens on. Answers repeat no
	// other name: they say Base.
	Hosts  []string
	Listen string
	// TrustForwarded are the networks of proxies whose X-Forwarded-* and Forwarded headers
	// are believed.
	TrustForwarded []netip.Prefix
	// Token is what an operator sends as "Authorization: Bearer TOKEN" to change
	// data and to see and stop running queries; without one nobody can.
	Token string
	// QueryTimeout is the longest that a query or an update may run; 0 means 60 s.
	// A request may ask for less by timeout=SECONDS.
	QueryTimeout time.Duration
	// DumpTimeout is the longest that sending a graph or making a dump may take; 0 means
	// an hour.
	DumpTimeout time.Duration
	// Dumps is the folder that dumps are kept in, which nothing else may use; empty for a
	// server that offers none. A dump is made when it is first wanted, and again after the
	// data have changed.
	Dumps string
	// DumpWait is the longest that a request waits for a dump; 0 means 20 s.
	DumpWait time.Duration
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
	// Reports are the reports to serve: those about one serial get an address of their
	// own, and the crosswalk answers for identifiers of any kind.
	Reports []report.Report
	// State opens the state that reports read. Without it no report is served.
	State report.Source
	// Limits bound what clients may ask for.
	Limits limits.Limits
	// StoreID names the store, and Build the program: entity tags of another store or
	// program have nothing to do with those of this one.
	StoreID, Build string
	// Changed is when the data last changed before the server began; with the zero time
	// only changes that it sees count.
	Changed time.Time
	// Log receives a line for each request and for what goes wrong; nil
	// discards.
	Log *slog.Logger
	// Now is the clock of logs; nil means [time.Now].
	Now func() time.Time
}

// Server is an HTTP server over an [Engine]. Make one with [New].
type Server struct {
	*reply.Replier
	engine   Reader
	opt      Options
	pages    *pages.Pages
	maker    *pages.Maker
	protocol *protocol.Service
	catalog  *catalog.Service
	limiter  *limits.Limiter
	operator *access.Operator
	front    *access.Front
	names    graphNames
	changes  changes
	metrics  *metrics
	handler  http.Handler
}

// DefaultBase is the IRI below which the ISSN Register names its resources.
const DefaultBase = "http://issn.org/"

// serves reports whether the server answers for single serials by a report.
func (o *Options) serves(name string) bool {
	return o.State != nil && slices.ContainsFunc(o.Reports, func(r report.Report) bool { return r.Name == name && r.OfSerial != nil })
}

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
	s := &Server{Replier: &reply.Replier{Log: opt.Log}, engine: engine, opt: opt, metrics: newMetrics(engine)}
	seed := sha256.Sum256([]byte(opt.StoreID + "\n" + opt.Build))
	s.Seed = hex.EncodeToString(seed[:4])
	s.changes = changes{now: opt.Now, time: opt.Changed}
	var err error
	if s.pages, err = pages.New(s.Replier); err != nil {
		return nil, err
	}
	s.maker = &pages.Maker{Data: pageData{s}, Base: opt.Base, Log: opt.Log, Now: opt.Now, HasPreservation: opt.serves("preservation")}
	s.front, err = access.NewFront(access.FrontOptions{
		Base: opt.Base, Data: vocab.ISSNBase, Hosts: opt.Hosts, Listen: opt.Listen, Trusted: opt.TrustForwarded,
	})
	if err != nil {
		return nil, fmt.Errorf("hosts: %w", err)
	}
	s.Origin = s.front.Origin
	s.operator = &access.Operator{Token: opt.Token, Refuse: s.Fail}
	s.limiter = limits.New(opt.Limits, opt.Now, s.Fail, s.operator.Is)
	s.operator.Guard = s.limiter
	describe := func(w http.ResponseWriter, req *http.Request, service bool) { s.catalog.Describe(w, req, service) }
	s.protocol = protocol.New(engine, protocol.Options{
		Base: opt.Base, QueryTimeout: opt.QueryTimeout, DumpTimeout: opt.DumpTimeout, MaxRows: opt.MaxRows,
		MaxRequestBytes: opt.MaxRequestBytes, MaxGraphBytes: opt.MaxGraphBytes, MaxReplacedQuads: opt.MaxReplacedQuads,
	}, s.Replier, s.operator, s.pages, describe)
	s.catalog = catalog.New(engine, catalog.Options{
		Base: opt.Base, QueryTimeout: opt.QueryTimeout, DumpTimeout: opt.DumpTimeout,
		DumpWait: opt.DumpWait, Dumps: opt.Dumps, StoreID: opt.StoreID,
		StrictDefaultGraph: opt.StrictDefaultGraph, Updates: opt.Token != "",
	}, s.Replier, s.pages, s.protocol.QueryFailed, s.changes.at)
	s.handler = reply.WithHold(engine.Hold)(s.routes())
	return s, nil
}

// Handler returns the handler of all routes.
func (s *Server) Handler() http.Handler { return s.handler }

// Close ends what the server does beside requests, and waits for it. Serve closes the
// server itself.
func (s *Server) Close() { s.catalog.Close() }

// Serve answers on the listener until ctx ends, then lets running requests
// finish for at most grace and cancels the rest.
func (s *Server) Serve(ctx context.Context, l net.Listener, grace time.Duration) error {
	defer s.Close()
	base, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	srv := &http.Server{
		Handler:           s.handler,
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		// Streams set a deadline of their own for each part of theirs.
		WriteTimeout:   s.opt.QueryTimeout + reply.SendTimeout,
		IdleTimeout:    120 * time.Second,
		MaxHeaderBytes: 1 << 20, // above maxHeader, so that what is too long gets a problem document
		ErrorLog:       slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.Log.Info("shutting down", "grace", grace)
	deadline, stop := context.WithTimeout(context.Background(), grace)
	defer stop()
	err := srv.Shutdown(deadline)
	if errors.Is(err, context.DeadlineExceeded) {
		cancel(reply.ErrShutdown)
		err = closeAfterAnswers(srv)
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// closeAfterAnswers closes a server whose requests have been cancelled.
func closeAfterAnswers(srv *http.Server) error {
	ctx, stop := context.WithTimeout(context.Background(), reply.AnswerTime)
	defer stop()
	err := srv.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	return err
}
