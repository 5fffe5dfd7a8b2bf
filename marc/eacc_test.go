package marc

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// eaccCharacters is how many characters the code table of the Library of Congress has.
const eaccCharacters = 15739

// Every character of the table, set as MARC-8, comes out as itself: none is lost,
// taken for another, or read as a mark that waits for its base.
func TestEACCRoundTrip(t *testing.T) {
	table := eaccTable()
	if got := len(table) - len(eaccBeyond); got != eaccCharacters {
		t.Fatalf("%d characters, want %d", got, eaccCharacters)
	}
	for code, char := range table {
		b := []byte{byte(code >> 16), byte(code >> 8), byte(code)}
		for _, c := range b {
			if !graphic(c) || c >= 0x80 {
				t.Fatalf("code %06X is not three graphic bytes", code)
			}
		}
		if !utf8.ValidRune(char) || char < 0x80 || char == utf8.RuneError {
			t.Fatalf("code %06X is U+%04X", code, char)
		}
		text, lost := decodeEscaped([]byte("\x1B$1"+string(b)+"\x1B(B."), MARC8)
		if text != string(char)+"." || lost != 0 {
			t.Fatalf("code %06X: got %q (%d lost), want %q", code, text, lost, string(char))
		}
	}
}

// The scripts of the code are all there, in the numbers that Z39.64 has them.
func TestEACCScripts(t *testing.T) {
	n := map[string]int{}
	for _, char := range eaccTable() {
		switch {
		case unicode.Is(unicode.Han, char):
			n["Han"]++
		case unicode.Is(unicode.Hangul, char):
			n["Hangul"]++
		case unicode.Is(unicode.Hiragana, char), unicode.Is(unicode.Katakana, char):
			n["Kana"]++
		}
	}
	if n["Han"] < 13000 || n["Hangul"] < 2000 || n["Kana"] < 165 {
		t.Errorf("characters by script: %v", n)
	}
}

// Characters set beside the same records in UTF-8, and rules of the code that
// the table does not spell out.
func TestEACCKnown(t *testing.T) {
	for in, want := range map[string]string{
		"!0P!1(!1W!37":              "事仰信冠",
		"oHfoI)oIJoIZ":              "감검고관",
		"'XL'`:":                    "注项",
		"i!\x21":                    "\u3000",
		"i$\"i%\"":                  "あア",
		"!#A!#z":                    "Ａｚ",
		"!# ":                       "\u3000",
		"! @":                       "“",
		"\xA1\xB0\xD0":              "事", // in the right half, with the high bits
		"!0P\x1B(B and !0P":         "事 and !0P",
		"!0":                        "\uFFFD\uFFFD",
		"~~~":                       "\uFFFD",
		"!0P\x1Fa!0P":               "事\x1Fa!0P",
		"!0P\x1B$)1!0P\xA1\xB0\xD0": "事事事",
	} {
		got, lost := decodeEscaped([]byte("\x1B$1"+in), MARC8)
		if in[0] >= 0x80 {
			got, lost = decodeEscaped([]byte("\x1B$)1"+in), MARC8)
		}
		if got != want || lost != strings.Count(want, "\uFFFD") {
			t.Errorf("%q: got %q (%d lost), want %q", in, got, lost, want)
		}
	}
}

func FuzzEACC(f *testing.F) {
	f.Add([]byte("\x1B$1!0P!1(\x1B(Bx"))
	f.Add([]byte("\x1B$)1\xA1\xB0\xD0"))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, lost := decodeEscaped(b, MARC8)
		if !utf8.ValidString(text) {
			t.Errorf("not UTF-8: %q", text)
		}
		if lost > len(b) {
			t.Errorf("%d lost of %d bytes", lost, len(b))
		}
	})
}
