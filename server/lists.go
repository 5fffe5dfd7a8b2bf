package server

import (
	"net/http"
	"path"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/vocab"
)

// vocabularies answers /vocabularies: the lists that there are.
func (s *Server) vocabularies(w http.ResponseWriter, req *http.Request) {
	p := &pages.List{
		Kind: "Controlled lists", Title: "Vocabularies",
		Subtitle: "The lists that the ISSN linked data application profile uses, with their labels.",
		Path:     "/vocabularies", Columns: []string{"List", "Entries", "IRI"},
	}
	for _, l := range vocab.Lists() {
		p.Entries = append(p.Entries, pages.Entry{Cells: []pages.Link{
			{Text: l.Label("en"), Href: listPath(l)},
			{Text: pages.Plural(len(l.Concepts), "entry", "entries")},
			{Text: l.IRI},
		}})
	}
	s.pages.Show(w, req, http.StatusOK, "list", p)
}

// listPath is where the server answers for a list. Lists of other publishers
// stand below /vocabularies/ as well.
func listPath(l *vocab.List) string {
	if l.Local {
		return strings.TrimPrefix(l.IRI, strings.TrimSuffix(vocab.ISSNBase, "/"))
	}
	return "/vocabularies/" + l.Name
}

// listAt returns the list that stands at a path, or nil.
func listAt(name string) *vocab.List {
	for _, l := range vocab.Lists() {
		if listPath(l) == name {
			return l
		}
	}
	return nil
}

// thing answers for organisations and controlled lists, which are IRIs with and
// without fragments: 303 to the document that describes them.
func (s *Server) thing(w http.ResponseWriter, req *http.Request) {
	name := req.URL.Path
	f, found := negotiate.Documents.BySuffix(path.Ext(name))
	if found {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	d, ok := s.thingDocument(w, req, name)
	if !ok {
		return
	}
	s.seeOther(w, req, d, f)
}

// thingDocument reads the document about what stands at a path: a list with
// what the store says about it and its entries, or any IRI of the store. It
// answers the request and returns false where there is nothing.
func (s *Server) thingDocument(w http.ResponseWriter, req *http.Request, name string) (*document, bool) {
	iri := s.opt.Base + strings.TrimPrefix(name, "/")
	list := listAt(name)
	var quads []rdf.Quad
	if list != nil {
		iri = list.IRI
		quads = register.ListQuads(list)
	} else {
		quads = propertyQuads(name)
	}
	stored, err := s.engine.Resource(req.Context(), iri)
	if err == nil && len(stored) == 0 && list == nil && s.opt.Base != vocab.ISSNBase {
		// A mirror answers for the IRIs of the data.
		iri = vocab.ISSNBase + strings.TrimPrefix(name, "/")
		stored, err = s.engine.Resource(req.Context(), iri)
	}
	if err != nil {
		s.Broken(w, req, err)
		return nil, false
	}
	if quads = append(quads, stored...); len(quads) > len(stored) {
		quads = documents.BySubject(quads)
	}
	if len(quads) == 0 {
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "Nothing known",
			Detail: "There are no statements about " + iri + ". The controlled lists are at /vocabularies.",
		})
		return nil, false
	}
	d := &document{subject: rdf.NewIRI(iri), path: "/data" + name, thing: name, about: documents.Describe(rdf.NewIRI(iri), quads)}
	if list != nil {
		d.list = s.listPage(list, d)
	}
	return d, true
}

func (s *Server) listPage(l *vocab.List, d *document) *pages.List {
	p := &pages.List{
		Kind: "Controlled list", Title: l.Label("en"), IRI: l.IRI, Path: d.thing,
		Subtitle: pages.Plural(len(l.Concepts), "entry", "entries"),
		Formats:  pages.DocumentLinks(d.path), Columns: []string{"Code", "Label", "French", "IRI", "See also"},
	}
	for i := range l.Concepts {
		entry := &l.Concepts[i]
		label := entry.Labels[0].Text
		if entry.Obsolete {
			label += " (obsolete)"
		}
		french := ""
		if text := entry.Label("fr"); text != entry.Labels[0].Text {
			french = text
		}
		p.Entries = append(p.Entries, pages.Entry{ID: entry.Code, Cells: []pages.Link{
			{Text: entry.Code},
			{Text: label},
			{Text: french},
			{Text: entry.IRI, Href: pages.LocalHref(entry.IRI, s.opt.Base)},
			{Text: entry.Match, Href: pages.LocalHref(entry.Match, s.opt.Base)},
		}})
	}
	return p
}
