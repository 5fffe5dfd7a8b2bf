package protocol

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// GraphsPath is where the graph store is. Graphs below it are named by their
// address, all others by ?graph=IRI.
const GraphsPath = "/graphs"

// target is the graph that a request to the graph store is about.
type target struct {
	graph rdf.Term // the zero Term for the default graph
	whole bool     // no graph is named: the store itself
}

// graphTarget reads which graph the request is about (SPARQL 1.1 Graph Store
// HTTP Protocol, section 4).
func (s *Service) graphTarget(req *http.Request) (target, *reply.Problem) {
	params := req.URL.Query()
	below := strings.TrimPrefix(req.URL.EscapedPath(), GraphsPath)
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
		return target{}, reply.BadRequest("The request names %d graphs; it may name one: by its address, by ?graph=IRI or by ?default.", named)
	case named == 0:
		return target{whole: true}, nil
	case params.Has("default"):
		return target{}, nil
	}
	iri := s.opt.Base + GraphsPath[1:] + below
	if !direct {
		iri = graphs[0]
		// The server's own addresses stand for the IRIs below its base.
		if rest, ours := strings.CutPrefix(iri, s.Origin(req)+"/"); ours {
			iri = s.opt.Base + rest
		}
	}
	if err := rdf.CheckIRI(iri); err != nil {
		return target{}, reply.BadRequest("The name of the graph: %v.", err)
	}
	return target{graph: rdf.NewIRI(iri)}, nil
}

// namedGraph is graphTarget for requests that need a graph. It answers the
// request and returns false where there is none.
func (s *Service) namedGraph(w http.ResponseWriter, req *http.Request) (target, bool) {
	t, problem := s.graphTarget(req)
	if problem == nil && t.whole {
		problem = reply.BadRequest("Name the graph: by its address below %s, by ?graph=IRI or by ?default.", GraphsPath)
	}
	if problem != nil {
		s.Fail(w, req, *problem)
		return t, false
	}
	return t, true
}

// allTriples reads the graph that is given as the dataset of the query.
const allTriples = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"

// ReadGraph answers GET and HEAD: the triples of a graph, or the description of
// all graphs where none is named.
func (s *Service) ReadGraph(w http.ResponseWriter, req *http.Request) {
	t, problem := s.graphTarget(req)
	if problem != nil {
		s.Fail(w, req, *problem)
		return
	}
	if t.whole {
		if f, err := negotiate.GraphsAndPage.Choose(w, req); err == nil && f.Kind == negotiate.Graph && (f.RDF == format.NQuads || f.RDF == format.TriG) {
			s.Fail(w, req, wholeDataset)
			return
		}
		s.describe(w, req, false)
		return
	}
	f, err := negotiate.GraphsAlone.Choose(w, req)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	opt := sparql.QueryOptions{Timeout: s.opt.DumpTimeout, Label: req.RemoteAddr}
	opt.Dataset.Default = []rdf.Term{t.graph}
	res, err := s.engine.Query(req.Context(), allTriples, opt)
	if err != nil {
		s.QueryFailed(w, req, err)
		return
	}
	defer s.closeResult(res)
	s.sendGraph(w, req, t, f, res)
}

// wholeDataset is the problem of clients that want all graphs in one document: what a
// syntax of datasets would hold instead, the description, they would take for the data.
var wholeDataset = reply.Problem{
	Type: reply.ProblemNotAcceptable, Status: http.StatusNotAcceptable, Title: "Not in one document",
	Detail:    "The dataset as a whole comes as dumps, one for each graph: /dumps/ lists them. Graphs come one by one, by ?graph=IRI; Turtle describes all.",
	Available: []string{"text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples", "text/html"},
}

// sendGraph streams the triples of a graph. The default graph is always there.
func (s *Service) sendGraph(w http.ResponseWriter, req *http.Request, t target, f *negotiate.Form, res *sparql.Result) {
	r := &reply.Streamed{
		ETag: s.ETag(res.Version(), "graph", f.Suffix), ContentType: f.ContentType(), CacheControl: "no-cache",
		Write:  func(w io.Writer, first bool) (int64, error) { return writeTriples(w, f, res, first) },
		OnStop: res.OnStop,
		Failed: func(err error) { s.QueryFailed(w, req, err) },
	}
	if !t.graph.IsZero() {
		r.Empty = func() { s.noGraph(w, req, t) }
	}
	s.Stream(w, req, r)
}

// writeTriples writes the rows of a result as triples and returns their number;
// up to one where the caller wants to know only whether there are any.
func writeTriples(w io.Writer, f *negotiate.Form, res *sparql.Result, first bool) (n int64, err error) {
	rw, err := format.NewWriter(w, f.RDF, format.WriterOptions{Prefixes: documents.Prefixes})
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

func (s *Service) noGraph(w http.ResponseWriter, req *http.Request, t target) {
	s.Fail(w, req, reply.Problem{
		Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such graph",
		Detail: fmt.Sprintf("There is no graph <%s>.", t.graph.Value()),
	})
}

// WriteGraph answers PUT, which replaces a graph, and POST, which adds to one, or
// makes one where none is named.
//
// Like the other methods that change graphs it is for those alone whom
// [access.Operator.Authorize] lets through.
func (s *Service) WriteGraph(w http.ResponseWriter, req *http.Request) {
	t, problem := s.graphTarget(req)
	put := req.Method == http.MethodPut
	if problem == nil && t.whole && put {
		problem = reply.BadRequest("PUT needs the name of a graph.")
	}
	if problem != nil {
		s.Fail(w, req, *problem)
		return
	}
	if t.whole {
		t = target{graph: rdf.NewIRI(s.opt.Base + GraphsPath[1:] + "/" + strings.ToLower(rand.Text()))}
	}
	quads, problem := s.readGraphBody(w, req, t)
	if problem != nil {
		s.Fail(w, req, *problem)
		return
	}
	before, err := s.engine.WriteGraph(req.Context(), sparql.GraphWrite{
		Graph: t.graph, Quads: quads, Replace: put, Check: s.checkWrite(req, put),
	}, s.writeLimits(req))
	if err != nil {
		s.writeFailed(w, req, t, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if before > 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if rest, ours := strings.CutPrefix(t.graph.Value(), s.opt.Base); ours && strings.HasPrefix(rest, GraphsPath[1:]+"/") {
		w.Header().Set("Location", s.Origin(req)+"/"+rest)
	}
	w.WriteHeader(http.StatusCreated)
}

// writeLimits are the limits of a change of a graph.
func (s *Service) writeLimits(req *http.Request) sparql.QueryOptions {
	return sparql.QueryOptions{Timeout: s.opt.QueryTimeout, Label: req.RemoteAddr}
}

// DeleteGraph answers DELETE.
func (s *Service) DeleteGraph(w http.ResponseWriter, req *http.Request) {
	t, ok := s.namedGraph(w, req)
	if !ok {
		return
	}
	check := s.checkWrite(req, true)
	_, err := s.engine.WriteGraph(req.Context(), sparql.GraphWrite{
		Graph: t.graph, Replace: true,
		Check: func(version uint64, quads int64) error {
			if quads == 0 && !t.graph.IsZero() {
				return errNoGraph
			}
			return check(version, quads)
		},
	}, s.writeLimits(req))
	if err != nil {
		s.writeFailed(w, req, t, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// PatchGraph answers PATCH: an update request about one graph (section 5.7).
func (s *Service) PatchGraph(w http.ResponseWriter, req *http.Request) {
	t, ok := s.namedGraph(w, req)
	if !ok {
		return
	}
	mediaType, problem := reply.BodyType(req)
	switch {
	case problem != nil:
	case mediaType != typeUpdate:
		problem = &reply.Problem{
			Type: reply.ProblemMediaType, Status: http.StatusUnsupportedMediaType,
			Detail: fmt.Sprintf("A graph is patched with %s, not with %q.", typeUpdate, mediaType),
		}
	case t.graph.IsZero():
		problem = reply.BadRequest("Updates of the default graph are POSTed to /sparql.")
	}
	text := ""
	if problem == nil {
		text, problem = reply.ReadBody(w, req, s.opt.MaxRequestBytes)
	}
	if problem != nil {
		s.Fail(w, req, *problem)
		return
	}
	err := s.engine.Update(req.Context(), text, sparql.QueryOptions{
		Base: t.graph.Value(), Graph: t.graph, Timeout: s.opt.QueryTimeout, Label: req.RemoteAddr,
	})
	if err != nil {
		s.QueryFailed(w, req, err)
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
func (s *Service) checkWrite(req *http.Request, remove bool) func(version uint64, quads int64) error {
	match, noneMatch := req.Header.Get("If-Match"), req.Header.Get("If-None-Match")
	return func(version uint64, quads int64) error {
		if match != "" && !s.versionListed(match, version, quads) || noneMatch != "" && s.versionListed(noneMatch, version, quads) {
			return errPrecondition
		}
		if remove && quads > s.opt.MaxReplacedQuads {
			return errTooManyQuads
		}
		return nil
	}
}

// versionListed reports whether a list of entity tags names a representation of
// the graph in the version, in any syntax and coding.
func (s *Service) versionListed(header string, version uint64, quads int64) bool {
	for _, tag := range negotiate.SplitQuoted(header) {
		tag = strings.TrimSpace(tag)
		if tag == "*" {
			return quads > 0
		}
		if strings.HasPrefix(strings.TrimPrefix(tag, "W/"), strings.TrimSuffix(s.ETag(version, "graph"), `"`)) {
			return true
		}
	}
	return false
}

// writeFailed answers for a change of a graph that did not happen.
func (s *Service) writeFailed(w http.ResponseWriter, req *http.Request, t target, err error) {
	switch {
	case errors.Is(err, errNoGraph):
		s.noGraph(w, req, t)
	case errors.Is(err, errPrecondition):
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemPrecondition, Status: http.StatusPreconditionFailed,
			Detail: "The graph is not in the state that the If-Match or If-None-Match header asks for.",
		})
	case errors.Is(err, errTooManyQuads):
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemTooLarge, Status: http.StatusRequestEntityTooLarge, Title: "The graph is too large to replace or remove",
			Detail: fmt.Sprintf("The graph has more than %d quads. Bulk loads replace graphs of any size.", s.opt.MaxReplacedQuads),
		})
	default:
		s.QueryFailed(w, req, err)
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
