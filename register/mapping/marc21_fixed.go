package mapping

import (
	"strings"

	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// fixed reads the leader and field 008.
func (r *reader21) fixed() {
	s := r.s
	if len(r.rec.Leader) > 6 {
		s.material = r.rec.Leader[6]
	}
	f := r.f008
	if len(f) < 36 {
		if f != "" {
			s.warn("008: too short to be read")
		}
		return
	}
	s.publicationStatus = f[6]
	s.start, s.end = year(f[7:11]), year(f[11:15])
	if code := strings.ToLower(strings.TrimRight(f[15:18], " |")); code != "" {
		if s.country = vocab.Countries.Lookup(code); s.country == nil {
			s.warn("008: country code " + clean(code) + " is not in the MARC list")
		}
	}
	if len(f) >= 38 {
		s.addLanguage(strings.ToLower(f[35:38]))
	}
	if !r.isSerial() {
		return // the positions below mean something else in other records
	}
	s.frequency, s.regularity = f[18], f[19]
	s.originalForm, s.form, s.titleScript = f[22], f[23], f[33]
	switch f[21] {
	case 'd':
		s.addType(termDataset)
	case 'm':
		s.addType(termBookSeries)
	case 'n':
		s.addType(termNewspaper)
	case 'h', 'r', 'w':
		s.addType(termWebSite)
	}
}

// isSerial reports whether field 008 describes a continuing resource: leader/07 b, i or
// s. A leader that does not say is assumed to.
func (r *reader21) isSerial() bool {
	if len(r.rec.Leader) < 8 {
		return true
	}
	switch r.rec.Leader[7] {
	case 'a', 'c', 'd', 'm':
		return false
	}
	return true
}

// year returns four positions of field 008, or nothing if they are blank or not coded.
func year(s string) string {
	for i := 0; i < len(s); i++ {
		if (s[i] < '0' || s[i] > '9') && s[i] != 'u' {
			return ""
		}
	}
	return s
}

// form007 reads the medium, and the classes that follow from it.
func (r *reader21) form007(f string) {
	s := r.s
	if f == "" {
		return
	}
	medium := vocab.MediumOther
	switch f[0] {
	case 't':
		medium = vocab.MediumPrint
		s.addType(termText)
	case 'c':
		medium = vocab.MediumDigitalCarrier
		if len(f) > 1 && f[1] == 'r' {
			medium = vocab.MediumOnline
		}
	case 'a':
		s.addType(mapType(f))
	case 'f':
		s.addType(termTactile)
	case 's':
		s.addType(termAudioObject)
	case 'm', 'v':
		s.addType(termVideoObject)
	}
	s.media = addUnique(s.media, medium)
}

// mapType returns Atlas for 007/01 d, and Map for other cartographic material.
func mapType(f string) rdf.Term {
	if len(f) > 1 && f[1] == 'd' {
		return termAtlas
	}
	return termMap
}

// media sets the medium of a record without field 007 from its carrier types, or
// failing that from 008/23.
func (r *reader21) media() {
	s := r.s
	if len(s.media) > 0 {
		return
	}
	for _, c := range s.carriers {
		s.media = addUnique(s.media, mediumOfCarrier(c[len(vocab.LOC+"carriers/"):]))
	}
	if len(s.media) > 0 || s.form == 0 {
		return
	}
	switch s.form {
	case ' ', 'd', 'e', 'r':
		s.media = append(s.media, vocab.MediumPrint)
	case 'o', 's':
		s.media = append(s.media, vocab.MediumOnline)
	case 'q':
		s.media = append(s.media, vocab.MediumDigitalCarrier)
	case '|':
	default:
		s.media = append(s.media, vocab.MediumOther)
	}
}

// mediumOfCarrier returns the medium for an RDA carrier type.
func mediumOfCarrier(code string) string {
	switch {
	case code == "cr":
		return vocab.MediumOnline
	case code[0] == 'c':
		return vocab.MediumDigitalCarrier
	case code == "nc", code == "nb":
		return vocab.MediumPrint
	}
	return vocab.MediumOther
}

// listed appends the IRI of each $b that is in the list.
func (r *reader21) listed(iris []string, list *vocab.List, f *marc.Field) []string {
	for code := range f.All('b') {
		if c := list.Lookup(strings.TrimSpace(code)); c != nil {
			iris = addUnique(iris, c.IRI)
		} else {
			r.s.warn(f.Tag + ": code " + clean(code) + " is not in the list " + list.Name)
		}
	}
	return iris
}

// classes appends the numbers of field 080 or 082.
func (r *reader21) classes(f *marc.Field, class rdf.Term) {
	for a := range f.All('a') {
		r.s.addClass(class, clean(a))
	}
}

// addClass appends a classification number unless it is there already.
func (s *serial) addClass(class rdf.Term, value string) {
	if value == "" {
		return
	}
	for _, c := range s.classes {
		if c.class == class && c.value == value {
			return
		}
	}
	s.classes = append(s.classes, classification{class: class, value: value})
}

// classSummary reads the UDC Summary hierarchy in fields 981 to 989. The indicators
// number the hierarchies; the deepest level of each counts.
func (r *reader21) classSummary() {
	fields := r.rec.Fields
	for i := range fields {
		f := &fields[i]
		if !isSummary(f.Tag) || r.hasDeeper(f) {
			continue
		}
		if u := clean(f.First('u')); u != "" {
			if !strings.Contains(u, ":") {
				u = vocab.UDC + u
			}
			r.s.about = addUnique(r.s.about, validIRI(u))
		}
		r.s.keyword = addUnique(r.s.keyword, clean(f.First('a')))
		r.s.addClass(termClassificationUdc, clean(f.First('c')))
	}
}

// isSummary reports whether a tag is one of 981 to 989.
func isSummary(tag string) bool {
	return len(tag) == 3 && tag[0] == '9' && tag[1] == '8' && '1' <= tag[2] && tag[2] <= '9'
}

func (r *reader21) hasDeeper(f *marc.Field) bool {
	fields := r.rec.Fields
	for i := range fields {
		if g := &fields[i]; isSummary(g.Tag) && g.Tag > f.Tag && g.Ind1 == f.Ind1 && g.Ind2 == f.Ind2 {
			return true
		}
	}
	return false
}
