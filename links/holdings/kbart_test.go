package holdings_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/links/holdings"
)

func TestDateYears(t *testing.T) {
	for in, want := range map[string]string{
		"2006": "2006 2006", "2006-04-01": "2006 2006", "2006-04": "2006 2006", "2003-04": "2003 2003", " 2006 ": "2006 2006",
		"01/04/2006": "2006 2006", "1.4.2006": "2006 2006", "04/2006": "2006 2006", "31-12-2008": "2008 2008",
		"1998/99": "1998 1999", "2003/04": "2003 2004", "1999/00": "1999 2000", "1999/2000": "1999 2000", "1998-1999": "1998 1999", "1998-99": "1998 1999",
		"2003/05": "2003 2003", "2003/04/01": "2003 2003", "+1869-11-04T00:00:00Z": "1869 1869", "Apr 2006": "2006 2006", "Apr. 1, 2006": "2006 2006", "1 April 2006": "2006 2006",
		"": "", "v. 12": "", "20061": "", "0999": "", "12/04": "", "1998/97": "",
	} {
		got := ""
		if from, to, ok := holdings.DateYears(in); ok {
			got = fmt.Sprint(from, " ", to)
		}
		if got != want {
			t.Errorf("DateYears(%q) = %q, want %q", in, got, want)
		}
	}
}

// What KBART says: an embargoed year is not there, abstracts are no holding.
func TestKBART(t *testing.T) {
	for name, tc := range map[string]struct {
		in   holdings.KBART
		want string // years in 2026
	}{
		"days":                  {holdings.KBART{FirstDate: "01/04/2006", LastDate: "31/12/2008"}, "[2006-2008]"},
		"school years":          {holdings.KBART{FirstDate: "1998/99", LastDate: "2003/04"}, "[1998-2004]"},
		"open":                  {holdings.KBART{FirstDate: "2020"}, "[2020-2026]"},
		"a year behind":         {holdings.KBART{FirstDate: "2020", Embargo: "P1Y"}, "[2020-2025]"},
		"half a year behind":    {holdings.KBART{FirstDate: "2020", Embargo: "P6M"}, "[2020-2025]"},
		"the last three years":  {holdings.KBART{FirstDate: "1990", Embargo: "R3Y"}, "[2024-2026]"},
		"both walls":            {holdings.KBART{FirstDate: "1990", Embargo: "R3Y;P365D"}, "[2023-2025]"},
		"nothing yet":           {holdings.KBART{FirstDate: "2026", Embargo: "P4Y"}, "[]"},
		"ended behind the wall": {holdings.KBART{FirstDate: "2020", LastDate: "2026-03", Embargo: "P1Y"}, "[2020-2025]"},
		"unknown embargo":       {holdings.KBART{FirstDate: "2020", Embargo: "moving wall"}, "[2020-2026]"},
		"end that is no date":   {holdings.KBART{FirstDate: "2020", LastDate: "soon"}, "[]"},
	} {
		e := tc.in.Extent()
		if got := fmt.Sprint(e.Years(2026)); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
	for depth, want := range map[string]bool{"abstracts": true, "Abstract": true, "fulltext": false, "Volltext": false, "": false, "selected articles": false} {
		if k := (holdings.KBART{Depth: depth}); k.AbstractsOnly() != want {
			t.Errorf("%q: %v", depth, !want)
		}
	}
}

// Ranges of Z39.71 are ranges: what lies between their ends is held.
func TestRanges(t *testing.T) {
	for in, want := range map[string]string{
		"v.1:no.1(1990:Jan.)-v.10:no.12(1999:Dec.)":   "[1990-1999] [1-10]",
		"v.1(1990)-v.5(1994),v.7(1996)-v.9(1998)":     "[1990-1994 1996-1998] [1-5 7-9]",
		"v.11:no.1(2020:Jan.)-":                       "[2020-2026] [11-]",
		"1990:Jan.-1999:Dec.":                         "[1990-1999] []",
		"v.1 (1869/1870) - v.3 (1871/1872)":           "[1869-1872] [1-3]",
		"v.3:no.2(1992)-v.3:no.4(1992)":               "[1992] [3]",
		"Bd. 1 (1901) - Bd. 12 (1912); v.14(1914)":    "[1901-1912 1914] [1-12 14]",
		"v.10(1999)-v.1(1990)":                        "[1990 1999] [10]", // no range: it ends before it begins
		"Preserved : v.1(2001)-v.2(2002)":             "[2001-2002] [1-2]",
		"ser.3, v.7 (apr. 1905-jan. 1907)":            "[1905-1907] [7]",
		"1977/1978 - v. 1 (1-3), 1979 - v. 2 (1)":     "[1977-1979] [1-2]",
		"v.1:no.1(1990:spring)-v.2:no.4(1991:winter)": "[1990-1991] [1-2]",
	} {
		e := holdings.ParseExtent(in)
		if diff := cmp.Diff(want, fmt.Sprint(e.Years(2026), e.Volumes())); diff != "" {
			t.Errorf("%s (-want +got):\n%s%+v", in, diff, e)
		}
	}
}
