package marc_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"

	"github.com/klauspost/compress/zstd"
)

func TestRecordLongerThanItsLeaderCanState(t *testing.T) {
	note := rawField{"500", "  \x1Fa" + strings.Repeat("long note ", 900)}
	fields := []rawField{{"001", "1"}, {"008", fixed008}, {"245", "00\x1FaTitle"}}
	for range 20 {
		fields = append(fields, note)
	}
	long := raw2709(utf8Leader, fields...)
	if len(long) < 150_000 || long[:5] != "99999" {
		t.Fatalf("the record has %d bytes, leader %s", len(long), long[:24])
	}
	next := raw2709(utf8Leader, rawField{"001", "2"}, rawField{"245", "00\x1FaNext"})
	recs, bad := readString(t, long+next, marc.Options{})
	if len(recs) != 2 || len(bad) != 0 {
		t.Fatalf("%d records, %v", len(recs), bad)
	}
	if got := len(recs[0].Fields); got != 23 || recs[0].Fields[22].First('a') != note.text[4:] {
		t.Errorf("%d fields", got)
	}
	if recs[1].Control("001") != "2" || !repaired(recs[0], "the leader states 99999 bytes") {
		t.Errorf("next %s, repairs %v", dump(recs[1]), recs[0].Repairs)
	}
	checkRoundTrip(t, recs[0])
}

func TestLeadersWithEncodedBlanks(t *testing.T) {
	good := raw2709(utf8Leader, rawField{"001", "1"}, rawField{"245", "00\x1FaÉtudes"})
	for name, blank := range map[string]string{
		"no-break space, UTF-8": "\u00A0", "no-break space, UTF-8 twice": "Â\u00A0", "no-break space, Latin-1": "\xA0",
	} {
		t.Run(name, func(t *testing.T) {
			rec := readOne(t, strings.ReplaceAll(good[:24], " ", blank)+good[24:])
			if rec.Leader[5:12] != utf8Leader[5:12] || rec.Leader[17:] != utf8Leader[17:] || !repaired(rec, "leader") {
				t.Errorf("leader %q, repairs %v", rec.Leader, rec.Repairs)
			}
			if got := dump(rec); got != "001 1\n245 00$aÉtudes\n" {
				t.Errorf("got %q", got)
			}
		})
	}
	rec := readOne(t, `<record><leader>01952cas  2200457Ia 45í0</leader><controlfield tag="001">1</controlfield></record>`)
	if rec.Leader != "01952cas  2200457Ia 4500" {
		t.Errorf("leader %q", rec.Leader)
	}
}

func TestField008MissingOrShort(t *testing.T) {
	if rec := readOne(t, raw2709(utf8Leader, rawField{"245", "00\x1FaNo 001, no 008"})); rec.Control("008") != "" || rec.Control("001") != "" {
		t.Error("there is neither 001 nor 008")
	}
	short := readOne(t, raw2709(utf8Leader, rawField{"008", fixed008[:38]}, rawField{"245", "00\x1FaT"}))
	if got := short.Control("008"); got != fixed008[:38]+"  " || !repaired(short, "008: 2 blanks added") {
		t.Errorf("got %q, repairs %v", got, short.Repairs)
	}
	long := readOne(t, raw2709(utf8Leader, rawField{"008", fixed008 + "xyz"}, rawField{"245", "00\x1FaT"}))
	if got := long.Control("008"); got != fixed008+"xyz" {
		t.Errorf("a long 008 is kept: got %q", got)
	}
	stub := readOne(t, raw2709(utf8Leader, rawField{"008", "Abx3"}, rawField{"245", "00\x1FaT"}))
	if got := stub.Control("008"); got != "Abx3" {
		t.Errorf("what is no 008 is kept: got %q", got)
	}
}

func TestTagsWithLetters(t *testing.T) {
	rec := readOne(t, raw2709(utf8Leader, rawField{"001", "1"}, rawField{"FMT", "SE"}, rawField{"CAT", "  \x1FaBATCH"}, rawField{"Z30", "1 \x1Fb7"}))
	if got := dump(rec); got != "001 1\nFMT SE\nCAT   $aBATCH\nZ30 1 $b7\n" {
		t.Errorf("got %q", got)
	}
	checkRoundTrip(t, rec)
}

func TestEncodingLabelLies(t *testing.T) {
	for name, tc := range map[string]struct{ leader, text, want, note string }{
		"UTF-8 labelled MARC-8":        {marc8Leader, "Études", "Études", "labelled MARC-8, is UTF-8"},
		"MARC-8 labelled UTF-8":        {utf8Leader, "\xE2Etudes", "E\u0301tudes", "labelled UTF-8, read as MARC-8"},
		"MARC-8 escapes in UTF-8":      {utf8Leader, "\x1B(NmOSKWA\x1B(B", "Москва", "labelled UTF-8, read as MARC-8"},
		"Latin-1 labelled UTF-8":       {utf8Leader, "Caf\xE9 fran\xE7ais", "Café français", "read as ISO 8859-1"},
		"one bad byte in UTF-8":        {utf8Leader, "Étu\xFFdes à", "Étu\uFFFDdes à", "1 bytes that are no UTF-8"},
		"encoded twice":                {utf8Leader, "Ã\u0089tudes", "Études", "encoded twice"},
		"encoded twice, Windows":       {utf8Leader, "Ã‰tudes", "Études", "encoded twice"},
		"U+FFFD inside":                {utf8Leader, "\uFFFDtudes", "\uFFFDtudes", "1 characters lost before"},
		"U+FFFD inside MARC-8":         {marc8Leader, "\xEF\xBF\xBDtudes d'\xE2et\xE2e", "\uFFFDtudes d'e\u0301te\u0301", "1 characters lost before"},
		"character by number, MARC-8":  {marc8Leader, `Price &#x20B9;5 \U+00a7\ 2`, "Price ₹5 § 2", "2 characters written as numbers"},
		"control characters":           {utf8Leader, "two\x0Blines\x00", "two lines ", "control characters"},
		"text that only looks encoded": {utf8Leader, "Ã and © but é", "Ã and © but é", ""},
	} {
		t.Run(name, func(t *testing.T) {
			rec := readOne(t, raw2709(tc.leader, rawField{"001", "1"}, rawField{"245", "00\x1Fa" + tc.text}))
			if got := rec.Fields[1].First('a'); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			if tc.note != "" && !repaired(rec, tc.note) || tc.note == "" && len(rec.Repairs) > 0 {
				t.Errorf("repairs %v, want %q", rec.Repairs, tc.note)
			}
			checkRoundTrip(t, rec)
		})
	}
}

func TestNonSortControlsStay(t *testing.T) {
	const title = "\u0098Die\u009C Welt"
	rec := readOne(t, raw2709(utf8Leader, rawField{"001", "1"}, rawField{"245", "00\x1Fa" + title}))
	if got := rec.Fields[1].First('a'); got != title || len(rec.Repairs) != 0 {
		t.Errorf("got %q, repairs %v", got, rec.Repairs)
	}
	if got := marc.StripNonSort(title); got != "Die Welt" {
		t.Errorf("stripped: %q", got)
	}
	checkRoundTrip(t, rec)
}

func TestAngleBracketsAndTwoTitles(t *testing.T) {
	rec := readOne(t, raw2709(utf8Leader, rawField{"245", "00\x1Fa<Volume> & \"more\""}, rawField{"245", "00\x1FaSecond"}))
	if got := dump(rec); got != "245 00$a<Volume> & \"more\"\n245 00$aSecond\n" {
		t.Errorf("got %q", got)
	}
	checkRoundTrip(t, rec)
}

func TestWrongDirectory(t *testing.T) {
	good := raw2709(utf8Leader, rawField{"001", "1"}, rawField{"245", "00\x1FaTitle"}, rawField{"500", "  \x1FaNote"})
	for name, damage := range map[string]func(string) string{
		"starts off by one": func(s string) string { return strings.Replace(s, "001000200000", "001000200001", 1) },
		"length no number":  func(s string) string { return strings.Replace(s, "2450010", "24500x0", 1) },
		"record grew":       func(s string) string { return strings.Replace(s, "Title", "A longer title", 1) },
		"wrong base":        func(s string) string { return s[:12] + "00001" + s[17:] },
		"no length":         func(s string) string { return "     " + s[5:] },
	} {
		t.Run(name, func(t *testing.T) {
			bad := damage(good)
			if bad == good {
				t.Fatal("not damaged")
			}
			recs, errs := readString(t, bad+good, marc.Options{})
			if len(errs) != 0 || len(recs) != 2 || len(recs[0].Fields) != 3 || recs[0].Fields[2].First('a') != "Note" {
				t.Fatalf("%d records, errors %v", len(recs), errs)
			}
		})
	}
}

func TestUnreadableRecordsAreRejectedAndReadingGoesOn(t *testing.T) {
	good := raw2709(utf8Leader, rawField{"001", "1"}, rawField{"245", "00\x1FaTitle"})
	for name, tc := range map[string]struct{ bad, msg string }{
		"fields without entries": {strings.Replace(good, "\x1D", "more\x1E\x1D", 1), "the directory names 2 fields, the record has 3"},
		"nothing but a leader":   {"00026cas a2200000 a 4500\x1E\x1D", "there are no fields"},
		"no directory":           {"00025cas a2200000 a 4500\x1D", "there is no directory"},
		"garbage":                {"garbage\x1E\x1D", "the leader has 7 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			recs, bad := readString(t, good+tc.bad+"\r\n"+good, marc.Options{})
			if len(recs) != 2 || len(bad) != 1 || !strings.Contains(bad[0].Msg, tc.msg) {
				t.Fatalf("%d records, errors %v", len(recs), bad)
			}
			if p := bad[0].Place; p.Number != 2 || p.Offset != int64(len(good)) || string(bad[0].Raw) != tc.bad {
				t.Errorf("place %v, raw %q", p, bad[0].Raw)
			}
		})
	}
	recs, bad := readString(t, good+good[:50], marc.Options{})
	if len(recs) != 1 || len(bad) != 1 || !strings.Contains(bad[0].Msg, "the file ends inside the record") {
		t.Errorf("cut off: %d records, errors %v", len(recs), bad)
	}
}

func TestMissingTerminatorAndJunkBetweenRecords(t *testing.T) {
	good := raw2709(utf8Leader, rawField{"001", "1"}, rawField{"245", "00\x1FaTitle"})
	open := "00" + good[2:len(good)-1]
	recs, bad := readString(t, "\uFEFF"+good+"\r\n\x00\n"+good+"\n \x1A\n", marc.Options{})
	if len(recs) != 2 || len(bad) != 0 {
		t.Errorf("junk: %d records, %v", len(recs), bad)
	}
	recs, bad = readString(t, good+open, marc.Options{})
	if len(recs) != 2 || len(bad) != 0 || !repaired(recs[1], "no terminator") {
		t.Errorf("last terminator missing: %d records, %v", len(recs), bad)
	}
}

func TestUNIMARC(t *testing.T) {
	f100 := func(set string) rawField {
		return rawField{"100", "  \x1Fa20150323a19939999km-y0rumy" + set + "----ba"}
	}
	for name, tc := range map[string]struct{ set, text, want string }{
		"UTF-8 as stated":       {"50  ", "Études", "Études"},
		"UTF-8, stated 5426":    {"0103", "Études", "Études"},
		"ISO 5426":              {"0103", "\xC2Etudes \xE9 \xFBe", "E\u0301tudes Ø ße"},
		"Latin-1, stated 5426":  {"0103", "Caf\xE9 fran\xE7ais", "Café français"},
		"Latin-1, stated UTF-8": {"50  ", "Caf\xE9 fran\xE7ais", "Café français"},
	} {
		t.Run(name, func(t *testing.T) {
			rec := readOne(t, raw2709(unimarcLeader, rawField{"001", "1"}, rawField{"011", "  \x1Fa1221-8472"}, f100(tc.set), rawField{"200", "1 \x1Fa" + tc.text}))
			if rec.Format != marc.UNIMARC {
				t.Errorf("read as %s", rec.Format)
			}
			if got := rec.Fields[3].First('a'); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			checkRoundTrip(t, rec)
		})
	}
}

func TestCompressedInput(t *testing.T) {
	good := raw2709(utf8Leader, rawField{"001", "1"}, rawField{"245", "00\x1FaTitle"})
	var gz, zs bytes.Buffer
	zw := gzip.NewWriter(&gz)
	_, err1 := zw.Write([]byte(good + good))
	enc, err2 := zstd.NewWriter(&zs)
	if err := errors.Join(err1, err2, zw.Close()); err != nil {
		t.Fatal(err)
	}
	_, err1 = enc.Write([]byte(good + good))
	if err := errors.Join(err1, enc.Close()); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"x.mrc.gz": gz.Bytes(), "x.mrc.zst": zs.Bytes(), "no suffix": zs.Bytes()} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := readAll(t, path, marc.Options{}); len(got) != 2 {
				t.Errorf("%d records", len(got))
			}
		})
	}
	if err := readToError(gz.Bytes()[:gz.Len()-9]); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a cut-off file gives %v", err)
	}
}

// readToError returns the first error of reading the input.
func readToError(input []byte) error {
	rd, err := marc.NewReader(bytes.NewReader(input), marc.Options{})
	if err != nil {
		return err
	}
	for _, err := range rd.All() {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestUnknownSyntax(t *testing.T) {
	if _, err := marc.NewReader(strings.NewReader("a,b,c\n1,2,3\n"), marc.Options{}); !errors.Is(err, marc.ErrUnknownSyntax) {
		t.Errorf("got %v", err)
	}
	if recs, bad := readString(t, "", marc.Options{}); len(recs)+len(bad) != 0 {
		t.Error("empty input has no records")
	}
}
