package generate

import "github.com/issn-ld/issn-ld/issn"

// status is the status of a record; those up to provisional have a description.
type status uint8

const (
	registered status = iota
	legacy
	provisional
	cancelled
	suppressed
	unreported
	statusCount
)

var statusNames = [statusCount]string{"Register", "Legacy", "Provisional", "Cancelled", "Suppressed", "Unreported"}

// medium is the medium of publication.
type medium uint8

const (
	printed medium = iota
	online
	disc
	microform
	sound
	cartographic
	tactile
)

// role is why a work is in its family.
type role uint8

const (
	inHistory  role = iota // a title of the serial itself
	supplement             // of the work that it belongs to
	edition                // in another language
	subseries
)

// work is a serial under one title, in one or several media.
type work struct {
	role       role
	of         int // the work that a supplement, edition or subseries belongs to
	title      title
	part       [2]string // number and name of a part (245 $n $p)
	key        string    // key title without medium
	qualifier  string    // of the key title, mostly a place
	city       string
	start, end int  // years; end is running while it is published
	kind       byte // 008/21
	frequency  byte // 008/18
	language   string
	second     string // another language, or empty
	publishers []organization
	body       organization // without name if there is none
	resource   Resource
	listed     listing
	change     int // position in changes: how it came from the title before it
	partner    related
	subject    int // position in classes
	clustered  bool
	multi      bool // in several media
	brief      bool // without data not recorded in early years
}

// running is the end year of serials still published.
const running = 9999

// member is a record to be written.
type member struct {
	issn    issn.ISSN
	linking issn.ISSN // ISSN-L
	number  int64
	work    int
	medium  medium
	status  status
	instead int // cancelled: the member that is meant; -1 for none
	copied  int // the cancelled duplicate of this member; -1 for none
}

// family is a set of records that are planned together.
type family struct {
	r       rng
	country *country
	centre  string
	kind    byte // 008/21, unless it is a resource of another kind

	position       int // of the country
	centrePosition int // of the first country with the centre
	works          []work
	members        []member
	history        issn.ISSN // ISSN-H; 0 for none
	titles         int       // works in the history
}

// Shares of features among families. They give the whole the proportions of the
// register; a test compares them.
const (
	isBrief       = 0.82  // of titles; they bring the density down to that of the register
	withHistory   = 0.3   // of histories, that have an ISSN-H
	onlineToday   = 0.404 // of titles published today that have an online edition
	onlineOnce    = 0.09  // of others
	onlineOnly    = 0.4   // of titles with an online edition that have no other
	otherCarrier  = 0.04  // of titles without online edition that are not printed
	extraCarrier  = 0.02  // of printed titles that have another carrier too
	withSupp      = 0.025
	withEdition   = 0.015
	withSubseries = 0.02
	withDuplicate = 0.016
	reserved      = 0.038 // families that are a bare ISSN
	isUnreported  = 0.60  // of bare ISSNs: unreported, the others are suppressed
	isLegacy      = 0.07  // of titles that ended before 1990
	isProvisional = 0.30  // of titles that begin in the last three years
)

var (
	countryChooser = func() chooser {
		weights := make([]int, len(countries))
		for i := range countries {
			weights[i] = countries[i].weight
		}
		return newChooser(weights...)
	}()
	// centrePositions maps a country to the first one with the same centre.
	centrePositions = func() []int {
		list := make([]int, len(countries))
		for i := range countries {
			for countries[list[i]].centre != countries[i].centre {
				list[i]++
			}
		}
		return list
	}()
	historyChooser = newChooser(740, 160, 60, 24, 10, 4, 2) // titles of a history
	carrierChooser = newChooser(38, 44, 6, 8, 4)            // disc to tactile
	startChooser   = newChooser(52, 30, 15, 3)
	startYears     = [...][2]int{{1985, 2025}, {1945, 1984}, {1850, 1944}, {1665, 1849}}
)

// plan plans the next family.
func (g *Register) plan() {
	f := &g.family
	*f = family{works: f.works[:0], members: f.members[:0]}
	f.r = newRNG(g.opt.Seed, uint64(g.counts.Families))
	r := &f.r
	g.next = 0
	g.counts.Families++
	position := countryChooser.draw(r)
	f.country, f.position = &countries[position], position
	f.centrePosition = centrePositions[position]
	if r.chance(0.01) {
		f.centrePosition = len(countries) - 1 // the international one
	}
	f.centre = countries[f.centrePosition].centre
	f.kind = pick(r, kinds)
	if r.chance(reserved) {
		f.bare(r)
	} else {
		g.planHistory(r)
		g.planSides(r)
		f.duplicate(r)
	}
	if left := g.opt.Records - g.counts.Records; int64(len(f.members)) > left {
		f.members = f.members[:left]
	}
	g.counts.Titles += int64(len(f.works))
	g.number()
}

// bare plans an ISSN that identifies nothing yet, or no longer.
func (f *family) bare(r *rng) {
	s := suppressed
	if r.chance(isUnreported) {
		s = unreported
	}
	f.works = append(f.works, work{start: r.between(1980, 2025), end: running, language: f.country.language, title: title{latin: "[Reserved]"}, kind: 'p', frequency: 'u'})
	f.members = append(f.members, member{status: s, instead: -1, copied: -1})
}

// planHistory plans the titles of the serial, the oldest first.
func (g *Register) planHistory(r *rng) {
	f := &g.family
	f.titles = historyChooser.draw(r) + 1
	years := startYears[startChooser.draw(r)]
	start := r.between(years[0], years[1])
	for i := range f.titles {
		w := work{start: start, end: start + r.below(12)*(1+r.below(4)), kind: f.kind, frequency: pick(r, frequencies), subject: r.zipf(len(classes))}
		if w.end > 2025 || i == f.titles-1 && w.end > 1990 && r.chance(0.6) {
			w.end = running
		}
		if i == 0 {
			w.language, w.second = g.languages(r)
			w.title = g.text.title(r, w.language)
			g.settle(r, &w)
		} else {
			old := &f.works[i-1]
			w.language, w.second, w.city, w.body = old.language, old.second, old.city, old.body
			w.title = g.text.changed(r, old.title, w.language)
			w.publishers = append(w.publishers, old.publishers[len(old.publishers)-1])
			w.change = changeChooser.draw(r)
			if changes[w.change].partner {
				w.partner, _ = g.other(r)
			}
		}
		g.name(r, &w)
		f.addMedia(r, w)
		if w.end == running {
			f.titles = i + 1
			break
		}
		start = w.end + r.below(2)
		if start > 2025 {
			f.titles = i + 1
			break
		}
	}
}

// planSides plans supplements, editions and subseries.
func (g *Register) planSides(r *rng) {
	f := &g.family
	for i := range f.titles {
		if r.chance(withSupp) {
			g.side(r, i, supplement)
		}
		if r.chance(withEdition) {
			g.side(r, i, edition)
		}
		if r.chance(withSubseries) {
			for range r.between(1, 3) {
				g.side(r, i, subseries)
			}
		}
	}
}

// side plans a work beside work number of.
func (g *Register) side(r *rng, of int, why role) {
	f := &g.family
	main := &f.works[of]
	w := *main
	w.role, w.of, w.partner, w.clustered, w.multi, w.resource, w.kind = why, of, related{}, false, false, NoResource, f.kind
	l := languageOf(w.language)
	w.start = min(main.start+r.below(10), 2025)
	switch why {
	case supplement:
		w.part = [2]string{"", l.supplement}
	case edition:
		w.language = pick(r, otherLanguages)
		w.title, w.part = g.text.title(r, w.language), [2]string{}
	case subseries:
		w.part = [2]string{"Series " + string(rune('A'+r.below(26))), capital(pick(r, l.subjects))}
	case inHistory:
	}
	if w.end < w.start {
		w.end = w.start
	}
	g.name(r, &w)
	f.addMedia(r, w)
}

// duplicate plans an ISSN that was assigned by mistake and cancelled.
func (f *family) duplicate(r *rng) {
	if !r.chance(withDuplicate) {
		return
	}
	i := r.below(len(f.members))
	f.members[i].copied = len(f.members)
	m := f.members[i]
	m.status, m.instead, m.copied = cancelled, i, -1
	f.members = append(f.members, m)
}

// addMedia adds the work and a member for each medium that it is in.
func (f *family) addMedia(r *rng, w work) {
	share := onlineOnce
	if w.end == running {
		share = onlineToday
	}
	media := [3]medium{printed}
	n := 1
	switch {
	case r.chance(share):
		if r.chance(onlineOnly) {
			media[0] = online
			w.resource = Resource(singleResources.draw(r))
		} else {
			media[1], n = online, 2
			w.resource = Resource(pairedResources.draw(r))
		}
	case r.chance(otherCarrier):
		media[0] = disc + medium(carrierChooser.draw(r))
	}
	if media[0] == printed && r.chance(extraCarrier) {
		media[n] = disc + medium(carrierChooser.draw(r))
		n++
	}
	w.multi = n > 1
	w.kind = kindOf(w.resource, w.kind)
	w.listed = list(r, w.resource)
	w.clustered = r.chance(withCluster)
	w.brief = w.resource == NoResource && r.chance(isBrief)
	s := registered
	switch {
	case w.end < 1990 && r.chance(isLegacy):
		s = legacy
	case w.start >= 2023 && r.chance(isProvisional):
		s = provisional
	}
	f.works = append(f.works, w)
	for _, medium := range media[:n] {
		f.members = append(f.members, member{work: len(f.works) - 1, medium: medium, status: s, instead: -1, copied: -1})
	}
}

// number gives the members their ISSNs.
func (g *Register) number() {
	f := &g.family
	first := g.counts.Records
	for i := range f.members {
		m := &f.members[i]
		m.number = first + int64(i)
		m.issn = g.numbers.issn(m.number)
		m.linking = m.issn
		for k := range i {
			if f.members[k].work == m.work {
				m.linking = f.members[k].issn
				break
			}
		}
		if m.copied >= len(f.members) {
			m.copied = -1
		}
	}
	if f.titles > 1 && f.r.chance(withHistory) {
		f.history = f.members[0].issn
	}
}
