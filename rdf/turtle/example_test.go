package turtle_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/turtle"
)

func ExampleReader_All() {
	doc := `BASE <http://example/> <journal> <name> "Nature"@en ; <issn> "0028-0836" .`
	for q, err := range turtle.NewReader(strings.NewReader(doc), turtle.Options{Format: turtle.Turtle}).All() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(q)
	}
	// Output:
	// <http://example/journal> <http://example/name> "Nature"@en .
	// <http://example/journal> <http://example/issn> "0028-0836" .
}

func ExampleReader_Read_error() {
	rd := turtle.NewReader(strings.NewReader("<a:s> <a:p> 1 ,\n\t; ."), turtle.Options{Format: turtle.Turtle, File: "bad.ttl"})
	var q rdf.Quad
	var err error
	for err == nil {
		err = rd.Read(&q)
	}
	fmt.Println(err)
	// Output:
	// bad.ttl:2:2: found ";", expected an object
}

func ExampleWriter() {
	w := turtle.NewWriter(os.Stdout, turtle.WriterOptions{
		Format:   turtle.Turtle,
		Pretty:   true,
		Prefixes: map[string]string{"schema": "http://schema.org/"},
	})
	journal, org := rdf.NewIRI("https://portal.issn.org/resource/ISSN/0028-0836"), rdf.NewBlankNode("org")
	schema := func(name string) rdf.Term { return rdf.NewIRI("http://schema.org/" + name) }
	for _, q := range []rdf.Quad{
		{S: journal, P: schema("name"), O: rdf.NewLangString("Nature", "en")},
		{S: journal, P: rdf.NewIRI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), O: schema("Periodical")},
		{S: journal, P: schema("publisher"), O: org},
		{S: org, P: schema("name"), O: rdf.NewString("Springer")},
	} {
		if err := w.WriteQuad(q); err != nil {
			fmt.Println(err)
		}
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// @prefix schema: <http://schema.org/> .
	//
	// <https://portal.issn.org/resource/ISSN/0028-0836> a schema:Periodical ;
	//     schema:name "Nature"@en ;
	//     schema:publisher [
	//         schema:name "Springer"
	//     ] .
}
