package server

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/server/catalog"
	"github.com/issn-ld/issn-ld/server/limits"
	"github.com/issn-ld/issn-ld/server/protocol"
	"github.com/issn-ld/issn-ld/server/reply"
)

// methods are the handlers of an address by method. HEAD is answered by the
// handler of GET, and OPTIONS everywhere.
type methods map[string]http.HandlerFunc

// allow is the value of the Allow header.
func (m methods) allow() string {
	list := slices.Sorted(maps.Keys(m))
	if m[http.MethodGet] != nil {
		list = append(list, http.MethodHead)
	}
	list = append(list, http.MethodOptions)
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// route answers at the addresses of a pattern of [http.ServeMux], which names no
// method.
func (s *Server) route(mux *http.ServeMux, pattern string, m methods) {
	allow := m.allow()
	mux.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) {
		method := req.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		switch h := m[method]; {
		case h != nil:
			h(w, req)
		case method == http.MethodOptions:
			preflight(w, allow)
		default:
			w.Header().Set("Allow", allow)
			s.Fail(w, req, reply.Problem{
				Type: reply.ProblemMethod, Status: http.StatusMethodNotAllowed,
				Detail: fmt.Sprintf("This address does not answer %s; it answers %s.", req.Method, allow),
			})
		}
	})
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such page",
			Detail: "Resources are at /resource/ISSN/{issn}, /resource/ISSN-L/{issn} and /resource/ISSN-H/{issn}, queries at /sparql.",
		})
	})
	get := func(pattern string, h http.HandlerFunc) { s.route(mux, pattern, methods{http.MethodGet: h}) }
	report := func(pattern string, h http.HandlerFunc) { get(pattern, s.limiter.Hold(limits.Report, h)) }
	document := func(pattern string, h http.HandlerFunc) { get(pattern, s.limiter.Hold(limits.Document, h)) }
	document("/{$}", s.home)
	document("/find", s.find)
	document("/resource/{space}/{id...}", s.resource)
	document("/data/{path...}", s.data)
	document("/organization/{path...}", s.thing)
	document("/vocabularies", s.vocabularies)
	document("/vocabularies/{path...}", s.thing)
	get("/static/{path...}", s.static)
	get("/favicon.ico", s.favicon)
	get("/problems", s.problemKinds)
	get("/problems/{name}", s.problemKind)
	get("/profiles", s.profiles)
	get("/profiles/{name}", s.profiles)
	document("/graph/{path...}", s.graph)
	get("/robots.txt", s.robots)
	report("/sitemap.xml", s.sitemapIndexPage)
	report("/sitemap/{part}", s.sitemapPage)
	get("/dumps", func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, reply.WithQuery(req, catalog.DumpsPath), http.StatusMovedPermanently)
	})
	report(catalog.DumpsPath+"{$}", s.catalog.Dumps)
	report(catalog.DumpsPath+"SHA256SUMS", s.catalog.Checksums)
	get(catalog.DumpsPath+"{path...}", s.limiter.Hold(limits.Download, s.catalog.Dump))
	get("/health", s.health)
	get("/metrics", s.metricsPage)
	s.route(mux, "/sparql", methods{
		http.MethodGet:  s.limiter.Hold(limits.Query, s.protocol.SPARQL),
		http.MethodPost: s.limiter.HoldBody(limits.Query, limits.Body{MaxBytes: s.opt.MaxRequestBytes, May: s.protocol.MayPost}, s.protocol.SPARQL),
	})
	get("/queries", s.protocol.Queries)
	s.route(mux, "/queries/{id}", methods{http.MethodDelete: s.protocol.StopQuery})
	report("/void.ttl", s.catalog.VoID)
	report("/.well-known/void", s.catalog.VoID)
	s.graphStore(mux)
	s.reports(mux)
	var h http.Handler = mux
	for _, wrap := range []func(http.Handler) http.Handler{
		s.tidyAddresses, s.operator.Identify, secure, reply.Compress, s.recoverPanics, s.logRequests, s.metrics.measure, s.front.Arrive, reply.Record,
	} {
		h = wrap(h)
	}
	return h
}

// reports declares the routes of reports.
func (s *Server) reports(mux *http.ServeMux) {
	if s.opt.State == nil {
		return
	}
	s.route(mux, crosswalkPath, methods{
		http.MethodGet:  s.limiter.Hold(limits.Report, s.crosswalk),
		http.MethodPost: s.limiter.HoldBody(limits.Report, limits.Body{MaxBytes: s.opt.MaxRequestBytes}, s.crosswalk),
	})
	for _, r := range s.opt.Reports {
		if r.OfSerial == nil {
			continue
		}
		sr := &serialReport{s, &r}
		s.route(mux, "/"+r.Name+"/ISSN/{issn}", methods{http.MethodGet: s.limiter.Hold(limits.Report, sr.answer)})
		s.route(mux, "/"+r.Name+"/ISSN-L/{issn}", methods{http.MethodGet: sr.ofLinking})
	}
}

// graphTime is how long a client may take to send a graph.
const graphTime = 10 * time.Minute

// graphStore declares the routes of the graph store, of which those that change something
// are the operator's alone.
func (s *Server) graphStore(mux *http.ServeMux) {
	write := limits.Body{MaxBytes: s.opt.MaxGraphBytes, Time: graphTime, May: s.operator.Authorize}
	patch := limits.Body{MaxBytes: s.opt.MaxRequestBytes, May: s.operator.Authorize}
	for _, pattern := range []string{protocol.GraphsPath, protocol.GraphsPath + "/{path...}"} {
		s.route(mux, pattern, methods{
			http.MethodGet:    s.limiter.Hold(limits.Export, s.protocol.ReadGraph),
			http.MethodPut:    s.limiter.HoldBody(limits.Query, write, s.protocol.WriteGraph),
			http.MethodPost:   s.limiter.HoldBody(limits.Query, write, s.protocol.WriteGraph),
			http.MethodDelete: s.limiter.HoldBody(limits.Query, limits.Body{May: s.operator.Authorize}, s.protocol.DeleteGraph),
			http.MethodPatch:  s.limiter.HoldBody(limits.Query, patch, s.protocol.PatchGraph),
		})
	}
}
