package server_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/enginetest"
	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

// quadsOf reads a document with its graphs.
func quadsOf(t testing.TB, f format.Format, doc string) *rdf.Dataset {
	t.Helper()
	d := rdf.NewDataset()
	rd, err := format.NewReader(strings.NewReader(doc), f, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var q rdf.Quad
	for {
		err := rd.Read(&q)
		if errors.Is(err, io.EOF) {
			return d
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, doc)
		}
		d.Add(q)
	}
}

// Every document of the sample states its triples in the default graph, the same in all
// forms and in each profile; with ?graphs=named the syntaxes with graphs have the same
// quads, in named graphs.
func TestDocumentsInTheDefaultGraph(t *testing.T) {
	iris := map[string]bool{}
	for _, q := range sampleQuads(t) {
		if r, ok := issn.ParseIRI(q.S.Value()); ok && r.Fragment == "" {
			iris[r.Space.String()+"/"+r.ISSN.String()] = true
		}
	}
	compareForms(t, newServer(t, server.Options{}), slices.Collect(maps.Keys(iris)), "", "?profile=schema", "?profile=bibframe")
}

// TestDocumentsOfGeneratedRecords is the same over 2,000 generated records, in the default
// profile and with named graphs.
func TestDocumentsOfGeneratedRecords(t *testing.T) {
	db, err := store.OpenMemory(store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	g, err := generate.New(generate.Options{Records: 2000, Seed: 11, Clean: true})
	if err != nil {
		t.Fatal(err)
	}
	var records bytes.Buffer
	if _, err := g.WriteTo(&records); err != nil {
		t.Fatal(err)
	}
	in := register.Input{Name: "generated", Open: func() (ingest.Source[*marc.Record], error) {
		return marc.NewReader(bytes.NewReader(records.Bytes()), marc.Options{})
	}}
	report, err := register.Import(t.Context(), db, []register.Input{in}, register.ImportOptions{})
	if err != nil || report.Mapped < 1900 {
		t.Fatalf("%d records, %v", report.Mapped, err)
	}
	snap, err := db.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for v, err := range register.Views(t.Context(), snap, 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, "ISSN/"+v.ISSN.String())
	}
	if err := snap.Close(); err != nil {
		t.Fatal(err)
	}
	s := newOver(t, enginetest.New(sparql.Snapshots(db.Snapshot), sparql.Options{}), server.Options{Dumps: t.TempDir()})
	for chunk := range slices.Chunk(names, len(names)/4+1) {
		t.Run(chunk[0], func(t *testing.T) { compareForms(t, s, chunk, "") })
	}
}

// compareForms compares the forms of the documents of the things with these names, in each
// of some profiles.
func compareForms(t *testing.T, s *server.Server, names []string, profiles ...string) {
	t.Helper()
	get := func(address string) string { return text(t, request(s, http.MethodGet, address, "")) }
	compared := 0
	defer func() {
		if compared*10 < len(names)*9 {
			t.Errorf("only %d of %d have documents", compared, len(names))
		}
	}()
	for _, name := range names {
		address := "/data/" + name + "."
		if request(s, http.MethodGet, address+"nt", "").StatusCode != http.StatusOK {
			continue // suppressed or reserved
		}
		compared++
		for _, profile := range profiles {
			want := quadsOf(t, format.NTriples, get(address+"nt"+profile))
			for _, f := range []format.Format{format.Turtle, format.RDFXML, format.JSONLD, format.NQuads, format.TriG} {
				got := quadsOf(t, f, get(address+f.Suffix()[1:]+profile))
				if !rdf.Isomorphic(want, got) {
					t.Errorf("%s%s%s has other quads than N-Triples", address, f.Suffix()[1:], profile)
				}
			}
		}
		named := quadsOf(t, format.NQuads, get(address+"nq?graphs=named"))
		if !hasNamedGraph(named) {
			t.Errorf("%s: no named graphs", name)
		}
		for _, f := range []format.Format{format.JSONLD, format.TriG} {
			if !rdf.Isomorphic(named, quadsOf(t, f, get(address+f.Suffix()[1:]+"?graphs=named"))) {
				t.Errorf("%s%s?graphs=named has other quads than N-Quads", address, f.Suffix()[1:])
			}
		}
		page, document := get(address+"html"), get(address+"jsonld?profile=schema")
		_, rest, _ := strings.Cut(page, `<script type="application/ld+json">`)
		script, _, _ := strings.Cut(rest, "</script>")
		var a, b any
		if json.Unmarshal([]byte(script), &a) != nil || json.Unmarshal([]byte(document), &b) != nil || !equalJSON(a, b) {
			t.Errorf("%s: the page's JSON-LD is not that of the profile", name)
		}
		if strings.Contains(document, "9999") && strings.Contains(document, "endDate") || strings.Contains(document, "issn_schema") {
			t.Errorf("%s: %s", name, document)
		}
	}
}

func equalJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

func hasNamedGraph(d *rdf.Dataset) bool {
	for q := range d.All() {
		if !q.G.IsZero() {
			return true
		}
	}
	return false
}
