package format_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
)

func TestTable(t *testing.T) {
	seen := map[string]format.Format{}
	for _, f := range format.All() {
		if f.Name() == "" || f.MediaType() == "" || f.Suffix() == "" || !strings.HasPrefix(f.Suffix(), ".") {
			t.Errorf("%s: a column is empty", f)
		}
		for _, key := range append(f.MediaTypes(), f.Name(), f.Suffix()) {
			if other, twice := seen[key]; twice && other != f {
				t.Errorf("%s stands for %s and %s", key, f, other)
			}
			seen[key] = f
			if got, ok := format.ByName(strings.ToUpper(key)); !ok || got != f {
				t.Errorf("ByName(%s): %s", key, got)
			}
		}
		if got, ok := format.ByMediaType(f.MediaType() + "; charset=utf-8"); !ok || got != f {
			t.Errorf("ByMediaType(%s): %s", f.MediaType(), got)
		}
	}
	if f, ok := format.ByMediaType("text/html"); ok {
		t.Errorf("text/html is %s", f)
	}
	if got := format.Format(99).String(); got != "unknown format" {
		t.Errorf("format 99 is %q", got)
	}
	if format.Unknown.Name() != "" || format.Unknown.MediaType() != "" {
		t.Error("the unknown format has a name")
	}
	for f, want := range map[format.Format][2]bool{
		format.NTriples: {false, true}, format.NQuads: {true, true}, format.Turtle: {false, true},
		format.TriG: {true, true}, format.RDFXML: {false, true}, format.JSONLD: {true, false},
	} {
		if got := [2]bool{f.HasGraphs(), f.HasRDF12()}; got != want {
			t.Errorf("%s: graphs and RDF 1.2: %v", f, got)
		}
	}
}

func TestDetect(t *testing.T) {
	for name, want := range map[string]struct {
		f format.Format
		c format.Compression
	}{
		"a.ttl":                   {format.Turtle, format.None},
		"dir.nt/A.NQ":             {format.NQuads, format.None},
		"a.nq.gz":                 {format.NQuads, format.Gzip},
		"a.trig.zst":              {format.TriG, format.Zstd},
		"a.nt.bz2":                {format.NTriples, format.Bzip2},
		"a.gz":                    {format.Unknown, format.Gzip},
		"http://example/x.jsonld": {format.JSONLD, format.None},
		"a.owl":                   {format.RDFXML, format.None},
		"ttl":                     {format.Unknown, format.None},
		"a.txt":                   {format.Unknown, format.None},
		"":                        {format.Unknown, format.None},
	} {
		if f, c := format.Detect(name); f != want.f || c != want.c {
			t.Errorf("%s: %s, %v", name, f, c)
		}
	}
}

const line = "<http://example/s> <http://example/p> \"o\" .\n"

// bzipped is line, compressed by bzip2.
var bzipped = []byte("\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x96\xe3\xb3\xec\x00\x00\x08\x59\x80\x00\x10\x50\x01\x80\x15\x22\x46\xcc\x40\x20\x00\x31\x4d\x32\x31\x31\x31\x04\xa9\xa1\xa6\x81\xa1\xa5\x1a\xa8\xea\x30\xc6\x4e\x15\xc4\xfb\x07\x46\x1c\x53\x83\xc0\xb0\x24\xc8\x1c\xf8\xbb\x92\x29\xc2\x84\x84\xb7\x1d\x9f\x60")

// compressed returns line in a compression.
func compressed(t *testing.T, c format.Compression) []byte {
	t.Helper()
	if c == format.Bzip2 {
		return bzipped
	}
	var out bytes.Buffer
	w, err := format.Compress(&out, c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, line); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestOpen(t *testing.T) {
	for _, c := range []format.Compression{format.None, format.Gzip, format.Zstd, format.Bzip2} {
		for _, suffix := range []string{"", c.Suffix()} { // the contents tell the compression, not the name
			name := filepath.Join(t.TempDir(), "data.nt"+suffix)
			if err := os.WriteFile(name, compressed(t, c), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := format.Open(name, format.Unknown, format.Options{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			var q rdf.Quad
			if err := f.Read(&q); err != nil || q.String()+"\n" != line || f.Format != format.NTriples {
				t.Errorf("%s: %v, %s, %s", name, err, q, f.Format)
			}
			if err := f.Read(&q); !errors.Is(err, io.EOF) {
				t.Errorf("%s: %v", name, err)
			}
			if err := f.Close(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	if _, err := format.Open(filepath.Join(dir, "missing.nt"), format.Unknown, format.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := format.Open(write("data", []byte(line)), format.Unknown, format.Options{}); !errors.Is(err, format.ErrUnknown) {
		t.Errorf("unknown format: %v", err)
	}
	bad := write("bad.nt", []byte("<http://example/s>\n"))
	f, err := format.Open(bad, format.Unknown, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var q rdf.Quad
	var syntax *rdf.SyntaxError
	if err := f.Read(&q); !errors.As(err, &syntax) || syntax.File != bad {
		t.Errorf("bad file: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	cut := compressed(t, format.Gzip)
	f, err = format.Open(write("cut.nt.gz", cut[:len(cut)-6]), format.Unknown, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		err = f.Read(&q)
	}
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a gzip file that is cut off ends as if whole: %v", err)
	}
	if _, err := format.Compress(io.Discard, format.Bzip2); !errors.Is(err, format.ErrCompression) {
		t.Errorf("bzip2: %v", err)
	}
}

// TestRoundTrip writes a quad in every syntax that there is a writer for and
// reads it again.
func TestRoundTrip(t *testing.T) {
	q := rdf.Quad{S: rdf.NewIRI("http://example/s"), P: rdf.NewIRI("http://example/p"), O: rdf.NewLangString("o", "en")}
	for _, f := range format.All() {
		for _, pretty := range []bool{false, true} {
			var out bytes.Buffer
			w, err := format.NewWriter(&out, f, format.WriterOptions{Pretty: pretty, Prefixes: map[string]string{"ex": "http://example/"}})
			if err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			if err := errors.Join(w.WriteQuad(q), w.Close()); err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			r, err := format.NewReader(&out, f, format.Options{Base: "http://base/"})
			if err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			var got rdf.Quad
			if err := r.Read(&got); err != nil || got != q {
				t.Errorf("%s: %v, %s", f, err, got)
			}
		}
	}
	if _, err := format.NewWriter(io.Discard, format.Unknown, format.WriterOptions{}); !errors.Is(err, format.ErrUnknown) {
		t.Errorf("writer of the unknown format: %v", err)
	}
}
