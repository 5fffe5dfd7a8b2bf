package register

import (
	"strings"

	"issn-ld/ingest/marc"
)

// body reads an issuing body (710, 711, 720) and, from $b, its units.
func (r *reader21) body(f *marc.Field) {
	if isProducer(f) {
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
		value := trimEnd(clean(sf.Value))
		if value == "" {
			continue
		}
		original := trimEnd(clean(nth(counterpart, sf.Code, n)))
		b := body{name: newScripted(value, original, script, r.s.languages), parent: -1}
		if sf.Code == 'b' {
			b.parent = parent
		}
		parent = r.s.addBody(b)
	}
	if parent < 0 {
		return
	}
	// The identifier of a heading is that of the unit which it names in the end.
	for _, sf := range f.Subfields {
		if sf.Code == '0' || sf.Code == '1' {
			r.s.bodies[parent].sameAs = addUnique(r.s.bodies[parent].sameAs, sameAs(sf.Value))
		}
	}
}

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
