package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
)

// Load reads the quads of a document for LOAD. The media type determines its syntax or,
// if it does not name an RDF syntax, the suffix of the address. A fault in the document
// is an [*rdf.SyntaxError] with its place.
func (c *Client) Load(ctx context.Context, source string) iter.Seq2[rdf.Quad, error] {
	return func(yield func(rdf.Quad, error) bool) {
		if err := c.load(ctx, source, yield); err != nil {
			yield(rdf.Quad{}, err)
		}
	}
}

// acceptRDF lists the syntaxes, fastest to read first.
func acceptRDF() string {
	var parts []string
	for i, f := range format.All() {
		parts = append(parts, fmt.Sprintf("%s;q=0.%d", f.MediaType(), 9-i))
	}
	return strings.Join(parts, ", ") + ", */*;q=0.1"
}

func (c *Client) load(ctx context.Context, source string, yield func(rdf.Quad, error) bool) error {
	u, e, err := c.opt.Sources.check(source)
	if err != nil {
		return fmt.Errorf("%w; 'serve' takes --load-allow", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.opt.LoadTimeout, errCallTimeout{c.opt.LoadTimeout})
	defer cancel()
	if u.Scheme == "file" {
		f, err := openLocal(e, u.Path)
		if err != nil {
			return err
		}
		return errors.Join(c.readDocument(ctx, f, source, "", yield), f.Close())
	}
	done, err := c.turn(ctx, u.Host)
	if err != nil {
		return err
	}
	defer done()
	res, err := c.send(ctx, request{allowed: c.opt.Sources, address: source, accept: acceptRDF()})
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }() // nothing is left to go wrong
	if res.StatusCode != http.StatusOK {
		return statusError(res)
	}
	return c.readDocument(ctx, res.Body, source, res.Header.Get("Content-Type"), yield)
}

// openLocal opens a file below the folder of an entry, or the file named by the entry.
// Nothing outside that folder can be reached, not even through symbolic links.
func openLocal(e entry, name string) (_ *os.File, err error) {
	dir := path.Dir(e.url.Path) // of a folder with its slash: the folder
	root, err := os.OpenRoot(filepath.FromSlash(dir))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	rel := filepath.FromSlash(strings.TrimPrefix(strings.TrimPrefix(name, dir), "/"))
	if !filepath.IsLocal(rel) {
		return nil, fmt.Errorf("%w: %s", ErrNotAllowed, name)
	}
	info, err := root.Stat(rel)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("not a file")}
	}
	return root.Open(rel)
}

// readDocument yields the quads of a document. It returns nil if yield returns false.
func (c *Client) readDocument(ctx context.Context, src io.Reader, source, contentType string, yield func(rdf.Quad, error) bool) error {
	plain, _, err := format.Decompress(&interruptible{ctx: ctx, r: src})
	if err != nil {
		return err
	}
	defer func() { _ = plain.Close() }() // frees a decoder
	syntax, err := syntaxOf(source, contentType)
	if err != nil {
		return err
	}
	bound := &remembering{r: &bounded{r: plain, left: c.opt.MaxLoadBytes, max: c.opt.MaxLoadBytes}}
	r, err := format.NewReader(bound, syntax, format.Options{Base: source, File: source, MaxBytes: c.opt.MaxLoadBytes})
	if err != nil {
		return err
	}
	for {
		var q rdf.Quad
		err := r.Read(&q)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case bound.err != nil:
			return fmt.Errorf("the document breaks off: %w", bound.err)
		case err != nil:
			return err
		case !yield(q, nil):
			return nil
		}
	}
}

// syntaxOf determines the syntax of a document.
func syntaxOf(source, contentType string) (format.Format, error) {
	media, _, err := mime.ParseMediaType(contentType)
	if err == nil {
		if f, ok := format.ByMediaType(media); ok {
			return f, nil
		}
	}
	name := source
	if u, err := parseAddress(source); err == nil {
		name = u.Path
	}
	if f, _ := format.Detect(name); f != format.Unknown {
		return f, nil
	}
	return format.Unknown, fmt.Errorf("%w: the media type is %q and the address has no suffix of one", format.ErrUnknown, contentType)
}

// interruptible stops reading when its context ends.
type interruptible struct {
	ctx context.Context //nolint:containedctx // io.Reader takes none
	r   io.Reader
}

// Read implements io.Reader.
func (i *interruptible) Read(p []byte) (int, error) {
	if i.ctx.Err() != nil {
		return 0, context.Cause(i.ctx)
	}
	return i.r.Read(p)
}
