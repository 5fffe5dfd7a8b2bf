package links_test

import (
	"context"
	"fmt"

	"github.com/issn-ld/issn-ld/internal/linktest"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// Link a table that a query of Wikidata gave.
func ExampleLink() {
	register := linktest.Nature() // met by the store in the program
	file := formats.Bytes("query.csv", []byte("item,issn,title\nhttp://www.wikidata.org/entity/Q180445,1476-4687,Nature\n"))
	report, err := links.Link(context.Background(), sources.Lookup("wikidata"), []*formats.File{file}, links.Options{
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
