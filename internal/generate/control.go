package generate

import "github.com/issn-ld/issn-ld/issn"

// leaders by leader/06 and /07; byte 5 is n for new, c for corrected.
const (
	leaderSerial      = "00000cas a2200000 i 4500"
	leaderNew         = "00000nas a2200000 i 4500"
	leaderIntegrating = "00000cai a2200000 i 4500"
	leaderDeleted     = "00000das a2200000 i 4500"
	leaderMap         = "00000ces a2200000 i 4500"
	leaderSound       = "00000cis a2200000 i 4500"
	leaderMusic       = "00000cjs a2200000 i 4500"
	leaderFile        = "00000cms a2200000 i 4500"
)

// leader returns the leader of a record.
func leader(m *member, w *work, d defects) string {
	switch {
	case d.issn == RecordDeleted:
		return leaderDeleted
	case m.medium == cartographic:
		return leaderMap
	case m.medium == sound && m.number%4 == 0:
		return leaderMusic
	case m.medium == sound:
		return leaderSound
	case m.medium == disc && m.number%3 == 0:
		return leaderFile
	case w.kind == 'h' || w.kind == 'r' || w.kind == 'w':
		return leaderIntegrating
	case w.start >= 2024:
		return leaderNew
	}
	return leaderSerial
}

// forms are fields 007 by medium, without and with the specific type.
var forms = [...][2]string{
	printed: {"ta", "tu"}, online: {"cr", "cr |||||||||||"}, disc: {"co", "co cga---aaann"}, microform: {"hd", "he bmb024buca"},
	sound: {"sd", "ss lsnjlc"}, cartographic: {"aj", "ad canzn"}, tactile: {"fb", "fb ab"},
}

// formCodes are 008/23 by medium.
var formCodes = [...]byte{printed: ' ', online: 'o', disc: 'q', microform: 'a', sound: ' ', cartographic: ' ', tactile: 'f'}

// control writes the control fields.
func (g *Register) control(r *rng, m *member, w *work, d defects) {
	b := &g.b
	b.control("001")
	if d.issn == ISSNMissing {
		b.str("lib")
		b.num(int(m.number), 8)
		b.control("003")
		b.str("XX-XxLIB")
	} else {
		b.issn(m.issn)
		b.control("003")
		b.str("ISSN")
	}
	b.control("005")
	created, modified := dates(r, w)
	b.num(modified, 8)
	b.num(r.between(0, 23), 2)
	b.num(r.between(0, 59), 2)
	b.num(r.between(0, 59), 2)
	b.str(".0")
	if m.status <= cancelled && (m.medium != printed || w.has(r, has007)) {
		b.control("007")
		b.str(forms[m.medium][r.below(2)])
	}
	g.created = created
	if d.fixed == FixedMissing {
		g.fault(d.fixed)
		return
	}
	b.control("008")
	start := len(b.text)
	g.fixed(r, m, w)
	if d.fixed != NoDefect {
		g.fault(d.fixed)
		b.text = append(b.text[:start], spoilFixed(r, d.fixed, b.text[start:])...)
	}
}

// dates draws the dates, yyyymmdd, when a record was made and when it was last
// changed. The network began in 1974.
func dates(r *rng, w *work) (created, modified int) {
	first := r.between(max(1974, min(w.start, 2025)), 2025)
	created = first*10_000 + r.between(1, 12)*100 + r.between(1, 28)
	last := r.between(max(first, 2002), 2025)
	modified = last*10_000 + r.between(1, 12)*100 + r.between(1, 28)
	return created, max(created, modified)
}

// fixed writes the 40 characters of field 008.
func (g *Register) fixed(r *rng, m *member, w *work) {
	b, c := &g.b, g.family.country
	b.num(g.created%1_000_000, 6)
	switch {
	case w.end != running:
		b.char('d')
		b.num(w.start, 4)
		b.num(w.end, 4)
	case r.chance(0.04):
		b.char('u')
		b.num(w.start/10, 3)
		b.str("uuuuu")
	default:
		b.char('c')
		b.num(w.start, 4)
		b.str("9999")
	}
	b.str(c.marc)
	b.char(w.frequency)
	b.char(w.code(pick(r, regularities)))
	b.char(' ')
	b.char(w.kind)
	b.char(w.code(pick(r, originalForms)))
	b.char(formCodes[m.medium])
	b.str("    ")
	if w.body.name != "" && r.chance(0.2) {
		b.char('f') // a government publication
	} else {
		b.char(' ')
	}
	if w.resource == Proceedings {
		b.char('1') // of a conference
	} else {
		b.char('0')
	}
	b.str("   ")
	b.char(w.code(scriptCode(w)))
	b.char('0')
	b.str(w.language)
	b.str(" c")
}

var (
	regularities  = []byte("rrrrrrrxun")
	originalForms = []byte("             oqa")
)

// scriptCode returns 008/33.
func scriptCode(w *work) byte {
	switch w.language {
	case "chi":
		return 'e'
	case "jpn":
		return 'd'
	case "kor":
		return 'k'
	}
	return languageOf(w.language).script
}

// spoilFixed damages field 008.
func spoilFixed(r *rng, d Defect, f []byte) []byte {
	switch d { //nolint:exhaustive // the classes of field 008 only
	case FixedLength:
		if r.chance(0.5) {
			return f[:39]
		}
		return append(f, ' ')
	case FixedShort:
		return f[:r.between(6, 35)]
	case FixedCountry:
		copy(f[15:18], pick(r, []string{"usa", "uk|", "fra", "zz ", "99 "}))
	case FixedLanguage:
		copy(f[35:38], pick(r, []string{"en ", "fra", "xxx", "deu", "123"}))
	case FixedDates:
		copy(f[7:15], pick(r, []string{"19??9999", "    9999", "1985    ", "c1984-  ", "197-uuuu"}))
	case FixedFill:
		for i := 18; i < 34; i++ {
			f[i] = '|'
		}
	}
	return f
}

// Numbers past the last record, for ISSNs that no record has.
const (
	absentNumbers    = 100_000 // that records name by mistake
	displayedNumbers = 150_000 // that serials display instead of their own
	unknownNumbers   = 50_000  // that no record names either
)

// absent returns an ISSN that no record has.
func (g *Register) absent(r *rng) issn.ISSN {
	return g.numbers.issn(MaxRecords + int64(r.below(absentNumbers)))
}

// displayed returns another ISSN each time that no record has: one that a serial
// displays by mistake.
func (g *Register) displayed() issn.ISSN {
	g.incorrect++
	return g.numbers.issn(MaxRecords + absentNumbers + g.incorrect%displayedNumbers)
}

// Unknown returns ISSN number i of those that no record has or names. There are
// 50,000 of them.
func (g *Register) Unknown(i int64) issn.ISSN {
	return g.numbers.issn(MaxRecords + absentNumbers + displayedNumbers + i%unknownNumbers)
}

// sibling returns the ISSN of another member of the family, or else an absent one.
func (g *Register) sibling(r *rng, m *member) issn.ISSN {
	for i := range g.family.members {
		if n := g.family.members[i].issn; n != m.issn {
			return n
		}
	}
	return g.absent(r)
}
