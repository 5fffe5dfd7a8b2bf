package mapping

import (
	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// resource writes the classes of the serial and its ISSN as literals.
func (w *writer) resource() {
	w.give(w.self, rdfType, termWork)
	w.give(w.self, rdfType, termInstance)
	w.give(w.self, rdfType, termPeriodical)
	w.give(w.self, schemaISSN, w.text)
	w.give(w.self, biboISSN, w.text)
	w.give(w.self, dcIdentifier, w.text)
	for _, t := range w.s.types {
		w.keep(w.self, rdfType, t)
	}
}

// description writes the coded and textual properties of the serial.
func (w *writer) description() {
	s := w.s
	for _, iri := range s.media {
		w.give(w.self, dcFormat, rdf.NewIRI(iri))
	}
	if iri := vocab.FixedIRI(vocab.Materials, s.material); iri != "" {
		w.give(w.self, dctType, rdf.NewIRI(iri))
	}
	for _, url := range s.urls {
		w.give(w.self, schemaURL, rdf.NewString(url))
	}
	w.fixed(m21PublicationStatus, vocab.PublicationStatuses, s.publicationStatus)
	w.fixed(m21OriginalForm, vocab.OriginalForms, s.originalForm)
	w.fixed(m21Form, vocab.Forms, s.form)
	w.fixed(m21TitleScript, vocab.TitleScripts, s.titleScript)
	w.fixed(bfmarcRegularity, vocab.Regularities, s.regularity)
	if s.frequency != 0 {
		w.keep(w.self, dctPeriodicity, frequency(s.frequency))
	}
	w.strings(schemaStartDate, s.start)
	w.strings(schemaEndDate, s.end)
	for _, code := range s.languages {
		w.keep(w.self, schemaInLanguage, rdf.NewIRI(vocab.Languages.Lookup(code).IRI))
	}
	w.iris(bfCarrier, s.carriers)
	w.iris(bfContent, s.contents)
	w.iris(bfMedia, s.mediaTypes)
	w.iris(schemaAbout, s.about)
	w.strings(schemaKeywords, s.keyword...)
	for i, texts := range s.dates {
		w.strings(m21Dates[i], texts...)
	}
	for _, c := range s.classes {
		node := w.node()
		w.keep(w.self, bfClassification, node)
		w.keep(node, rdfType, c.class)
		w.keep(node, rdfValue, rdf.NewString(c.value))
	}
	for _, n := range s.notes {
		node := w.node()
		w.keep(w.self, bfNote, node)
		w.keep(node, rdfType, termNote)
		w.keep(node, bfNoteType, rdf.NewString(n.kind))
		w.keep(node, rdfValue, rdf.NewString(n.text))
	}
}

// fixed writes the concept for a coded position, unless it is not coded.
func (w *writer) fixed(property rdf.Term, list *vocab.List, code byte) {
	if code == 0 {
		return
	}
	if iri := vocab.FixedIRI(list, code); iri != "" {
		w.keep(w.self, property, rdf.NewIRI(iri))
	}
}

// frequency returns the frequency, or the profile's literal for codes that have none.
func frequency(code byte) rdf.Term {
	switch iri := vocab.Frequency(code); {
	case iri != "":
		return rdf.NewIRI(iri)
	case code == 'z':
		return rdf.NewString("other")
	}
	return rdf.NewString("unknown")
}

func (w *writer) strings(property rdf.Term, texts ...string) {
	for _, text := range texts {
		if text != "" {
			w.keep(w.self, property, rdf.NewString(text))
		}
	}
}

func (w *writer) iris(property rdf.Term, iris []string) {
	for _, iri := range iris {
		if iri != "" {
			w.keep(w.self, property, rdf.NewIRI(iri))
		}
	}
}

// links writes the links to other serials and the services that index this one.
func (w *writer) links() {
	for _, l := range w.s.links {
		target := w.resourceOf(issn.SpaceISSN, l.target)
		for _, p := range l.properties {
			if w.once(w.joined(p.Value(), " ", target.Value())) {
				w.keep(w.self, p, target)
			}
		}
	}
	for _, x := range w.s.indexed {
		t := w.named("IndexingService-", x.name, "")
		if w.once(t.Value()) {
			w.keep(w.self, bflcIndexedIn, t)
			w.keep(t, rdfType, termWork)
			w.keep(t, schemaName, rdf.NewString(x.name))
		}
		if w.once(w.joined(t.Value(), " ", x.url)) {
			w.keep(t, bfElectronicLocator, rdf.NewIRI(x.url))
		}
	}
}

// archives writes the holdings of the archives of the Keepers Registry.
func (w *writer) archives() {
	for i := range w.s.archives {
		a := &w.s.archives[i]
		node, entity := w.node(), w.node()
		w.give(w.self, schemaSubjectOf, node)
		w.give(node, rdfType, termArchiveComponent)
		w.text1(node, schemaWorkStatus, a.status)
		w.text1(node, schemaAbstract, a.short)
		w.text1(node, schemaDescription, a.extent)
		w.text1(node, schemaTemporalCoverage, coverage(a.start, a.end))
		if a.update != "" {
			w.give(node, schemaDateModified, rdf.NewLiteral(a.update, vocab.XSDDate))
		}
		if a.url != "" {
			w.give(node, schemaURL, rdf.NewLiteral(a.url, vocab.XSDAnyURI))
		}
		keeper := w.keeper(a)
		w.give(node, schemaHoldingArchive, keeper)
		w.give(node, schemaMainEntity, entity)
		w.text1(entity, schemaName, a.title)
		w.text1(entity, schemaPublisher, a.publisher)
		for _, n := range a.issns {
			w.text1(entity, schemaISSN, n)
		}
		if a.webArchive != "" {
			w.webArchive(node, keeper, a.webArchive)
		}
	}
}

// text1 writes one string unless it is empty.
func (w *writer) text1(s, p rdf.Term, text string) {
	if text != "" {
		w.give(s, p, rdf.NewString(text))
	}
}

// coverage returns an interval of years; an open end is two full stops.
func coverage(start, end string) string {
	switch {
	case start == "" && end == "":
		return ""
	case start == "":
		start = ".."
	case end == "":
		end = ".."
	}
	return start + "/" + end
}

// keeper writes an archiving agency.
func (w *writer) keeper(a *archive) rdf.Term {
	code := a.code
	if code == "" {
		code = a.agency
	}
	iri := string(appendFragment([]byte(vocab.Keeper), code))
	t := rdf.NewIRI(iri)
	if !w.once(iri) {
		return t
	}
	name := a.agency
	c := vocab.Keepers.Lookup(code)
	if name == "" && c != nil {
		name = c.Labels[0].Text
	}
	w.give(t, rdfType, termArchiveOrganization)
	w.text1(t, schemaIdentifier, code)
	w.text1(t, schemaName, name)
	if c != nil && c.Match != "" {
		w.give(t, schemaSameAs, rdf.NewIRI(c.Match))
	}
	return t
}

// webArchive writes the whole archive that a holding is part of.
func (w *writer) webArchive(node, keeper rdf.Term, name string) {
	t := w.named("WebArchive-", name, "")
	w.give(node, schemaIsPartOf, t)
	if w.once(t.Value()) {
		w.give(t, rdfType, termArchiveComponent)
		w.give(t, schemaName, rdf.NewString(name))
		w.give(t, schemaHoldingArchive, keeper)
	}
}
