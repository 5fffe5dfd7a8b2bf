package negotiate

import (
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/sparql/results"
)

// Form is a form that answers come in. Two forms are the same if their addresses
// are.
type Form struct {
	Name      string // as pages show it
	Suffix    string // of addresses, without the dot; a value of ?format= too
	MediaType string
	// Charset is a parameter of the Content-Type, or empty.
	Charset string
	Kind    Kind
	RDF     format.Format  // of the kind Graph
	Table   results.Format // of the kind Table

	names   []string // other values of ?format=
	aliases []string // other media types that clients ask for it by
}

// Kind says what forms hold.
type Kind uint8

// The kinds of forms.
const (
	Page  Kind = iota // HTML
	Graph             // a syntax of RDF
	Table             // a format of query results
	Data              // JSON, CSV and others of the answer's own shape
)

// The forms that are no syntax of RDF and no format of results.
var (
	HTML = &Form{Name: "HTML", Suffix: "html", MediaType: "text/html", Charset: "utf-8", aliases: []string{"application/xhtml+xml"}}
	JSON = &Form{Name: "JSON", Suffix: "json", MediaType: "application/json", Charset: "utf-8", Kind: Data}
	CSV  = &Form{Name: "CSV", Suffix: "csv", MediaType: "text/csv", Charset: "utf-8; header=present", Kind: Data}
	Text = &Form{Name: "text", Suffix: "txt", MediaType: "text/plain", Charset: "utf-8", Kind: Data, names: []string{"text"}}
	SVG  = &Form{Name: "SVG", Suffix: "svg", MediaType: "image/svg+xml", Kind: Data}
)

// Graphs are the syntaxes of RDF, in the order of preference.
var Graphs = graphForms(format.Turtle, format.JSONLD, format.RDFXML, format.NTriples, format.NQuads, format.TriG)

// Turtle is the syntax for people, and of programs that do not say what they take.
var Turtle = Graphs[0]

// Tables are the formats of query results, in the order of preference.
var Tables = tableForms()

func graphForms(syntaxes ...format.Format) []*Form {
	var list []*Form
	for _, f := range syntaxes {
		form := &Form{
			Name: f.String(), Suffix: f.Suffix()[1:], MediaType: f.MediaType(), Kind: Graph, RDF: f, aliases: f.MediaTypes()[1:],
		}
		switch f { //nolint:exhaustive // the others have no other names
		case format.NTriples: // RDF 1.0 sent them as plain text, and so do clients ask for them
			form.aliases = append(form.aliases, "text/plain")
		case format.Turtle: // a subset of N3
			form.aliases = append(form.aliases, "text/n3", "text/rdf+n3")
			form.names = append(form.names, "n3")
		case format.RDFXML:
			form.names = append(form.names, "rdf+xml")
		}
		if strings.HasPrefix(form.MediaType, "text/") {
			form.Charset = "utf-8"
		}
		list = append(list, form)
	}
	return list
}

func tableForms() []*Form {
	general := []string{"application/json", "application/xml", "text/xml"}
	var list []*Form
	for _, f := range results.Formats {
		form := &Form{
			Name: f.String(), Suffix: f.Suffix()[1:], MediaType: f.MediaType(), Kind: Table, Table: f,
			names: []string{strings.ToLower(f.String())},
		}
		if strings.HasSuffix(f.ContentType(), "charset=utf-8") {
			form.Charset = "utf-8"
		}
		for _, media := range general {
			if g, ok := results.ByMediaType(media); ok && g == f {
				form.aliases = append(form.aliases, media)
			}
		}
		list = append(list, form)
	}
	return list
}

// ContentType is the value of the Content-Type header.
func (f *Form) ContentType() string {
	if f.Charset == "" {
		return f.MediaType
	}
	return f.MediaType + "; charset=" + f.Charset
}

// IsPage reports whether f is HTML.
func (f *Form) IsPage() bool { return f.Kind == Page }

// called reports whether f has the name: a suffix, a media type, or a name of its
// syntax.
func (f *Form) called(name string) bool {
	if name == f.Suffix || name == f.MediaType || slices.Contains(f.names, name) || slices.Contains(f.aliases, name) {
		return true
	}
	syntax, ok := format.ByName(name)
	return ok && f.Kind == Graph && f.RDF == syntax
}
