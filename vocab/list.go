package vocab

import "sort"

// Label is a name in a language.
type Label struct {
	Language string // tag of BCP 47; "en" where the list has no other
	Text     string
}

// Concept is an entry of a controlled list.
type Concept struct {
	Code     string // as records write it
	IRI      string
	Labels   []Label // at least one; the first is English
	Obsolete bool    // withdrawn by the list's owner, still found in records
	// Match is the IRI of the same thing in another list, or of a wider thing that
	// contains it; empty if there is none.
	Match string
}

// Label returns the label in the language, or else the English one.
func (c *Concept) Label(language string) string {
	for _, l := range c.Labels {
		if l.Language == language {
			return l.Text
		}
	}
	return c.Labels[0].Text
}

// List is a controlled list: a concept scheme of SKOS. Lists are read-only.
type List struct {
	Name     string // short and unique, such as "countries"; part of addresses
	IRI      string // of the concept scheme
	Labels   []Label
	Concepts []Concept // in ascending order of codes
	// Local is true for the lists of the ISSN profile itself, whose IRIs start
	// with http://issn.org/; the others are published elsewhere.
	Local bool
}

// Lookup returns the concept with the code, or nil.
func (l *List) Lookup(code string) *Concept {
	i := sort.Search(len(l.Concepts), func(i int) bool { return l.Concepts[i].Code >= code })
	if i < len(l.Concepts) && l.Concepts[i].Code == code {
		return &l.Concepts[i]
	}
	return nil
}

// ByIRI returns the concept with the IRI, or nil. It reads the whole list.
func (l *List) ByIRI(iri string) *Concept {
	for i := range l.Concepts {
		if l.Concepts[i].IRI == iri {
			return &l.Concepts[i]
		}
	}
	return nil
}

// Label returns the name of the list in the language, or else in English.
func (l *List) Label(language string) string {
	c := Concept{Labels: l.Labels}
	return c.Label(language)
}

// Lists returns all controlled lists.
func Lists() []*List {
	return []*List{
		RecordStatuses, IdentifierStatuses, Media, ISSNCentres, Keepers,
		Countries, ISOCountries, Languages, Scripts,
		Frequencies, Regularities, PublicationStatuses, ContinuingTypes,
		OriginalForms, Forms, TitleScripts, Materials,
		CarrierTypes, ContentTypes, MediaTypes, Relators,
		MatchBases, Discrepancies,
	}
}

// ListByName returns the list with the name, or nil.
func ListByName(name string) *List {
	for _, l := range Lists() {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// entry is a row of a table of codes, in ascending order of codes.
type entry struct {
	code, label string
	french      string
	match       string // meaning depends on the list
	obsolete    bool
}

// newList makes a list whose concept IRIs consist of base and code.
func newList(list List, base string, entries []entry) *List {
	list.Concepts = make([]Concept, len(entries))
	for i, e := range entries {
		labels := []Label{{Language: "en", Text: e.label}}
		if e.french != "" {
			labels = append(labels, Label{Language: "fr", Text: e.french})
		}
		list.Concepts[i] = Concept{Code: e.code, IRI: base + e.code, Labels: labels, Obsolete: e.obsolete}
	}
	return &list
}

// english makes the labels of a list that has only English names.
func english(text string) []Label { return []Label{{Language: "en", Text: text}} }
