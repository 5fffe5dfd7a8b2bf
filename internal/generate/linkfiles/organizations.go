package linkfiles

import "strconv"

const isniHead = `{"@context":{"schema":"http://schema.org/","rdfs":"http://www.w3.org/2000/01/rdf-schema#","owl":"http://www.w3.org/2002/07/owl#"},
"@graph":[
`

// organizationItem returns the item of Wikidata of an organization.
func organizationItem(number int) string { return "Q" + strconv.Itoa(wikidataOrganizations+number) }

// writeOrganization writes the issuing body of a serial, if records carry its ISNI
// and it is not written yet.
func (s *Set) writeOrganization(x *serial) {
	body := &x.t.Body
	if body.ISNI == "" {
		return
	}
	word, bit := body.Number/64, uint64(1)<<(body.Number%64)
	if s.bodies[word]&bit != 0 {
		return
	}
	s.bodies[word] |= bit
	item, ror := wikidataEntity+organizationItem(body.Number), "https://ror.org/"+rorID(body.Number)

	b := appendMember(append(s.buf[:0], '{'), "@id", "https://isni.org/isni/"+body.ISNI)
	b = appendMember(b, "@type", "schema:Organization")
	b = appendMember(b, "rdfs:label", "ISNI "+spaced(body.ISNI))
	b = append(b, `,"schema:alternateName":[`...)
	b = append(appendJSON(b, body.Name), `],"owl:sameAs":[`...)
	b = append(appendMember(append(b, '{'), "@id", item), '}', ',')
	s.buf = append(appendMember(append(b, '{'), "@id", ror), '}', ']', '}')
	s.isni.element(s.buf)

	b = appendMember(append(s.buf[:0], '{'), "id", ror)
	b = appendMember(b, "status", "active")
	b = append(b, `,"names":[{"types":["ror_display","label"],"lang":null`...)
	b = append(appendMember(b, "value", body.Name), `}],"types":["education"],"established":null,"domains":[],"links":[],"locations":[],"relationships":[],"external_ids":[{"type":"isni","preferred":null,"all":[`...)
	b = append(appendJSON(b, spaced(body.ISNI)), `]},{"type":"wikidata","preferred":null,"all":[`...)
	s.buf = append(appendJSON(b, item[len(wikidataEntity):]), `]}]}`...)
	s.ror.element(s.buf)
}

// spaced writes an ISNI in groups of four.
func spaced(isni string) string {
	return isni[:4] + " " + isni[4:8] + " " + isni[8:12] + " " + isni[12:]
}
