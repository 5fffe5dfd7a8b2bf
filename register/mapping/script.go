package mapping

import (
	"github.com/issn-ld/issn-ld/vocab"
)

// scriptOf returns the ISO 15924 script code of text, taken from the first letter that
// is not Latin, or Latn. Han with Kana is Jpan, with Hangul Kore.
func scriptOf(text string) string {
	han := false
	other := ""
	for _, r := range text {
		if r < 0x370 {
			continue
		}
		switch s := scriptOfRune(r); s {
		case "":
		case "Jpan", "Kore":
			return s
		case "Hani":
			han = true
		default:
			if other == "" {
				other = s
			}
		}
	}
	switch {
	case han:
		return "Hani"
	case other != "":
		return other
	}
	return "Latn"
}

// scriptRanges are ranges of letters by script, for the scripts that catalogues use.
var scriptRanges = []struct {
	low, high rune
	script    string
}{
	{0x370, 0x3ff, "Grek"},
	{0x400, 0x52f, "Cyrl"},
	{0x531, 0x58f, "Armn"},
	{0x591, 0x5f4, "Hebr"},
	{0x600, 0x6ff, "Arab"},
	{0x700, 0x74f, "Syrc"},
	{0x750, 0x77f, "Arab"},
	{0x780, 0x7b1, "Thaa"},
	{0x8a0, 0x8ff, "Arab"},
	{0x900, 0x97f, "Deva"},
	{0x980, 0x9fe, "Beng"},
	{0xa01, 0xa76, "Guru"},
	{0xa81, 0xaff, "Gujr"},
	{0xb01, 0xb77, "Orya"},
	{0xb82, 0xbfa, "Taml"},
	{0xc00, 0xc7f, "Telu"},
	{0xc80, 0xcf3, "Knda"},
	{0xd00, 0xd7f, "Mlym"},
	{0xd81, 0xdf4, "Sinh"},
	{0xe01, 0xe5b, "Thai"},
	{0xe81, 0xedf, "Laoo"},
	{0xf00, 0xfda, "Tibt"},
	{0x1000, 0x109f, "Mymr"},
	{0x10a0, 0x10ff, "Geor"},
	{0x1100, 0x11ff, "Kore"},
	{0x1200, 0x139f, "Ethi"},
	{0x13a0, 0x13fd, "Cher"},
	{0x1400, 0x167f, "Cans"},
	{0x1780, 0x17f9, "Khmr"},
	{0x1800, 0x18aa, "Mong"},
	{0x1c80, 0x1c88, "Cyrl"},
	{0x1f00, 0x1fff, "Grek"},
	{0x2de0, 0x2dff, "Cyrl"},
	{0x3005, 0x3007, "Hani"},
	{0x3041, 0x30ff, "Jpan"},
	{0x3105, 0x312f, "Bopo"},
	{0x3131, 0x318e, "Kore"},
	{0x31f0, 0x31ff, "Jpan"},
	{0x3400, 0x4dbf, "Hani"},
	{0x4e00, 0x9fff, "Hani"},
	{0xa640, 0xa69f, "Cyrl"},
	{0xac00, 0xd7fb, "Kore"},
	{0xf900, 0xfaff, "Hani"},
	{0xfb1d, 0xfb4f, "Hebr"},
	{0xfb50, 0xfdff, "Arab"},
	{0xfe70, 0xfefc, "Arab"},
	{0xff66, 0xff9d, "Jpan"},
	{0x20000, 0x323af, "Hani"},
}

func scriptOfRune(r rune) string {
	low, high := 0, len(scriptRanges)
	for low < high {
		mid := (low + high) / 2
		switch {
		case r < scriptRanges[mid].low:
			high = mid
		case r > scriptRanges[mid].high:
			low = mid + 1
		default:
			return scriptRanges[mid].script
		}
	}
	return ""
}

// scriptCodes maps the script codes of MARC 21 $6 to ISO 15924. The code $1 (Chinese,
// Japanese, Korean) is left out: the text decides.
var scriptCodes = map[string]string{"(3": "Arab", "(4": "Arab", "(B": "Latn", "(N": "Cyrl", "(Q": "Cyrl", "(S": "Grek", "(2": "Hebr"}

// scriptFromCode returns the ISO 15924 script for the code of a $6 subfield, or the
// script of the text if the code is ambiguous.
func scriptFromCode(code, text string) string {
	if s, ok := scriptCodes[code]; ok {
		return s
	}
	if len(code) == 4 && code != "Zyyy" && code != "Zzzz" && vocab.Scripts.Lookup(code) != nil {
		return code
	}
	return scriptOf(text)
}

// scriptLanguages lists, for each script, the MARC languages written in it, so that the
// original title of a record with a single language can get that language.
var scriptLanguages = map[string][]string{
	"Arab": {"ara", "per", "urd", "pus", "snd", "uig", "kur", "ota", "kas"},
	"Armn": {"arm"},
	"Beng": {"ben", "asm"},
	"Cyrl": {"rus", "ukr", "bul", "srp", "mac", "bel", "kaz", "kir", "tgk", "tat", "mon", "bak", "chv", "oss", "uzb", "aze", "bos", "cnr", "abk", "che", "ava", "kbd", "kum", "sah", "tyv", "udm", "chm", "kom", "chu"},
	"Deva": {"hin", "mar", "nep", "san", "kok", "mai", "bho", "pra"},
	"Ethi": {"amh", "tir", "gez"},
	"Geor": {"geo"},
	"Grek": {"gre", "grc"},
	"Gujr": {"guj"},
	"Guru": {"pan"},
	"Hani": {"chi", "jpn", "kor"},
	"Hans": {"chi"},
	"Hant": {"chi"},
	"Hebr": {"heb", "yid", "lad", "arc"},
	"Jpan": {"jpn"},
	"Khmr": {"khm"},
	"Knda": {"kan"},
	"Kore": {"kor"},
	"Laoo": {"lao"},
	"Mlym": {"mal"},
	"Mymr": {"bur"},
	"Orya": {"ori"},
	"Sinh": {"sin"},
	"Taml": {"tam"},
	"Telu": {"tel"},
	"Thaa": {"div"},
	"Thai": {"tha"},
	"Tibt": {"tib", "dzo"},
}

// languageOfScript returns the language subtag for text in the script: the record's
// only language if it is written in the script, else "und".
func languageOfScript(script string, languages []string) string {
	if len(languages) != 1 {
		return "und"
	}
	for _, l := range scriptLanguages[script] {
		if l == languages[0] {
			return vocab.LanguageTag(l)
		}
	}
	return "und"
}

// tag returns the language tag of untransliterated text. For Latin script the language
// is left open, as in all examples of the profile.
func tag(script string, languages []string) string {
	if script == "Latn" {
		return "und-Latn"
	}
	return languageOfScript(script, languages) + "-" + script
}

// newScripted makes a name from its value and its counterpart in another script, if it
// has one; code is the script code of the counterpart.
func newScripted(value, counterpart, code string, languages []string) scripted {
	script := scriptOf(value)
	if counterpart == "" {
		return scripted{value: value, lang: tag(script, languages)}
	}
	other := scriptFromCode(code, counterpart)
	if script != "Latn" && other == "Latn" { // the romanization is the counterpart
		value, counterpart, script, other = counterpart, value, other, script
	}
	if script == other {
		return scripted{value: value, lang: tag(script, languages)}
	}
	language := languageOfScript(other, languages)
	return scripted{
		value: value, lang: language + "-" + script + "-t-" + language + "-" + lower(other),
		original: counterpart, originalLang: language + "-" + other,
	}
}

// lower returns an ISO 15924 code in lower case, as transform extensions use it.
func lower(script string) string {
	return string([]byte{script[0] | 0x20, script[1], script[2], script[3]})
}
