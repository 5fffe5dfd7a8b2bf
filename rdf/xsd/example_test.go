package xsd_test

import (
	"fmt"

	"github.com/issn-ld/issn-ld/rdf/xsd"
)

// Values are parsed by their datatype, and print in canonical form.
func ExampleParse() {
	for _, lexical := range []string{"007", "1999-12-31T24:00:00Z", "P14M"} {
		for _, typ := range []xsd.Type{xsd.TInteger, xsd.TDateTime, xsd.TDuration} {
			if v, err := xsd.Parse(lexical, typ); err == nil {
				fmt.Println(typ, v)
			}
		}
	}
	// Output:
	// integer 7
	// dateTime 2000-01-01T00:00:00Z
	// duration P1Y2M
}

// Without its time zone a date may stand for another one.
func ExampleDateTime_Compare() {
	local, _ := xsd.ParseDateTime("2006-08-23", xsd.TDate)
	utc, _ := xsd.ParseDateTime("2006-08-23Z", xsd.TDate)
	next, _ := xsd.ParseDateTime("2006-08-25Z", xsd.TDate)
	_, determined := local.Compare(utc)
	order, _ := local.Compare(next)
	fmt.Println(determined, order)
	// Output: false -1
}
