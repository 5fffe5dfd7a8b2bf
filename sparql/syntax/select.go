package syntax

import "strconv"

// queryBody parses the parts of a query or sub-query, and checks what they say
// about each other's variables.
type queryBody struct {
	*parser
	vars    *scope // in scope in WHERE
	asVars  []varUse
	plain   []varUse // variables that are projected without an expression
	outside []varUse // variables in SELECT expressions outside aggregates
	star    int      // offset of "*"
	grouped bool
}

// selectClause parses what follows SELECT.
func (b *queryBody) selectClause(s *Select) {
	p := b.parser
	switch {
	case p.acceptWord("DISTINCT"):
		s.Distinct = true
	case p.acceptWord("REDUCED"):
		s.Reduced = true
	}
	b.star = p.tok.pos
	if p.accept("*") {
		s.Star = true
		return
	}
	seen := make(map[string]bool)
	saved := p.aggs
	p.aggs = aggregates{allowed: true, collect: true}
	for {
		pos := p.tok.pos
		switch {
		case p.tok.kind == kindVar:
			name := p.advance().val
			seen[name] = true
			b.plain = append(b.plain, varUse{name, pos})
			s.Items = append(s.Items, Projection{Var: name})
			continue
		case p.accept("("):
			e := p.expression()
			p.expectWord("AS")
			pos = p.tok.pos
			name := p.variable()
			if seen[name] {
				p.fault(pos, "the variable ?%s is already selected", name)
			}
			seen[name] = true
			b.asVars = append(b.asVars, varUse{name, pos})
			s.Items = append(s.Items, Projection{Expr: e, Var: name})
			p.expect(")")
			continue
		}
		break
	}
	if len(s.Items) == 0 {
		p.expected(`a variable, "(" or "*"`)
	}
	b.grouped = p.aggs.seen
	b.outside = p.aggs.outside
	p.aggs = saved
}

// where parses an optional WHERE and the group after it.
func (b *queryBody) where(s *Select) {
	b.acceptWord("WHERE")
	b.vars = b.inner(func() { s.Where = b.group() })
}

// modifiers parses the solution modifiers and a trailing VALUES.
func (b *queryBody) modifiers(s *Select) {
	p := b.parser
	saved := p.aggs
	defer func() { p.aggs = saved }()
	s.Limit = -1
	if p.acceptWord("GROUP") {
		p.expectWord("BY")
		b.grouped = true
		p.aggs = aggregates{}
		s.GroupBy = b.groupConditions()
	}
	p.aggs = aggregates{allowed: true}
	if p.acceptWord("HAVING") {
		b.grouped = true
		for p.startsConstraint() {
			s.Having = append(s.Having, p.constraint())
		}
		if len(s.Having) == 0 {
			p.expected("a condition")
		}
	}
	if p.acceptWord("ORDER") {
		p.expectWord("BY")
		s.OrderBy = p.orderConditions()
	}
	b.grouped = b.grouped || p.aggs.seen
	b.limitOffset(s)
	if p.isWord("VALUES") {
		if b.vars == nil {
			b.vars = &scope{}
		}
		outer := p.scope
		p.scope = b.vars
		s.Values = p.inlineData()
		p.scope = outer
	}
}

// groupConditions parses what follows GROUP BY.
func (b *queryBody) groupConditions() []GroupCondition {
	p := b.parser
	var list []GroupCondition
	for {
		var c GroupCondition
		switch {
		case p.tok.kind == kindVar:
			c.Expr = &VarExpr{p.advance().val}
		case p.accept("("):
			c.Expr = p.expression()
			if p.acceptWord("AS") {
				pos := p.tok.pos
				c.Var = p.variable()
				if b.vars != nil && b.vars.has(c.Var) {
					p.fault(pos, "the variable ?%s is already in scope", c.Var)
				}
				b.scopeVar(c.Var)
			}
			p.expect(")")
		case p.startsConstraint():
			c.Expr = p.constraint()
		default:
			if len(list) == 0 {
				p.expected("a variable or an expression to group by")
			}
			return list
		}
		list = append(list, c)
	}
}

// scopeVar puts a variable in the scope that WHERE has left.
func (b *queryBody) scopeVar(name string) {
	if b.vars == nil {
		b.vars = &scope{}
	}
	b.vars.add(name)
}

// orderConditions parses what follows ORDER BY.
func (p *parser) orderConditions() []OrderCondition {
	var list []OrderCondition
	for {
		var c OrderCondition
		switch {
		case p.isWord("ASC") || p.isWord("DESC"):
			c.Descending = p.advance().val == "DESC"
			c.Expr = p.bracketed()
		case p.tok.kind == kindVar:
			c.Expr = &VarExpr{p.advance().val}
		case p.startsConstraint():
			c.Expr = p.constraint()
		default:
			if len(list) == 0 {
				p.expected("a variable or an expression to order by")
			}
			return list
		}
		list = append(list, c)
	}
}

// limitOffset parses LIMIT and OFFSET in either order.
func (b *queryBody) limitOffset(s *Select) {
	limit, offset := false, false
	for {
		switch {
		case !limit && b.acceptWord("LIMIT"):
			limit = true
			s.Limit = b.count()
		case !offset && b.acceptWord("OFFSET"):
			offset = true
			s.Offset = b.count()
		default:
			return
		}
	}
}

// count parses an unsigned integer.
func (p *parser) count() int64 {
	if p.tok.kind != kindInteger || !isDigit(p.tok.val[0]) {
		p.expected("a number without a sign")
		return 0
	}
	n, err := strconv.ParseInt(p.tok.val, 10, 64)
	if err != nil {
		p.fault(p.tok.pos, "the number %s is too large", p.tok.val)
		return 0
	}
	p.advance()
	return n
}

// finish checks the rules between the SELECT clause and the rest, and leaves
// the visible variables in b.vars.
func (b *queryBody) finish(s *Select, isSelect bool) {
	p := b.parser
	if p.err != nil {
		return
	}
	if b.vars == nil {
		b.vars = &scope{}
	}
	if !isSelect {
		return
	}
	visible := b.vars
	if b.grouped {
		if s.Star {
			p.fault(b.star, "SELECT * cannot stand beside GROUP BY or HAVING: name the variables")
			return
		}
		visible = b.checkGrouped(s)
	}
	for _, v := range b.asVars {
		if visible.has(v.name) {
			p.fault(v.pos, "the variable ?%s is already in scope", v.name)
			return
		}
	}
	if s.Star {
		return
	}
	b.vars = &scope{}
	for _, item := range s.Items {
		b.vars.add(item.Var)
	}
}

// checkGrouped checks that the SELECT clause of a grouped query uses only keys
// and aggregates, and returns the variables in scope after grouping.
func (b *queryBody) checkGrouped(s *Select) *scope {
	keys := &scope{}
	for _, c := range s.GroupBy {
		if c.Var != "" {
			keys.add(c.Var)
		} else if v, ok := c.Expr.(*VarExpr); ok {
			keys.add(v.Name)
		}
	}
	if s.Values != nil {
		for _, v := range s.Values.Vars {
			keys.add(v)
		}
	}
	for _, v := range b.plain {
		if !keys.has(v.name) {
			b.fault(v.pos, "the variable ?%s is selected but not grouped by", v.name)
		}
	}
	defined := make(map[string]int, len(b.asVars)) // where each AS variable begins to count
	for _, v := range b.asVars {
		defined[v.name] = v.pos
	}
	for _, v := range b.outside {
		if pos, ok := defined[v.name]; !keys.has(v.name) && (!ok || pos > v.pos) {
			b.fault(v.pos, "the variable ?%s stands outside an aggregate but is not grouped by", v.name)
		}
	}
	return keys
}

// subSelect parses a sub-query, whose SELECT stands there, and puts its
// variables in scope.
func (p *parser) subSelect() *SubSelect {
	s := &SubSelect{}
	body := queryBody{parser: p}
	p.expectWord("SELECT")
	saved := p.aggs
	body.selectClause(&s.Select)
	body.where(&s.Select)
	body.modifiers(&s.Select)
	body.finish(&s.Select, true)
	p.aggs = saved
	if p.err == nil {
		p.scope.merge(body.vars)
	}
	return s
}
