package format_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
)

// TestDamagedCompression reads compressed files that are cut off, and changed in the
// middle: the error names the file once.
func TestDamagedCompression(t *testing.T) {
	var quads []rdf.Quad
	for i := range 5000 {
		quads = append(quads, rdf.Quad{S: rdf.NewIRI(fmt.Sprint("http://example.org/", i*7919%5003)), P: rdf.NewIRI("http://example.org/p"), O: rdf.NewString(fmt.Sprint(i * i))})
	}
	for suffix, f := range map[string]format.Format{".nt": format.NTriples, ".ttl": format.Turtle, ".rdf": format.RDFXML, ".jsonld": format.JSONLD} {
		for _, c := range []format.Compression{format.Gzip, format.Zstd} {
			packed := pack(t, quads, f, c)
			changed := bytes.Clone(packed)
			changed[len(changed)/2] ^= 0x55
			for what, data := range map[string][]byte{"cut off": packed[:len(packed)/2], "changed": changed} {
				name := filepath.Join(t.TempDir(), "file"+suffix+c.Suffix())
				if err := os.WriteFile(name, data, 0o666); err != nil {
					t.Fatal(err)
				}
				err := readAll(name)
				if err == nil || strings.Count(err.Error(), name) != 1 {
					t.Errorf("%s%s, %s: got %v, want an error that names the file once", suffix, c.Suffix(), what, err)
				}
			}
		}
	}
}

// pack returns a compressed document.
func pack(t *testing.T, quads []rdf.Quad, f format.Format, c format.Compression) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := format.Compress(&out, c)
	if err != nil {
		t.Fatal(err)
	}
	writer, err := format.NewWriter(w, f, format.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range quads {
		if err := writer.WriteQuad(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(writer.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readAll reads a document to its end, or to an error.
func readAll(name string) error {
	f, err := format.Open(name, format.Unknown, format.Options{})
	if err != nil {
		return err
	}
	var q rdf.Quad
	for err == nil {
		err = f.Read(&q)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
