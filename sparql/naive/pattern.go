package naive

import (
	"maps"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// bgp evaluates a basic graph pattern: all mappings of its variables and blank
// nodes that make it a subgraph of the active graph.
func (ev *evaluator) bgp(g rdf.Term, p *algebra.BGP) []solution {
	all := []solution{{}}
	for _, tp := range p.Patterns {
		var next []solution
		for _, m := range all {
			for q := range ev.quads.Match(fixed(tp.S, m), fixed(tp.P, m), fixed(tp.O, m), g) {
				if n, ok := matchTriple(tp, q.Triple(), m); ok {
					next = append(next, n)
				}
			}
		}
		all = next
	}
	return all
}

// fixed returns the only term that a position can match under m, or the zero
// Term where there may be several.
func fixed(t algebra.Term, m solution) rdf.Term {
	switch {
	case t.Var != "":
		return m[t.Var]
	case t.Triple != nil:
		s, p, o := fixed(t.Triple.S, m), fixed(t.Triple.P, m), fixed(t.Triple.O, m)
		if s.IsZero() || p.IsZero() || o.IsZero() {
			return rdf.Term{}
		}
		return rdf.NewTripleTerm(rdf.Triple{S: s, P: p, O: o})
	}
	return t.Term
}

// matchTriple extends m so that the pattern becomes the triple.
func matchTriple(tp algebra.TriplePattern, t rdf.Triple, m solution) (solution, bool) {
	out := maps.Clone(m)
	ok := matchTerm(tp.S, t.S, out) && matchTerm(tp.P, t.P, out) && matchTerm(tp.O, t.O, out)
	return out, ok
}

// matchTerm extends m in place so that the position becomes the term.
func matchTerm(p algebra.Term, t rdf.Term, m solution) bool {
	switch {
	case p.Var != "":
		if have, ok := m[p.Var]; ok {
			return have == t
		}
		m[p.Var] = t
		return true
	case p.Triple != nil:
		if !t.IsTripleTerm() {
			return false
		}
		inner := t.Triple()
		return matchTerm(p.Triple.S, inner.S, m) && matchTerm(p.Triple.P, inner.P, m) && matchTerm(p.Triple.O, inner.O, m)
	}
	return p.Term == t
}
