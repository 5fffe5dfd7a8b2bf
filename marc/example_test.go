package marc_test

import (
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/marc"
)

func ExampleNewReader() {
	const file = `<collection xmlns="http://www.loc.gov/MARC21/slim"><record>
  <leader>00000cas a2200000 a 4500</leader>
  <controlfield tag="001">1</controlfield>
  <datafield tag="022" ind1="0" ind2=" "><subfield code="a">0028-0836</subfield></datafield>
  <datafield tag="222" ind1=" " ind2="0"><subfield code="a">Nature</subfield><subfield code="b">(London)</subfield></datafield>
</record></collection>`
	rd, err := marc.NewReader(strings.NewReader(file), marc.Options{File: "nature.xml"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for rec, err := range rd.All() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		for f := range rec.All("222") {
			fmt.Println(rec.Format, f.First('a'), f.First('b'))
		}
	}
	// Output: MARC 21 Nature (London)
}

func ExampleStripNonSort() {
	fmt.Println(marc.StripNonSort("\u0098Die\u009C Zeit"))
	// Output: Die Zeit
}
