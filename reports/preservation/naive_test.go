package preservation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/preservation"
	"github.com/issn-ld/issn-ld/vocab"
)

// held is a holding of the model: an agency, a status and years, each by itself.
type held struct {
	n              issn.ISSN
	agency, status string
	from, to       int
}

// model is a random register, kept in the simplest form.
type model struct {
	published map[issn.ISSN][2]int
	linking   map[issn.ISSN]issn.ISSN
	links     [][2]issn.ISSN
	holdings  []held
}

var relations = []string{vocab.BFContinues, vocab.BFContinuedBy, vocab.BFAbsorbed, vocab.BFSplitInto, vocab.BFMergedToForm, vocab.BFSeparatedFrom}

// random makes up a register and its quads.
func random(seed uint64) (*model, *graph) {
	r := rand.New(rand.NewPCG(seed, 2))
	m := &model{published: map[issn.ISSN][2]int{}, linking: map[issn.ISSN]issn.ISSN{}}
	g := &graph{}
	serials := 2 + r.IntN(12)
	for n := range issn.ISSN(serials) {
		from := 1950 + r.IntN(40)
		m.published[n] = [2]int{from, from + r.IntN(20)}
		m.linking[n] = issn.ISSN(r.IntN(serials))
		g.serial(n, m.linking[n], fmt.Sprint(m.published[n][0]), fmt.Sprint(m.published[n][1]))
	}
	for range r.IntN(serials) {
		a, b := issn.ISSN(r.IntN(serials)), issn.ISSN(r.IntN(serials))
		m.links = append(m.links, [2]issn.ISSN{a, b})
		g.give(rdf.NewIRI(a.IRI()), relations[r.IntN(len(relations))], rdf.NewIRI(b.IRI()))
	}
	for range r.IntN(5 * serials) {
		from := 1950 + r.IntN(50)
		h := held{
			issn.ISSN(r.IntN(serials)), []string{"clockss", "lockss", "portico", "kb", "other"}[r.IntN(5)],
			[]string{"Preserved", "In Progress", "Triggered", "Planned"}[r.IntN(4)], from, from + r.IntN(8),
		}
		m.holdings = append(m.holdings, h)
		node := g.holding(h.n, h.agency, h.status)
		switch r.IntN(3) {
		case 0:
			for y := h.from; y <= h.to; y++ {
				g.give(node, vocab.ISSNHeldYear, rdf.NewLiteral(fmt.Sprint(y), vocab.XSDGYear))
			}
		case 1:
			g.give(node, vocab.SchemaTemporalCoverage, rdf.NewString(fmt.Sprintf("%d/%d", h.from, h.to)))
		default:
			var pieces []string
			for y := h.from; y <= h.to; y++ {
				pieces = append(pieces, fmt.Sprintf("%d: %d(1, 2)", y, y-1900))
			}
			g.give(node, vocab.SchemaDescription, rdf.NewString(strings.Join(pieces, ", ")))
		}
	}
	return m, g
}

// history returns what links and ISSN-Ls join with n.
func (m *model) history(n issn.ISSN) map[issn.ISSN]bool {
	in := map[issn.ISSN]bool{n: true}
	for grown := true; grown; {
		grown = false
		add := func(a, b issn.ISSN) {
			if in[a] != in[b] {
				in[a], in[b], grown = true, true, true
			}
		}
		for _, l := range m.links {
			add(l[0], l[1])
		}
		for a, la := range m.linking {
			for b, lb := range m.linking {
				if la == lb {
					add(a, b)
				}
			}
		}
	}
	return in
}

// level computes the years of some serials, year by year.
func (m *model) level(in map[issn.ISSN]bool) [5]string {
	var years [5][]string
	for y := 1900; y <= 2100; y++ {
		published, settled := false, false
		agencies := map[string]bool{}
		for n, p := range m.published {
			published = published || in[n] && p[0] <= y && y <= p[1]
		}
		for _, h := range m.holdings {
			if in[h.n] && h.status != "Planned" && h.from <= y && y <= h.to {
				agencies[h.agency] = true
				settled = settled || h.status != "In Progress"
			}
		}
		for i, yes := range []bool{published, len(agencies) > 0, len(agencies) >= 3, published && len(agencies) == 0, len(agencies) > 0 && !settled} {
			if yes {
				years[i] = append(years[i], fmt.Sprint(y))
			}
		}
	}
	var out [5]string
	for i := range years {
		out[i] = strings.Join(years[i], " ")
	}
	return out
}

// spelled writes the years of a level one by one.
func spelled(l *preservation.Level) [5]string {
	var out [5]string
	for i, years := range []preservation.Years{l.Published, l.Kept, l.ThreeOrMore, l.Nobody, l.InProgressOnly} {
		var list []string
		for _, s := range years {
			for y := s.From; y <= s.To; y++ {
				list = append(list, fmt.Sprint(y))
			}
		}
		out[i] = strings.Join(list, " ")
	}
	return out
}

// The levels of random registers are those that counting year by year gives, and
// the RDF has the same years.
func TestAgainstDefinitions(t *testing.T) {
	for seed := range uint64(8) {
		m, g := random(seed)
		e := engine(t, g.quads)
		for n := range m.published {
			rep, err := preservation.Read(t.Context(), e, n, preservation.Options{Year: 2025})
			if err != nil {
				t.Fatal(err)
			}
			linking := map[issn.ISSN]bool{}
			for other, l := range m.linking {
				linking[other] = l == m.linking[n]
			}
			want := [3][5]string{m.level(map[issn.ISSN]bool{n: true}), m.level(linking), m.level(m.history(n))}
			if diff := cmp.Diff(want, [3][5]string{spelled(&rep.Self), spelled(&rep.Linking), spelled(&rep.History)}); diff != "" {
				t.Fatalf("seed %d, %s (-naive +got):\n%s", seed, n, diff)
			}
			iris := [3]string{n.IRI() + "#Preservation", m.linking[n].LinkingIRI() + "#Preservation", n.IRI() + "#PreservationHistory"}
			for i, iri := range iris {
				if diff := cmp.Diff(want[i], inRDF(rep, iri)); diff != "" {
					t.Fatalf("seed %d, %s in RDF (-naive +got):\n%s", seed, iri, diff)
				}
			}
		}
	}
}

// inRDF reads the years of a level from the quads.
func inRDF(rep *preservation.Report, iri string) [5]string {
	var out [5]string
	for i, property := range []string{vocab.ISSNPublishedYear, vocab.ISSNKeptYear, vocab.ISSNKeptByThreeYear, vocab.ISSNKeptByNobodyYear, vocab.ISSNInProgressYear} {
		var list []string
		for _, q := range rep.Quads("") {
			if q.S.Value() == iri && q.P.Value() == property {
				list = append(list, q.O.Value())
			}
		}
		slices.Sort(list)
		out[i] = strings.Join(list, " ")
	}
	return out
}
