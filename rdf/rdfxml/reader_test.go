package rdfxml_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/rdfxml"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

const open = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/">` + "\n"

// doc returns a document with the elements.
func doc(elements string) string { return open + elements + "\n</rdf:RDF>" }

func read(text string) (*rdf.Dataset, error) {
	return rdf.ReadDataset(rdfxml.NewReader(strings.NewReader(text), rdfxml.Options{Base: "http://example.org/doc", File: "doc.rdf"}).All())
}

// turtleGraph reads a graph in Turtle.
func turtleGraph(t *testing.T, text string) *rdf.Dataset {
	t.Helper()
	text = `@prefix : <http://example.org/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . ` + text
	d, err := rdf.ReadDataset(turtle.NewReader(strings.NewReader(text), turtle.Options{Format: turtle.Turtle, Base: "http://example.org/doc"}).All())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRead(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"no rdf:RDF":                             {`<ex:C xmlns:ex="http://example.org/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="a"/>`, `:a a :C .`},
		"empty":                                  {doc(``), ``},
		"blank nodes":                            {doc(`<rdf:Description rdf:nodeID="x" ex:p="1"/><rdf:Description rdf:nodeID="x" ex:p="2"/><rdf:Description ex:p="3"/>`), `_:x :p "1", "2" . _:y :p "3" .`},
		"empty literal":                          {doc(`<ex:C><ex:p/><ex:q></ex:q></ex:C>`), `[] a :C; :p ""; :q "" .`},
		"text keeps its space":                   {doc("<ex:C><ex:p> a\n b </ex:p></ex:C>"), `[] a :C; :p " a\n b " .`},
		"CDATA and comments":                     {doc(`<ex:C><ex:p>a<!-- c --><![CDATA[<b>]]>&amp;</ex:p></ex:C>`), `[] a :C; :p "a<b>&" .`},
		"language scope":                         {doc(`<ex:C xml:lang="en"><ex:p>a</ex:p><ex:p xml:lang="">b</ex:p><ex:p xml:lang="de">c</ex:p></ex:C>`), `[] a :C; :p "a"@en, "b", "c"@de .`},
		"datatype has no language":               {doc(`<ex:C xml:lang="en"><ex:p rdf:datatype="t">a</ex:p></ex:C>`), `[] a :C; :p "a"^^<http://example.org/t> .`},
		"nested":                                 {doc(`<ex:C rdf:about="a"><ex:p><ex:D rdf:about="b"><ex:q rdf:resource="c"/></ex:D></ex:p></ex:C>`), `:a a :C; :p :b . :b a :D; :q :c .`},
		"li":                                     {doc(`<rdf:Seq rdf:about="s"><rdf:li>a</rdf:li><rdf:_5>b</rdf:_5><rdf:li>c</rdf:li></rdf:Seq>`), `:s a rdf:Seq; rdf:_1 "a"; rdf:_5 "b"; rdf:_2 "c" .`},
		"collection of none":                     {doc(`<ex:C rdf:about="a"><ex:p rdf:parseType="Collection"/></ex:C>`), `:a a :C; :p () .`},
		"collection":                             {doc(`<ex:C rdf:about="a"><ex:p rdf:parseType="Collection"><ex:D rdf:about="b"/><rdf:Description/></ex:p></ex:C>`), `:a a :C; :p (:b []) . :b a :D .`},
		"resource":                               {doc(`<ex:C rdf:about="a"><ex:p rdf:parseType="Resource"><ex:q>1</ex:q><rdf:li>2</rdf:li></ex:p></ex:C>`), `:a a :C; :p [ :q "1"; rdf:_1 "2" ] .`},
		"reification":                            {doc(`<rdf:Description rdf:about="a"><ex:p rdf:ID="r">b</ex:p></rdf:Description>`), `:a :p "b" . <#r> a rdf:Statement; rdf:subject :a; rdf:predicate :p; rdf:object "b" .`},
		"property attributes":                    {doc(`<rdf:Description rdf:about="a"><ex:p ex:q="b" rdf:type="T"/></rdf:Description>`), `:a :p [ :q "b"; a :T ] .`},
		"without prefix":                         {doc(`<rdf:Description about="a"><ex:p resource="b"/></rdf:Description>`), `:a :p :b .`},
		"base":                                   {doc(`<rdf:Description xml:base="http://a/b/c#d" rdf:about=""><ex:p xml:base="../x" rdf:resource="y"/><ex:q rdf:resource="#z"/></rdf:Description>`), `<http://a/b/c> :p <http://a/y>; :q <http://a/b/c#z> .`},
		"entities":                               {`<!DOCTYPE rdf:RDF [<!ENTITY e "http://example.org/"> <!ENTITY f '&e;x&#38;'>]>` + doc(`<rdf:Description rdf:about="&e;a"><ex:p>&f;</ex:p></rdf:Description>`), `:a :p "http://example.org/x&" .`},
		"XML literal":                            {doc(`<rdf:Description rdf:about="a"><ex:p rdf:parseType="Literal"><b z="1" a="2" ex:y="&quot;&#10;"/>&amp;<!--c--><?pi d?><ex:i xmlns="http://d/"><c/></ex:i></ex:p></rdf:Description>`), `:a :p "<b xmlns:ex=\"http://example.org/\" a=\"2\" z=\"1\" ex:y=\"&quot;&#xA;\"></b>&amp;<!--c--><?pi d?><ex:i xmlns:ex=\"http://example.org/\"><c xmlns=\"http://d/\"></c></ex:i>"^^rdf:XMLLiteral .`},
		"default namespace ends":                 {doc(`<rdf:Description rdf:about="a"><ex:p rdf:parseType="Literal"><a xmlns="http://d/"><b xmlns=""/></a></ex:p></rdf:Description>`), `:a :p "<a xmlns=\"http://d/\"><b xmlns=\"\"></b></a>"^^rdf:XMLLiteral .`},
		"direction":                              {doc(`<rdf:Description rdf:about="a" rdf:version="1.2" xmlns:its="http://www.w3.org/2005/11/its" its:dir="rtl" xml:lang="ar"><ex:p>a</ex:p><ex:p its:dir="ltr">b</ex:p></rdf:Description>`), `:a :p "a"@ar--rtl, "b"@ar--ltr .`},
		"annotated reification of a triple term": {doc(`<rdf:Description rdf:about="a" rdf:version="1.2"><ex:p rdf:parseType="Triple" rdf:annotation="r"><rdf:Description rdf:about="s"><ex:q>1</ex:q></rdf:Description></ex:p></rdf:Description>`), `:a :p <<( :s :q "1" )>> . :r rdf:reifies <<( :a :p <<( :s :q "1" )>> )>> .`},
	} {
		got, err := read(tc.in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := turtleGraph(t, tc.want); !rdf.Isomorphic(got, want) {
			t.Errorf("%s: got:\n%swant:\n%s", name, list(got), list(want))
		}
	}
}

func TestReadErrors(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"no element":             {``, "doc.rdf:1:1: the document has no element"},
		"text":                   {`abc`, "doc.rdf:1:1: text outside of the root element"},
		"unfinished":             {doc(``)[:len(open)], "doc.rdf:2:1: the document ends within <RDF>"},
		"wrong end":              {open + "</rdf:Rdf>", "</Rdf> does not end an open element"},
		"two roots":              {doc(``) + "<a/>", "second root"},
		"prefix":                 {doc(`<x:C/>`), `doc.rdf:2:1: prefix "x" is not declared`},
		"attribute prefix":       {doc(`<ex:C x:p=""/>`), `prefix "x" is not declared`},
		"entity":                 {doc(`<ex:C ex:p="&x;"/>`), "entity"},
		"attribute twice":        {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://e/" xmlns:b="http://e/"><rdf:Description a:p="1" b:p="2"/></rdf:RDF>`, "stands twice"},
		"namespace":              {doc(`<C/>`), "C has no namespace"},
		"attribute":              {doc(`<ex:C p=""/>`), "attribute p has no namespace"},
		"text in a node":         {doc(`<ex:C>text</ex:C>`), "text where an element is expected"},
		"two objects":            {doc(`<ex:C><ex:p><ex:D/><ex:D/></ex:p></ex:C>`), "second node element"},
		"text and element":       {doc(`<ex:C><ex:p>a<ex:D/></ex:p></ex:C>`), "text and an element"},
		"element and text":       {doc(`<ex:C><ex:p><ex:D/>a</ex:p></ex:C>`), "text where an element is expected"},
		"not empty":              {doc(`<ex:C><ex:p rdf:resource="a"><ex:D/></ex:p></ex:C>`), "must be empty"},
		"about and ID":           {doc(`<ex:C rdf:about="a" rdf:ID="b"/>`), "more than one"},
		"ID twice":               {doc("<ex:C rdf:ID=\"b\"/>\n<ex:C rdf:ID=\"b\"/>"), `doc.rdf:3:1: rdf:ID "b" stands twice`},
		"ID":                     {doc(`<ex:C rdf:ID="1b"/>`), "not a name"},
		"nodeID":                 {doc(`<ex:C rdf:nodeID="a:b"/>`), "not a name"},
		"old term":               {doc(`<ex:C rdf:aboutEach="a"/>`), "rdf:aboutEach cannot stand here"},
		"bagID":                  {doc(`<ex:C rdf:bagID="a"/>`), "rdf:bagID cannot stand here"},
		"li as node":             {doc(`<rdf:li/>`), "rdf:li cannot be a node element"},
		"Description inside":     {doc(`<ex:C><rdf:Description/></ex:C>`), "rdf:Description cannot be a property element"},
		"li attribute":           {doc(`<ex:C rdf:li="a"/>`), "rdf:li cannot stand here"},
		"language":               {doc(`<ex:C xml:lang="1"/>`), "not a language tag"},
		"IRI":                    {doc(`<ex:C rdf:about="http://a b/"/>`), "doc.rdf:2:1:"},
		"datatype":               {doc(`<ex:C><ex:p rdf:datatype="t"><ex:D/></ex:p></ex:C>`), "with rdf:datatype"},
		"datatype and resource":  {doc(`<ex:C><ex:p rdf:datatype="t" rdf:resource="a"/></ex:C>`), "rdf:datatype stands with"},
		"parseType and resource": {doc(`<ex:C><ex:p rdf:parseType="Literal" rdf:resource="a"/></ex:C>`), "rdf:parseType stands with"},
		"resource and nodeID":    {doc(`<ex:C><ex:p rdf:nodeID="x" rdf:resource="a"/></ex:C>`), "stand together"},
		"two annotations":        {doc(`<ex:C><ex:p rdf:annotation="x" rdf:annotationNodeID="a"/></ex:C>`), "two annotations"},
		"RDF attribute":          {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="a"/>`, "rdf:RDF has an attribute about"},
		"deep":                   {open + strings.Repeat("<ex:C><ex:p>", 5001), "deep"},
		"long entity": {`<!DOCTYPE r [<!ENTITY a "` + strings.Repeat("x", 1000) + `"><!ENTITY b "` + strings.Repeat("&a;", 50) +
			`"><!ENTITY c "` + strings.Repeat("&b;", 50) + `">]>` + doc(``), "an entity is longer"},
	} {
		_, err := read(tc.in)
		var syntax *rdf.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
	if _, err := rdf.ReadDataset(rdfxml.NewReader(strings.NewReader(doc(`<ex:C rdf:about="a"/>`)), rdfxml.Options{}).All()); err == nil || !strings.Contains(err.Error(), "without a base") {
		t.Errorf("relative IRI without base: got %v", err)
	}
}

func TestReadEncodings(t *testing.T) {
	text := doc(`<ex:C rdf:about="a" ex:p="é"/>`)
	latin, err := charmap.ISO8859_1.NewEncoder().String(`<?xml version="1.0" encoding="ISO-8859-1"?>` + text)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	declared, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="UTF-16"?>` + text)
	if err != nil {
		t.Fatal(err)
	}
	want := turtleGraph(t, `:a a :C; :p "é" .`)
	for name, in := range map[string]string{"ISO-8859-1": latin, "UTF-8 with mark": "\uFEFF" + text, "UTF-16": utf16, "UTF-16 declared": declared} {
		if got, err := read(in); err != nil || !rdf.Isomorphic(got, want) {
			t.Errorf("%s: %v, got:\n%s", name, err, list(got))
		}
	}
}

func TestReadFailingReader(t *testing.T) {
	boom := errors.New("boom")
	r := rdfxml.NewReader(io.MultiReader(strings.NewReader(open+`<ex:C rdf:about="http://a/"/>`), iotest.ErrReader(boom)), rdfxml.Options{})
	var q rdf.Quad
	if err := r.Read(&q); err != nil {
		t.Fatalf("the first quad: %v", err)
	}
	for range 2 {
		if err := r.Read(&q); !errors.Is(err, boom) {
			t.Errorf("got %v, want the error of the reader", err)
		}
	}
}

func TestLabelPrefix(t *testing.T) {
	r := rdfxml.NewReader(strings.NewReader(doc(`<ex:C rdf:nodeID="x"/><ex:C/>`)), rdfxml.Options{LabelPrefix: "f1."})
	for q, err := range r.All() {
		if err != nil || !strings.HasPrefix(q.S.Value(), "f1.") {
			t.Errorf("got %v, %v", q, err)
		}
	}
}
