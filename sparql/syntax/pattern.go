package syntax

// group parses a group graph pattern in braces, in the current scope.
func (p *parser) group() *Group {
	p.enter()
	defer p.leave()
	saved := p.aggs
	p.aggs = aggregates{}
	p.expect("{")
	p.newBGP()
	g := &Group{}
	if p.isWord("SELECT") {
		g.Elements = []Pattern{p.subSelect()}
	} else {
		p.groupElements(g)
	}
	p.closeGroup("a graph pattern")
	p.newBGP()
	p.aggs = saved
	return g
}

// groupElements parses the content of a group up to its "}".
func (p *parser) groupElements(g *Group) {
	t := triples{parser: p, paths: true}
	for p.err == nil {
		p.chain(len(g.Elements))
		if t.starts() {
			g.Elements = append(g.Elements, p.triplesBlock(t))
			if t.starts() {
				p.expected(`"." or another graph pattern`)
			}
			continue
		}
		e := p.graphPattern()
		if e == nil {
			return
		}
		g.Elements = append(g.Elements, e)
		p.accept(".")
	}
}

// triplesBlock parses triples with dots between them, of at least one.
func (p *parser) triplesBlock(t triples) *TriplesBlock {
	b := &TriplesBlock{}
	for t.starts() {
		b.Triples = append(b.Triples, t.sameSubject())
		if !p.accept(".") {
			break
		}
	}
	return b
}

// graphPattern parses an element of a group other than triples; nil where none
// begins.
func (p *parser) graphPattern() Pattern {
	if p.is("{") {
		return p.groupOrUnion()
	}
	if p.tok.kind != kindWord {
		return nil
	}
	switch p.tok.val {
	case "FILTER":
		p.advance()
		return p.filter()
	case "OPTIONAL":
		p.advance()
		return &Optional{p.groupInScope()}
	case "MINUS":
		p.advance()
		m := &Minus{}
		p.inner(func() { m.Group = p.group() })
		return m
	case "GRAPH":
		p.advance()
		g := &Graph{Name: p.varOrIRI()}
		g.Group = p.groupInScope()
		return g
	case "SERVICE":
		p.advance()
		s := &Service{Silent: p.acceptWord("SILENT")}
		s.Name = p.varOrIRI()
		s.Group = p.groupInScope()
		return s
	case "BIND":
		p.advance()
		return p.bind()
	case "VALUES":
		d := p.inlineData()
		p.newBGP()
		return d
	}
	return nil
}

// varOrIRI parses a variable, which comes into scope, or an IRI.
func (p *parser) varOrIRI() Node {
	if p.tok.kind == kindVar {
		return Var{p.bound()}
	}
	if !p.isIRI() {
		p.expected("a variable or an IRI")
	}
	return Term{p.iri()}
}

// groupOrUnion parses { ... } with any number of UNIONs.
func (p *parser) groupOrUnion() Pattern {
	first := p.groupInScope()
	if !p.isWord("UNION") {
		return first
	}
	u := &Union{Branches: []*Group{first}}
	for p.acceptWord("UNION") {
		u.Branches = append(u.Branches, p.groupInScope())
		p.chain(len(u.Branches))
	}
	return u
}

// groupInScope parses a group with a scope of its own, which then joins the
// outer one: BIND inside may use a name that stands outside.
func (p *parser) groupInScope() *Group {
	var g *Group
	s := p.inner(func() { g = p.group() })
	p.scope.merge(s)
	return g
}

// filter parses a constraint. It does not end a basic graph pattern.
func (p *parser) filter() Pattern {
	bgp := p.labels.bgp
	f := &Filter{p.constraint()}
	p.labels.bgp = bgp
	return f
}

func (p *parser) bind() Pattern {
	p.expect("(")
	b := &Bind{Expr: p.expression()}
	p.expectWord("AS")
	pos := p.tok.pos
	b.Var = p.variable()
	if p.scope.has(b.Var) {
		p.fault(pos, "BIND cannot give a value to ?%s, which is already in scope", b.Var)
	}
	p.expect(")")
	p.scope.add(b.Var)
	p.newBGP()
	return b
}
