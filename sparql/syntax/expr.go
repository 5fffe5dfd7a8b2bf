package syntax

import "github.com/issn-ld/issn-ld/rdf"

// expression parses an expression.
func (p *parser) expression() Expr {
	p.enter()
	defer p.leave()
	return p.chainOf(p.conjunction, "||")
}

func (p *parser) conjunction() Expr { return p.chainOf(p.relation, "&&") }

// chainOf parses operands with the operator between them, grouped to the left.
func (p *parser) chainOf(operand func() Expr, op string) Expr {
	e := operand()
	for n := 1; p.accept(op); n++ {
		p.chain(n)
		e = &Operation{Op: op, Args: []Expr{e, operand()}}
	}
	return e
}

// relation parses a comparison or IN, of which there is at most one.
func (p *parser) relation() Expr {
	e := p.sum()
	if p.tok.kind == kindPunct {
		switch op := p.tok.val; op {
		case "=", "!=", "<", ">", "<=", ">=":
			p.advance()
			return &Operation{Op: op, Args: []Expr{e, p.sum()}}
		}
	}
	switch {
	case p.acceptWord("IN"):
		return &Operation{Op: "IN", Args: append([]Expr{e}, p.expressionList()...)}
	case p.acceptWord("NOT"):
		p.expectWord("IN")
		return &Operation{Op: "NOT IN", Args: append([]Expr{e}, p.expressionList()...)}
	}
	return e
}

// sum parses additions and subtractions. The sign of a number after an operand
// is the operator, though it belongs to the number's token: ?a -1 is ?a - 1.
func (p *parser) sum() Expr {
	e := p.product()
	for n := 1; ; n++ {
		p.chain(n)
		switch {
		case p.accept("+"):
			e = &Operation{Op: "+", Args: []Expr{e, p.product()}}
		case p.accept("-"):
			e = &Operation{Op: "-", Args: []Expr{e, p.product()}}
		case p.isSignedNumber():
			op := p.tok.val[:1]
			p.tok.val = p.tok.val[1:]
			e = &Operation{Op: op, Args: []Expr{e, p.factors(&TermExpr{p.literal()})}}
		default:
			return e
		}
	}
}

func (p *parser) isSignedNumber() bool {
	switch p.tok.kind {
	case kindInteger, kindDecimal, kindDouble:
		return p.tok.val[0] == '+' || p.tok.val[0] == '-'
	default:
		return false
	}
}

func (p *parser) product() Expr { return p.factors(p.unary()) }

// factors parses the multiplications and divisions that follow e.
func (p *parser) factors(e Expr) Expr {
	for n := 1; ; n++ {
		p.chain(n)
		switch {
		case p.accept("*"):
			e = &Operation{Op: "*", Args: []Expr{e, p.unary()}}
		case p.accept("/"):
			e = &Operation{Op: "/", Args: []Expr{e, p.unary()}}
		default:
			return e
		}
	}
}

func (p *parser) unary() Expr {
	switch {
	case p.accept("!"):
		p.enter()
		defer p.leave()
		return &Operation{Op: "!", Args: []Expr{p.unary()}}
	case p.accept("+"):
		return &Operation{Op: "u+", Args: []Expr{p.primary()}}
	case p.accept("-"):
		return &Operation{Op: "u-", Args: []Expr{p.primary()}}
	}
	return p.primary()
}

// primary parses an operand.
func (p *parser) primary() Expr {
	switch {
	case p.is("("):
		return p.bracketed()
	case p.tok.kind == kindVar:
		return p.varExpr()
	case p.isIRI():
		return p.iriOrCall()
	case p.startsLiteral():
		return &TermExpr{p.literal()}
	case p.is("<<("):
		return p.tripleTermExpr()
	case p.startsCall():
		return p.builtIn()
	}
	p.expected("an expression")
	return &VarExpr{}
}

// bracketed parses an expression in parentheses.
func (p *parser) bracketed() Expr {
	p.expect("(")
	e := p.expression()
	if !p.accept(")") {
		p.expected(`an operator or ")"`)
	}
	return e
}

func (p *parser) varExpr() Expr {
	pos := p.tok.pos
	name := p.variable()
	if p.aggs.collect && !p.aggs.inside {
		p.aggs.outside = append(p.aggs.outside, varUse{name, pos})
	}
	return &VarExpr{name}
}

// iriOrCall parses an IRI, or a call of the function of that name.
func (p *parser) iriOrCall() Expr {
	iri := p.iri()
	if !p.is("(") {
		return &TermExpr{iri}
	}
	return p.functionCall(iri)
}

// functionCall parses the arguments of a function, whose "(" stands there.
func (p *parser) functionCall(iri rdf.Term) Expr {
	f := &FunctionCall{IRI: iri.Value()}
	p.expect("(")
	if p.accept(")") {
		return f
	}
	f.Distinct = p.acceptWord("DISTINCT")
	f.Args = p.arguments()
	return f
}

// arguments parses expressions with commas between them up to ")", which it passes.
func (p *parser) arguments() []Expr {
	args := []Expr{p.expression()}
	for p.accept(",") {
		args = append(args, p.expression())
	}
	if !p.accept(")") {
		p.expected(`an operator, "," or ")"`)
	}
	return args
}

// expressionList parses a list of expressions in parentheses, which may be empty.
func (p *parser) expressionList() []Expr {
	p.expect("(")
	if p.accept(")") {
		return nil
	}
	return p.arguments()
}

// tripleTermExpr parses a triple term in an expression.
func (p *parser) tripleTermExpr() Expr {
	p.enter()
	defer p.leave()
	p.expect("<<(")
	t := &TripleTermExpr{}
	switch {
	case p.tok.kind == kindVar:
		t.Subject = p.varExpr()
	case p.isIRI():
		t.Subject = &TermExpr{p.iri()}
	default:
		p.expected("a variable or an IRI as the subject of the triple term")
	}
	if p.tok.kind == kindVar {
		t.Predicate = p.varExpr()
	} else {
		t.Predicate = &TermExpr{p.verbIRI()}
	}
	switch {
	case p.tok.kind == kindVar:
		t.Object = p.varExpr()
	case p.isIRI():
		t.Object = &TermExpr{p.iri()}
	case p.startsLiteral():
		t.Object = &TermExpr{p.literal()}
	case p.is("<<("):
		t.Object = p.tripleTermExpr()
	default:
		p.expected("a variable, an IRI, a literal or a triple term as the object of the triple term")
	}
	p.expect(")>>")
	return t
}

// startsConstraint reports whether a constraint begins here: what FILTER,
// HAVING, ORDER BY and GROUP BY take without more parentheses.
func (p *parser) startsConstraint() bool { return p.is("(") || p.isIRI() || p.startsCall() }

func (p *parser) constraint() Expr {
	switch {
	case p.is("("):
		return p.bracketed()
	case p.isIRI():
		iri := p.iri()
		if !p.is("(") {
			p.expected(`the arguments of the function in parentheses`)
		}
		return p.functionCall(iri)
	case p.startsCall():
		return p.builtIn()
	}
	p.expected("an expression in parentheses or a function call")
	return &VarExpr{}
}

// exists parses the group after EXISTS.
func (p *parser) exists(not bool) Expr {
	e := &Exists{Not: not}
	saved, bgp := p.aggs, p.labels.bgp
	p.inner(func() { e.Group = p.group() })
	p.aggs, p.labels.bgp = saved, bgp
	return e
}

// aggregate parses the arguments of an aggregate whose name has been passed at pos.
func (p *parser) aggregate(name string, pos int) Expr {
	switch {
	case !p.aggs.allowed:
		p.fault(pos, "%s cannot stand here: aggregates belong in SELECT, HAVING and ORDER BY", name)
	case p.aggs.inside:
		p.fault(pos, "%s stands inside another aggregate", name)
	}
	p.aggs.seen, p.aggs.inside = true, true
	defer func() { p.aggs.inside = false }()
	a := &Aggregate{Name: name}
	p.expect("(")
	a.Distinct = p.acceptWord("DISTINCT")
	if name == "COUNT" && p.accept("*") {
		p.expect(")")
		return a
	}
	a.Arg = p.expression()
	if name == "GROUP_CONCAT" && p.accept(";") {
		p.expectWord("SEPARATOR")
		p.expect("=")
		if p.tok.kind != kindString {
			p.expected("the separator, a string")
		}
		a.HasSeparator, a.Separator = true, p.advance().val
	}
	if !p.accept(")") {
		p.expected(`an operator or ")"`)
	}
	return a
}
