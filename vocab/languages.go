package vocab

// Languages is the MARC code list for languages, with obsolete codes.
var Languages = newList(List{
	Name: "languages", IRI: LOC + "languages", Labels: english("MARC Code List for Languages"),
}, LOC+"languages/", marcLanguages)

// Scripts is ISO 15924.
var Scripts = newList(List{
	Name: "iso15924", IRI: "http://unicode.org/iso15924", Labels: english("ISO 15924 codes for scripts"),
}, "http://unicode.org/iso15924/iso15924-codes.html#", isoScripts)

// languageTags maps MARC codes to BCP 47 language subtags.
var languageTags = func() map[string]string {
	m := make(map[string]string, len(marcLanguages))
	for _, e := range marcLanguages {
		m[e.code] = e.match
	}
	return m
}()

// LanguageTag returns the primary BCP 47 language subtag for a MARC code, or "und" if
// the code is unknown or does not stand for a single language.
func LanguageTag(code string) string {
	switch code {
	case "mul", "zxx", "mis", "und":
		return "und"
	}
	if tag, ok := languageTags[code]; ok {
		return tag
	}
	return "und"
}
