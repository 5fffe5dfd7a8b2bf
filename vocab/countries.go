package vocab

import "strings"

// Countries is the MARC code list for countries, with obsolete codes. Match is the ISO
// 3166-1 country in which the place lies.
var Countries = matchCountries(newList(List{
	Name: "countries", IRI: LOC + "countries", Labels: english("MARC Code List for Countries"),
}, LOC+"countries/", marcCountries))

// ISOCountries is ISO 3166-1 by alpha-2 codes.
var ISOCountries = newList(List{
	Name: "iso3166", IRI: "https://www.iso.org/obp/ui/#search", Labels: english("ISO 3166-1 country codes"),
}, ISO3166, isoCountries)

// alpha3 maps the three-letter codes of ISO 3166-1 to the two-letter ones.
var alpha3 = func() map[string]string {
	m := make(map[string]string, len(isoCountries))
	for _, e := range isoCountries {
		m[e.match] = e.code
	}
	return m
}()

// matchCountries links places of the MARC list to countries of ISO 3166-1.
func matchCountries(list *List) *List {
	for i, e := range marcCountries {
		if e.match != "" {
			list.Concepts[i].Match = ISO3166 + e.match
		}
	}
	return list
}

// ISOCountry returns the country of ISO 3166-1 with the alpha-2 or alpha-3 code,
// in any case. A subdivision (US-NY) and the form XA-DE of the German libraries
// give the country. It returns nil for an unknown code.
func ISOCountry(code string) *Concept {
	code = strings.ToUpper(strings.TrimSpace(code))
	if after, ok := strings.CutPrefix(code, "XA-"); ok {
		code = after // Länderkennzeichen: continent, then country and place
	}
	code, _, _ = strings.Cut(code, "-")
	switch code {
	case "UK":
		code = "GB" // reserved in ISO 3166 for the United Kingdom, whose code is GB
	case "EL":
		code = "GR"
	}
	if two, ok := alpha3[code]; ok {
		code = two
	}
	return ISOCountries.Lookup(code)
}

// CountryOfMARC returns the ISO 3166-1 country for a MARC code, or nil.
func CountryOfMARC(code string) *Concept {
	c := Countries.Lookup(code)
	if c == nil || c.Match == "" {
		return nil
	}
	return ISOCountries.Lookup(strings.TrimPrefix(c.Match, ISO3166))
}

// MARCOfCountry returns the MARC code of the whole country with an alpha-2 code, or
// nil.
func MARCOfCountry(alpha2 string) *Concept {
	switch alpha2 {
	case "GB":
		return Countries.Lookup("xxk")
	case "US":
		return Countries.Lookup("xxu")
	case "CA":
		return Countries.Lookup("xxc")
	case "AU":
		return Countries.Lookup("at")
	case "PS":
		return Countries.Lookup("wj")
	case "SJ":
		return Countries.Lookup("no")
	}
	iri := ISO3166 + alpha2
	for i := range Countries.Concepts {
		if c := &Countries.Concepts[i]; c.Match == iri && !c.Obsolete {
			return c
		}
	}
	for i := range Countries.Concepts {
		if c := &Countries.Concepts[i]; c.Match == iri {
			return c
		}
	}
	return nil
}
