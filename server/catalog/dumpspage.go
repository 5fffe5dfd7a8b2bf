package catalog

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// DumpsPath is where the list of dumps is.
const DumpsPath = "/dumps/"

// restFactor bounds what dumps that nobody has asked for cost: after one has been made,
// the next is not begun before this many times as long has passed.
const restFactor = 9

// prepare has the dumps made that a list or description tells sizes of, and waits for
// them until the wait is over. It reports whether all are there that are due.
func (s *Service) prepare(ctx context.Context, stats *sparql.Statistics, wait <-chan time.Time) bool {
	if s.spool == nil {
		return true
	}
	graphs := make(map[string]bool)
	var wanted []*making
	for _, g := range stats.Graphs {
		if dumpPath(g.Term) == "" {
			continue
		}
		graphs[g.Term.Value()] = true
		d := s.spool.get(g.Term.Value())
		if d == nil || d.Version < stats.Version && s.spool.rested(d) {
			wanted = append(wanted, s.spool.make(g.Term))
		}
	}
	s.spool.retain(graphs)
	for _, m := range wanted {
		select {
		case <-m.done:
		case <-wait:
			return false
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// state names the dumps that are kept, for entity tags.
func (s *spool) state() string {
	s.mu.Lock()
	var list []string
	for graph, d := range s.kept {
		list = append(list, graph+" "+d.SHA256+" "+d.Modified.String())
	}
	s.mu.Unlock()
	slices.Sort(list)
	digest := sha256.Sum256([]byte(strings.Join(list, "\n")))
	return hex.EncodeToString(digest[:6])
}

// kept returns the dump of a graph, or nil.
func (s *Service) kept(graph rdf.Term) *dump {
	if s.spool == nil {
		return nil
	}
	return s.spool.get(graph.Value())
}

// Dumps answers /dumps/: the list of dumps as a page, or their description in RDF.
func (s *Service) Dumps(w http.ResponseWriter, req *http.Request) {
	f, err := negotiate.Documents.Choose(w, req)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	if !f.IsPage() {
		s.Describe(w, req, false)
		return
	}
	stats, ok := s.prepared(w, req)
	if !ok {
		return
	}
	p := &pages.List{
		Kind: "Datasets", Title: "Dumps", Path: DumpsPath,
		Subtitle: "Each graph as N-Quads, compressed with gzip. Transfers can be resumed; /dumps/SHA256SUMS has the digests for sha256sum -c, /void.ttl the description of all graphs.",
		Columns:  []string{"Graph", "Statements", "File", "Bytes", "State of", "SHA-256"},
	}
	for _, g := range stats.Graphs {
		path := dumpPath(g.Term)
		if path == "" {
			continue
		}
		cells := []pages.Link{
			{Text: cmp.Or(g.Term.Value(), "default graph")},
			{Text: fmt.Sprint(g.Count)},
			{Text: strings.TrimPrefix(path, DumpsPath), Href: path},
			{Text: "being made"},
			{},
			{},
		}
		if d := s.kept(g.Term); d != nil {
			cells[1].Text, cells[3].Text = fmt.Sprint(d.Quads), fmt.Sprint(d.Bytes)
			cells[4].Text, cells[5].Text = d.Modified.Format("2006-01-02 15:04:05 UTC"), d.SHA256
		}
		p.Entries = append(p.Entries, pages.Entry{Cells: cells})
	}
	if s.spool == nil {
		p.Subtitle, p.Entries = "This server keeps no dumps.", nil
	}
	s.pages.Show(w, req, http.StatusOK, "list", p)
}

// Checksums answers /dumps/SHA256SUMS: the digests of the dumps that are ready, by their
// names below /dumps/.
func (s *Service) Checksums(w http.ResponseWriter, req *http.Request) {
	stats, ok := s.prepared(w, req)
	if !ok {
		return
	}
	var b strings.Builder
	for _, g := range stats.Graphs {
		if d := s.kept(g.Term); d != nil {
			fmt.Fprintf(&b, "%s  %s\n", d.SHA256, strings.TrimPrefix(dumpPath(g.Term), DumpsPath))
		}
	}
	s.Send(w, req, http.StatusOK, "text/plain; charset=utf-8", []byte(b.String()))
}

// prepared returns the statistics once the dumps are made, or after a moment.
func (s *Service) prepared(w http.ResponseWriter, req *http.Request) (*sparql.Statistics, bool) {
	stats, err := s.dataset.get(req.Context(), s.engine)
	if err != nil {
		s.Broken(w, req, err)
		return nil, false
	}
	timer := time.NewTimer(descriptionWait)
	defer timer.Stop()
	w.Header().Set("Cache-Control", "no-cache")
	if s.prepare(req.Context(), stats, timer.C) {
		w.Header().Set("Cache-Control", reply.CacheControl)
	}
	return stats, true
}
