package jsonld_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/jsonld"
	"github.com/issn-ld/issn-ld/vocab"
)

// statements reads a document and returns its quads as text, sorted.
func statements(t *testing.T, doc string, opt jsonld.Options) []string {
	t.Helper()
	var list []string
	for q, err := range jsonld.NewReader(strings.NewReader(doc), opt).All() {
		if err != nil {
			return []string{err.Error()}
		}
		list = append(list, q.String())
	}
	slices.Sort(list)
	return list
}

// JSON literals are written and read as they are in every form: arrays, numbers
// beyond double precision, texts that look like names of a context.
func TestJSONLiterals(t *testing.T) {
	for _, text := range []string{
		`[1]`, `[]`, `[[1],[2,[3]]]`, `[{"a":[1]}]`, `{}`, `{"@id":"x","type":["schema:Thing"]}`, `1e400`, `-1e400`, `[1e999]`, `null`, `true`, `"a<b>&c"`, `0.1`, `"[1]"`,
	} {
		want := rdf.Quad{S: rdf.NewIRI("http://e/s"), P: rdf.NewIRI("http://e/p"), O: rdf.NewLiteral(text, vocab.RDFJSON)}
		other := rdf.Quad{S: rdf.NewIRI("http://e/s"), P: rdf.NewIRI("http://e/p"), O: rdf.NewString("ok")}
		for name, opt := range map[string]jsonld.WriterOptions{
			"compacted": {}, "indented": {Indent: true}, "expanded": {Form: jsonld.Expanded},
			"framed":      {Form: jsonld.Framed, Root: "http://e/s"},
			"own context": {Context: map[string]any{"p": map[string]any{"@id": "http://e/p", "@type": "@json"}}},
		} {
			var b bytes.Buffer
			w := jsonld.NewWriter(&b, opt)
			if err := errors.Join(w.WriteQuad(want), w.WriteQuad(other), w.Close()); err != nil {
				t.Fatalf("%s: %s: %v", name, text, err)
			}
			got := statements(t, b.String(), jsonld.Options{})
			if !slices.Equal(got, []string{other.String(), want.String()}) && !slices.Equal(got, []string{want.String(), other.String()}) {
				t.Errorf("%s: %s: got %q of\n%s", name, text, got, b.String())
			}
		}
	}
	w := jsonld.NewWriter(io.Discard, jsonld.WriterOptions{})
	if err := w.WriteQuad(rdf.Quad{S: rdf.NewIRI("http://e/s"), P: rdf.NewIRI("http://e/p"), O: rdf.NewLiteral("[1", vocab.RDFJSON)}); err == nil {
		t.Error("a JSON literal that is no JSON is written")
	}
}

// A number outside of the range of doubles is a literal like others.
func TestLargeNumbers(t *testing.T) {
	for in, want := range map[string]string{
		`1e400`:                                  `"1e400"^^<` + vocab.XSDDouble + `>`,
		`-1e999`:                                 `"-1e999"^^<` + vocab.XSDDouble + `>`,
		`{"@value":1e400,"@type":"http://e/d"}`:  `"1e400"^^<http://e/d>`,
		`{"@value":{"a":1e400},"@type":"@json"}`: `"{\"a\":1e400}"^^<` + vocab.RDFJSON + `>`,
		`12`:                                     `"12"^^<` + vocab.XSDInteger + `>`,
		`1.5`:                                    `"1.5E0"^^<` + vocab.XSDDouble + `>`,
		`{"@list":[1e400]}`:                      `"1e400"^^<` + vocab.XSDDouble + `>`,
	} {
		got := strings.Join(statements(t, `{"@id":"http://e/s","http://e/p":`+in+`}`, jsonld.Options{}), "\n")
		if !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// A term with a direction gives it to the values of its language map.
func TestDirectionOfLanguageMaps(t *testing.T) {
	doc := func(term, context, value string) string {
		return `{"@context":{"@version":1.1` + context + `,"p":{"@id":"http://e/p"` + term + `}},"@id":"http://e/s","p":` + value + `}`
	}
	const container = `,"@container":"@language"`
	for in, want := range map[string]string{
		doc(container+`,"@direction":"ltr"`, ``, `{"en":"a"}`):                      `"a"@en--ltr`,
		doc(container+`,"@direction":"rtl"`, `,"@direction":"ltr"`, `{"ar":["a"]}`): `"a"@ar--rtl`,
		doc(container+`,"@direction":null`, `,"@direction":"ltr"`, `{"en":"a"}`):    `"a"@en .`,
		doc(container, `,"@direction":"rtl"`, `{"en":"a"}`):                         `"a"@en--rtl`,
		doc(`,"@language":"en","@direction":"ltr"`, ``, `"a"`):                      `"a"@en--ltr`,
	} {
		got := strings.Join(statements(t, in, jsonld.Options{Direction: jsonld.DirLangString}), "\n")
		if !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// A context may stand in a list more than once.
func TestContextTwice(t *testing.T) {
	const a, b = `"https://schema.org/"`, `"https://schema.org"`
	for _, list := range []string{
		`[` + a + `,` + a + `]`, `[` + a + `,` + b + `,` + a + `]`, `[` + a + `,{"x":"http://e/x"},` + a + `,` + a + `]`,
		`[` + a + `,null,` + a + `]`, `[{"n":{"@id":"http://e/n","@context":[` + a + `,` + a + `]}},` + a + `]`,
	} {
		got := statements(t, fmt.Sprintf(`{"@context":%s,"name":"x","@id":"http://e/a"}`, list), jsonld.Options{})
		if want := []string{`<http://e/a> <http://schema.org/name> "x" .`}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q", list, got)
		}
	}
	if got := statements(t, `{"@context":["http://e/none","http://e/none"],"name":"x"}`, jsonld.Options{}); len(got) != 1 || !strings.Contains(got[0], "not allowed") {
		t.Errorf("an unknown context twice: %q", got)
	}
}
