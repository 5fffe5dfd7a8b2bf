package marc_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

// rawField is a field as it stands in ISO 2709: after the tag, all bytes before
// the terminator.
type rawField struct{ tag, text string }

// raw2709 builds a correct record around the fields.
func raw2709(leader string, fields ...rawField) string {
	var dir, data strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&dir, "%s%04d%05d", f.tag, min(len(f.text)+1, 9999), min(data.Len(), 99999))
		data.WriteString(f.text + "\x1E")
	}
	base := 24 + dir.Len() + 1
	return fmt.Sprintf("%05d%s%05d%s", min(base+data.Len()+1, 99999), leader[5:12], base, leader[17:]) +
		dir.String() + "\x1E" + data.String() + "\x1D"
}

const (
	utf8Leader    = "00000cas a2200000 a 4500"
	marc8Leader   = "00000cas  2200000 a 4500"
	unimarcLeader = "00000cas0 2200000   450 "
	fixed008      = "190321d19852007njumr|pso     0   a0eng c"
)

// readString reads all of the input; bad records come as errors.
func readString(tb testing.TB, input string, opts marc.Options) (recs []*marc.Record, bad []*marc.RecordError) {
	tb.Helper()
	rd, err := marc.NewReader(strings.NewReader(input), opts)
	if err != nil {
		tb.Fatal(err)
	}
	for rec, err := range rd.All() {
		var re *marc.RecordError
		switch {
		case err == nil:
			recs = append(recs, rec)
		case errors.As(err, &re):
			bad = append(bad, re)
		default:
			tb.Fatal(err)
		}
	}
	if _, err := rd.Read(); !errors.Is(err, io.EOF) {
		tb.Errorf("after the end: %v", err)
	}
	return recs, bad
}

// readOne reads an input of one good record.
func readOne(tb testing.TB, input string) *marc.Record {
	tb.Helper()
	recs, bad := readString(tb, input, marc.Options{})
	if len(recs) != 1 || len(bad) != 0 {
		tb.Fatalf("%d records, errors %v", len(recs), bad)
	}
	return recs[0]
}

// dump writes the fields of a record, one a line.
func dump(rec *marc.Record) string {
	var sb strings.Builder
	for i := range rec.Fields {
		f := &rec.Fields[i]
		sb.WriteString(f.Tag + " ")
		if f.Ind1 != 0 {
			sb.Write([]byte{f.Ind1, f.Ind2})
		}
		sb.WriteString(f.Value)
		for _, s := range f.Subfields {
			sb.WriteString("$" + string(rune(s.Code)) + s.Value)
		}
		sb.WriteByte('\n')
	}
	return sb.String()
}

// repaired reports whether a repair says so.
func repaired(rec *marc.Record, what string) bool {
	for _, r := range rec.Repairs {
		if strings.Contains(r, what) {
			return true
		}
	}
	return false
}

// checkRoundTrip writes the record in both syntaxes and reads it back.
func checkRoundTrip(tb testing.TB, rec *marc.Record) {
	tb.Helper()
	b, err := marc.AppendISO2709(nil, rec)
	if err != nil {
		if errors.Is(err, marc.ErrNotWritable) {
			return
		}
		tb.Fatal(err)
	}
	want := dump(rec)
	opts := marc.Options{Syntax: marc.ISO2709, Dialect: marc.OnlyMARC21}
	if rec.Format == marc.UNIMARC {
		opts = marc.Options{Syntax: marc.ISO2709, Dialect: marc.OnlyUNIMARC, Charset: marc.UTF8}
	}
	recs, bad := readString(tb, string(b), opts)
	if len(bad) > 0 || len(recs) != 1 || dump(recs[0]) != want {
		tb.Errorf("ISO 2709: wrote %q, read %v %v", want, recs, bad)
	}
	var xml bytes.Buffer
	w := marc.NewXMLWriter(&xml)
	if err := errors.Join(w.Write(rec), w.Close()); err != nil {
		tb.Fatal(err)
	}
	recs, bad = readString(tb, xml.String(), marc.Options{})
	if len(bad) > 0 || len(recs) != 1 || dump(recs[0]) != want {
		tb.Errorf("XML: wrote %q, read %v %v", want, recs, bad)
	}
}
