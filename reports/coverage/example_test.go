package coverage_test

import (
	"fmt"

	"github.com/issn-ld/issn-ld/reports/coverage"
)

// Each figure of the report is a query, which can be run on its own.
func Example() {
	for _, q := range coverage.Queries(coverage.ROAD) {
		fmt.Println(q.Name)
	}
	// Output:
	// road-coverage
	// road-titles
}
