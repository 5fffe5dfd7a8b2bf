package catalog

import (
	"io"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// Dump answers /dumps/{graph}.nq.gz: a graph as compressed N-Quads, streamed from
// one snapshot.
func (s *Service) Dump(w http.ResponseWriter, req *http.Request) {
	graph, ok := dumpedGraph(req.PathValue("path"))
	if !ok {
		s.noDump(w, req)
		return
	}
	opt := sparql.QueryOptions{Timeout: s.opt.DumpTimeout, Label: req.RemoteAddr}
	opt.Dataset.Default = []rdf.Term{graph}
	res, err := s.engine.Query(req.Context(), "SELECT ?s ?p ?o WHERE { ?s ?p ?o }", opt)
	if err != nil {
		s.queryFailed(w, req, err)
		return
	}
	defer func() {
		if err := res.Close(); err != nil {
			s.Log.Warn("closing a result", "error", err)
		}
	}()
	s.Stream(w, req, &reply.Streamed{
		ETag: s.ETag(res.Version(), "dump"), ContentType: "application/gzip", CacheControl: reply.CacheControl,
		Write:  func(w io.Writer, first bool) (int64, error) { return writeDump(w, graph, res, first) },
		Empty:  func() { s.noDump(w, req) },
		OnStop: res.OnStop,
		Failed: func(err error) { s.queryFailed(w, req, err) },
	})
}

func (s *Service) noDump(w http.ResponseWriter, req *http.Request) {
	s.Fail(w, req, reply.Problem{
		Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such dump",
		Detail: "Dumps are at /dumps/{graph}.nq.gz, where the graph is named below " + vocab.GraphBase + " or default; /void.ttl lists them.",
	})
}

// dumpedGraph is the graph that a path below /dumps names.
func dumpedGraph(path string) (rdf.Term, bool) {
	name, ok := strings.CutSuffix(strings.TrimPrefix(path, "/"), ".nq.gz")
	if !ok || name == "" {
		return rdf.Term{}, false
	}
	if name == "default" {
		return rdf.DefaultGraph, true
	}
	iri := vocab.GraphBase + name
	return rdf.NewIRI(iri), rdf.CheckIRI(iri) == nil
}

// writeDump writes the rows of a result as quads of a graph and returns their
// number; up to one where the caller wants to know only whether there are any.
func writeDump(w io.Writer, graph rdf.Term, res *sparql.Result, first bool) (n int64, err error) {
	zw, err := format.Compress(w, format.Gzip)
	if err != nil {
		return 0, err
	}
	out, err := format.NewWriter(zw, format.NQuads, format.WriterOptions{})
	if err != nil {
		return 0, err
	}
	for row, err := range res.Rows() {
		if err != nil {
			return n, err
		}
		n++
		if first {
			return n, nil
		}
		if err := out.WriteQuad(rdf.Quad{S: row[0], P: row[1], O: row[2], G: graph}); err != nil {
			return n, err
		}
	}
	if err := out.Close(); err != nil {
		return n, err
	}
	return n, zw.Close()
}
