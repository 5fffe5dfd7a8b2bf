package testsuite_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/jsonld"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

const jsonldSuitesIRI = "https://w3c.github.io/json-ld-api/tests/"

// jsonldTest is an entry of a JSON-LD manifest.
type jsonldTest struct {
	ID      string   `json:"@id"`
	Type    []string `json:"@type"`
	Name    string   `json:"name"`
	Input   string   `json:"input"`
	Expect  string   `json:"expect"`
	Error   string   `json:"expectErrorCode"`
	Options struct {
		Base           string `json:"base"`
		ProcessingMode string `json:"processingMode"`
		SpecVersion    string `json:"specVersion"`
		ExpandContext  string `json:"expandContext"`
		RDFDirection   string `json:"rdfDirection"`
		Generalized    bool   `json:"produceGeneralizedRdf"`
		NativeTypes    bool   `json:"useNativeTypes"`
		UseRDFType     bool   `json:"useRdfType"`
	} `json:"option"`
}

// has reports whether the test is of a type, such as NegativeEvaluationTest.
func (j *jsonldTest) has(kind string) bool {
	for _, t := range j.Type {
		if strings.TrimPrefix(t, "jld:") == kind {
			return true
		}
	}
	return false
}

// jsonldSuites returns the suites of JSON-LD to and from RDF. Tests of what
// only JSON-LD 1.0 had are not part of JSON-LD 1.1.
func jsonldSuites() []suite {
	var all []suite
	for name, run := range map[string]func(root, *jsonldTest) error{"toRdf": runToRDF, "fromRdf": runFromRDF} {
		entries := map[string]*jsonldTest{}
		s := suite{Spec: "JSON-LD 1.1 " + name, Folder: "json-ld", IRI: jsonldSuitesIRI}
		s.Read = func(r root) ([]manifestTest, error) {
			list, err := readJSONLDManifest(r, name)
			var tests []manifestTest
			for i := range list {
				j := &list[i]
				if j.Options.SpecVersion == "json-ld-1.0" {
					continue
				}
				m := manifestTest{IRI: jsonldSuitesIRI + name + "-manifest" + j.ID, Name: j.Name, Root: r}
				m.Type = strings.TrimPrefix(j.Type[0], "jld:")
				entries[m.IRI] = j
				tests = append(tests, m)
			}
			return tests, err
		}
		s.Run = func(m manifestTest) error { return run(m.Root, entries[m.IRI]) }
		all = append(all, s)
	}
	if all[0].Spec > all[1].Spec { // maps have no order
		all[0], all[1] = all[1], all[0]
	}
	return all
}

func TestJSONLD(t *testing.T) {
	for _, s := range jsonldSuites() {
		t.Run(strings.ReplaceAll(s.Spec, " ", "_"), s.run)
	}
}

func readJSONLDManifest(r root, name string) ([]jsonldTest, error) {
	text, err := os.ReadFile(filepath.Join(r.dir, name+"-manifest.jsonld"))
	if err != nil {
		return nil, err
	}
	var manifest struct {
		Sequence []jsonldTest `json:"sequence"`
	}
	err = json.Unmarshal(text, &manifest)
	return manifest.Sequence, err
}

// testLoaders are the loaders of testLoader by folder.
var testLoaders sync.Map

// testLoader holds every JSON document of the suite as a context.
func testLoader(r root) (*jsonld.Loader, error) {
	if loader, ok := testLoaders.Load(r.dir); ok {
		return loader.(*jsonld.Loader), nil
	}
	loader, err := readContexts(r)
	if err == nil {
		testLoaders.Store(r.dir, loader)
	}
	return loader, err
}

func readContexts(r root) (*jsonld.Loader, error) {
	loader := jsonld.NewLoader()
	return loader, filepath.WalkDir(r.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".jsonld") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var doc any
		if json.Unmarshal(text, &doc) != nil {
			return nil // some are broken on purpose
		}
		rel, err := filepath.Rel(r.dir, path)
		loader.Add(r.iri+filepath.ToSlash(rel), doc)
		return err
	})
}

func direction(name string) jsonld.Direction {
	switch name {
	case "i18n-datatype":
		return jsonld.I18NDatatype
	case "compound-literal":
		return jsonld.CompoundLiteral
	}
	return jsonld.NoDirection
}

func runToRDF(r root, j *jsonldTest) error {
	loader, err := testLoader(r)
	if err != nil {
		return err
	}
	iri := r.iri + j.Input
	opt := jsonld.Options{
		Base: iri, File: j.Input, Loader: loader, Direction: direction(j.Options.RDFDirection),
		OneZero: j.Options.ProcessingMode == "json-ld-1.0", Generalized: j.Options.Generalized,
	}
	if j.Options.Base != "" {
		opt.Base = j.Options.Base
	}
	if j.Options.ExpandContext != "" {
		doc, err := loader.LoadDocument(r.iri + j.Options.ExpandContext)
		if err != nil {
			return err
		}
		opt.Context = doc.Document
	}
	text, err := r.read(iri)
	if err != nil {
		return err
	}
	got, err := rdf.ReadDataset(jsonld.NewReader(bytes.NewReader(text), opt).All())
	if j.has("NegativeEvaluationTest") {
		switch {
		case err == nil:
			return fmt.Errorf("accepted, want the error %q", j.Error)
		case !strings.Contains(err.Error(), j.Error):
			return fmt.Errorf("%w, want the error %q", err, j.Error)
		}
		return nil
	}
	if err != nil || j.has("PositiveSyntaxTest") {
		return err
	}
	want, err := readNQuads(r, r.iri+j.Expect)
	if err != nil {
		return err
	}
	if !rdf.Isomorphic(want, got) {
		return fmt.Errorf("want\n%s\ngot\n%s", quadsText(want), quadsText(got))
	}
	return nil
}

func readNQuads(r root, iri string) (*rdf.Dataset, error) {
	text, err := r.read(iri)
	if err != nil {
		return nil, err
	}
	return rdf.ReadDataset(turtle.NewReader(bytes.NewReader(text), turtle.Options{Format: turtle.NQuads, File: iri}).All())
}

func quadsText(d *rdf.Dataset) string {
	var b strings.Builder
	for _, q := range d.Sorted() {
		b.WriteString(q.String())
	}
	return b.String()
}

func runFromRDF(r root, j *jsonldTest) error {
	in, err := readNQuads(r, r.iri+j.Input)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := jsonld.NewWriter(&b, jsonld.WriterOptions{
		Form: jsonld.Expanded, Direction: direction(j.Options.RDFDirection),
		NativeTypes: j.Options.NativeTypes, UseRDFType: j.Options.UseRDFType,
	})
	for q := range in.All() {
		if err = w.WriteQuad(q); err != nil {
			break
		}
	}
	err = errors.Join(err, w.Close())
	if j.has("NegativeEvaluationTest") {
		if err == nil || !strings.Contains(err.Error(), j.Error) {
			return fmt.Errorf("got the error %w, want %q", err, j.Error)
		}
		return nil
	}
	if err != nil {
		return err
	}
	text, err := r.read(r.iri + j.Expect)
	if err != nil {
		return err
	}
	var got, want any
	if err := errors.Join(json.Unmarshal(b.Bytes(), &got), json.Unmarshal(text, &want)); err != nil {
		return err
	}
	if !sameJSONLD(want, got) {
		return fmt.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
	return nil
}

// sameJSONLD compares expanded documents: the order of arrays counts in lists
// only.
func sameJSONLD(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k, v := range x {
			w, ok := y[k]
			if !ok || k == "@list" && !sameOrdered(v, w) || k != "@list" && !sameJSONLD(v, w) {
				return false
			}
		}
		return true
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		used := make([]bool, len(y))
		for _, v := range x {
			found := false
			for i, w := range y {
				if !used[i] && sameJSONLD(v, w) {
					used[i], found = true, true
					break
				}
			}
			if !found {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

func sameOrdered(a, b any) bool {
	x, ok := a.([]any)
	y, ok2 := b.([]any)
	if !ok || !ok2 || len(x) != len(y) {
		return false
	}
	for i := range x {
		if !sameJSONLD(x[i], y[i]) {
			return false
		}
	}
	return true
}

func TestSameJSONLD(t *testing.T) {
	for name, tc := range map[string]struct {
		a, b string
		want bool
	}{
		"order of values":     {`{"p":[1,2]}`, `{"p":[2,1]}`, true},
		"order of a list":     {`{"@list":[1,2]}`, `{"@list":[2,1]}`, false},
		"another value":       {`{"p":[1,2]}`, `{"p":[1,3]}`, false},
		"one more value":      {`{"p":[1]}`, `{"p":[1,1]}`, false},
		"one more member":     {`{"p":1}`, `{"p":1,"q":1}`, false},
		"a string, no number": {`{"p":1}`, `{"p":"1"}`, false},
	} {
		var a, b any
		if err := errors.Join(json.Unmarshal([]byte(tc.a), &a), json.Unmarshal([]byte(tc.b), &b)); err != nil {
			t.Fatal(err)
		}
		if got := sameJSONLD(a, b); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}
