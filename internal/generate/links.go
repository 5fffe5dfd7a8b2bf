package generate

import "github.com/issn-ld/issn-ld/issn"

// Shares of records with links to other families.
const (
	linksAnything    = 0.05  // 787
	linksTranslation = 0.004 // 765 and 767
	linksIssuedWith  = 0.004 // 777
)

// links writes the linking entries, fields 760 to 787.
func (g *Register) links(r *rng, m *member, w *work, d Defect) {
	g.sides(m, w)
	if r.chance(linksTranslation) {
		g.toOther(r, pick(r, []string{"765", "767"}), ' ')
	}
	g.supplements(m, w)
	g.formats(m)
	if r.chance(linksIssuedWith) {
		g.toOther(r, "777", ' ')
	}
	g.chain(r, m, w, d)
	if r.chance(linksAnything) {
		g.toOther(r, "787", ' ')
	}
}

// entry writes a link to a serial with its title.
func (g *Register) entry(tag string, ind2 byte, title string, x issn.ISSN) {
	b := &g.b
	b.field(tag, '0', ind2)
	b.sub('t', title)
	b.sub('x')
	b.issn(x)
}

// toOther writes a link to a serial of another family.
func (g *Register) toOther(r *rng, tag string, ind2 byte) {
	if o, ok := g.other(r); ok {
		g.entry(tag, ind2, o.title, o.issn)
	}
}

// toMember writes a link to a member of the family, with its key title.
func (g *Register) toMember(tag string, ind2 byte, t *member) {
	w := &g.family.works[t.work]
	g.entry(tag, ind2, w.key, t.issn)
	if !w.multi {
		return
	}
	b := &g.b // the medium comes after the title, before $x
	b.subs[len(b.subs)-1].start += len(mediumNames[t.medium]) + 3
	b.text = b.text[:len(b.text)-9]
	b.str(" (")
	b.str(mediumNames[t.medium])
	b.char(')')
	b.issn(t.issn)
}

// corresponds reports whether a member of one work is linked to a member of
// another: both are in the same medium, or one is the first of its work and the
// other has nothing better. It is symmetric.
func (f *family) corresponds(a, b *member) bool {
	if a.status > provisional || b.status > provisional {
		return false
	}
	if a.medium == b.medium {
		return true
	}
	return f.isFirst(b) && !f.has(b.work, a.medium) || f.isFirst(a) && !f.has(a.work, b.medium)
}

func (f *family) isFirst(m *member) bool { return m.issn == m.linking }

// has reports whether the work is in the medium.
func (f *family) has(work int, in medium) bool {
	for i := range f.members {
		if m := &f.members[i]; m.work == work && m.medium == in && m.status <= provisional {
			return true
		}
	}
	return false
}

// sides writes the links between a serial and its subseries, and then those to
// editions in another language.
func (g *Register) sides(m *member, w *work) {
	g.beside(m, w, subseries, "760", "762")
}

// supplements writes the links to and from supplements and other editions.
func (g *Register) supplements(m *member, w *work) {
	g.beside(m, w, supplement, "772", "770")
	g.beside(m, w, edition, "775", "775")
}

// beside writes links of one role: up to the main serial by one tag, down to
// those beside it by another.
func (g *Register) beside(m *member, w *work, why role, up, down string) {
	f := &g.family
	if len(f.works) == f.titles {
		return
	}
	for i := range f.members {
		t := &f.members[i]
		tw := &f.works[t.work]
		switch {
		case w.role == why && tw.role == inHistory && t.work == w.of && f.corresponds(m, t):
			g.toMember(up, ' ', t)
		case w.role == inHistory && tw.role == why && tw.of == m.work && f.corresponds(m, t):
			g.toMember(down, ' ', t)
		}
	}
}

// formats writes field 776: the other media of the work.
func (g *Register) formats(m *member) {
	f := &g.family
	paired := false
	for i := range f.members {
		t := &f.members[i]
		if t.work == m.work && t.medium != m.medium && t.status <= provisional {
			g.toMember("776", '8', t)
			paired = true
		}
	}
	if paired {
		g.counts.Paired++
	}
}

// chain writes fields 780 and 785: the titles before and after.
func (g *Register) chain(r *rng, m *member, w *work, d Defect) {
	f := &g.family
	if w.role != inHistory || f.titles == 1 {
		return
	}
	before, linked, skip := len(g.b.fields), false, d == LinkOneWay
	for _, step := range [...]int{-1, +1} {
		other := m.work + step
		if other < 0 || other >= f.titles {
			continue
		}
		later := max(m.work, other)
		c := &changes[f.works[later].change]
		tag, ind2 := "780", c.from
		if step > 0 {
			tag, ind2 = "785", c.to
		}
		partner := f.works[later].partner
		if partner.issn != 0 {
			g.entry(tag, ind2, partner.title, partner.issn)
		}
		for i := range f.members {
			t := &f.members[i]
			if t.work != other || !f.corresponds(m, t) {
				continue
			}
			linked = true
			if skip {
				g.fault(d)
				skip = false
				continue
			}
			g.toMember(tag, ind2, t)
		}
	}
	if linked {
		g.counts.Linked++
		g.spoilLink(r, m, before, d)
	}
}

// spoilLink damages the last of the links since field number first.
func (g *Register) spoilLink(r *rng, m *member, first int, d Defect) {
	b := &g.b
	last := len(b.fields) - 1
	if last < first || d == NoDefect || d == LinkOneWay {
		return
	}
	g.fault(d)
	x := b.text[len(b.text)-9:]
	switch d { //nolint:exhaustive // the classes of links only
	case LinkNoISSN:
		b.text = b.text[:len(b.text)-9]
		b.subs = b.subs[:len(b.subs)-1]
	case LinkCheckDigit:
		b.spoil()
	case LinkSelf:
		m.issn.Append(x[:0])
	case LinkIndicator:
		b.fields[last].ind2 = '9'
	case LinkDangling:
		g.absent(r).Append(x[:0])
	}
}
