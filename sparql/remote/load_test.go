package remote_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/remote"
)

// load returns the objects of a document, and the error that ended it.
func load(ctx context.Context, c *remote.Client, source string) (objects []string, err error) {
	for q, err := range c.Load(ctx, source) {
		if err != nil {
			return objects, err
		}
		objects = append(objects, q.O.Value())
	}
	return objects, nil
}

// documents say 1 of the thing <s> beside them, in every syntax.
var documents = map[string]string{
	"application/n-triples": "<http://e/s> <http://e/p> \"1\" .",
	"application/n-quads":   "<http://e/s> <http://e/p> \"1\" <http://e/g> .",
	"text/turtle":           "<s> <http://e/p> \"1\" .",
	"application/trig":      "<g> { <s> <http://e/p> \"1\" }",
	"application/rdf+xml":   `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><rdf:Description rdf:about="s"><e:p>1</e:p></rdf:Description></rdf:RDF>`,
	"application/ld+json":   `{"@id":"s","http://e/p":"1"}`,
}

func TestLoadSyntaxes(t *testing.T) {
	suffixes := map[string]string{"/a.nt": "application/n-triples", "/a.nq.gz": "application/n-quads", "/a.ttl": "text/turtle", "/a.jsonld": "application/ld+json"}
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		kind := "application/octet-stream"
		media, known := suffixes[r.URL.Path]
		if !known {
			media = strings.TrimPrefix(r.URL.Path, "/by/")
			kind = media
		}
		w.Header().Set("Content-Type", kind)
		if strings.HasSuffix(r.URL.Path, ".gz") {
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, documents[media])
			_ = z.Close()
			return
		}
		_, _ = io.WriteString(w, documents[media])
	})
	c := client(t, remote.Options{Sources: allowed(t, s.URL+"/")})
	for media := range documents {
		if got, err := load(t.Context(), c, s.URL+"/by/"+media); err != nil || !cmp.Equal([]string{"1"}, got) {
			t.Errorf("%s: %q, %v", media, got, err)
		}
	}
	for suffix := range suffixes {
		if got, err := load(t.Context(), c, s.URL+suffix); err != nil || !cmp.Equal([]string{"1"}, got) {
			t.Errorf("%s: %q, %v", suffix, got, err)
		}
	}
}

func TestLoadFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"a syntax error":         {fixed(200, "text/turtle", "<s> <p> 1 .\n<s> <p>\n  oops ."), "/doc:3:"},
		"no RDF":                 {fixed(200, "text/html", "<html>"), "unknown RDF format"},
		"404":                    {fixed(404, "text/turtle", ""), "404 Not Found; check the address"},
		"never answering":        {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "no answer in time"},
		"never ending":           {endless("# ", "x", "text/turtle"), "longer than allowed"},
		"stalling":               {stall("# ", "text/turtle"), "did not end within"},
		"a body that breaks off": {short("text/turtle", "<s> <p> 1 . # and a comment that is long enough"), "breaks off"},
		"redirecting elsewhere":  {redirect("http://localhost:1/doc", 302), "not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := server(t, tc.handler)
			c := client(t, impatient(name, remote.Options{Sources: allowed(t, s.URL+"/doc"), MaxLoadBytes: 1 << 20}))
			_, err := load(t.Context(), c, s.URL+"/doc")
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if syntax, ok := errors.AsType[*rdf.SyntaxError](err); name == "a syntax error" && (!ok || syntax.Line != 3 || syntax.Column == 0) {
				t.Errorf("no place in %v", err)
			}
		})
	}
}

func TestLoadFiles(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("open/a.ttl", documents["text/turtle"])
	write("open/sub/b.nt", documents["application/n-triples"])
	write("open/c.txt", "text")
	write("secret/s.nt", documents["application/n-triples"])
	for link, to := range map[string]string{"open/out": "../secret", "open/out.nt": "../secret/s.nt", "open/in.nt": "sub/b.nt"} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Skipf("no symbolic links: %v", err)
		}
	}
	base := "file://" + filepath.ToSlash(root)
	c := client(t, remote.Options{Sources: allowed(t, base+"/open/", base+"/secret/one.nt")})
	for name, want := range map[string]bool{
		"/open/a.ttl": true, "/open/sub/b.nt": true, "/open/in.nt": true,
		"/open/c.txt": false, "/open/none.nt": false, "/open/": false, "/open/sub": false,
		"/secret/s.nt": false, "/open/out/s.nt": false, "/open/out.nt": false, "/secret/one.nt": false,
		"/open/../secret/s.nt": false, "/open/%2e%2e/secret/s.nt": false, "/open/..%2fsecret/s.nt": false,
	} {
		got, err := load(t.Context(), c, base+name)
		if (err == nil) != want || want && !cmp.Equal([]string{"1"}, got) {
			t.Errorf("%s: %q, %v; want %v", name, got, err, want)
		}
	}
}
