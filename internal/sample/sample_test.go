package sample_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/internal/sample"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
)

// records reads the sample. It must need no repair.
func records(tb testing.TB) []*marc.Record {
	tb.Helper()
	rd, err := marc.NewReader(bytes.NewReader(sample.Register), marc.Options{File: "register.xml"})
	if err != nil {
		tb.Fatal(err)
	}
	var recs []*marc.Record
	for rec, err := range rd.All() {
		if err != nil {
			tb.Fatal(err)
		}
		if len(rec.Repairs) > 0 {
			tb.Errorf("record %d: %q", rec.Place.Number, rec.Repairs)
		}
		recs = append(recs, rec)
	}
	return recs
}

// first returns a subfield of the first field with the tag.
func first(rec *marc.Record, tag string, code byte) string {
	for f := range rec.All(tag) {
		return f.First(code)
	}
	return ""
}

func TestRecordsAreWellFormed(t *testing.T) {
	recs := records(t)
	if len(recs) < 80 || len(recs) > 100 {
		t.Errorf("%d records, want some ninety", len(recs))
	}
	seen := map[string]bool{}
	for _, rec := range recs {
		number := first(rec, "022", 'a')
		if rec.Control("001") != number || seen[number] {
			t.Errorf("record %d: 001 is %s, 022 is %s, seen before: %t", rec.Place.Number, rec.Control("001"), number, seen[number])
		}
		seen[number] = true
		if f := rec.Control("008"); f != "" && len(f) != 40 {
			t.Errorf("%s: 008 has %d characters", number, len(f))
		}
		if len(rec.Control("005")) != 16 {
			t.Errorf("%s: 005 is %q", number, rec.Control("005"))
		}
		for i := range rec.Fields {
			checkISSNs(t, number, &rec.Fields[i])
		}
	}
}

// checkISSNs checks every ISSN of a field by its check digit.
func checkISSNs(t *testing.T, number string, f *marc.Field) {
	t.Helper()
	codes := ""
	switch {
	case f.Tag == "022" || f.Tag == "023":
		codes = "alyzvm"
	case f.Tag >= "760" && f.Tag <= "787":
		codes = "x"
	case f.Tag == "920":
		codes = "ab"
	}
	for _, s := range f.Subfields {
		if strings.IndexByte(codes, s.Code) >= 0 {
			if _, err := issn.Parse(s.Value); err != nil {
				t.Errorf("%s: %s $%c: %v", number, f.Tag, s.Code, err)
			}
		}
	}
}

func TestEveryKindIsPresent(t *testing.T) {
	missing := map[string]bool{}
	for kind := range strings.FieldsSeq("Register Legacy Provisional Cancelled Suppressed Unreported " +
		"print online newspaper series blog repository chi jpn ara rus gre 880 (N (S (3/r $1 " +
		"cluster-L cluster-H continues continued-by split merger absorbed absorbed-by separated translation-of translation supplement " +
		"cancelled-issn incorrect-issn replaced-by coden udc ddc body body-unit isni wikidata reproduction note-538 note-588 " +
		"earliest intervening latest geo keeper web-archive indexed udc-summary address parallel variant") {
		missing[kind] = true
	}
	for _, rec := range records(t) {
		for _, kind := range kinds(rec) {
			delete(missing, kind)
		}
	}
	if len(missing) > 0 {
		t.Errorf("no record for: %v", slices.Sorted(maps.Keys(missing)))
	}
}

// kinds lists what a record shows.
func kinds(rec *marc.Record) []string {
	var list []string
	if f := rec.Control("007"); f != "" {
		list = append(list, map[byte]string{'t': "print", 'c': "online"}[f[0]])
	}
	if f := rec.Control("008"); len(f) == 40 {
		list = append(list, f[35:38], map[byte]string{'n': "newspaper", 'm': "series", 'h': "blog", 'r': "repository"}[f[21]])
	}
	names := map[string]string{
		"030": "coden", "080": "udc", "082": "ddc", "710": "body", "533": "reproduction", "538": "note-538", "588": "note-588",
		"926": "geo", "920": "keeper", "857": "web-archive", "510": "indexed", "981": "udc-summary", "856": "address", "880": "880",
		"765": "translation-of", "767": "translation", "770": "supplement",
	}
	byIndicator := map[string]string{
		"023/1": "cluster-H", "023/0": "cluster-L", "260/": "earliest", "260/2": "intervening", "260/3": "latest",
	}
	bySecond := map[string]string{
		"780/0": "continues", "780/1": "separated", "780/4": "merger", "780/5": "absorbed", "785/0": "continued-by", "785/4": "absorbed-by",
		"785/6": "split", "246/1": "parallel", "246/3": "variant", "246/0": "variant",
	}
	bySubfield := map[string]string{"022/z": "cancelled-issn", "022/y": "incorrect-issn", "022/v": "replaced-by", "710/b": "body-unit", "710/0": "isni", "710/1": "wikidata"}
	for i := range rec.Fields {
		f := &rec.Fields[i]
		list = append(list, names[f.Tag], byIndicator[strings.TrimSpace(fmt.Sprintf("%s/%c", f.Tag, f.Ind1))], bySecond[fmt.Sprintf("%s/%c", f.Tag, f.Ind2)])
		for _, s := range f.Subfields {
			list = append(list, bySubfield[fmt.Sprintf("%s/%c", f.Tag, s.Code)])
		}
		switch f.Tag {
		case "699":
			list = append(list, strings.TrimPrefix(f.First('8'), "-- "))
		case "880":
			_, script, _ := strings.Cut(f.First('6'), "/")
			list = append(list, script)
		}
	}
	return list
}
