package algebra

import (
	"context"
	"slices"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// Parse parses and translates a query. The error, if any, is a [*syntax.Error] or
// the cause for which ctx ended.
func Parse(ctx context.Context, text, base string) (*Query, error) {
	q, err := syntax.ParseQuery(ctx, text, syntax.Options{Base: base})
	if err != nil {
		return nil, err
	}
	return Translate(ctx, q)
}

// ParseUpdate parses and translates an update request. The error, if any, is a
// [*syntax.Error] or the cause for which ctx ended.
func ParseUpdate(ctx context.Context, text, base string) (*Update, error) {
	u, err := syntax.ParseUpdate(ctx, text, syntax.Options{Base: base})
	if err != nil {
		return nil, err
	}
	return TranslateUpdate(ctx, u)
}

// Translate translates a query that the parser has accepted (section 18.2). The
// error, if any, is the cause for which ctx ended.
func Translate(ctx context.Context, q *syntax.Query) (*Query, error) {
	t := newTranslator(ctx)
	out := &Query{Form: Form(q.Form), Dataset: dataset(q.Dataset), Base: q.Prologue.Base}
	vars := t.shown.selected(&q.Select)
	if q.Form == syntax.FormDescribe {
		vars = nil
		for _, n := range q.Describe {
			term := t.node(n, nil)
			out.Describe = append(out.Describe, term)
			if term.Var != "" {
				vars = append(vars, term.Var)
			}
		}
		if q.Star {
			vars = t.shown.visibleVars(q.Where)
			for _, v := range vars {
				out.Describe = append(out.Describe, Term{Var: v})
			}
		}
	}
	switch q.Form {
	case syntax.FormSelect:
		out.Vars = vars
		out.Root = t.selectQuery(&q.Select, vars)
	case syntax.FormDescribe:
		out.Vars = vars
		out.Root = t.selectQuery(&q.Select, vars)
	case syntax.FormConstruct:
		out.Template = t.template(q.Template)
		out.Root = t.solutions(&q.Select)
	case syntax.FormAsk:
		out.Root = t.solutions(&q.Select)
	}
	if t.err != nil {
		return nil, t.err
	}
	return out, nil
}

// dataset translates FROM or USING clauses.
func dataset(list []syntax.DatasetClause) (d Dataset) {
	for _, c := range list {
		if c.Named {
			d.Named = append(d.Named, c.IRI)
		} else {
			d.Default = append(d.Default, c.IRI)
		}
	}
	return d
}

// selected returns the variables that a SELECT clause projects.
func (m shown) selected(s *syntax.Select) []string {
	if vars, ok := m[s]; ok {
		return vars
	}
	m[s] = m.project(s)
	return m[s]
}

// project is the projection of a SELECT, with its expressions as bindings below.
func (m shown) project(s *syntax.Select) []string {
	if s.Star {
		vars := newNameSet()
		m.visible(s.Where, vars)
		if s.Values != nil {
			vars.add(s.Values.Vars...)
		}
		return vars.names
	}
	out := make([]string, 0, len(s.Items))
	seen := make(map[string]bool, len(s.Items))
	for _, item := range s.Items {
		if !seen[item.Var] {
			seen[item.Var] = true
			out = append(out, item.Var)
		}
	}
	return out
}

// translator makes the hidden variables of one query.
type translator struct {
	ctx   context.Context //nolint:containedctx // of the one call that the translator serves
	meter pace.Meter
	err   error // the cause for which ctx ended; what has been translated is of no use then

	shown  shown
	remote bool // within a SERVICE, whose text is that of the outermost one
	fresh  int
	anon   int
}

func newTranslator(ctx context.Context) *translator { return &translator{ctx: ctx, shown: shown{}} }

// stopped counts a step and reports whether ctx has ended. The loops over what a
// text may hold any number of end then.
func (t *translator) stopped() bool {
	if t.err == nil {
		t.err = t.meter.Add(t.ctx, 1)
	}
	return t.err != nil
}

// hidden returns a new hidden variable: "." and the stem and a number.
func (t *translator) hidden(stem string) string {
	t.fresh++
	return "." + stem + strconv.Itoa(t.fresh)
}

// blank returns the variable of a new anonymous blank node. No label of a text
// begins with a dot.
func (t *translator) blank() Term {
	t.anon++
	return Term{Var: "_:.b" + strconv.Itoa(t.anon)}
}

// selectQuery translates a SELECT query or sub-query (sections 18.2.4 and 18.2.5).
func (t *translator) selectQuery(s *syntax.Select, vars []string) Node {
	p, exprs := t.beforeOrder(s)
	p = t.orderBy(p, s, exprs)
	p = &Project{P: p, Vars: vars}
	switch {
	case s.Distinct:
		p = &Distinct{P: p}
	case s.Reduced:
		p = &Reduced{P: p}
	}
	return slice(p, s)
}

// solutions translates the pattern and modifiers of the forms without projection.
func (t *translator) solutions(s *syntax.Select) Node {
	p, exprs := t.beforeOrder(s)
	return slice(t.orderBy(p, s, exprs), s)
}

func slice(p Node, s *syntax.Select) Node {
	if s.Limit < 0 && s.Offset == 0 {
		return p
	}
	return &Slice{P: p, Offset: s.Offset, Limit: s.Limit}
}

// beforeOrder translates WHERE, grouping, HAVING, VALUES and the expressions of
// the SELECT clause. ORDER BY takes part in the grouping for its aggregates.
func (t *translator) beforeOrder(s *syntax.Select) (Node, *exprs) {
	p := t.groupPattern(s.Where)
	x := &exprs{translator: t}
	var group *Group
	if isGrouped(s) {
		group = &Group{P: p}
		x.group, x.bound = group, newNameSet()
		for _, c := range s.GroupBy {
			group.Keys = append(group.Keys, t.groupKey(c, x.bound))
		}
		p = group
	}
	var having Expr
	for _, e := range s.Having {
		having = and(having, x.expr(e))
	}
	if having != nil {
		p = &Filter{F: having, P: p}
	}
	if s.Values != nil {
		if x.bound != nil {
			x.bound.add(s.Values.Vars...)
		}
		p = join(p, table(s.Values))
	}
	for _, item := range s.Items {
		if item.Expr == nil {
			continue
		}
		p = &Extend{P: p, Var: item.Var, E: x.expr(item.Expr)}
		if x.bound != nil {
			x.bound.add(item.Var)
		}
	}
	return p, x
}

// groupKey translates a condition of GROUP BY and adds its variable to bound.
func (t *translator) groupKey(c syntax.GroupCondition, bound *nameSet) Binding {
	key := Binding{Var: c.Var, E: (&exprs{translator: t}).expr(c.Expr)}
	if v, ok := key.E.(*VarExpr); ok && key.Var == "" {
		key.Var = v.Var
	}
	if key.Var == "" {
		key.Var = t.hidden("key")
	}
	bound.add(key.Var)
	return key
}

// orderBy translates ORDER BY.
func (t *translator) orderBy(p Node, s *syntax.Select, x *exprs) Node {
	if len(s.OrderBy) == 0 {
		return p
	}
	o := &OrderBy{P: p}
	for _, c := range s.OrderBy {
		o.Conditions = append(o.Conditions, OrderCondition{E: x.expr(c.Expr), Descending: c.Descending})
	}
	return o
}

// isGrouped reports whether a query level groups its solutions: by GROUP BY,
// HAVING, or an aggregate in SELECT or ORDER BY.
func isGrouped(s *syntax.Select) bool {
	if len(s.GroupBy) > 0 || len(s.Having) > 0 {
		return true
	}
	for _, item := range s.Items {
		if item.Expr != nil && hasAggregate(item.Expr) {
			return true
		}
	}
	for _, c := range s.OrderBy {
		if hasAggregate(c.Expr) {
			return true
		}
	}
	return false
}

// hasAggregate reports whether an aggregate of this query level stands in e.
func hasAggregate(e syntax.Expr) bool {
	var args []syntax.Expr
	switch e := e.(type) {
	case *syntax.Aggregate:
		return true
	case *syntax.Operation:
		args = e.Args
	case *syntax.Call:
		args = e.Args
	case *syntax.FunctionCall:
		args = e.Args
	}
	return slices.ContainsFunc(args, hasAggregate)
}

// table translates VALUES.
func table(d *syntax.InlineData) *Table {
	rows := d.Rows
	if rows == nil {
		rows = [][]rdf.Term{}
	}
	return &Table{Vars: d.Vars, Rows: rows}
}

// isUnit reports whether p is the empty basic graph pattern, which is the
// identity of joins.
func isUnit(p Node) bool {
	b, ok := p.(*BGP)
	return ok && len(b.Patterns) == 0
}

// join returns the join of two patterns without identities (section 18.2.2.8).
func join(p1, p2 Node) Node {
	switch {
	case isUnit(p1):
		return p2
	case isUnit(p2):
		return p1
	}
	return &Join{P1: p1, P2: p2}
}

// and returns the conjunction of two conditions; nil stands for true.
func and(a, b Expr) Expr {
	if a == nil {
		return b
	}
	return &Call{Name: "&&", Args: []Expr{a, b}}
}
