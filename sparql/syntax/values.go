package syntax

import "github.com/issn-ld/issn-ld/rdf"

// inlineData parses VALUES and its data, and puts its variables in scope.
func (p *parser) inlineData() *InlineData {
	p.expectWord("VALUES")
	d := &InlineData{Vars: []string{}}
	one := p.tok.kind == kindVar
	if !one && !p.is("(") {
		p.expected(`a variable or "("`)
		return d
	}
	p.accept("(")
	for p.tok.kind == kindVar {
		pos := p.tok.pos
		name := p.advance().val
		for _, v := range d.Vars {
			if v == name {
				p.fault(pos, "the variable ?%s stands twice in VALUES", name)
			}
		}
		d.Vars = append(d.Vars, name)
		p.scope.add(name)
		if one {
			break
		}
	}
	if !one {
		p.expect(")")
	}
	p.expect("{")
	for one && p.startsDataValue() {
		d.Rows = append(d.Rows, []rdf.Term{p.dataValue()})
	}
	for !one && p.is("(") {
		d.Rows = append(d.Rows, p.dataRow(len(d.Vars)))
	}
	if one {
		p.closeGroup("a value")
	} else {
		p.closeGroup(`"("`)
	}
	return d
}

// dataRow parses a row of n values in parentheses.
func (p *parser) dataRow(n int) []rdf.Term {
	pos := p.tok.pos
	p.expect("(")
	row := make([]rdf.Term, 0, n)
	for p.startsDataValue() {
		row = append(row, p.dataValue())
	}
	if !p.is(")") {
		p.expected(`a value or ")"`)
	}
	if len(row) != n {
		p.fault(pos, "VALUES has %d variables, but this row has %d values", n, len(row))
	}
	p.advance()
	return row
}

func (p *parser) startsDataValue() bool {
	return p.isWord("UNDEF") || p.isIRI() || p.startsLiteral() || p.is("<<(")
}

func (p *parser) dataValue() rdf.Term {
	switch {
	case p.acceptWord("UNDEF"):
		return rdf.Term{}
	case p.isIRI():
		return p.iri()
	case p.is("<<("):
		return p.dataTripleTerm()
	}
	return p.literal()
}

// dataTripleTerm parses a triple term without variables and blank nodes.
func (p *parser) dataTripleTerm() rdf.Term {
	p.enter()
	defer p.leave()
	p.expect("<<(")
	var t rdf.Triple
	t.S = p.iri()
	t.P = p.verbIRI()
	switch {
	case p.isIRI():
		t.O = p.iri()
	case p.is("<<("):
		t.O = p.dataTripleTerm()
	case p.startsLiteral():
		t.O = p.literal()
	default:
		p.expected("an IRI, a literal or a triple term")
	}
	p.expect(")>>")
	return rdf.NewTripleTerm(t)
}
