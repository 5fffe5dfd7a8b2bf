package syntax

import "strings"

// arity is the number of arguments that a built-in takes; most is -1 for any.
type arity struct{ least, most int }

// arityOf returns the arity of a built-in function by its name in upper case.
func arityOf(name string) (arity, bool) {
	switch name {
	case "STR", "LANG", "LANGDIR", "DATATYPE", "IRI", "URI", "ABS", "CEIL", "FLOOR", "ROUND", "STRLEN", "UCASE", "LCASE",
		"ENCODE_FOR_URI", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ",
		"MD5", "SHA1", "SHA256", "SHA384", "SHA512", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC",
		"HASLANG", "HASLANGDIR", "ISTRIPLE", "SUBJECT", "PREDICATE", "OBJECT", "BOUND":
		return arity{1, 1}, true
	case "LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLANG", "STRDT", "SAMETERM":
		return arity{2, 2}, true
	case "IF", "STRLANGDIR", "TRIPLE":
		return arity{3, 3}, true
	case "RAND", "NOW", "UUID", "STRUUID":
		return arity{0, 0}, true
	case "BNODE":
		return arity{0, 1}, true
	case "SUBSTR", "REGEX":
		return arity{2, 3}, true
	case "REPLACE":
		return arity{3, 4}, true
	case "CONCAT", "COALESCE":
		return arity{0, -1}, true
	}
	return arity{}, false
}

func isAggregate(name string) bool {
	switch name {
	case "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT":
		return true
	}
	return false
}

// startsCall reports whether the keyword of a built-in call stands there.
func (p *parser) startsCall() bool {
	if p.tok.kind != kindWord {
		return false
	}
	if _, ok := arityOf(p.tok.val); ok {
		return true
	}
	return isAggregate(p.tok.val) || p.tok.val == "EXISTS" || p.tok.val == "NOT"
}

// builtIn parses a built-in call, an aggregate, or EXISTS.
func (p *parser) builtIn() Expr {
	start := p.advance()
	name := start.val
	switch {
	case name == "EXISTS":
		return p.exists(false)
	case name == "NOT":
		p.expectWord("EXISTS")
		return p.exists(true)
	case isAggregate(name):
		return p.aggregate(name, start.pos)
	case name == "BOUND":
		p.expect("(")
		c := &Call{Name: name, Args: []Expr{p.varExpr()}}
		p.expect(")")
		return c
	}
	c := &Call{Name: strings.Replace(name, "URI", "IRI", 1)}
	if name == "ENCODE_FOR_URI" {
		c.Name = name
	}
	if !p.is("(") {
		p.expected(`"("`)
	}
	c.Args = p.expressionList()
	want, _ := arityOf(name)
	if n := len(c.Args); n < want.least || want.most >= 0 && n > want.most {
		p.fault(start.pos, "%s takes %s, not %d", name, want, n)
	}
	return c
}

// String describes the arity in words.
func (a arity) String() string {
	numbers := [...]string{"no arguments", "one argument", "two arguments", "three arguments", "four arguments"}
	if a.least == a.most {
		return numbers[a.least]
	}
	least, _, _ := strings.Cut(numbers[a.least], " ")
	return least + " or " + numbers[a.most]
}
