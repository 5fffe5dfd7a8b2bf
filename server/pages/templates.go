package pages

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"io/fs"
	"net/http"

	"github.com/issn-ld/issn-ld/server/negotiate"
	"github.com/issn-ld/issn-ld/server/reply"
)

//go:embed templates/*.html static/*
var files embed.FS

// Static is the tree of static files, without the folder's name.
func Static() fs.FS {
	sub, err := fs.Sub(files, "static")
	if err != nil { // the folder is embedded above
		panic(err)
	}
	return sub
}

// Pages renders pages. It is safe for concurrent use.
type Pages struct {
	templates map[string]*template.Template
	replier   *reply.Replier
}

// New parses the embedded templates. Pages are sent by the replier, whose problems get
// a page, too.
func New(r *reply.Replier) (*Pages, error) {
	p := &Pages{templates: make(map[string]*template.Template), replier: r}
	r.ProblemPage = func(w io.Writer, problem reply.Problem) error { return p.Render(w, "problem", problem) }
	for _, name := range []string{"home", "resource", "list", "problem", "sparql"} {
		t, err := template.ParseFS(files, "templates/layout.html", "templates/"+name+".html")
		if err != nil {
			return nil, err
		}
		p.templates[name] = t
	}
	return p, nil
}

// Render writes the named page: home, resource, list, problem or sparql.
func (p *Pages) Render(w io.Writer, name string, page any) error {
	return p.templates[name].ExecuteTemplate(w, "layout.html", page)
}

// Show answers with a page that is no document about a thing.
func (p *Pages) Show(w http.ResponseWriter, req *http.Request, status int, name string, page any) {
	var b bytes.Buffer
	if err := p.Render(&b, name, page); err != nil {
		p.replier.Broken(w, req, err)
		return
	}
	p.replier.Send(w, req, status, negotiate.HTML.ContentType(), b.Bytes())
}
