package server

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// dump answers /dumps/{graph}.nq.gz: a graph as compressed N-Quads, streamed from
// one snapshot.
func (s *Server) dump(w http.ResponseWriter, req *http.Request) {
	graph, ok := dumpedGraph(req.PathValue("path"))
	if !ok {
		s.fail(w, req, Problem{
			Type: problemNotFound, Status: http.StatusNotFound, Title: "No such dump",
			Detail: "Dumps are at /dumps/{graph}.nq.gz, where the graph is named below " + vocab.GraphBase + " or default; /void.ttl lists them.",
		})
		return
	}
	opt := sparql.QueryOptions{Timeout: s.opt.DumpTimeout, Label: req.RemoteAddr}
	opt.Dataset.Default = []rdf.Term{graph}
	res, err := s.engine.Query(req.Context(), allTriples, opt)
	if err != nil {
		s.queryFailed(w, req, &operation{isUpdate: true}, err)
		return
	}
	defer s.closeResult(res)
	s.stream(w, req, &streamed{
		etag: fmt.Sprintf(`"%x-dump"`, res.Version()), contentType: "application/gzip", cache: cacheControl,
		write:  func(w io.Writer, first bool) (int64, error) { return writeDump(w, graph, res, first) },
		result: res,
		empty:  func() { s.noGraph(w, req, target{graph: graph}) },
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

// streamed is a response that is written while its result is read.
type streamed struct {
	etag, contentType, cache string
	// write writes the whole body, or as much as tells whether there is any, and
	// returns the number of rows.
	write func(w io.Writer, first bool) (int64, error)
	// empty answers where there are no rows; nil sends the empty body.
	empty func()
	// result is what is read.
	result *sparql.Result
}

// stream sends a response whose errors up to its first headBytes still get a
// problem document. Later ones cut it off.
func (s *Server) stream(w http.ResponseWriter, req *http.Request, r *streamed) {
	h := w.Header()
	h.Set("ETag", r.etag)
	h.Set("Cache-Control", r.cache)
	if notModified(w, req, r.etag, zeroTime) {
		return
	}
	out := &startedWriter{ResponseWriter: w}
	defer r.result.OnStop(out.stop)()
	buffer := bufio.NewWriterSize(out, headBytes)
	h.Set("Content-Type", r.contentType)
	head := req.Method == http.MethodHead
	n, err := r.write(buffer, head)
	switch {
	case err != nil && out.started:
		s.cutOff(w, req, err)
	case err != nil:
		h.Del("ETag")
		h.Del("Content-Type")
		s.queryFailed(w, req, &operation{isUpdate: true}, err)
	case n == 0 && r.empty != nil:
		h.Del("ETag")
		h.Del("Content-Type")
		r.empty()
	case head:
		w.WriteHeader(http.StatusOK)
	default:
		if err := buffer.Flush(); err != nil {
			s.cutOff(w, req, err)
		}
	}
}
