package mapping

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/vocab"
)

// reader21 fills a serial from a MARC 21 record.
type reader21 struct {
	rec     *marc.Record
	s       *serial
	f008    string
	linked  []*marc.Field // fields 880
	events  []place       // where fields 260 and 264 stand, for the order of events
	archive []*marc.Field // fields 857
}

// place is a publication statement whose event slot is not settled yet.
type place struct {
	slot  slot
	field *marc.Field
}

// readMARC21 reads a record whose ISSN is already known.
func (m *Mapper) readMARC21(rec *marc.Record) {
	r := &m.r21
	*r = reader21{rec: rec, s: &m.s, linked: r.linked[:0], events: r.events[:0], archive: r.archive[:0]}
	for i := range rec.Fields {
		f := &rec.Fields[i]
		switch f.Tag {
		case "008":
			if r.f008 == "" {
				r.f008 = f.Value
			}
		case "880":
			r.linked = append(r.linked, f)
		case "857":
			r.archive = append(r.archive, f)
		}
	}
	r.administration()
	r.identifiers()
	if !r.s.status.describes() {
		return
	}
	r.fixed()
	for i := range rec.Fields {
		r.languages(&rec.Fields[i])
	}
	for i := range rec.Fields {
		r.field(&rec.Fields[i])
	}
	r.media()
	r.publication()
	r.classSummary()
}

// languages reads the languages, which titles depend on.
func (r *reader21) languages(f *marc.Field) {
	if f.Tag != "041" || f.Ind2 == '7' {
		return // second indicator 7: codes of another list
	}
	for code := range f.All('a') {
		for code = strings.TrimSpace(code); len(code) >= 3; code = code[3:] { // codes used to be run together
			r.s.addLanguage(code[:3])
		}
	}
}

// field reads one field of a description.
func (r *reader21) field(f *marc.Field) {
	switch f.Tag {
	case "007":
		r.form007(f.Value)
	case "030":
		if r.s.coden == "" {
			r.s.coden = clean(f.First('a'))
		}
	case "044":
		for code := range f.All('c') {
			if c := vocab.ISOCountry(code); c != nil && r.s.isoCountry == nil {
				r.s.isoCountry = c
			}
		}
	case "080":
		r.classes(f, termClassificationUdc)
	case "082":
		r.classes(f, termClassificationDdc)
	case "210", "222", "245", "246", "247":
		r.title(f)
	case "260", "264":
		r.statement(f)
	case "336":
		r.s.contents = r.listed(r.s.contents, vocab.ContentTypes, f)
	case "337":
		r.s.mediaTypes = r.listed(r.s.mediaTypes, vocab.MediaTypes, f)
	case "338":
		r.s.carriers = r.listed(r.s.carriers, vocab.CarrierTypes, f)
	case "362", "510", "533", "538", "588":
		r.note(f)
	case "710", "711", "720":
		r.body(f)
	case "760", "762", "765", "767", "770", "772", "775", "776", "777", "780", "785", "787":
		r.link(f)
	case "856":
		r.address(f)
	case "880":
		r.unlinked(f)
	case "920":
		r.keeper(f)
	case "926", "953", "962":
		r.position(f)
	}
}

// administration reads the status of the record, its centres and its dates.
func (r *reader21) administration() {
	s := r.s
	s.modified = timestamp(r.rec.Control("005"))
	for i := range r.rec.Fields {
		switch f := &r.rec.Fields[i]; f.Tag {
		case "022":
			if s.centre == "" && r.isOwn(f) {
				s.centre = centreCode(f.First('2'))
			}
		case "039":
			// The profile names $v; $y holds the first date in register records that
			// have no $v, or whose $v is the date of a later load.
			for _, sf := range f.Subfields {
				if sf.Code == 'v' || sf.Code == 'y' {
					if d := isoDate(sf.Value); d != "" && (s.created == "" || d < s.created) {
						s.created = d
					}
				}
			}
		case "699":
			s.status = r.status(f.First('8'))
			if s.creator == "" {
				s.creator = centreCode(f.First('v'))
			}
		}
	}
	if s.centre == "" && s.creator != "" {
		s.centre = s.creator
	}
}

// status reads 699 $8, and warns of what is no status.
func (r *reader21) status(text string) Status {
	s, known := parseStatus(text)
	if !known {
		r.s.warn("699: unknown status " + clean(text) + " is taken for Register")
	}
	return s
}

// parseStatus reads 699 $8, such as "-- Register". What is no status is Register.
func parseStatus(text string) (s Status, known bool) {
	word := strings.ToLower(strings.Trim(text, " -"))
	switch word {
	case "", "register":
		return Register, true
	case "legacy":
		return Legacy, true
	case "provisional", "work":
		return Provisional, true
	case "cancelled", "canceled":
		return Cancelled, true
	case "suppressed":
		return Suppressed, true
	case "unreported", "validationrequest", "validation request":
		return Unreported, true
	}
	return Register, false
}

// identifiers reads fields 022 and 023. A field 022 for another ISSN is left out,
// since its $y, $z and $l belong to that ISSN.
func (r *reader21) identifiers() {
	s := r.s
	for i := range r.rec.Fields {
		switch f := &r.rec.Fields[i]; f.Tag {
		case "022":
			if !r.isOwn(f) {
				s.warn("022: " + clean(f.First('a')) + " is not the ISSN of this record")
				continue
			}
			r.identifier022(f)
		case "023":
			r.identifier023(f)
		}
	}
}

// isOwn reports whether a field 022 is about the record's own ISSN; a field without $a
// is assumed to be.
func (r *reader21) isOwn(f *marc.Field) bool {
	a := f.First('a')
	if a == "" {
		return true
	}
	n, err := issn.Clean(a)
	return err == nil && n == r.s.issn
}

func (r *reader21) identifier022(f *marc.Field) {
	s := r.s
	for _, sf := range f.Subfields {
		switch sf.Code {
		case 'l':
			s.setLinking(sf.Value, "022 $l")
		case 'm':
			s.cancelledL = addUnique(s.cancelledL, canonical(sf.Value))
		case 'y':
			s.incorrect = addUnique(s.incorrect, canonical(sf.Value))
		case 'z':
			s.cancelled = s.addISSN(s.cancelled, sf.Value, "022 $z")
		case 'v':
			s.replacedBy = s.addISSN(s.replacedBy, sf.Value, "022 $v")
		}
	}
}

// identifier023 reads a cluster ISSN: ISSN-L or, with first indicator 1, ISSN-H.
func (r *reader21) identifier023(f *marc.Field) {
	s := r.s
	if f.Ind1 != '1' {
		if a := f.First('a'); a != "" {
			r.cluster(a)
		}
		for z := range f.All('z') {
			s.cancelledL = addUnique(s.cancelledL, canonical(z))
		}
		return
	}
	if a := f.First('a'); a != "" && !s.hasHistory {
		n, err := parseISSN(a)
		if err != nil {
			s.warn("023: " + err.Error())
			return
		}
		s.history, s.hasHistory = n, true
	}
}

// cluster sets the ISSN-L of field 023, which prevails over 022 $l.
func (r *reader21) cluster(text string) {
	s := r.s
	old, had := s.linking, s.hasLinking
	s.hasLinking = false
	s.setLinking(text, "023 $a")
	switch {
	case !had:
	case !s.hasLinking: // text is not an ISSN
		s.linking, s.hasLinking = old, true
	case s.linking != old:
		s.warn("022 $l: the ISSN-L is " + s.linking.String() + " in field 023, not " + old.String())
	}
}

// setLinking sets the ISSN-L; the first one counts.
func (s *serial) setLinking(text, tag string) {
	n, err := parseISSN(text)
	switch {
	case err != nil:
		s.warn(tag + ": " + err.Error())
	case s.hasLinking && n != s.linking:
		s.warn(tag + ": second ISSN-L " + n.String())
	default:
		s.linking, s.hasLinking = n, true
	}
}

// addISSN appends the ISSN in text, unless it is the serial's own.
func (s *serial) addISSN(list []issn.ISSN, text, tag string) []issn.ISSN {
	n, err := parseISSN(text)
	if err != nil {
		s.warn(tag + ": " + err.Error())
		return list
	}
	if n == s.issn {
		s.warn(tag + ": the ISSN of the record itself")
		return list
	}
	if slices.Contains(list, n) {
		return list
	}
	return append(list, n)
}

// parseISSN returns the ISSN in text. A placeholder does not count.
func parseISSN(text string) (issn.ISSN, error) {
	n, err := issn.Clean(text)
	if err == nil && n.IsPlaceholder() {
		err = fmt.Errorf("%s is a placeholder for an ISSN", n)
	}
	return n, err
}

// canonical returns an ISSN in canonical form and other text unchanged, since an
// incorrect ISSN may not be an ISSN at all. A placeholder gives the empty string.
func canonical(text string) string {
	n, err := issn.Clean(text)
	switch {
	case err != nil:
		return clean(text)
	case n.IsPlaceholder():
		return ""
	}
	return n.String()
}

// centreCode returns the code of an ISSN centre as used in IRIs, or the empty string if
// text cannot be a code.
func centreCode(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 8 {
		return ""
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && c != '_' {
			return ""
		}
	}
	return vocab.CentreCode(text)
}

// timestamp reads field 005: yyyymmddhhmmss.f; the zero time if it is not a date. An
// invalid time of day counts as midnight.
func timestamp(text string) time.Time {
	date, err := time.Parse(time.DateOnly, isoDate(text))
	if err != nil {
		return time.Time{}
	}
	for _, end := range [...]int{16, 14} { // with tenths of a second, without
		if len(text) >= end {
			if t, err := time.Parse("20060102150405", text[:end]); err == nil {
				return t
			}
		}
	}
	return date
}
