// Package web holds the templates and the static files of the pages, embedded
// in the program. Pages work without JavaScript.
package web

import (
	"embed"
	"html/template"
	"io"
	"io/fs"
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
}

// NewPages parses the embedded templates.
func NewPages() (*Pages, error) {
	p := &Pages{templates: make(map[string]*template.Template)}
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
