package marc_test

import (
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

// A harvest says of a record that it is deleted in its header; the record itself
// mostly is not there any more.
func TestHarvestDeletions(t *testing.T) {
	const deleted = `<header status="deleted"><identifier>oai:x:1234-5679</identifier><datestamp>2024-02-01</datestamp></header>`
	const live = `<header><identifier>oai:x:1</identifier><datestamp>2024-02-01</datestamp></header>`
	for name, tc := range map[string]struct {
		records string
		want    string // a letter a record: L lives, D deleted without fields, M deleted with fields
	}{
		"between two that live":    {"<record>" + live + "<metadata>" + xmlRecord + "</metadata></record><record>" + deleted + "</record><record>" + live + "<metadata>" + xmlRecord + "</metadata></record>", "LDL"},
		"with the record":          {"<record>" + deleted + "<metadata>" + xmlRecord + "</metadata></record><record>" + live + "<metadata>" + xmlRecord + "</metadata></record>", "ML"},
		"prefixed":                 {strings.NewReplacer("</", "</oai:", "<", "<oai:").Replace("<record>" + deleted + "</record>"), "D"},
		"single quotes, a set":     {`<record><header status='deleted'><identifier> oai:x:1234-5679 </identifier><datestamp>2024-02-01</datestamp><setSpec>s</setSpec></header></record>`, "D"},
		"several, one after other": {strings.Repeat("<record>"+deleted+"</record>\n", 3), "DDD"},
	} {
		t.Run(name, func(t *testing.T) {
			recs, bad := readString(t, `<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>`+tc.records+`</ListRecords></OAI-PMH>`, marc.Options{KeepRaw: true})
			if len(bad) != 0 {
				t.Fatalf("errors %v", bad)
			}
			got := ""
			for _, rec := range recs {
				switch {
				case rec.Deletion == nil:
					got += "L"
					continue
				case len(rec.Fields) == 0:
					got += "D"
				default:
					got += "M"
				}
				if want := (marc.Deletion{Identifier: "oai:x:1234-5679", Datestamp: "2024-02-01"}); *rec.Deletion != want {
					t.Errorf("got %+v, want %+v", *rec.Deletion, want)
				}
				if len(rec.Raw) == 0 {
					t.Error("the bytes of the record are not kept")
				}
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// Exports write a blank of leader, 006, 008 and indicators as a sign.
func TestSignsForBlanks(t *testing.T) {
	const blank = "010203c20019999gw ar p       0   a0ger c"
	for _, sign := range []string{"-", "#", "^", `\`} {
		written := strings.ReplaceAll(blank, " ", sign)
		rec := readOne(t, `<record><leader>00000cas`+sign+`a2200000`+sign+sign+sign+`4500</leader><controlfield tag="006">m`+strings.Repeat(sign, 5)+`o`+strings.Repeat(sign, 11)+
			`</controlfield><controlfield tag="008">`+written+`</controlfield><datafield tag="245" ind1="0" ind2="`+sign+`"><subfield code="a">A-b#c^d</subfield></datafield></record>`)
		if want := "006 m     o           \n008 " + blank + "\n245 0 $aA-b#c^d\n"; dump(rec) != want || rec.Leader != "00000cas a2200000   4500" {
			t.Errorf("%q: got %q %q, want %q", sign, rec.Leader, dump(rec), want)
		}
		if len(rec.Repairs) != 3 {
			t.Errorf("%q: repairs %q", sign, rec.Repairs)
		}
		iso := raw2709("00000cas"+sign+"a2200000"+sign+"a 4500", rawField{"008", written}, rawField{"245", "0" + sign + "\x1FaT"})
		recs, _ := readString(t, iso, marc.Options{})
		if want := "008 " + blank + "\n245 0 $aT\n"; dump(recs[0]) != want {
			t.Errorf("ISO 2709 %q: got %q, want %q", sign, dump(recs[0]), want)
		}
	}
	// Dates have hyphens for digits that are not known, and "|" is no blank.
	rec := readOne(t, `<record><leader>00000cas a2200000 a 4500</leader><controlfield tag="008">010203u19--9999|||ar|p       0   |0ger c</controlfield><datafield tag="245" ind1="0" ind2="0"><subfield code="a">T</subfield></datafield></record>`)
	if got := rec.Control("008"); got != "010203u19--9999|||ar|p       0   |0ger c" || len(rec.Repairs) != 0 {
		t.Errorf("got %q, repairs %q", got, rec.Repairs)
	}
	// UNIMARC has its coded data in data fields.
	uni := readOne(t, `<record format="Unimarc"><leader>00000cas##2200000###450#</leader><datafield tag="100" ind1="#" ind2="#"><subfield code="a">20010203a20019999##|y0frey50######ba</subfield></datafield>`+
		`<datafield tag="110" ind1="#" ind2="#"><subfield code="a">af####^^^^^</subfield></datafield><datafield tag="200" ind1="1" ind2="#"><subfield code="a">C# world</subfield></datafield></record>`)
	if want := "100   $a20010203a20019999  |y0frey50      ba\n110   $aaf         \n200 1 $aC# world\n"; dump(uni) != want || uni.Leader != "00000cas  2200000   450 " {
		t.Errorf("UNIMARC: got %q %q, want %q", uni.Leader, dump(uni), want)
	}
}
