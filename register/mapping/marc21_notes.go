package mapping

import (
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/marc"
)

// Types of notes, in the profile's words.
const (
	sourceNote = "Source of the description note"
	systemNote = "System details note"
)

// note reads the note fields: designations, citations, reproductions, and notes in the
// narrow sense, along with their text in the original script.
func (r *reader21) note(f *marc.Field) {
	g, script := r.counterpart(f)
	switch f.Tag {
	case "362":
		r.dates(f, f.Ind1)
		if g != nil {
			r.dates(g, f.Ind1)
		}
	case "510":
		r.citation(f)
	case "533":
		r.reproduction(f, g, script)
	case "538":
		r.plainNote(systemNote, f, g)
	case "588":
		r.plainNote(sourceNote, f, g)
	}
}

// plainNote reads the notes in $a of a field and of its counterpart, if any.
func (r *reader21) plainNote(kind string, fields ...*marc.Field) {
	for _, f := range fields {
		if f == nil {
			continue
		}
		for a := range f.All('a') {
			r.s.addNote(kind, clean(a))
		}
	}
}

// reproduction reads field 533.
func (r *reader21) reproduction(f, g *marc.Field, script string) {
	p := reproduction{place: known(heading(join(f, "b"))), date: heading(join(f, "d")), text: joinText(f)}
	if agency := known(heading(join(f, "c"))); agency != "" {
		original := ""
		if g != nil {
			original = heading(join(g, "c"))
		}
		p.agency = newScripted(agency, original, script, r.s.languages)
	}
	if g != nil {
		p.originalText = joinText(g)
	}
	r.s.reproductions = append(r.s.reproductions, p)
}

// known returns a name, or the empty string if text stands for an unknown one.
func known(text string) string {
	if isUnknown(text) {
		return ""
	}
	return text
}

// addNote appends a note unless it is empty or there already.
func (s *serial) addNote(kind, text string) {
	if n := (note{kind: kind, text: text}); text != "" && !slices.Contains(s.notes, n) {
		s.notes = append(s.notes, n)
	}
}

// dates reads field 362: formatted (0) or not (1).
func (r *reader21) dates(f *marc.Field, style byte) {
	i := 0
	switch style {
	case '0':
	case '1':
		i = 2
	default:
		return
	}
	for _, sf := range f.Subfields {
		switch sf.Code {
		case 'a':
			r.s.dates[i] = addUnique(r.s.dates[i], clean(sf.Value))
		case 'z':
			r.s.dates[i+1] = addUnique(r.s.dates[i+1], clean(sf.Value))
		}
	}
}

// citation reads field 510: a serial that cites this one ($x) or, with $a, $u
// and $9 "facet", a service that indexes it.
func (r *reader21) citation(f *marc.Field) {
	for x := range f.All('x') {
		r.s.addLink(linkCitation, x, "510")
	}
	if !strings.EqualFold(strings.TrimSpace(f.First('9')), "facet") {
		return
	}
	name, url := clean(f.First('a')), validIRI(f.First('u'))
	if name != "" && url != "" {
		r.s.indexed = append(r.s.indexed, indexing{name: name, url: url})
	}
}

// address reads field 856. Second indicator 2 marks the address of another resource,
// not of the serial.
func (r *reader21) address(f *marc.Field) {
	if f.Ind2 == '2' {
		return
	}
	for u := range f.All('u') {
		r.s.urls = addUnique(r.s.urls, clean(u))
	}
}

// keeper reads field 920.
func (r *reader21) keeper(f *marc.Field) {
	a := archive{
		title: clean(f.First('c')), publisher: clean(f.First('d')),
		start: yearOnly(f.First('e')), end: yearOnly(f.First('f')),
		agency: clean(f.First('g')), code: strings.ToLower(clean(f.First('h'))),
		status: clean(f.First('i')), short: clean(f.First('j')), extent: clean(f.First('k')),
		update: isoDate(strings.TrimSpace(f.First('l'))), url: clean(f.First('m')),
	}
	for _, sf := range f.Subfields {
		if (sf.Code == 'a' || sf.Code == 'b') && !strings.EqualFold(strings.TrimSpace(sf.Value), "empty") {
			a.issns = addUnique(a.issns, canonical(sf.Value))
		}
	}
	if a.short == "" { // the profile has both forms of the extent or none
		a.short = a.extent
	} else if a.extent == "" {
		a.extent = a.short
	}
	a.webArchive = r.webArchive(&a)
	if a.code == "" && a.agency == "" {
		r.s.warn("920: names no archive")
		return
	}
	r.s.archives = append(r.s.archives, a)
}

// webArchive returns the name of the archive (857 $c) that a holding is part of: from
// the field with the same address or the same agency ($b).
func (r *reader21) webArchive(a *archive) string {
	for _, f := range r.archive {
		for u := range f.All('u') {
			if a.url != "" && clean(u) == a.url {
				return clean(f.First('c'))
			}
		}
		if b := clean(f.First('b')); b != "" && strings.EqualFold(b, a.agency) {
			return clean(f.First('c'))
		}
	}
	if len(r.archive) == 1 && r.archive[0].First('b') == "" && strings.EqualFold(clean(r.archive[0].First('c')), a.agency) {
		return clean(r.archive[0].First('c'))
	}
	return ""
}

// yearOnly returns text if it is a year of four digits.
func yearOnly(text string) string {
	text = strings.TrimSpace(text)
	if len(text) == 4 && strings.Trim(text, "0123456789") == "" {
		return text
	}
	return ""
}
