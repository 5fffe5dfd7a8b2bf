package mapping

import (
	"strings"

	"github.com/issn-ld/issn-ld/marc"
)

// body reads an issuing body (710, 711, 720) and the units in its heading. A body that
// only publishes, prints or sells does not count as one, but may identify a publisher.
func (r *reader21) body(f *marc.Field) {
	unit, role := byte('b'), byte('e')
	switch f.Tag {
	case "711": // the name of a meeting
		unit, role = 'e', 'j'
	case "720":
		unit = 0
	}
	if isProducer(f, role) {
		r.s.identify(heading(f.First('a')), identities(f, "01"))
		return
	}
	counterpart, script := r.counterpart(f)
	r.s.identifyBody(r.s.addHeading(f, counterpart, script, unit), identities(f, "01"))
}

// addHeading adds the body in $a of a heading and its units, from the largest to the
// smallest, with their names from the counterpart in another script. It returns the
// position of the last one, or -1 if there is none.
func (s *serial) addHeading(f, counterpart *marc.Field, script string, unit byte) int {
	names := levels(f, unit)
	originals := pairLevels(names, levels(counterpart, unit))
	last := -1
	for i, name := range names {
		last = s.addBody(body{name: newScripted(name, originals[i], script, s.languages), parent: last})
	}
	return last
}

// levels returns the names in a heading, $a and the units.
func levels(f *marc.Field, unit byte) []string {
	if f == nil {
		return nil
	}
	var names []string
	for _, sf := range f.Subfields {
		if sf.Code != 'a' && (sf.Code != unit || unit == 0) {
			continue
		}
		if name := heading(sf.Value); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// pairLevels pairs each level of a heading with its name in the counterpart. If the
// counterpart has a different number of levels, its whole name goes to the last unit: a
// parent must not get the name of its unit.
func pairLevels(names, originals []string) []string {
	if len(names) == len(originals) {
		return originals
	}
	paired := make([]string, len(names))
	if len(names) > 0 {
		paired[len(names)-1] = strings.Join(originals, ". ")
	}
	return paired
}

// identifyBody adds identifiers to a body. Identifiers on a heading belong to the last
// unit in it.
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

// identify records the identifiers of an organization, for use by publishers and
// reproduction agencies with the same name.
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

// addBody appends a body, unless the serial has it already, and returns its position. A
// repeated body may supply the name in the original script.
func (s *serial) addBody(b body) int {
	for i := range s.bodies {
		old := &s.bodies[i]
		if old.parent != b.parent || !sameName(old.name.value, b.name.value) {
			continue
		}
		if old.name.original == "" && b.name.original != "" {
			old.name = scripted{value: old.name.value, lang: b.name.lang, original: b.name.original, originalLang: b.name.originalLang}
		}
		return i
	}
	s.bodies = append(s.bodies, b)
	return len(s.bodies) - 1
}

// isProducer reports whether every role in a field, given as codes ($4) or as terms in
// the given subfield, is one of a body that issues nothing.
func isProducer(f *marc.Field, term byte) bool {
	found := false
	for _, sf := range f.Subfields {
		text := strings.ToLower(strings.Trim(sf.Value, " .,:;()[]"))
		switch sf.Code {
		case '4':
			text = text[strings.LastIndexByte(text, '/')+1:]
			if !producerCodes[text] {
				return false
			}
		case term:
			if !producerTerms[text] {
				return false
			}
		default:
			continue
		}
		found = true
	}
	return found
}

// producerCodes are the relators of MARC 21 and UNIMARC for publishers,
// distributors, sellers, printers and manufacturers, and for those who only own,
// give or receive.
var producerCodes = set("pbl dst prt mfr bsl bkp own fmo dnr dpt dte rcp hnr 650 310 610 160 390 320 280 660")

// producerTerms are the same roles in words, as RDA and its translations have them.
var producerTerms = func() map[string]bool {
	m := map[string]bool{}
	for term := range strings.SplitSeq("publisher,distributor,film distributor,printer,manufacturer,bookseller,book producer,owner,current owner,former owner,"+
		"donor,depositor,dedicatee,addressee,honoree,"+
		"verlag,vertrieb,drucker,druckerei,hersteller,buchhändler,eigentümer,früherer eigentümer,widmungsempfänger,adressat,"+
		"éditeur commercial,distributeur,diffuseur,imprimeur,fabricant,libraire,propriétaire,ancien possesseur,dédicataire,destinataire,"+
		"distribuidor,distribuidora,impresor,fabricante,librero,propietario,distributore,stampatore,tipografo,libraio,uitgever,drukker,"+
		"impressor,editora comercial,издатель,распространитель,типография,出版者,发行者,印刷者,発行者,頒布者", ",") {
		m[term] = true
	}
	return m
}()

// sameAs returns the IRI of an organization in ISNI, Wikidata or the register's table
// of publishers held by an authority subfield, or the empty string.
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

// isni returns the 16 characters of an International Standard Name Identifier with a
// valid check character (ISO 7064, MOD 11-2), or the empty string.
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
