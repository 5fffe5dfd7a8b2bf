package syntax

// query parses a whole query.
func (p *parser) query() *Query {
	p.declarations()
	p.prologue.Base = p.base.String()
	q := &Query{}
	q.Limit = -1
	body := queryBody{parser: p}
	switch {
	case p.acceptWord("SELECT"):
		q.Form = FormSelect
		body.selectClause(&q.Select)
		q.Dataset = p.datasetClauses("FROM")
		body.where(&q.Select)
	case p.acceptWord("CONSTRUCT"):
		q.Form = FormConstruct
		p.construct(q, &body)
	case p.acceptWord("DESCRIBE"):
		q.Form = FormDescribe
		p.describeTargets(q)
		q.Dataset = p.datasetClauses("FROM")
		if p.isWord("WHERE") || p.is("{") {
			body.where(&q.Select)
		}
	case p.acceptWord("ASK"):
		q.Form = FormAsk
		q.Dataset = p.datasetClauses("FROM")
		body.where(&q.Select)
	default:
		p.expected("SELECT, CONSTRUCT, DESCRIBE, ASK, BASE, PREFIX or VERSION")
	}
	body.modifiers(&q.Select)
	body.finish(&q.Select, q.Form == FormSelect)
	if p.tok.kind != kindEOF {
		p.expected("the end of the query")
	}
	q.Prologue = p.prologue
	return q
}

// construct parses CONSTRUCT from after the keyword to its WHERE.
func (p *parser) construct(q *Query, body *queryBody) {
	if p.is("{") {
		p.labels.template = true
		q.Template = p.template()
		p.labels.template = false
		q.Dataset = p.datasetClauses("FROM")
		body.where(&q.Select)
		return
	}
	q.Short = true
	q.Dataset = p.datasetClauses("FROM")
	p.expectWord("WHERE")
	p.newBGP()
	body.vars = p.inner(func() { q.Template = p.template() })
	q.Where = &Group{}
	if len(q.Template) > 0 {
		q.Where.Elements = []Pattern{&TriplesBlock{Triples: q.Template}}
	}
}

// template parses triples in braces, without paths.
func (p *parser) template() []Triples {
	p.expect("{")
	t := triples{parser: p}
	var list []Triples
	for t.starts() {
		list = append(list, t.sameSubject())
		if !p.accept(".") {
			break
		}
	}
	p.closeGroup("a triple")
	return list
}

// closeGroup passes "}", beside which the content might have gone on.
func (p *parser) closeGroup(content string) {
	if !p.accept("}") {
		p.expected(content + ` or "}"`)
	}
}

func (p *parser) describeTargets(q *Query) {
	if p.accept("*") {
		q.Star = true
		return
	}
	for {
		switch {
		case p.tok.kind == kindVar:
			q.Describe = append(q.Describe, Var{p.advance().val})
		case p.isIRI():
			q.Describe = append(q.Describe, Term{p.iri()})
		default:
			if len(q.Describe) == 0 {
				p.expected(`an IRI, a variable or "*"`)
			}
			return
		}
	}
}

// datasetClauses parses FROM or USING clauses.
func (p *parser) datasetClauses(word string) []DatasetClause {
	var list []DatasetClause
	for p.acceptWord(word) {
		named := p.acceptWord("NAMED")
		list = append(list, DatasetClause{Named: named, IRI: p.iri()})
	}
	return list
}
