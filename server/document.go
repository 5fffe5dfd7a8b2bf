package server

import (
	"bytes"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
)

// document is what the server knows about a thing: one description in several
// forms.
type document struct {
	subject rdf.Term
	path    string // of the document without suffix: /data/ISSN/0028-0836
	thing   string // path of the thing: /resource/ISSN/0028-0836
	about   *description
	version uint64    // of the data, or an earlier one
	list    *listPage // a controlled list, shown as a table; nil for others
}

// seeOther answers 303 to the document about a thing, in the form asked for by
// suffix or ?format=, else by the Accept header.
func (s *Server) seeOther(w http.ResponseWriter, req *http.Request, d *document, f *form) {
	p, ok := s.chooseProfile(w, req)
	if !ok {
		return
	}
	if f == nil {
		var ok bool
		if f, ok = s.negotiateForm(w, req); !ok {
			return
		}
	}
	h := w.Header()
	h.Set("Location", d.path+"."+f.suffix+profileQuery(req, p))
	h.Set("Cache-Control", cacheControl)
	h.Add("Vary", "Accept-Profile")
	s.setLinks(w, req, d, f, p)
	w.WriteHeader(http.StatusSeeOther)
}

// cacheControl lets caches keep answers for ten minutes and use them for a day
// while they ask again: the register changes once a day.
const cacheControl = "public, max-age=600, stale-while-revalidate=86400"

// data answers /data/...: the document about a thing.
func (s *Server) data(w http.ResponseWriter, req *http.Request) {
	name := strings.TrimPrefix(req.PathValue("path"), "/")
	ext := path.Ext(name)
	f, ok := formOfSuffix(ext)
	if !ok {
		ext = ""
		if f, ok = s.formParam(w, req); !ok {
			return
		}
	}
	// Before the data are read: a change between the two must not get the ETag
	// that it has from then on onto what was there before.
	version, err := s.engine.Version(req.Context())
	if err != nil {
		s.broken(w, req, err)
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
	s.writeDocument(w, req, d, f)
}

// documentAt reads the document that stands at a path below /data/. It answers
// the request and returns false where there is none.
func (s *Server) documentAt(w http.ResponseWriter, req *http.Request, name string) (*document, bool) {
	kind, id, _ := strings.Cut(name, "/")
	if space, ok := issn.ParseSpace(kind); ok {
		n, err := issn.Parse(id)
		if err != nil {
			s.fail(w, req, s.badISSN(req, space, id, err))
			return nil, false
		}
		return s.resourceDocument(w, req, issn.Resource{Space: space, ISSN: n})
	}
	return s.thingDocument(w, req, "/"+name)
}

// writeDocument sends the document in the form, with everything that caches and
// crawlers go by.
func (s *Server) writeDocument(w http.ResponseWriter, req *http.Request, d *document, f *form) {
	p, ok := s.chooseProfile(w, req)
	if !ok {
		return
	}
	modified := d.about.modified()
	etag := `"` + strconv.FormatUint(d.version, 16) + "-" + p.name + "-" + f.suffix + `"`
	h := w.Header()
	h.Set("Content-Location", d.path+"."+f.suffix+p.suffix())
	h.Set("Content-Profile", "<"+p.iri+">")
	h.Set("ETag", etag)
	h.Set("Vary", "Accept, Accept-Profile")
	h.Set("Cache-Control", cacheControl)
	if !modified.IsZero() {
		h.Set("Last-Modified", modified.UTC().Format(http.TimeFormat))
	}
	s.setLinks(w, req, d, f, p)
	if notModified(w, req, etag, modified) {
		return
	}
	b := s.bodies.get()
	defer s.bodies.put(b)
	if err := s.render(w, req, b, d, f, p); err != nil {
		s.broken(w, req, err)
		return
	}
	s.send(w, req, http.StatusOK, f.contentType(), b.Bytes())
}

func (s *Server) render(w http.ResponseWriter, req *http.Request, b *bytes.Buffer, d *document, f *form, p *profile) error {
	if !f.isPage() {
		return f.encode(b, p.apply(d), d.subject.Value())
	}
	if d.list != nil {
		return s.pages.Render(b, "list", d.list)
	}
	page, err := s.resourcePage(w, req, d)
	if err != nil {
		return err
	}
	return s.pages.Render(b, "resource", page)
}

// bodies keeps the memory of documents that have been sent for the next ones.
type bodies struct{ pool sync.Pool }

// maxKeptBody bounds what is kept: descriptions take some ten thousand bytes,
// controlled lists more.
const maxKeptBody = 256 << 10

// get returns an empty buffer.
func (b *bodies) get() *bytes.Buffer {
	if kept, ok := b.pool.Get().(*bytes.Buffer); ok {
		kept.Reset()
		return kept
	}
	return new(bytes.Buffer)
}

// put takes a buffer back of whose bytes nobody makes use any more.
func (b *bodies) put(body *bytes.Buffer) {
	if body.Cap() <= maxKeptBody {
		b.pool.Put(body)
	}
}

// send writes a whole response; to HEAD, its header only.
func (s *Server) send(w http.ResponseWriter, req *http.Request, status int, contentType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if req.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
		s.opt.Log.Debug("client went away", "path", req.URL.Path, "error", err)
	}
}

// license is that of the free statements of the register.
const license = "https://creativecommons.org/licenses/by-nc/4.0/"

// setLinks sets the Link header: the forms of the document, its profiles and FAIR
// Signposting (cite-as, describedby, license, type).
func (s *Server) setLinks(w http.ResponseWriter, req *http.Request, d *document, current *form, p *profile) {
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
	link("profile", "", "", p.iri)
	for i := range forms {
		if f := &forms[i]; f != current {
			link("alternate", f.mediaType, "", d.path, ".", f.suffix, p.suffix())
		}
	}
	for i := range profiles {
		if other := &profiles[i]; other != p {
			link("alternate", "text/turtle", other.iri, d.path, ".ttl", other.suffix())
		}
	}
	link("describedby", "text/turtle", "", d.path, ".ttl")
	link("license", "", "", license)
	for _, class := range d.about.classes() {
		link("type", "", "", class)
	}
	w.Header().Set("Link", b.String())
}
