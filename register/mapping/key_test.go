package mapping_test

import (
	"errors"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register/mapping"
)

func mnemonic(t *testing.T, text string) *marc.Record {
	t.Helper()
	rec, err := parseMnemonic(text)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestControlKey(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"number and agency":       {"=001  000000123\n=003  XX-Ex\n=022  \\\\$a1600-0218", "XX-Ex 000000123"},
		"blanks around them":      {"=001   123 \n=003  XX-Ex \n=022  \\\\$a1600-0218", "XX-Ex 123"},
		"no agency":               {"=001  123\n=022  \\\\$a1600-0218", ""},
		"no number":               {"=003  XX-Ex\n=022  \\\\$a1600-0218", ""},
		"the ISSN is the number":  {"=001  1600-0218\n=003  ISSN\n=022  \\\\$a1600-0218", ""},
		"the ISSN without hyphen": {"=001  16000218\n=003  XX-Ex\n=022  \\\\$a1600-0218", ""},
		"cancelled":               {"=001  123\n=003  XX-Ex\n=022  \\\\$a1600-0218\n=699  \\\\$8-- Cancelled", ""},
		"reserved":                {"=001  123\n=003  XX-Ex\n=022  \\\\$a1600-0218\n=699  \\\\$8-- Unreported", ""},
		"provisional":             {"=001  123\n=003  XX-Ex\n=022  \\\\$a1600-0218\n=699  \\\\$8-- Provisional", "XX-Ex 123"},
		"deleted":                 {"=LDR  01234das a2200301 a 4500\n=001  123\n=003  XX-Ex\n=022  \\\\$a1600-0218", ""},
		"the number is another":   {"=001  0028-0836\n=003  XX-Ex\n=022  \\\\$a1600-0218", "XX-Ex 0028-0836"},
	} {
		if got := mapping.ControlKey(mnemonic(t, tc.text)); got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

// What has an ISSN is not always a serial.
func TestNoISSN(t *testing.T) {
	const field = "\n=008  010203s1999\\\\\\\\fr\n=022  \\\\$a1600-0218"
	for name, tc := range map[string]struct {
		text   string
		mapped bool
	}{
		"serial":                           {"=LDR  01234nas a2200301 a 4500" + field, true},
		"integrating resource":             {"=LDR  01234nai a2200301 a 4500" + field, true},
		"monograph of a series":            {"=LDR  01234nam a2200301 a 4500" + field, false},
		"article":                          {"=LDR  01234naa a2200301 a 4500" + field, false},
		"collection":                       {"=LDR  01234nac a2200301 a 4500" + field, false},
		"monograph with a key title":       {"=LDR  01234nam a2200301 a 4500" + field + "\n=222  \\0$aX", true},
		"monograph with a status":          {"=LDR  01234nam a2200301 a 4500" + field + "\n=699  \\\\$8-- Register", true},
		"monograph of the register":        {"=LDR  01234nam a2200301 a 4500\n=003  ISSN" + field, true},
		"UNIMARC monograph":                {"#unimarc\n=LDR  01234nam  2200301   450 \n=011  \\\\$a1600-0218\n=200  1\\$aX", false},
		"UNIMARC serial":                   {"#unimarc\n=LDR  01234nas  2200301   450 \n=011  \\\\$a1600-0218\n=200  1\\$aX", true},
		"zeros":                            {"=LDR  01234nas a2200301 a 4500\n=022  \\\\$a0000-0000", false},
		"zeros without a hyphen":           {"=LDR  01234nas a2200301 a 4500\n=022  \\\\$a00000000", false},
		"nines":                            {"=LDR  01234nas a2200301 a 4500\n=022  \\\\$a9999-9994", false},
		"a placeholder, then an ISSN":      {"=LDR  01234nas a2200301 a 4500\n=022  \\\\$a0000-0000\n=022  \\\\$a1600-0218", true},
		"a placeholder and control number": {"=LDR  01234nas a2200301 a 4500\n=001  1600-0218\n=003  ISSN\n=022  \\\\$a0000-0000", true},
		"UNIMARC, zeros":                   {"#unimarc\n=LDR  01234nas  2200301   450 \n=011  \\\\$a0000-0000", false},
		"a placeholder as control number":  {"=LDR  01234nas a2200301 a 4500\n=001  0000-0000\n=003  ISSN", false},
	} {
		res, err := mapping.NewMapper(mapping.Options{}).Map(mnemonic(t, tc.text))
		if tc.mapped && (err != nil || res.ISSN.String() != "1600-0218") {
			t.Errorf("%s: %v, %v", name, res.ISSN, err)
		}
		if !tc.mapped && !errors.Is(err, mapping.ErrNoISSN) {
			t.Errorf("%s: got %v, want no ISSN", name, err)
		}
	}
}

// A deleted header of a harvest withdraws the ISSN that ends its identifier, at
// the time that it gives.
func TestDeletion(t *testing.T) {
	for id, want := range map[string]string{
		"oai:example.org:1600-0218":  "1600-0218",
		"oai:example.org:16000218":   "1600-0218",
		"oai:example:issn/1600-0218": "1600-0218",
		"1600-0218":                  "1600-0218",
		"oai:example.org:1600-0219":  "", // wrong check digit
		"oai:example.org:j1":         "",
		"oai:example.org:11600-0218": "",
		"oai:example.org:0000-0000":  "",
		"":                           "",
	} {
		_, err := mapping.NewMapper(mapping.Options{}).Map(&marc.Record{Deletion: &marc.Deletion{Identifier: id}})
		reject, rejected := errors.AsType[*mapping.Reject](err)
		switch {
		case want == "" && !errors.Is(err, mapping.ErrNoISSN):
			t.Errorf("%q: got %v, want no ISSN", id, err)
		case want != "" && (!rejected || reject.Reason != mapping.ReasonDeleted || reject.ISSN != want):
			t.Errorf("%q: got %v, want a deletion of %s", id, err, want)
		}
	}
	rec := mnemonic(t, "=LDR  01234nas a2200301 a 4500\n=005  20240101000000.0\n=022  \\\\$a1600-0218\n=699  \\\\$8-- Register")
	for stamp, want := range map[string]time.Time{
		"2024-02-01":           time.Date(2024, 2, 1, 23, 59, 59, 0, time.UTC),
		"2024-02-01T12:30:00Z": time.Date(2024, 2, 1, 12, 30, 0, 0, time.UTC),
		"yesterday":            {},
	} {
		rec.Deletion = &marc.Deletion{Identifier: "oai:example.org:j1", Datestamp: stamp}
		if got := mapping.Modified(rec); !got.Equal(want) {
			t.Errorf("%q: %v, want %v", stamp, got, want)
		}
		_, err := mapping.NewMapper(mapping.Options{}).Map(rec)
		if reject, ok := errors.AsType[*mapping.Reject](err); !ok || reject.Reason != mapping.ReasonDeleted || reject.ISSN != "1600-0218" {
			t.Errorf("%q with the record: %v", stamp, err)
		}
	}
}
