package reply

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/issn-ld/issn-ld/server/negotiate"
)

// minCompressed is the length from which bodies are compressed: shorter ones fit a
// packet as they are.
const minCompressed = 1024

// encoder compresses a body.
type encoder interface {
	io.WriteCloser
	Reset(w io.Writer)
}

// encoders keeps the encoders of each coding for the next bodies. Their levels are those
// that cost a server little.
var encoders = map[string]*sync.Pool{
	"gzip": {New: func() any { w, _ := gzip.NewWriterLevel(nil, 5); return w }},
	"br":   {New: func() any { return brotli.NewWriterLevel(nil, 4) }},
	"zstd": {New: func() any {
		w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
		if err != nil { // the options are ours
			panic(err)
		}
		return w
	}},
}

// Compress compresses bodies that are worth it in the coding that the client likes
// best. The entity tag of a compressed representation names its coding.
func Compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		c := &compressor{ResponseWriter: w, head: req.Method == http.MethodHead, coding: negotiate.Coding(req)}
		if held := req.Header.Get("If-None-Match"); c.coding != "" && held != "" {
			req.Header.Set("If-None-Match", strings.ReplaceAll(held, "-"+c.coding+`"`, `"`))
		}
		next.ServeHTTP(c, req)
		c.close() // not after a panic: a body that breaks off has no end
	})
}

// compressor is a response writer that compresses.
type compressor struct {
	http.ResponseWriter
	coding string // that the client takes, or empty
	head   bool
	begun  bool
	enc    encoder // nil for bodies that are sent as they are
}

// asIs leaves the body of a response as it is, and its entity tag.
func asIs(w http.ResponseWriter) {
	for {
		if c, ok := w.(*compressor); ok {
			c.coding = ""
			return
		}
		inner, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return
		}
		w = inner.Unwrap()
	}
}

// Unwrap gives [http.ResponseController] the connection's own writer.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressor) WriteHeader(status int) {
	if !c.begun && status >= http.StatusOK {
		c.begun = true
		c.begin(status)
	}
	c.ResponseWriter.WriteHeader(status)
}

// begin decides whether the body is compressed.
func (c *compressor) begin(status int) {
	h := c.Header()
	if !isCompressible(h.Get("Content-Type")) && status != http.StatusNotModified || h.Get("Content-Encoding") != "" {
		return
	}
	if vary := h.Values("Vary"); !slices.Contains(vary, "Accept-Encoding") {
		h.Add("Vary", "Accept-Encoding")
	}
	length, err := strconv.Atoi(h.Get("Content-Length"))
	short := err == nil && length < minCompressed
	if c.coding == "" || short || h.Get("Content-Range") != "" {
		return
	}
	if etag, ok := strings.CutSuffix(h.Get("ETag"), `"`); ok {
		h.Set("ETag", etag+"-"+c.coding+`"`)
	}
	if status == http.StatusNotModified || status == http.StatusNoContent {
		return
	}
	h.Del("Content-Length")
	h.Del("Accept-Ranges")
	h.Set("Content-Encoding", c.coding)
	if !c.head {
		c.enc = encoders[c.coding].Get().(encoder)
		c.enc.Reset(c.ResponseWriter)
	}
}

func (c *compressor) Write(p []byte) (int, error) {
	if !c.begun {
		c.WriteHeader(http.StatusOK)
	}
	if c.enc != nil {
		return c.enc.Write(p)
	}
	return c.ResponseWriter.Write(p)
}

// close ends a compressed body.
func (c *compressor) close() {
	if c.enc == nil {
		return
	}
	_ = c.enc.Close() // the client has gone
	encoders[c.coding].Put(c.enc)
}

// isCompressible reports whether bodies of a media type shrink: texts do, archives and
// pictures are compressed already.
func isCompressible(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	if strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "+json") || strings.HasSuffix(mediaType, "+xml") {
		return true
	}
	switch mediaType {
	case "application/json", "application/n-triples", "application/n-quads", "application/trig", "application/xml", "application/javascript":
		return true
	}
	return false
}
