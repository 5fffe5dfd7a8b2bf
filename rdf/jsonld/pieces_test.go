package jsonld_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/jsonld"
	"github.com/issn-ld/issn-ld/vocab"
)

// manyQuads are quads of all kinds, more than a writer holds, in runs of subjects.
func manyQuads() []rdf.Quad {
	var quads []rdf.Quad
	p := rdf.NewIRI("http://schema.org/name")
	for i := range 12_000 {
		s, g := rdf.NewIRI(fmt.Sprintf("http://issn.org/resource/ISSN/%04d-0000", i)), rdf.DefaultGraph
		switch i % 3 {
		case 1:
			g = rdf.NewIRI(vocab.GraphFree)
		case 2:
			s = rdf.NewBlankNode(fmt.Sprintf("b%d", i))
		}
		cell := rdf.NewBlankNode(fmt.Sprintf("c%d", i))
		quads = append(quads,
			rdf.Quad{S: s, P: rdf.NewIRI(vocab.RDFType), O: rdf.NewIRI(vocab.SchemaPeriodical), G: g},
			rdf.Quad{S: s, P: p, O: rdf.NewString(fmt.Sprintf("name %d \"é\"", i)), G: g},
			rdf.Quad{S: s, P: rdf.NewIRI(vocab.SchemaISSN), O: rdf.NewString("1"), G: g},
			rdf.Quad{S: s, P: rdf.NewIRI(vocab.SchemaStartDate), O: rdf.NewString("1999"), G: g},
			rdf.Quad{S: s, P: rdf.NewIRI(vocab.SchemaIsPartOf), O: rdf.NewIRI("http://e/whole"), G: g},
		)
		if i%100 == 0 {
			quads = append(quads,
				rdf.Quad{S: s, P: rdf.NewIRI("http://e/list"), O: cell, G: g},
				rdf.Quad{S: cell, P: rdf.NewIRI(vocab.RDFFirst), O: rdf.NewLangString("x", "en"), G: g},
				rdf.Quad{S: cell, P: rdf.NewIRI(vocab.RDFRest), O: rdf.NewIRI(vocab.RDFNil), G: g},
				rdf.Quad{S: s, P: rdf.NewIRI("http://e/json"), O: rdf.NewLiteral("[1,[2]]", vocab.RDFJSON), G: g},
				rdf.Quad{S: s, P: p, O: rdf.NewDirLangString("x", "ar", rdf.RTL), G: g},
			)
		}
	}
	return quads
}

// sortedQuads writes quads as text, in order, each once.
func sortedQuads(quads []rdf.Quad) []string {
	list := make([]string, len(quads))
	for i := range quads {
		list[i] = quads[i].String()
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func readQuads(t *testing.T, doc string, opt jsonld.Options) []string {
	t.Helper()
	var quads []rdf.Quad
	for q, err := range jsonld.NewReader(strings.NewReader(doc), opt).All() {
		if err != nil {
			t.Fatal(err)
		}
		quads = append(quads, q)
	}
	list := sortedQuads(quads)
	for i := range list {
		list[i] = strings.ReplaceAll(list[i], "_:n", "_:")
	}
	slices.Sort(list)
	return list
}

// A document that is written node by node says what the quads say, whether it is read
// in pieces or whole.
func TestLongDocument(t *testing.T) {
	quads := manyQuads()
	want := sortedQuads(quads)
	for _, indent := range []bool{false, true} {
		var b bytes.Buffer
		w := jsonld.NewWriter(&b, jsonld.WriterOptions{Indent: indent, Direction: jsonld.DirLangString})
		for i, q := range quads {
			if err := w.WriteQuad(q); err != nil {
				t.Fatal(err)
			}
			if i == len(quads)-1 && b.Len() == 0 {
				t.Error("nothing is written before the end")
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		for _, from := range []int64{1 << 40, 1 << 16} { // whole, in pieces
			got := readQuads(t, b.String(), jsonld.Options{Direction: jsonld.DirLangString, PiecesFrom: from})
			if !slices.Equal(got, want) {
				t.Errorf("pieces from %d bytes: %d quads, want %d", from, len(got), len(want))
				for i := range min(len(got), len(want)) {
					if got[i] != want[i] {
						t.Fatalf("got  %s\nwant %s", got[i], want[i])
					}
				}
			}
		}
	}
}

// No object of a long document holds much of it, however few graphs there are, so that
// whoever reads it in pieces need not hold much either.
func TestLongGraphIsSplit(t *testing.T) {
	var b bytes.Buffer
	w := jsonld.NewWriter(&b, jsonld.WriterOptions{})
	g, p := rdf.NewIRI("http://e/g"), rdf.NewIRI("http://e/p")
	for i := range 60_000 {
		if err := w.WriteQuad(rdf.Quad{S: rdf.NewIRI(fmt.Sprintf("http://e/%d", i)), P: p, O: rdf.NewString("x"), G: g}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var document struct {
		Graph []json.RawMessage `json:"@graph"`
	}
	if err := json.Unmarshal(b.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	for _, object := range document.Graph {
		if len(object) > 1<<20 {
			t.Errorf("an object of %d bytes in a document of %d", len(object), b.Len())
		}
	}
}

// Every document says the same in pieces, or is read whole.
func TestPieces(t *testing.T) {
	for name, doc := range map[string]string{
		"list":                 `[{"@id":"http://e/a","http://e/p":"1"},{"@id":"_:x","http://e/p":{"@id":"_:y"}},{"@id":"_:y","http://e/q":[1,true,1.5]}]`,
		"context and graph":    `{"@context":{"p":"http://e/p","id":"@id"},"@graph":[{"id":"http://e/a","p":"1"},{"id":"_:x","p":[{"p":"z"}]}]}`,
		"named graph":          `{"@context":{"p":"http://e/p"},"@id":"http://e/g","@graph":[{"@id":"http://e/a","p":"1"}]}`,
		"alias before":         `{"@context":{"p":"http://e/p","id":"@id"},"id":"http://e/g","@graph":[{"id":"http://e/a","p":"1"}]}`,
		"context in each":      `[{"@context":{"p":"http://e/p"},"@id":"http://e/a","p":"1"},{"@context":{"p":"http://e/q"},"@id":"http://e/a","p":"1"}]`,
		"context twice":        `{"@context":["https://schema.org/","https://schema.org/"],"@graph":[{"@id":"http://e/a","name":"x"}]}`,
		"one node":             `{"@id":"http://e/a","http://e/p":"1"}`,
		"node with a graph":    `{"@id":"http://e/g","http://e/p":{"@id":"http://e/o"},"@graph":[{"@id":"http://e/a","http://e/p":"1"}]}`,
		"lists and empty ones": `[{"@id":"http://e/a","http://e/p":{"@list":[1,2]}},[],{"@id":"http://e/a","http://e/p":{"@list":[]}}]`,
		"empty list":           `[]`,
		"empty graph":          `{"@context":{},"@graph":[]}`,
		"large number":         `[{"@id":"http://e/a","http://e/p":1e400}]`,
	} {
		whole := readQuads(t, doc, jsonld.Options{})
		if got := readQuads(t, doc, jsonld.Options{PiecesFrom: int64(len(doc))}); !slices.Equal(got, whole) {
			t.Errorf("%s: got %q, want %q", name, got, whole)
		}
	}
	for name, tc := range map[string]struct{ doc, want string }{
		"something after the graph": {`{"@context":{},"@graph":[{"@id":"http://e/a","http://e/p":"1"}],"@id":"http://e/g"}`, `"@id" stands after @graph`},
		"cut off in the list":       {`[{"@id":"http://e/a","http://e/p":"1"},`, "ends too early"},
		"cut off in a node":         {`[{"@id":"http://e/a","http://e/p":"1"},{"@id":`, "ends too early"},
		"cut off after the graph":   {`{"@context":{},"@graph":[{"@id":"http://e/a"}]`, "ends too early"},
		"more after it":             {`[{"@id":"http://e/a"}] 1`, "more after the JSON value"},
		"no JSON":                   {`[{"@id":"http://e/a"},nil]`, "after byte"},
		"no JSON-LD":                {`[{"@id":"http://e/a","@type":1}]`, "invalid type value"},
		"too long":                  {`[{"@id":"http://e/a","http://e/p":"` + strings.Repeat("1", 100) + `"}]`, "longer than 80 bytes"},
	} {
		var err error
		opt := jsonld.Options{PiecesFrom: 20}
		if strings.Contains(tc.doc, "@graph") {
			opt.PiecesFrom = 40
		}
		if name == "too long" {
			opt.MaxBytes = 80
		}
		for _, e := range jsonld.NewReader(strings.NewReader(tc.doc), opt).All() {
			err = e
		}
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
}

func FuzzPieces(f *testing.F) {
	f.Add(`[{"@id":"http://e/a","http://e/p":"1"},{"http://e/p":{"@id":"_:y"}}]`)
	f.Add(`{"@context":{"p":"http://e/p","id":"@id"},"@graph":[{"id":"http://e/a","p":"1"}]}`)
	f.Fuzz(func(t *testing.T, doc string) {
		read := func(from int64) (list []string, err error) {
			for q, e := range jsonld.NewReader(strings.NewReader(doc), jsonld.Options{PiecesFrom: from}).All() {
				if err = e; e == nil {
					list = append(list, q.String())
				}
			}
			slices.Sort(list)
			return list, err
		}
		whole, err1 := read(1 << 30)
		pieces, err2 := read(max(1, int64(len(doc))))
		if err1 == nil && err2 == nil && !slices.Equal(whole, pieces) {
			t.Errorf("whole %q, in pieces %q", whole, pieces)
		}
	})
}
