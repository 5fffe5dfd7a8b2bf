package mapping

import (
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// publication writes the reference event and the history of publication.
func (w *writer) publication() {
	s := w.s
	if s.country != nil || s.isoCountry != nil {
		event := w.part("ReferencePublicationEvent")
		w.give(w.self, schemaPublication, event)
		w.give(event, rdfType, termPublicationEvent)
		for _, c := range [...]*vocab.Concept{s.isoCountry, s.country} {
			if c == nil {
				continue
			}
			t := rdf.NewIRI(c.IRI)
			w.give(w.self, dctSpatial, t)
			w.give(event, schemaLocation, t)
			w.give(t, rdfsLabel, rdf.NewString(c.Labels[0].Text))
		}
	}
	for _, text := range s.statements {
		w.keep(w.self, bfProvision, rdf.NewString(text))
	}
	n := 0
	for i := range s.events {
		e := &s.events[i]
		name := "EarliestPublicationEvent"
		switch e.slot {
		case earliest:
		case intervening:
			n++
			name = "InterveningPublicationEvent" + strconv.Itoa(n)
		case latest:
			name = "LatestPublicationEvent"
		}
		w.event(w.part(name), e)
	}
}

func (w *writer) event(event rdf.Term, e *event) {
	w.keep(w.self, schemaPublication, event)
	w.keep(event, rdfType, termPublicationEvent)
	if e.temporal != "" {
		w.keep(event, dctTemporal, rdf.NewString(e.temporal))
	}
	if e.place != "" {
		w.keep(event, schemaLocation, w.place("PublicationPlace-", e.place))
	}
	for i, name := range e.publisher {
		t := w.organization("Publisher-", name)
		if i == 0 {
			w.keep(event, schemaPublishedBy, t)
		}
		if w.once(w.joined("publisher ", t.Value(), "")) {
			w.keep(w.self, schemaPublisher, t)
		}
	}
}

// place writes a place, with its position if a field 926, 953 or 962 gives one.
func (w *writer) place(prefix, name string) rdf.Term {
	t := w.named(prefix, name, "")
	if !w.once(t.Value()) {
		return t
	}
	w.keep(t, rdfType, termPlace)
	w.keep(t, rdfsLabel, rdf.NewString(name))
	for i := range w.s.positions {
		p := &w.s.positions[i]
		if p.place != name {
			continue
		}
		if p.geonames != "" {
			w.keep(t, schemaSameAs, rdf.NewIRI(p.geonames))
		}
		if p.latitude != "" && p.longitude != "" {
			geo := w.named(prefix, name, "-GeoCoordinates")
			w.keep(t, schemaGeo, geo)
			w.keep(geo, rdfType, termGeoCoordinates)
			w.keep(geo, schemaLatitude, rdf.NewLiteral(p.latitude, vocab.XSDDecimal))
			w.keep(geo, schemaLongitude, rdf.NewLiteral(p.longitude, vocab.XSDDecimal))
			if p.country != "" {
				w.keep(geo, schemaAddressCountry, rdf.NewString(p.country))
			}
		}
		break
	}
	return t
}

// organization writes a publisher or a reproduction agency. Its name is a plain string
// unless its original script is known; a heading with the same name identifies it.
func (w *writer) organization(prefix string, name scripted) rdf.Term {
	t := w.named(prefix, name.value, "")
	if !w.once(t.Value()) {
		return t
	}
	w.keep(t, rdfType, termOrganization)
	if name.original == "" {
		w.keep(t, schemaName, rdf.NewString(name.value))
	} else {
		w.bodyName(t, name)
	}
	for _, x := range w.s.identified {
		if !sameName(name.value, x.name) {
			continue
		}
		for _, iri := range x.sameAs {
			if w.once(w.joined(t.Value(), " ", iri)) {
				w.keep(t, schemaSameAs, rdf.NewIRI(iri))
			}
		}
	}
	return t
}

// bodyName writes a name in its original script with the transliteration as alternate
// name, or the only name there is.
func (w *writer) bodyName(t rdf.Term, name scripted) {
	if name.original == "" {
		w.keep(t, schemaName, rdf.NewLangString(name.value, name.lang))
		return
	}
	w.keep(t, schemaName, rdf.NewLangString(name.original, name.originalLang))
	w.keep(t, schemaAlternateName, rdf.NewLangString(name.value, name.lang))
}

// bodies writes the issuing bodies. The parent's name in the IRI distinguishes two
// bodies of one name under different parents.
func (w *writer) bodies() {
	w.terms = w.terms[:0]
	for i := range w.s.bodies {
		b := &w.s.bodies[i]
		t := w.named("IssuingBody-", b.name.value, "")
		isNew := w.once(t.Value())
		if !isNew && b.parent >= 0 {
			t = w.named("IssuingBody-", w.joined(w.s.bodies[b.parent].name.value, " ", b.name.value), "")
			isNew = w.once(t.Value())
		}
		w.terms = append(w.terms, t)
		if !isNew {
			continue // the same name again
		}
		w.keep(w.self, bfrelIsb, t)
		w.keep(w.self, schemaContributor, t)
		w.keep(t, rdfType, termOrganization)
		w.bodyName(t, b.name)
		for _, iri := range b.sameAs {
			w.keep(t, schemaSameAs, rdf.NewIRI(iri))
		}
		if b.parent >= 0 {
			w.keep(t, schemaParent, w.terms[b.parent])
		}
	}
}

// reproductions writes field 533.
func (w *writer) reproductions() {
	for i := range w.s.reproductions {
		r := &w.s.reproductions[i]
		w.strings(bfmarcReproductionNote, r.text)
		if r.originalText != r.text {
			w.strings(bfmarcReproductionNote, r.originalText)
		}
		if r.agency.value == "" && r.place == "" && r.date == "" {
			continue
		}
		node, event := w.node(), w.node()
		w.keep(w.self, bfHasReproduction, node)
		w.keep(node, rdfType, termCreativeWork)
		w.keep(node, schemaPublication, event)
		w.keep(event, rdfType, termPublicationEvent)
		if r.agency.value != "" {
			t := w.organization("ReproductionAgency-", r.agency)
			w.keep(node, schemaPublisher, t)
			w.keep(event, schemaPublishedBy, t)
		}
		if r.place != "" {
			t := w.place("ReproductionPlace-", r.place)
			w.keep(node, dctSpatial, t)
			w.keep(event, schemaLocation, t)
		}
		if r.date != "" {
			w.keep(event, dctTemporal, rdf.NewString(r.date))
		}
	}
}
