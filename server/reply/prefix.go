package reply

import (
	"bytes"
	"context"
	"net/http"
	"strings"
)

// A proxy may show the server below a path of its own, as /serials. All links of answers
// are paths from the root, so each has to get the prefix: those of headers where the header
// is sent, those of pages and problem documents where they are.

// prefixKey is where the context of a request has the prefix.
type prefixKey struct{}

// WithPrefix gives a request the path that a proxy shows the server below, such as
// "/serials".
func WithPrefix(req *http.Request, prefix string) *http.Request {
	return req.WithContext(context.WithValue(req.Context(), prefixKey{}, prefix))
}

// prefixOf is the path that a proxy shows the server below, mostly none.
func prefixOf(req *http.Request) string {
	prefix, _ := req.Context().Value(prefixKey{}).(string)
	return prefix
}

// PrefixHeaders puts the prefix before the paths in the header of a response.
func PrefixHeaders(w http.ResponseWriter, prefix string) http.ResponseWriter {
	return &prefixer{ResponseWriter: w, prefix: prefix}
}

// prefixer is a response writer below a prefix.
type prefixer struct {
	http.ResponseWriter
	prefix string
	begun  bool
}

// Unwrap gives [http.ResponseController] the connection's own writer.
func (p *prefixer) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *prefixer) WriteHeader(status int) {
	if !p.begun && status >= http.StatusOK {
		p.begun = true
		h := p.Header()
		for _, name := range []string{"Location", "Content-Location"} {
			if path := h.Get(name); strings.HasPrefix(path, "/") {
				h.Set(name, p.prefix+path)
			}
		}
		for i, link := range h["Link"] {
			h["Link"][i] = strings.ReplaceAll(link, "</", "<"+p.prefix+"/")
		}
	}
	p.ResponseWriter.WriteHeader(status)
}

func (p *prefixer) Write(b []byte) (int, error) {
	if !p.begun {
		p.WriteHeader(http.StatusOK)
	}
	return p.ResponseWriter.Write(b)
}

// prefixPage puts the prefix before the paths that a page links to. Quotes within texts
// are escaped, so that nothing else looks like an attribute.
func prefixPage(body []byte, prefix string) []byte {
	for _, attribute := range []string{`href="/`, `src="/`, `action="/`} {
		body = bytes.ReplaceAll(body, []byte(" "+attribute), []byte(" "+attribute[:len(attribute)-1]+prefix+"/"))
	}
	return body
}

// prefixed is a problem below a prefix.
func (p Problem) prefixed(prefix string) Problem {
	add := func(path string) string {
		if strings.HasPrefix(path, "/") {
			return prefix + path
		}
		return path
	}
	p.Type, p.Instance = add(p.Type), add(p.Instance)
	near := make([]Candidate, len(p.Nearest))
	for i, c := range p.Nearest {
		c.Href = add(c.Href)
		near[i] = c
	}
	if len(near) > 0 {
		p.Nearest = near
	}
	return p
}
