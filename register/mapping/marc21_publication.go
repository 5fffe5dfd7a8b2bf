package mapping

import (
	"strings"

	"github.com/issn-ld/issn-ld/marc"
)

// statement reads a publication statement (260, 264): its text, also in the original
// script, and the event if it is one of publication (not manufacture, distribution or
// copyright).
func (r *reader21) statement(f *marc.Field) {
	r.s.statements = addUnique(r.s.statements, join(f, "abcefg"))
	if g, _ := r.counterpart(f); g != nil {
		r.s.statements = addUnique(r.s.statements, join(g, "abcefg"))
	}
	if f.Tag == "264" && f.Ind2 != '1' && f.Ind2 != ' ' && f.Ind2 != 0 {
		return
	}
	p := place{slot: earliest, field: f}
	switch f.Ind1 {
	case '2':
		p.slot = intervening
	case '3':
		p.slot = latest
	}
	r.events = append(r.events, p)
}

// publication settles the events and the country.
func (r *reader21) publication() {
	settle(r.events, r.event)
	r.s.setCountries()
}

// settle calls add for each statement with its slot. There is one earliest and one
// latest event: of several statements without an indicator the first is the earliest,
// of several current ones the last is the latest; the rest are intervening.
func settle(places []place, add func(slot, *marc.Field)) {
	last := -1
	for i, p := range places {
		if p.slot == latest {
			last = i
		}
	}
	seen := false
	for i, p := range places {
		slot := p.slot
		switch {
		case slot == earliest && seen, slot == latest && i != last:
			slot = intervening
		case slot == earliest:
			seen = true
		}
		add(slot, p.field)
	}
}

func (r *reader21) event(slot slot, f *marc.Field) {
	g, script := r.counterpart(f)
	e := event{slot: slot, temporal: heading(join(f, "c"))}
	r.s.addEvent(&e, f, g, script, 'a', 'b')
}

// addEvent completes an event with the first place and the publishers of its field,
// the subfields with the given codes, and appends it unless it is empty. Publishers
// get their names from the counterpart g if it has the same number of them.
func (s *serial) addEvent(e *event, f, g *marc.Field, script string, place, publisher byte) {
	var originals []string
	if g != nil {
		for value := range g.All(publisher) {
			originals = append(originals, heading(value))
		}
	}
	names := 0
	for range f.All(publisher) {
		names++
	}
	if len(originals) != names {
		originals = make([]string, names)
	}
	i := 0
	for _, sf := range f.Subfields {
		switch {
		case sf.Code == place && e.place == "":
			e.place = known(heading(sf.Value))
		case sf.Code == publisher:
			if name := heading(sf.Value); !isUnknown(name) && !isSeller(name) {
				e.publisher = append(e.publisher, newScripted(name, originals[i], script, s.languages))
			}
			i++
		}
	}
	if e.place != "" || len(e.publisher) > 0 || e.temporal != "" {
		s.events = append(s.events, *e)
	}
}

// isUnknown reports whether text stands for an unknown place or publisher rather than
// naming one.
func isUnknown(text string) bool {
	t := strings.ToLower(strings.Trim(text, "[]<>()?., "))
	switch t {
	case "", "s.l", "s. l", "s.n", "s. n", "sine loco", "sine nomine", "n.p", "n. p":
		return true
	}
	return strings.HasSuffix(t, "not identified") || strings.HasSuffix(t, "nicht ermittelbar") ||
		strings.HasSuffix(t, "non identifié") || strings.HasSuffix(t, "no identificado")
}

// isSeller reports whether text in place of a publisher names the seller or distributor
// of the serial, as in statements older than field 264.
func isSeller(text string) bool {
	t := strings.ToLower(strings.TrimLeft(text, "[( "))
	for _, words := range [...]string{"for sale by", "distributed by", "distributed to", "sold by"} {
		if strings.HasPrefix(t, words) {
			return true
		}
	}
	return strings.HasSuffix(t, "[distributor]") || strings.HasSuffix(t, "[distributor")
}

// position reads the coordinates of a place (926, 953, 962).
func (r *reader21) position(f *marc.Field) {
	p := position{
		place: heading(f.First('a')), latitude: decimal(f.First('l')), longitude: decimal(f.First('o')),
		country: clean(f.First('b')), geonames: geonames(f.First('u')),
	}
	if p.country == "" {
		p.country = clean(f.First('c'))
	}
	if p.place == "" {
		return
	}
	for i := range r.s.positions {
		if old := &r.s.positions[i]; old.place == p.place { // 962 repeats 926
			if old.geonames == "" {
				old.geonames = p.geonames
			}
			if old.latitude == "" || old.longitude == "" {
				old.latitude, old.longitude = p.latitude, p.longitude
			}
			if old.country == "" {
				old.country = p.country
			}
			return
		}
	}
	r.s.positions = append(r.s.positions, p)
}

// decimal returns text if it is an xsd:decimal, or the empty string.
func decimal(text string) string {
	text = strings.TrimSpace(text)
	digits, points := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c == '.':
			points++
		case (c == '-' || c == '+') && i == 0:
		default:
			return ""
		}
	}
	if digits == 0 || points > 1 {
		return ""
	}
	return text
}

// geonames returns the IRI of a feature in the form that GeoNames publishes,
// https://sws.geonames.org/5128581/.
func geonames(text string) string {
	text = strings.TrimSpace(text)
	for _, prefix := range []string{"http://sws.geonames.org/", "https://sws.geonames.org/"} {
		if id, ok := strings.CutPrefix(text, prefix); ok {
			if id = strings.TrimSuffix(id, "/"); id != "" && strings.Trim(id, "0123456789") == "" {
				return "https://sws.geonames.org/" + id + "/"
			}
		}
	}
	return ""
}
