package issn_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/issn-ld/issn-ld/issn"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for name, tc := range map[string]struct {
		in    string
		want  issn.ISSN
		error string
	}{
		"digits":            {in: "0028-0836", want: 28083},
		"check digit X":     {in: "2434-561X", want: 2434561},
		"check digit 0":     {in: "0000-0000", want: 0},
		"largest":           {in: "9999-9994", want: 9999999},
		"wrong check digit": {in: "0028-0837", error: "0028-0837: wrong check digit 7, should be 6"},
		"X for digit":       {in: "0028-083X", error: "0028-083X: wrong check digit X, should be 6"},
		"digit for X":       {in: "2434-5611", error: "2434-5611: wrong check digit 1, should be X"},
		"no hyphen":         {in: "00280836", error: `not an ISSN: "00280836"`},
		"lower-case x":      {in: "2434-561x", error: `not an ISSN: "2434-561x"`},
		"X inside":          {in: "2434-X611", error: `not an ISSN: "2434-X611"`},
		"empty":             {in: "", error: `not an ISSN: ""`},
		"blank after":       {in: "0028-0836 ", error: `not an ISSN: "0028-0836 "`},
		"Arabic digits":     {in: "٠028-083", error: `not an ISSN: "٠028-083"`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := issn.Parse(tc.in)
			if diff := cmp.Diff(tc.error, message(err)); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if got != tc.want {
				t.Errorf("Parse(%q) = %d, want %d", tc.in, got, tc.want)
			}
			if err == nil && got.String() != tc.in {
				t.Errorf("String() = %q, want %q", got.String(), tc.in)
			}
			if valid := issn.Valid(tc.in); valid != (err == nil) {
				t.Errorf("Valid(%q) = %v, Parse says %v", tc.in, valid, err)
			}
		})
	}
}

func TestErrorsAreTestable(t *testing.T) {
	_, err := issn.Parse("0028-0837")
	var check *issn.CheckDigitError
	if !errors.Is(err, issn.ErrCheckDigit) || !errors.As(err, &check) || check.Want != '6' || check.Found != '7' {
		t.Errorf("Parse(0028-0837) = %v, want a CheckDigitError 7 for 6", err)
	}
	if _, err := issn.Parse("x"); !errors.Is(err, issn.ErrSyntax) || errors.Is(err, issn.ErrCheckDigit) {
		t.Errorf("Parse(x) = %v, want ErrSyntax only", err)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"0028-0836":             "0028-0836",
		"00280836":              "0028-0836",
		"2434-561x":             "2434-561X",
		"2434561x":              "2434-561X",
		" 0028-0836 ":           "0028-0836",
		"0028\u20130836":        "0028-0836",
		"0028 0836":             "0028-0836",
		"0028 - 0836":           "0028-0836",
		"\ufeff0028-0836\u00a0": "0028-0836",
		"1530-5309 (print)":     "1530-5309",
		"1530-5309(print)":      "1530-5309",
		"0028-0836 [online].":   "0028-0836",
		"ISSN 0028-0836":        "0028-0836",
		"ISSN: 0028-0836":       "0028-0836",
		"ISSN0028-0836":         "0028-0836",
		"issn 0028-0836":        "0028-0836",
		"ISSN-L 0028-0836":      "0028-0836",
		"eISSN 0028-0836":       "0028-0836",
		"p-ISSN: 0028-0836":     "0028-0836",
		"urn:ISSN:0028-0836":    "0028-0836",
		"1094-0405X":            `not an ISSN: "1094-0405X"`, // as a record of the GPO has it
		"0028-0836;":            "0028-0836",
		"0028-0837":             "0028-0837: wrong check digit 7, should be 6",
		"00280837":              "0028-0837: wrong check digit 7, should be 6",
		"0028-083":              `not an ISSN: "0028-083"`,
		"0028-08366":            `not an ISSN: "0028-08366"`,
		"X028-0836":             `not an ISSN: "X028-0836"`,
		"00-280836":             `not an ISSN: "00-280836"`,
		"":                      `not an ISSN: ""`,
		"ISSN":                  `not an ISSN: "ISSN"`,
		"Nature":                `not an ISSN: "Nature"`,
	} {
		got, err := issn.Clean(in)
		text := message(err)
		if err == nil {
			text = got.String()
		}
		if text != want {
			t.Errorf("Clean(%q) = %s, want %s", in, text, want)
		}
	}
}

func TestNearest(t *testing.T) {
	got := issn.Nearest("0028-0386") // 0028-0836 with two digits exchanged
	if len(got) == 0 || got[0].String() != "0028-038"+string(issn.CheckDigit(28038)) {
		t.Fatalf("Nearest = %v, want the right check digit first", got)
	}
	found := false
	for i, n := range got {
		if !issn.Valid(n.String()) {
			t.Errorf("%s is not valid", n)
		}
		for _, other := range got[:i] {
			if n == other {
				t.Errorf("%s twice", n)
			}
		}
		found = found || n.String() == "0028-0836"
	}
	if !found {
		t.Errorf("Nearest(0028-0386) = %v, want 0028-0836 among them", got)
	}
	for _, in := range []string{"0028-0836", "ISSN 0028-0836", "Nature", ""} {
		if got := issn.Nearest(in); got != nil {
			t.Errorf("Nearest(%q) = %v, want none", in, got)
		}
	}
}

func TestResource(t *testing.T) {
	for iri, want := range map[string]issn.Resource{
		"http://issn.org/resource/ISSN/0028-0836":          {Space: issn.SpaceISSN, ISSN: 28083},
		"http://issn.org/resource/ISSN-L/0028-0836":        {Space: issn.SpaceISSNL, ISSN: 28083},
		"http://issn.org/resource/ISSN-H/2434-561X":        {Space: issn.SpaceISSNH, ISSN: 2434561},
		"http://issn.org/resource/ISSN/0028-0836#KeyTitle": {Space: issn.SpaceISSN, ISSN: 28083, Fragment: "KeyTitle"},
		"http://issn.org/resource/ISSN/0028-0836#a#b":      {Space: issn.SpaceISSN, ISSN: 28083, Fragment: "a#b"},
	} {
		got, ok := issn.ParseIRI(iri)
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Errorf("ParseIRI(%s): %v (-want +got):\n%s", iri, ok, diff)
		}
		if got.IRI() != iri {
			t.Errorf("IRI() = %s, want %s", got.IRI(), iri)
		}
	}
	for _, iri := range []string{
		"", "http://issn.org/resource/ISSN/", "http://issn.org/resource/ISSN-",
		"http://issn.org/resource/ISSN-L/0028-08",
		"http://issn.org/resource/ISSN/00280836",
		"http://issn.org/resource/ISSN/0028-0837",
		"http://issn.org/resource/ISSN/0028-0836#",
		"http://issn.org/resource/ISSN/0028-0836/",
		"http://issn.org/resource/ISSN/2434-561x",
		"http://issn.org/resource/ISSN-X/0028-0836",
		"https://issn.org/resource/ISSN/0028-0836",
		"http://issn.org/resource/ISSNL/0028-0836",
	} {
		if got, ok := issn.ParseIRI(iri); ok {
			t.Errorf("ParseIRI(%q) = %+v, want none", iri, got)
		}
	}
	for _, space := range issn.Spaces {
		if got, ok := issn.ParseSpace(space.String()); !ok || got != space {
			t.Errorf("ParseSpace(%s) = %v, %v", space, got, ok)
		}
	}
	if _, ok := issn.ParseSpace("issn"); ok {
		t.Error("ParseSpace(issn) found a space")
	}
}

func TestText(t *testing.T) {
	n := issn.ISSN(2434561)
	text, err := n.MarshalText()
	var back issn.ISSN
	if err != nil || back.UnmarshalText(text) != nil || back != n {
		t.Errorf("%s does not come back: %v", text, back)
	}
	if back.UnmarshalText([]byte("2434-5611")) == nil || back != n {
		t.Error("a wrong check digit was accepted, or changed the value")
	}
}

// Any valid text comes back from the number, lenient or strict.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"0028-0836", "2434-561x", "ISSN 0028-0836 (print)", "İSSN 1", "\xff0028-0836"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := issn.Clean(s)
		if err != nil {
			if !errors.Is(err, issn.ErrSyntax) && !errors.Is(err, issn.ErrCheckDigit) {
				t.Fatalf("error without a sentinel: %v", err)
			}
			return
		}
		if back, err := issn.Parse(n.String()); err != nil || back != n {
			t.Fatalf("Parse(%s) = %v, %v", n, back, err)
		}
		if back, ok := issn.ParseIRI(n.IRI()); !ok || back.ISSN != n {
			t.Fatalf("ParseIRI(%s) = %v", n.IRI(), back)
		}
	})
}

func BenchmarkParseIRI(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := issn.ParseIRI("http://issn.org/resource/ISSN/0028-0836#KeyTitle"); !ok {
			b.Fatal("no resource")
		}
	}
}

func ExampleClean() {
	n, _ := issn.Clean("ISSN 2434561x (print)")
	fmt.Println(n, n.LinkingIRI())
	_, err := issn.Clean("0028-0837")
	fmt.Println(err)
	// Output:
	// 2434-561X http://issn.org/resource/ISSN-L/2434-561X
	// 0028-0837: wrong check digit 7, should be 6
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
