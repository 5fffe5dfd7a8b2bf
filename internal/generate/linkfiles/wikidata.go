package linkfiles

import (
	"slices"
	"strconv"
)

// wikidataEntity begins the addresses of items.
const wikidataEntity = "http://www.wikidata.org/entity/"

// Items that serials are instances of.
const (
	itemPeriodical = "Q1002697"
	itemJournal    = "Q5633421"
)

// languageCodes are the codes that Wikidata has for languages of titles; others
// are labelled "mul".
var languageCodes = map[string]string{
	"eng": "en", "fre": "fr", "ger": "de", "spa": "es", "por": "pt", "ita": "it", "rus": "ru", "jpn": "ja", "chi": "zh", "kor": "ko",
	"dut": "nl", "pol": "pl", "ara": "ar", "per": "fa", "tur": "tr", "ukr": "uk", "swe": "sv", "dan": "da", "nor": "nb", "fin": "fi",
	"cze": "cs", "hun": "hu", "rum": "ro", "gre": "el", "heb": "he", "ind": "id", "srp": "sr", "hrv": "hr", "bul": "bg", "cat": "ca",
}

func languageCode(marc string) string {
	if code, ok := languageCodes[marc]; ok {
		return code
	}
	return "mul"
}

// wikidataItem returns the number of the item of a title.
func wikidataItem(number int64) string { return "Q" + itemOf(wikidataTitles, number, 0) }

// wikidataRow is an item to be written.
type wikidataRow struct {
	item    string
	numbers []string
	linking string
	titles  []string // with the language of the serial
	start   int
	end     int
	full    bool // with identifiers of other systems
}

// writeWikidata writes the item of a serial, which is number i of its family.
func (s *Set) writeWikidata(x *serial, i int) {
	if !s.in(wikidata, x) {
		s.keepSpare(wikidata, x)
		return
	}
	kind := s.due(wikidata, x)
	row := wikidataRow{item: wikidataItem(x.t.Number), numbers: slices.Clone(x.numbers), linking: x.t.Linking.String(), titles: []string{x.t.Key}, full: true}
	if x.dated {
		row.start, row.end = x.t.Start, x.t.End
	}
	number := row.numbers[0]
	switch kind {
	case linkingDiffers:
		row.linking = x.other()
	case titleDiffers:
		row.titles[0] = s.strangeTitle(x)
	case datesContradict:
		row.start, row.end = x.t.Start-25, 0
	case oneForSeveral:
		y := s.takeSpare(wikidata)
		row.numbers = append(row.numbers, y.numbers...)
		row.titles = append(row.titles, y.t.Key)
		row.start, row.end = 0, 0
	case severalForOne:
		number = x.t.Linking.String()
	default:
		if bad := s.badNumber(kind, x); bad != "" {
			number = bad
			row.numbers = append(row.numbers, bad)
			if x.t.Number%2 == 0 && (kind == cancelledISSN || kind == incorrectISSN) {
				row.numbers = []string{bad} // nothing else leads to the serial
			}
		}
	}
	record := s.entity(x, &row, i)
	if kind == severalForOne {
		row.item, row.full = "Q"+itemOf(wikidataTitles, x.t.Number, 1), false
		record = s.entity(x, &row, i)
	}
	if kind != "" {
		s.note(wikidata, kind, wikidataEntity+row.item, number, s.wikidata, record)
	}
}

// entity writes an item and returns the number of its row.
func (s *Set) entity(x *serial, row *wikidataRow, i int) int64 {
	e := entity{b: append(s.buf[:0], '{')}
	e.b = appendMember(e.b, "type", "item")
	e.b = appendMember(e.b, "id", row.item)
	language := languageCode(x.t.Language)
	own := language
	if x.t.Original != "" {
		language = "mul" // the title is romanised
	}
	e.b = append(e.b, `,"labels":{`...)
	e.label(language, row.titles[0])
	if len(row.titles) == 1 && x.t.Original != "" && row.titles[0] == x.t.Key && own != "mul" {
		e.label(own, x.t.Original)
	}
	e.b = append(e.b, `},"descriptions":{},"aliases":{},"claims":{`...)
	kind := itemPeriodical
	if x.class == open {
		kind = itemJournal
	}
	e.claim("P31", "wikibase-item", kind)
	e.claim("P236", "external-id", row.numbers...)
	e.claim("P7363", "external-id", row.linking)
	if language != "mul" {
		e.language = language
		e.claim("P1476", "monolingualtext", row.titles...)
	} else if len(row.titles) > 1 {
		e.language = "mul"
		e.claim("P1476", "monolingualtext", row.titles...)
	}
	if row.full {
		s.identifiers(&e, x)
		s.neighbours(&e, x, i)
	}
	if row.start != 0 {
		e.claim("P571", "time", strconv.Itoa(row.start))
	}
	if row.end != 0 {
		e.claim("P576", "time", strconv.Itoa(row.end))
	}
	e.b = append(e.b, `},"sitelinks":{},"lastrevid":`...)
	e.b = strconv.AppendInt(e.b, 2_400_000_000+x.t.Number, 10)
	e.b = append(e.b, '}')
	s.buf = e.b
	return s.wikidata.element(e.b)
}

// identifiers writes the identifiers of the serial and its publisher in other systems.
func (s *Set) identifiers(e *entity, x *serial) {
	if s.in(openAlex, x) {
		e.claim("P10283", "external-id", openAlexSource(x.t.Number))
	}
	if x.t.Scopus && x.class == open {
		e.claim("P1156", "external-id", itemOf(scopusTitles, x.t.Number, 0))
	}
	if s.in(crossref, x) {
		e.claim("P8375", "external-id", itemOf(crossrefTitles, x.t.Number, 0))
	}
	if x.t.Body.ISNI != "" {
		e.claim("P123", "wikibase-item", organizationItem(x.t.Body.Number))
	}
}

// neighbours writes the items of the titles before and after.
func (s *Set) neighbours(e *entity, x *serial, i int) {
	if !x.t.InHistory {
		return
	}
	for _, step := range [...]struct {
		property string
		at       int
	}{{"P155", i - 1}, {"P156", i + 1}} {
		if step.at < 0 || step.at >= len(s.serials) {
			continue
		}
		if y := &s.serials[step.at]; y.t.InHistory && s.in(wikidata, y) {
			e.claim(step.property, "wikibase-item", wikidataItem(y.t.Number))
		}
	}
}

// entity is an item of Wikidata being written.
type entity struct {
	b        []byte
	language string // of texts
}

func (e *entity) label(language, text string) {
	if e.b[len(e.b)-1] != '{' {
		e.b = append(e.b, ',')
	}
	e.b = append(appendJSON(e.b, language), ':', '{')
	e.b = appendMember(e.b, "language", language)
	e.b = append(appendMember(e.b, "value", text), '}')
}

// claim writes the statements of a property, whose values have the datatype.
func (e *entity) claim(property, datatype string, values ...string) {
	if e.b[len(e.b)-1] != '{' {
		e.b = append(e.b, ',')
	}
	e.b = append(appendJSON(e.b, property), ':', '[')
	for i, v := range values {
		if i > 0 {
			e.b = append(e.b, ',')
		}
		e.b = append(e.b, `{"mainsnak":{"snaktype":"value"`...)
		e.b = appendMember(e.b, "property", property)
		e.b = append(e.b, `,"datavalue":{"value":`...)
		switch datatype {
		case "wikibase-item":
			e.b = append(e.b, `{"entity-type":"item","numeric-id":`...)
			e.b = append(e.b, v[1:]...)
			e.b = append(appendMember(e.b, "id", v), `},"type":"wikibase-entityid"}`...)
		case "time":
			e.b = append(e.b, `{"time":"+`...)
			e.b = append(e.b, v...)
			e.b = append(e.b, `-00-00T00:00:00Z","timezone":0,"before":0,"after":0,"precision":9,"calendarmodel":"http://www.wikidata.org/entity/Q1985727"},"type":"time"}`...)
		case "monolingualtext":
			e.b = append(appendMember(append(e.b, '{'), "text", v), `,"language":`...)
			e.b = append(appendJSON(e.b, e.language), `},"type":"monolingualtext"}`...)
		default:
			e.b = append(appendJSON(e.b, v), `,"type":"string"}`...)
		}
		e.b = append(appendMember(e.b, "datatype", datatype), `},"type":"statement","rank":"normal"}`...)
	}
	e.b = append(e.b, ']')
}
