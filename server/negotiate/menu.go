package negotiate

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Menu lists the forms in which a kind of answer comes. Menus do not change.
type Menu struct {
	detail string
	forms  []*Form
	offers []Offer
	of     []*Form // for each of offers
}

// NewMenu returns the menu of forms in the order of preference: the first is for
// clients that do not say what they take. The detail tells clients that take none
// of them what there is.
func NewMenu(detail string, forms ...*Form) *Menu {
	m := &Menu{detail: detail, forms: forms}
	for _, f := range forms {
		m.offer(Offer{MediaType: f.MediaType, Preference: 1}, f)
	}
	for _, f := range forms {
		for _, alias := range f.aliases {
			m.offer(Offer{MediaType: alias, Preference: 0.9, Exact: true}, f)
		}
	}
	return m
}

func (m *Menu) offer(o Offer, f *Form) {
	m.offers = append(m.offers, o)
	m.of = append(m.of, f)
}

// WithPage adds the page to m, for clients that name HTML: wildcards do not get it.
func (m *Menu) WithPage() *Menu {
	m.forms = append(slices.Clone(m.forms), HTML)
	m.offer(Offer{MediaType: HTML.MediaType, Preference: 1, Exact: true}, HTML)
	return m
}

// InBrowsers gives the form to clients that name HTML and nothing better.
func (m *Menu) InBrowsers(f *Form) *Menu {
	m.offer(Offer{MediaType: HTML.MediaType, Preference: 0.1, Exact: true}, f)
	return m
}

// The menus of answers that several rooms give.
var (
	// Documents is the menu of documents about things.
	Documents = NewMenu("A document comes as a page and in the syntaxes of RDF.", append([]*Form{HTML}, Graphs...)...)
	// GraphsAlone is the menu of what has no page; browsers get Turtle.
	GraphsAlone = NewMenu("A graph comes in the syntaxes of RDF.", Graphs...).InBrowsers(Turtle)
	// GraphsAndPage is the menu of graphs with a page for people.
	GraphsAndPage = NewMenu("The answer comes in the syntaxes of RDF and as a page.", Graphs...).WithPage()
	// TablesAndPage is the menu of query results.
	TablesAndPage = NewMenu("The result comes as JSON, XML, CSV, TSV and as a page.", Tables...).WithPage()
)

// Forms are the forms of m in the order of preference.
func (m *Menu) Forms() []*Form { return m.forms }

// NotAcceptable is the error of requests that take no form or profile that there is.
type NotAcceptable struct {
	Title     string // empty for that of the status
	Detail    string
	Available []string // media types, or names of profiles
}

func (e *NotAcceptable) Error() string { return e.Detail }

// BySuffix finds the form of a path that ends in ext, dot included.
func (m *Menu) BySuffix(ext string) (*Form, bool) {
	if ext == "" {
		return nil, false
	}
	for _, f := range m.forms {
		if f.Suffix == ext[1:] {
			return f, true
		}
	}
	if ext == ".json" { // JSON-LD is JSON
		return m.ByName("jsonld")
	}
	return nil, false
}

// ByName finds the form with the name: a suffix, a media type, or what the syntax
// is called.
func (m *Menu) ByName(name string) (*Form, bool) {
	name = strings.ToLower(strings.ReplaceAll(name, " ", "+")) // a "+" in an address is a blank
	for _, f := range m.forms {
		if f.called(name) {
			return f, true
		}
	}
	return nil, false
}

// FormatNames are the values by which parameters name a form: of format=, or of
// output=.
func FormatNames(params url.Values) []string { return append(params["format"], params["output"]...) }

// Named returns the form that one of the names calls, or nil: a name that means nothing
// here leaves the choice to the Accept header.
func (m *Menu) Named(names []string) *Form {
	for _, name := range names {
		if f, ok := m.ByName(name); ok {
			return f
		}
	}
	return nil
}

// Choose chooses by the parameters of the address, else by the Accept header, on
// which the answer then depends. The error is a [*NotAcceptable].
func (m *Menu) Choose(w http.ResponseWriter, req *http.Request) (*Form, error) {
	return m.ChooseNamed(w, req, FormatNames(req.URL.Query()))
}

// ChooseSuffix chooses by the suffix of a path, dot included; without one it is Choose.
func (m *Menu) ChooseSuffix(w http.ResponseWriter, req *http.Request, ext string) (*Form, error) {
	if ext == "" {
		return m.Choose(w, req)
	}
	addVary(w, "Accept") // the page of an error does
	if f, ok := m.BySuffix(ext); ok {
		return f, nil
	}
	return nil, m.nothing()
}

// ChooseNamed is Choose for requests whose body may name a form, too.
func (m *Menu) ChooseNamed(w http.ResponseWriter, req *http.Request, names []string) (*Form, error) {
	addVary(w, "Accept")
	if f := m.Named(names); f != nil {
		return f, nil
	}
	if i, ok := Best(Accept(req), m.offers); ok {
		return m.of[i], nil
	}
	return nil, m.nothing()
}

// nothing is the error of requests that take none of the forms.
func (m *Menu) nothing() *NotAcceptable {
	e := &NotAcceptable{Detail: m.detail}
	for _, f := range m.forms {
		e.Available = append(e.Available, f.MediaType)
	}
	return e
}

// addVary says once that the answer depends on a header field of the request.
func addVary(w http.ResponseWriter, field string) {
	if h := w.Header(); !slices.Contains(h.Values("Vary"), field) {
		h.Add("Vary", field)
	}
}

// Accept is the whole Accept header.
func Accept(req *http.Request) string { return strings.Join(req.Header.Values("Accept"), ",") }

// problemOffers: the document by default, the page for browsers. A browser names
// text/html, which no API client does without meaning it.
var problemOffers = []Offer{
	{MediaType: "application/problem+json", Preference: 1},
	{MediaType: "text/html", Preference: 1},
}

// WantsPage reports whether the client would rather have a page than JSON.
func WantsPage(req *http.Request) bool {
	i, ok := Best(Accept(req), problemOffers)
	return ok && i == 1
}
