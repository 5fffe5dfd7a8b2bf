package vocab_test

import (
	"fmt"

	"github.com/issn-ld/issn-ld/vocab"
)

func ExampleList_Lookup() {
	c := vocab.Countries.Lookup("enk")
	fmt.Println(c.IRI, c.Label("en"))
	fmt.Println(c.Match, vocab.CountryOfMARC("enk").Label("en"))
	// Output:
	// http://id.loc.gov/vocabulary/countries/enk England
	// https://www.iso.org/obp/ui/#iso:code:3166:GB United Kingdom
}
