package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/reports/crosswalk"
)

const crosswalkPath = "/crosswalk"

// dataForm is a form of tables: JSON or CSV.
type dataForm struct{ name, mediaType, contentType string }

// dataForms are the forms of the crosswalk.
var dataForms = [...]dataForm{
	{"json", "application/json", "application/json; charset=utf-8"},
	{"csv", "text/csv", "text/csv; charset=utf-8; header=present"},
}

// dataForm chooses JSON or CSV by ?format= or the Accept header. It answers the
// request and returns nil where there is none.
func (s *Server) dataForm(w http.ResponseWriter, req *http.Request, format string) *dataForm {
	offers := make([]offer, len(dataForms))
	p := Problem{Type: problemNotAcceptable, Status: http.StatusNotAcceptable, Detail: "The crosswalk comes as JSON and as CSV."}
	for i := range dataForms {
		f := &dataForms[i]
		if format != "" && (strings.EqualFold(format, f.name) || strings.EqualFold(format, f.mediaType)) {
			return f
		}
		offers[i] = offer{mediaType: f.mediaType, preference: 1}
		p.Available = append(p.Available, f.mediaType)
	}
	if format == "" {
		if i, ok := negotiate(accept(req), offers); ok {
			return &dataForms[i]
		}
		// A browser that takes neither in so many words is shown JSON.
		if _, ok := negotiate(req.Header.Get("Accept"), problemOffers[1:]); ok {
			return &dataForms[0]
		}
	}
	s.fail(w, req, p)
	return nil
}

// crosswalk answers /crosswalk: what is known by up to a thousand identifiers.
func (s *Server) crosswalk(w http.ResponseWriter, req *http.Request) {
	list, format, problem := s.crosswalkQuestion(w, req)
	if problem != nil {
		s.fail(w, req, *problem)
		return
	}
	f := s.dataForm(w, req, format)
	if f == nil {
		return
	}
	// Before the data are read, as for documents.
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.broken(w, req, err)
		return
	}
	h := w.Header()
	h.Set("Vary", "Accept")
	if req.Method != http.MethodPost {
		etag := `"` + strconv.FormatUint(version, 16) + "-crosswalk-" + f.name + `"`
		h.Set("ETag", etag)
		h.Set("Cache-Control", cacheControl)
		setCrosswalkLinks(w, req, f)
		if notModified(w, req, etag, zeroTime) {
			return
		}
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	answer, err := s.opt.Crosswalk(req.Context(), list)
	if err != nil {
		s.crosswalkFailed(w, req, err)
		return
	}
	body, err := encodeAnswer(answer, f)
	if err != nil {
		s.broken(w, req, err)
		return
	}
	s.send(w, req, http.StatusOK, f.contentType, body)
}

func encodeAnswer(a *crosswalk.Answer, f *dataForm) ([]byte, error) {
	var b bytes.Buffer
	if f.name == "csv" {
		err := a.WriteCSV(&b)
		return b.Bytes(), err
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(a)
	return b.Bytes(), err
}

// setCrosswalkLinks sets the Link header of an answer to GET.
func setCrosswalkLinks(w http.ResponseWriter, req *http.Request, current *dataForm) {
	var b strings.Builder
	for i := range dataForms {
		if f := &dataForms[i]; f != current {
			params := req.URL.Query()
			params.Set("format", f.name)
			fmt.Fprintf(&b, `<%s?%s>; rel="alternate"; type="%s", `, crosswalkPath, params.Encode(), f.mediaType)
		}
	}
	fmt.Fprintf(&b, `</.well-known/void>; rel="describedby"; type="text/turtle", <%s>; rel="license"`, license)
	w.Header().Set("Link", b.String())
}

// crosswalkQuestion reads the identifiers and the format of a request.
func (s *Server) crosswalkQuestion(w http.ResponseWriter, req *http.Request) (list []string, format string, problem *Problem) {
	params, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return nil, "", badRequest("The parameters are not URL-encoded: %v.", err)
	}
	texts := params["ids"]
	format = params.Get("format")
	if req.Method == http.MethodPost {
		more, form, problem := s.crosswalkBody(w, req)
		if problem != nil {
			return nil, "", problem
		}
		if texts = append(texts, more...); format == "" {
			format = form
		}
	}
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return nil, "", badRequest("The identifiers are not UTF-8.")
		}
		for id := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' || r == '\t' }) {
			if id = strings.TrimSpace(id); id != "" {
				list = append(list, id)
			}
		}
	}
	switch {
	case len(list) == 0:
		return nil, "", badRequest("Which identifiers? ids= takes up to %d, with commas between them, such as /crosswalk?ids=0028-0836,wikidata:Q180445.", crosswalk.MaxIDs)
	case len(list) > crosswalk.MaxIDs:
		return nil, "", tooManyIDs(len(list))
	}
	return list, format, nil
}

func tooManyIDs(n int) *Problem {
	return &Problem{
		Type: problemTooLarge, Status: http.StatusRequestEntityTooLarge, Title: "Too many identifiers",
		Detail: fmt.Sprintf("The request has %d identifiers; it may have %d. 'issn-ld export crosswalk' writes them all.", n, crosswalk.MaxIDs),
	}
}

// crosswalkBody reads the identifiers of the body: a form, a list with commas or
// line ends between, or a JSON array.
func (s *Server) crosswalkBody(w http.ResponseWriter, req *http.Request) (texts []string, format string, problem *Problem) {
	mediaType, problem := bodyType(req)
	if problem != nil {
		return nil, "", problem
	}
	body, problem := s.readBody(w, req)
	if problem != nil {
		return nil, "", problem
	}
	switch mediaType {
	case typeForm:
		form, err := url.ParseQuery(body)
		if err != nil {
			return nil, "", badRequest("The form is not URL-encoded: %v.", err)
		}
		return form["ids"], form.Get("format"), nil
	case "text/plain", "text/csv":
		return []string{body}, "", nil
	case "application/json":
		if err := json.Unmarshal([]byte(body), &texts); err != nil {
			return nil, "", badRequest(`The body is no JSON array of strings, such as ["0028-0836","Q180445"].`)
		}
		return texts, "", nil
	}
	return nil, "", &Problem{
		Type: problemMediaType, Status: http.StatusUnsupportedMediaType,
		Detail: fmt.Sprintf("Identifiers are POSTed as %s, text/plain or application/json; not as %q.", typeForm, mediaType),
	}
}

// crosswalkFailed answers for an error of the crosswalk.
func (s *Server) crosswalkFailed(w http.ResponseWriter, req *http.Request, err error) {
	if errors.Is(err, crosswalk.ErrTooMany) {
		s.fail(w, req, *tooManyIDs(crosswalk.MaxIDs + 1))
		return
	}
	s.broken(w, req, err)
}
