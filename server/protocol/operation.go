package protocol

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
)

// operation is a query or update operation of the SPARQL 1.1 Protocol, sections
// 2.1 and 2.2.
type operation struct {
	text     string
	isUpdate bool
	options  sparql.QueryOptions
	formats  []string // of format= and output=
	explain  string   // of ?explain=, or empty
}

// The media types of operations.
const (
	typeQuery  = "application/sparql-query"
	typeUpdate = "application/sparql-update"
)

// readOperation reads the request by its method and media type.
func (s *Service) readOperation(w http.ResponseWriter, req *http.Request) (*operation, *reply.Problem) {
	params, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return nil, reply.BadRequest("The address is not URL-encoded: %v.", err)
	}
	if req.Method == http.MethodPost {
		if problem := s.readPost(w, req, params); problem != nil {
			return nil, problem
		}
	} else if params.Has("update") {
		return nil, reply.BadRequest("An update is POSTed: as update=... in a form, or as application/sparql-update.")
	}
	q := &operation{isUpdate: params.Has("update"), formats: negotiate.FormatNames(params), explain: params.Get("explain")}
	kind := "query"
	if q.isUpdate {
		kind = "update"
		if params.Has("query") {
			return nil, reply.BadRequest("There are a query and an update in the request; a request has one of them.")
		}
	}
	texts := params[kind]
	if len(texts) > 1 {
		return nil, reply.BadRequest("There are %d texts for %s= in the request; a request has one.", len(texts), kind)
	}
	q.text = params.Get(kind)
	if !utf8.ValidString(q.text) {
		return nil, reply.BadRequest("The %s is not UTF-8.", kind)
	}
	q.options.Base = s.opt.Base + "sparql"
	q.options.Label = req.RemoteAddr
	q.options.MaxRows = s.opt.MaxRows
	return q, s.readOptions(params, q)
}

// readPost adds what the body of a POST request says to the parameters.
func (s *Service) readPost(w http.ResponseWriter, req *http.Request, params url.Values) *reply.Problem {
	mediaType, problem := reply.BodyType(req)
	if problem != nil {
		return problem
	}
	switch mediaType {
	case reply.TypeForm, typeQuery, typeUpdate:
	default:
		return &reply.Problem{
			Type: reply.ProblemMediaType, Status: http.StatusUnsupportedMediaType,
			Detail: fmt.Sprintf("A query is POSTed as %s or %s, an update as %s; not as %q.", reply.TypeForm, typeQuery, typeUpdate, mediaType),
		}
	}
	body, problem := reply.ReadBody(w, req, s.opt.MaxRequestBytes)
	if problem != nil {
		return problem
	}
	switch {
	case mediaType == reply.TypeForm:
		form, err := url.ParseQuery(body)
		if err != nil {
			return reply.BadRequest("The form is not URL-encoded: %v.", err)
		}
		for name, values := range form {
			params[name] = append(params[name], values...)
		}
	case params.Has("query") || params.Has("update"):
		return reply.BadRequest("There are two texts in the request: one in the address, one in the body.")
	case mediaType == typeQuery:
		params.Set("query", body)
	default:
		params.Set("update", body)
	}
	return nil
}

// readOptions reads the dataset and the time-out.
func (s *Service) readOptions(params url.Values, q *operation) *reply.Problem {
	q.options.Timeout = s.opt.QueryTimeout
	if text := params.Get("timeout"); text != "" {
		seconds, err := strconv.ParseFloat(strings.TrimSuffix(text, "s"), 64)
		if err != nil || !(seconds > 0) {
			return reply.BadRequest("timeout=%s is not a number of seconds above 0.", text)
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
				return reply.BadRequest("%s=%s: %v.", part.name, iri, err)
			}
			*part.into = append(*part.into, rdf.NewIRI(iri))
		}
	}
	return nil
}
