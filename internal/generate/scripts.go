package generate

import (
	"strings"
	"unicode"
)

// Replacements from romanised titles back to their scripts; earlier ones are
// preferred. They serve text that looks real, not scholarship.
var (
	cyrillicLetters = strings.NewReplacer("shch", "щ", "i͡a", "я", "i͡u", "ю", "t͡s", "ц", "zh", "ж", "kh", "х", "ch", "ч", "sh", "ш",
		"ė", "э", "ʹ", "ь", "a", "а", "b", "б", "v", "в", "g", "г", "d", "д", "e", "е", "z", "з", "i", "и", "k", "к", "l", "л",
		"m", "м", "n", "н", "o", "о", "p", "п", "r", "р", "s", "с", "t", "т", "u", "у", "f", "ф", "y", "ы", "h", "г", "w", "в",
		"c", "к", "q", "к", "j", "й", "x", "кс", "ï", "ї", "š", "ш", "č", "ч", "ž", "ж", "ŭ", "ъ")
	greekLetters = strings.NewReplacer("th", "θ", "ph", "φ", "ch", "χ", "ps", "ψ", "ou", "ου", "ē", "η", "ō", "ω", "a", "α", "b", "β",
		"g", "γ", "d", "δ", "e", "ε", "z", "ζ", "i", "ι", "k", "κ", "l", "λ", "m", "μ", "n", "ν", "x", "ξ", "o", "ο", "p", "π",
		"r", "ρ", "s", "σ", "t", "τ", "y", "υ", "f", "φ", "v", "β", "u", "ου", "w", "ου", "h", "χ", "c", "κ", "j", "ζ", "q", "κ")
	arabicLetters = strings.NewReplacer("sh", "ش", "th", "ث", "kh", "خ", "dh", "ذ", "gh", "غ", "ch", "ش", "'", "ع", "a", "ا", "b", "ب",
		"t", "ت", "j", "ج", "h", "ه", "d", "د", "r", "ر", "z", "ز", "s", "س", "f", "ف", "q", "ق", "k", "ك", "l", "ل", "m", "م",
		"n", "ن", "w", "و", "y", "ي", "i", "ي", "u", "و", "o", "و", "e", "ي", "g", "ج", "p", "ب", "v", "ف", "c", "ك", "x", "كس")
	hebrewLetters = strings.NewReplacer("sh", "ש", "kh", "כ", "ts", "צ", "ch", "ח", "'", "ע", "a", "א", "b", "ב", "g", "ג", "d", "ד",
		"h", "ה", "v", "ו", "w", "ו", "z", "ז", "t", "ט", "y", "י", "i", "י", "k", "ק", "l", "ל", "m", "מ", "n", "נ", "s", "ס",
		"p", "פ", "f", "פ", "q", "ק", "r", "ר", "u", "ו", "o", "ו", "e", "", "c", "ק", "j", "ג", "x", "קס")
)

// original is text in its own script with the code of that script for field
// 880 $6.
type original struct{ text, script string }

func cyrillic(latin string) original { return original{inScript(cyrillicLetters, latin), "(N"} }
func greek(latin string) original    { return original{inScript(greekLetters, latin), "(S"} }
func arabic(latin string) original {
	return original{arabicLetters.Replace(strings.ToLower(latin)), "(3/r"}
}

func hebrew(latin string) original {
	return original{hebrewLetters.Replace(strings.ToLower(latin)), "(2/r"}
}

// inScript replaces letters and keeps capitals at the beginning of words.
func inScript(letters *strings.Replacer, latin string) string {
	words := strings.Split(latin, " ")
	for i, word := range words {
		lower := strings.ToLower(word)
		text := letters.Replace(lower)
		if word != lower {
			text = capital(text)
		}
		words[i] = text
	}
	return strings.Join(words, " ")
}

// capital returns s with its first letter in upper case.
func capital(s string) string {
	for i, c := range s {
		if unicode.IsLetter(c) {
			return s[:i] + string(unicode.ToUpper(c)) + s[i+len(string(c)):]
		}
	}
	return s
}
