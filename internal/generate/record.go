package generate

import "github.com/issn-ld/issn-ld/marc"

// Shares of records that have a field. They are set so that a record has about
// 61 statements in the mapping.
const (
	has007        = 0.85
	hasCODEN      = 0.015
	hasISO        = 0.55
	hasUDC        = 0.12
	hasDDC        = 0.35
	hasAbbr       = 0.40
	hasVariant    = 0.22
	hasParallel   = 0.06
	hasFrequency  = 0.5
	hasTypes      = 0.30
	hasDates      = 0.35
	hasSource     = 0.25
	hasPosition   = 0.12
	hasSummary    = 0.10
	hasISNI       = 0.206 // of records with a body
	hasIncorrect  = 0.012
	hasCancelledL = 0.006
)

// briefHasPublisher is the share of brief records with a publication statement.
const briefHasPublisher = 0.12

// has is true with probability p, but never for a brief description.
func (w *work) has(r *rng, p float64) bool { return !w.brief && r.chance(p) }

// code returns a code of field 008, or a fill character in a brief description.
func (w *work) code(c byte) byte {
	if w.brief {
		return '|'
	}
	return c
}

// write makes the record of a member.
func (g *Register) write(m *member) *marc.Record {
	f := &g.family
	w := &f.works[m.work]
	r := newRNG(g.opt.Seed^0x7265636f, uint64(m.number))
	d := g.drawDefects(&r)
	b := &g.b
	b.reset()
	g.seen = seen{holdings: g.seen.holdings[:0]}
	g.count(m, f)
	g.control(&r, m, w, d)
	g.identifiers(&r, m, w, d)
	if m.status <= provisional {
		g.coded(&r, w)
		g.titles(&r, m, w)
		g.publication(&r, w)
		g.notes(&r, m, w)
	} else {
		b.field("245", '1', '0')
		b.sub('a', w.title.latin, ".")
	}
	if d.issn != RecordDeleted {
		g.status(m)
	}
	if m.status <= provisional {
		g.bodies(&r, w)
		g.links(&r, m, w, d.link)
		g.addresses(&r, m, w)
		if len(b.linked) > 0 {
			g.counts.Original++
			b.originals()
		}
		g.keepers(&r, m, w)
		g.places(&r, w)
		if m.number%8 == 0 || r.chance(0.01) {
			g.keep(&r, m)
		}
	}
	rec := b.record(leader(m, w, d))
	if g.onFamily != nil {
		g.observe(m, w, d, rec)
	}
	return rec
}

// count counts the member by its plan, whatever its record says.
func (g *Register) count(m *member, f *family) {
	c := &g.counts
	c.status[m.status]++
	switch m.medium {
	case online:
		c.Online++
	case printed:
		c.Print++
	case disc, microform, sound, cartographic, tactile:
	}
	c.addCentre(f.centrePosition)
}

// status writes field 699.
func (g *Register) status(m *member) {
	g.b.field("699", ' ', '9')
	g.b.sub('a', g.family.country.iso)
	g.b.sub('v', g.family.centre)
	g.b.sub('8', "-- ", statusNames[m.status])
}

// identifiers writes fields 022 and 023.
func (g *Register) identifiers(r *rng, m *member, w *work, d defects) {
	b, f := &g.b, &g.family
	g.own022(r, m, d.issn)
	described := m.status <= provisional
	if described {
		switch d.issn {
		case LinkingMissing:
			g.fault(LinkingMissing)
		case LinkingMalformed:
			g.fault(LinkingMalformed)
			b.sub('l')
			b.issn(m.linking)
			b.spoil()
		default:
			b.sub('l')
			b.issn(m.linking)
		}
		if r.chance(hasCancelledL) {
			b.sub('m')
			b.issn(g.absent(r))
		}
		if r.chance(hasIncorrect) {
			b.sub('y')
			if r.chance(0.5) {
				g.seen.wrong = g.displayed()
				b.issn(g.seen.wrong)
			} else {
				b.issn(m.issn)
				b.spoil()
			}
		}
		if m.copied >= 0 {
			b.sub('z')
			b.issn(f.members[m.copied].issn)
		}
	}
	if m.instead >= 0 {
		b.sub('v')
		b.issn(f.members[m.instead].issn)
	}
	b.sub('2', f.centre)
	if !described {
		return
	}
	if d.issn == ISSNRepeated {
		g.fault(ISSNRepeated)
		b.field("022", '0', ' ')
		b.sub('a')
		b.issn(g.sibling(r, m))
	}
	conflict := d.issn == LinkingConflict
	if w.clustered || conflict {
		b.field("023", '0', ' ')
		b.sub('a')
		if conflict {
			g.fault(LinkingConflict)
			b.issn(g.absent(r))
		} else {
			b.issn(m.linking)
		}
	}
	if w.role == inHistory && f.history != 0 {
		g.counts.History++
		b.field("023", '1', ' ')
		b.sub('a')
		b.issn(f.history)
	}
}

// own022 begins field 022 with the ISSN of the record, as it is written there.
func (g *Register) own022(r *rng, m *member, d Defect) {
	b := &g.b
	b.field("022", '0', ' ')
	switch d {
	case ISSNSpelling:
		g.fault(d)
		b.sub('a')
		start := len(b.text)
		b.issn(m.issn)
		g.misspell(r, start)
	case ISSNCheckDigit:
		g.fault(d)
		g.counts.Rejected++
		b.sub('a')
		b.issn(m.issn)
		b.spoil()
	case ISSNMalformed:
		g.fault(d)
		g.counts.Rejected++
		b.sub('a', pick(r, malformed))
	case ISSNMissing:
		g.fault(d)
		g.counts.WithoutOwn++
	default:
		if d == RecordDeleted {
			g.fault(d)
			g.counts.Rejected++
		}
		b.sub('a')
		b.issn(m.issn)
	}
}

// malformed stands in 022 $a instead of an ISSN.
var malformed = []string{"applied for", "0-123-45678-9", "1234-567", "n.a.", "ISSN pending", "2049-36301"}

// misspell changes the ISSN at the end of the text in a way that readers forgive.
func (g *Register) misspell(r *rng, start int) {
	b := &g.b
	if b.text[start+8] == 'X' {
		b.text[start+8] = 'x'
		return
	}
	switch r.below(3) {
	case 0: // no hyphen
		copy(b.text[start+4:], b.text[start+5:])
		b.text = b.text[:len(b.text)-1]
	case 1:
		b.str(" (print)")
	default:
		b.str(" ")
	}
}

// fault counts an error.
func (g *Register) fault(d Defect) { g.counts.Defects[d]++ }
