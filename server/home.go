package server

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
)

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
	p := &pages.Home{
		Title: "ISSN linked data", Origin: s.Origin(req), ExampleISSN: "0028-0836",
		Subtitle: "Resources of the ISSN Register with content negotiation, and a SPARQL endpoint over all of them.",
	}
	for _, f := range negotiate.Documents.Forms() {
		p.Formats = append(p.Formats, pages.Link{MediaType: f.MediaType})
	}
	for _, show := range showcase {
		n, err := issn.Parse(show.issn)
		if err != nil { // the table above is ours
			panic(err)
		}
		r := issn.Resource{Space: show.space, ISSN: n}
		quads, err := s.engine.Resource(req.Context(), r.IRI())
		if err != nil {
			s.Broken(w, req, err)
			return
		}
		if len(quads) > 0 {
			p.Examples = append(p.Examples, pages.HomeExample{
				Href: pages.ResourcePath(r), Text: r.Space.String() + " " + show.issn,
				Note: documents.Describe(rdf.NewIRI(r.IRI()), quads).Title(),
			})
		}
	}
	p.Examples = append(p.Examples,
		pages.HomeExample{Href: "/organization/ISSNCenter", Text: "ISSN centres"},
		pages.HomeExample{Href: "/vocabularies", Text: "Vocabularies", Note: "countries, languages, frequencies, statuses"},
	)
	s.pages.Show(w, req, http.StatusOK, "home", p)
}

// static answers with an embedded file.
func (s *Server) static(w http.ResponseWriter, req *http.Request) {
	name := path.Clean(strings.TrimPrefix(req.PathValue("path"), "/"))
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, req, pages.Static(), name)
}

// favicon answers the address that browsers ask by themselves.
func (s *Server) favicon(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Header().Set("Content-Type", "image/x-icon")
	http.ServeFileFS(w, req, pages.Static(), "favicon.ico")
}

// robots lets crawlers read documents and keeps them from running queries.
func (s *Server) robots(w http.ResponseWriter, req *http.Request) {
	s.Send(w, req, http.StatusOK, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: /sparql\nDisallow: /graphs\nDisallow: /find\nSitemap: "+s.Origin(req)+"/sitemap.xml\n"))
}

// health answers 200 while the store can be read.
func (s *Server) health(w http.ResponseWriter, req *http.Request) {
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.Broken(w, req, err)
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
	s.Send(w, req, http.StatusOK, "application/json", append(body, '\n'))
}
