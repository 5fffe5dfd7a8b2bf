package syntax

import (
	"fmt"
	"strconv"
	"strings"
)

// String returns the query in the syntax, with the prefixes that it declares.
func (q *Query) String() string {
	w := &printer{prefixes: q.Prologue.Prefixes}
	w.prologue(q.Prologue)
	switch q.Form {
	case FormSelect:
		w.selectClause(&q.Select)
	case FormConstruct:
		w.put("CONSTRUCT")
		if !q.Short {
			w.put(" ")
			w.triplesIn(q.Template)
		}
	case FormAsk:
		w.put("ASK")
	case FormDescribe:
		w.put("DESCRIBE")
		if q.Star {
			w.put(" *")
		}
		for _, n := range q.Describe {
			w.put(" ")
			w.node(n)
		}
	}
	w.dataset("FROM", q.Dataset)
	w.body(&q.Select)
	w.line()
	return w.b.String()
}

// String returns the update request in the syntax.
func (u *Update) String() string {
	w := &printer{prefixes: u.Prologue.Prefixes}
	w.prologue(u.Prologue)
	for i, op := range u.Operations {
		if i > 0 {
			w.put(" ;")
			w.line()
		}
		w.operation(op)
	}
	w.line()
	return w.b.String()
}

// String returns the group in the syntax, braces included, with all IRIs in
// full: it stands for itself wherever it is sent.
func (g *Group) String() string {
	w := &printer{}
	w.group(g)
	return w.b.String()
}

// printer writes a tree. The methods are named for what they write.
type printer struct {
	b        strings.Builder
	indent   int
	prefixes []Prefix
}

func (w *printer) put(parts ...string) {
	for _, s := range parts {
		w.b.WriteString(s)
	}
}

func (w *printer) line() {
	w.b.WriteByte('\n')
	for range w.indent {
		w.b.WriteString("  ")
	}
}

func (w *printer) prologue(p Prologue) {
	if p.Version != "" {
		w.put("VERSION ")
		w.quoted(p.Version)
		w.line()
	}
	for _, prefix := range p.Prefixes {
		w.put("PREFIX ", prefix.Name, ": ")
		w.fullIRI(prefix.IRI)
		w.line()
	}
	if p.Base != "" { // after the prefixes, which it must not change
		w.put("BASE ")
		w.fullIRI(p.Base)
		w.line()
	}
}

func (w *printer) selectClause(s *Select) {
	w.put("SELECT")
	if s.Distinct {
		w.put(" DISTINCT")
	}
	if s.Reduced {
		w.put(" REDUCED")
	}
	if s.Star {
		w.put(" *")
	}
	for _, item := range s.Items {
		if item.Expr == nil {
			w.put(" ?", item.Var)
			continue
		}
		w.put(" ")
		w.as(item.Expr, item.Var)
	}
}

// as writes (expr AS ?name).
func (w *printer) as(e Expr, name string) {
	w.put("(")
	w.expr(e)
	w.put(" AS ?", name, ")")
}

func (w *printer) dataset(word string, list []DatasetClause) {
	for _, c := range list {
		w.line()
		w.put(word, " ")
		if c.Named {
			w.put("NAMED ")
		}
		w.term(c.IRI)
	}
}

// body writes what follows the head of a query or sub-query.
func (w *printer) body(s *Select) {
	if s.Where != nil {
		w.line()
		w.put("WHERE ")
		w.group(s.Where)
	}
	if len(s.GroupBy) > 0 {
		w.line()
		w.put("GROUP BY")
		for _, c := range s.GroupBy {
			w.put(" ")
			if c.Var != "" {
				w.as(c.Expr, c.Var)
			} else {
				w.constraint(c.Expr)
			}
		}
	}
	if len(s.Having) > 0 {
		w.line()
		w.put("HAVING")
		for _, e := range s.Having {
			w.put(" (")
			w.expr(e)
			w.put(")")
		}
	}
	w.order(s.OrderBy)
	if s.Limit >= 0 {
		w.line()
		w.put("LIMIT ", strconv.FormatInt(s.Limit, 10))
	}
	if s.Offset > 0 {
		w.line()
		w.put("OFFSET ", strconv.FormatInt(s.Offset, 10))
	}
	if s.Values != nil {
		w.line()
		w.inlineData(s.Values)
	}
}

func (w *printer) order(list []OrderCondition) {
	if len(list) == 0 {
		return
	}
	w.line()
	w.put("ORDER BY")
	for _, c := range list {
		if c.Descending {
			w.put(" DESC(")
			w.expr(c.Expr)
			w.put(")")
			continue
		}
		w.put(" ")
		w.constraint(c.Expr)
	}
}

// constraint writes an expression where only a variable or parentheses may stand.
func (w *printer) constraint(e Expr) {
	if v, ok := e.(*VarExpr); ok {
		w.put("?", v.Name)
		return
	}
	w.put("(")
	w.expr(e)
	w.put(")")
}

// group writes a group graph pattern.
func (w *printer) group(g *Group) {
	if len(g.Elements) == 0 {
		w.put("{}")
		return
	}
	w.put("{")
	w.indent++
	for _, e := range g.Elements {
		w.line()
		w.pattern(e)
	}
	w.indent--
	w.line()
	w.put("}")
}

func (w *printer) pattern(p Pattern) {
	switch p := p.(type) {
	case *Group:
		w.group(p)
	case *TriplesBlock:
		w.triplesBlock(p.Triples)
	case *Filter:
		w.put("FILTER (")
		w.expr(p.Expr)
		w.put(")")
	case *Bind:
		w.put("BIND ")
		w.as(p.Expr, p.Var)
	case *Optional:
		w.put("OPTIONAL ")
		w.group(p.Group)
	case *Minus:
		w.put("MINUS ")
		w.group(p.Group)
	case *Graph:
		w.put("GRAPH ")
		w.node(p.Name)
		w.put(" ")
		w.group(p.Group)
	case *Service:
		w.put("SERVICE ")
		if p.Silent {
			w.put("SILENT ")
		}
		w.node(p.Name)
		w.put(" ")
		w.group(p.Group)
	case *Union:
		for i, g := range p.Branches {
			if i > 0 {
				w.put(" UNION ")
			}
			w.group(g)
		}
	case *InlineData:
		w.inlineData(p)
	case *SubSelect:
		w.selectClause(&p.Select)
		w.body(&p.Select)
	default:
		panic(fmt.Sprintf("syntax: unknown pattern %T", p))
	}
}

func (w *printer) inlineData(d *InlineData) {
	w.put("VALUES (")
	for i, v := range d.Vars {
		if i > 0 {
			w.put(" ")
		}
		w.put("?", v)
	}
	w.put(") {")
	w.indent++
	for _, row := range d.Rows {
		w.line()
		w.put("(")
		for i, t := range row {
			if i > 0 {
				w.put(" ")
			}
			if t.IsZero() {
				w.put("UNDEF")
				continue
			}
			w.term(t)
		}
		w.put(")")
	}
	w.indent--
	w.line()
	w.put("}")
}
