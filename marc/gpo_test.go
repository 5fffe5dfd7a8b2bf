package marc_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/issn-ld/issn-ld/marc"

	"golang.org/x/text/unicode/norm"
)

// The three copies of the GPO records were not exported with the same care.
// Each difference that is left after reading must be of a kind below, and the
// counts are exact: a reader that loses or changes anything changes them.
const (
	sameField     = "same"
	lostCharacter = "a copy lost characters: U+FFFD, a blank or a question mark stands for them"
	caret         = "the XML copy has a blank for the caret in 035"
	brokenCode    = "a subfield sign was catalogued as the letter \u01C2, which each export treats differently"
	lostSubfields = "the UTF-8 copy lost the subfields after the name in 110"
)

func TestGPOCopiesGiveTheSameRecords(t *testing.T) {
	marc8 := readAll(t, shared(t, "gpo_marc8.mrc"), marc.Options{})
	utf8 := readAll(t, shared(t, "gpo_utf8.mrc"), marc.Options{})
	xml := readAll(t, shared(t, "gpo.xml"), marc.Options{})
	got := map[string]int{}
	for i := range marc8 {
		a, b, c := marc8[i].Fields, utf8[i].Fields, xml[i].Fields
		if len(a) != len(b) || len(b) != len(c) {
			t.Fatalf("record %d: %d, %d and %d fields", i+1, len(a), len(b), len(c))
		}
		for j := range a {
			kind := classify(flat(&a[j]), flat(&b[j]), flat(&c[j]))
			if kind == "" {
				t.Errorf("record %d:\nMARC-8 %q\nUTF-8  %q\nXML    %q", i+1, flat(&a[j]), flat(&b[j]), flat(&c[j]))
			}
			got[kind]++
		}
		if x, y := marc8[i].Leader[5:9], xml[i].Leader[5:9]; x != y || x != utf8[i].Leader[5:9] {
			t.Errorf("record %d: leaders %q and %q", i+1, x, y)
		}
	}
	for kind, want := range map[string]int{lostCharacter: lostFields, caret: caretFields, lostSubfields: shortFields, brokenCode: 1} {
		if got[kind] != want {
			t.Errorf("%s: %d fields, want %d", kind, got[kind], want)
		}
	}
	t.Logf("%d fields are the same", got[sameField])
}

// Fields that the publisher damaged in one copy or two.
const (
	lostFields  = 179
	caretFields = 30
	shortFields = 4
)

// flat writes a field for comparison: composed, and with one form of the
// ligature mark, for which the copies have two.
func flat(f *marc.Field) string {
	var sb strings.Builder
	sb.WriteString(f.Tag + " ")
	if f.Ind1 != 0 {
		sb.Write([]byte{f.Ind1, f.Ind2})
	}
	sb.WriteString(f.Value)
	for _, s := range f.Subfields {
		sb.WriteString("$" + string(rune(s.Code)) + s.Value)
	}
	return norm.NFC.String(strings.NewReplacer("\uFE20", "\u0361", "\uFE21", "").Replace(sb.String()))
}

// classify names the kind of difference; the empty string is none that is known.
func classify(a, b, c string) string {
	switch {
	case a == b && b == c:
		return sameField
	case a == b && strings.HasPrefix(a, "035 9 ") && strings.ReplaceAll(a, "^", " ") == c:
		return caret
	case a == c && strings.HasPrefix(a, "110 ") && strings.HasPrefix(a, b):
		return lostSubfields
	case strings.Contains(c, "$i\u01C2i "):
		return brokenCode
	}
	whole := c
	for _, s := range []string{a, b} {
		if foreign(s) > foreign(whole) {
			whole = s
		}
	}
	for _, s := range []string{a, b, c} {
		if s != whole && !damaged(s, whole) {
			return ""
		}
	}
	return lostCharacter
}

// damaged reports whether s is whole with characters lost. Some exports dropped
// the accent, some the letter with it; accents are not compared.
func damaged(s, whole string) bool {
	if !strings.ContainsAny(s, "\uFFFD? ") || foreign(s) >= foreign(whole) {
		return false
	}
	pattern := regexp.QuoteMeta(bare(s))
	pattern = lost.ReplaceAllString(pattern, ".{0,4}")
	return regexp.MustCompile("^" + pattern + "$").MatchString(bare(whole))
}

var lost = regexp.MustCompile(`\x{FFFD}|\\\?| `)

// foreign counts the characters of s that are not lost and not ASCII.
func foreign(s string) int {
	n := 0
	for _, c := range norm.NFD.String(s) {
		if c > unicode.MaxASCII && c != '\uFFFD' {
			n++
		}
	}
	return n
}

// bare returns s without accents.
func bare(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}, norm.NFD.String(s))
}
