package generate

// access writes the terms of access: fields 506 to 540.
func (g *Register) access(r *rng, m *member, w *work) {
	b := &g.b
	resource := w.resource
	if m.medium != online {
		resource = NoResource
	}
	if resource != NoResource {
		g.counts.OpenAccess[resource]++
		b.field("506", '0', ' ')
		b.sub('a', "Open access")
		b.sub('f', "Unrestricted online access")
		b.sub('2', "star")
	}
	g.indexed(r, m, w, resource)
	switch m.medium {
	case microform:
		b.field("533", ' ', ' ')
		b.sub('a', "Microform.")
		b.sub('b', w.city, " :")
		b.sub('c', w.publishers[0].name, ",")
		b.sub('d')
		b.num(w.start, 4)
		b.str("-")
	case online:
		if r.chance(0.5) {
			b.field("538", ' ', ' ')
			b.sub('a', pick(r, systems))
		}
	case printed, disc, sound, cartographic, tactile:
	}
	if resource != NoResource {
		b.field("540", ' ', ' ')
		license := pick(r, []string{"by", "by", "by", "by-nc", "by-nc-nd", "by-sa"})
		b.sub('a', "Creative Commons ", license)
		b.sub('u', "https://creativecommons.org/licenses/", license, "/4.0/")
	}
}

var systems = []string{"Mode of access: World Wide Web.", "Mode of access: Internet.", "System requirements: PDF reader.", "Mode d'accès: World Wide Web."}

// services index serials. The first and the last know a fixed share of the
// open-access resources.
var services = []string{"Scopus", "Citation Index", "Biological Abstracts", "Chemical Abstracts", "Index medicus", "Referativnyĭ zhurnal", "Historical Abstracts", "Education Index", "Zentralblatt", "Latindex"}

// listing says which lists an open-access resource is in.
type listing struct{ doaj, scopus, latindex bool }

// Shares of open-access resources in lists, as the annual report has them. DOAJ
// lists journals only.
const (
	inDOAJ     = 0.31 / 0.9164 // of journals, a share of all resources
	inScopus   = 0.16
	inLatindex = 0.16
)

// list draws the lists that a resource is in.
func list(r *rng, resource Resource) listing {
	if resource == NoResource {
		return listing{}
	}
	return listing{doaj: resource == Journal && r.chance(inDOAJ), scopus: r.chance(inScopus), latindex: r.chance(inLatindex)}
}

// indexed writes field 510: the services that index the serial; open resources
// are in a directory of their own.
func (g *Register) indexed(r *rng, m *member, w *work, resource Resource) {
	if resource != NoResource {
		g.service("ROAD", m)
		for _, s := range [...]struct {
			in   bool
			name string
		}{{w.listed.doaj, "DOAJ"}, {w.listed.scopus, "Scopus"}, {w.listed.latindex, "Latindex"}} {
			if s.in {
				g.service(s.name, m)
			}
		}
		if r.chance(0.12) {
			g.service(services[1+r.zipf(len(services)-2)], m)
		}
	} else if m.medium == online && r.chance(0.12) || r.chance(0.01) {
		g.service(services[r.zipf(len(services))], m)
	}
	if r.chance(0.01) {
		if o, ok := g.other(r); ok {
			g.b.field("510", '0', ' ')
			g.b.sub('a', o.title)
			g.b.sub('x')
			g.b.issn(o.issn)
		}
	}
}

func (g *Register) service(name string, m *member) {
	b := &g.b
	b.field("510", '4', ' ')
	b.sub('a', name)
	b.sub('u', "https://")
	b.text = slug(b.text, name)
	b.str(".example/issn/")
	b.issn(m.issn)
	b.sub('9', "facet")
}

// Chances of addresses by medium, for the first and the next ones.
const (
	onlineHasURL = 0.97
	onlineMore   = 0.287
	otherHasURL  = 0.10
)

// addresses writes fields 856. All hosts are in the domain that is
// reserved for examples.
func (g *Register) addresses(r *rng, m *member, w *work) {
	b := &g.b
	if m.medium != online {
		if r.chance(otherHasURL) {
			g.address(r, m, w)
		}
		return
	}
	if r.chance(onlineHasURL) {
		g.address(r, m, w)
	}
	for r.chance(onlineMore) {
		g.counts.URLs++
		b.field("856", '4', '0')
		b.sub('u', "https://")
		b.text = slug(b.text, houses[r.below(len(houses))])
		b.num(r.zipf(400), 1)
		b.str(".example/serial/")
		b.issn(m.issn)
	}
}

// address writes the address at the publisher's.
func (g *Register) address(r *rng, m *member, w *work) {
	b := &g.b
	g.counts.URLs++
	b.field("856", '4', '0')
	b.sub('u', "http")
	if r.chance(0.7) {
		b.char('s')
	}
	b.str("://")
	b.str(pick(r, []string{"www.", "", "journals.", "www."}))
	b.text = slug(b.text, w.publishers[len(w.publishers)-1].name)
	b.str(".example/")
	b.text = slug(b.text, w.title.latin)
	if r.chance(0.5) {
		b.char('-')
		b.num(int(m.number%1_000_000), 1)
	}
	if r.chance(0.3) {
		b.str("/index.html")
	}
}
