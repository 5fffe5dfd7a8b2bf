package mapping_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/vocab"

	"github.com/google/go-cmp/cmp"
)

// record makes a MARC 21 record of fields in mnemonic form.
func record(t testing.TB, fields ...string) *marc.Record {
	t.Helper()
	rec, err := parseMnemonic("=LDR  01234nas a2200301 i 4500\n" + strings.Join(fields, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestErrors(t *testing.T) {
	for name, tc := range map[string]struct {
		fields []string
		want   string
		reason mapping.Reason
	}{
		"no field 022":        {[]string{`=245  00$aTitle`}, "record without ISSN", ""},
		"022 with $l only":    {[]string{`=022  \\$l0028-0836`}, "record without ISSN", ""},
		"022 with $y only":    {[]string{`=001  0028-0836`, `=022  \\$y0028-0836`}, "record without ISSN", ""},
		"empty $a":            {[]string{`=022  \\$a $l0028-0836`}, "record without ISSN", ""},
		"wrong check digit":   {[]string{`=022  0\$a0028-0837`}, "x.mrc: record 7: byte 99: 022 $a: 0028-0837: wrong check digit 7, should be 6", mapping.ReasonCheckDigit},
		"no ISSN at all":      {[]string{`=022  0\$aISSN pending`}, `x.mrc: record 7: byte 99: 022 $a: not an ISSN: "ISSN pending"`, mapping.ReasonMalformed},
		"control number":      {[]string{`=001  0028-0837`, `=003  ISSN`}, "x.mrc: record 7: byte 99: 022 $a: 0028-0837: wrong check digit 7, should be 6", mapping.ReasonCheckDigit},
		"first $a is the one": {[]string{`=022  \\$a0028-0837`, `=022  \\$a0028-0836`}, "x.mrc: record 7: byte 99: 022 $a: 0028-0837: wrong check digit 7, should be 6", mapping.ReasonCheckDigit},
	} {
		t.Run(name, func(t *testing.T) {
			rec := record(t, tc.fields...)
			rec.Place = marc.Place{File: "x.mrc", Number: 7, Offset: 99}
			res, err := mapping.NewMapper(mapping.Options{}).Map(rec)
			if err == nil || err.Error() != tc.want {
				t.Errorf("error = %v, want %s", err, tc.want)
			}
			var reject *mapping.Reject
			switch {
			case tc.reason == "" && !errors.Is(err, mapping.ErrNoISSN):
				t.Errorf("error = %v, want ErrNoISSN", err)
			case tc.reason != "" && (!errors.As(err, &reject) || reject.Reason != tc.reason):
				t.Errorf("error = %#v, want a Reject for %s", err, tc.reason)
			}
			if len(res.Quads) != 0 {
				t.Errorf("%d quads beside an error", len(res.Quads))
			}
		})
	}
}

func TestDeletedRecord(t *testing.T) {
	rec := record(t, `=022  0\$a0028-0836`)
	rec.Leader = "01234das a2200301 i 4500"
	_, err := mapping.NewMapper(mapping.Options{}).Map(rec)
	var reject *mapping.Reject
	if !errors.As(err, &reject) || reject.Reason != mapping.ReasonDeleted {
		t.Errorf("error = %v, want a Reject: deleted", err)
	}
	rec.Fields = append(rec.Fields, marc.Field{Tag: "699", Subfields: []marc.Subfield{{Code: '8', Value: "-- Suppressed"}}})
	if res, err := mapping.NewMapper(mapping.Options{}).Map(rec); err != nil || res.Status != mapping.Suppressed {
		t.Errorf("with field 699: %v, %v; want Suppressed", res.Status, err)
	}
}

func TestResult(t *testing.T) {
	res, err := mapping.NewMapper(mapping.Options{}).Map(record(t, `=005  20200206081205.0`, `=022  0\$a0028-0836$l1234-5670`, `=245  00$aNature`))
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2020, 2, 6, 8, 12, 5, 0, time.UTC); !res.Modified.Equal(want) || res.ISSN.String() != "0028-0836" || res.Status.String() != "Register" {
		t.Errorf("result %v %v %v", res.ISSN, res.Modified, res.Status)
	}
	if diff := cmp.Diff([]string{"022 $l: 1234-5670: wrong check digit 0, should be 9"}, res.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestStatuses(t *testing.T) {
	for text, want := range map[string]mapping.Status{
		"-- Register": mapping.Register, "Register": mapping.Register, "": mapping.Register,
		"-- Legacy": mapping.Legacy, "-- Provisional": mapping.Provisional, "-- Work": mapping.Provisional,
		"-- Cancelled": mapping.Cancelled, "-- Canceled": mapping.Cancelled, "-- Suppressed": mapping.Suppressed,
		"-- Unreported": mapping.Unreported, "-- ValidationRequest": mapping.Unreported, "-- Whatever": mapping.Register,
	} {
		res, err := mapping.NewMapper(mapping.Options{}).Map(record(t, `=022  0\$a0028-0836`, `=699  \9$8`+text))
		if err != nil || res.Status != want {
			t.Errorf("699 $8%s: %v, %v; want %v", text, res.Status, err, want)
		}
		if !slices.Contains(res.Quads, rdf.Quad{
			S: rdf.NewIRI(res.ISSN.IRI() + "#Record"), P: rdf.NewIRI(vocab.BFStatus), O: rdf.NewIRI(want.IRI()), G: graphOf(want),
		}) {
			t.Errorf("699 $8%s: no bf:status %s", text, want)
		}
	}
}

func graphOf(s mapping.Status) rdf.Term {
	if s == mapping.Register || s == mapping.Cancelled {
		return rdf.NewIRI(vocab.GraphFree)
	}
	return rdf.NewIRI(vocab.GraphFull)
}

// No status but Register, Legacy and Provisional gives classes or ISSN literals,
// whatever else the record holds.
func TestStatusesWithoutDescription(t *testing.T) {
	allowed := map[string]bool{
		vocab.RDFType: true, vocab.RDFValue: true, vocab.BFStatus: true, vocab.BFIdentifiedBy: true, vocab.SchemaMainEntity: true,
		vocab.DCTModified: true, vocab.PROVWasAttributedTo: true, vocab.ISSNCancelledInFavor: true,
	}
	for _, status := range []string{"Cancelled", "Suppressed", "Unreported"} {
		rec := readMnemonic(t, "testdata/nature-print.mrk")
		for i := range rec.Fields {
			if rec.Fields[i].Tag == "699" {
				rec.Fields[i].Subfields = []marc.Subfield{{Code: '8', Value: "-- " + status}}
			}
		}
		res, err := mapping.NewMapper(mapping.Options{}).Map(rec)
		if err != nil || len(res.Quads) == 0 {
			t.Fatal(err)
		}
		for _, q := range res.Quads {
			if !allowed[q.P.Value()] || q.S == rdf.NewIRI(res.ISSN.IRI()) && q.P.Value() == vocab.RDFType {
				t.Errorf("%s states %s", status, q)
			}
		}
	}
}

func TestFullOnly(t *testing.T) {
	rec := readMnemonic(t, "testdata/nature-print.mrk")
	split, err := mapping.NewMapper(mapping.Options{}).Map(rec)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := mapping.NewMapper(mapping.Options{FullOnly: true}).Map(rec)
	if err != nil || len(whole.Quads) != len(split.Quads) {
		t.Fatalf("%d quads, %v; want %d", len(whole.Quads), err, len(split.Quads))
	}
	for i, q := range whole.Quads {
		if q.G.Value() != vocab.GraphFull || q.Triple() != split.Quads[i].Triple() {
			t.Errorf("%s, want the triple of %s in the full graph", q, split.Quads[i])
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"20240229120000.0": "2024-02-29", "20230229120000.0": "", "2024": "", "20241301": "", "20240431": "", "00000101": "", "19991231": "1999-12-31", "2024-01-02": "2024-01-02", "abcdefgh": "",
	} {
		res, err := mapping.NewMapper(mapping.Options{}).Map(record(t, `=005  `+text+`\\\`, `=022  0\$a0028-0836`))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, q := range res.Quads {
			if q.P.Value() == vocab.DCTModified {
				got = q.O.Value()
			}
		}
		if got != want {
			t.Errorf("005 %s: modified %q, want %q", text, got, want)
		}
	}
}

// Two records in a row do not see each other.
func TestMapperForgets(t *testing.T) {
	m := mapping.NewMapper(mapping.Options{})
	if _, err := m.Map(readMnemonic(t, "testdata/nature-online.mrk")); err != nil {
		t.Fatal(err)
	}
	got, err := m.Map(readMnemonic(t, "testdata/no-008.mrk"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := mapping.NewMapper(mapping.Options{}).Map(readMnemonic(t, "testdata/no-008.mrk"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fmt.Sprint(want.Quads), fmt.Sprint(got.Quads)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Memory that is given back changes nothing.
func TestMapInto(t *testing.T) {
	m := mapping.NewMapper(mapping.Options{})
	large, err := m.Map(readMnemonic(t, "testdata/nature-online.mrk"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"no-008", "nature-print", "bodies"} {
		rec := readMnemonic(t, "testdata/"+name+".mrk")
		want, err := m.Map(rec)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.MapInto(large.Quads, rec)
		if err != nil || !slices.Equal(got.Quads, want.Quads) {
			t.Errorf("%s: %d quads, %v; want %d", name, len(got.Quads), err, len(want.Quads))
		}
	}
}

func Example() {
	rec := &marc.Record{
		Leader: "01234nas a2200301 i 4500",
		Fields: []marc.Field{
			{Tag: "022", Ind1: '0', Ind2: ' ', Subfields: []marc.Subfield{{Code: 'a', Value: "0028-0836"}}},
			{Tag: "245", Ind1: '0', Ind2: '0', Subfields: []marc.Subfield{{Code: 'a', Value: "Nature."}}},
		},
	}
	res, err := mapping.NewMapper(mapping.Options{}).Map(rec)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range res.Quads {
		if q.P.Value() == vocab.SchemaName {
			fmt.Println(q)
		}
	}
	// Output:
	// <http://issn.org/resource/ISSN/0028-0836> <http://schema.org/name> "Nature." <http://issn.org/graph/register/free> .
}
