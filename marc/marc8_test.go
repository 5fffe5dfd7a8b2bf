package marc_test

import (
	"testing"

	"github.com/issn-ld/issn-ld/marc"
)

func TestMARC8(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"extended Latin":               {"\xA1\xA2\xA3\xA4\xA5\xA6 \xB1\xB2\xB3\xB4\xB5\xB6 \xC7\xC8\xC0\xC3", "ŁØĐÞÆŒ łøđþæœ ß€°©"},
		"mark after its base":          {"caf\xE2e", "cafe\u0301"},
		"two marks, outer first":       {"\xE2\xE3a", "a\u0302\u0301"},
		"two marks, inner first":       {"\xE3\xE2a", "a\u0302\u0301"},
		"marks above and below":        {"B\xE3\xF2enh", "Be\u0323\u0302nh"},
		"ligature over two letters":    {"Akademi\xEBi\xECa", "Akademii\u0361a"},
		"mark at the end":              {"abc\xE2", "abc\u00A0\u0301"},
		"Greek symbols":                {"\x1Bga\x1Bs-\x1Bgbc\x1Bs rays", "α-βγ rays"},
		"subscript":                    {"H\x1Bb2\x1BsO", "H₂O"},
		"superscript":                  {"m\x1Bp(2+3)\x1Bs", "m⁽²⁺³⁾"},
		"Cyrillic":                     {"\x1B(NmOSKWA\x1B(B", "Москва"},
		"Cyrillic, last letters":       {"\x1B(NX\x5F\x1B(B", "ь" + "ъ"},
		"Cyrillic, extended":           {"\x1B(NkI\x1B(QFG\x1B(NW\x1B(B", "Киіїв"},
		"Cyrillic in the right half":   {"\x1B)Nabc \xED\xCF\xD3\xCB\xD7\xC1", "abc Москва"},
		"Greek, accents first":         {"\x1B(S\x22Anm\x22jo\x1B(B", "Α\u0301λκη\u0301μ"},
		"Hebrew":                       {"\x1B(2ylem\x1B(B", "שלום"},
		"non-sort controls":            {"\x88The \x89Times", "\u0098The \u009CTimes"},
		"joiner":                       {"92\x8D-522", "92\u200D-522"},
		"kana":                         {"\x1B$1i$\x22i%\x22\x1B(B", "あア"},
		"full-width and ideograph":     {"\x1B$1!#(!Be!#)\x1B(B", "（新）"},
		"unknown East Asian character": {"\x1B$1~~~~~~\x1B(B.", "\uFFFD\uFFFD."},
		"unassigned code":              {"a\xFFb", "a\uFFFDb"},
		"stray escape":                 {"a\x1B b", "a b"},
	} {
		t.Run(name, func(t *testing.T) {
			rec := readOne(t, raw2709(marc8Leader, rawField{"001", "1"}, rawField{"245", "00\x1Fa" + tc.in + "\x1Fbcaf\xE2e"}))
			if got := rec.Fields[1].First('a'); got != tc.want {
				t.Errorf("got %q %s, want %q", got, got, tc.want)
			}
			if got := rec.Fields[1].First('b'); got != "cafe\u0301" {
				t.Errorf("the next subfield starts anew: got %q", got)
			}
		})
	}
}

// Each set has its alphabet in order, so that one wrong cell shows.
func TestMARC8Alphabets(t *testing.T) {
	const lower, upper = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for name, tc := range map[string]struct{ designation, codes, want string }{
		"Greek lower case":        {"\x1B(S", "abcdefghijklmnopqrstuvwxyz{|}~", "αβϐγδεϛϝζηθικλμνξοπϟρσςτυφχψωϡ"},
		"Greek upper case":        {"\x1B(S", "ABDEFGHIJKLMNOPQRSTUVXYZ[\\]^", "ΑΒΓΔΕϚϜΖΗΘΙΚΛΜΝΞΟΠϞΡΣΤΥΦΧΨΩϠ"},
		"Hebrew letters":          {"\x1B(2", "`" + lower, "אבגדהוזחטיךכלםמןנסעףפץצקרשת"},
		"Hebrew ligatures":        {"\x1B(2", "{|}", "װױײ"},
		"Arabic letters":          {"\x1B(3", upper + "`abcdefghij", "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىي"},
		"Arabic digits and signs": {"\x1B(3", "0123456789,;?%", "٠١٢٣٤٥٦٧٨٩،؛؟٪"},
		"Persian letters":         {"\x1B(4", ")1D^", "پچژگ"},
		"Cyrillic lower case":     {"\x1B(N", "ABWGDEVZIJKLMNOPRSTUFHC^[]_YX\\@Q", "абвгдежзийклмнопрстуфхцчшщъыьэюя"},
		"Cyrillic upper case":     {"\x1B(N", "abwgdevzijklmnoprstufhc~{}yx|`q", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЬЭЮЯ"},
		"Cyrillic extended lower": {"\x1B(Q", "@ABCDEFGHIJKLMNOPQR", "ґђѓєёѕіїјљњћќўџѣѳѵѫ"},
	} {
		t.Run(name, func(t *testing.T) {
			rec := readOne(t, raw2709(marc8Leader, rawField{"001", "1"}, rawField{"245", "00\x1Fa" + tc.designation + tc.codes + "\x1B(B"}))
			if got := rec.Fields[1].First('a'); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestCharsetNames(t *testing.T) {
	for set, want := range map[marc.Charset]string{marc.UTF8: "UTF-8", marc.Latin9: "ISO 8859-15", 99: "unknown"} {
		if got := set.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
