package generate_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/vocab"
)

// pair is a link from one ISSN to another.
type pair struct{ from, to issn.ISSN }

// In a clean register every ISSN that a record names is that of another record,
// and links within a family go both ways.
func TestLinksLead(t *testing.T) {
	data, c := written(t, generate.Options{Records: 20_000, Seed: 10, Clean: true})
	own := map[issn.ISSN]bool{}
	links := map[string]map[pair]bool{}
	add := func(tag string, from issn.ISSN, text string) {
		n, err := issn.Parse(text)
		if err != nil {
			t.Fatalf("%s of %s: %v", tag, from, err)
		}
		if links[tag] == nil {
			links[tag] = map[pair]bool{}
		}
		links[tag][pair{from, n}] = true
	}
	mapped(t, data, func(rec *marc.Record, res mapping.Result) {
		if own[res.ISSN] {
			t.Errorf("%s: second record", res.ISSN)
		}
		own[res.ISSN] = true
		for i := range rec.Fields {
			f := &rec.Fields[i]
			switch {
			case f.Tag == "022":
				for _, code := range []byte("lzv") {
					for text := range f.All(code) {
						add("022"+string(code), res.ISSN, text)
					}
				}
			case f.Tag == "023":
				add("023", res.ISSN, f.First('a'))
			case f.Tag >= "760" && f.Tag <= "787":
				add(f.Tag, res.ISSN, f.First('x'))
			}
		}
	})
	for tag, list := range links {
		for p := range list {
			if !own[p.to] {
				t.Errorf("%s of %s: no record has %s", tag, p.from, p.to)
			}
		}
	}
	for _, tags := range [][2]string{{"776", "776"}, {"785", "780"}, {"770", "772"}, {"762", "760"}, {"775", "775"}, {"022z", "022v"}} {
		both := 0
		for p := range links[tags[0]] {
			if links[tags[1]][pair{p.to, p.from}] {
				both++
			}
		}
		// The partners of mergers are of other families, which do not link back.
		if both < len(links[tags[0]])*9/10 || both == 0 || tags[0] != "785" && both != len(links[tags[0]]) {
			t.Errorf("%s: %d of %d links have one by %s back", tags[0], both, len(links[tags[0]]), tags[1])
		}
	}
	if c.Linked == 0 {
		t.Error("no titles before or after")
	}
}

// Codes are those of the lists, in records that are meant to be right.
func TestCodes(t *testing.T) {
	each(t, generate.Options{Records: 50_000, Seed: 11, Clean: true}, func(rec *marc.Record) {
		own, f := rec.Control("001"), rec.Control("008")
		if len(f) != 40 {
			t.Fatalf("%s: 008 of %d characters", own, len(f))
		}
		for i, list := range map[int]*vocab.List{6: vocab.PublicationStatuses, 21: vocab.ContinuingTypes, 23: vocab.Forms} {
			if vocab.FixedIRI(list, f[i]) == "" {
				t.Fatalf("%s: 008/%d is %q", own, i, f[i])
			}
		}
		for c := range rec.All("044") {
			if vocab.ISOCountry(c.First('c')) == nil {
				t.Fatalf("%s: 044 is %q", own, c.First('c'))
			}
		}
		last := "000"
		for i := range rec.Fields {
			if tag := rec.Fields[i].Tag; tag < last {
				t.Fatalf("%s: field %s after %s", own, tag, last)
			} else {
				last = tag
			}
		}
	})
}
