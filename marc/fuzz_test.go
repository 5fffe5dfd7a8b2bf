package marc_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/marc"
)

// fuzzRead reads whatever the input is, and checks what every record holds.
func fuzzRead(t *testing.T, input string, opts marc.Options) {
	t.Helper()
	rd, err := marc.NewReader(strings.NewReader(input), opts)
	if err != nil {
		return
	}
	offset := int64(-1)
	for n := 1; ; n++ {
		rec, err := rd.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if bad, ok := errors.AsType[*marc.RecordError](err); ok {
			if bad.Place.Offset < offset {
				t.Fatalf("goes back: %v", bad)
			}
			offset = bad.Place.Offset
			continue
		}
		if err != nil {
			return
		}
		if rec.Place.Offset <= offset || len(rec.Leader) != 24 {
			t.Fatalf("record %d at %d, leader %q", n, rec.Place.Offset, rec.Leader)
		}
		offset = rec.Place.Offset
		for i := range rec.Fields {
			f := &rec.Fields[i]
			if !utf8.ValidString(f.Value) {
				t.Fatalf("%s: %q is no UTF-8", f.Tag, f.Value)
			}
			for _, s := range f.Subfields {
				if !utf8.ValidString(s.Value) || s.Code >= utf8.RuneSelf {
					t.Fatalf("%s: $%c %q", f.Tag, s.Code, s.Value)
				}
			}
		}
	}
}

func FuzzISO2709(f *testing.F) {
	f.Add(raw2709(utf8Leader, rawField{"001", "1"}, rawField{"008", fixed008}, rawField{"245", "00\x1FaTitle"}))
	f.Add(raw2709(marc8Leader, rawField{"001", "1"}, rawField{"245", "00\x1Fa\xE2Etudes"}) + "\r\n00030cas a")
	f.Fuzz(func(t *testing.T, input string) { fuzzRead(t, input, marc.Options{Syntax: marc.ISO2709}) })
}

func FuzzMARC8(f *testing.F) {
	f.Add("caf\xE2e \x1B(NmOSKWA\x1B(B", false)
	f.Add("\x1B$1!Bei$\x22\x1B(B\xEBi\xECa\xE2", true)
	f.Fuzz(func(t *testing.T, text string, unimarc bool) {
		if strings.ContainsAny(text, "\x1D\x1E") || len(text) > 9000 {
			t.Skip("would be more than a field")
		}
		rec := raw2709(marc8Leader, rawField{"001", "1"}, rawField{"245", "00\x1Fa" + text})
		opts := marc.Options{Charset: marc.MARC8}
		if unimarc {
			opts.Charset = marc.ISO5426
		}
		fuzzRead(t, rec, opts)
	})
}

func FuzzXML(f *testing.F) {
	f.Add(xmlOpen + xmlRecord + "</collection>")
	f.Add(xmlOpen + "<record><record>" + xmlRecord + "<!-- -->" + xmlRecord[:60])
	f.Fuzz(func(t *testing.T, input string) { fuzzRead(t, input, marc.Options{Syntax: marc.XML}) })
}
