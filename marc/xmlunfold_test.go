package marc_test

import (
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

// unfolded is how much text a record has.
func unfolded(rec *marc.Record) int {
	n := len(rec.Leader)
	for _, f := range rec.Fields {
		n += len(f.Value)
		for _, s := range f.Subfields {
			n += len(s.Value)
		}
	}
	return n
}

// Entities that a document declares are not replaced in records: a record cannot
// unfold to more than its bytes.
func TestRecordsDoNotUnfold(t *testing.T) {
	doc := `<?xml version="1.0"?><!DOCTYPE c [<!ENTITY a "` + strings.Repeat("a", 10_000) + `">]><collection>` +
		strings.Replace(xmlRecord, "Title", strings.Repeat("&a;", 1000), 1) + xmlRecord + `</collection>`
	recs, bad := readString(t, doc, marc.Options{})
	if len(recs) != 1 || len(bad) != 1 {
		t.Fatalf("%d records, errors %v", len(recs), bad)
	}
}

func FuzzXMLUnfolding(f *testing.F) {
	f.Add(xmlOpen + xmlRecord + "</collection>")
	f.Add(`<!DOCTYPE c [<!ENTITY a "aaaa">]><record><controlfield tag="001">&a;&lt;&#x10FFFF;</controlfield></record>`)
	f.Fuzz(func(t *testing.T, doc string) {
		rd, err := marc.NewReader(strings.NewReader(doc), marc.Options{Syntax: marc.XML})
		if err != nil {
			return
		}
		n := 0
		for rec, err := range rd.All() {
			if err == nil {
				n += unfolded(rec)
			}
		}
		if n > 4*len(doc)+64*(1+strings.Count(doc, "record")) { // blanks of leader, 006 and 008 that were cut off
			t.Errorf("%d bytes out of %d", n, len(doc))
		}
	})
}
