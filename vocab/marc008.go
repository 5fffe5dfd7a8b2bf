package vocab

// blank represents a blank of a fixed field in the fragment of an IRI: the number sign,
// which MARC documents print for a blank, percent-encoded because a fragment may not
// contain it.
const blank = "%23"

// FixedIRI returns the IRI of a code of a fixed field in a list of the MARC 21
// terms vocabulary, or the empty string if the code is not in the list.
func FixedIRI(list *List, code byte) string {
	s := blank
	if code != ' ' {
		s = string(code)
	}
	if c := list.Lookup(s); c != nil {
		return c.IRI
	}
	return ""
}

// fixedList makes a list of the MARC 21 terms vocabulary.
func fixedList(name, label string, entries []entry) *List {
	return newList(List{Name: name, IRI: M21 + name, Labels: english(label)}, M21+name+"#", entries)
}

// PublicationStatuses is MARC 008/06: type of date, publication status.
var PublicationStatuses = fixedList("alltyp", "MARC 008/06: type of date or publication status", []entry{
	{code: "b", label: "No dates given; B.C. date involved"},
	{code: "c", label: "Continuing resource currently published"},
	{code: "d", label: "Continuing resource ceased publication"},
	{code: "e", label: "Detailed date"},
	{code: "i", label: "Inclusive dates of collection"},
	{code: "k", label: "Range of years of bulk of collection"},
	{code: "m", label: "Multiple dates"},
	{code: "n", label: "Dates unknown"},
	{code: "p", label: "Date of distribution and of production"},
	{code: "q", label: "Questionable date"},
	{code: "r", label: "Reprint date and original date"},
	{code: "s", label: "Single date"},
	{code: "t", label: "Publication date and copyright date"},
	{code: "u", label: "Continuing resource status unknown"},
})

// Frequencies is the frequency vocabulary of the Dublin Core collection
// description terms.
var Frequencies = newList(List{
	Name: "freq", IRI: Freq, Labels: english("Dublin Core Collection Description Frequency Vocabulary"),
}, Freq, []entry{
	{code: "annual", label: "Annual", french: "Annuel"},
	{code: "biennial", label: "Biennial", french: "Biennal"},
	{code: "bimonthly", label: "Bimonthly", french: "Bimestriel"},
	{code: "biweekly", label: "Biweekly", french: "Toutes les deux semaines"},
	{code: "continuous", label: "Continuous", french: "Continu"},
	{code: "daily", label: "Daily", french: "Quotidien"},
	{code: "irregular", label: "Irregular", french: "Irrégulier"},
	{code: "monthly", label: "Monthly", french: "Mensuel"},
	{code: "quarterly", label: "Quarterly", french: "Trimestriel"},
	{code: "semiannual", label: "Semiannual", french: "Semestriel"},
	{code: "semimonthly", label: "Semimonthly", french: "Bimensuel"},
	{code: "semiweekly", label: "Semiweekly", french: "Bihebdomadaire"},
	{code: "threeTimesAMonth", label: "Three times a month", french: "Trois fois par mois"},
	{code: "threeTimesAWeek", label: "Three times a week", french: "Trois fois par semaine"},
	{code: "threeTimesAYear", label: "Three times a year", french: "Trois fois par an"},
	{code: "triennial", label: "Triennial", french: "Triennal"},
	{code: "weekly", label: "Weekly", french: "Hebdomadaire"},
})

// Regularities is MARC 008/19.
var Regularities = fixedList("continuingreg", "MARC 008/19: regularity", []entry{
	{code: "n", label: "Normalized irregular", french: "Irrégularité normalisée"}, //nolint:misspell // French
	{code: "r", label: "Regular", french: "Régulier"},
	{code: "u", label: "Unknown", french: "Inconnu"},
	{code: "x", label: "Completely irregular", french: "Complètement irrégulier"},
})

// ContinuingTypes is MARC 008/21: type of continuing resource.
var ContinuingTypes = fixedList("continuingtyp", "MARC 008/21: type of continuing resource", []entry{
	{code: blank, label: "None of the other types"},
	{code: "d", label: "Updating database"},
	{code: "g", label: "Magazine"},
	{code: "h", label: "Blog"},
	{code: "j", label: "Journal"},
	{code: "l", label: "Updating loose-leaf"},
	{code: "m", label: "Monographic series"},
	{code: "n", label: "Newspaper"},
	{code: "p", label: "Periodical"},
	{code: "r", label: "Repository"},
	{code: "s", label: "Newsletter"},
	{code: "t", label: "Directory"},
	{code: "w", label: "Updating Web site"},
})

// forms are the codes shared by MARC 008/22 and 008/23.
var forms = []entry{
	{code: blank, label: "None of the other forms"},
	{code: "a", label: "Microfilm"},
	{code: "b", label: "Microfiche"},
	{code: "c", label: "Microopaque"},
	{code: "d", label: "Large print"},
	{code: "e", label: "Newspaper format"},
	{code: "f", label: "Braille"},
	{code: "g", label: "Punched paper tape", obsolete: true},
	{code: "h", label: "Magnetic tape", obsolete: true},
	{code: "i", label: "Multimedia", obsolete: true},
	{code: "o", label: "Online"},
	{code: "q", label: "Direct electronic"},
	{code: "r", label: "Regular print reproduction"},
	{code: "s", label: "Electronic"},
	{code: "x", label: "Other form of reproduction", obsolete: true},
	{code: "z", label: "Other form", obsolete: true},
}

// OriginalForms is MARC 008/22: form of the original item.
var OriginalForms = fixedList("continuingori", "MARC 008/22: form of original item", forms)

// Forms is MARC 008/23: form of the item.
var Forms = fixedList("commonfor", "MARC 008/23: form of item", forms)

// TitleScripts is MARC 008/33: original alphabet or script of the title.
var TitleScripts = fixedList("continuingscr", "MARC 008/33: original alphabet or script of title", []entry{
	{code: blank, label: "No alphabet or script given; no key title"},
	{code: "a", label: "Basic Roman"},
	{code: "b", label: "Extended Roman"},
	{code: "c", label: "Cyrillic"},
	{code: "d", label: "Japanese"},
	{code: "e", label: "Chinese"},
	{code: "f", label: "Arabic"},
	{code: "g", label: "Greek"},
	{code: "h", label: "Hebrew"},
	{code: "i", label: "Thai"},
	{code: "j", label: "Devanagari"},
	{code: "k", label: "Korean"},
	{code: "l", label: "Tamil"},
	{code: "u", label: "Unknown"},
	{code: "z", label: "Other"},
})

// Materials is MARC leader/06: type of record.
var Materials = fixedList("formofmaterial", "MARC leader/06: type of record", []entry{
	{code: "a", label: "Language material"},
	{code: "b", label: "Archival and manuscripts control", obsolete: true},
	{code: "c", label: "Notated music"},
	{code: "d", label: "Manuscript notated music"},
	{code: "e", label: "Cartographic material"},
	{code: "f", label: "Manuscript cartographic material"},
	{code: "g", label: "Projected medium"},
	{code: "h", label: "Microform publications", obsolete: true},
	{code: "i", label: "Nonmusical sound recording"},
	{code: "j", label: "Musical sound recording"},
	{code: "k", label: "Two-dimensional nonprojectable graphic"},
	{code: "m", label: "Computer file"},
	{code: "n", label: "Special instructional material", obsolete: true},
	{code: "o", label: "Kit"},
	{code: "p", label: "Mixed materials"},
	{code: "r", label: "Three-dimensional artifact or natural object"},
	{code: "t", label: "Manuscript language material"},
})

// frequencyOfMARC maps MARC 008/18 to the frequency vocabulary.
var frequencyOfMARC = map[byte]string{
	' ': "irregular", 'a': "annual", 'b': "bimonthly", 'c': "semiweekly", 'd': "daily",
	'e': "biweekly", 'f': "semiannual", 'g': "biennial", 'h': "triennial", 'i': "threeTimesAWeek",
	'j': "threeTimesAMonth", 'k': "continuous", 'm': "monthly", 'q': "quarterly", 's': "semimonthly",
	't': "threeTimesAYear", 'w': "weekly",
}

// Frequency returns the IRI of the frequency for MARC 008/18, or the empty string for
// codes without one: u (unknown), z (other) and no attempt to code.
func Frequency(code byte) string {
	if f, ok := frequencyOfMARC[code]; ok {
		return Freq + f
	}
	return ""
}
