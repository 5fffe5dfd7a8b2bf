package server

import (
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/vocab"
)

// alternates answers ?_profile=alt: the list of all representations of a document, each
// a profile in a media type, as a page or in the Alternate Representations vocabulary
// (W3C Content Negotiation by Profile, section 7.1 and the altr data model).
func (s *Server) alternates(w http.ResponseWriter, req *http.Request, d *document, f *negotiate.Form) {
	if f == nil {
		var err error
		if f, err = negotiate.Documents.Choose(w, req); err != nil {
			s.NotAccepted(w, req, err)
			return
		}
	}
	list := representationsOf(d)
	h := w.Header()
	h.Set("Vary", "Accept")
	h.Set("Cache-Control", reply.CacheControl)
	h.Set("Content-Profile", "<"+vocab.AltrProfile+">")
	h.Set("Link", alternateLinks(d, list))
	if f.IsPage() {
		s.pages.Show(w, req, http.StatusOK, "list", alternatesPage(d, list))
		return
	}
	b := s.Body()
	defer s.Done(b)
	if err := documents.Encode(b, f.RDF, alternateQuads(s.front.Origin(req), d, list), d.subject.Value()); err != nil {
		s.Broken(w, req, err)
		return
	}
	s.Send(w, req, http.StatusOK, f.ContentType(), b.Bytes())
}

// representation is a profile in a form.
type representation struct {
	profile *negotiate.Profile
	form    *negotiate.Form
	path    string
}

// representationsOf lists the representations of a document; the first is the default.
func representationsOf(d *document) []representation {
	var list []representation
	for _, p := range negotiate.Profiles {
		for _, f := range negotiate.Documents.Forms() {
			if f.IsPage() && !p.IsDefault() {
				continue // the page is the same whatever the profile
			}
			list = append(list, representation{p, f, d.path + "." + f.Suffix + p.Suffix()})
		}
	}
	return list
}

// alternateLinks is the Link header of the list: the default representation is
// canonical, and each names its profile.
func alternateLinks(d *document, list []representation) string {
	var b strings.Builder
	b.WriteString("<" + d.subject.Value() + `>; rel="canonical"`)
	for i := range list {
		r := &list[i]
		b.WriteString(", <" + r.path + `>; rel="alternate"; type="` + r.form.MediaType + `"; profile="` + r.profile.IRI + `"`)
	}
	return b.String()
}

// alternatesPage is the list for people.
func alternatesPage(d *document, list []representation) *pages.List {
	p := &pages.List{
		Kind: "Representations", Title: "Representations of " + d.about.Title(), IRI: d.subject.Value(), Path: d.thing,
		Subtitle: "Each profile says which statements a document has, each media type how they are written.",
		Columns:  []string{"Profile", "Statements", "Media type", "Address"},
	}
	if d.about.Title() == "" {
		p.Title = "Representations of " + d.subject.Value()
	}
	for i := range list {
		r := &list[i]
		p.Entries = append(p.Entries, pages.Entry{Cells: []pages.Link{
			{Text: r.profile.Name, Href: r.profile.IRI}, {Text: r.profile.About}, {Text: r.form.MediaType}, {Text: r.path, Href: r.path},
		}})
	}
	return p
}

// alternateQuads is the list in RDF, with addresses below the origin.
func alternateQuads(origin string, d *document, list []representation) []rdf.Quad {
	var quads []rdf.Quad
	add := func(s rdf.Term, p string, o rdf.Term) { quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o}) }
	for i := range list {
		property := vocab.AltrHasRepresentation
		if i == 0 {
			property = vocab.AltrHasDefaultRepresentation
		}
		add(d.subject, property, rdf.NewIRI(origin+list[i].path))
	}
	for i := range list {
		r := &list[i]
		node := rdf.NewIRI(origin + r.path)
		add(node, vocab.RDFType, rdf.NewIRI(vocab.AltrRepresentation))
		add(node, vocab.DCTConformsTo, rdf.NewIRI(r.profile.IRI))
		add(node, vocab.DCTFormat, rdf.NewString(r.form.MediaType))
	}
	return quads
}
