package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
)

const crosswalkPath = "/crosswalk"

// crosswalkMenu lists the forms of the crosswalk. A browser that takes neither in so
// many words is shown JSON.
var crosswalkMenu = negotiate.NewMenu("The crosswalk comes as JSON and as CSV.", negotiate.JSON, negotiate.CSV).InBrowsers(negotiate.JSON)

// crosswalk answers /crosswalk: what is known by up to a thousand identifiers.
func (s *Server) crosswalk(w http.ResponseWriter, req *http.Request) {
	list, formats, table, problem := s.crosswalkQuestion(w, req)
	if problem != nil {
		s.Fail(w, req, *problem)
		return
	}
	if wants := req.Header.Get("Accept"); table != nil && len(formats) == 0 && (wants == "" || wants == "*/*") {
		formats = []string{negotiate.CSV.Suffix} // as it came
	}
	f, err := crosswalkMenu.ChooseNamed(w, req, formats)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	// Before the data are read, as for documents.
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	h := w.Header()
	if req.Method != http.MethodPost {
		etag := s.ETag(version, "crosswalk", f.Suffix)
		h.Set("ETag", etag)
		h.Set("Cache-Control", reply.CacheControl)
		setCrosswalkLinks(w, req, f)
		if negotiate.NotModified(w, req, etag, time.Time{}) {
			return
		}
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	answer, err := s.lookUp(req.Context(), list)
	if err != nil {
		s.crosswalkFailed(w, req, err)
		return
	}
	body, err := encodeAnswer(answer, table, f)
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	s.Send(w, req, http.StatusOK, f.ContentType(), body)
}

// lookUp finds the rows of identifiers in the current state.
func (s *Server) lookUp(ctx context.Context, list []string) (a *crosswalk.Answer, err error) {
	st, err := s.opt.State(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	r, err := crosswalk.NewReader(st)
	if err != nil {
		return nil, err
	}
	return r.Find(ctx, list)
}

// encodeAnswer writes an answer; one to a table, as CSV, is the table with columns
// added.
func encodeAnswer(a *crosswalk.Answer, table *crosswalk.Table, f *negotiate.Form) ([]byte, error) {
	var b bytes.Buffer
	if f == negotiate.CSV && table != nil {
		err := table.WriteCSV(&b, a)
		return b.Bytes(), err
	}
	if f == negotiate.CSV {
		err := a.WriteCSV(&b)
		return b.Bytes(), err
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(a)
	return b.Bytes(), err
}

// setCrosswalkLinks sets the Link header of an answer to GET.
func setCrosswalkLinks(w http.ResponseWriter, req *http.Request, current *negotiate.Form) {
	var b strings.Builder
	for _, f := range crosswalkMenu.Forms() {
		if f != current {
			params := req.URL.Query()
			params.Set("format", f.Suffix)
			fmt.Fprintf(&b, `<%s?%s>; rel="alternate"; type="%s", `, crosswalkPath, params.Encode(), f.MediaType)
		}
	}
	// The licences are those of the graphs, which their description states.
	b.WriteString(`</.well-known/void>; rel="describedby"; type="text/turtle"`)
	w.Header().Set("Link", b.String())
}

// crosswalkQuestion reads the identifiers and the format of a request. The table
// is nil unless the body is one that gets columns added.
func (s *Server) crosswalkQuestion(w http.ResponseWriter, req *http.Request) (list, formats []string, table *crosswalk.Table, problem *reply.Problem) {
	params, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return nil, nil, nil, reply.BadRequest("The parameters are not URL-encoded: %v.", err)
	}
	texts := params["ids"]
	formats = negotiate.FormatNames(params)
	if req.Method == http.MethodPost {
		more, names, rows, problem := s.crosswalkBody(w, req)
		switch {
		case problem != nil:
			return nil, nil, nil, problem
		case rows != nil && len(texts) == 0:
			return rows.IDs(), formats, rows, nil
		case rows != nil:
			return nil, nil, nil, reply.BadRequest("A table is posted alone, without ids= in the address.")
		}
		texts, formats = append(texts, more...), append(formats, names...)
	}
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return nil, nil, nil, reply.BadRequest("The identifiers are not UTF-8.")
		}
		for id := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' || r == '\t' }) {
			if id = strings.TrimSpace(id); id != "" {
				list = append(list, id)
			}
		}
	}
	switch {
	case len(list) == 0:
		return nil, nil, nil, reply.BadRequest("Which identifiers? ids= takes up to %d, with commas between them, such as /crosswalk?ids=0028-0836,wikidata:Q180445.", crosswalk.MaxIDs)
	case len(list) > crosswalk.MaxIDs:
		return nil, nil, nil, tooManyIDs(len(list))
	}
	return list, formats, nil, nil
}

func tooManyIDs(n int) *reply.Problem {
	return &reply.Problem{
		Type: reply.ProblemTooLarge, Status: http.StatusRequestEntityTooLarge, Title: "Too many identifiers",
		Detail: fmt.Sprintf("The request has %d identifiers; it may have %d. 'issn-ld export crosswalk' writes them all.", n, crosswalk.MaxIDs),
	}
}

// crosswalkBody reads the identifiers of the body: a form, a list with commas or
// line ends between, a JSON array, or a table of CSV.
func (s *Server) crosswalkBody(w http.ResponseWriter, req *http.Request) (texts, formats []string, table *crosswalk.Table, problem *reply.Problem) {
	mediaType, problem := reply.BodyType(req)
	if problem != nil {
		return nil, nil, nil, problem
	}
	body, problem := reply.ReadBody(w, req, s.opt.MaxRequestBytes)
	if problem != nil {
		return nil, nil, nil, problem
	}
	switch mediaType {
	case reply.TypeForm:
		form, err := url.ParseQuery(body)
		if err != nil {
			return nil, nil, nil, reply.BadRequest("The form is not URL-encoded: %v.", err)
		}
		return form["ids"], negotiate.FormatNames(form), nil, nil
	case "text/csv":
		table, isTable, err := crosswalk.ReadTable(body)
		switch {
		case errors.Is(err, crosswalk.ErrTooMany):
			return nil, nil, nil, tooManyIDs(crosswalk.MaxIDs + 1)
		case err != nil:
			return nil, nil, nil, reply.BadRequest("The body is no table that can be answered: %v.", err)
		case isTable:
			return nil, nil, table, nil
		}
		return []string{body}, nil, nil, nil
	case "text/plain":
		return []string{body}, nil, nil, nil
	case "application/json":
		if err := json.Unmarshal([]byte(body), &texts); err != nil {
			return nil, nil, nil, reply.BadRequest(`The body is no JSON array of strings, such as ["0028-0836","Q180445"].`)
		}
		return texts, nil, nil, nil
	}
	return nil, nil, nil, &reply.Problem{
		Type: reply.ProblemMediaType, Status: http.StatusUnsupportedMediaType,
		Detail: fmt.Sprintf("Identifiers are POSTed as %s, text/plain, text/csv or application/json; not as %q.", reply.TypeForm, mediaType),
	}
}

// crosswalkFailed answers for an error of the crosswalk.
func (s *Server) crosswalkFailed(w http.ResponseWriter, req *http.Request, err error) {
	if errors.Is(err, crosswalk.ErrTooMany) {
		s.Fail(w, req, *tooManyIDs(crosswalk.MaxIDs + 1))
		return
	}
	s.Broken(w, req, err)
}
