package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/web"
)

// renderPage answers with a page that is no document about a thing.
func (s *Server) renderPage(w http.ResponseWriter, req *http.Request, status int, template string, page any) {
	var b bytes.Buffer
	if err := s.pages.Render(&b, template, page); err != nil {
		s.broken(w, req, err)
		return
	}
	s.send(w, req, status, "text/html; charset=utf-8", b.Bytes())
}

// renderProblem shows a problem to people.
func (s *Server) renderProblem(w http.ResponseWriter, req *http.Request, p Problem) {
	var b bytes.Buffer
	if err := s.pages.Render(&b, "problem", p); err != nil {
		s.opt.Log.Error("problem page", "error", err)
		s.send(w, req, p.Status, "text/plain; charset=utf-8", []byte(p.Title+"\n"+p.Detail+"\n"))
		return
	}
	s.send(w, req, p.Status, "text/html; charset=utf-8", b.Bytes())
}

// homePage is what the home template shows.
type homePage struct {
	Title, Subtitle string
	Origin          string
	ExampleISSN     string
	Formats         []pageLink
	Examples        []homeExample
}

type homeExample struct{ Href, Text, Note string }

// showcase are resources worth a look, shown where the store has them.
var showcase = []struct {
	space issn.Space
	issn  string
}{
	{issn.SpaceISSN, "0028-0836"},
	{issn.SpaceISSN, "1476-4687"},
	{issn.SpaceISSNL, "0028-0836"},
	{issn.SpaceISSN, "0036-8075"},
}

func (s *Server) home(w http.ResponseWriter, req *http.Request) {
	p := &homePage{
		Title: "ISSN linked data", Origin: origin(req), ExampleISSN: "0028-0836",
		Subtitle: "Resources of the ISSN Register with content negotiation, and a SPARQL endpoint over all of them.",
	}
	for i := range forms {
		p.Formats = append(p.Formats, pageLink{MediaType: forms[i].mediaType})
	}
	for _, show := range showcase {
		n, err := issn.Parse(show.issn)
		if err != nil { // the table above is ours
			panic(err)
		}
		r := issn.Resource{Space: show.space, ISSN: n}
		quads, err := s.engine.Resource(req.Context(), r.IRI())
		if err != nil {
			s.broken(w, req, err)
			return
		}
		if len(quads) > 0 {
			p.Examples = append(p.Examples, homeExample{
				Href: resourcePath(r), Text: r.Space.String() + " " + show.issn,
				Note: describe(rdf.NewIRI(r.IRI()), quads).title(),
			})
		}
	}
	p.Examples = append(p.Examples,
		homeExample{Href: "/organization/ISSNCenter", Text: "ISSN centres"},
		homeExample{Href: "/vocabularies", Text: "Vocabularies", Note: "countries, languages, frequencies, statuses"},
	)
	s.renderPage(w, req, http.StatusOK, "home", p)
}

// static answers with an embedded file.
func (s *Server) static(w http.ResponseWriter, req *http.Request) {
	name := path.Clean(strings.TrimPrefix(req.PathValue("path"), "/"))
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, req, web.Static(), name)
}

// robots lets crawlers read documents and keeps them from running queries.
func (s *Server) robots(w http.ResponseWriter, req *http.Request) {
	s.send(w, req, http.StatusOK, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: /sparql\nDisallow: /graphs\nDisallow: /find\nSitemap: "+origin(req)+"/sitemap.xml\n"))
}

// health answers 200 while the store can be read.
func (s *Server) health(w http.ResponseWriter, req *http.Request) {
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.broken(w, req, err)
		return
	}
	body, err := json.Marshal(struct {
		Status  string `json:"status"`
		Version uint64 `json:"version"`
	}{"up", version})
	if err != nil { // it always marshals
		panic(err)
	}
	w.Header().Set("Cache-Control", "no-store")
	s.send(w, req, http.StatusOK, "application/json", append(body, '\n'))
}

// plural counts things in words: 1 entry, 2 entries.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// queryHref is the address of a query on the SPARQL page.
func queryHref(query string) string {
	return "/sparql?" + url.Values{"query": {query}}.Encode()
}
