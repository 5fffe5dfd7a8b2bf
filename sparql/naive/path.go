package naive

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// path evaluates Path(X, path, Y) (sections 18.4 and 18.5). From each possible
// X it collects the multiset of terms at the other end, and keeps those that Y
// matches.
func (ev *evaluator) path(g rdf.Term, p *algebra.Path) []solution {
	starts, ends := ev.candidates(g, p.S), ev.candidates(g, p.O)
	var out []solution
	if fixed(p.S, nil).IsZero() && !fixed(p.O, nil).IsZero() { // from the end that is known
		for _, y := range ends {
			for _, x := range ev.walk(g, algebra.Inv{P: p.Path}, y) {
				out = appendPair(out, p, x, y)
			}
		}
		return out
	}
	for _, x := range starts {
		for _, y := range ev.walk(g, p.Path, x) {
			out = appendPair(out, p, x, y)
		}
	}
	return out
}

// appendPair adds the solution that makes the ends of p the terms x and y.
func appendPair(out []solution, p *algebra.Path, x, y rdf.Term) []solution {
	m := solution{}
	if matchTerm(p.S, x, m) && matchTerm(p.O, y, m) {
		out = append(out, m)
	}
	return out
}

// candidates returns the terms that an end may be: the term itself, or all
// nodes of the graph.
func (ev *evaluator) candidates(g rdf.Term, t algebra.Term) []rdf.Term {
	if one := fixed(t, nil); !one.IsZero() {
		return []rdf.Term{one}
	}
	seen := make(map[rdf.Term]bool)
	var nodes []rdf.Term
	for q := range ev.quads.Match(rdf.Term{}, rdf.Term{}, rdf.Term{}, g) {
		for _, n := range []rdf.Term{q.S, q.O} {
			if !seen[n] {
				seen[n] = true
				nodes = append(nodes, n)
			}
		}
	}
	return nodes
}

// walk returns the multiset of terms that the path leads to from x.
func (ev *evaluator) walk(g rdf.Term, path algebra.PathExpr, x rdf.Term) []rdf.Term {
	switch path := path.(type) {
	case algebra.Link:
		var out []rdf.Term
		for q := range ev.quads.Match(x, path.IRI, rdf.Term{}, g) {
			out = append(out, q.O)
		}
		return out
	case algebra.Inv:
		return ev.walkBack(g, path.P, x)
	case algebra.Seq:
		var out []rdf.Term
		for _, y := range ev.walk(g, path.P1, x) {
			out = append(out, ev.walk(g, path.P2, y)...)
		}
		return out
	case algebra.Alt:
		return append(ev.walk(g, path.P1, x), ev.walk(g, path.P2, x)...)
	case algebra.ZeroOrOne:
		return set(append([]rdf.Term{x}, ev.walk(g, path.P, x)...))
	case algebra.ZeroOrMore:
		return ev.alp(g, path.P, []rdf.Term{x})
	case algebra.OneOrMore:
		return ev.alp(g, path.P, ev.walk(g, path.P, x))
	case algebra.NPS:
		return ev.negated(g, path, x)
	}
	panic("naive: unknown path")
}

// walkBack is walk along the inverse of the path.
func (ev *evaluator) walkBack(g rdf.Term, path algebra.PathExpr, y rdf.Term) []rdf.Term {
	switch path := path.(type) {
	case algebra.Link:
		var out []rdf.Term
		for q := range ev.quads.Match(rdf.Term{}, path.IRI, y, g) {
			out = append(out, q.S)
		}
		return out
	case algebra.Inv:
		return ev.walk(g, path.P, y)
	case algebra.Seq:
		return ev.walk(g, algebra.Seq{P1: algebra.Inv{P: path.P2}, P2: algebra.Inv{P: path.P1}}, y)
	case algebra.Alt:
		return ev.walk(g, algebra.Alt{P1: algebra.Inv{P: path.P1}, P2: algebra.Inv{P: path.P2}}, y)
	case algebra.ZeroOrOne:
		return ev.walk(g, algebra.ZeroOrOne{P: algebra.Inv(path)}, y)
	case algebra.ZeroOrMore:
		return ev.walk(g, algebra.ZeroOrMore{P: algebra.Inv(path)}, y)
	case algebra.OneOrMore:
		return ev.walk(g, algebra.OneOrMore{P: algebra.Inv(path)}, y)
	case algebra.NPS:
		swapped := algebra.NPS{
			Forward: path.Inverse, Inverse: path.Forward,
			HasForward: path.HasInverse, HasInverse: path.HasForward,
		}
		return ev.negated(g, swapped, y)
	}
	panic("naive: unknown path")
}

// alp is ALP of section 18.4: the terms reached from a list of terms, each once.
func (ev *evaluator) alp(g rdf.Term, path algebra.PathExpr, from []rdf.Term) []rdf.Term {
	visited := make(map[rdf.Term]bool)
	var out []rdf.Term
	for len(from) > 0 {
		x := from[len(from)-1]
		from = from[:len(from)-1]
		if visited[x] {
			continue
		}
		visited[x] = true
		out = append(out, x)
		from = append(from, ev.walk(g, path, x)...)
	}
	return out
}

// negated follows every predicate that is not in the set.
func (ev *evaluator) negated(g rdf.Term, set algebra.NPS, x rdf.Term) []rdf.Term {
	var out []rdf.Term
	if set.HasForward {
		for q := range ev.quads.Match(x, rdf.Term{}, rdf.Term{}, g) {
			if !slices.Contains(set.Forward, q.P) {
				out = append(out, q.O)
			}
		}
	}
	if set.HasInverse {
		for q := range ev.quads.Match(rdf.Term{}, rdf.Term{}, x, g) {
			if !slices.Contains(set.Inverse, q.P) {
				out = append(out, q.S)
			}
		}
	}
	return out
}

// set keeps the first of equal terms.
func set(in []rdf.Term) []rdf.Term {
	var out []rdf.Term
	for _, t := range in {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}
