package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/web"
)

// renderPage answers with a page that is no document about a thing.
func (s *Server) renderPage(c *gin.Context, status int, template string, page any) {
	var b bytes.Buffer
	if err := s.pages.Render(&b, template, page); err != nil {
		s.broken(c, err)
		return
	}
	s.send(c, status, "text/html; charset=utf-8", b.Bytes())
}

// renderProblem shows a problem to people.
func (s *Server) renderProblem(c *gin.Context, p Problem) {
	var b bytes.Buffer
	if err := s.pages.Render(&b, "problem", p); err != nil {
		s.opt.Log.Error("problem page", "error", err)
		s.send(c, p.Status, "text/plain; charset=utf-8", []byte(p.Title+"\n"+p.Detail+"\n"))
		return
	}
	s.send(c, p.Status, "text/html; charset=utf-8", b.Bytes())
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

func (s *Server) home(c *gin.Context) {
	p := &homePage{
		Title: "ISSN linked data", Origin: origin(c), ExampleISSN: "0028-0836",
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
		quads, err := s.engine.Resource(c.Request.Context(), r.IRI())
		if err != nil {
			s.broken(c, err)
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
	s.renderPage(c, http.StatusOK, "home", p)
}

// static answers with an embedded file.
func (s *Server) static(c *gin.Context) {
	name := path.Clean(strings.TrimPrefix(c.Param("path"), "/"))
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(c.Writer, c.Request, web.Static(), name)
}

// robots lets crawlers read documents and keeps them from running queries.
func (s *Server) robots(c *gin.Context) {
	s.send(c, http.StatusOK, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: /sparql\nDisallow: /graphs\nDisallow: /find\nSitemap: "+origin(c)+"/sitemap.xml\n"))
}

// health answers 200 while the store can be read.
func (s *Server) health(c *gin.Context) {
	version, err := s.engine.Version(c.Request.Context())
	if err != nil {
		s.broken(c, err)
		return
	}
	body, err := json.Marshal(struct {
		Status  string `json:"status"`
		Version uint64 `json:"version"`
	}{"up", version})
	if err != nil { // it always marshals
		panic(err)
	}
	c.Writer.Header().Set("Cache-Control", "no-store")
	s.send(c, http.StatusOK, "application/json", append(body, '\n'))
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
