package server

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/catalog"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// graphNames keeps the titles and licences of graphs of one version of the store.
type graphNames struct {
	mu      sync.Mutex // guards what follows, held while they are read
	version uint64
	graphs  map[string]pages.Graph // nil at first
}

// get returns what graphs say of themselves, by their IRIs.
func (g *graphNames) get(ctx context.Context, engine Reader, opt sparql.QueryOptions) (_ map[string]pages.Graph, err error) {
	version, err := engine.Version(ctx)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.graphs != nil && g.version == version {
		return g.graphs, nil
	}
	res, err := engine.Query(ctx, "SELECT ?g ?title ?licence WHERE { { GRAPH ?g { ?g <"+vocab.DCTTitle+"> ?title } } UNION { GRAPH ?g { ?g <"+vocab.DCTLicense+"> ?licence } } }", opt)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	titles, stated := make(map[string]string), make(map[string][]rdf.Term)
	for row, err := range res.Rows() {
		if err != nil {
			return nil, err
		}
		iri := row[0].Value()
		if row[2].IsZero() {
			titles[iri] = row[1].Value()
		} else {
			stated[iri] = append(stated[iri], row[2])
		}
	}
	graphs := make(map[string]pages.Graph)
	for iri, title := range titles {
		graphs[iri] = pages.Graph{Title: title, Licences: catalog.LicencesOf(iri, stated[iri])}
	}
	for iri, list := range stated {
		if _, titled := graphs[iri]; !titled {
			graphs[iri] = pages.Graph{Title: catalog.TitleOf(iri), Licences: catalog.LicencesOf(iri, list)}
		}
	}
	g.version, g.graphs = version, graphs
	return graphs, nil
}

// sources returns the graphs whose statements a document holds, by title. What it makes
// up itself, such as a controlled list, has none.
func (s *Server) sources(ctx context.Context, d *documents.Description) ([]pages.Graph, error) {
	known, err := s.names.get(ctx, s.engine, sparql.QueryOptions{Timeout: s.opt.QueryTimeout})
	if err != nil {
		return nil, err
	}
	var list []pages.Graph
	for _, name := range d.Graphs() {
		g, described := known[name]
		if !described {
			g = pages.Graph{Title: catalog.TitleOf(name), Licences: catalog.LicencesOf(name, nil)}
		}
		if g.IRI = name; g.Title == "" {
			g.Title = name
		}
		list = append(list, g)
	}
	slices.SortStableFunc(list, func(a, b pages.Graph) int { return cmp.Compare(a.Title, b.Title) })
	return list, nil
}

// pageData is what pages read.
type pageData struct{ s *Server }

// Resource implements [pages.Data].
func (p pageData) Resource(ctx context.Context, iri string) ([]rdf.Quad, error) {
	return p.s.engine.Resource(ctx, iri)
}

// Graphs implements [pages.Data].
func (p pageData) Graphs(ctx context.Context) (map[string]pages.Graph, error) {
	return p.s.names.get(ctx, p.s.engine, sparql.QueryOptions{Timeout: p.s.opt.QueryTimeout})
}
