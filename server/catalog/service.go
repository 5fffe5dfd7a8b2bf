package catalog

import (
	"context"
	"net/http"
	"time"

	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// Reader is what descriptions and dumps are read from.
type Reader interface {
	// Query runs a query of any form.
	Query(ctx context.Context, text string, opt sparql.QueryOptions) (*sparql.Result, error)
	// Version names the state of the data: equal versions, equal answers.
	Version(ctx context.Context) (uint64, error)
	// Statistics describes the data.
	Statistics(ctx context.Context) (*sparql.Statistics, error)
	// Linksets counts the links by the properties, between what the graphs describe.
	Linksets(ctx context.Context, properties []string) ([]sparql.Linkset, error)
}

// Options tunes a [Service].
type Options struct {
	Base               string        // IRI that the paths of the server stand for
	QueryTimeout       time.Duration // longest run of a query for a description
	DumpTimeout        time.Duration // longest time to make a dump
	DumpWait           time.Duration // longest wait of a request for a dump that is being made; 0 means 20 s
	Dumps              string        // folder that dumps are kept in; empty if none are offered
	StoreID            string        // names the store that the dumps are of
	StrictDefaultGraph bool          // the default graph is not the union of all graphs
	Updates            bool          // the endpoint takes updates
}

// Service answers with descriptions and dumps. Make one with [New].
type Service struct {
	*reply.Replier
	engine      Reader
	opt         Options
	pages       *pages.Pages
	queryFailed func(w http.ResponseWriter, req *http.Request, err error)
	dataset     datasetCache
	linksets    linksetCache
	spool       *spool // nil if no dumps are offered
}

// New returns a service over the engine, which answers by failed for queries that gave
// no result. The data came to their version when changed says. A folder that dumps cannot
// be written to is logged, and none are offered.
func New(engine Reader, opt Options, r *reply.Replier, p *pages.Pages, failed func(http.ResponseWriter, *http.Request, error), changed func(version uint64) time.Time) *Service {
	if opt.DumpWait <= 0 {
		opt.DumpWait = dumpWait
	}
	s := &Service{Replier: r, engine: engine, opt: opt, pages: p, queryFailed: failed}
	if opt.Dumps == "" {
		return s
	}
	sp, err := openSpool(&spool{folder: opt.Dumps, store: opt.StoreID, log: r.Log, write: s.writeGraph, changed: changed})
	if err != nil {
		r.Log.Warn("no dumps are offered: their folder cannot be written to; name another by --dumps", "folder", opt.Dumps, "error", err)
		return s
	}
	s.spool = sp
	return s
}

// Close gives up what is being counted and made, and waits for its end.
func (s *Service) Close() {
	s.linksets.close()
	if s.spool != nil {
		s.spool.close()
	}
}
