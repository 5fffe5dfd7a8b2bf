package server

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/server/documents"
	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/pages"
	"github.com/issn-ld/issn-ld/server/reply"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// The addresses of IRIs that the program itself makes up, beside those of the register:
// types of problems, profiles, named graphs and properties. Each answers.

// propertiesPath is where the properties of the register are.
var propertiesPath = "/" + strings.TrimPrefix(vocab.ISSNProp, vocab.ISSNBase)

// kindMenu lists the forms in which a type of problem is told.
var kindMenu = negotiate.NewMenu("A type of problem comes as JSON and as a page.", negotiate.JSON).WithPage()

// problemKinds answers /problems: all types of problems.
func (s *Server) problemKinds(w http.ResponseWriter, req *http.Request) {
	s.sendKinds(w, req, "Types of problems", reply.Kinds())
}

// problemKind answers /problems/{name}, the type of a problem document (RFC 9457,
// section 3.1.1).
func (s *Server) problemKind(w http.ResponseWriter, req *http.Request) {
	for _, kind := range reply.Kinds() {
		if kind.Type == req.URL.Path {
			s.sendKinds(w, req, kind.Name(), []reply.Kind{kind})
			return
		}
	}
	s.Fail(w, req, reply.Problem{
		Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such type of problem", Detail: "/problems lists them.",
	})
}

func (s *Server) sendKinds(w http.ResponseWriter, req *http.Request, title string, kinds []reply.Kind) {
	f, err := kindMenu.Choose(w, req)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	w.Header().Set("Cache-Control", reply.CacheControl)
	if !f.IsPage() {
		s.SendJSON(w, req, f.ContentType(), kinds)
		return
	}
	p := &pages.List{Kind: "Problems", Title: title, Path: req.URL.Path, Columns: []string{"Type", "When"}}
	for _, kind := range kinds {
		p.Entries = append(p.Entries, pages.Entry{Cells: []pages.Link{{Text: kind.Name(), Href: kind.Type}, {Text: kind.When}}})
	}
	s.pages.Show(w, req, http.StatusOK, "list", p)
}

// Terms of the W3C's Profiles Vocabulary.
const (
	profProfile   = "http://www.w3.org/ns/dx/prof/Profile"
	profHasToken  = "http://www.w3.org/ns/dx/prof/hasToken"
	profProfileOf = "http://www.w3.org/ns/dx/prof/isProfileOf"
)

// profiles answers /profiles and /profiles/{name}: the profiles that documents come in.
func (s *Server) profiles(w http.ResponseWriter, req *http.Request) {
	list := negotiate.Profiles
	if name := req.PathValue("name"); name != "" {
		p, ok := negotiate.ProfileNamed(name)
		if !ok {
			s.Fail(w, req, reply.Problem{
				Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such profile", Detail: "/profiles lists them.",
			})
			return
		}
		list = []*negotiate.Profile{p}
	}
	f, err := negotiate.GraphsAndPage.Choose(w, req)
	if err != nil {
		s.NotAccepted(w, req, err)
		return
	}
	w.Header().Set("Cache-Control", reply.CacheControl)
	if f.IsPage() {
		page := &pages.List{Kind: "Profiles", Title: "Profiles of documents", Path: req.URL.Path, Columns: []string{"Name", "IRI", "What"}}
		for _, p := range list {
			page.Entries = append(page.Entries, pages.Entry{Cells: []pages.Link{
				{Text: p.Name, Href: "/profiles/" + p.Name}, {Text: p.IRI, Href: pages.LocalHref(p.IRI, s.opt.Base)}, {Text: p.About},
			}})
		}
		s.pages.Show(w, req, http.StatusOK, "list", page)
		return
	}
	var quads []rdf.Quad
	for _, p := range list {
		add := func(property string, o rdf.Term) {
			quads = append(quads, rdf.Quad{S: rdf.NewIRI(p.IRI), P: rdf.NewIRI(property), O: o})
		}
		add(vocab.RDFType, rdf.NewIRI(profProfile))
		add(profHasToken, rdf.NewLiteral(p.Name, vocab.XSD+"token"))
		add(vocab.DCT+"description", rdf.NewLangString(p.About, "en"))
		if !p.IsDefault() {
			add(profProfileOf, rdf.NewIRI(negotiate.ISSNProfile.IRI))
		}
	}
	var b bytes.Buffer
	if err := documents.Encode(&b, f.RDF, quads, s.opt.Base); err != nil {
		s.Broken(w, req, err)
		return
	}
	s.Send(w, req, http.StatusOK, f.ContentType(), b.Bytes())
}

// graph answers for the IRI of a named graph that has statements: 303 to the
// description of all of them.
func (s *Server) graph(w http.ResponseWriter, req *http.Request) {
	iri := vocab.ISSNBase + strings.TrimPrefix(req.URL.Path, "/")
	held, err := s.hasGraph(req, iri)
	switch {
	case err != nil:
		s.protocol.QueryFailed(w, req, err)
	case !held:
		s.Fail(w, req, reply.Problem{
			Type: reply.ProblemNotFound, Status: http.StatusNotFound, Title: "No such graph",
			Detail: fmt.Sprintf("There is no graph <%s> here; /void.ttl lists those that there are.", iri),
		})
	default:
		w.Header().Set("Cache-Control", reply.CacheControl)
		http.Redirect(w, req, "/.well-known/void", http.StatusSeeOther)
	}
}

func (s *Server) hasGraph(req *http.Request, iri string) (held bool, err error) {
	if strings.ContainsAny(iri, "<>\"{}|^`\\ ") || rdf.CheckIRI(iri) != nil {
		return false, nil // the name of no graph, and nothing for a query
	}
	query := fmt.Sprintf("SELECT ?s WHERE { GRAPH <%s> { ?s ?p ?o } } LIMIT 1", iri)
	res, err := s.engine.Query(req.Context(), query, sparql.QueryOptions{Timeout: s.opt.QueryTimeout})
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, res.Close()) }()
	for _, err := range res.Rows() {
		return err == nil, err
	}
	return false, nil
}

// propertyQuads describes the properties of the register whose path begins so: all of
// them, or the one with this path.
func propertyQuads(name string) []rdf.Quad {
	if !strings.HasPrefix(name+"/", propertiesPath) {
		return nil
	}
	iri := strings.TrimSuffix(vocab.ISSNBase, "/") + name
	all := name+"/" == propertiesPath
	var quads []rdf.Quad
	for _, p := range vocab.ISSNProperties() {
		if !all && p.IRI != iri {
			continue
		}
		add := func(property string, o rdf.Term) {
			quads = append(quads, rdf.Quad{S: rdf.NewIRI(p.IRI), P: rdf.NewIRI(property), O: o, G: rdf.NewIRI(vocab.GraphVocabularies)})
		}
		add(vocab.RDFType, rdf.NewIRI(vocab.RDF+"Property"))
		add(vocab.RDFS+"label", rdf.NewLangString(p.Label, "en"))
		add(vocab.RDFS+"comment", rdf.NewLangString(p.Comment, "en"))
		add(vocab.RDFS+"isDefinedBy", rdf.NewIRI(strings.TrimSuffix(vocab.ISSNProp, "/")))
	}
	return quads
}
