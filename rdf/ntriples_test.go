package rdf_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

func TestString(t *testing.T) {
	s, p := rdf.NewIRI("http://example/s"), rdf.NewIRI("http://example/p")
	for name, tc := range map[string]struct {
		term rdf.Term
		want string
	}{
		"none":                             {rdf.Term{}, ""},
		"IRI":                              {s, "<http://example/s>"},
		"IRI with a space":                 {rdf.NewIRI("http://example/a b>"), `<http://example/a\u0020b\u003E>`},
		"blank node":                       {rdf.NewBlankNode("b0"), "_:b0"},
		"odd label":                        {rdf.NewBlankNode("a b"), "_:x-hex-612062"},
		"label that looks like an odd one": {rdf.NewBlankNode("x-hex-612062"), "_:x-hex-782d6865782d363132303632"},
		"string":                           {rdf.NewString("a \"b\" \\ \t\n\r\b\f"), `"a \"b\" \\ \t\n\r\b\f"`},
		"control":                          {rdf.NewString("\x00\x7F\u0080é\uFFFD\uFFFE\uFFFF"), "\"\\u0000\\u007F\u0080é\uFFFD\\uFFFE\\uFFFF\""},
		"not UTF-8":                        {rdf.NewString("a\xFFb"), "\"a\uFFFDb\""},
		"typed":                            {rdf.NewLiteral("1", vocab.XSDInteger), `"1"^^<http://www.w3.org/2001/XMLSchema#integer>`},
		"string too":                       {rdf.NewLiteral("1", vocab.XSDString), `"1"`},
		"language":                         {rdf.NewLangString("a", "EN-gb"), `"a"@en-GB`},
		"direction":                        {rdf.NewDirLangString("a", "ar", rdf.RTL), `"a"@ar--rtl`},
		"triple term": {
			rdf.NewTripleTerm(rdf.Triple{S: s, P: p, O: rdf.NewTripleTerm(rdf.Triple{S: s, P: p, O: rdf.NewString("o")})}),
			`<<( <http://example/s> <http://example/p> <<( <http://example/s> <http://example/p> "o" )>> )>>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.term.String(); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
	q := rdf.Quad{S: s, P: p, O: rdf.NewLangString("x", "en-US"), G: rdf.NewBlankNode("g")}
	if got, want := q.String(), `<http://example/s> <http://example/p> "x"@en-US _:g .`; got != want {
		t.Errorf("quad: got %s, want %s", got, want)
	}
	if got, want := string(rdf.AppendCanonicalQuad(nil, q)), `<http://example/s> <http://example/p> "x"@en-us _:g .`; got != want {
		t.Errorf("canonical quad: got %s, want %s", got, want)
	}
}

func TestSyntaxError(t *testing.T) {
	for want, e := range map[string]rdf.SyntaxError{
		"a.nt:3:7: what":  {File: "a.nt", Line: 3, Column: 7, Msg: "what"},
		"3:7: what":       {Line: 3, Column: 7, Msg: "what"},
		"a.jsonld: what":  {File: "a.jsonld", Column: 7, Msg: "what"},
		"what":            {Msg: "what"},
		"a.rdf:12: where": {File: "a.rdf", Line: 12, Msg: "where"},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestIsLabel(t *testing.T) {
	for label, want := range map[string]bool{
		"a": true, "0": true, "_": true, "a.b": true, "a-b": true, "é": true, "a·": true,
		"": false, "-a": false, ".a": false, "a.": false, "a b": false, "a:b": false, "·a": false, "a\xFF": false,
	} {
		if got := rdf.IsLabel(label); got != want {
			t.Errorf("IsLabel(%q) is %v", label, got)
		}
	}
}
