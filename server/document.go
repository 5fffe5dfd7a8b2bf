package server

import (
	"bytes"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/vocab"
)

// document is what the server knows about a thing: one description in several
// forms.
type document struct {
	subject rdf.Term
	path    string // of the document without suffix: /data/ISSN/0028-0836
	thing   string // path of the thing: /resource/ISSN/0028-0836
	about   *documents.Description
	version uint64        // of the data, or an earlier one
	list    *pages.List   // a controlled list, shown as a table; nil for others
	sources []pages.Graph // whose statements it holds, once its links are set
}

// seeOther answers 303 to the document about a thing, in the form asked for by
// suffix or ?format=, else by the Accept header.
func (s *Server) seeOther(w http.ResponseWriter, req *http.Request, d *document, f *negotiate.Form) {
	if negotiate.WantsAlternates(req) {
		s.alternates(w, req, d, f)
		return
	}
	p, err := negotiate.ChooseProfile(w, req)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	if f == nil {
		if f, err = negotiate.Documents.Choose(w, req); err != nil {
			s.NotAccepted(w, req, err)
			return
		}
	}
	h := w.Header()
	h.Set("Location", d.path+"."+f.Suffix+p.Query(req))
	h.Set("Cache-Control", reply.CacheControl)
	if err := s.setLinks(w, req, d, f, p); err != nil {
		s.Broken(w, req, err)
		return
	}
	w.WriteHeader(http.StatusSeeOther)
}

// data answers /data/...: the document about a thing.
func (s *Server) data(w http.ResponseWriter, req *http.Request) {
	name := strings.TrimPrefix(req.PathValue("path"), "/")
	ext := path.Ext(name)
	f, ok := negotiate.Documents.BySuffix(ext)
	if !ok {
		ext = ""
	}
	// Before the data are read: a change between the two must not get the ETag
	// that it has from then on onto what was there before.
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.Broken(w, req, err)
		return
	}
	d, ok := s.documentAt(w, req, strings.TrimSuffix(name, ext))
	if !ok {
		return
	}
	d.version = version
	if f == nil || ext == "" {
		s.seeOther(w, req, d, f)
		return
	}
	read := func(iri string) ([]rdf.Quad, error) { return s.engine.Resource(req.Context(), iri) }
	if err := d.about.ReadMembers(read); err != nil {
		s.Broken(w, req, err)
		return
	}
	s.writeDocument(w, req, d, f)
}

// documentAt reads the document that stands at a path below /data/. It answers
// the request and returns false where there is none.
func (s *Server) documentAt(w http.ResponseWriter, req *http.Request, name string) (*document, bool) {
	kind, id, _ := strings.Cut(name, "/")
	if space, ok := issn.ParseSpace(kind); ok {
		n, err := issn.Parse(id)
		if err != nil {
			s.Fail(w, req, s.badISSN(req, space, id, err))
			return nil, false
		}
		return s.resourceDocument(w, req, issn.Resource{Space: space, ISSN: n})
	}
	return s.thingDocument(w, req, "/"+name)
}

// writeDocument sends the document in the form, with everything that caches and
// crawlers go by.
func (s *Server) writeDocument(w http.ResponseWriter, req *http.Request, d *document, f *negotiate.Form) {
	if negotiate.WantsAlternates(req) {
		s.alternates(w, req, d, f)
		return
	}
	p, err := negotiate.ChooseProfile(w, req)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	// What the store does not date, such as a link that was added, changes documents too.
	modified := d.about.Modified()
	if changed := s.changes.at(d.version); !modified.IsZero() && changed.After(modified) {
		modified = changed
	}
	parts := []string{p.Name, f.Suffix}
	if s.documentNames(req) != (documents.Names{}) {
		parts = append(parts, "here")
	}
	etag := s.ETag(d.version, parts...)
	h := w.Header()
	h.Set("Content-Location", d.path+"."+f.Suffix+p.Suffix())
	h.Set("Content-Profile", "<"+p.IRI+">")
	h.Set("ETag", etag)
	h.Set("Vary", "Accept, Accept-Profile")
	h.Set("Cache-Control", reply.CacheControl)
	if !modified.IsZero() {
		h.Set("Last-Modified", modified.UTC().Format(http.TimeFormat))
	}
	if err := s.setLinks(w, req, d, f, p); err != nil {
		s.Broken(w, req, err)
		return
	}
	if negotiate.NotModified(w, req, etag, modified) {
		return
	}
	b := s.Body()
	defer s.Done(b)
	if err := s.render(req, b, d, f, p); err != nil {
		s.Broken(w, req, err)
		return
	}
	s.Send(w, req, http.StatusOK, f.ContentType(), b.Bytes())
}

func (s *Server) render(req *http.Request, b *bytes.Buffer, d *document, f *negotiate.Form, p *negotiate.Profile) error {
	if !f.IsPage() {
		return documents.EncodeDocument(b, f.RDF, p, d.about, s.documentNames(req))
	}
	if d.list != nil {
		return s.pages.Render(b, "list", d.list)
	}
	page, err := s.maker.Resource(req.Context(), d.about, d.thing, d.path)
	if err != nil {
		return err
	}
	page.Sources = pages.Sources(d.sources, s.opt.Base)
	return s.pages.Render(b, "resource", page)
}

// documentNames says how RDF documents name the resources of the data: as these do,
// unless the server is a mirror that names them below its own base. Who asks it as a proxy gets
// what the data say.
func (s *Server) documentNames(req *http.Request) documents.Names {
	if !s.opt.MirrorIRIs || s.opt.Base == vocab.ISSNBase || s.front.AsData(req) {
		return documents.Names{}
	}
	return documents.Names{Data: vocab.ISSNBase, Here: s.opt.Base}
}

// setLinks sets the Link header: the forms of the document, its profiles and FAIR
// Signposting (cite-as, describedby, license, type). The licences are those of the graphs
// whose statements the document holds; a graph that states none adds none.
func (s *Server) setLinks(w http.ResponseWriter, req *http.Request, d *document, current *negotiate.Form, p *negotiate.Profile) (err error) {
	if d.sources, err = s.sources(req.Context(), d.about); err != nil {
		return err
	}
	var b strings.Builder
	b.Grow(2048)
	link := func(rel, mediaType, profile string, target ...string) {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('<')
		for _, part := range target {
			b.WriteString(part)
		}
		b.WriteString(`>; rel="`)
		b.WriteString(rel)
		b.WriteByte('"')
		if mediaType != "" {
			b.WriteString(`; type="`)
			b.WriteString(mediaType)
			b.WriteByte('"')
		}
		if profile != "" {
			b.WriteString(`; profile="`)
			b.WriteString(profile)
			b.WriteByte('"')
		}
	}
	iri := d.subject.Value()
	link("canonical", "", "", iri)
	link("cite-as", "", "", iri)
	link("profile", "", "", p.IRI)
	for _, f := range negotiate.Documents.Forms() {
		if f != current {
			link("alternate", f.MediaType, "", d.path, ".", f.Suffix, p.Suffix())
		}
	}
	for _, other := range negotiate.Profiles {
		if other != p {
			link("alternate", "text/turtle", other.IRI, d.path, ".ttl", other.Suffix())
		}
	}
	link("describedby", "text/turtle", "", d.path, ".ttl")
	var licences []string
	for _, g := range d.sources {
		licences = append(licences, g.Licences...)
	}
	slices.Sort(licences)
	for _, licence := range slices.Compact(licences) {
		link("license", "", "", licence)
	}
	for _, class := range d.about.Classes() {
		link("type", "", "", class)
	}
	w.Header().Set("Link", b.String())
	return nil
}
