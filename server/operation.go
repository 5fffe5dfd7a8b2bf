package server

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
)

// operation is a query or update operation of the SPARQL 1.1 Protocol, sections
// 2.1 and 2.2.
type operation struct {
	text     string
	isUpdate bool
	options  sparql.QueryOptions
	format   string // of ?format=, or empty
	explain  string // of ?explain=, or empty
}

// The media types of operations.
const (
	typeForm   = "application/x-www-form-urlencoded"
	typeQuery  = "application/sparql-query"
	typeUpdate = "application/sparql-update"
)

// readOperation reads the request by its method and media type.
func (s *Server) readOperation(w http.ResponseWriter, req *http.Request) (*operation, *Problem) {
	params, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return nil, badRequest("The address is not URL-encoded: %v.", err)
	}
	if req.Method == http.MethodPost {
		if problem := s.readPost(w, req, params); problem != nil {
			return nil, problem
		}
	} else if params.Has("update") {
		return nil, badRequest("An update is POSTed: as update=... in a form, or as application/sparql-update.")
	}
	q := &operation{isUpdate: params.Has("update"), format: params.Get("format"), explain: params.Get("explain")}
	kind := "query"
	if q.isUpdate {
		kind = "update"
		if params.Has("query") {
			return nil, badRequest("There are a query and an update in the request; a request has one of them.")
		}
	}
	texts := params[kind]
	if len(texts) > 1 {
		return nil, badRequest("There are %d texts for %s= in the request; a request has one.", len(texts), kind)
	}
	q.text = params.Get(kind)
	if !utf8.ValidString(q.text) {
		return nil, badRequest("The %s is not UTF-8.", kind)
	}
	q.options.Base = s.opt.Base + "sparql"
	q.options.Label = req.RemoteAddr
	q.options.MaxRows = s.opt.MaxRows
	return q, s.readOptions(params, q)
}

// readPost adds what the body of a POST request says to the parameters.
func (s *Server) readPost(w http.ResponseWriter, req *http.Request, params url.Values) *Problem {
	mediaType, problem := bodyType(req)
	if problem != nil {
		return problem
	}
	switch mediaType {
	case typeForm, typeQuery, typeUpdate:
	default:
		return &Problem{
			Type: problemMediaType, Status: http.StatusUnsupportedMediaType,
			Detail: fmt.Sprintf("A query is POSTed as %s or %s, an update as %s; not as %q.", typeForm, typeQuery, typeUpdate, mediaType),
		}
	}
	body, problem := s.readBody(w, req)
	if problem != nil {
		return problem
	}
	switch {
	case mediaType == typeForm:
		form, err := url.ParseQuery(body)
		if err != nil {
			return badRequest("The form is not URL-encoded: %v.", err)
		}
		for name, values := range form {
			params[name] = append(params[name], values...)
		}
	case params.Has("query") || params.Has("update"):
		return badRequest("There are two texts in the request: one in the address, one in the body.")
	case mediaType == typeQuery:
		params.Set("query", body)
	default:
		params.Set("update", body)
	}
	return nil
}

// bodyType returns the media type of the body, which is in UTF-8.
func bodyType(req *http.Request) (string, *Problem) {
	header := req.Header.Get("Content-Type")
	mediaType, params, err := mime.ParseMediaType(header)
	if err != nil {
		return header, nil
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "us-ascii") {
		return "", &Problem{
			Type: problemMediaType, Status: http.StatusUnsupportedMediaType,
			Detail: fmt.Sprintf("The body is to be in UTF-8, not in %s.", charset),
		}
	}
	return mediaType, nil
}

func badRequest(format string, args ...any) *Problem {
	return &Problem{Type: problemRequest, Status: http.StatusBadRequest, Detail: fmt.Sprintf(format, args...)}
}

// readBody reads the body up to the server's bound.
func (s *Server) readBody(w http.ResponseWriter, req *http.Request) (string, *Problem) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, s.opt.MaxRequestBytes))
	if err != nil {
		return "", bodyProblem(err)
	}
	return string(body), nil
}

// bodyProblem names what the reading of a body met with.
func bodyProblem(err error) *Problem {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Problem{
			Type: problemTooLarge, Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("The body is longer than %d bytes.", tooLarge.Limit),
		}
	}
	return badRequest("The body could not be read: %v.", err)
}

// readOptions reads the dataset and the time-out.
func (s *Server) readOptions(params url.Values, q *operation) *Problem {
	q.options.Timeout = s.opt.QueryTimeout
	if text := params.Get("timeout"); text != "" {
		seconds, err := strconv.ParseFloat(text, 64)
		if err != nil || !(seconds > 0) {
			return badRequest("timeout=%s is not a number of seconds above 0.", text)
		}
		if seconds < q.options.Timeout.Seconds() {
			q.options.Timeout = max(time.Duration(seconds*float64(time.Second)), 1)
		}
	}
	defaults, named := "default-graph-uri", "named-graph-uri"
	if q.isUpdate {
		defaults, named = "using-graph-uri", "using-named-graph-uri"
	}
	for _, part := range []struct {
		name string
		into *[]rdf.Term
	}{{defaults, &q.options.Dataset.Default}, {named, &q.options.Dataset.Named}} {
		for _, iri := range params[part.name] {
			if err := rdf.CheckIRI(iri); err != nil {
				return badRequest("%s=%s: %v.", part.name, iri, err)
			}
			*part.into = append(*part.into, rdf.NewIRI(iri))
		}
	}
	return nil
}
