package server

import (
	"bytes"
	"context"
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
	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
)

// reportMenu lists the forms of the report. Browsers get JSON.
var reportMenu = negotiate.NewMenu("The report comes as JSON and in the RDF syntaxes.",
	append([]*negotiate.Form{negotiate.JSON}, negotiate.Graphs...)...).InBrowsers(negotiate.JSON)

// serialReport serves a report about one serial at a time, at /NAME/ISSN/{issn}.
type serialReport struct {
	*Server
	*report.Report
}

// path is the address of the report below which its ISSNs are.
func (s *serialReport) path() string { return "/" + s.Name + "/ISSN/" }

// answer answers /NAME/ISSN/{issn}.
func (s *serialReport) answer(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("issn")
	suffix := path.Ext(id)
	id = strings.TrimSuffix(id, suffix)
	n, err := issn.Parse(id)
	if err != nil {
		if n, err := issn.Clean(id); err == nil {
			http.Redirect(w, req, reply.WithQuery(req, s.path()+n.String()+suffix), http.StatusMovedPermanently)
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
	// Open ranges end in the current year, so the report changes with it.
	year := s.opt.Now().Year()
	etag := s.ETag(version, s.Name, strconv.Itoa(year), f.Suffix)
	h := w.Header()
	h.Set("Content-Location", s.path()+n.String()+"."+f.Suffix)
	h.Set("ETag", etag)
	h.Set("Cache-Control", reply.CacheControl)
	s.setLinks(w, n, f)
	if negotiate.NotModified(w, req, etag, time.Time{}) {
		return
	}
	doc, err := s.read(req.Context(), n, year)
	if err != nil {
		s.failed(w, req, suffix, err)
		return
	}
	body, err := encodeReport(doc, n, f)
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	s.Send(w, req, http.StatusOK, f.ContentType(), body)
}

// ofLinking redirects from an ISSN-L to the report of the ISSN with this number,
// which covers the ISSN-L too.
func (s *serialReport) ofLinking(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("issn")
	suffix := path.Ext(id)
	n, err := issn.Clean(strings.TrimSuffix(id, suffix))
	if err != nil {
		s.Fail(w, req, s.badISSN(req, issn.SpaceISSNL, id, err))
		return
	}
	http.Redirect(w, req, reply.WithQuery(req, s.path()+n.String()+suffix), http.StatusSeeOther)
}

// read asks the report about a serial.
func (s *serialReport) read(ctx context.Context, n issn.ISSN, year int) (doc report.Document, err error) {
	st, err := s.opt.State(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return s.OfSerial(ctx, st, n, year)
}

// failed answers for an ISSN that has no report. One that was cancelled in favour of
// another leads to the report of that.
func (s *serialReport) failed(w http.ResponseWriter, req *http.Request, suffix string, err error) {
	h := w.Header()
	for _, name := range []string{"ETag", "Content-Location", "Link", "Cache-Control", "Vary"} {
		h.Del(name)
	}
	standing, ok := errors.AsType[*register.StandingError](err)
	switch {
	case !ok:
		s.Broken(w, req, err)
	case standing.Standing == register.Cancelled && len(standing.ReplacedBy) == 1:
		http.Redirect(w, req, reply.WithQuery(req, s.path()+standing.ReplacedBy[0].String()+suffix), http.StatusSeeOther)
	default:
		s.Fail(w, req, standingProblem(standing))
	}
}

func encodeReport(doc report.Document, n issn.ISSN, f *negotiate.Form) ([]byte, error) {
	var b bytes.Buffer
	if f.Kind == negotiate.Graph {
		err := documents.Encode(&b, f.RDF, doc.Quads(""), n.IRI())
		return b.Bytes(), err
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(doc)
	return b.Bytes(), err
}

// setLinks sets the Link header of a report.
func (s *serialReport) setLinks(w http.ResponseWriter, n issn.ISSN, current *negotiate.Form) {
	var b strings.Builder
	// The licences are those of the graphs, which their description states.
	fmt.Fprintf(&b, `<%s>; rel="about", </.well-known/void>; rel="describedby"; type="text/turtle"`, n.IRI())
	for _, f := range reportMenu.Forms() {
		if f != current {
			fmt.Fprintf(&b, `, <%s%s.%s>; rel="alternate"; type="%s"`, s.path(), n, f.Suffix, f.MediaType)
		}
	}
	w.Header().Set("Link", b.String())
}
