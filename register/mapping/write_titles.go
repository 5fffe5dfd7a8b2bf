package mapping

import "github.com/issn-ld/issn-ld/rdf"

// titles writes the titles, both as literals of the serial and as objects.
func (w *writer) titles() {
	s := w.s
	if s.proper.value != "" {
		w.give(w.self, bfMainTitle, rdf.NewString(s.proper.value))
		w.give(w.self, schemaName, rdf.NewString(s.proper.value))
		t := w.node()
		w.give(w.self, bfTitle, t)
		w.give(t, rdfType, termTitle)
		w.mainTitle(w.give, t, s.proper)
	}
	if s.keyTitle.value != "" {
		w.identifyingTitle(w.give, w.part("KeyTitle"), termKeyTitle, s.keyTitle)
		if s.keyTitle.value != s.proper.value {
			w.give(w.self, schemaName, rdf.NewString(s.keyTitle.value))
		}
	}
	for i := range s.titles { // before the abbreviated title, whose name is not free
		w.otherTitle(&s.titles[i])
	}
	if s.abbreviated.value != "" {
		w.identifyingTitle(w.keep, w.part("AbbreviatedKeyTitle"), termAbbreviatedTitle, s.abbreviated)
		w.alternateName(w.keep, s.abbreviated.value)
	}
	for _, name := range s.names {
		w.alternateName(w.keep, name)
	}
	if s.coden != "" {
		id := w.part("CODEN")
		w.keep(w.self, bfIdentifiedBy, id)
		w.keep(id, rdfType, termCoden)
		w.keep(id, rdfValue, rdf.NewString(s.coden))
	}
}

// identifyingTitle writes a key title or abbreviated key title, which is a title
// and an identifier.
func (w *writer) identifyingTitle(add func(s, p, o rdf.Term), t, class rdf.Term, value scripted) {
	add(w.self, bfIdentifiedBy, t)
	add(w.self, bfTitle, t)
	add(t, rdfType, termIdentifier)
	add(t, rdfType, class)
	add(t, rdfValue, rdf.NewString(value.value))
	w.mainTitle(add, t, value)
}

// mainTitle writes the title of a title object with its original, if it is a
// transliteration.
func (w *writer) mainTitle(add func(s, p, o rdf.Term), t rdf.Term, value scripted) {
	add(t, bfMainTitle, rdf.NewLangString(value.value, value.lang))
	if value.original != "" {
		original := w.node()
		add(t, bfTranslationOf, original)
		add(original, rdfType, termTitle)
		add(original, bfMainTitle, rdf.NewLangString(value.original, value.originalLang))
	}
}

// otherTitle writes a parallel or variant title: its name is free, the object is not.
func (w *writer) otherTitle(t *title) {
	w.alternateName(w.give, t.value)
	if !w.once("title " + t.variantType + " " + t.lang + " " + t.value) {
		return
	}
	node := w.node()
	w.keep(w.self, bfTitle, node)
	if t.parallel {
		w.keep(node, rdfType, termParallelTitle)
	} else {
		w.keep(node, rdfType, termVariantTitle)
		if t.variantType != "" {
			w.keep(node, bfVariantType, rdf.NewString(t.variantType))
		}
	}
	w.mainTitle(w.keep, node, t.scripted)
}

func (w *writer) alternateName(add func(s, p, o rdf.Term), value string) {
	if w.once(w.joined("name ", value, "")) {
		add(w.self, schemaAlternateName, rdf.NewString(value))
	}
}
