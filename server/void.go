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
func (s *Server) void(w http.ResponseWriter, req *http.Request) {
	s.describeDatasets(w, req, false)
}

// serviceDescription answers /sparql without a query (SPARQL 1.1 Service
// Description, section 2).
func (s *Server) serviceDescription(w http.ResponseWriter, req *http.Request) {
	s.describeDatasets(w, req, true)
}

func (s *Server) describeDatasets(w http.ResponseWriter, req *http.Request, service bool) {
	f, page, ok := s.descriptionForm(w, req, service)
	if !ok {
		return
	}
	if page && service {
		s.sparqlPage(w, req, &operation{text: exampleQueries[0].query}, nil, nil)
		return
	}
	stats, err := s.dataset.get(req.Context(), s.engine)
	if err != nil {
		s.broken(w, req, err)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", cacheControl)
	if page {
		s.renderPage(w, req, http.StatusOK, "list", s.datasetsPage(stats))
		return
	}
	var sets []sparql.Linkset
	counted := true
	if !service {
		if sets, counted, err = s.linksets.get(req.Context(), s.engine, stats.Version); err != nil {
			s.opt.Log.Warn("linksets", "error", err) // the description is right without them
		}
	}
	etag := fmt.Sprintf(`"%x-%s-%s"`, stats.Version, map[bool]string{true: "service", false: "void"}[service], f.suffix)
	if counted {
		h.Set("ETag", etag)
		if notModified(w, req, etag, zeroTime) {
			return
		}
	} else {
		h.Set("Cache-Control", "no-cache") // the links are still being counted
	}
	b := &datasetDescription{s: s, origin: origin(req), stats: stats, sets: sets}
	quads, err := b.build(req.Context(), service)
	if err != nil {
		s.broken(w, req, err)
		return
	}
	var body bytes.Buffer
	if err := f.encodeWith(&body, quads, s.opt.Base, descriptionPrefixes, nil); err != nil {
		s.broken(w, req, err)
		return
	}
	s.send(w, req, http.StatusOK, f.contentType(), body.Bytes())
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
func (s *Server) descriptionForm(w http.ResponseWriter, req *http.Request, service bool) (f *form, page, ok bool) {
	if !service && req.URL.Path == "/void.ttl" {
		f, ok = formOfSuffix(".ttl")
		return f, false, ok
	}
	f, ok = s.formParam(w, req)
	if !ok || f != nil {
		return f, f != nil && f.isPage(), ok
	}
	if !service {
		w.Header().Add("Vary", "Accept")
	}
	offers := slices.Concat(gspOffers, []offer{{mediaType: "text/html", preference: 1, exact: true}})
	i, found := negotiate(accept(req), offers)
	switch {
	case !found:
		s.notAcceptable(w, req, "The description comes in every RDF syntax, and as a page.")
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
