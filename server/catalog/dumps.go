package catalog

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// dumpWait is how long a request waits for a dump that is being made.
const dumpWait = 20 * time.Second

// retryDump is when to ask again for a dump that is being made, in seconds.
const retryDump = 60

// Dump answers /dumps/{graph}.nq.gz: a graph as compressed N-Quads, from a file, so that
// length and digest are known and a transfer that broke off goes on. It answers
// conditional requests and requests for ranges (RFC 9110, sections 13 and 14).
func (s *Service) Dump(w http.ResponseWriter, req *http.Request) {
	graph, ok := dumpedGraph(req.PathValue("path"))
	if !ok || s.spool == nil {
		s.noDump(w, req)
		return
	}
	held, err := s.holds(req.Context(), graph)
	if err != nil {
		s.queryFailed(w, req, err)
		return
	}
	if !held {
		s.noDump(w, req)
		return
	}
	for try := 0; ; try++ {
		d, err := s.dump(req, graph)
		if err != nil {
			s.dumpFailed(w, req, err)
			return
		}
		f, err := s.spool.open(d)
		if errors.Is(err, os.ErrNotExist) && try < 3 {
			continue // another server has put a newer one there, or somebody has tidied up
		}
		if err != nil {
			s.Broken(w, req, err)
			return
		}
		s.sendDump(w, req, d, f)
		if err := f.Close(); err != nil {
			s.Log.Warn("closing a dump", "error", err)
		}
		return
	}
}

// sendDump sends a dump, or the ranges of it that are asked for.
func (s *Service) sendDump(w http.ResponseWriter, req *http.Request, d *dump, f *os.File) {
	h := w.Header()
	h.Set("Content-Type", "application/gzip")
	h.Set("Cache-Control", reply.CacheControl)
	h.Set("ETag", d.etag())
	if sum, err := hex.DecodeString(d.SHA256); err == nil {
		h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum)+":") // RFC 9530
	}
	s.SendFile(w, req, d.Modified, f)
}

// dump returns the dump to send: that of the current state, which it has made where it is
// missing; where that takes longer, the one before. A client that goes on with a dump
// that is still there gets the rest of that one.
func (s *Service) dump(req *http.Request, graph rdf.Term) (*dump, error) {
	d := s.spool.get(graph.Value())
	if d != nil && goesOn(req, d) {
		return d, nil
	}
	version, err := s.engine.Version(req.Context())
	if err != nil {
		return nil, err
	}
	if d != nil && d.Version >= version {
		return d, nil
	}
	timer := time.NewTimer(s.opt.DumpWait)
	defer timer.Stop()
	m := s.spool.make(graph)
	select {
	case <-m.done:
		err = m.err
	case <-timer.C:
		err = errMaking
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	if made := s.spool.get(graph.Value()); made != nil {
		return made, nil // of the current state, or of the one before
	}
	if err == nil {
		err = errMaking
	}
	return nil, err
}

// errMaking means that a dump is still being made.
var errMaking = errors.New("the dump is being made")

// goesOn reports whether a request is for the rest of a dump.
func goesOn(req *http.Request, d *dump) bool {
	if req.Header.Get("Range") == "" {
		return false
	}
	condition := req.Header.Get("If-Range")
	if condition == "" {
		return negotiate.ETagListed(req.Header.Get("If-Match"), d.etag())
	}
	return condition == d.etag() || condition == d.Modified.Format(http.TimeFormat)
}

// dumpFailed answers where there is no dump to send.
func (s *Service) dumpFailed(w http.ResponseWriter, req *http.Request, err error) {
	switch {
	case errors.Is(err, errMaking):
		w.Header().Set("Retry-After", strconv.Itoa(retryDump))
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemBusy, Status: http.StatusServiceUnavailable, Title: "The dump is being made",
			Detail: "The data have changed, and the dump of this state is being written. Try again in a minute; /dumps/ shows which are ready.",
		})
	case errors.Is(err, errNoRoom):
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemNoSpace, Status: http.StatusInsufficientStorage, Title: "No room for the dump",
			Detail: "The disk of the server has no room for the dump. The operator may make room, or name another folder by --dumps.",
		})
	default:
		s.queryFailed(w, req, err)
	}
}

func (s *Service) noDump(w http.ResponseWriter, req *http.Request) {
	p := reply.Problem{
		Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such dump",
		Detail: "Dumps are at /dumps/{graph}.nq.gz, where the graph is named below " + vocab.GraphBase + " or default; /dumps/ lists them.",
	}
	if s.spool == nil {
		p.Detail = "This server keeps no dumps: it has no folder that it may write them to (--dumps)."
	}
	s.Fail(w, req, p)
}

// holds reports whether a graph has statements.
func (s *Service) holds(ctx context.Context, graph rdf.Term) (held bool, err error) {
	opt := sparql.QueryOptions{Timeout: s.opt.QueryTimeout}
	opt.Dataset.Default = []rdf.Term{graph}
	res, err := s.engine.Query(ctx, "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", opt)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	for _, err := range res.Rows() {
		return err == nil, err
	}
	return false, nil
}

// writeGraph writes a graph as compressed N-Quads, from one snapshot.
func (s *Service) writeGraph(ctx context.Context, graph rdf.Term, w io.Writer) (version uint64, quads int64, err error) {
	opt := sparql.QueryOptions{Timeout: s.opt.DumpTimeout, Label: "dump"}
	opt.Dataset.Default = []rdf.Term{graph}
	res, err := s.engine.Query(ctx, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }", opt)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	quads, err = writeQuads(w, graph, res)
	return res.Version(), quads, err
}

// writeQuads writes the rows of a result as quads of a graph and returns their number.
func writeQuads(w io.Writer, graph rdf.Term, res *sparql.Result) (n int64, err error) {
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
		if err := out.WriteQuad(rdf.Quad{S: row[0], P: row[1], O: row[2], G: graph}); err != nil {
			return n, err
		}
	}
	if err := out.Close(); err != nil {
		return n, err
	}
	return n, zw.Close()
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
