package server

import (
	"context"
	"errors"
	"sync"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// graphNames keeps the titles of graphs of one version of the store.
type graphNames struct {
	mu      sync.Mutex // guards what follows, held while the titles are read
	version uint64
	titles  map[string]string // nil at first
}

// get returns the titles of graphs by their IRIs.
func (g *graphNames) get(ctx context.Context, engine Reader, opt sparql.QueryOptions) (_ map[string]string, err error) {
	version, err := engine.Version(ctx)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.titles != nil && g.version == version {
		return g.titles, nil
	}
	res, err := engine.Query(ctx, "SELECT ?g ?t WHERE { GRAPH ?g { ?g <"+vocab.DCTTitle+"> ?t } }", opt)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	titles := make(map[string]string)
	for row, err := range res.Rows() {
		if err != nil {
			return nil, err
		}
		titles[row[0].Value()] = row[1].Value()
	}
	g.version, g.titles = version, titles
	return titles, nil
}

// pageData is what pages read.
type pageData struct{ s *Server }

// Resource implements [pages.Data].
func (p pageData) Resource(ctx context.Context, iri string) ([]rdf.Quad, error) {
	return p.s.engine.Resource(ctx, iri)
}

// GraphTitles implements [pages.Data].
func (p pageData) GraphTitles(ctx context.Context) (map[string]string, error) {
	return p.s.names.get(ctx, p.s.engine, sparql.QueryOptions{Timeout: p.s.opt.QueryTimeout})
}
