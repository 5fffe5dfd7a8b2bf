package generate

import "github.com/issn-ld/issn-ld/marc"

// coded writes codes and numbers: fields 030 to 082.
func (g *Register) coded(r *rng, w *work) {
	b, c := &g.b, g.family.country
	if w.has(r, hasCODEN) {
		b.field("030", ' ', ' ')
		b.sub('a')
		for range 5 {
			b.char('A' + byte(r.below(26)))
		}
		b.char("ABCDEX23456789"[r.below(14)])
	}
	if !w.brief || r.chance(0.3) {
		g.loaded(r)
	}
	if w.second != "" {
		b.field("041", '0', ' ')
		b.sub('a', w.language)
		b.sub('a', w.second)
	}
	if w.has(r, hasISO) {
		b.field("044", ' ', ' ')
		b.sub('c', c.iso)
	}
	subject := &classes[w.subject]
	if w.has(r, hasUDC) {
		b.field("080", ' ', ' ')
		b.sub('a', subject.udc)
		if r.chance(0.5) {
			b.str(".")
			b.num(r.zipf(100), 1)
		}
	}
	if w.has(r, hasDDC) {
		b.field("082", '0', '4')
		b.sub('a')
		b.num(subject.ddc+r.zipf(10), 3)
		if r.chance(0.4) {
			b.str(".")
			b.num(r.zipf(1000), 1)
		}
		b.sub('2', "23")
	}
}

// loaded writes field 039: when the record came into the register.
func (g *Register) loaded(r *rng) {
	b := &g.b
	b.field("039", ' ', '9')
	b.sub('a')
	b.num(g.created, 8)
	b.num(r.between(0, 23), 2)
	b.num(r.between(0, 59), 2)
	b.sub('b', "VLOAD")
	b.sub('y')
	b.num(g.created, 8)
	b.sub('z', "load")
}

// mediumNames qualify the key titles of serials in several media.
var mediumNames = [...]string{
	printed: "Print", online: "Online", disc: "CD-ROM", microform: "Microform",
	sound: "Audio", cartographic: "Map", tactile: "Braille",
}

// qualifier writes the qualifier of a key title in $b.
func (g *Register) qualifier(m *member, w *work) {
	b := &g.b
	switch medium := mediumNames[m.medium]; {
	case w.multi && w.qualifier != "":
		b.sub('b', "(", w.qualifier, ". ", medium, ")")
	case w.multi:
		b.sub('b', "(", medium, ")")
	case w.qualifier != "":
		b.sub('b', "(", w.qualifier, ")")
	}
}

// titles writes the titles: fields 210 to 246.
func (g *Register) titles(r *rng, m *member, w *work) {
	b := &g.b
	own := w.title.original
	if w.has(r, hasAbbr) {
		b.field("210", '0', ' ')
		b.sub('a', g.text.abbreviate(w.key))
		g.qualifier(m, w)
	}
	b.field("222", ' ', '0')
	if own.text != "" && r.chance(0.5) {
		b.link(linkedField{tag: "222", script: own.script, ind1: ' ', ind2: '0', subs: [2]marc.Subfield{{Code: 'a', Value: own.text}}})
	}
	b.sub('a', w.key)
	g.qualifier(m, w)
	b.field("245", '1', '0')
	if own.text != "" {
		b.link(linkedField{tag: "245", script: own.script, ind1: '1', ind2: '0', subs: [2]marc.Subfield{{Code: 'a', Value: own.text}}})
	}
	b.sub('a', w.title.latin)
	if w.part == [2]string{} && w.body.name != "" && r.chance(0.3) {
		b.str(" /")
		b.sub('c', w.body.name)
	} else if w.part == [2]string{} {
		b.str(".")
	}
	for i, part := range w.part {
		if part != "" {
			b.sub("np"[i], part)
		}
	}
	g.otherTitles(r, w)
}

// otherTitles writes parallel and variant titles.
func (g *Register) otherTitles(r *rng, w *work) {
	b := &g.b
	if w.has(r, hasParallel) || w.second != "" && r.chance(0.3) {
		language := w.second
		if language == "" {
			language = pick(r, otherLanguages)
		}
		b.field("246", '1', '1')
		b.sub('a', g.text.title(r, language).latin)
	}
	if w.has(r, hasVariant) {
		b.field("246", '1', pick(r, variantTypes))
		switch {
		case w.title.original.text != "" && r.chance(0.4):
			t := g.text.title(r, w.language)
			if t.original.text != "" {
				b.link(linkedField{tag: "246", script: t.original.script, ind1: '1', ind2: ' ', subs: [2]marc.Subfield{{Code: 'a', Value: t.original.text}}})
			}
			b.sub('a', t.latin)
		case r.chance(0.3):
			b.sub('a', initials(g.text.buf[:0], w.key))
		default:
			b.sub('a', g.text.changed(r, w.title, w.language).latin)
		}
	}
}

var variantTypes = []byte("   33345678 ")

// initials returns the capital letters that words begin with.
func initials(b []byte, text string) string {
	first := true
	for i := range len(text) {
		if c := text[i]; first && ('A' <= c && c <= 'Z' || 'a' <= c && c <= 'z') {
			b = append(b, c&^0x20)
		}
		first = text[i] == ' '
	}
	if len(b) == 0 {
		b = append(b, 'X')
	}
	return string(b)
}

// frequencyNames are the words of field 310 for the codes of 008/18.
var frequencyNames = map[byte]string{
	' ': "Irregular", 'a': "Annual", 'b': "Bimonthly", 'd': "Daily", 'e': "Biweekly", 'f': "Semiannual", 'g': "Biennial",
	'k': "Continuously updated", 'm': "Monthly", 'q': "Quarterly", 't': "Three times a year", 'w': "Weekly",
}

// types are the RDA content, media and carrier types by medium.
var types = [...][3]string{
	printed: {"txt", "n", "nc"}, online: {"txt", "c", "cr"}, disc: {"txt", "c", "cd"}, microform: {"txt", "h", "he"},
	sound: {"spw", "s", "sd"}, cartographic: {"cri", "n", "nb"}, tactile: {"tct", "n", "nc"},
}

// notes writes fields 310 to 588 except notes of publication.
func (g *Register) notes(r *rng, m *member, w *work) {
	b := &g.b
	if w.has(r, hasFrequency) {
		if name := frequencyNames[w.frequency]; name != "" {
			b.field("310", ' ', ' ')
			b.sub('a', name)
		}
		if r.chance(0.2) {
			b.field("321", ' ', ' ')
			b.sub('a', frequencyNames[pick(r, []byte("amqbw"))], ",")
			b.sub('b')
			b.num(w.start, 4)
			b.str("-")
			b.num(min(w.start+r.between(1, 9), 2025), 4)
		}
	}
	if w.has(r, hasTypes) {
		for i, tag := range [...]string{"336", "337", "338"} {
			b.field(tag, ' ', ' ')
			b.sub('b', types[m.medium][i])
			b.sub('2', [...]string{"rdacontent", "rdamedia", "rdacarrier"}[i])
		}
	}
	g.designation(r, w)
	g.access(r, m, w)
	if w.has(r, hasSource) {
		b.field("588", ' ', ' ')
		b.sub('a', "Description based on: ")
		g.issue(r, w.start)
		if r.chance(0.4) {
			b.str("; title from ")
			b.str(pick(r, []string{"cover", "caption", "masthead", "home page", "table of contents"}))
		}
		b.str(".")
	}
}

// designation writes field 362: the first and the last issue.
func (g *Register) designation(r *rng, w *work) {
	b := &g.b
	switch {
	case !w.has(r, hasDates):
	case r.chance(0.7):
		b.field("362", '0', ' ')
		b.sub('a')
		g.issue(r, w.start)
		b.str("-")
		if w.end != running {
			g.issue(r, w.end)
			b.str(".")
		}
	default:
		b.field("362", '1', ' ')
		b.sub('a', "Began with ")
		g.issue(r, w.start)
		b.str(".")
		if r.chance(0.1) {
			b.sub('z', g.family.centre, " ")
			b.num(w.start, 4)
		}
	}
}

// issue writes the designation of an issue of the year.
func (g *Register) issue(r *rng, year int) {
	b := &g.b
	switch r.below(3) {
	case 0:
		b.str("Vol. ")
		b.num(r.zipf(120)+1, 1)
		b.str(", no. ")
		b.num(r.between(1, 12), 1)
	case 1:
		b.str("No. ")
		b.num(r.zipf(900)+1, 1)
	default:
		b.num(r.zipf(80)+1, 1)
	}
	b.str(" (")
	if r.chance(0.5) {
		b.str(months[r.below(12)])
		b.char(' ')
	}
	b.num(year, 4)
	b.char(')')
}

var months = [...]string{"Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."}
