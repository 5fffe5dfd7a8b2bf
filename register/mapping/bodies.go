package mapping

import (
	"strings"
	"unicode/utf8"

	"github.com/issn-ld/issn-ld/marc"
)

// body reads an issuing body (710, 711, 720) and, from $b, its units. A body that
// only publishes, prints or sells is none, but may identify a publisher.
func (r *reader21) body(f *marc.Field) {
	if isProducer(f) {
		r.s.identify(heading(f.First('a')), identities(f, "01"))
		return
	}
	counterpart, script := r.counterpart(f)
	parent, units := -1, 0
	for _, sf := range f.Subfields {
		if sf.Code != 'a' && (sf.Code != 'b' || f.Tag != "710") {
			continue
		}
		n := 0
		if sf.Code == 'b' {
			n, units = units, units+1
		}
		value := heading(sf.Value)
		if value == "" {
			continue
		}
		original := heading(nth(counterpart, sf.Code, n))
		b := body{name: newScripted(value, original, script, r.s.languages), parent: -1}
		if sf.Code == 'b' {
			b.parent = parent
		}
		parent = r.s.addBody(b)
	}
	r.s.identifyBody(parent, identities(f, "01"))
}

// identifyBody adds identifiers to a body. Those of a heading are the unit's that
// it names in the end.
func (s *serial) identifyBody(i int, iris []string) {
	if i < 0 {
		return
	}
	b := &s.bodies[i]
	for _, iri := range iris {
		b.sameAs = addUnique(b.sameAs, iri)
	}
	if b.parent < 0 {
		s.identify(b.name.value, iris)
	}
}

// identify notes the identifiers of an organization, which publishers and
// reproduction agencies of the name take.
func (s *serial) identify(name string, iris []string) {
	if name != "" && len(iris) > 0 {
		s.identified = append(s.identified, identified{name: name, sameAs: iris})
	}
}

// identities returns the IRIs in the subfields with the codes.
func identities(f *marc.Field, codes string) []string {
	var iris []string
	for _, sf := range f.Subfields {
		if strings.IndexByte(codes, sf.Code) >= 0 {
			iris = addUnique(iris, sameAs(sf.Value))
		}
	}
	return iris
}

// heading returns a name in a heading without the punctuation at its end. The
// full stop goes with it, unless it belongs to an abbreviation.
func heading(text string) string {
	name := trimEnd(clean(text))
	stem, ok := strings.CutSuffix(name, ".")
	if !ok || isAbbreviated(stem[strings.LastIndexByte(stem, ' ')+1:]) {
		return name
	}
	return trimEnd(stem)
}

// isAbbreviated reports whether a word before a full stop is taken for an
// abbreviation: it is very short, has another full stop in it, or is in the list.
func isAbbreviated(word string) bool {
	return utf8.RuneCountInString(word) <= 3 || strings.IndexByte(word, '.') >= 0 || abbreviations[strings.ToLower(word)]
}

// abbreviations are longer ones that headings end with.
var abbreviations = func() map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq("acad admin assn assoc biol bros calif chem comm conf corp dept depto econ educ gouv govt hist hnos " +
		"inst intl ltda mass mich minn miss natl oreg phys prov publ publs pubs tech tenn univ verl wash zool") {
		m[word] = true
	}
	return m
}()

// addBody appends a body, unless the serial has it, and returns its position.
func (s *serial) addBody(b body) int {
	for i := range s.bodies {
		if s.bodies[i].parent == b.parent && s.bodies[i].name == b.name {
			return i
		}
	}
	s.bodies = append(s.bodies, b)
	return len(s.bodies) - 1
}

// isProducer reports whether all relators of a field ($4) say that it names a
// publisher, distributor, printer or manufacturer, who issues nothing.
func isProducer(f *marc.Field) bool {
	found := false
	for code := range f.All('4') {
		code = strings.TrimSpace(code)
		switch code[strings.LastIndexByte(code, '/')+1:] {
		case "pbl", "dst", "prt", "mfr", "650", "310", "610":
			found = true
		default:
			return false
		}
	}
	return found
}

// sameAs returns the IRI of an organization in ISNI, Wikidata or the register's
// table of publishers that an authority subfield holds, or the empty string.
func sameAs(text string) string {
	text = strings.TrimSpace(text)
	for _, prefix := range []string{"http://www.wikidata.org/entity/Q", "https://www.wikidata.org/entity/Q", "https://www.wikidata.org/wiki/Q"} {
		if id, ok := strings.CutPrefix(text, prefix); ok && id != "" && strings.Trim(id, "0123456789") == "" {
			return "http://www.wikidata.org/entity/Q" + id
		}
	}
	if strings.HasPrefix(text, "http://issn.org/organization/publisher/") {
		return validIRI(text)
	}
	for _, prefix := range []string{"(isni)", "(ISNI)", "ISNI:", "ISNI ", "ISNI", "isni:", "https://isni.org/isni/", "http://isni.org/isni/", "http://www.isni.org/isni/", "https://www.isni.org/isni/", "http://www.isni.org/"} {
		if after, ok := strings.CutPrefix(text, prefix); ok {
			text = after
			break
		}
	}
	if id := isni(text); id != "" {
		return "https://isni.org/isni/" + id
	}
	return ""
}

// isni returns the 16 characters of an International Standard Name Identifier
// with a right check character (ISO 7064, MOD 11-2), or the empty string.
func isni(text string) string {
	var b [16]byte
	n, sum := 0, 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == ' ' || c == '-':
			continue
		case n < 15 && '0' <= c && c <= '9':
			sum = (sum + int(c-'0')) * 2 % 11
		case n == 15 && ('0' <= c && c <= '9' || c == 'X' || c == 'x'):
			c &^= (c & 0x40) >> 1 // x becomes X
		default:
			return ""
		}
		b[n] = c
		n++
	}
	check := byte('0' + (12-sum)%11)
	if (12-sum)%11 == 10 {
		check = 'X'
	}
	if n != 16 || b[15] != check {
		return ""
	}
	return string(b[:])
}
