package jsonld

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// writeTree writes quads as a tree at a root.
func writeTree(t *testing.T, root string, quads []rdf.Quad) string {
	t.Helper()
	var b strings.Builder
	w := NewWriter(&b, WriterOptions{Form: Tree, Root: root, Indent: true, Direction: DirLangString})
	for _, q := range quads {
		q.G = rdf.DefaultGraph
		if err := w.WriteQuad(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// lines are the triples of a document, sorted.
func lines(quads []rdf.Quad) string {
	var list []string
	for _, q := range quads {
		q.G = rdf.DefaultGraph
		list = append(list, q.String())
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "\n")
}

// The tree of every record of the sample holds the triples of the record, and is one
// tree: a node object whose id is that of the resource, without a graph beside it.
func TestTreeOfSample(t *testing.T) {
	for _, quads := range sampleDocuments(t) {
		root, _, _ := strings.Cut(quads[0].S.Value(), "#")
		var own []rdf.Quad
		for _, q := range quads { // what is said of other things is in documents of their own
			if q.S.IsBlankNode() || q.S.Value() == root || strings.HasPrefix(q.S.Value(), root+"#") {
				own = append(own, q)
			}
		}
		text := writeTree(t, root, own)
		got, err := (&Options{Direction: DirLangString}).readAll(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v in\n%s", root, err, text)
		}
		want := rdf.NewDataset()
		for _, q := range own {
			q.G = rdf.DefaultGraph
			want.Add(q)
		}
		have := rdf.NewDataset()
		for _, q := range got {
			have.Add(q)
		}
		if !rdf.Isomorphic(want, have) {
			t.Fatalf("%s: other triples\n%s\n--- want\n%s\n--- in\n%s", root, lines(got), lines(own), text)
		}
		var document map[string]any
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			t.Fatal(err)
		}
		if _, graph := document["@graph"]; graph || document["id"] == nil {
			t.Fatalf("%s: no tree\n%s", root, text)
		}
		if _, included := document["@included"]; included {
			t.Errorf("%s: nodes without a place\n%s", root, text)
		}
	}
}

// Nodes stand where the tree first comes to them, along a property or against one;
// cycles end in a reference, and what nothing leads to is included.
func TestTreeShape(t *testing.T) {
	const root = "http://issn.org/resource/ISSN/0028-0836"
	iri := rdf.NewIRI
	self, record, key, creation := iri(root), iri(root+"#Record"), iri(root+"#KeyTitle"), iri(root+"#RecordCreation")
	b0, b1 := rdf.NewBlankNode("a"), rdf.NewBlankNode("b")
	quads := []rdf.Quad{
		{S: self, P: iri(vocab.BFIdentifiedBy), O: key},
		{S: self, P: iri(vocab.BFTitleProperty), O: key},
		{S: self, P: iri(vocab.SchemaIsPartOf), O: iri("http://issn.org/resource/ISSN-L/0028-0836")},
		{S: key, P: iri(vocab.RDFValue), O: rdf.NewString("Nature (London)")},
		{S: record, P: iri(vocab.SchemaMainEntity), O: self},
		{S: creation, P: iri(vocab.PROV + "generated"), O: record},
		{S: creation, P: iri(vocab.PROV + "generated"), O: key},
		{S: self, P: iri("http://e/note"), O: b0},
		{S: b0, P: iri("http://e/next"), O: b1},
		{S: b1, P: iri("http://e/next"), O: b0}, // a cycle
		{S: iri("http://e/link"), P: iri(vocab.RDFSubject), O: self},
		{S: iri("http://e/alone"), P: iri(vocab.RDFSLabel), O: rdf.NewString("alone")},
	}
	text := writeTree(t, root, quads)
	var d struct {
		IdentifiedBy map[string]map[string]any `json:"identifiedBy"`
		Title        string                    `json:"title"`
		MainEntityOf struct {
			ID          string `json:"id"`
			GeneratedBy struct {
				ID        string   `json:"id"`
				Generated []string `json:"generated"`
			} `json:"generatedBy"`
		} `json:"mainEntityOf"`
		Reverse  map[string]map[string]any `json:"@reverse"`
		Included []map[string]any          `json:"@included"`
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	const short = "resource:ISSN/0028-0836#"
	if d.IdentifiedBy[short+"KeyTitle"]["value"] != "Nature (London)" || d.Title != short+"KeyTitle" ||
		d.MainEntityOf.ID != short+"Record" || d.MainEntityOf.GeneratedBy.ID != short+"RecordCreation" ||
		len(d.MainEntityOf.GeneratedBy.Generated) != 2 || d.Reverse["rdf:subject"]["id"] != "http://e/link" ||
		len(d.Included) != 1 || d.Included[0]["label"] != "alone" {
		t.Errorf("%+v in\n%s", d, text)
	}
	got, err := (&Options{}).readAll(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want, have := rdf.NewDataset(), rdf.NewDataset()
	for _, q := range quads {
		want.Add(q)
	}
	for _, q := range got {
		have.Add(q)
	}
	if !rdf.Isomorphic(want, have) {
		t.Errorf("other triples\n%s\nin\n%s", lines(got), text)
	}
}
