package holdings_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/links/holdings"
)

// show writes an extent in one line: years, volumes, issues, note of each part.
func show(e holdings.Extent) string {
	var parts []string
	for _, p := range e.Parts {
		s := ""
		if p.Status != holdings.Unknown {
			s = p.Status.String() + " "
		}
		s += spans("y", p.Years) + spans("v", p.Volumes) + spans("n", p.Issues)
		if p.Note != "" {
			s += " {" + p.Note + "}"
		}
		parts = append(parts, strings.TrimSpace(s))
	}
	for _, u := range e.Unread {
		parts = append(parts, "?"+u)
	}
	return strings.Join(parts, "; ")
}

func spans(letter string, list []holdings.Span) string {
	if len(list) == 0 {
		return ""
	}
	return " " + letter + strings.Trim(strings.ReplaceAll(fmt.Sprint(list), " ", ","), "[]")
}

func TestParseExtent(t *testing.T) {
	for in, want := range map[string]string{
		// Portico
		"2018 - v. 1 (1), 2019 - v. 2 (1)":            "y2018 v1 n1; y2019 v2 n1",
		"1977/1978 - v. 1 (1-3)":                      "y1977-1978 v1 n1-3",
		"1984/1985/1986 - v. 17 (1-4)":                "y1984-1986 v17 n1-4",
		"2008 - v. 3 Suppl 1 (null), 2009 - v. 4 (1)": "y2008 v3 {Suppl 1}; y2009 v4 n1",
		"2017 - v. 1 (null)":                          "y2017 v1",
		"1986 - v. 1986 (27-30), 1987 - v. 1987 (31)": "y1986 v1986 n27-30; y1987 v1987 n31",
		"2010 - v. 10 (1-2, 4), 2005 - v. 5 (S1)":     "y2010 v10 n1-2,4; y2005 v5 {S1}",
		"18xx - v. 1 (1), 1900 - v. 2 (1)":            "y1900 v2 n1; ?18xx - v. 1 (1)",
		// field 920
		"Preserved : 1876: 14, 1876: 15, 1877: 16":          "Preserved  y1876 v14; Preserved  y1876 v15; Preserved  y1877 v16",
		"Preserved : 1876: 14(358, 361), 1876: 15(368-369)": "Preserved  y1876 v14 n358,361; Preserved  y1876 v15 n368-369",
		"Preserved : 2001: 1; In Progress : 2002: 2":        "Preserved  y2001 v1; In Progress  y2002 v2",
		"1869-2005":  "y1869-2005",
		"1 to 438":   "v1-438",
		"551 to 626": "v551-626",
		// lists
		"1951-2010": "y1951-2010",
		"2014-":     "y2014-",
		// Crossref
		"(2020)[1]1(2021)[2020]1[2021]1()[]":            "y2020 v1 n1; y2021 v2020 n1; y2021 v2021 n1",
		"(2022)[44]1()[]":                               "y2022 v44 n1",
		`"(2020)[51]1,2()[]"`:                           "y2020 v51 n1,2",
		"(2016)[21]6[22]1,2(2018)[]10()[]":              "y2016 v21 n6; y2016 v22 n1,2; y2018 n10",
		"(2019)[]1 (41),2 (42)(2020)[]3 (43)()[]":       "y2019 {1 (41), 2 (42)}; y2020 {3 (43)}",
		"(2021)[]17(46),18(47),44,45(2022)[]20(49)()[]": "y2021 n44,45 {17(46), 18(47)}; y2022 {20(49)}",
		"(1956)[1]1-6(1957)[2]1-2":                      "y1956 v1 n1-6; y1957 v2 n1-2",
		// HathiTrust
		"v.10 1993":                        "v10 y1993",
		"v.6-8 1984-87":                    "y1984-1987 v6-8",
		"v.52:no.11 (2004)":                "y2004 v52 n11",
		"fasc.27-28 (1921)":                "y1921 n27-28",
		"v.33 no.3-4 1997-1998":            "y1997-1998 v33 n3-4",
		"v.49":                             "v49",
		"78th 1991":                        "y1991 n78",
		"v.4,7-8,14 1854,1857-1858,1863":   "y1854,1857-1858,1863 v4,7-8,14",
		"c.1 no.3-6":                       "n3-6 {c.1}",
		"1961":                             "y1961",
		"ser.3, v.7 (apr. 1905-jan. 1907)": "y1905-1907 v7 {ser.3}",
		"no.660-666 1950":                  "y1950 n660-666",
		"1st.ed. 2000":                     "y2000 {1st.ed.}",
		"v.6:1-5":                          "v6 n1-5",
		"v.7 (1944)":                       "y1944 v7",
		"v.9 1981 46257-67357":             "y1981 v9 {46257-67357}",
		"no.16-24  1989-93":                "y1989-1993 n16-24",
		"1951-1958":                        "y1951-1958",
		// none of them
		"":           "",
		"Complete":   "?Complete",
		"7(present)": "v7 {present}",
	} {
		t.Run(in, func(t *testing.T) {
			e := holdings.ParseExtent(in)
			want := strings.TrimSpace(order(want))
			if diff := cmp.Diff(want, order(show(e))); diff != "" {
				t.Errorf("ParseExtent(%q) (-want +got):\n%s", in, diff)
			}
			if e.Verbatim != in {
				t.Errorf("verbatim is %q", e.Verbatim)
			}
		})
	}
}

// order puts the years of the expected parts first and makes blanks single.
func order(s string) string {
	parts := strings.Split(s, "; ")
	for i, p := range parts {
		if rest, years, ok := strings.Cut(p, " y"); ok && strings.HasPrefix(p, "v") {
			p = "y" + years + " " + rest
		}
		parts[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(parts, "; ")
}

func TestExtentYears(t *testing.T) {
	e := holdings.ParseExtent("Preserved : 2001: 1, 2002: 2, 2005: 5; Queued : 2006: 6")
	if diff := cmp.Diff([]holdings.Span{{From: 2001, To: 2002}, {From: 2005, To: 2005}}, e.Years(2026)); diff != "" {
		t.Errorf("years (-want +got):\n%s", diff)
	}
	e = holdings.ParseExtent("2014-")
	if diff := cmp.Diff([]holdings.Span{{From: 2014, To: 2026}}, e.Years(2026)); diff != "" {
		t.Errorf("open years (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]holdings.Span{{From: 1, To: 3}}, (&holdings.Extent{Parts: []holdings.Part{{Volumes: []holdings.Span{{From: 3, To: 3}, {From: 1, To: 2}}}}}).Volumes()); diff != "" {
		t.Errorf("volumes (-want +got):\n%s", diff)
	}
}

// FuzzParseExtent checks that spans are in order and nothing is lost from sight.
func FuzzParseExtent(f *testing.F) {
	for _, seed := range []string{
		"2018 - v. 1 (1), 2019 - v. 2 (1)", "Preserved : 1876: 14(358, 361)", "(2016)[21]6[22]1,2()[]", "v.4,7-8,14 1854,1857-1858", "1 to 438", "2014-",
		"ser.3, v.7 (apr. 1905-jan. 1907)", "v.6:1-5", "7(present)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := holdings.ParseExtent(s)
		if e.Verbatim != s {
			t.Errorf("verbatim %q", e.Verbatim)
		}
		for _, p := range e.Parts {
			for _, list := range [][]holdings.Span{p.Years, p.Volumes, p.Issues} {
				for _, span := range list {
					if span.To < span.From || span.From < 0 {
						t.Errorf("span %v", span)
					}
				}
			}
			for _, y := range p.Years {
				if y.From < 1500 || y.To > 2100 {
					t.Errorf("year %v", y)
				}
			}
		}
		last := 0
		for _, y := range e.Years(2026) {
			if y.From <= last {
				t.Errorf("years are not in order: %v", e.Years(2026))
			}
			last = y.To
		}
	})
}

func ExampleParseExtent() {
	e := holdings.ParseExtent("1977/1978 - v. 1 (1-3), 1979 - v. 2 (1)")
	fmt.Println(e.Years(2026), e.Volumes())
	// Output: [1977-1979] [1-2]
}
