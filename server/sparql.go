package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"issn-ld/rdf"
	"issn-ld/sparql"
)

// queryRequest is a request of the SPARQL 1.1 Protocol, section 2.1.
type queryRequest struct {
	query   string
	options sparql.QueryOptions
	format  string // of ?format=, or empty
}

// sparql answers /sparql: a query by GET, by POST of a form or of the query
// itself, or the page where there is no query.
func (s *Server) sparql(c *gin.Context) {
	c.Writer.Header().Add("Vary", "Accept")
	q, problem := s.readQuery(c)
	if problem != nil {
		s.fail(c, *problem)
		return
	}
	if q.query == "" {
		s.noQuery(c)
		return
	}
	ctx := c.Request.Context()
	res, err := s.engine.Query(ctx, q.query, q.options)
	if err != nil {
		s.queryFailed(c, q, err)
		return
	}
	defer func() {
		if err := res.Close(); err != nil {
			s.opt.Log.Warn("closing a result", "error", err)
		}
	}()
	s.writeResult(c, q, res)
}

// noQuery answers a request without a query: the page for people.
func (s *Server) noQuery(c *gin.Context) {
	if i, ok := negotiate(c.GetHeader("Accept"), problemOffers); ok && i == 1 {
		s.sparqlPage(c, &queryRequest{query: exampleQueries[0].query}, nil, nil)
		return
	}
	s.fail(c, Problem{
		Type: problemRequest, Status: http.StatusBadRequest, Title: "No query",
		Detail: "Give the query as query=... in the address or in a form, or POST it as application/sparql-query.",
	})
}

// readQuery reads the request by its method and media type.
func (s *Server) readQuery(c *gin.Context) (*queryRequest, *Problem) {
	params := c.Request.URL.Query()
	q := &queryRequest{}
	if c.Request.Method == http.MethodPost {
		mediaType, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
		if err != nil {
			mediaType = c.GetHeader("Content-Type")
		}
		body, problem := s.readBody(c)
		if problem != nil {
			return nil, problem
		}
		switch mediaType {
		case "application/x-www-form-urlencoded":
			form, err := url.ParseQuery(body)
			if err != nil {
				return nil, badRequest("The form is not URL-encoded: %v.", err)
			}
			for name, values := range form {
				params[name] = append(params[name], values...)
			}
		case "application/sparql-query":
			if params.Has("query") {
				return nil, badRequest("There are two queries: one in the address, one in the body.")
			}
			params.Set("query", body)
		case "application/sparql-update":
			return nil, &Problem{
				Type: problemForbidden, Status: http.StatusForbidden, Title: "Updates are off",
				Detail: "This endpoint answers queries only.",
			}
		default:
			return nil, &Problem{
				Type: problemMediaType, Status: http.StatusUnsupportedMediaType,
				Detail: fmt.Sprintf("A query is POSTed as application/x-www-form-urlencoded or application/sparql-query, not as %q.", mediaType),
			}
		}
	}
	if params.Has("update") {
		return nil, &Problem{
			Type: problemForbidden, Status: http.StatusForbidden, Title: "Updates are off",
			Detail: "This endpoint answers queries only.",
		}
	}
	if n := len(params["query"]); n > 1 {
		return nil, badRequest("There are %d queries in the request; a request has one.", n)
	}
	q.query = params.Get("query")
	q.format = params.Get("format")
	return q, s.readQueryOptions(params, q)
}

func badRequest(format string, args ...any) *Problem {
	return &Problem{Type: problemRequest, Status: http.StatusBadRequest, Detail: fmt.Sprintf(format, args...)}
}

// readBody reads the body up to the server's bound.
func (s *Server) readBody(c *gin.Context) (string, *Problem) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, s.opt.MaxRequestBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return "", &Problem{
			Type: problemTooLarge, Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("The body is longer than %d bytes.", tooLarge.Limit),
		}
	case err != nil:
		return "", badRequest("The body could not be read: %v.", err)
	}
	return string(body), nil
}

// readQueryOptions reads the dataset and the time-out.
func (s *Server) readQueryOptions(params url.Values, q *queryRequest) *Problem {
	q.options.Timeout = s.opt.QueryTimeout
	if text := params.Get("timeout"); text != "" {
		seconds, err := strconv.ParseFloat(text, 64)
		if err != nil || !(seconds > 0) {
			return badRequest("timeout=%s is not a number of seconds above 0.", text)
		}
		if seconds < q.options.Timeout.Seconds() {
			q.options.Timeout = time.Duration(seconds * float64(time.Second))
		}
	}
	for _, part := range []struct {
		name string
		into *[]rdf.Term
	}{
		{"default-graph-uri", &q.options.Dataset.Default},
		{"named-graph-uri", &q.options.Dataset.Named},
	} {
		for _, iri := range params[part.name] {
			if err := rdf.CheckIRI(iri); err != nil {
				return badRequest("%s=%s: %v.", part.name, iri, err)
			}
			*part.into = append(*part.into, rdf.NewIRI(iri))
		}
	}
	return nil
}

// queryFailed answers for a query that gave no result.
func (s *Server) queryFailed(c *gin.Context, q *queryRequest, err error) {
	p, ok := s.queryProblem(err)
	if !ok {
		s.broken(c, err)
		return
	}
	if i, ok := negotiate(c.GetHeader("Accept"), problemOffers); ok && i == 1 {
		s.sparqlPage(c, q, nil, &p)
		return
	}
	s.fail(c, p)
}

// queryProblem names what a query met with; false for errors of the server's own.
func (s *Server) queryProblem(err error) (Problem, bool) {
	var syntax *sparql.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return Problem{
			Type: problemSyntax, Status: http.StatusBadRequest, Title: "The query has a syntax error",
			Detail: err.Error(), Line: syntax.Line, Column: syntax.Column, Expected: syntax.Expected,
		}, true
	case errors.Is(err, sparql.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return Problem{
			Type: problemTimeout, Status: http.StatusServiceUnavailable, Title: "The query ran out of time",
			Detail: fmt.Sprintf("%v. The server's limit is %v. Ask for fewer rows, or make the patterns more selective.", err, s.opt.QueryTimeout),
		}, true
	case errors.Is(err, sparql.ErrMemory):
		return Problem{
			Type: problemMemory, Status: http.StatusServiceUnavailable, Title: "The query ran out of memory",
			Detail: fmt.Sprintf("%v. Ask for fewer rows, group less, or make the patterns more selective.", err),
		}, true
	case errors.Is(err, sparql.ErrService):
		return Problem{Type: problemRequest, Status: http.StatusBadRequest, Title: "The query asks for something that is off here", Detail: err.Error()}, true
	case errors.Is(err, errShutdown):
		return Problem{Type: problemInternal, Status: http.StatusServiceUnavailable, Title: "The server is shutting down", Detail: "Try again in a moment."}, true
	}
	return Problem{}, false
}

// cutOff ends a response that has begun and cannot be completed, so that the
// client notices: the connection closes without the last chunk.
func (s *Server) cutOff(c *gin.Context, err error) {
	if c.Request.Context().Err() == nil {
		s.opt.Log.Warn("result cut off", "path", c.Request.URL.Path, "error", strings.TrimSpace(err.Error()))
	}
	panic(http.ErrAbortHandler)
}
