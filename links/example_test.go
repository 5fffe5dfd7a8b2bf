package links_test

import (
	"context"
	"fmt"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Link a table that a query of Wikidata gave.
func ExampleLink() {
	register := nature() // met by the store in the program
	file := links.Bytes("query.csv", []byte("item,issn,title\nhttp://www.wikidata.org/entity/Q180445,1476-4687,Nature\n"))
	report, err := links.Link(context.Background(), links.Lookup("wikidata"), []*links.File{file}, links.Options{
		Register: register,
		Emit: func(q rdf.Quad) error {
			if q.P.Value() == vocab.SchemaSameAs {
				fmt.Println(q.S.Value(), "is", q.O.Value())
			}
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, linked, _, _ := report.Rows()
	fmt.Println(linked, "of", rows, "rows linked into", report.Graph)
	// Output:
	// http://issn.org/resource/ISSN-L/0028-0836 is http://www.wikidata.org/entity/Q180445
	// 1 of 1 rows linked into http://issn.org/graph/wikidata
}

func ExampleParseExtent() {
	e := links.ParseExtent("1977/1978 - v. 1 (1-3), 1979 - v. 2 (1)")
	fmt.Println(e.Years(2026), e.Volumes())
	// Output: [1977-1979] [1-2]
}
