package mapping

import (
	"strings"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// readerUNI fills a serial from a UNIMARC record (UNIMARC Manual, Bibliographic
// Format).
type readerUNI struct {
	rec    *marc.Record
	s      *serial
	online bool // according to the coded data or the description
	micro  bool // a microform of any kind
	events []place
}

// readUNIMARC reads a record whose ISSN is already known.
func (m *Mapper) readUNIMARC(rec *marc.Record) {
	r := &m.runi
	*r = readerUNI{rec: rec, s: &m.s, events: r.events[:0]}
	s := r.s
	s.modified = timestamp(rec.Control("005"))
	for i := range rec.Fields { // other fields depend on these
		switch f := &rec.Fields[i]; f.Tag {
		case "011":
			r.identifier(f)
		case "101":
			for a := range f.All('a') {
				s.addLanguage(strings.ToLower(strings.TrimSpace(a)))
			}
		case "802": // ISSN centre, with a leading zero before a single digit
			if s.centre == "" {
				s.centre = centreCode(strings.TrimPrefix(strings.TrimSpace(f.First('a')), "0"))
			}
		}
	}
	if len(rec.Leader) > 6 {
		s.material = materialOfUNIMARC(rec.Leader[6])
		r.online = rec.Leader[6] == 'l'
	}
	for i := range rec.Fields {
		r.field(&rec.Fields[i])
	}
	r.media()
	r.publication()
}

// field reads one field.
func (r *readerUNI) field(f *marc.Field) {
	switch f.Tag {
	case "040":
		if r.s.coden == "" {
			r.s.coden = clean(f.First('a'))
		}
	case "100":
		r.coded100(f.First('a'))
	case "102":
		for a := range f.All('a') {
			if c := vocab.ISOCountry(a); c != nil && r.s.isoCountry == nil {
				r.s.isoCountry = c
			}
		}
	case "106":
		r.form(f.First('a'))
	case "110":
		r.coded110(f.First('a'))
	case "181", "182", "183":
		r.rda(f)
	case "200":
		r.titleProper(f)
	case "207":
		r.dates(f)
	case "210", "214":
		r.statement(f)
	case "321":
		for x := range f.All('x') {
			r.s.addLink(linkCitation, x, "321")
		}
	case "324", "325":
		if text := joinText(f); text != "" {
			r.s.reproductions = append(r.s.reproductions, reproduction{text: text})
		}
	case "326":
		if r.s.frequency == 0 {
			r.s.frequency = frequencyInWords(clean(f.First('a')))
		}
	case "337":
		r.s.addNote(systemNote, join(f, "a"))
	case "510", "512", "513", "514", "515", "516", "517", "520", "530", "531", "532":
		r.title(f)
	case "675":
		r.classes(f, termClassificationUdc)
	case "676":
		r.classes(f, termClassificationDdc)
	case "710", "711", "712":
		r.body(f)
	case "856":
		if f.Ind2 != '2' {
			for u := range f.All('u') {
				r.s.urls = addUnique(r.s.urls, clean(u))
			}
		}
	default:
		if strings.HasPrefix(f.Tag, "4") {
			r.link(f)
		}
	}
}

// identifier reads field 011.
func (r *readerUNI) identifier(f *marc.Field) {
	s := r.s
	if a := f.First('a'); a != "" && canonical(a) != s.issn.String() {
		s.warn("011: " + clean(a) + " is not the ISSN of this record")
		return
	}
	for _, sf := range f.Subfields {
		switch sf.Code {
		case 'f':
			s.setLinking(sf.Value, "011 $f")
		case 'g':
			s.cancelledL = addUnique(s.cancelledL, canonical(sf.Value))
		case 'y':
			s.cancelled = s.addISSN(s.cancelled, sf.Value, "011 $y")
		case 'z':
			s.incorrect = addUnique(s.incorrect, canonical(sf.Value))
		}
	}
}

// coded100 reads general processing data: dates and the script of the title.
func (r *readerUNI) coded100(f string) {
	s := r.s
	if len(f) < 17 {
		s.warn("100: too short to be read")
		return
	}
	s.publicationStatus = statusOfUNIMARC[f[8]]
	s.start, s.end = year(f[9:13]), year(f[13:17])
	if f[8] == 'a' && s.end == "" {
		s.end = "9999"
	}
	if len(f) >= 36 {
		s.titleScript = titleScriptOfUNIMARC[f[34:36]]
	}
}

// coded110 reads coded data on continuing resources: type, frequency, regularity.
func (r *readerUNI) coded110(f string) {
	if len(f) < 3 {
		return
	}
	switch f[0] {
	case 'b':
		r.s.addType(termBookSeries)
	case 'c':
		r.s.addType(termNewspaper)
	case 'f':
		r.s.addType(termDataset)
	case 'g':
		r.s.addType(termWebSite)
		r.online = true
	}
	if c := frequencyOfUNIMARC[f[1]]; c != 0 {
		r.s.frequency = c // prevails over the words of 326
	}
	r.s.regularity = regularityOfUNIMARC[f[2]]
}

func (r *readerUNI) classes(f *marc.Field, class rdf.Term) {
	for a := range f.All('a') {
		r.s.addClass(class, clean(a))
	}
}

// form reads the form of the item.
func (r *readerUNI) form(a string) {
	if a != "" {
		r.s.form, r.micro = formOfUNIMARC[a[0]], a[0] == 't'
	}
}

// rda reads content (181 $c), media (182 $c) and carrier types (183 $a).
func (r *readerUNI) rda(f *marc.Field) {
	s := r.s
	switch source := f.First('2'); {
	case f.Tag == "181" && source == "rdacontent":
		s.contents = r.listed(s.contents, vocab.ContentTypes, f.First('c'))
	case f.Tag == "182" && source == "rdamedia":
		s.mediaTypes = r.listed(s.mediaTypes, vocab.MediaTypes, f.First('c'))
	case f.Tag == "183":
		s.carriers = r.listed(s.carriers, vocab.CarrierTypes, carrierOfUNIMARC[strings.TrimSpace(f.First('a'))])
	}
}

func (r *readerUNI) listed(iris []string, list *vocab.List, code string) []string {
	if c := list.Lookup(strings.TrimSpace(code)); c != nil {
		return addUnique(iris, c.IRI)
	}
	return iris
}

// media sets the medium from the carrier, the type of record or the form of the item.
func (r *readerUNI) media() {
	s := r.s
	for _, c := range s.carriers {
		s.media = addUnique(s.media, mediumOfCarrier(c[len(vocab.LOC+"carriers/"):]))
	}
	if len(s.media) > 0 {
		return
	}
	switch {
	case r.online && len(s.urls) > 0:
		s.media = append(s.media, vocab.MediumOnline)
	case r.online:
		s.media = append(s.media, vocab.MediumDigitalCarrier)
	case r.micro || s.form == 'f' || s.form == 'c':
		s.media = append(s.media, vocab.MediumOther)
	case s.material == 'a':
		s.media = append(s.media, vocab.MediumPrint)
	default:
		s.media = append(s.media, vocab.MediumOther)
	}
}

// dates reads field 207: second indicator 0 is the formatted style.
func (r *readerUNI) dates(f *marc.Field) {
	i := 2
	if f.Ind2 == '0' {
		i = 0
	}
	for _, sf := range f.Subfields {
		switch sf.Code {
		case 'a':
			r.s.dates[i] = addUnique(r.s.dates[i], clean(sf.Value))
		case 'z':
			r.s.dates[i+1] = addUnique(r.s.dates[i+1], clean(sf.Value))
		}
	}
}
