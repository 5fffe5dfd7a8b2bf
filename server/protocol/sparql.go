package protocol

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/server/access"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/sparql/results"
)

// SPARQL answers /sparql: a query by GET, by POST of a form or of the query
// itself, an update by POST, or the page or the service description where there
// is neither.
func (s *Service) SPARQL(w http.ResponseWriter, req *http.Request) {
	w.Header().Add("Vary", "Accept")
	q, problem := s.readOperation(w, req)
	switch {
	case problem != nil:
		s.Fail(w, req, *problem)
	case q.isUpdate:
		s.update(w, req, q)
	case q.text == "":
		s.noQuery(w, req)
	case q.explain != "":
		s.explain(w, req, q)
	default:
		s.query(w, req, q)
	}
}

// MayPost reports whether a client may send the body that it announces, which is the
// update of an operator or may be a query. Else it answers the request.
func (s *Service) MayPost(w http.ResponseWriter, req *http.Request) bool {
	mediaType, _ := mediaTypeOf(req.Header.Get("Content-Type"))
	return mediaType != typeUpdate || s.Authorize(w, req)
}

// query runs a query and sends its result.
func (s *Service) query(w http.ResponseWriter, req *http.Request, q *operation) {
	res, err := s.engine.Query(req.Context(), q.text, q.options)
	if err != nil {
		s.queryFailed(w, req, q, err)
		return
	}
	defer s.closeResult(res)
	s.writeResult(w, req, q, res)
}

func (s *Service) closeResult(res *sparql.Result) {
	if err := res.Close(); err != nil {
		s.Log.Warn("closing a result", "error", err)
	}
}

// noQuery answers a request without a query: the page for people, the service
// description for programs.
func (s *Service) noQuery(w http.ResponseWriter, req *http.Request) {
	if req.Method == http.MethodPost {
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemRequest, Status: http.StatusBadRequest, Title: "No query",
			Detail: "The form has neither query=... nor update=....",
		})
		return
	}
	s.describe(w, req, true)
}

// update carries out an update by the operator.
func (s *Service) update(w http.ResponseWriter, req *http.Request, q *operation) {
	if !s.Authorize(w, req) {
		return
	}
	if err := s.engine.Update(req.Context(), q.text, q.options); err != nil {
		s.queryFailed(w, req, q, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
}

// QueryFailed answers for a query of the server's own that gave no result.
func (s *Service) QueryFailed(w http.ResponseWriter, req *http.Request, err error) {
	s.queryFailed(w, req, nil, err)
}

// queryFailed answers for a query that gave no result; q is nil unless it is the
// client's.
func (s *Service) queryFailed(w http.ResponseWriter, req *http.Request, q *operation, err error) {
	p, ok := s.queryProblem(err)
	if !ok {
		s.Broken(w, req, err)
		return
	}
	if p.Type == reply.ProblemNoSpace {
		s.Log.Error("no space for a change", "path", req.URL.Path, "error", err)
	}
	if q != nil && !q.isUpdate && negotiate.WantsPage(req) {
		s.sparqlPage(w, req, q, nil, &p)
		return
	}
	s.Fail(w, req, p)
}

// queryProblem names what a query or update met with; false for errors of the
// server's own.
func (s *Service) queryProblem(err error) (reply.Problem, bool) {
	var syntax *sparql.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return reply.Problem{
			Type: reply.ProblemSyntax, Status: http.StatusBadRequest, Title: "The query has a syntax error",
			Detail: err.Error(), Line: syntax.Line, Column: syntax.Column, Expected: syntax.Expected,
		}, true
	case errors.Is(err, results.ErrCannotHold), format.CannotHold(err):
		return reply.Problem{
			Type: reply.ProblemNotAcceptable, Status: http.StatusNotAcceptable, Title: "The form cannot hold the result",
			Detail: "Ask for another form, such as JSON or N-Triples: " + err.Error() + ".",
		}, true
	case errors.Is(err, sparql.ErrNoSpace):
		return reply.Problem{
			Type: reply.ProblemNoSpace, Status: http.StatusInsufficientStorage, Title: "The disk of the store is full",
			Detail: "Nothing was written. Make room on the disk that holds the store, then send the request again; if it is refused even then, start the server anew.",
		}, true
	case errors.Is(err, sparql.ErrService) && !errors.Is(err, sparql.ErrNotAllowed):
		return reply.Problem{
			Type: reply.ProblemService, Status: http.StatusBadGateway, Title: "Another endpoint did not answer",
			Detail: fmt.Sprintf("%v. SERVICE SILENT goes on without it.", err),
		}, true
	case errors.Is(err, sparql.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return reply.Problem{
			Type: reply.ProblemTimeout, Status: http.StatusServiceUnavailable, Title: "The query ran out of time",
			Detail: fmt.Sprintf("%v. The server's limit is %v. Ask for fewer rows, or make the patterns more selective.", err, s.opt.QueryTimeout),
		}, true
	case errors.Is(err, sparql.ErrMemory):
		return reply.Problem{
			Type: reply.ProblemMemory, Status: http.StatusServiceUnavailable, Title: "The query ran out of memory",
			Detail: fmt.Sprintf("%v. Ask for fewer rows, group less, or make the patterns more selective.", err),
		}, true
	case errors.Is(err, sparql.ErrTooManyRows):
		return reply.Problem{
			Type: reply.ProblemRows, Status: http.StatusServiceUnavailable, Title: "The result has too many rows",
			Detail: fmt.Sprintf("%v. Ask for them in parts, by ORDER BY, LIMIT and OFFSET, or take a dump of the graph.", err),
		}, true
	case errors.Is(err, sparql.ErrCancelled):
		return reply.Problem{
			Type: reply.ProblemCancelled, Status: http.StatusServiceUnavailable, Title: "The query was stopped",
			Detail: "The operator of the server has stopped the query.",
		}, true
	case errors.Is(err, reply.ErrShutdown):
		return reply.Problem{Type: reply.ProblemInternal, Status: http.StatusServiceUnavailable, Title: "The server is shutting down", Detail: "Try again in a moment."}, true
	}
	return refusal(err)
}

// refusal names what an engine does not do; false for other errors.
func refusal(err error) (reply.Problem, bool) {
	p := reply.Problem{Type: reply.ProblemRequest, Status: http.StatusBadRequest, Detail: err.Error()}
	switch {
	case errors.Is(err, sparql.ErrReadOnly):
		return access.UpdatesOff("The store is open for reading only."), true
	case errors.Is(err, sparql.ErrDataset):
		p.Title = "The dataset is given twice"
	case errors.Is(err, sparql.ErrQuery):
		p.Title = "The query cannot be run"
	case errors.Is(err, sparql.ErrUpdate):
		p.Type, p.Title = reply.ProblemUpdate, "The update cannot be carried out"
	case errors.Is(err, sparql.ErrService):
		p.Title = "The query asks for something that is off here"
	default:
		return reply.Problem{}, false
	}
	return p, true
}
