package catalog

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
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

// VoID answers /.well-known/void and /void.ttl: what datasets there are (VoID and
// DCAT).
func (s *Service) VoID(w http.ResponseWriter, req *http.Request) {
	s.Describe(w, req, false)
}

// Describe answers with the description of the datasets and, where it is asked for, of
// the service (SPARQL 1.1 Service Description, section 2).
func (s *Service) Describe(w http.ResponseWriter, req *http.Request, service bool) {
	f, err := descriptionForm(w, req)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	if f.IsPage() && service {
		s.pages.Show(w, req, http.StatusOK, "sparql", pages.NewQuery(pages.FirstExample()))
		return
	}
	stats, err := s.dataset.get(req.Context(), s.engine)
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", reply.CacheControl)
	if f.IsPage() {
		s.pages.Show(w, req, http.StatusOK, "list", s.datasetsPage(stats))
		return
	}
	var sets []sparql.Linkset
	counted, ready := true, true
	if !service {
		timer := time.NewTimer(descriptionWait)
		defer timer.Stop()
		ready = s.prepare(req.Context(), stats, timer.C)
		if sets, counted, err = s.linksets.get(req.Context(), s.engine, stats.Version); err != nil {
			s.Log.Warn("linksets", "error", err) // the description is right without them
		}
	}
	etag := s.ETag(stats.Version, map[bool]string{true: "service", false: "void"}[service], f.Suffix)
	if s.spool != nil {
		etag = s.ETag(stats.Version, map[bool]string{true: "service", false: "void"}[service], s.spool.state(), f.Suffix)
	}
	if counted && ready {
		h.Set("ETag", etag)
		if negotiate.NotModified(w, req, etag, time.Time{}) {
			return
		}
	} else {
		h.Set("Cache-Control", "no-cache") // there is more to say in a moment
	}
	b := &datasetDescription{s: s, origin: s.Origin(req), stats: stats, sets: sets}
	quads, err := b.build(req.Context(), service)
	if err != nil {
		s.queryFailed(w, req, err)
		return
	}
	var body bytes.Buffer
	if err := documents.EncodeWith(&body, f.RDF, quads, s.opt.Base, descriptionPrefixes); err != nil {
		s.Broken(w, req, err)
		return
	}
	s.Send(w, req, http.StatusOK, f.ContentType(), body.Bytes())
}

// descriptionPrefixes are the namespaces of descriptions of datasets.
var descriptionPrefixes = buildDescriptionPrefixes()

func buildDescriptionPrefixes() map[string]string {
	m := maps.Clone(documents.Prefixes)
	maps.Copy(m, map[string]string{"void": vocab.VoID, "dcat": vocab.DCAT, "sd": vocab.SD, "foaf": vocab.FOAF, "spdx": spdx})
	return m
}

// descriptionForm chooses the syntax, or the page for people. /void.ttl is Turtle.
func descriptionForm(w http.ResponseWriter, req *http.Request) (*negotiate.Form, error) {
	if req.URL.Path == "/void.ttl" {
		return negotiate.Turtle, nil
	}
	return negotiate.GraphsAndPage.Choose(w, req)
}

// datasetsPage lists the graphs for people.
func (s *Service) datasetsPage(stats *sparql.Statistics) *pages.List {
	p := &pages.List{
		Kind: "Datasets", Title: "Graphs", Path: "/void.ttl",
		Subtitle: fmt.Sprintf("%d triples in %s.", stats.Triples, pages.Plural(len(stats.Graphs), "graph", "graphs")),
		Columns:  []string{"Graph", "Triples", "Dump"},
	}
	for _, g := range stats.Graphs {
		name, href := g.Term.Value(), dumpPath(g.Term)
		if g.Term.IsZero() {
			name = "default graph"
		}
		cells := []pages.Link{{Text: name}, {Text: fmt.Sprint(g.Count)}, {}}
		if href != "" {
			cells[2] = pages.Link{Text: "N-Quads, gzip", Href: href}
		}
		p.Entries = append(p.Entries, pages.Entry{Cells: cells})
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
