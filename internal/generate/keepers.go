package generate

// keeper is an archiving agency of the Keepers Registry.
type keeper struct {
	code, name string
	address    bool // gives an address for each title
	states     int  // how many of archiveStates its list can tell, the first ones
}

// What lists of agencies can tell, by numbers of archiveStates.
const (
	onlyPreserved  = 3
	neverTriggered = 5
	anyState       = 6
)

// agencies are the archiving agencies, the large ones first. The last ones have
// codes of our own.
var agencies = []keeper{
	{"clockss", "CLOCKSS Archive", false, anyState},
	{"portico", "Portico", false, anyState},
	{"lockss", "LOCKSS Archive", false, anyState},
	{"pkp", "PKP Preservation Network", false, onlyPreserved},
	{"internetarchive", "Internet Archive", true, anyState},
	{"kb", "e-Depot, KB National Library of the Netherlands", false, anyState},
	{"hathi", "HathiTrust", true, onlyPreserved},
	{"loc", "Library of Congress", false, anyState},
	{"cariniana", "Cariniana Network", false, neverTriggered},
	{"scholarsportal", "Scholars Portal", false, onlyPreserved},
	{"bl", "British Library", false, anyState},
	{"nslc", "National Digital Preservation Program, China", false, anyState},
	{"dnb", "Deutsche Nationalbibliothek", true, anyState},
	{"swissnl", "Swiss National Library", false, anyState},
	{"ads", "Archaeology Data Service", true, anyState},
	{"bnf", "Bibliothèque nationale de France", false, anyState},
	{"bne", "Biblioteca Nacional de España", false, anyState},
	{"nbno", "National Library of Norway", false, anyState},
	{"nlfi", "National Library of Finland", false, anyState},
	{"tib", "TIB Hannover", false, anyState},
}

// Chances of archived titles among those online: open-access resources, and
// others.
const (
	isArchivedOpen = 0.25
	isArchived     = 0.2337
)

var (
	// keeperCounts are the weights of one, two, three and more agencies. A fifth
	// of the archived titles is in three or more.
	keeperCounts   = newChooser(5600, 2340, 900, 480, 280, 170, 110, 60, 30, 15, 8, 4, 3)
	archiveStates  = []string{"Preserved", "Preserved", "Preserved", "In Progress", "In Progress", "Triggered"}
	keeperChoices  = newChooser(20, 18, 14, 14, 9, 5, 5, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	allKeepersBits = uint32(1)<<len(agencies) - 1
)

// keepers writes fields 920: the archives that keep an online serial.
func (g *Register) keepers(r *rng, m *member, w *work) {
	share := isArchived
	if w.resource != NoResource {
		share = isArchivedOpen
	}
	if m.medium != online || !r.chance(share) {
		return
	}
	n := keeperCounts.draw(r) + 1
	g.counts.Archived++
	if n >= 3 {
		g.counts.Archived3++
	}
	paper := g.printed(m)
	for chosen := uint32(0); n > 0; {
		i := keeperChoices.draw(r)
		if chosen&(1<<i) != 0 && chosen != allKeepersBits {
			continue
		}
		chosen |= 1 << i
		n--
		g.holding(r, m, paper, w, &agencies[i])
		if r.chance(0.12) { // another run of the same serial
			g.holding(r, m, paper, w, &agencies[i])
		}
	}
}

// printed returns the printed member of the same work, or nil.
func (g *Register) printed(m *member) *member {
	for i := range g.family.members {
		if t := &g.family.members[i]; t.work == m.work && t.medium == printed && t.status <= provisional {
			return t
		}
	}
	return nil
}

// holding writes field 920.
func (g *Register) holding(r *rng, m, paper *member, w *work, k *keeper) {
	b := &g.b
	g.counts.Holdings++
	b.field("920", ' ', ' ')
	b.sub('a')
	b.issn(m.issn)
	b.sub('b')
	if paper != nil {
		b.issn(paper.issn)
	} else {
		b.str("empty")
	}
	b.sub('c', w.key)
	b.sub('d', w.publishers[len(w.publishers)-1].name)
	last := min(w.end, 2025)
	first := r.between(min(w.start, last), last)
	b.sub('e')
	b.num(first, 4)
	last = r.between(first, last)
	b.sub('f')
	b.num(last, 4)
	b.sub('g', k.name)
	b.sub('h', k.code)
	state := pick(r, archiveStates[:k.states])
	b.sub('i', state)
	from := r.zipf(200) + 1
	to := from + r.zipf(60)
	g.seen.holdings = append(g.seen.holdings, Holding{
		Agency: k.code, State: state, FirstYear: first, LastYear: last, FirstVolume: from, LastVolume: to,
	})
	for _, code := range [...]byte{'j', 'k'} {
		b.sub(code)
		b.num(from, 1)
		b.str(" to ")
		b.num(to, 1)
		if code == 'k' && r.chance(0.3) {
			b.str(" (")
			b.num(r.between(1, 4), 1)
			b.str(", ")
			b.num(r.between(5, 12), 1)
			b.char(')')
		}
	}
	b.sub('l', "2025-")
	b.num(r.between(1, 11), 2)
	b.char('-')
	b.num(r.between(1, 28), 2)
	if k.address {
		b.sub('m', "https://", k.code, ".example/details/")
		b.issn(m.issn)
	}
}
