package rdfxml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
)

const rdfOpen = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/" `

// document has the declarations in its internal subset and the text as a value.
func document(declarations, text string) string {
	return `<?xml version="1.0"?><!DOCTYPE r [` + declarations + `]>` + rdfOpen + `><rdf:Description rdf:about="http://e/s"><e:p>` + text + `</e:p></rdf:Description></rdf:RDF>`
}

func readAll(doc string, opt Options) (bytes int, err error) {
	rd := NewReader(strings.NewReader(doc), opt)
	for {
		var q rdf.Quad
		if err := rd.Read(&q); errors.Is(err, io.EOF) {
			return bytes, nil
		} else if err != nil {
			return bytes, err
		}
		bytes += len(q.O.Value())
	}
}

// A document unfolds to ten times its bytes at most, and in small ones as much as
// namespaces take that are written as entities.
func TestUnfolding(t *testing.T) {
	long := strings.Repeat("a", 40_000)
	laughs := `<!ENTITY l0 "lol">`
	for i := range 30 {
		laughs += fmt.Sprintf(`<!ENTITY l%d "&l%d;&l%d;">`, i+1, i, i)
	}
	for name, tc := range map[string]struct {
		doc   string
		fails bool
	}{
		"namespaces as entities":    {document(`<!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">`, strings.Repeat("&xsd;string &lt;", 500)), false},
		"one long entity, once":     {document(`<!ENTITY a "`+long+`">`, "&a;"), false},
		"one long entity, often":    {document(`<!ENTITY a "`+long+`">`, strings.Repeat("&a;", 100_000)), true},
		"in attributes":             {document(`<!ENTITY a "`+long+`">`, strings.Repeat(`</e:p><e:p rdf:resource="http://e/&a;"/><e:p>`, 1000)), true},
		"entities of entities":      {document(laughs, "&l30;"), true},
		"declared, never used":      {document(laughs, ""), true},
		"many declarations":         {document(`<!ENTITY a "`+long+`">`+strings.Repeat(`<!ENTITY b "&a;">`, 1)+declare(2000, "&a;"), ""), true},
		"Latin-1":                   {strings.Replace(document(`<!ENTITY a "`+long+`">`, strings.Repeat("&a;", 100_000)), `"1.0"`, `"1.0" encoding="ISO-8859-1"`, 1), true},
		"names that are not closed": {document(`<!ENTITY a "b">`, strings.Repeat("x", 5000)), false},
	} {
		n, err := readAll(tc.doc, Options{})
		var syntax *rdf.SyntaxError
		if (err != nil) != tc.fails || err != nil && !errors.As(err, &syntax) {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
		if n > (maxUnfold+1)*len(tc.doc)+unfoldFree {
			t.Errorf("%s: %d bytes out of %d", name, n, len(tc.doc))
		}
	}
}

// declare declares entities with the text.
func declare(n int, text string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<!ENTITY e%d "%s">`, i, text)
	}
	return b.String()
}

// MaxBytes counts what entities unfold to, and holds without them too.
func TestMaxBytes(t *testing.T) {
	doc := document(`<!ENTITY a "`+strings.Repeat("a", 1000)+`">`, strings.Repeat("&a;", 20))
	for limit, fails := range map[int64]bool{0: false, int64(len(doc)): true, int64(len(doc)) + 15_000: true, int64(len(doc)) + 21_000: false} {
		if _, err := readAll(doc, Options{MaxBytes: limit}); errors.Is(err, ErrTooLarge) != fails || !fails && err != nil {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
	plain := document("", strings.Repeat("a", 100_000))
	if _, err := readAll(plain, Options{MaxBytes: 50_000}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("without entities: %v", err)
	}
}

func TestReplaceEntities(t *testing.T) {
	tok := newTokens(strings.NewReader(""), "", 0)
	tok.x.entities["a"] = "[A]"
	for in, want := range map[string]string{
		"x": "x", "&a;&a;": "[A][A]", "&lt;&#65;&#x42;&amp;": "<AB&", "": "",
	} {
		if got, err := tok.replaceEntities(in); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"&b;", "&a", "&#0;", "&#xD800;", "&#x110000;", "&;", "&#;"} {
		if got, err := tok.replaceEntities(in); err == nil {
			t.Errorf("%q: got %q, want an error", in, got)
		}
	}
}

// The base direction is ltr, rtl or empty where RDF 1.2 is in scope, and says
// nothing elsewhere.
func TestBadDirection(t *testing.T) {
	doc := func(root, property string) string {
		return rdfOpen + `xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" ` + root + `><rdf:Description rdf:about="http://e/s" xml:lang="en"><e:p ` + property + `>x</e:p></rdf:Description></rdf:RDF>`
	}
	for in, fails := range map[string]bool{
		doc(`rdf:version="1.2"`, `its:dir="BAD"`):           true,
		doc(`its:dir="auto" rdf:version="1.2"`, ``):         true,
		doc(``, `its:dir="LTR" rdf:version="1.2"`):          true,
		doc(`rdf:version="1.2"`, `its:dir=""`):              false,
		doc(`rdf:version="1.2"`, `its:dir="rtl"`):           false,
		doc(``, `its:dir="BAD"`):                            false,
		doc(`rdf:version="1.1"`, `its:dir="BAD"`):           false,
		doc(`rdf:version="1.2"`, `xml:lang="" its:dir="x"`): true,
	} {
		if _, err := readAll(in, Options{}); (err != nil) != fails {
			t.Errorf("%s: %v", in, err)
		}
	}
}

// Text beside elements is an error wherever RDF/XML has no place for it.
func TestMixedContent(t *testing.T) {
	const node = `<rdf:Description rdf:about="http://e/o"/>`
	for in, fails := range map[string]bool{
		`<e:p>text` + node + `</e:p>`:                                          true,
		`<e:p>` + node + `text</e:p>`:                                          true,
		`<e:p> ` + node + ` </e:p>`:                                            false,
		`text<e:p>x</e:p>`:                                                     true,
		`<e:p>x</e:p>text`:                                                     true,
		`<e:p rdf:parseType="Collection">text` + node + `</e:p>`:               true,
		`<e:p rdf:parseType="Resource">text<e:q>x</e:q></e:p>`:                 true,
		`<e:p rdf:parseType="Triple" rdf:version="1.2">text` + node + `</e:p>`: true,
		`<e:p rdf:resource="http://e/o">text</e:p>`:                            true,
		`<e:p rdf:resource="http://e/o"><![CDATA[x]]></e:p>`:                   true,
		`<e:p>te<!-- c -->xt<?pi x?></e:p>`:                                    false,
		`<e:p rdf:parseType="Literal">text<b>x</b></e:p>`:                      false,
	} {
		if _, err := readAll(rdfOpen+`><rdf:Description rdf:about="http://e/s">`+in+`</rdf:Description></rdf:RDF>`, Options{}); (err != nil) != fails {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func FuzzUnfolding(f *testing.F) {
	f.Add(document(`<!ENTITY a "bcd"><!ENTITY e "&a;&a;">`, "&e;&e;&lt;"))
	f.Add(document(`<!ENTITY a "`+strings.Repeat("a", 3000)+`">`, strings.Repeat("&a;", 300)))
	f.Fuzz(func(t *testing.T, doc string) {
		tok, n := newTokens(strings.NewReader(doc), "", 0), 0
		for {
			event, err := tok.next()
			if err != nil {
				break
			}
			switch event := event.(type) {
			case xml.CharData:
				n += len(event)
			case *element:
				for _, a := range event.attrs {
					n += len(a.value)
				}
			}
		}
		if n > 4*(maxUnfold+1)*len(doc)+unfoldFree { // four: decoded text may have more bytes than its encoding
			t.Errorf("%d bytes out of %d", n, len(doc))
		}
	})
}
