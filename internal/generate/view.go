package generate

import (
	"strconv"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
)

// Family is the content of a family's records, once all are written: the part that
// other systems may know about its serials.
type Family struct {
	Titles []Title
	// Suppressed is the ISSN of a record marked as suppressed; valid only if
	// HasSuppressed.
	Suppressed    issn.ISSN
	HasSuppressed bool
}

// Title is a serial under one title in all its media.
type Title struct {
	Number     int64 // no two titles have the same; below MaxRecords
	Linking    issn.ISSN
	Key        string // key title without qualifier
	Original   string // title in its own script, if that is not the Latin one
	Language   string // MARC code
	Start, End int    // years; End is 0 while it is published
	Publisher  Organization
	Body       Organization // issuing body; without name if there is none
	Resource   Resource     // that the online edition is
	Scopus     bool
	Latindex   bool
	DOAJ       bool
	InHistory  bool // not a supplement, another edition or a subseries
	Editions   []Edition
}

// Organization is a publisher or an issuing body.
type Organization struct {
	Name   string
	Number int    // no two organizations have the same
	ISNI   string // empty unless a record of the title carries it
}

// Organizations is a bound for numbers of organizations.
var Organizations = internationalPublishers + len(countries)*(countryPublishers+countryBodies)

// Edition is a record that describes a title in one medium and that an import
// takes.
type Edition struct {
	ISSN  issn.ISSN
	Print bool
	// Online is true for resources on the web.
	Online bool
	// Joined is true if an import finds out the ISSN-L: the record states it, or is
	// the one that it names. Stated is true if the record states it.
	Joined, Stated bool
	Contrary       bool // the record states another ISSN-L
	Start          int  // year of field 008; 0 if it has none that can be read
	// Wrong is a well-formed ISSN that the serial displays by mistake, and Cancelled
	// one that was cancelled in favour of this one; 0 for none.
	Wrong, Cancelled issn.ISSN
	Holdings         []Holding
}

// Holding is an archiving agency's holding of a serial, as in field 920.
type Holding struct {
	Agency, State           string // code, and Preserved, In Progress or Triggered
	FirstYear, LastYear     int
	FirstVolume, LastVolume int
}

// OnFamily registers f to be called with each family after its last record. The
// argument is valid until f returns.
func (g *Register) OnFamily(f func(*Family)) { g.onFamily = f }

// seen holds statements of the record being written that are not in its plan.
type seen struct {
	identified bool // the body, by its ISNI
	wrong      issn.ISSN
	holdings   []Holding
}

// observe takes note of a record for the view of its family.
func (g *Register) observe(m *member, w *work, d defects, rec *marc.Record) {
	v, f := &g.view, &g.family
	if m == &f.members[0] {
		v.reset(f)
	}
	mapped := d.issn != ISSNCheckDigit && d.issn != ISSNMalformed && d.issn != ISSNMissing && d.issn != RecordDeleted
	switch {
	case m.status == suppressed && mapped:
		v.Suppressed, v.HasSuppressed = m.issn, true
	case m.status == cancelled:
		v.cancel(f, m)
	}
	if m.status > provisional || !mapped {
		return
	}
	t := &v.Titles[m.work]
	t.Editions = append(t.Editions, Edition{ISSN: m.issn, Print: m.medium == printed, Online: m.medium == online, Start: startYear(rec), Wrong: g.seen.wrong})
	last := &t.Editions[len(t.Editions)-1]
	last.Holdings = append(last.Holdings, g.seen.holdings...)
	last.Contrary = d.issn == LinkingConflict
	last.Stated = !last.Contrary && (w.clustered || d.issn != LinkingMissing && d.issn != LinkingMalformed)
	last.Joined = last.Stated || !last.Contrary && m.issn == m.linking
	if g.seen.identified {
		t.Body.ISNI = string(isni(nil, t.Body.Number))
	}
}

// reset prepares the view for the family whose first record is being written.
func (v *Family) reset(f *family) {
	v.Suppressed, v.HasSuppressed = 0, false
	for len(v.Titles) < len(f.works) {
		v.Titles = append(v.Titles, Title{})
	}
	v.Titles = v.Titles[:len(f.works)]
	for i := range v.Titles {
		w, editions := &f.works[i], v.Titles[i].Editions[:0]
		v.Titles[i] = Title{
			Key: w.key, Original: w.title.original.text, Language: w.language, Start: w.start, End: w.end,
			Body: Organization{Name: w.body.name, Number: w.body.number}, Resource: w.resource,
			Scopus: w.listed.scopus, Latindex: w.listed.latindex, DOAJ: w.listed.doaj, InHistory: w.role == inHistory, Editions: editions,
		}
		t := &v.Titles[i]
		if w.end == running {
			t.End = 0
		}
		if n := len(w.publishers); n > 0 {
			t.Publisher = Organization{Name: w.publishers[n-1].name, Number: w.publishers[n-1].number}
		}
	}
	for i := len(f.members) - 1; i >= 0; i-- { // the first member of a title comes last
		m := &f.members[i]
		v.Titles[m.work].Number, v.Titles[m.work].Linking = m.number, m.linking
	}
}

// cancel notes a cancelled ISSN at the edition that is meant.
func (v *Family) cancel(f *family, m *member) {
	meant := f.members[m.instead].issn
	editions := v.Titles[m.work].Editions
	for i := range editions {
		if editions[i].ISSN == meant {
			editions[i].Cancelled = m.issn
		}
	}
}

// startYear returns the year in which publication began by field 008, or 0.
func startYear(rec *marc.Record) int {
	f := rec.Control("008")
	if len(f) < 36 {
		return 0
	}
	year, err := strconv.Atoi(f[7:11])
	if err != nil || year == 9999 {
		return 0
	}
	return year
}
