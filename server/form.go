package server

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/vocab"
)

// form is one of the forms that documents come in: HTML or an RDF syntax.
type form struct {
	name      string // as pages show it
	suffix    string // of the document's path, without the dot
	mediaType string
	charset   string        // parameter of the Content-Type, or empty
	aliases   []string      // other media types that clients ask for it by
	rdf       format.Format // Unknown for HTML
}

// forms are the forms of documents, in the server's order of preference.
var forms = buildForms()

func buildForms() []form {
	list := []form{{name: "HTML", suffix: "html", mediaType: "text/html", aliases: []string{"application/xhtml+xml"}}}
	for _, f := range []format.Format{format.Turtle, format.JSONLD, format.RDFXML, format.NTriples, format.NQuads, format.TriG} {
		list = append(list, form{
			name: f.String(), suffix: f.Suffix()[1:], mediaType: f.MediaType(), aliases: f.MediaTypes()[1:], rdf: f,
		})
	}
	for i := range list {
		if strings.HasPrefix(list[i].mediaType, "text/") {
			list[i].charset = "utf-8"
		}
	}
	return list
}

// isPage reports whether f is HTML.
func (f *form) isPage() bool { return f.rdf == format.Unknown }

// formNamed returns the form with a name that clients give for ?format=: a
// suffix, a media type or a name of the syntax.
func formNamed(name string) (*form, bool) {
	name = strings.ToLower(strings.ReplaceAll(name, " ", "+")) // a "+" in an address is a blank
	syntax, ok := format.ByName(name)
	for i := range forms {
		f := &forms[i]
		if f.isPage() && (name == f.suffix || name == f.mediaType) || ok && f.rdf == syntax {
			return f, true
		}
	}
	return nil, false
}

// prefixes are the namespaces that documents use, and prefixTable is ready for
// use.
var (
	prefixes    = vocab.PrefixMap()
	prefixTable = format.NewPrefixTable(prefixes)
)

// contentType is the value of the Content-Type header.
func (f *form) contentType() string {
	if f.charset == "" {
		return f.mediaType
	}
	return f.mediaType + "; charset=" + f.charset
}

// formOfSuffix finds the form of a path that ends in ext, dot included.
func formOfSuffix(ext string) (*form, bool) {
	if ext == "" {
		return nil, false
	}
	for i := range forms {
		if forms[i].suffix == ext[1:] {
			return &forms[i], true
		}
	}
	return nil, false
}

// formParam reads ?format=. It answers the request and returns false where
// the parameter names no form; without the parameter the form is nil.
func (s *Server) formParam(w http.ResponseWriter, req *http.Request) (*form, bool) {
	name, given := parameter(req, "format")
	if !given {
		return nil, true
	}
	if f, ok := formNamed(name); ok {
		return f, true
	}
	s.notAcceptable(w, req, fmt.Sprintf("There is no form named %q.", name))
	return nil, false
}

// formOffers pairs each offer of the negotiation with the form it stands for.
var formOffers, offeredForms = buildFormOffers()

func buildFormOffers() (offers []offer, of []*form) {
	for i := range forms {
		offers = append(offers, offer{mediaType: forms[i].mediaType, preference: 1})
		of = append(of, &forms[i])
	}
	for i := range forms {
		for _, alias := range forms[i].aliases {
			offers = append(offers, offer{mediaType: alias, preference: 0.9, exact: true})
			of = append(of, &forms[i])
		}
	}
	return offers, of
}

// negotiateForm chooses by the Accept header. It answers 406 and returns false
// where the client takes no form.
func (s *Server) negotiateForm(w http.ResponseWriter, req *http.Request) (*form, bool) {
	w.Header().Add("Vary", "Accept")
	if i, ok := negotiate(accept(req), formOffers); ok {
		return offeredForms[i], true
	}
	s.notAcceptable(w, req, "The Accept header takes none of the forms that there are.")
	return nil, false
}

func (s *Server) notAcceptable(w http.ResponseWriter, req *http.Request, detail string) {
	p := Problem{Type: problemNotAcceptable, Status: http.StatusNotAcceptable, Detail: detail}
	for i := range forms {
		p.Available = append(p.Available, forms[i].mediaType)
	}
	s.fail(w, req, p)
}

// encode writes the quads in an RDF syntax, for people to read where the syntax
// lets them.
func (f *form) encode(b *bytes.Buffer, quads []rdf.Quad, base string) error {
	return f.encodeWith(b, quads, base, prefixes, prefixTable)
}

// encodeWith is encode with other namespaces, of which table may be made.
func (f *form) encodeWith(b *bytes.Buffer, quads []rdf.Quad, base string, names map[string]string, table *format.PrefixTable) error {
	w, err := format.NewWriter(b, f.rdf, format.WriterOptions{Prefixes: names, Table: table, Base: base, Pretty: true, Stable: true, DropGraphs: true})
	if err != nil {
		return err
	}
	if g, ok := w.(interface{ Grow(n int) }); ok {
		g.Grow(len(quads))
	}
	for _, q := range quads {
		if err := w.WriteQuad(q); err != nil {
			return err
		}
	}
	return w.Close()
}
