package issn_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
)

// A spelling is read everywhere: this is the list of them.
func TestRead(t *testing.T) {
	for in, want := range map[string]string{
		"ISSN-L 0028-0836":                         "ISSN-L/0028-0836",
		"issn-l: 0028-0836":                        "ISSN-L/0028-0836",
		"ISSNL 0028-0836":                          "ISSN-L/0028-0836",
		"Linking ISSN: 0028-0836":                  "ISSN-L/0028-0836",
		"ISSN-H 2434-561X":                         "ISSN-H/2434-561X",
		"ISSN(print):0028-0836":                    "ISSN/0028-0836",
		"ISSN (online) 1476-4687":                  "ISSN/1476-4687",
		"Print ISSN: 0028-0836":                    "ISSN/0028-0836",
		"ＩＳＳＮ　００２８－０８３６":                           "ISSN/0028-0836",
		"００２８－０８３６":                                "ISSN/0028-0836",
		"٠٠٢٨-٠٨٣٦":                                "ISSN/0028-0836",
		"२४३४-५६१x":                                "ISSN/2434-561X",
		"280836":                                   "ISSN/0028-0836",
		"28-0836":                                  "ISSN/0028-0836",
		"280836.0":                                 "ISSN/0028-0836",
		"14764687.0":                               "ISSN/1476-4687",
		"'00280836":                                "ISSN/0028-0836",
		"’0028-0836":                               "ISSN/0028-0836",
		`="0028-0836"`:                             "ISSN/0028-0836",
		`=""0028-0836""`:                           "ISSN/0028-0836",
		`["0028-0836"]`:                            "ISSN/0028-0836",
		"<0028-0836>":                              "ISSN/0028-0836",
		"2434-561Х":                                "ISSN/2434-561X", // a Cyrillic letter
		"http://id.crossref.org/issn/0028-0836":    "ISSN/0028-0836",
		"https://issn.org/resource/issn/0028-0836": "ISSN/0028-0836",
		"http://issn.org/resource/ISSN/0028-0836#Key":                   "ISSN/0028-0836",
		"http://issn.org/data/ISSN/0028-0836.ttl":                       "ISSN/0028-0836",
		"http://issn.org/data/ISSN-L/0028-0836.jsonld":                  "ISSN-L/0028-0836",
		"https://portal.issn.org/resource/ISSN-L/0028-0836?format=json": "ISSN-L/0028-0836",
		"portal.issn.org/resource/ISSN/0028-0836":                       "ISSN/0028-0836",
		"https://www.worldcat.org/issn/0028-0836":                       "ISSN/0028-0836",
		"https://api.crossref.org/journals?issn=0028-0836":              "ISSN/0028-0836",
		"https://example.org/journal/0028-0836":                         "",
		"https://doi.org/10.1038/issn.0028-0836":                        "",
		"12345":                                                         "", // zeros put back give a wrong check digit
		"280837":                                                        "",
		"1836":                                                          "",
		"280 836":                                                       "",
		"0028-0836.5":                                                   "",
		"ISBN 0028-0836":                                                "",
		"Nature 0028-0836":                                              "",
	} {
		space, n, err := issn.Read(in)
		got := ""
		if err == nil {
			got = space.String() + "/" + n.String()
		}
		if got != want {
			t.Errorf("Read(%q) = %q, %v; want %q", in, got, err, want)
		}
		if err != nil && (!errors.Is(err, issn.ErrSyntax) || !strings.Contains(err.Error(), strings.SplitN(in, "-", 2)[0])) {
			t.Errorf("Read(%q): %v does not name the text", in, err)
		}
	}
}

// What is read alone is read in a cell with others.
func TestSplit(t *testing.T) {
	for in, want := range map[string][]string{
		"0028-0836":                              {"0028-0836"},
		"":                                       nil,
		" n/a ":                                  nil,
		"nan":                                    nil,
		"[]":                                     nil,
		"0028-0836, 1476-4687":                   {"0028-0836", "1476-4687"},
		"0028-0836/1476-4687":                    {"0028-0836", "1476-4687"},
		"0028-0836 1476-4687":                    {"0028-0836", "1476-4687"},
		"0028-0836;":                             {"0028-0836"},
		`["0028-0836", "1476-4687"]`:             {"0028-0836", "1476-4687"},
		`['0028-0836', '1476-4687']`:             {"0028-0836", "1476-4687"},
		`="0028-0836"`:                           {"0028-0836"},
		"0028-0836 (print) 1476-4687 (online)":   {"0028-0836", "1476-4687"},
		"print: 0028-0836 online: 1476-4687":     {"0028-0836", "1476-4687"},
		"ISSN 0028-0836 | E-ISSN 1476-4687":      {"ISSN 0028-0836", "E-ISSN 1476-4687"},
		"https://a.example/b/c https://d.exampl": nil,
		"https://a.example/b;https://d.example":  nil,
		"https://id.crossref.org/issn/0028-0836": {"https://id.crossref.org/issn/0028-0836"},
		"http://id.crossref.org/issn/0028-0836, https://portal.issn.org/resource/ISSN/1476-4687": {
			"http://id.crossref.org/issn/0028-0836", "https://portal.issn.org/resource/ISSN/1476-4687",
		},
		"0028-0837":   {"0028-0837"}, // wrong ones are told, not dropped
		"forthcoming": {"forthcoming"},
		"0028-083":    {"0028-083"},
	} {
		if diff := cmp.Diff(want, issn.Split(in)); diff != "" {
			t.Errorf("Split(%q) (-want +got):\n%s", in, diff)
		}
	}
}

// Whatever one cell holds, no piece of it is a placeholder, and a piece alone gives
// itself again.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{`["0028-0836","1476-4687"]`, "https://a/issn/0028-0836", "a/b c", "=\"0028-0836\"", "０,1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, part := range issn.Split(s) {
			if issn.IsPlaceholder(part) {
				t.Fatalf("Split(%q) has the placeholder %q", s, part)
			}
			if _, err := issn.Clean(part); err == nil && len(issn.Split(part)) != 1 {
				t.Fatalf("Split(%q) = %q, though it is one number", part, issn.Split(part))
			}
		}
	})
}
