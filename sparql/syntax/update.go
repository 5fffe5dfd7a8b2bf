package syntax

// update parses a whole update request.
func (p *parser) update() *Update {
	u := &Update{}
	for p.err == nil {
		p.declarations()
		if len(u.Operations) == 0 {
			p.prologue.Base = p.base.String()
		}
		if p.tok.kind == kindEOF {
			break
		}
		p.newOperation()
		op := p.updateOperation()
		if p.err != nil {
			break
		}
		u.Operations = append(u.Operations, op)
		if !p.accept(";") {
			if p.tok.kind != kindEOF {
				p.expected(`";" or the end of the update`)
			}
			break
		}
	}
	u.Prologue = p.prologue
	return u
}

// updateOperation parses one operation, which its first word names.
func (p *parser) updateOperation() UpdateOperation {
	if p.tok.kind == kindWord {
		switch p.tok.val {
		case "LOAD":
			p.advance()
			return p.load()
		case "CLEAR", "DROP":
			c := &Clear{Drop: p.advance().val == "DROP"}
			c.Silent = p.acceptWord("SILENT")
			c.Target = p.graphRefAll()
			return c
		case "CREATE":
			p.advance()
			c := &Create{Silent: p.acceptWord("SILENT")}
			p.expectWord("GRAPH")
			c.Graph = p.iri()
			return c
		case "ADD", "MOVE", "COPY":
			t := &Transfer{Name: p.advance().val}
			t.Silent = p.acceptWord("SILENT")
			t.From = p.graphOrDefault()
			p.expectWord("TO")
			t.To = p.graphOrDefault()
			return t
		case "INSERT", "DELETE", "WITH":
			return p.change()
		}
	}
	p.expected("LOAD, CLEAR, DROP, CREATE, ADD, MOVE, COPY, INSERT, DELETE, WITH, BASE, PREFIX or VERSION")
	return nil
}

func (p *parser) load() UpdateOperation {
	l := &Load{Silent: p.acceptWord("SILENT")}
	l.Source = p.iri()
	if p.acceptWord("INTO") {
		p.expectWord("GRAPH")
		l.Into = p.iri()
	}
	return l
}

func (p *parser) graphRefAll() GraphRef {
	switch {
	case p.acceptWord("GRAPH"):
		return GraphRef{IRI: p.iri()}
	case p.acceptWord("DEFAULT"):
		return GraphRef{Default: true}
	case p.acceptWord("NAMED"):
		return GraphRef{Named: true}
	case p.acceptWord("ALL"):
		return GraphRef{All: true}
	}
	p.expected("GRAPH, DEFAULT, NAMED or ALL")
	return GraphRef{}
}

func (p *parser) graphOrDefault() GraphRef {
	if p.acceptWord("DEFAULT") {
		return GraphRef{Default: true}
	}
	if !p.acceptWord("GRAPH") && !p.isIRI() {
		p.expected("GRAPH, DEFAULT or an IRI")
	}
	return GraphRef{IRI: p.iri()}
}

// change parses INSERT and DELETE in all their forms.
func (p *parser) change() UpdateOperation {
	m := &Modify{}
	if p.acceptWord("WITH") {
		m.With = p.iri()
		if !p.isWord("INSERT") && !p.isWord("DELETE") {
			p.expected("INSERT or DELETE")
		}
	} else if op := p.shortChange(m); op != nil {
		return op
	}
	if !m.HasInsert && p.acceptWord("DELETE") {
		p.deleteTemplate(m)
	}
	if !m.HasInsert && p.acceptWord("INSERT") {
		p.insertTemplate(m)
	}
	m.Using = p.datasetClauses("USING")
	p.expectWord("WHERE")
	p.inner(func() { m.Where = p.group() })
	return m
}

// shortChange parses INSERT DATA, DELETE DATA and DELETE WHERE. Where the text
// turns out to be another form, it parses its first template into m and returns nil.
func (p *parser) shortChange(m *Modify) UpdateOperation {
	if p.acceptWord("INSERT") {
		if p.acceptWord("DATA") {
			return &InsertData{p.data("")}
		}
		p.insertTemplate(m)
		return nil
	}
	p.advance() // DELETE
	switch {
	case p.acceptWord("DATA"):
		return &DeleteData{p.data("DELETE DATA")}
	case p.acceptWord("WHERE"):
		p.newBGP()
		p.labels.forbidden = "DELETE WHERE"
		d := &DeleteWhere{}
		p.inner(func() { d.Pattern = p.quads() })
		p.labels.forbidden = ""
		return d
	}
	p.deleteTemplate(m)
	return nil
}

func (p *parser) insertTemplate(m *Modify) {
	m.HasInsert = true
	m.Insert = p.quadTemplate("")
}

func (p *parser) deleteTemplate(m *Modify) {
	m.HasDelete = true
	m.Delete = p.quadTemplate("a DELETE template")
}

// quadTemplate parses quads whose blank nodes are not those of patterns, or
// are forbidden in the place that is named.
func (p *parser) quadTemplate(forbidden string) []Quads {
	p.labels.template, p.labels.forbidden = true, forbidden
	var list []Quads
	p.inner(func() { list = p.quads() })
	p.labels.template, p.labels.forbidden = false, ""
	return list
}

// data parses a data block: quads without variables.
func (p *parser) data(forbidden string) []Quads {
	p.labels.data = true
	list := p.quadTemplate(forbidden)
	p.labels.data = false
	return list
}

// quads parses triples and GRAPH blocks in braces.
func (p *parser) quads() []Quads {
	t := triples{parser: p}
	p.expect("{")
	var list []Quads
	for p.err == nil {
		switch {
		case t.starts():
			q := Quads{}
			for t.starts() {
				q.Triples = append(q.Triples, t.sameSubject())
				if !p.accept(".") {
					break
				}
			}
			if t.starts() {
				p.expected(`"."`)
			}
			list = append(list, q)
			continue
		case p.acceptWord("GRAPH"):
			name := p.varOrIRI()
			list = append(list, Quads{Graph: name, Triples: p.template()})
			p.accept(".")
			continue
		}
		break
	}
	p.closeGroup("a triple, GRAPH")
	return list
}
