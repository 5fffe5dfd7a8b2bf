package mapping

import "testing"

func TestHeading(t *testing.T) {
	for in, want := range map[string]string{
		"Northern Office (Sampletown, N.Y.).": "Northern Office (Sampletown, N.Y.)",
		"Zhong guo yang ben hui.":             "Zhong guo yang ben hui",
		"University of Ulm.":                  "University of Ulm",
		"Ministry of Law.":                    "Ministry of Law",
		"Sample Works, Inc.":                  "Sample Works, Inc.",
		"Springer Nature.":                    "Springer Nature",
		"Gakkai.":                             "Gakkai",
		"SSSR.":                               "SSSR",
		"Marine Division, 4th.":               "Marine Division, 4th",
		"Univ. of Mich.":                      "Univ. of Mich.",
		"Clarksburg, W. Va.":                  "Clarksburg, W. Va.",
		"Colo.":                               "Colo.",
		"Arlington, VA.":                      "Arlington, VA",
		"Critical Mass.":                      "Critical Mass",
		"Boston, Mass. :":                     "Boston, Mass.",
		"Ges.m.b.H.":                          "Ges.m.b.H.",
		"Wissenschafts-Verl.":                 "Wissenschafts-Verl.",
		"Sozialwiss.":                         "Sozialwiss.",
		"Credit Swiss.":                       "Credit Swiss",
		"Colleges.":                           "Colleges",
		"Denver.":                             "Denver",
		"Georgia Tech.":                       "Georgia Tech",
		"EE. UU.":                             "EE. UU.",
		"Müller, H.":                          "Müller, H.",
		"Frankfurt/M.":                        "Frankfurt/M.",
		"[Paris":                              "Paris",
		"Example Press ltd.]":                 "Example Press ltd.",
		"Example Press],":                     "Example Press",
		"[Paris]":                             "[Paris]",
		"[Paris, etc.,":                       "Paris, etc.",
		"(Printed by X":                       "Printed by X",
		"Press [of] Paris]":                   "Press [of] Paris",
		"1965-2007.":                          "1965-2007",
		"[1982-":                              "1982-",
		"c1985]":                              "c1985",
		"2010 Dec.":                           "2010 Dec.",
		"Viña del Mar.":                       "Viña del Mar",
		"et alii ...":                         "et alii ...",
		"http://":                             "http://",
		"Издательство.":                       "Издательство",
		"":                                    "",
		".":                                   "",
		"].":                                  "",
	} {
		if got := heading(in); got != want {
			t.Errorf("heading(%q) = %q, want %q", in, got, want)
		}
	}
}

// A name is the same body with its punctuation and without, and what heading
// returns is not changed by it again.
func TestHeadingIsStable(t *testing.T) {
	for _, name := range []string{"Springer Nature", "Wiley & Co.", "Muster e.V.", "[Paris]", "Office (N.Y.)", "Kunstverl.", "北京"} {
		for _, end := range []string{"", ",", " :", " ;", "/", " ="} {
			if got := heading(name + end); got != name || heading(got) != got {
				t.Errorf("heading(%q) = %q", name+end, got)
			}
		}
	}
}

func TestDropNonSort(t *testing.T) {
	for in, want := range map[string]string{
		"<<Der>> Spiegel":                  "Der Spiegel",
		"<<L'>>altro":                      "L'altro",
		"¬Der¬ Spiegel":                    "Der Spiegel",
		"¬Der ¬Spiegel":                    "Der Spiegel",
		"<<The>>Times":                     "The Times",
		"Times = <<Le>> temps":             "Times = Le temps",
		"Serie. <<Die>> Reihe":             "Serie. Die Reihe",
		"\u02DCDas \u0153Bild":             "Das Bild",
		"Revue <<Esprit>>":                 "Revue <<Esprit>>",
		"a << b":                           "a << b",
		"<<>>":                             "<<>>",
		"c\u0153ur":                        "c\u0153ur",
		"<<<<a>>":                          "<<a",
		"<< not closed":                    "<< not closed",
		"\u0098The \u009CTimes":            "The Times", // by clean
		"<<A>> b. <<C>> d / <<E>> f":       "A b. C d / E f",
		"¬Les¬ amis de ¬la¬ \u00ABx\u00BB": "Les amis de ¬la¬ \u00ABx\u00BB",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}
