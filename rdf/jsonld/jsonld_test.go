package jsonld_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/jsonld"
)

func read(t testing.TB, text string, opt jsonld.Options) *rdf.Dataset {
	t.Helper()
	d, err := rdf.ReadDataset(jsonld.NewReader(strings.NewReader(text), opt).All())
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return d
}

func write(t testing.TB, d *rdf.Dataset, opt jsonld.WriterOptions) string {
	t.Helper()
	var b bytes.Buffer
	w := jsonld.NewWriter(&b, opt)
	for _, q := range d.Sorted() {
		if err := w.WriteQuad(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const record = `{
  "@context": "https://raw.githubusercontent.com/sparna-git/issn-jsonld-context/main/issn-jsonld-context.json",
  "id": "resource:ISSN/0028-0836",
  "type": ["bf:Work", "schema:Periodical"],
  "issn_schema": "0028-0836",
  "name": ["Nature.", "Nature (London)"],
  "spatial": "countries:enk",
  "identifiedBy": {
    "resource:ISSN/0028-0836#KeyTitle": {"type": "bf:KeyTitle", "mainTitle": {"@value": "Nature (London)", "@language": "und-Latn"}}
  },
  "classification": [{"type": "bf:ClassificationDdc", "value": "505"}],
  "mainEntityOf": {"id": "resource:ISSN/0028-0836#Record", "modified": "2023-09-15"}
}`

// The second document with the same context failed when json-gold was handed
// the cached context itself.
func TestContextIsUsedTwice(t *testing.T) {
	loader := jsonld.NewLoader()
	withImport := strings.Replace(record, `"@context": "https`, `"@context": {"@base": "http://issn.org/", "@import": "https`, 1)
	withImport = strings.Replace(withImport, `.json",`, `.json"},`, 1)
	first := read(t, withImport, jsonld.Options{Loader: loader})
	second := read(t, withImport, jsonld.Options{Loader: loader})
	if first.Len() == 0 || !rdf.Isomorphic(first, second) {
		t.Errorf("%d quads the first time, %d the second", first.Len(), second.Len())
	}
}

func TestRoundTripByForm(t *testing.T) {
	d := read(t, record, jsonld.Options{})
	if d.Len() != 14 {
		t.Errorf("%d quads, want 14:\n%v", d.Len(), d.Sorted())
	}
	for name, opt := range map[string]jsonld.WriterOptions{
		"compacted":            {},
		"indented":             {Indent: true},
		"expanded":             {Form: jsonld.Expanded},
		"native types":         {Form: jsonld.Expanded, NativeTypes: true},
		"rdf:type as property": {UseRDFType: true},
		"framed":               {Form: jsonld.Framed, Root: "http://issn.org/resource/ISSN/0028-0836"},
		"by a given context":   {Context: map[string]any{"s": "http://schema.org/"}},
		"by a named context":   {Context: "https://schema.org/"},
	} {
		t.Run(name, func(t *testing.T) {
			text := write(t, d, opt)
			if got := read(t, text, jsonld.Options{}); !rdf.Isomorphic(d, got) {
				t.Errorf("%s\ngives\n%v", text, got.Sorted())
			}
		})
	}
}

func TestFramedDocumentNests(t *testing.T) {
	text := write(t, read(t, record, jsonld.Options{}), jsonld.WriterOptions{Form: jsonld.Framed, Root: "http://issn.org/resource/ISSN/0028-0836"})
	var doc struct {
		ID           string `json:"id"`
		IdentifiedBy struct {
			ID   string `json:"id"`
			Type string `json:"type"`
		} `json:"identifiedBy"`
		MainEntityOf struct {
			Modified string `json:"modified"`
		} `json:"mainEntityOf"`
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.ID != "resource:ISSN/0028-0836" || doc.IdentifiedBy.Type != "bf:KeyTitle" || doc.MainEntityOf.Modified != "2023-09-15" {
		t.Errorf("not nested: %s", text)
	}
}

// A document carries what it uses of the ISSN context, and no more.
func TestDocumentCarriesItsContext(t *testing.T) {
	text := write(t, read(t, record, jsonld.Options{}), jsonld.WriterOptions{})
	var doc struct {
		Context map[string]any `json:"@context"`
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "type", "bf", "schema", "name", "resource", "countries", "modified"} {
		if doc.Context[name] == nil {
			t.Errorf("the context lacks %s:\n%s", name, text)
		}
	}
	for _, name := range []string{"keepers", "supplement", "latitude"} {
		if doc.Context[name] != nil {
			t.Errorf("the context has %s, which is not used", name)
		}
	}
}

func TestErrors(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"not JSON":          {"{\n  \"a\": }", "f.jsonld:2:8: invalid character '}' looking for beginning of value"},
		"cut off":           {`{"a": `, "f.jsonld:1:6: the JSON text ends too early"},
		"two values":        {"{}\n{}", "f.jsonld:2:1: there is more after the JSON value"},
		"a foreign context": {`{"@context": "http://example.org/c"}`, "f.jsonld: loading remote context failed: loading document failed: remote context is not allowed: http://example.org/c"},
		"too long":          {`{"@id": "` + strings.Repeat("x", 100) + `"}`, "f.jsonld: the document is longer than 100 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rdf.ReadDataset(jsonld.NewReader(strings.NewReader(tc.text), jsonld.Options{File: "f.jsonld", MaxBytes: 100}).All())
			var syntax *rdf.SyntaxError
			if !errors.As(err, &syntax) || err.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}

func TestTripleTermIsAnError(t *testing.T) {
	s := rdf.NewIRI("http://example.org/s")
	w := jsonld.NewWriter(&bytes.Buffer{}, jsonld.WriterOptions{})
	err := w.WriteQuad(rdf.Quad{S: s, P: s, O: rdf.NewTripleTerm(rdf.Triple{S: s, P: s, O: s})})
	if !errors.Is(err, jsonld.ErrTripleTerm) {
		t.Errorf("got %v, want ErrTripleTerm", err)
	}
}

// Labels of the document never meet those of nodes without one.
func TestLabels(t *testing.T) {
	d := read(t, `[{"@id":"_:g0","http://example.org/p":{"http://example.org/q":1}},{"http://example.org/p":{"@id":"_:g0"}}]`, jsonld.Options{LabelPrefix: "x"})
	nodes := map[rdf.Term]bool{}
	for q := range d.All() {
		for _, term := range []rdf.Term{q.S, q.O} {
			if term.IsBlankNode() {
				nodes[term] = true
				if !strings.HasPrefix(term.Value(), "x") {
					t.Errorf("label %s lacks the prefix", term.Value())
				}
			}
		}
	}
	if len(nodes) != 3 {
		t.Errorf("%d blank nodes, want 3: %v", len(nodes), d.Sorted())
	}
}

// TestContextAgreesWithThePublishedOne compares each term with the file that
// the ISSN International Centre publishes.
func TestContextAgreesWithThePublishedOne(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "issn-profile", "issn-jsonld-context.json"))
	if err != nil {
		t.Skipf("the published context is not here: %v", err)
	}
	var published struct {
		Context map[string]any `json:"@context"`
	}
	if err := json.Unmarshal(text, &published); err != nil {
		t.Fatal(err)
	}
	ours := jsonld.ISSNContext()
	differences := map[string]string{
		"hasCancelledISSN":   "a link, not a string",
		"cancelledInFavorOf": "a link, not a string",
		"versionOf":          "dct:versionOf does not exist",
		"M3620_a":            "the prefix m213xx is not declared",
		"M3620_z":            "the prefix m213xx is not declared",
		"M3621_a":            "the prefix m213xx is not declared",
		"M3621_z":            "the prefix m213xx is not declared",
		"citation_text":      "the same as citation",
		"memberOf":           "not in the profile",
	}
	for name, definition := range published.Context {
		same := cmp.Equal(definition, ours[name])
		why, deliberate := differences[name]
		switch {
		case same && deliberate:
			t.Errorf("%s is the same: take it off the list (%s)", name, why)
		case !same && !deliberate:
			t.Errorf("%s: published %v, ours %v", name, definition, ours[name])
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add(record)
	f.Add(`{"@graph":[{"@id":"_:a","@type":["@json"]}],"@context":{"@vocab":"http://e/"}}`)
	f.Add(`[{"@list":[[1,true,null,"x"]]},{"http://p":{"@value":1e400}}]`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := rdf.ReadDataset(jsonld.NewReader(strings.NewReader(text), jsonld.Options{Base: "http://example.org/", MaxBytes: 1 << 16}).All())
		if err != nil {
			return
		}
		again := read(t, write(t, d, jsonld.WriterOptions{Form: jsonld.Expanded}), jsonld.Options{})
		if d.Len() < 50 && !rdf.Isomorphic(d, again) {
			t.Errorf("%s\ngives\n%v\nthen\n%v", text, d.Sorted(), again.Sorted())
		}
	})
}

// Documents that are written at the same time share the parsed context.
func TestConcurrentWriters(t *testing.T) {
	write := func(n int) string {
		var b strings.Builder
		w := jsonld.NewWriter(&b, jsonld.WriterOptions{})
		for i := range n {
			s := rdf.NewIRI(fmt.Sprintf("http://issn.org/resource/ISSN/0028-0836#%d", i))
			for _, q := range []rdf.Quad{
				{S: s, P: rdf.NewIRI("http://schema.org/name"), O: rdf.NewString("name")},
				{S: s, P: rdf.NewIRI("http://schema.org/isPartOf"), O: rdf.NewIRI("http://issn.org/resource/ISSN-L/0028-0836")},
			} {
				if err := w.WriteQuad(q); err != nil {
					t.Error(err)
				}
			}
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		return b.String()
	}
	want := map[int]string{}
	for n := range 4 {
		want[n] = write(n)
	}
	var group sync.WaitGroup
	for i := range 32 {
		group.Go(func() {
			if got := write(i % 4); got != want[i%4] {
				t.Errorf("%d nodes: got\n%s\nwant\n%s", i%4, got, want[i%4])
			}
		})
	}
	group.Wait()
}
