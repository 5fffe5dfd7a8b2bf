package protocol

import (
	"context"
	"net/http"
	"time"

	"github.com/issn-ld/issn-ld/server/access"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// Engine is what the protocols ask of the query engine.
type Engine interface {
	// Query runs a query of any form.
	Query(ctx context.Context, text string, opt sparql.QueryOptions) (*sparql.Result, error)
	// Explain returns the plan of a query, and what its operators did where the
	// query is to be run.
	Explain(ctx context.Context, text string, opt sparql.ExplainOptions) (*sparql.Plan, error)
	// Update carries out an update request.
	Update(ctx context.Context, text string, opt sparql.QueryOptions) error
	// WriteGraph changes a graph as a whole and returns how many quads it had.
	WriteGraph(ctx context.Context, w sparql.GraphWrite, opt sparql.QueryOptions) (int64, error)
	// Running lists the queries and updates that are being answered.
	Running() []sparql.Running
	// Usage tells what they hold.
	Usage() sparql.Usage
	// Cancel stops one of them, and reports whether there was one.
	Cancel(id uint64) bool
}

// Options tunes a [Service]. All fields have to be set.
type Options struct {
	Base             string        // IRI that the paths of the server stand for
	QueryTimeout     time.Duration // longest run of a query or an update
	DumpTimeout      time.Duration // longest time to send a graph
	MaxRows          int64         // of a query's result; 0: no bound
	MaxRequestBytes  int64         // of the body of a query or an update
	MaxGraphBytes    int64         // of a document for the graph store
	MaxReplacedQuads int64         // of the graphs that may be replaced or removed
}

// Service answers the SPARQL Protocol and the Graph Store Protocol. Make one with
// [New].
type Service struct {
	*reply.Replier
	*access.Operator
	engine   Engine
	opt      Options
	pages    *pages.Pages
	describe Describe
}

// Describe answers with the description of the datasets and, where it is asked for,
// of the service.
type Describe func(w http.ResponseWriter, req *http.Request, service bool)

// New returns a service over the engine.
func New(engine Engine, opt Options, r *reply.Replier, operator *access.Operator, p *pages.Pages, d Describe) *Service {
	return &Service{Replier: r, Operator: operator, engine: engine, opt: opt, pages: p, describe: d}
}
