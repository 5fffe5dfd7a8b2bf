package register

import (
	"strings"

	"issn-ld/ingest/marc"
	"issn-ld/rdf"
	"issn-ld/vocab"
)

// readerUNI fills a serial from a UNIMARC record (UNIMARC Manual, Bibliographic
// Format).
type readerUNI struct {
	rec    *marc.Record
	s      *serial
	online bool // the coded data or the description say so
	events []place
}

// readUNIMARC reads the record whose ISSN has been found already.
func (m *Mapper) readUNIMARC(rec *marc.Record) {
	r := &m.runi
	*r = readerUNI{rec: rec, s: &m.s, events: r.events[:0]}
	s := r.s
	s.modified = timestamp(rec.Control("005"))
	for i := range rec.Fields { // what the reading of other fields depends on
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
	case "510", "512", "513", "514", "515", "516", "517", "530", "531", "532":
		r.title(f)
	case "675":
		for a := range f.All('a') {
			r.s.addClass(termClassificationUdc, clean(a))
		}
	case "676":
		for a := range f.All('a') {
			r.s.addClass(termClassificationDdc, clean(a))
		}
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

// form reads the form of the item.
func (r *readerUNI) form(a string) {
	if a != "" {
		r.s.form = formOfUNIMARC[a[0]]
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

// media sets the medium from the carrier, from the type of record, or from the
// form of the item.
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
	case s.form == 'f' || s.form == 'a' || s.form == 'c':
		s.media = append(s.media, vocab.MediumOther)
	case s.material == 'a':
		s.media = append(s.media, vocab.MediumPrint)
	default:
		s.media = append(s.media, vocab.MediumOther)
	}
}

// titleProper reads field 200 and the parallel titles in it.
func (r *readerUNI) titleProper(f *marc.Field) {
	s := r.s
	if s.proper.value == "" {
		s.proper = r.scripted(f, "ahi")
	}
	if r.isOriginal(f) {
		return
	}
	for d := range f.All('d') {
		if value := trimTitle(clean(d)); value != "" {
			s.titles = append(s.titles, title{parallel: true, scripted: newScripted(value, "", "", s.languages)})
		}
	}
}

// title reads key titles and other titles. The types of variant titles are those
// of MARC 21.
func (r *readerUNI) title(f *marc.Field) {
	s := r.s
	if r.isOriginal(f) {
		return
	}
	variantType := ""
	switch f.Tag {
	case "530":
		if s.keyTitle.value == "" {
			s.keyTitle = r.scripted(f, "ab")
		}
		return
	case "531":
		if s.abbreviated.value == "" {
			s.abbreviated = r.scripted(f, "ab")
		}
		return
	case "510":
	case "512", "513", "514", "515", "516":
		variantType = string(f.Tag[2] + 2) // cover 4, added title page 5, caption 6, running 7, spine 8
	default:
		variantType = "3"
	}
	if t := (title{scripted: r.scripted(f, "ahi"), parallel: f.Tag == "510", variantType: variantType}); t.value != "" {
		s.titles = append(s.titles, t)
	}
}

// scripted joins subfields of a field and those of its counterpart.
func (r *readerUNI) scripted(f *marc.Field, codes string) scripted {
	value := titleOfUNIMARC(f, codes)
	if value == "" {
		return scripted{}
	}
	original, script := "", ""
	if g := r.counterpart(f); g != nil {
		original, script = titleOfUNIMARC(g, codes), scriptOfUNIMARC[prefix(g.First('7'), 2)]
	}
	return newScripted(value, original, script, r.s.languages)
}

// titleOfUNIMARC joins the subfields of a title. UNIMARC leaves the punctuation
// of ISBD to the system: a full stop before the number of a part ($h) and before
// the name of one ($i), a comma before a name that follows a number.
func titleOfUNIMARC(f *marc.Field, codes string) string {
	if f.First('h') == "" && f.First('i') == "" {
		return trimTitle(join(f, codes))
	}
	var b strings.Builder
	last := byte(0)
	for _, sf := range f.Subfields {
		value := clean(sf.Value)
		if value == "" || strings.IndexByte(codes, sf.Code) < 0 {
			continue
		}
		switch {
		case last == 0:
		case sf.Code == 'i' && last == 'h':
			b.WriteString(", ")
		case (sf.Code == 'h' || sf.Code == 'i') && !strings.HasSuffix(b.String(), "."):
			b.WriteString(". ")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(value)
		last = sf.Code
	}
	return trimTitle(clean(b.String()))
}

// counterpart returns the field with the tag and the number of $6 of f in another
// script ($7).
func (r *readerUNI) counterpart(f *marc.Field) *marc.Field {
	number, script := linkNumber(f), prefix(f.First('7'), 2)
	if number == "" || script == "" {
		return nil
	}
	for g := range r.rec.All(f.Tag) {
		if g != f && linkNumber(g) == number && prefix(g.First('7'), 2) != script {
			return g
		}
	}
	return nil
}

// isOriginal reports whether f is the second of two fields that are linked as the
// same text in two scripts.
func (r *readerUNI) isOriginal(f *marc.Field) bool {
	g := r.counterpart(f)
	if g == nil {
		return false
	}
	for first := range r.rec.All(f.Tag) {
		if first == g {
			return true
		}
		if first == f {
			return false
		}
	}
	return false
}

// linkNumber returns the digits of $6: "a01" and "01" are number 01.
func linkNumber(f *marc.Field) string {
	s := f.First('6')
	if s != "" && (s[0] < '0' || s[0] > '9') {
		s = s[1:]
	}
	return prefix(s, 2)
}

// prefix returns the first n bytes of s, or the empty string if it is shorter.
func prefix(s string, n int) string {
	if len(s) < n {
		return ""
	}
	return s[:n]
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

// statement reads a publication statement: first indicator 0 is an intervening
// publisher, 1 the current one.
func (r *readerUNI) statement(f *marc.Field) {
	if r.isOriginal(f) {
		return
	}
	if text := join(f, "acdegh"); text != "" {
		r.s.statements = addUnique(r.s.statements, text)
	}
	if f.Tag == "214" && f.Ind2 != '0' && f.Ind2 != ' ' && f.Ind2 != 0 {
		return // production, distribution, manufacture, copyright
	}
	p := place{slot: earliest, field: f}
	switch f.Ind1 {
	case '0':
		p.slot = intervening
	case '1':
		p.slot = latest
	}
	r.events = append(r.events, p)
}

func (r *readerUNI) publication() {
	settle(r.events, r.event)
	r.s.setCountries()
}

func (r *readerUNI) event(slot slot, f *marc.Field) {
	e := event{slot: slot, temporal: join(f, "d")}
	counterpart := r.counterpart(f)
	script := ""
	if counterpart != nil {
		script = scriptOfUNIMARC[prefix(counterpart.First('7'), 2)]
	}
	i := 0
	for _, sf := range f.Subfields {
		switch sf.Code {
		case 'a':
			if p := trimEnd(clean(sf.Value)); !isUnknown(p) {
				e.places = append(e.places, p)
			}
		case 'c':
			if name := trimEnd(clean(sf.Value)); !isUnknown(name) {
				original := trimEnd(clean(nth(counterpart, 'c', i)))
				e.publisher = append(e.publisher, newScripted(name, original, script, r.s.languages))
			}
			i++
		}
	}
	r.s.addEvent(&e)
}

// body reads a corporate body and its units ($b). $o is its ISNI.
func (r *readerUNI) body(f *marc.Field) {
	if isProducer(f) || r.isOriginal(f) {
		return
	}
	counterpart := r.counterpart(f)
	script := ""
	if counterpart != nil {
		script = scriptOfUNIMARC[prefix(counterpart.First('7'), 2)]
	}
	parent, units := -1, 0
	for _, sf := range f.Subfields {
		n := 0
		switch sf.Code {
		case 'a':
		case 'b':
			n, units = units, units+1
		default:
			continue
		}
		value := trimEnd(clean(sf.Value))
		if value == "" {
			continue
		}
		b := body{name: newScripted(value, trimEnd(clean(nth(counterpart, sf.Code, n))), script, r.s.languages), parent: -1}
		if sf.Code == 'b' {
			b.parent = parent
		}
		parent = r.s.addBody(b)
	}
	if parent < 0 {
		return
	}
	for o := range f.All('o') {
		r.s.bodies[parent].sameAs = addUnique(r.s.bodies[parent].sameAs, sameAs(o))
	}
}

// link reads a linking entry with its ISSN in $x or in an embedded field 011.
func (r *readerUNI) link(f *marc.Field) {
	props, ok := linksOfUNIMARC[f.Tag]
	if !ok {
		return
	}
	embedded := ""
	for _, sf := range f.Subfields {
		switch {
		case sf.Code == '1': // the embedded field begins with its tag
			embedded = prefix(sf.Value, 3)
		case sf.Code == 'x', sf.Code == 'a' && embedded == "011":
			r.s.addLink(props, sf.Value, f.Tag)
		}
	}
}

// linksOfUNIMARC are the links by tag.
var linksOfUNIMARC = map[string][]rdf.Term{
	"410": linkSubseriesOf, "411": linkHasSubseries,
	"421": linkSupplement, "422": linkSupplementTo, "423": linkIssuedWith, "424": linkRelation, "425": linkRelation,
	"430": linkContinues, "431": linkContinuesInPart, "432": linkReplacementOf, "433": linkReplacementOf,
	"434": linkAbsorbed, "435": linkAbsorbed, "436": linkMergerOf, "437": linkSeparatedFrom,
	"440": linkContinuedBy, "441": linkContinuedInPartBy, "442": linkReplacedBy, "443": linkReplacedBy,
	"444": linkAbsorbedBy, "445": linkAbsorbedBy, "446": linkSplitInto, "447": linkMergedToForm, "448": linkContinuedBy,
	"451": linkOtherEdition, "452": linkOtherFormat, "453": linkTranslation, "454": linkTranslationOf,
	"455": linkOtherFormat, "456": linkOtherFormat, "488": linkRelation,
}
