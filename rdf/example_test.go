package rdf_test

import (
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
)

func ExampleIsomorphic() {
	p := rdf.NewIRI("http://example/p")
	a := rdf.NewDataset(rdf.Quad{S: rdf.NewBlankNode("x"), P: p, O: rdf.NewBlankNode("y")})
	b := rdf.NewDataset(rdf.Quad{S: rdf.NewBlankNode("1"), P: p, O: rdf.NewBlankNode("2")})
	c := rdf.NewDataset(rdf.Quad{S: rdf.NewBlankNode("1"), P: p, O: rdf.NewBlankNode("1")})
	fmt.Println(rdf.Isomorphic(a, b), rdf.Isomorphic(a, c))
	// Output: true false
}

func ExampleCanonicalize() {
	d := rdf.NewDataset(rdf.Quad{S: rdf.NewBlankNode("anything"), P: rdf.NewIRI("http://example/p"), O: rdf.NewString("o")})
	c, err := rdf.Canonicalize(d, rdf.CanonicalOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(c)
	// Output: _:c14n0 <http://example/p> "o" .
}

func ExampleBase_Resolve() {
	base, err := rdf.NewBase("https://portal.issn.org/resource/ISSN/0028-0836?format=turtle")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(base.Resolve("#KeyTitle"))
	fmt.Println(base.Resolve("../ISSN-L/0028-0836"))
	// Output:
	// https://portal.issn.org/resource/ISSN/0028-0836?format=turtle#KeyTitle
	// https://portal.issn.org/resource/ISSN-L/0028-0836
}
