package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/reports/preservation"
)

const preservationPath = "/preservation/ISSN/"

// reportForm is a form of the report: JSON, or an RDF syntax.
type reportForm struct {
	suffix, contentType string
	rdf                 *form // nil for JSON
}

// reportForms returns the forms of the report with what the negotiation offers for
// each. JSON is the default, of browsers too.
func reportForms() (list []reportForm, offers []offer) {
	list = append(list, reportForm{"json", "application/json; charset=utf-8", nil})
	offers = append(offers, offer{mediaType: "application/json", preference: 1})
	for i := range forms {
		if f := &forms[i]; !f.isPage() {
			list = append(list, reportForm{f.suffix, f.contentType(), f})
			offers = append(offers, offer{mediaType: f.mediaType, preference: 1})
		}
	}
	list = append(list, list[0])
	return list, append(offers, offer{mediaType: "text/html", preference: 0.1, exact: true})
}

// reportForm chooses the form by suffix, ?format= or the Accept header. It answers
// the request and returns nil where there is none.
func (s *Server) reportForm(w http.ResponseWriter, req *http.Request, suffix string) *reportForm {
	list, offers := reportForms()
	name := suffix
	if name == "" {
		name = req.URL.Query().Get("format")
	}
	switch named, ok := formNamed(name); {
	case name == "":
		if i, ok := negotiate(accept(req), offers); ok {
			return &list[i]
		}
	case name == "json" || name == "application/json":
		return &list[0]
	case ok:
		for i := range list {
			if list[i].rdf == named {
				return &list[i]
			}
		}
	}
	p := Problem{Type: problemNotAcceptable, Status: http.StatusNotAcceptable, Detail: "The report comes as JSON and in the RDF syntaxes."}
	for _, o := range offers[:len(offers)-1] {
		p.Available = append(p.Available, o.mediaType)
	}
	s.fail(w, req, p)
	return nil
}

// preservation answers /preservation/ISSN/{issn}: which years of the serial, of
// all its media and of its history are kept, and by whom.
func (s *Server) preservation(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("issn")
	suffix := path.Ext(id)
	id = strings.TrimSuffix(id, suffix)
	n, err := issn.Parse(id)
	if err != nil {
		if n, err := issn.Clean(id); err == nil {
			redirect(w, req, http.StatusMovedPermanently, withQuery(req, preservationPath+n.String()+suffix))
			return
		}
		s.fail(w, req, s.badISSN(req, issn.SpaceISSN, id, err))
		return
	}
	f := s.reportForm(w, req, strings.TrimPrefix(suffix, "."))
	if f == nil {
		return
	}
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.broken(w, req, err)
		return
	}
	// Open ends run to the current year, so the report changes with it.
	year := s.opt.Now().Year()
	etag := fmt.Sprintf(`"%s-%d-%s"`, strconv.FormatUint(version, 16), year, f.suffix)
	h := w.Header()
	h.Set("Content-Location", preservationPath+n.String()+"."+f.suffix)
	h.Set("ETag", etag)
	h.Set("Vary", "Accept")
	h.Set("Cache-Control", cacheControl)
	setReportLinks(w, req, n, f)
	if notModified(w, req, etag, zeroTime) {
		return
	}
	rep, err := preservation.Read(req.Context(), s.engine, n, preservation.Options{Year: year})
	if err != nil {
		s.preservationFailed(w, req, n, err)
		return
	}
	body, err := encodeReport(rep, f)
	if err != nil {
		s.broken(w, req, err)
		return
	}
	s.send(w, req, http.StatusOK, f.contentType, body)
}

// preservationOfLinking sends those who ask for an ISSN-L to the report of the ISSN
// with this number, which tells of the ISSN-L too.
func (s *Server) preservationOfLinking(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("issn")
	suffix := path.Ext(id)
	n, err := issn.Clean(strings.TrimSuffix(id, suffix))
	if err != nil {
		s.fail(w, req, s.badISSN(req, issn.SpaceISSNL, id, err))
		return
	}
	redirect(w, req, http.StatusSeeOther, withQuery(req, preservationPath+n.String()+suffix))
}

// withQuery gives the target of a redirect the query string of the request.
func withQuery(req *http.Request, target string) string {
	if q := req.URL.RawQuery; q != "" {
		target += "?" + q
	}
	return target
}

// preservationFailed answers for an ISSN without report.
func (s *Server) preservationFailed(w http.ResponseWriter, req *http.Request, n issn.ISSN, err error) {
	h := w.Header()
	for _, name := range []string{"ETag", "Content-Location", "Link", "Cache-Control", "Vary"} {
		h.Del(name)
	}
	if errors.Is(err, preservation.ErrUnknown) {
		s.fail(w, req, Problem{
			Type: problemNotFound, Status: http.StatusNotFound, Title: "Not in the register",
			Detail: fmt.Sprintf("The register held here has no record of %s that is in force.", n),
		})
		return
	}
	s.broken(w, req, err)
}

func encodeReport(rep *preservation.Report, f *reportForm) ([]byte, error) {
	var b bytes.Buffer
	if f.rdf != nil {
		err := f.rdf.encode(&b, rep.Quads(""), issn.Base+"ISSN/"+rep.ISSN)
		return b.Bytes(), err
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(rep)
	return b.Bytes(), err
}

// setReportLinks sets the Link header of a report.
func setReportLinks(w http.ResponseWriter, req *http.Request, n issn.ISSN, current *reportForm) {
	list, offers := reportForms()
	var b strings.Builder
	fmt.Fprintf(&b, `<%s>; rel="about", <%s>; rel="license"`, n.IRI(), license)
	for i, f := range list[:len(list)-1] {
		if f.suffix != current.suffix {
			fmt.Fprintf(&b, `, <%s%s.%s>; rel="alternate"; type="%s"`, preservationPath, n, f.suffix, offers[i].mediaType)
		}
	}
	w.Header().Set("Link", b.String())
}
