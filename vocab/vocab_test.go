package vocab_test

import (
	"sort"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/vocab"
)

// Lookup depends on the order of codes, and a list must be usable as it is.
func TestLists(t *testing.T) {
	names := map[string]bool{}
	for _, l := range vocab.Lists() {
		if names[l.Name] || l.Name == "" || l.IRI == "" || l.Label("en") == "" {
			t.Errorf("list %q: bad or repeated name", l.Name)
		}
		names[l.Name] = true
		if vocab.ListByName(l.Name) != l {
			t.Errorf("ListByName(%s) is another list", l.Name)
		}
		if !sort.SliceIsSorted(l.Concepts, func(i, j int) bool { return l.Concepts[i].Code < l.Concepts[j].Code }) {
			t.Errorf("list %s is not in the order of codes", l.Name)
		}
		for i := range l.Concepts {
			c := &l.Concepts[i]
			if l.Lookup(c.Code) != c || l.ByIRI(c.IRI) != c {
				t.Errorf("%s: %s is not found, or twice", l.Name, c.Code)
			}
			if len(c.Labels) == 0 || c.Labels[0].Language != "en" || c.Label("en") == "" || c.Label("tlh") != c.Label("en") {
				t.Errorf("%s: %s has no English label first", l.Name, c.Code)
			}
			if strings.ContainsAny(c.IRI, " <>\"{}|\\^`") || strings.Count(c.IRI, "#") > 1 {
				t.Errorf("%s: %s is no IRI", l.Name, c.IRI)
			}
		}
		if l.Local != strings.HasPrefix(l.IRI, vocab.ISSNBase) {
			t.Errorf("%s: Local = %v", l.Name, l.Local)
		}
	}
	if vocab.ListByName("none") != nil || vocab.Countries.Lookup("zzz") != nil || vocab.Countries.ByIRI("x") != nil {
		t.Error("found what is not there")
	}
}

func TestCountries(t *testing.T) {
	for code, want := range map[string]string{"enk": "GB", "nyu": "US", "fr": "FR", "gw": "DE", "xxk": "GB", "uk": "GB", "ge": "DE", "ac": "AU", "cs": "", "vp": "", "xx": "", "zzz": ""} {
		got := ""
		if c := vocab.CountryOfMARC(code); c != nil {
			got = c.Code
		}
		if got != want {
			t.Errorf("CountryOfMARC(%s) = %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]string{"GB": "GB", "UK": "GB", "USA": "US", "chn": "CN", "XA-DE": "DE", "XA-DE-BE": "DE", "US-NY": "US", "fr\n": "FR", "??": "", "": ""} {
		got := ""
		if c := vocab.ISOCountry(code); c != nil {
			got = c.Code
		}
		if got != want {
			t.Errorf("ISOCountry(%q) = %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]string{"GB": "xxk", "US": "xxu", "FR": "fr", "RO": "rm", "HK": "hk", "ZZ": ""} {
		got := ""
		if c := vocab.MARCOfCountry(code); c != nil {
			got = c.Code
		}
		if got != want {
			t.Errorf("MARCOfCountry(%s) = %q, want %q", code, got, want)
		}
	}
	for i := range vocab.Countries.Concepts {
		c := &vocab.Countries.Concepts[i]
		if c.Match != "" && vocab.CountryOfMARC(c.Code) == nil {
			t.Errorf("country %s leads to %s, which is not in ISO 3166-1", c.Code, c.Match)
		}
	}
}

func TestCodes(t *testing.T) {
	for code, want := range map[string]string{"eng": "en", "fre": "fr", "ger": "de", "rus": "ru", "haw": "haw", "mul": "und", "xyz": "und", "scr": "hr", "": "und"} {
		if got := vocab.LanguageTag(code); got != want {
			t.Errorf("LanguageTag(%s) = %s, want %s", code, got, want)
		}
	}
	for code, want := range map[byte]string{'w': vocab.Freq + "weekly", ' ': vocab.Freq + "irregular", 'u': "", 'z': "", '|': ""} {
		if got := vocab.Frequency(code); got != want {
			t.Errorf("Frequency(%c) = %s, want %s", code, got, want)
		}
	}
	if got, want := vocab.FixedIRI(vocab.OriginalForms, ' '), vocab.M21+"continuingori#%23"; got != want {
		t.Errorf("FixedIRI of a blank = %s, want %s", got, want)
	}
	if got := vocab.FixedIRI(vocab.PublicationStatuses, '|'); got != "" {
		t.Errorf("FixedIRI of no attempt to code = %s, want none", got)
	}
	for code, want := range map[string]string{"1": "_1", "22": "22", "_7": "_7", "02": "_2", "b1": "b1", "0": "_0"} {
		if got := vocab.CentreCode(code); got != want {
			t.Errorf("CentreCode(%s) = %s, want %s", code, got, want)
		}
	}
	for code, want := range map[string]string{"crf": "cartographic three-dimensional form", "crn": "cartographic tactile three-dimensional form", "crt": "cartographic tactile image"} {
		if c := vocab.ContentTypes.Lookup(code); c == nil || c.Label("en") != want {
			t.Errorf("content type %s is %v, want %s", code, c, want)
		}
	}
}
