package marc_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

func TestRealRecordsSurviveWriting(t *testing.T) {
	for _, name := range []string{"dnb_zdb_serials_utf8.mrc", "gpo_marc8.mrc", "loc-marc2bibframe2.xml", "abes-sudoc.unimarc.xml", "issn-ic.mrc"} {
		t.Run(name, func(t *testing.T) {
			for _, rec := range readAll(t, shared(t, name), marc.Options{}) {
				checkRoundTrip(t, rec)
			}
		})
	}
}

func TestRejectsCanBeReadAgain(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "rejects")
	iso := raw2709(utf8Leader, rawField{"001", "1"}, rawField{"245", "00\x1FaTitle"})
	r := marc.NewRejects(prefix)
	for _, raw := range []string{iso, strings.TrimSpace(xmlRecord), iso[:len(iso)-1], "", "<record><leader>bad</record>"} {
		if err := r.Add([]byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	names, err := r.Close()
	if err != nil || len(names) != 2 {
		t.Fatal(names, err)
	}
	if got := readAll(t, prefix+".mrc", marc.Options{}); len(got) != 2 {
		t.Errorf("%d records in %s.mrc", len(got), prefix)
	}
	rd, err := marc.Open(prefix+".xml", marc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	good, bad := 0, 0
	for _, err := range rd.All() {
		if err != nil {
			bad++
		} else {
			good++
		}
	}
	if err := rd.Close(); err != nil || good != 1 || bad != 1 {
		t.Errorf("%d good and %d bad records in %s.xml, %v", good, bad, prefix, err)
	}
	if names, err := marc.NewRejects(prefix + "-none").Close(); len(names) != 0 || err != nil {
		t.Error("no rejects, no files:", names, err)
	}
}

func TestWhatISO2709CannotHold(t *testing.T) {
	rec := &marc.Record{Fields: []marc.Field{{Tag: "12", Value: "x"}}}
	if err := marc.WriteISO2709(&bytes.Buffer{}, rec); !errors.Is(err, marc.ErrNotWritable) {
		t.Errorf("got %v", err)
	}
	sep := &marc.Record{Leader: utf8Leader, Fields: []marc.Field{{Tag: "245", Ind1: '0', Ind2: '0', Subfields: []marc.Subfield{{Code: 'a', Value: "a\x1E\x1Db"}}}}}
	var buf bytes.Buffer
	if err := marc.WriteISO2709(&buf, sep); err != nil {
		t.Fatal(err)
	}
	if got := readOne(t, buf.String()).Fields[0].First('a'); got != "a  b" {
		t.Errorf("got %q", got)
	}
}
