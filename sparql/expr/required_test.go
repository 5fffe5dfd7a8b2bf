package expr

import (
	"strings"
	"testing"
)

func TestRequired(t *testing.T) {
	for name, tc := range map[string]struct{ pattern, flags, want string }{
		"a literal":           {"zoology", "", "zoology"},
		"quoted":              {"a.b", "q", "a.b"},
		"anchored":            {"^Annual", "", "Annual"},
		"the longest":         {"K4.*studies", "", "studies"},
		"in a group":          {"(x+Journal)+", "", "Journal"},
		"repeated":            {"(?:ab){2,3}", "", "ab"},
		"optional":            {"(ab)?c", "", "c"},
		"alternatives":        {"(ab|cd)", "", "ab cd"},
		"beside alternatives": {"(ab|cd) .*efg", "", "efg"},
		"any number":          {"(ab)*", "", ""},
		"without case":        {"JOURNAL", "i", "~journal"},
		"special cases":       {"Skating Club", "i", "~ating club"},
		"an alternative open": {"(ab|c*)", "", ""},
		"common beginnings":   {"(Series|Supplement)", "", "eries upplement"},
		"replacement char":    {"\uFFFD", "", ""},
		"a class":             {"[^a]", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			re, err := compileRegexp(tc.pattern, tc.flags)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, n := range required(re) {
				if n.fold {
					n.text = "~" + n.text
				}
				got = append(got, n.text)
			}
			if got := strings.Join(got, " "); got != tc.want {
				t.Errorf("required(%q) = %q, want %q", tc.pattern, got, tc.want)
			}
		})
	}
}

// TestNeedlesIn compares what needles let through with what matches.
func TestNeedlesIn(t *testing.T) {
	texts := []string{"", "Annual report", "ANNUAL", "annual", "the Journal of K", "\u212Aelvin", "kelvin", "\u017Ftudies", "Studies", "a.b", "ab"}
	for _, pattern := range []string{"^annual", "journal", "(journal|annual)", "kelvin", "studies", "a.b", "ab?", "x*"} {
		for _, flags := range []string{"", "i", "q", "iq"} {
			re, err := compileRegexp(pattern, flags)
			if err != nil {
				t.Fatal(err)
			}
			ns := required(re)
			for _, text := range texts {
				if re.MatchString(text) && !ns.in(text) {
					t.Errorf("%q with flags %q: %q matches, but %v are not in it", pattern, flags, text, ns)
				}
			}
		}
	}
}
