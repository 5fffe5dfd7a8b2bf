package mapping

import (
	"slices"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// scripted is a name with its language tag and, for a transliteration, the original it
// was made from.
type scripted struct {
	value, lang            string
	original, originalLang string
}

// title is a parallel or variant title.
type title struct {
	scripted
	parallel    bool
	variantType string // second indicator of field 246, or formerTitle; empty for none
}

// slot is the place of a publication event in a serial's history.
type slot uint8

const (
	earliest slot = iota
	intervening
	latest
)

// event is a phase in a serial's publication history, with the first place of its
// statement and all publishers.
type event struct {
	slot      slot
	place     string
	publisher []scripted
	temporal  string
}

// position holds the data of fields 926, 953 and 962 about a place.
type position struct {
	place               string // as in the publication statement
	latitude, longitude string
	country, geonames   string
}

// body is an issuing body; parent is the position in serial.bodies of the body it is
// part of, or -1.
type body struct {
	name   scripted
	sameAs []string
	parent int
}

// identified is an organization with identifiers elsewhere, given by a heading.
type identified struct {
	name   string
	sameAs []string
}

// classification is a number of a classification scheme; class is the BIBFRAME
// class of the scheme.
type classification struct {
	class rdf.Term
	value string
}

// note is a note with its type in words.
type note struct {
	kind, text string
}

// reproduction is field 533.
type reproduction struct {
	place, date        string
	text, originalText string
	agency             scripted
}

// link points to another serial by one or several properties.
type link struct {
	properties []rdf.Term
	target     issn.ISSN
}

// indexing is a service that indexes the serial.
type indexing struct {
	name, url string
}

// archive is a holding of an archiving agency (field 920).
type archive struct {
	issns                         []string
	title, publisher              string
	start, end                    string
	agency, code                  string
	status, short, extent, update string
	url, webArchive               string
}

// serial is a record in the terms of the profile. Strings are clean; an empty one is
// not stated.
type serial struct {
	issn     issn.ISSN
	status   Status
	warnings []string

	linking, history       issn.ISSN
	hasLinking, hasHistory bool
	cancelled, replacedBy  []issn.ISSN
	incorrect, cancelledL  []string
	coden                  string

	centre, creator string
	modified        time.Time
	created         string

	material, publicationStatus, originalForm, form byte // 0 for unknown
	titleScript, frequency, regularity              byte
	start, end                                      string
	types                                           []rdf.Term
	media                                           []string
	country                                         *vocab.Concept // of the MARC list
	isoCountry                                      *vocab.Concept
	languages                                       []string // MARC codes, in the list

	keyTitle, abbreviated, proper scripted
	titles                        []title
	names                         []string // other abbreviated titles

	statements     []string
	events         []event
	positions      []position
	bodies         []body
	identified     []identified
	carriers       []string // IRIs
	contents       []string
	mediaTypes     []string
	classes        []classification
	about, keyword []string
	notes          []note
	reproductions  []reproduction
	dates          [4][]string // 362 0 $a, 0 $z, 1 $a, 1 $z
	links          []link
	lastMerger     int // where the links of the last merger field begin in links
	urls           []string
	indexed        []indexing
	archives       []archive
}

// warn records something left out of the mapping.
func (s *serial) warn(text string) { s.warnings = append(s.warnings, text) }

// addUnique appends text unless it is empty or there already.
func addUnique(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// addType appends a class unless it is there already.
func (s *serial) addType(class rdf.Term) {
	if !slices.Contains(s.types, class) {
		s.types = append(s.types, class)
	}
}

// addLanguage appends a language of the MARC list.
func (s *serial) addLanguage(code string) {
	if vocab.Languages.Lookup(code) == nil {
		if code != "" && code[0] != '|' && code[0] != ' ' {
			s.warn("language code " + code + " is not in the MARC list")
		}
		return
	}
	s.languages = addUnique(s.languages, code)
}

// addLink appends a link by the properties to the ISSN in text.
func (s *serial) addLink(properties []rdf.Term, text, tag string) {
	n, err := parseISSN(text)
	switch {
	case err != nil:
		s.warn(tag + ": " + err.Error())
	case n == s.issn:
		s.warn(tag + ": links the serial to itself")
	default:
		s.links = append(s.links, link{properties: properties, target: n})
	}
}

// setCountries fills in the missing one of the two countries from the other.
func (s *serial) setCountries() {
	if s.isoCountry == nil && s.country != nil {
		s.isoCountry = vocab.CountryOfMARC(s.country.Code)
	}
	if s.country == nil && s.isoCountry != nil {
		s.country = vocab.MARCOfCountry(s.isoCountry.Code)
	}
}

// reset empties s for the next record and keeps its memory.
func (s *serial) reset() {
	*s = serial{
		cancelled: s.cancelled[:0], replacedBy: s.replacedBy[:0], incorrect: s.incorrect[:0], cancelledL: s.cancelledL[:0],
		types: s.types[:0], media: s.media[:0], languages: s.languages[:0], titles: s.titles[:0], names: s.names[:0],
		statements: s.statements[:0], events: s.events[:0], positions: s.positions[:0], bodies: s.bodies[:0],
		identified: s.identified[:0],
		carriers:   s.carriers[:0], contents: s.contents[:0], mediaTypes: s.mediaTypes[:0], classes: s.classes[:0],
		about: s.about[:0], keyword: s.keyword[:0], notes: s.notes[:0], reproductions: s.reproductions[:0],
		links: s.links[:0], urls: s.urls[:0], indexed: s.indexed[:0], archives: s.archives[:0],
		dates: [4][]string{s.dates[0][:0], s.dates[1][:0], s.dates[2][:0], s.dates[3][:0]},
	}
}
