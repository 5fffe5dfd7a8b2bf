package mapping

import "strings"

// UNIMARC codes as MARC 21 codes. A code that is missing here, or 0, has no
// counterpart.
var (
	// statusOfUNIMARC maps 100/8 to 008/06.
	statusOfUNIMARC = map[byte]byte{
		'a': 'c', 'b': 'd', 'c': 'u', 'd': 's', 'e': 'r', 'f': 'q', 'g': 'm', 'h': 't', 'i': 'p', 'j': 'e',
	}
	// titleScriptOfUNIMARC maps 100/34-35 to 008/33.
	titleScriptOfUNIMARC = map[string]byte{
		"ba": 'b', "ca": 'c', "da": 'd', "db": 'd', "dc": 'd', "ea": 'e', "fa": 'f', "ga": 'g', "ha": 'h',
		"ia": 'i', "ja": 'j', "ka": 'k', "la": 'l', "ma": 'z', "mb": 'z', "zz": 'z',
	}
	// scriptOfUNIMARC maps script codes ($7) to ISO 15924. It leaves out scripts that
	// the text shows better than the code.
	scriptOfUNIMARC = map[string]string{
		"ba": "Latn", "ca": "Cyrl", "fa": "Arab", "ga": "Grek", "ha": "Hebr", "ia": "Thai", "ja": "Deva",
		"la": "Taml", "ma": "Geor", "mb": "Armn",
	}
	// frequencyOfUNIMARC maps 110/1 to 008/18.
	frequencyOfUNIMARC = map[byte]byte{
		'a': 'd', 'b': 'c', 'c': 'w', 'd': 'e', 'e': 's', 'f': 'm', 'g': 'b', 'h': 'q', 'i': 't', 'j': 'f',
		'k': 'a', 'l': 'g', 'm': 'h', 'n': 'i', 'o': 'j', 'p': 'k', 'u': 'u', 'y': ' ', 'z': 'z',
	}
	// regularityOfUNIMARC maps 110/2 to 008/19.
	regularityOfUNIMARC = map[byte]byte{'a': 'r', 'b': 'n', 'u': 'u', 'y': 'x'}
	// formOfUNIMARC maps 106 $a to 008/23. Regular print is the blank. A microform (t)
	// may be any of three MARC 21 forms.
	formOfUNIMARC = map[byte]byte{
		'd': 'd', 'e': 'e', 'f': 'f', 'g': 'c', 'r': ' ', 's': 's', 'z': ' ',
	}
	// carrierOfUNIMARC maps 183 $a to the RDA carrier types.
	carrierOfUNIMARC = map[string]string{"nga": "nc", "ngb": "nb", "ceb": "cr"}
)

// materialOfUNIMARC returns the MARC 21 type of record.
func materialOfUNIMARC(code byte) byte {
	switch code {
	case 'b':
		return 't'
	case 'l':
		return 'm'
	case 'm':
		return 'o'
	}
	return code
}

// frequencyWords maps the words of frequency notes (326) to 008/18.
var frequencyWords = map[string]byte{
	"daily": 'd', "quotidien": 'd', "cotidian": 'd', "quotidiano": 'd', "diario": 'd', "täglich": 'd',
	"semiweekly": 'c', "bihebdomadaire": 'c', "bisăptămânal": 'c',
	"weekly": 'w', "hebdomadaire": 'w', "săptămânal": 'w', "settimanale": 'w', "semanal": 'w', "wöchentlich": 'w',
	"biweekly": 'e', "bimensuel": 's', "bilunar": 's', "semimonthly": 's', "quindicinale": 's', "quincenal": 's',
	"monthly": 'm', "mensuel": 'm', "lunar": 'm', "mensile": 'm', "mensual": 'm', "mensal": 'm', "monatlich": 'm',
	"bimonthly": 'b', "bimestriel": 'b', "bimestrial": 'b', "bimestrale": 'b', "bimestral": 'b', "zweimonatlich": 'b',
	"quarterly": 'q', "trimestriel": 'q', "trimestrial": 'q', "trimestrale": 'q', "trimestral": 'q', "vierteljährlich": 'q',
	"semiannual": 'f', "semestriel": 'f', "semestrial": 'f', "semestrale": 'f', "semestral": 'f', "halbjährlich": 'f',
	"annual": 'a', "annuel": 'a', "annuale": 'a', "jährlich": 'a',
	"anual":    'a', //nolint:misspell // Spanish, Portuguese and Romanian
	"biennial": 'g', "bisannuel": 'g', "biennal": 'g', "bienal": 'g',
	"irregular": ' ', "irrégulier": ' ', "periodicitate variabilă": ' ', "neregulat": ' ', "irregolare": ' ', "unregelmäßig": ' ',
}

// frequencyInWords returns the 008/18 code for a frequency in English, French, German,
// Italian, Portuguese, Romanian or Spanish words, or 0.
func frequencyInWords(text string) byte {
	text = strings.ToLower(strings.TrimRight(text, " .;,"))
	return frequencyWords[text]
}
