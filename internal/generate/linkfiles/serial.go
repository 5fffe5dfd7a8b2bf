package linkfiles

import (
	"slices"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/issn"
)

// source is a system that files are written for.
type source uint8

const (
	issnL source = iota
	wikidata
	openAlex
	road
	doaj
	crossref
	zdb
	sudoc
	transfer
	clockss
	lockss
	portico
	kb
	registry // the Keepers Registry, for agencies without a list of their own
	sourceCount
)

var sourceNames = [sourceCount]string{
	"issn-l", "wikidata", "openalex", "road", "doaj", "crossref", "zdb", "sudoc", "transfer", "clockss", "lockss", "portico", "kb", "keepers",
}

// class groups titles by how well they are known.
type class uint8

const (
	open    class = iota // open-access resources, as in ROAD
	onWeb                // others with an online edition
	offline              // all others
)

// shares are the parts of the titles that a system knows: for open-access resources as
// in the annual report, for others so as to match the systems' totals.
var shares = [sourceCount][3]float64{
	wikidata: {0.44, 0.22, 0.0306},
	openAlex: {0.65, 0.42, 0.0402},
	crossref: {0.62, 0.23, 0.003},
	sudoc:    {0.55, 0.25, 0.12},
	zdb:      {0.35, 0.30, 0.12},
	transfer: {0.004, 0.004, 0},
}

// Shares of journals outside DOAJ that were in it once, of sources of OpenAlex
// without an ISSN, and of merged ones.
const (
	wasInDOAJ   = 0.06
	withoutISSN = 0.02
	isMerged    = 0.01
)

// Purposes of draws that are not about a source.
const (
	drawWithdrawn int64 = 64 + iota
	drawWithoutISSN
	drawMerged
	drawDate
	drawWords
)

// serial is a title as other systems may know it, with the editions that an import can
// assign to it.
type serial struct {
	t             *generate.Title
	class         class
	numbers       []string // of the joined editions, the first one first
	places        []int    // of these editions in the title
	print, online string   // one of each; print stands for other carriers, too
	stated        bool     // all these records state the ISSN-L
	dated         bool     // all these records have the right first year
	misdated      bool     // one of them has a wrong one
	contrary      bool     // the record of the ISSN-L states another one
	cancelled     issn.ISSN
	wrong         issn.ISSN
	keeper        *generate.Edition // the online edition that archives hold
	// loose is true for an edition whose record does not state the ISSN-L. Only systems
	// that describe editions know it, and nothing is planted there: a statement about
	// the ISSN-L would not be matched to the same serial.
	loose bool
}

// join makes the serials of a family. Editions whose records contradict themselves
// are left out.
func (s *Set) join(f *generate.Family) {
	s.serials, s.loose = s.serials[:0], s.loose[:0]
	for i := range f.Titles {
		t := &f.Titles[i]
		x := serial{t: t, class: offline, stated: true, dated: true}
		for k := range t.Editions {
			e := &t.Editions[k]
			switch {
			case e.Joined:
				x.add(e, t, k)
			case e.Contrary:
				x.contrary = x.contrary || e.ISSN == t.Linking
			default:
				y := serial{t: t, class: offline, dated: true, loose: true}
				y.add(e, t, k)
				s.loose = append(s.loose, y)
				x.class = min(x.class, y.class)
			}
		}
		if len(x.numbers) > 0 {
			s.serials = append(s.serials, x)
		}
	}
}

func (x *serial) add(e *generate.Edition, t *generate.Title, place int) {
	text := e.ISSN.String()
	x.numbers, x.places = append(x.numbers, text), append(x.places, place)
	switch {
	case e.Online:
		x.online, x.keeper, x.class = text, e, min(x.class, onWeb)
		if t.Resource != generate.NoResource {
			x.class = open
		}
	case x.print == "" || e.Print:
		x.print = text
	}
	x.stated = x.stated && e.Stated
	x.dated = x.dated && e.Start == t.Start
	x.misdated = x.misdated || e.Start != 0 && e.Start != t.Start
	if e.Cancelled != 0 {
		x.cancelled = e.Cancelled
	}
	if e.Wrong != 0 {
		x.wrong = e.Wrong
	}
}

// in reports whether a source knows the serial.
func (s *Set) in(src source, x *serial) bool {
	switch src { //nolint:exhaustive // the others know a share
	case issnL:
		return true
	case road:
		return x.class == open && x.online != ""
	case doaj:
		return x.class == open && x.online != "" && x.t.DOAJ
	}
	return s.chance(int64(src), x.t.Number, shares[src][x.class])
}

// isWithdrawn reports whether DOAJ listed the serial once.
func (s *Set) isWithdrawn(x *serial) bool {
	return x.class == open && x.online != "" && x.t.Resource == generate.Journal && !x.t.DOAJ && s.chance(drawWithdrawn, x.t.Number, wasInDOAJ)
}

// other returns a number of the serial that is not the ISSN-L, or "".
func (x *serial) other() string {
	linking := x.t.Linking.String()
	for _, n := range slices.Backward(x.numbers) {
		if n != linking {
			return n
		}
	}
	return ""
}
