package generate

import "github.com/issn-ld/issn-ld/marc"

// publication writes fields 260 or 264, one for each publisher in the history.
func (g *Register) publication(r *rng, w *work) {
	if w.brief && !r.chance(briefHasPublisher) {
		return
	}
	b := &g.b
	tag, ind2 := "260", byte(' ')
	if w.start >= 2013 && r.chance(0.7) {
		tag, ind2 = "264", '1'
	}
	year := w.start
	for i := range w.publishers {
		p := &w.publishers[i]
		ind1 := byte(' ')
		switch {
		case i == 0:
		case i == len(w.publishers)-1:
			ind1 = '3'
		default:
			ind1 = '2'
		}
		b.field(tag, ind1, ind2)
		if p.original.text != "" && r.chance(0.6) {
			b.link(linkedField{tag: tag, script: p.original.script, ind1: ind1, ind2: ind2, subs: [2]marc.Subfield{{Code: 'b', Value: p.original.text}}})
		}
		if r.chance(0.02) {
			b.sub('a', pick(r, unknownPlaces))
		} else {
			b.sub('a', w.city, " :")
		}
		if r.chance(0.01) {
			b.sub('b', "[s.n.],")
		} else {
			b.sub('b', p.name, ",")
		}
		b.sub('c')
		b.num(year, 4)
		b.char('-')
		if i == len(w.publishers)-1 && w.end != running {
			b.num(w.end, 4)
			b.char('.')
		}
		year = min(year+r.between(1, 12), max(year, min(w.end, 2025)))
	}
}

var unknownPlaces = []string{"[Place of publication not identified] :", "[S.l.] :"}

// bodies writes fields 710 and 720.
func (g *Register) bodies(r *rng, w *work) {
	body := &w.body
	if body.name == "" || w.brief {
		return
	}
	b := &g.b
	if r.chance(0.05) {
		b.field("720", ' ', ' ')
		b.sub('a', body.name)
		return
	}
	b.field("710", '2', ' ')
	if body.original.text != "" && r.chance(0.6) {
		b.link(linkedField{tag: "710", script: body.original.script, ind1: '2', ind2: ' ', subs: [2]marc.Subfield{{Code: 'a', Value: body.original.text}}})
	}
	b.sub('a', body.name)
	if body.unit != "" {
		b.str(".")
		b.sub('b', body.unit)
	}
	if r.chance(hasISNI) {
		g.counts.ISNI++
		g.seen.identified = true
		b.sub('0', "(isni)")
		b.text = isni(b.text, body.number)
	}
}

// places writes fields 926 and 962: where the place of publication is.
func (g *Register) places(r *rng, w *work) {
	if !w.has(r, hasPosition) {
		g.summary(r, w)
		return
	}
	b, c := &g.b, g.family.country
	position := 0
	for i, city := range c.cities {
		if city == w.city {
			position = i
		}
	}
	b.field("926", ' ', ' ')
	b.sub('a', w.city, " :")
	b.sub('n', w.city)
	b.sub('b', c.iso)
	b.sub('l')
	b.degrees(c.lat, position*7321)
	b.sub('o')
	b.degrees(c.lon, position*4177)
	if position%2 == 0 {
		b.sub('u', "http://sws.geonames.org/")
		b.num(1_000_000+(c.lat+90)*40_000+(c.lon+180)*37+position, 1)
		b.char('/')
	}
	g.summary(r, w)
}

// summary writes the subject and the wider subjects from the UDC Summary, fields
// 981 to 983.
func (g *Register) summary(r *rng, w *work) {
	if !w.has(r, hasSummary) {
		return
	}
	var path [3]int
	n := 0
	for i := w.subject; i >= 0; i = classes[i].parent {
		path[n] = i
		n++
	}
	for level := range n {
		c := &classes[path[n-1-level]]
		g.b.field([...]string{"981", "982", "983"}[level], '0', '1')
		g.b.sub('a', c.label)
		if c.address != "" {
			g.b.sub('u', c.address)
		}
		g.b.sub('c', c.udc)
	}
}

// degrees appends degrees with a fraction in hundred-thousandths.
func (b *builder) degrees(whole, fraction int) {
	if whole < 0 {
		b.char('-')
		whole = -whole
	}
	b.num(whole, 1)
	b.char('.')
	b.num((fraction+10_000)%100_000, 5)
}
