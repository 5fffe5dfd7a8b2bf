package server

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// datasetCache keeps what the descriptions tell of one version of the store.
type datasetCache struct {
	mu    sync.Mutex // guards stats, held while they are made
	stats *sparql.Statistics
}

// get returns the statistics of the current version, counted once for each.
func (d *datasetCache) get(ctx context.Context, engine Reader) (*sparql.Statistics, error) {
	version, err := engine.Version(ctx)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stats != nil && d.stats.Version == version {
		return d.stats, nil
	}
	stats, err := engine.Statistics(ctx)
	if err == nil {
		d.stats = stats
	}
	return stats, err
}

// void answers /.well-known/void, /void.ttl and the graph store as a whole: what
// datasets there are (VoID and DCAT).
func (s *Server) void(c *gin.Context) {
	s.describeDatasets(c, false)
}

// serviceDescription answers /sparql without a query (SPARQL 1.1 Service
// Description, section 2).
func (s *Server) serviceDescription(c *gin.Context) {
	s.describeDatasets(c, true)
}

func (s *Server) describeDatasets(c *gin.Context, service bool) {
	f, page, ok := s.descriptionForm(c, service)
	if !ok {
		return
	}
	if page && service {
		s.sparqlPage(c, &operation{text: exampleQueries[0].query}, nil, nil)
		return
	}
	stats, err := s.dataset.get(c.Request.Context(), s.engine)
	if err != nil {
		s.broken(c, err)
		return
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", cacheControl)
	if page {
		s.renderPage(c, http.StatusOK, "list", s.datasetsPage(stats))
		return
	}
	var sets []sparql.Linkset
	counted := true
	if !service {
		if sets, counted, err = s.linksets.get(c.Request.Context(), s.engine, stats.Version); err != nil {
			s.opt.Log.Warn("linksets", "error", err) // the description is right without them
		}
	}
	etag := fmt.Sprintf(`"%x-%s-%s"`, stats.Version, map[bool]string{true: "service", false: "void"}[service], f.suffix)
	if counted {
		h.Set("ETag", etag)
		if notModified(c, etag, zeroTime) {
			return
		}
	} else {
		h.Set("Cache-Control", "no-cache") // the links are still being counted
	}
	b := &datasetDescription{s: s, origin: origin(c), stats: stats, sets: sets}
	quads, err := b.build(c.Request.Context(), service)
	if err != nil {
		s.broken(c, err)
		return
	}
	var body bytes.Buffer
	if err := f.encodeWith(&body, quads, s.opt.Base, descriptionPrefixes, nil); err != nil {
		s.broken(c, err)
		return
	}
	s.send(c, http.StatusOK, f.contentType(), body.Bytes())
}

// descriptionPrefixes are the namespaces of descriptions of datasets.
var descriptionPrefixes = buildDescriptionPrefixes()

func buildDescriptionPrefixes() map[string]string {
	m := maps.Clone(prefixes)
	maps.Copy(m, map[string]string{"void": vocab.VoID, "dcat": vocab.DCAT, "sd": vocab.SD, "foaf": vocab.FOAF})
	return m
}

// descriptionForm chooses the syntax, or the page for people. It answers the
// request and returns false where there is none.
func (s *Server) descriptionForm(c *gin.Context, service bool) (f *form, page, ok bool) {
	if !service && c.Request.URL.Path == "/void.ttl" {
		f, ok = formOfSuffix(".ttl")
		return f, false, ok
	}
	f, ok = s.formParam(c)
	if !ok || f != nil {
		return f, f != nil && f.isPage(), ok
	}
	if !service {
		c.Writer.Header().Add("Vary", "Accept")
	}
	offers := slices.Concat(gspOffers, []offer{{mediaType: "text/html", preference: 1, exact: true}})
	i, found := negotiate(accept(c), offers)
	switch {
	case !found:
		s.notAcceptable(c, "The description comes in every RDF syntax, and as a page.")
		return nil, false, false
	case i == len(gspForms):
		return nil, true, true
	}
	return gspForms[i], false, true
}

// datasetsPage lists the graphs for people.
func (s *Server) datasetsPage(stats *sparql.Statistics) *listPage {
	p := &listPage{
		Kind: "Datasets", Title: "Graphs", Path: "/void.ttl",
		Subtitle: fmt.Sprintf("%d triples in %s.", stats.Triples, plural(len(stats.Graphs), "graph", "graphs")),
		Columns:  []string{"Graph", "Triples", "Dump"},
	}
	for _, g := range stats.Graphs {
		name, href := g.Term.Value(), dumpPath(g.Term)
		if g.Term.IsZero() {
			name = "default graph"
		}
		cells := []pageLink{{Text: name}, {Text: fmt.Sprint(g.Count)}, {}}
		if href != "" {
			cells[2] = pageLink{Text: "N-Quads, gzip", Href: href}
		}
		p.Entries = append(p.Entries, listEntry{Cells: cells})
	}
	return p
}

// dumpPath is where the dump of a graph is; empty for graphs that have none.
func dumpPath(graph rdf.Term) string {
	if graph.IsZero() {
		return "/dumps/default.nq.gz"
	}
	name, ours := strings.CutPrefix(graph.Value(), vocab.GraphBase)
	if !ours || name == "" || name == "default" || strings.ContainsAny(name, "?#%") {
		return ""
	}
	return "/dumps/" + name + ".nq.gz"
}
