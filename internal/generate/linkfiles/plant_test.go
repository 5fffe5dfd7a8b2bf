package linkfiles

import (
	"testing"

	"github.com/issn-ld/issn-ld/internal/generate"
)

// A number that leads nowhere leaves the ISSN-L of the row as the last resort. If
// the record of that ISSN states another ISSN-L, this would be reported, too.
func TestFitNeedsSoundLinking(t *testing.T) {
	s := &Set{}
	for name, contrary := range map[string]bool{"sound": false, "contrary": true} {
		title := &generate.Title{Linking: 1, Editions: []generate.Edition{
			{ISSN: 1, Print: true, Joined: !contrary, Stated: !contrary, Contrary: contrary},
			{ISSN: 2, Online: true, Joined: true, Stated: true},
		}, Resource: generate.Journal}
		s.join(&generate.Family{Titles: []generate.Title{*title}})
		if len(s.serials) != 1 {
			t.Fatalf("%s: %d serials", name, len(s.serials))
		}
		x := &s.serials[0]
		for _, kind := range []string{unknownISSN, wrongCheckDigit} {
			if got := s.fit(road, kind, x); got == contrary {
				t.Errorf("%s: %s is fit for ROAD: %t", name, kind, got)
			}
			if !s.fit(wikidata, kind, x) {
				t.Errorf("%s: %s is not fit for Wikidata", name, kind)
			}
		}
	}
}
