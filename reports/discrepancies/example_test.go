package discrepancies_test

import (
	"fmt"
	"os"
	"time"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/reports/discrepancies"
)

// What puts a wrong number right in Wikidata.
func ExampleWriteQuickStatements() {
	list := []links.Discrepancy{{
		Kind: links.CancelledISSN, Source: "wikidata", Item: "http://www.wikidata.org/entity/Q180445", ISSN: "0302-2889",
		Corrections: []links.Correction{{Item: "http://www.wikidata.org/entity/Q180445", Field: "P236", Old: "0302-2889"}},
	}}
	if err := discrepancies.WriteQuickStatements(os.Stdout, list, time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)); err != nil {
		fmt.Println(err)
	}
	// Output: -Q180445	P236	"0302-2889"
}
