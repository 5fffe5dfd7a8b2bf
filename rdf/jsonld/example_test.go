package jsonld_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/jsonld"
)

func ExampleNewReader() {
	doc := `{"@context": "https://schema.org", "@id": "http://issn.org/resource/ISSN/0028-0836", "name": "Nature"}`
	for q, err := range jsonld.NewReader(strings.NewReader(doc), jsonld.Options{}).All() {
		fmt.Println(strings.TrimSpace(q.String()), err)
	}
	// Output:
	// <http://issn.org/resource/ISSN/0028-0836> <http://schema.org/name> "Nature" . <nil>
}

func ExampleNewWriter() {
	w := jsonld.NewWriter(os.Stdout, jsonld.WriterOptions{Indent: true})
	_ = w.WriteQuad(rdf.Quad{
		S: rdf.NewIRI("http://issn.org/resource/ISSN/0028-0836"),
		P: rdf.NewIRI("http://schema.org/name"),
		O: rdf.NewString("Nature"),
	})
	_ = w.Close()
	// Output:
	// {
	//   "@context": {
	//     "id": "@id",
	//     "name": {
	//       "@id": "schema:name",
	//       "@type": "xsd:string"
	//     },
	//     "resource": "http://issn.org/resource/",
	//     "schema": "http://schema.org/",
	//     "xsd": "http://www.w3.org/2001/XMLSchema#"
	//   },
	//   "id": "resource:ISSN/0028-0836",
	//   "name": "Nature"
	// }
}
