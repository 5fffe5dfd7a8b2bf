package algebra

import (
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/syntax"
	"github.com/issn-ld/issn-ld/vocab"
)

// groupPattern translates a group with its filters; nil stands for an empty one.
func (t *translator) groupPattern(g *syntax.Group) Node {
	p, filter := t.groupParts(g)
	if filter != nil {
		return &Filter{F: filter, P: p}
	}
	return p
}

// groupParts translates a group (section 18.2.2.6) and returns the conjunction
// of its filters apart, nil where it has none: an OPTIONAL takes it into its
// left join, but not the filter of a group inside the group.
func (t *translator) groupParts(g *syntax.Group) (Node, Expr) {
	var filter Expr
	if g == nil {
		return &BGP{}, nil
	}
	b := groupBuilder{translator: t, p: &BGP{}}
	x := &exprs{translator: t}
	for _, e := range g.Elements {
		if t.stopped() {
			break
		}
		if f, ok := e.(*syntax.Filter); ok {
			filter = and(filter, x.expr(f.Expr))
			continue
		}
		b.add(e)
	}
	b.flush()
	return b.p, filter
}

// groupBuilder builds the pattern of a group element by element. Adjacent
// triple patterns gather in one BGP.
type groupBuilder struct {
	*translator
	p     Node
	items []Node // the current run of triples: BGPs and Paths
}

// flush joins the current run of triples to the pattern.
func (b *groupBuilder) flush() {
	for _, n := range b.items {
		b.p = join(b.p, n)
	}
	b.items = nil
}

// add translates an element of a group and joins it with what stands before.
func (b *groupBuilder) add(e syntax.Pattern) {
	if block, ok := e.(*syntax.TriplesBlock); ok {
		for _, triples := range block.Triples {
			if b.stopped() {
				return
			}
			b.subject(triples, b)
		}
		return
	}
	b.flush()
	switch e := e.(type) {
	case *syntax.Optional:
		p2, filter := b.groupParts(e.Group)
		b.p = &LeftJoin{P1: b.p, P2: p2, F: filter}
	case *syntax.Minus:
		b.p = &Minus{P1: b.p, P2: b.groupPattern(e.Group)}
	case *syntax.Bind:
		x := &exprs{translator: b.translator}
		b.p = &Extend{P: b.p, Var: e.Var, E: x.expr(e.Expr)}
	default:
		b.p = join(b.p, b.pattern(e))
	}
}

// pattern translates the elements of a group that are joined.
func (t *translator) pattern(e syntax.Pattern) Node {
	switch e := e.(type) {
	case *syntax.Group:
		return t.groupPattern(e)
	case *syntax.Union:
		p := t.groupPattern(e.Branches[0])
		for _, branch := range e.Branches[1:] {
			p = &Union{P1: p, P2: t.groupPattern(branch)}
		}
		return p
	case *syntax.Graph:
		return &Graph{Name: t.node(e.Name, nil), P: t.groupPattern(e.Group)}
	case *syntax.Service:
		return t.service(e)
	case *syntax.InlineData:
		return table(e)
	case *syntax.SubSelect:
		return t.selectQuery(&e.Select, t.shown.selected(&e.Select))
	}
	panic(fmt.Sprintf("algebra: unknown pattern %T", e))
}

// service translates a federated query. One within another is a part of the
// text of the outer one and has none of its own.
func (t *translator) service(e *syntax.Service) Node {
	n := &Service{Name: t.node(e.Name, nil), Silent: e.Silent}
	if !t.remote {
		t.remote = true
		defer func() { t.remote = false }()
		n.Text = e.Group.String()
	}
	n.P = t.groupPattern(e.Group)
	return n
}

// sink takes the triple patterns that a piece of syntax stands for.
type sink interface {
	triple(s, p, o Term)
	pathTriple(s Term, path syntax.Path, o Term)
}

func (b *groupBuilder) triple(s, p, o Term) {
	b.items = appendTriple(b.items, TriplePattern{S: s, P: p, O: o})
}

func (b *groupBuilder) pathTriple(s Term, path syntax.Path, o Term) {
	b.items = append(b.items, b.path(s, pathExpr(path), o)...)
}

// appendTriple adds a triple pattern to the BGP at the end of the list.
func appendTriple(items []Node, tp TriplePattern) []Node {
	if n := len(items); n > 0 {
		if bgp, ok := items[n-1].(*BGP); ok {
			bgp.Patterns = append(bgp.Patterns, tp)
			return items
		}
	}
	return append(items, &BGP{Patterns: []TriplePattern{tp}})
}

// templateSink collects triples where there are no paths.
type templateSink struct{ list []TriplePattern }

func (c *templateSink) triple(s, p, o Term) {
	c.list = append(c.list, TriplePattern{S: s, P: p, O: o})
}

func (c *templateSink) pathTriple(Term, syntax.Path, Term) {
	panic("algebra: a property path in a template")
}

// template translates the triples of a template.
func (t *translator) template(list []syntax.Triples) []TriplePattern {
	c := &templateSink{}
	for _, triples := range list {
		if t.stopped() {
			break
		}
		t.subject(triples, c)
	}
	return c.list
}

// subject translates a subject with its properties.
func (t *translator) subject(triples syntax.Triples, out sink) {
	s := t.node(triples.Subject, out)
	t.properties(s, triples.Properties, out)
}

func (t *translator) properties(s Term, list []syntax.Property, out sink) {
	for _, prop := range list {
		verb := Term{Var: prop.Var}
		if iri, ok := prop.Path.(syntax.PathIRI); ok {
			verb.Term = iri.IRI
		}
		for _, obj := range prop.Objects {
			if t.stopped() {
				return
			}
			o := t.node(obj.Node, out)
			if verb == (Term{}) {
				out.pathTriple(s, prop.Path, o)
				continue
			}
			out.triple(s, verb, o)
			for _, a := range obj.Annotations {
				reifier := t.node(a.Reifier, out)
				t.reifies(reifier, TriplePattern{S: s, P: verb, O: o}, out)
				t.properties(reifier, a.Properties, out)
			}
		}
	}
}

// reifies states that the reifier reifies the triple (RDF 1.2).
func (t *translator) reifies(reifier Term, triple TriplePattern, out sink) {
	out.triple(reifier, Term{Term: rdf.NewIRI(vocab.RDFReifies)}, tripleTerm(triple))
}

// node translates a node and sends the triples that it stands for to out,
// which may be nil for nodes that have none.
func (t *translator) node(n syntax.Node, out sink) Term {
	switch n := n.(type) {
	case syntax.Var:
		return Term{Var: n.Name}
	case syntax.Term:
		return Term{Term: n.Term}
	case syntax.BlankNode:
		if n.Label == "" {
			return t.blank()
		}
		return Term{Var: "_:" + n.Label}
	case *syntax.TripleTerm:
		return tripleTerm(TriplePattern{S: t.node(n.Subject, out), P: t.node(n.Predicate, out), O: t.node(n.Object, out)})
	case *syntax.ReifiedTriple:
		triple := TriplePattern{S: t.node(n.Subject, out), P: t.node(n.Predicate, out), O: t.node(n.Object, out)}
		reifier := t.blank()
		if n.Reifier != nil {
			reifier = t.node(n.Reifier, out)
		}
		t.reifies(reifier, triple, out)
		return reifier
	case *syntax.BlankNodeProperties:
		b := t.blank()
		t.properties(b, n.Properties, out)
		return b
	case *syntax.Collection:
		return t.collection(n, out)
	}
	panic(fmt.Sprintf("algebra: unknown node %T", n))
}

// collection translates ( ... ) to its rdf:first and rdf:rest triples.
func (t *translator) collection(c *syntax.Collection, out sink) Term {
	head := t.blank()
	cell := head
	for i, item := range c.Items {
		if t.stopped() {
			break
		}
		out.triple(cell, Term{Term: rdf.NewIRI(vocab.RDFFirst)}, t.node(item, out))
		next := Term{Term: rdf.NewIRI(vocab.RDFNil)}
		if i+1 < len(c.Items) {
			next = t.blank()
		}
		out.triple(cell, Term{Term: rdf.NewIRI(vocab.RDFRest)}, next)
		cell = next
	}
	return head
}

// tripleTerm returns the triple as a term: an RDF term where it has no variables.
func tripleTerm(t TriplePattern) Term {
	if isGround(t.S) && isGround(t.P) && isGround(t.O) {
		return Term{Term: rdf.NewTripleTerm(rdf.Triple{S: t.S.Term, P: t.P.Term, O: t.O.Term})}
	}
	return Term{Triple: &t}
}

func isGround(t Term) bool { return t.Var == "" && t.Triple == nil }
