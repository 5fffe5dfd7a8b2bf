package algebra

import (
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// pathExpr translates a property path (section 18.2.2.3).
func pathExpr(p syntax.Path) PathExpr {
	switch p := p.(type) {
	case syntax.PathIRI:
		return Link{IRI: p.IRI}
	case *syntax.PathInverse:
		return Inv{P: pathExpr(p.Path)}
	case *syntax.PathSequence:
		out := pathExpr(p.Steps[0])
		for _, step := range p.Steps[1:] {
			out = Seq{P1: out, P2: pathExpr(step)}
		}
		return out
	case *syntax.PathAlternative:
		out := pathExpr(p.Paths[0])
		for _, alt := range p.Paths[1:] {
			out = Alt{P1: out, P2: pathExpr(alt)}
		}
		return out
	case *syntax.PathRepeat:
		inner := pathExpr(p.Path)
		switch p.Mark {
		case '*':
			return ZeroOrMore{P: inner}
		case '+':
			return OneOrMore{P: inner}
		}
		return ZeroOrOne{P: inner}
	case *syntax.PathNegated:
		return negatedSet(p)
	}
	panic(fmt.Sprintf("algebra: unknown path %T", p))
}

// negatedSet translates !( ... ). The empty set is a forward one: !() matches
// every triple.
func negatedSet(p *syntax.PathNegated) NPS {
	n := NPS{HasForward: len(p.IRIs) == 0}
	for _, member := range p.IRIs {
		if member.Inverse {
			n.HasInverse = true
			n.Inverse = appendNew(n.Inverse, member.IRI)
		} else {
			n.HasForward = true
			n.Forward = appendNew(n.Forward, member.IRI)
		}
	}
	return n
}

func appendNew(list []rdf.Term, t rdf.Term) []rdf.Term {
	if slices.Contains(list, t) {
		return list
	}
	return append(list, t)
}

// path translates a path between two terms (section 18.2.2.4): links become
// triple patterns, inverses change sides, sequences meet in a hidden variable
// and alternatives become unions. What remains are Paths.
func (t *translator) path(s Term, p PathExpr, o Term) []Node {
	switch p := p.(type) {
	case Link:
		return []Node{&BGP{Patterns: []TriplePattern{{S: s, P: Term{Term: p.IRI}, O: o}}}}
	case Inv:
		return t.path(o, p.P, s)
	case Seq:
		middle := Term{Var: t.hidden("path")}
		items := t.path(s, p.P1, middle)
		for _, n := range t.path(middle, p.P2, o) {
			if bgp, ok := n.(*BGP); ok {
				for _, tp := range bgp.Patterns {
					items = appendTriple(items, tp)
				}
				continue
			}
			items = append(items, n)
		}
		return items
	case Alt:
		return []Node{&Union{P1: joinAll(t.path(s, p.P1, o)), P2: joinAll(t.path(s, p.P2, o))}}
	}
	return []Node{&Path{S: s, O: o, Path: p}}
}

// joinAll joins patterns from left to right.
func joinAll(items []Node) Node {
	p := items[0]
	for _, n := range items[1:] {
		p = join(p, n)
	}
	return p
}
