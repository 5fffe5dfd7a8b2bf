package vocab_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/vocab"
)

func TestExpandAndCompact(t *testing.T) {
	for name, iri := range map[string]string{
		"schema:issn":     "http://schema.org/issn",
		"dct:modified":    "http://purl.org/dc/terms/modified",
		"countries:fr":    "http://id.loc.gov/vocabulary/countries/fr",
		"issnprop:a":      "http://issn.org/vocabularies/properties/a",
		"urn:isbn:x":      "urn:isbn:x",
		"no prefix":       "no prefix",
		"issnCenter:_2":   "http://issn.org/organization/ISSNCenter#_2",
		"http://other/#a": "http://other/#a",
	} {
		if got := vocab.Expand(name); got != iri {
			t.Errorf("Expand(%q) = %q, want %q", name, got, iri)
		}
		if got := vocab.Compact(iri); got != name {
			t.Errorf("Compact(%q) = %q, want %q", iri, got, name)
		}
	}
}

func TestLabelOf(t *testing.T) {
	for iri, want := range map[string]string{
		"http://id.loc.gov/vocabulary/countries/fr":        "France",
		"http://issn.org/vocabularies/Medium#Online":       "Online",
		"http://issn.org/vocabularies/RecordStatus":        "ISSN Record Status List",
		"http://id.loc.gov/vocabulary/languages/eng":       "English",
		"http://issn.org/vocabularies/Medium#Papyrus":      "",
		"http://issn.org/vocabularies/RecordStatus#Nosuch": "",
	} {
		if got, _ := vocab.LabelOf(iri); got != want {
			t.Errorf("LabelOf(%s) = %q, want %q", iri, got, want)
		}
	}
}
