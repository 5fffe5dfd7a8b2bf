package marc

import (
	"bytes"
	"encoding/xml"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzXMLFastParser holds the two parsers of a record element to each other.
func FuzzXMLFastParser(f *testing.F) {
	const field = `<datafield tag="245" ind1="0" ind2=" "><subfield code="a">A &amp; B</subfield></datafield>`
	f.Add([]byte(`<record format="UNIMARC"><leader>00000cas a2200000 a 4500</leader>` + field + `</record>`))
	f.Add([]byte(`<m:record><m:controlfield tag="001">x&#233;</m:controlfield>` + field + `</m:record>`))
	f.Add([]byte(`<record ><controlfield tag="001" >1</controlfield ><!-- c --></record>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		fast := xmlParser{rec: &Record{}}
		if !fast.parseFast(raw) {
			return
		}
		full := xmlParser{rec: &Record{}, d: xml.NewDecoder(bytes.NewReader(raw))}
		if reject := full.parseFull(); reject != "" {
			t.Fatalf("fast parser took %q: %s", raw, reject)
		}
		if diff := cmp.Diff(full, fast, cmp.AllowUnexported(xmlParser{}), cmpopts.EquateEmpty(), cmp.FilterPath(func(p cmp.Path) bool {
			last := p.Last().String()
			return last == ".d" || last == ".text"
		}, cmp.Ignore())); diff != "" {
			t.Errorf("%q (-full +fast):\n%s", raw, diff)
		}
	})
}

func TestFastParserTakesPlainRecords(t *testing.T) {
	for name, tc := range map[string]struct {
		raw  string
		fast bool
	}{
		"lines end in CRLF":     {"<record>\r\n  <leader>x</leader>\r\n  <controlfield tag=\"001\">1</controlfield>\r\n</record>", true},
		"prefix and references": {`<m:record xmlns:m="u"><m:controlfield tag="001">a &lt; b</m:controlfield></m:record>`, true},
		"single quotes":         {`<record><controlfield tag='001'>1</controlfield></record>`, false},
		"comment":               {`<record><!-- --><controlfield tag="001">1</controlfield></record>`, false},
		"line break in a value": {"<record><controlfield tag=\"001\">1\n2</controlfield></record>", false},
		"no fields":             {`<record><leader>x</leader></record>`, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := xmlParser{rec: &Record{}}
			if got := p.parseFast([]byte(tc.raw)); got != tc.fast {
				t.Errorf("fast parser takes it: %t", got)
			}
		})
	}
}
