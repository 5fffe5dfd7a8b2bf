package server_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/server"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files anew")

// samplePaths returns the documents of all resources of the sample, without
// suffix, sorted.
func samplePaths(t testing.TB) []string {
	t.Helper()
	known := map[string]bool{}
	for _, q := range sampleQuads(t) {
		if r, ok := issn.ParseIRI(q.S.Value()); ok {
			known["/data/"+r.Space.String()+"/"+r.ISSN.String()] = true
		}
	}
	var paths []string
	for path := range known {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// TestDocumentsGolden holds the bytes of documents: one record in every form as
// files to read, and the digests of all others.
func TestDocumentsGolden(t *testing.T) {
	s := newServer(t, server.Options{})
	suffixes := []string{"ttl", "trig", "nt", "nq", "rdf", "jsonld"}
	for _, suffix := range append(suffixes, "html") {
		golden(t, "0028-0836."+suffix, body(t, s, "/data/ISSN/0028-0836."+suffix))
	}
	var digests strings.Builder
	for _, path := range samplePaths(t) {
		for _, suffix := range suffixes {
			for _, query := range []string{"", "?profile=schema", "?profile=bibframe"} {
				name := path + "." + suffix + query
				fmt.Fprintf(&digests, "%s %x\n", name, sha256.Sum256([]byte(body(t, s, name))))
			}
		}
	}
	golden(t, "digests.txt", digests.String())
}

func body(t testing.TB, s *server.Server, path string) string {
	t.Helper()
	res := request(s, http.MethodGet, path, "")
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s\n\n%s", res.StatusCode, res.Header.Get("Content-Type"), text)
}

// golden compares with a file of testdata/documents, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "documents", name)
	if *rewrite {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
