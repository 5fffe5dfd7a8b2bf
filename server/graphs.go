package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/sparql"
)

// graphsPath is where the graph store is. Graphs below it are named by their
// address, all others by ?graph=IRI.
const graphsPath = "/graphs"

// target is the graph that a request to the graph store is about.
type target struct {
	graph rdf.Term // the zero Term for the default graph
	whole bool     // no graph is named: the store itself
}

// graphTarget reads which graph the request is about (SPARQL 1.1 Graph Store
// HTTP Protocol, section 4).
func (s *Server) graphTarget(w http.ResponseWriter, req *http.Request) (target, *Problem) {
	params := req.URL.Query()
	below := strings.TrimPrefix(req.URL.EscapedPath(), graphsPath)
	graphs := params["graph"]
	named := len(graphs)
	if params.Has("default") {
		named++
	}
	direct := below != "" && below != "/"
	if direct {
		named++
	}
	switch {
	case named > 1:
		return target{}, badRequest("The request names %d graphs; it may name one: by its address, by ?graph=IRI or by ?default.", named)
	case named == 0:
		return target{whole: true}, nil
	case params.Has("default"):
		return target{}, nil
	}
	iri := s.opt.Base + graphsPath[1:] + below
	if !direct {
		iri = graphs[0]
		// The server's own addresses stand for the IRIs below its base.
		if rest, ours := strings.CutPrefix(iri, origin(req)+"/"); ours {
			iri = s.opt.Base + rest
		}
	}
	if err := rdf.CheckIRI(iri); err != nil {
		return target{}, badRequest("The name of the graph: %v.", err)
	}
	return target{graph: rdf.NewIRI(iri)}, nil
}

// namedGraph is graphTarget for requests that need a graph. It answers the
// request and returns false where there is none.
func (s *Server) namedGraph(w http.ResponseWriter, req *http.Request) (target, bool) {
	t, problem := s.graphTarget(w, req)
	if problem == nil && t.whole {
		problem = badRequest("Name the graph: by its address below %s, by ?graph=IRI or by ?default.", graphsPath)
	}
	if problem != nil {
		s.fail(w, req, *problem)
		return t, false
	}
	return t, true
}

// gspOffers are the RDF syntaxes, Turtle first.
var gspOffers, gspForms = buildGSPForms()

func buildGSPForms() (offers []offer, of []*form) {
	for i, f := range graphForms {
		if !f.page {
			offers = append(offers, graphOffers[i])
			of = append(of, f.graph)
		}
	}
	return offers, of
}

// syntaxFor chooses an RDF syntax by ?format= or the Accept header. It answers
// the request and returns false where there is none.
func (s *Server) syntaxFor(w http.ResponseWriter, req *http.Request) (*form, bool) {
	w.Header().Add("Vary", "Accept")
	if f, ok := s.formParam(w, req); !ok || f != nil && !f.isPage() {
		return f, ok
	}
	if i, ok := negotiate(accept(req), gspOffers); ok {
		return gspForms[i], true
	}
	if _, page := negotiate(accept(req), problemOffers[1:]); page { // people get Turtle
		return gspForms[0], true
	}
	s.notAcceptable(w, req, "The Accept header takes none of the RDF syntaxes that there are.")
	return nil, false
}

// accept is the whole Accept header.
func accept(req *http.Request) string {
	if values := req.Header.Values("Accept"); len(values) != 1 {
		return strings.Join(values, ",")
	}
	return req.Header.Get("Accept")
}

// allTriples reads the graph that is given as the dataset of the query.
const allTriples = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"

// readGraph answers GET and HEAD: the triples of a graph, or the description of
// all graphs where none is named.
func (s *Server) readGraph(w http.ResponseWriter, req *http.Request) {
	t, problem := s.graphTarget(w, req)
	if problem != nil {
		s.fail(w, req, *problem)
		return
	}
	if t.whole {
		s.void(w, req)
		return
	}
	f, ok := s.syntaxFor(w, req)
	if !ok {
		return
	}
	opt := sparql.QueryOptions{Timeout: s.opt.DumpTimeout, Label: req.RemoteAddr}
	opt.Dataset.Default = []rdf.Term{t.graph}
	res, err := s.engine.Query(req.Context(), allTriples, opt)
	if err != nil {
		s.queryFailed(w, req, &operation{isUpdate: true}, err)
		return
	}
	defer s.closeResult(res)
	s.sendGraph(w, req, t, f, res)
}

// sendGraph streams the triples of a graph. The default graph is always there.
func (s *Server) sendGraph(w http.ResponseWriter, req *http.Request, t target, f *form, res *sparql.Result) {
	r := &streamed{
		etag: graphETag(res.Version(), f), contentType: f.contentType(), cache: "no-cache",
		write:  func(w io.Writer, first bool) (int64, error) { return writeTriples(w, f, res, first) },
		result: res,
	}
	if !t.graph.IsZero() {
		r.empty = func() { s.noGraph(w, req, t) }
	}
	s.stream(w, req, r)
}

// writeTriples writes the rows of a result as triples and returns their number;
// up to one where the caller wants to know only whether there are any.
func writeTriples(w io.Writer, f *form, res *sparql.Result, first bool) (n int64, err error) {
	rw, err := format.NewWriter(w, f.rdf, format.WriterOptions{Prefixes: prefixes})
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
		if err := rw.WriteQuad(rdf.Quad{S: row[0], P: row[1], O: row[2]}); err != nil {
			return n, err
		}
	}
	return n, rw.Close()
}

// graphETag names the representation of a graph in a version of the store.
func graphETag(version uint64, f *form) string {
	return fmt.Sprintf(`"%x-graph-%s"`, version, f.suffix)
}

func (s *Server) noGraph(w http.ResponseWriter, req *http.Request, t target) {
	s.fail(w, req, Problem{
		Type: problemNotFound, Status: http.StatusNotFound, Title: "No such graph",
		Detail: fmt.Sprintf("There is no graph <%s>.", t.graph.Value()),
	})
}

// writeGraph answers PUT, which replaces a graph, and POST, which adds to one, or
// makes one where none is named.
func (s *Server) writeGraph(w http.ResponseWriter, req *http.Request) {
	if !s.authorize(w, req) {
		return
	}
	t, problem := s.graphTarget(w, req)
	put := req.Method == http.MethodPut
	if problem == nil && t.whole && put {
		problem = badRequest("PUT needs the name of a graph.")
	}
	if problem != nil {
		s.fail(w, req, *problem)
		return
	}
	if t.whole {
		t = target{graph: rdf.NewIRI(s.opt.Base + graphsPath[1:] + "/" + strings.ToLower(rand.Text()))}
	}
	quads, problem := s.readGraphBody(w, req, t)
	if problem != nil {
		s.fail(w, req, *problem)
		return
	}
	before, err := s.engine.WriteGraph(req.Context(), sparql.GraphWrite{
		Graph: t.graph, Quads: quads, Replace: put, Check: s.checkWrite(w, req, put),
	})
	if err != nil {
		s.writeFailed(w, req, t, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if before > 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if rest, ours := strings.CutPrefix(t.graph.Value(), s.opt.Base); ours && strings.HasPrefix(rest, graphsPath[1:]+"/") {
		w.Header().Set("Location", origin(req)+"/"+rest)
	}
	w.WriteHeader(http.StatusCreated)
}

// deleteGraph answers DELETE.
func (s *Server) deleteGraph(w http.ResponseWriter, req *http.Request) {
	if !s.authorize(w, req) {
		return
	}
	t, ok := s.namedGraph(w, req)
	if !ok {
		return
	}
	check := s.checkWrite(w, req, true)
	_, err := s.engine.WriteGraph(req.Context(), sparql.GraphWrite{
		Graph: t.graph, Replace: true,
		Check: func(version uint64, quads int64) error {
			if quads == 0 && !t.graph.IsZero() {
				return errNoGraph
			}
			return check(version, quads)
		},
	})
	if err != nil {
		s.writeFailed(w, req, t, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// patchGraph answers PATCH: an update request about one graph (section 5.7).
func (s *Server) patchGraph(w http.ResponseWriter, req *http.Request) {
	if !s.authorize(w, req) {
		return
	}
	t, ok := s.namedGraph(w, req)
	if !ok {
		return
	}
	mediaType, problem := bodyType(req)
	switch {
	case problem != nil:
	case mediaType != typeUpdate:
		problem = &Problem{
			Type: problemMediaType, Status: http.StatusUnsupportedMediaType,
			Detail: fmt.Sprintf("A graph is patched with %s, not with %q.", typeUpdate, mediaType),
		}
	case t.graph.IsZero():
		problem = badRequest("Updates of the default graph are POSTed to /sparql.")
	}
	text := ""
	if problem == nil {
		text, problem = s.readBody(w, req)
	}
	if problem != nil {
		s.fail(w, req, *problem)
		return
	}
	err := s.engine.Update(req.Context(), text, sparql.QueryOptions{
		Base: t.graph.Value(), Graph: t.graph, Timeout: s.opt.QueryTimeout, Label: req.RemoteAddr,
	})
	if err != nil {
		s.queryFailed(w, req, &operation{isUpdate: true}, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// The outcomes of checks before a graph is changed.
var (
	errNoGraph      = errors.New("no such graph")
	errPrecondition = errors.New("precondition failed")
	errTooManyQuads = errors.New("too many quads to remove in a transaction")
)

// checkWrite returns a check of If-Match and If-None-Match (RFC 9110 section
// 13.2.2) against the state that a change applies to, and of the size of the
// graph where it is to be removed.
func (s *Server) checkWrite(w http.ResponseWriter, req *http.Request, remove bool) func(version uint64, quads int64) error {
	match, noneMatch := req.Header.Get("If-Match"), req.Header.Get("If-None-Match")
	return func(version uint64, quads int64) error {
		if match != "" && !versionListed(match, version, quads) || noneMatch != "" && versionListed(noneMatch, version, quads) {
			return errPrecondition
		}
		if remove && quads > s.opt.MaxReplacedQuads {
			return errTooManyQuads
		}
		return nil
	}
}

// versionListed reports whether a list of entity tags names a representation of
// the graph in the version, in any syntax.
func versionListed(header string, version uint64, quads int64) bool {
	for _, tag := range splitQuoted(header) {
		tag = strings.TrimSpace(tag)
		if tag == "*" {
			return quads > 0
		}
		held, _, _ := strings.Cut(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`), "-")
		if v, err := strconv.ParseUint(held, 16, 64); err == nil && v == version {
			return true
		}
	}
	return false
}

// writeFailed answers for a change of a graph that did not happen.
func (s *Server) writeFailed(w http.ResponseWriter, req *http.Request, t target, err error) {
	switch {
	case errors.Is(err, errNoGraph):
		s.noGraph(w, req, t)
	case errors.Is(err, errPrecondition):
		s.fail(w, req, Problem{
			Type: problemPrecondition, Status: http.StatusPreconditionFailed,
			Detail: "The graph is not in the state that the If-Match or If-None-Match header asks for.",
		})
	case errors.Is(err, errTooManyQuads):
		s.fail(w, req, Problem{
			Type: problemTooLarge, Status: http.StatusRequestEntityTooLarge, Title: "The graph is too large to replace or remove",
			Detail: fmt.Sprintf("The graph has more than %d quads. Bulk loads replace graphs of any size.", s.opt.MaxReplacedQuads),
		})
	default:
		s.queryFailed(w, req, &operation{isUpdate: true}, err)
	}
}

// mediaTypeOf returns the media type of a header value, without parameters.
func mediaTypeOf(header string) (mediaType, boundary string) {
	mediaType, params, err := mime.ParseMediaType(header)
	if err != nil {
		return header, ""
	}
	return mediaType, params["boundary"]
}
