package links_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/links"
)

// FuzzLikeness checks that likeness is a number from 0 to 1, the same both ways.
func FuzzLikeness(f *testing.F) {
	f.Add("Nature", "Nature (London)")
	f.Add("", "()")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, ok := links.Likeness(a, b)
		y, ok2 := links.Likeness(b, a)
		if x != y || ok != ok2 || x < 0 || x > 1 {
			t.Errorf("%v %v, back %v %v", x, ok, y, ok2)
		}
	})
}

func TestLikeness(t *testing.T) {
	for name, tc := range map[string]struct {
		a, b       string
		alike      bool
		comparable bool
	}{
		"same but for case and marks": {"Éffervescences lycéennes", "EFFERVESCENCES LYCEENNES", true, true},
		"qualifier":                   {"Nature", "Nature (London)", true, true},
		"article and ampersand":       {"The Physics & Chemistry", "Physics and chemistry", true, true},
		"abbreviated":                 {"J. Am. Soc. Inf. Sci.", "Journal of the American Society for Information Science", true, true},
		"initials":                    {"JASIST", "Journal of the American Society for Information Science and Technology", true, true},
		"part of the title":           {"Facta Universitatis", "Facta Universitatis. Series: Working and Living Environmental Protection", true, true},
		"nothing in common":           {"Nature", "Le Monde", false, true},
		"other scripts":               {"人民日报", "Renmin ribao", false, false},
		"transliteration beside it":   {"Pravda = Правда", "Правда", true, true},
		"parallel title":              {"ISTRAŽIVANJA / Journal of historical researches", "Journal of Historical Researches", true, true},
		"other title information":     {"LOGI – Scientific Journal on Transport", "Logi", true, true},
		"letters of the same shape":   {"Skhid", "C\u0445\u0456\u0434", false, false},
		"initials of three letters":   {"RNA", "Revista Nacional de Administración", false, true},
		"title and another one":       {"Nature", "Nature and Culture", false, true},
		"title and its section":       {"Nature", "Nature communications", false, true},
		"place of the serial":         {"Scandinavian Journal of Management", "Scandinavian Journal of Vocations in Development", false, true},
		"subtitle without a mark":     {"Capture", "Capture Jurnal Seni Media Rekam", true, true},
		"divided words":               {"Estudo Prévio", "estudoprévio", true, true},
		"short word in a long title":  {"Art", "Art and the history of plumbing in Wales", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			likeness, comparable := links.Likeness(tc.a, tc.b)
			back, _ := links.Likeness(tc.b, tc.a)
			if comparable != tc.comparable || (likeness >= links.MinLikeness) != tc.alike || likeness != back {
				t.Errorf("Likeness = %.2f (%.2f back), %v", likeness, back, comparable)
			}
		})
	}
}
