package marc_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

// shared returns the path of a file of real records.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join("..", "..", "shared", "data", "marc", name)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		tb.Skipf("no real records here: %s is missing", path)
	}
	return path
}

// readAll reads a file of good records.
func readAll(tb testing.TB, path string, opts marc.Options) []*marc.Record {
	tb.Helper()
	rd, err := marc.Open(path, opts)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() {
		if err := rd.Close(); err != nil {
			tb.Error(err)
		}
	}()
	var recs []*marc.Record
	for rec, err := range rd.All() {
		if err != nil {
			tb.Fatal(err)
		}
		recs = append(recs, rec)
	}
	return recs
}

func TestRealFilesAreReadToTheEnd(t *testing.T) {
	for name, want := range map[string]struct {
		records, issn int
		format        marc.Format
	}{
		"gpo_with_issn_utf8.mrc":           {1056, 1056, marc.MARC21},
		"gpo_integrating_no_issn_utf8.mrc": {150, 0, marc.MARC21},
		"dnb_zdb_serials_utf8.mrc":         {1430, 559, marc.MARC21},
		"gpo_marc8.mrc":                    {400, -1, marc.MARC21},
		"gpo_utf8.mrc":                     {400, -1, marc.MARC21},
		"gpo.xml":                          {400, -1, marc.MARC21},
		"loc-marc2bibframe2.xml":           {145, -1, marc.MARC21},
		"issn-ic.mrc":                      {3, 3, marc.MARC21},
		"qa-catalogue.unimarc.mrc":         {11, -1, marc.UNIMARC},
		"abes-sudoc.unimarc.xml":           {4, -1, marc.UNIMARC},
		"bad-solrmarc.stubs.xml":           {16, -1, marc.MARC21},
	} {
		t.Run(name, func(t *testing.T) {
			recs := readAll(t, shared(t, name), marc.Options{})
			issn := 0
			for i, rec := range recs {
				if rec.Place.Number != i+1 {
					t.Errorf("record %d has the number %d", i+1, rec.Place.Number)
				}
				if rec.Format != want.format {
					t.Errorf("record %d read as %s", i+1, rec.Format)
				}
				for range rec.All("022") {
					issn++
					break
				}
			}
			if len(recs) != want.records {
				t.Errorf("%d records, want %d", len(recs), want.records)
			}
			if want.issn >= 0 && issn != want.issn {
				t.Errorf("%d records with 022, want %d", issn, want.issn)
			}
		})
	}
}

func TestStandardInput(t *testing.T) {
	f, err := os.Open(shared(t, "issn-ic.mrc"))
	if err != nil {
		t.Fatal(err)
	}
	stdin := os.Stdin
	os.Stdin = f
	defer func() { os.Stdin = stdin }()
	recs := readAll(t, "-", marc.Options{})
	if len(recs) != 3 || recs[0].Place.File != "-" {
		t.Errorf("%d records, the first at %v", len(recs), recs[0].Place)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

func TestDamagedStubs(t *testing.T) {
	for _, rec := range readAll(t, shared(t, "bad-solrmarc.stubs.xml"), marc.Options{}) {
		if len(rec.Leader) != 24 || rec.Leader[20:] != "4500" || len(rec.Repairs) == 0 {
			t.Errorf("record %d: leader %q, repairs %q", rec.Place.Number, rec.Leader, rec.Repairs)
		}
	}
}

// The Romanian records were encoded to UTF-8 twice and say ISO 5426.
func TestRomanianRecordsEncodedTwice(t *testing.T) {
	recs := readAll(t, shared(t, "qa-catalogue.unimarc.mrc"), marc.Options{})
	for f := range recs[0].All("200") {
		if got := f.First('a'); got != "24 ore mureşene" {
			t.Errorf("title %q", got)
		}
	}
}
