package sample_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/vocab"
)

// inverse says for a linking field and its second indicator which fields of the
// other record may lead back.
var inverse = map[string][]string{
	"760": {"762"}, "762": {"760"}, "765": {"767"}, "767": {"765"}, "770": {"772"}, "772": {"770"},
	"775": {"775"}, "776": {"776"}, "777": {"777"}, "787": {"787"},
	"780 0": {"785 0"}, "780 1": {"785 1", "785 6"}, "780 2": {"785 2"}, "780 4": {"785 7"}, "780 5": {"785 4"}, "780 6": {"785 5"},
	"780 7": {"785 1", "785 6"},
	"785 0": {"780 0"}, "785 1": {"780 1", "780 7"}, "785 2": {"780 2"}, "785 4": {"780 5"}, "785 5": {"780 6"},
	"785 6": {"780 1", "780 7"}, "785 7": {"780 4", "785 7"},
}

// kindOf returns a key of inverse for a linking field.
func kindOf(f *marc.Field) string {
	if f.Tag == "780" || f.Tag == "785" {
		return f.Tag + " " + string(f.Ind2)
	}
	return f.Tag
}

// A link between two records of the sample has its counterpart in the other one.
func TestLinksAreMutual(t *testing.T) {
	links := map[[2]string][]string{}
	known := map[string]bool{}
	recs := records(t)
	for _, rec := range recs {
		known[rec.Control("001")] = true
		for i := range rec.Fields {
			if f := &rec.Fields[i]; f.Tag >= "760" && f.Tag <= "787" {
				key := [2]string{rec.Control("001"), f.First('x')}
				links[key] = append(links[key], kindOf(f))
			}
		}
	}
	for key, kinds := range links {
		if !known[key[1]] {
			continue
		}
		back := links[[2]string{key[1], key[0]}]
		for _, kind := range kinds {
			if !slices.ContainsFunc(back, func(other string) bool { return slices.Contains(inverse[kind], other) }) {
				t.Errorf("%s has %s for %s, which leads back by %q", key[0], kind, key[1], back)
			}
		}
	}
}

// Coded fields of a record agree with each other and with its text.
func TestFieldsAgree(t *testing.T) {
	titles := map[string]string{}
	for _, rec := range records(t) {
		number, f008 := rec.Control("001"), rec.Control("008")
		if f008 == "" {
			continue
		}
		if title := first(rec, "222", 'a') + " " + first(rec, "222", 'b'); titles[title] != "" {
			t.Errorf("%s: key title %s is that of %s", number, title, titles[title])
		} else {
			titles[title] = number
		}
		checkCoded(t, number, f008, rec)
		checkCountries(t, number, f008, rec)
		if l, cluster := first(rec, "022", 'l'), first(rec, "023", 'a'); l != cluster {
			t.Errorf("%s: ISSN-L is %s in field 022, %s in 023", number, l, cluster)
		}
		for _, tag := range []string{"222", "245"} {
			for f := range rec.All(tag) {
				checkNonfiling(t, number, f)
			}
		}
	}
}

// checkCoded checks field 008 for dates, form and regularity.
func checkCoded(t *testing.T, number, f008 string, rec *marc.Record) {
	t.Helper()
	century := "20"
	if f008[0] >= '7' { // records began in the 1970s
		century = "19"
	}
	if century+f008[:6] > rec.Control("005")[:8] {
		t.Errorf("%s: entered on %s, changed on %s", number, f008[:6], rec.Control("005"))
	}
	if ceased := f008[6] == 'd'; ceased == (f008[11:15] == "9999") || f008[7:11] > f008[11:15] {
		t.Errorf("%s: dates %s", number, f008[6:15])
	}
	if online := strings.HasPrefix(rec.Control("007"), "cr"); online != (f008[23] == 'o') || online != (first(rec, "338", 'b') == "cr") {
		t.Errorf("%s: 007, 008/23 and 338 do not agree", number)
	}
	switch f008[18:20] {
	case "ur", "ux", "un", " r":
		t.Errorf("%s: frequency and regularity %q", number, f008[18:20])
	}
	for _, tag := range []string{"260", "264"} {
		for f := range rec.All(tag) {
			if c := f.First('c'); c != "" && f.Ind1 == ' ' && len(c) >= 4 && c[:4] < f008[7:11] {
				t.Errorf("%s: published %s, before %s", number, c, f008[7:11])
			}
		}
	}
}

// checkCountries checks that the MARC country lies in the ISO country, and that
// the centre is that country's.
func checkCountries(t *testing.T, number, f008 string, rec *marc.Record) {
	t.Helper()
	iso := vocab.ISOCountry(first(rec, "044", 'c'))
	if c := vocab.CountryOfMARC(strings.TrimSpace(f008[15:18])); iso == nil || c != iso {
		t.Errorf("%s: country %s in field 008, %s in 044", number, f008[15:18], first(rec, "044", 'c'))
		return
	}
	code := first(rec, "022", '2')
	if code == "" {
		return
	}
	if c := vocab.ISSNCentres.Lookup(vocab.CentreCode(code)); c == nil || c.Match != iso.IRI {
		t.Errorf("%s: centre %s is not that of %s", number, code, iso.Code)
	}
	if v := first(rec, "699", 'v'); v != code {
		t.Errorf("%s: centre %s in field 022, %s in 699", number, code, v)
	}
}

// checkNonfiling checks the second indicator of a title, which counts the
// characters of an article at its start.
func checkNonfiling(t *testing.T, number string, f *marc.Field) {
	t.Helper()
	want := byte('0')
	for _, article := range []string{"The ", "Le ", "al-"} {
		if strings.HasPrefix(f.First('a'), article) {
			want += byte(len(article))
		}
	}
	if f.Ind2 != want {
		t.Errorf("%s: %s has second indicator %c, want %c", number, f.Tag, f.Ind2, want)
	}
}

// The records of one ISSN-L are linked as forms of each other.
func TestFormsAreLinked(t *testing.T) {
	group := map[string][]*marc.Record{}
	for _, rec := range records(t) {
		if l := first(rec, "022", 'l'); l != "" {
			group[l] = append(group[l], rec)
		}
	}
	for l, recs := range group {
		for _, rec := range recs {
			for _, other := range recs {
				linked := rec == other
				for f := range rec.All("776") {
					linked = linked || f.First('x') == other.Control("001")
				}
				if !linked {
					t.Errorf("ISSN-L %s: %s has no link to %s", l, rec.Control("001"), other.Control("001"))
				}
			}
		}
	}
}

// The statuses that are not the real ones say so in the record.
func TestDemonstrationIsMarked(t *testing.T) {
	marked := 0
	for _, rec := range records(t) {
		status := strings.TrimPrefix(first(rec, "699", '8'), "-- ")
		invented := status == "Legacy" || status == "Provisional"
		if note := first(rec, "588", 'a'); strings.HasPrefix(note, "Demonstration: the status "+status) != invented {
			t.Errorf("%s: status %s, note %q", rec.Control("001"), status, note)
		}
		if invented {
			marked++
		}
	}
	if marked != 2 {
		t.Errorf("%d records with invented statuses, want 2", marked)
	}
}
