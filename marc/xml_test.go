package marc_test

import (
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

const (
	xmlOpen   = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<collection xmlns="http://www.loc.gov/MARC21/slim">` + "\n"
	xmlRecord = "<record><leader>00000cas a2200000 a 4500</leader><controlfield tag=\"001\">1</controlfield>\n" +
		`<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Title &amp; &#xE9;</subfield></datafield></record>` + "\n"
)

func TestXMLErrorsHaveAPositionAndReadingGoesOn(t *testing.T) {
	for name, tc := range map[string]struct {
		bad, msg     string
		line, column int
		records      int
	}{
		"wrong end tag":      {"<record><leader>x</leader>\n<controlfield tag=\"001\">2</datafield></record>\n", "controlfield closed by </datafield>", 6, 38, 2},
		"unknown entity":     {"<record>\n <controlfield tag=\"001\">a &nbsp; b</controlfield></record>\n", "invalid character entity &nbsp;", 6, 34, 2},
		"no end tag":         {"<record><leader>x</leader><controlfield tag=\"001\">2</controlfield>\n", "the record has no end tag", 5, 1, 2},
		"no fields":          {"<record><leader>x</leader></record>\n", "there are no fields", 5, 36, 2},
		"bad UTF-8":          {"<record><controlfield tag=\"001\">\xFF</controlfield></record>\n", "invalid UTF-8", 5, 34, 2},
		"fields without one": {"<controlfield tag=\"001\">2</controlfield>\n", "fields outside of a record", 5, 1, 2},
		"attribute unquoted": {"<record><controlfield tag=001>2</controlfield></record>\n", "unquoted", 5, 28, 2},
	} {
		t.Run(name, func(t *testing.T) {
			recs, bad := readString(t, xmlOpen+xmlRecord+tc.bad+xmlRecord+"</collection>", marc.Options{})
			if len(recs) != tc.records || len(bad) != 1 {
				t.Fatalf("%d records, errors %v", len(recs), bad)
			}
			if e := bad[0]; !strings.Contains(e.Msg, tc.msg) || e.Line != tc.line || e.Column != tc.column || e.Place.Number != 2 {
				t.Errorf("got %v, want line %d, column %d, %q", e, tc.line, tc.column, tc.msg)
			}
			if got := string(bad[0].Raw); !strings.HasPrefix(tc.bad, strings.TrimSpace(got)) || got == "" {
				t.Errorf("raw %q", got)
			}
			if got := recs[1].Fields[1].First('a'); got != "Title & é" {
				t.Errorf("next record: %q", got)
			}
		})
	}
}

func TestXMLFileThatIsCutOff(t *testing.T) {
	for name, tc := range map[string]struct{ input, msg string }{
		"between records": {xmlOpen + xmlRecord, "the file ends before </collection>"},
		"inside a record": {xmlOpen + xmlRecord + xmlRecord[:90], "the file ends inside the record"},
		"inside a tag":    {xmlOpen + xmlRecord + xmlRecord[:30], "the file ends inside the record"},
	} {
		t.Run(name, func(t *testing.T) {
			recs, bad := readString(t, tc.input, marc.Options{})
			if len(recs) != 1 || len(bad) != 1 || !strings.Contains(bad[0].Msg, tc.msg) {
				t.Errorf("%d records, errors %v", len(recs), bad)
			}
		})
	}
}

func TestXMLShapes(t *testing.T) {
	prefixed := strings.NewReplacer("</", "</marc:", "<record", "<marc:record", "<leader", "<marc:leader", "<controlfield", "<marc:controlfield",
		"<datafield", "<marc:datafield", "<subfield", "<marc:subfield").Replace(xmlRecord)
	for name, tc := range map[string]struct {
		input   string
		records int
	}{
		"a record alone":        {xmlRecord, 1},
		"namespace prefix":      {`<marc:collection xmlns:marc="http://www.loc.gov/MARC21/slim">` + prefixed + prefixed + `</marc:collection>`, 2},
		"OAI-PMH":               {`<OAI-PMH><ListRecords><record><header><identifier>1</identifier></header><metadata>` + xmlRecord + `</metadata></record></ListRecords></OAI-PMH>`, 1},
		"comments and CDATA":    {xmlOpen + "<!-- <record> -->" + strings.Replace(xmlRecord, "Title &amp; &#xE9;", "<![CDATA[Title & é]]><!-- </record> -->", 1) + "</collection>", 1},
		"byte order mark":       {"\uFEFF" + xmlOpen + xmlRecord + "</collection>", 1},
		"Latin-1":               {strings.Replace(xmlOpen, "UTF-8", "ISO-8859-1", 1) + strings.Replace(xmlRecord, "&#xE9;", "\xE9", 1) + "</collection>", 1},
		"UTF-16, little-endian": {utf16le("\uFEFF" + strings.Replace(xmlOpen, "UTF-8", "UTF-16", 1) + xmlRecord + "</collection>"), 1},
		"empty collection":      {xmlOpen + "</collection>", 0},
	} {
		t.Run(name, func(t *testing.T) {
			recs, bad := readString(t, tc.input, marc.Options{})
			if len(recs) != tc.records || len(bad) != 0 {
				t.Fatalf("%d records, errors %v", len(recs), bad)
			}
			for _, rec := range recs {
				if got := dump(rec); got != "001 1\n245 00$aTitle & é\n" {
					t.Errorf("got %q", got)
				}
				checkRoundTrip(t, rec)
			}
		})
	}
}

// utf16le encodes text of the basic plane.
func utf16le(s string) string {
	var b []byte
	for _, c := range s {
		b = append(b, byte(c), byte(c>>8))
	}
	return string(b)
}

func TestXMLDialect(t *testing.T) {
	uni := strings.NewReplacer(`tag="245"`, `tag="200"`, "a 4500", "  450 ").Replace(xmlRecord)
	for name, tc := range map[string]struct {
		input string
		want  marc.Format
	}{
		"MARC 21 by its tags":        {xmlRecord, marc.MARC21},
		"UNIMARC by its tags":        {uni, marc.UNIMARC},
		"UNIMARC by its declaration": {strings.Replace(xmlRecord, "<record", `<record format="Unimarc"`, 1), marc.UNIMARC},
		"MARC 21 by its declaration": {strings.Replace(uni, "<record", `<record format="MARC21"`, 1), marc.MARC21},
	} {
		t.Run(name, func(t *testing.T) {
			if rec := readOne(t, tc.input); rec.Format != tc.want {
				t.Errorf("read as %s", rec.Format)
			}
		})
	}
}

func TestXMLValues(t *testing.T) {
	rec := readOne(t, `<record><leader>00000cas a2200000 a 4500</leader><controlfield tag="006">m     o  d f</controlfield>
<datafield tag="246" ind1="#" ind2=""><subfield code="a">two
    lines</subfield>loose<subfield code="">no code</subfield></datafield></record>`)
	if got, want := dump(rec), "006 m     o  d f      \n246   $atwo lines$aloose$ano code\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(rec.Repairs) != 4 {
		t.Errorf("repairs %q", rec.Repairs)
	}
}

func TestKeepRaw(t *testing.T) {
	recs, _ := readString(t, xmlOpen+xmlRecord+"</collection>", marc.Options{KeepRaw: true})
	if got := string(recs[0].Raw); got != strings.TrimSpace(xmlRecord) {
		t.Errorf("XML: %q", got)
	}
	iso := raw2709(utf8Leader, rawField{"001", "1"}, rawField{"245", "00\x1FaTitle"})
	recs, _ = readString(t, iso+iso, marc.Options{KeepRaw: true})
	if string(recs[0].Raw) != iso || string(recs[1].Raw) != iso {
		t.Error("ISO 2709: not the bytes that were read")
	}
}
