package mapping_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/vocab"

	"github.com/google/go-cmp/cmp"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files anew")

// Each record of testdata/*.mrk gives the Turtle beside it: the free statements,
// then those of the full graph only, then the warnings.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.mrk")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d records: %v", len(files), err)
	}
	m := mapping.NewMapper(mapping.Options{})
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".mrk")
		t.Run(name, func(t *testing.T) {
			res, err := m.Map(readMnemonic(t, path))
			if err != nil {
				t.Fatal(err)
			}
			checkQuads(t, res)
			got := golden(t, res)
			file := strings.TrimSuffix(path, ".mrk") + ".ttl"
			if *rewrite {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// golden writes a result for people to read.
func golden(t testing.TB, res mapping.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s, %s\n", res.ISSN, res.Status)
	for _, w := range res.Warnings {
		fmt.Fprintf(&b, "# warning: %s\n", w)
	}
	for _, g := range []string{vocab.GraphFree, vocab.GraphFull} {
		fmt.Fprintf(&b, "\n# graph %s\n\n", g)
		writeTurtle(t, &b, res, g)
	}
	return b.Bytes()
}

// writeTurtle writes the statements of one graph.
func writeTurtle(t testing.TB, b *bytes.Buffer, res mapping.Result, graph string) {
	t.Helper()
	prefixes := map[string]string{"issn": vocab.Resource + "ISSN/", "issnl": vocab.Resource + "ISSN-L/", "issnh": vocab.Resource + "ISSN-H/"}
	for _, p := range vocab.Prefixes() {
		prefixes[p.Name] = p.IRI
	}
	w := turtle.NewWriter(b, turtle.WriterOptions{
		Format: turtle.Turtle, Pretty: true, Prefixes: prefixes, Base: res.ISSN.IRI(), DropGraphs: true,
	})
	for _, q := range res.Quads {
		if q.G == rdf.NewIRI(graph) {
			if err := w.WriteQuad(q); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
