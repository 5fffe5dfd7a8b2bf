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
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
)

const preservationPath = "/preservation/ISSN/"

// reportMenu lists the forms of the report. Browsers get JSON.
var reportMenu = negotiate.NewMenu("The report comes as JSON and in the RDF syntaxes.",
	append([]*negotiate.Form{negotiate.JSON}, negotiate.Graphs...)...).InBrowsers(negotiate.JSON)

// preservation answers /preservation/ISSN/{issn}: which years of the serial, of
// all its media and of its history are kept, and by whom.
func (s *Server) preservation(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("issn")
	suffix := path.Ext(id)
	id = strings.TrimSuffix(id, suffix)
	n, err := issn.Parse(id)
	if err != nil {
		if n, err := issn.Clean(id); err == nil {
			http.Redirect(w, req, reply.WithQuery(req, preservationPath+n.String()+suffix), http.StatusMovedPermanently)
			return
		}
		s.Fail(w, req, s.badISSN(req, issn.SpaceISSN, id, err))
		return
	}
	f, err := reportMenu.ChooseSuffix(w, req, suffix)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	// Open ends run to the current year, so the report changes with it.
	year := s.opt.Now().Year()
	etag := s.ETag(version, strconv.Itoa(year), f.Suffix)
	h := w.Header()
	h.Set("Content-Location", preservationPath+n.String()+"."+f.Suffix)
	h.Set("ETag", etag)
	h.Set("Cache-Control", reply.CacheControl)
	setReportLinks(w, n, f)
	if negotiate.NotModified(w, req, etag, time.Time{}) {
		return
	}
	rep, err := preservation.Read(req.Context(), s.engine, n, preservation.Options{Year: year})
	if err != nil {
		s.preservationFailed(w, req, suffix, err)
		return
	}
	body, err := encodeReport(rep, f)
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	s.Send(w, req, http.StatusOK, f.ContentType(), body)
}

// preservationOfLinking sends those who ask for an ISSN-L to the report of the ISSN
// with this number, which tells of the ISSN-L too.
func (s *Server) preservationOfLinking(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("issn")
	suffix := path.Ext(id)
	n, err := issn.Clean(strings.TrimSuffix(id, suffix))
	if err != nil {
		s.Fail(w, req, s.badISSN(req, issn.SpaceISSNL, id, err))
		return
	}
	http.Redirect(w, req, reply.WithQuery(req, preservationPath+n.String()+suffix), http.StatusSeeOther)
}

// preservationFailed answers for an ISSN without report: of one that was cancelled
// in favour of another, with the way to the report of that.
func (s *Server) preservationFailed(w http.ResponseWriter, req *http.Request, suffix string, err error) {
	h := w.Header()
	for _, name := range []string{"ETag", "Content-Location", "Link", "Cache-Control", "Vary"} {
		h.Del(name)
	}
	standing, ok := errors.AsType[*register.StandingError](err)
	switch {
	case !ok:
		s.Broken(w, req, err)
	case standing.Standing == register.Cancelled && len(standing.ReplacedBy) == 1:
		http.Redirect(w, req, reply.WithQuery(req, preservationPath+standing.ReplacedBy[0].String()+suffix), http.StatusSeeOther)
	default:
		s.Fail(w, req, standingProblem(standing))
	}
}

func encodeReport(rep *preservation.Report, f *negotiate.Form) ([]byte, error) {
	var b bytes.Buffer
	if f.Kind == negotiate.Graph {
		err := documents.Encode(&b, f.RDF, rep.Quads(""), issn.Base+"ISSN/"+rep.ISSN)
		return b.Bytes(), err
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(rep)
	return b.Bytes(), err
}

// setReportLinks sets the Link header of a report.
func setReportLinks(w http.ResponseWriter, n issn.ISSN, current *negotiate.Form) {
	var b strings.Builder
	// The licences are those of the graphs, which their description states.
	fmt.Fprintf(&b, `<%s>; rel="about", </.well-known/void>; rel="describedby"; type="text/turtle"`, n.IRI())
	for _, f := range reportMenu.Forms() {
		if f != current {
			fmt.Fprintf(&b, `, <%s%s.%s>; rel="alternate"; type="%s"`, preservationPath, n, f.Suffix, f.MediaType)
		}
	}
	w.Header().Set("Link", b.String())
}
