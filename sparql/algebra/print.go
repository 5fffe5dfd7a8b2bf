package algebra

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
)

// Sprint returns a node, expression, path, aggregate, term or triple pattern as
// an S-expression. Operators stand on lines of their own, indented by depth.
func Sprint(v any) string {
	w := &printer{}
	switch v := v.(type) {
	case Node:
		w.node(v)
	case Expr:
		w.expr(v)
	case PathExpr:
		w.path(v)
	case Aggregate:
		w.aggregate(v)
	case Term:
		w.term(v)
	case TriplePattern:
		w.triple(v)
	case nil:
	default:
		panic(fmt.Sprintf("algebra: cannot print %T", v))
	}
	return w.b.String()
}

// printer writes S-expressions.
type printer struct {
	b      strings.Builder
	indent int
}

func (w *printer) put(parts ...string) {
	for _, s := range parts {
		w.b.WriteString(s)
	}
}

// open begins an operator with words after its name; shut ends it.
func (w *printer) open(name string) {
	w.put("(", name)
	w.indent++
}

func (w *printer) shut() {
	w.indent--
	w.put(")")
}

func (w *printer) line() {
	w.b.WriteByte('\n')
	for range w.indent {
		w.b.WriteString("  ")
	}
}

// operands writes nodes on lines of their own and ends the operator.
func (w *printer) operands(nodes ...Node) {
	for _, n := range nodes {
		w.line()
		w.node(n)
	}
	w.shut()
}

func (w *printer) node(n Node) {
	switch n := n.(type) {
	case *BGP:
		w.open("bgp")
		for _, tp := range n.Patterns {
			w.line()
			w.triple(tp)
		}
		w.shut()
	case *Path:
		w.open("path ")
		w.term(n.S)
		w.put(" ")
		w.path(n.Path)
		w.put(" ")
		w.term(n.O)
		w.shut()
	case *Table:
		w.table(n)
	case *Group:
		w.group(n)
	default:
		w.operator(n)
		w.operands(Children(n)...)
	}
}

// operator writes the name of an operator with what stands before its operands.
func (w *printer) operator(n Node) {
	switch n := n.(type) {
	case *Join:
		w.open("join")
	case *LeftJoin:
		w.open("leftjoin")
		if n.F != nil {
			w.put(" ")
			w.expr(n.F)
		}
	case *Filter:
		w.open("filter ")
		w.expr(n.F)
	case *Union:
		w.open("union")
	case *Minus:
		w.open("minus")
	case *Graph:
		w.open("graph ")
		w.term(n.Name)
	case *Service:
		w.open("service ")
		if n.Silent {
			w.put("silent ")
		}
		w.term(n.Name)
	case *Extend:
		w.open("extend ")
		w.binding(n.Var, n.E)
	case *OrderBy:
		w.order(n)
	case *Project:
		w.open("project (")
		w.vars(n.Vars)
		w.put(")")
	case *Distinct:
		w.open("distinct")
	case *Reduced:
		w.open("reduced")
	case *Slice:
		w.open("slice " + strconv.FormatInt(n.Offset, 10) + " ")
		if n.Limit < 0 {
			w.put("_")
		} else {
			w.put(strconv.FormatInt(n.Limit, 10))
		}
	default:
		panic(fmt.Sprintf("algebra: unknown node %T", n))
	}
}

func (w *printer) order(n *OrderBy) {
	w.open("order")
	for _, c := range n.Conditions {
		if c.Descending {
			w.put(" (desc ")
			w.expr(c.E)
			w.put(")")
			continue
		}
		w.put(" ")
		w.expr(c.E)
	}
}

func (w *printer) group(n *Group) {
	w.open("group (")
	for i, k := range n.Keys {
		if i > 0 {
			w.put(" ")
		}
		if v, ok := k.E.(*VarExpr); ok && v.Var == k.Var {
			w.variable(k.Var)
		} else {
			w.binding(k.Var, k.E)
		}
	}
	w.put(") (")
	for i, a := range n.Aggs {
		if i > 0 {
			w.put(" ")
		}
		w.put("(")
		w.variable(a.Var)
		w.put(" ")
		w.aggregate(a.Agg)
		w.put(")")
	}
	w.put(")")
	w.operands(n.P)
}

func (w *printer) table(n *Table) {
	w.open("table (")
	w.vars(n.Vars)
	w.put(")")
	for _, row := range n.Rows {
		w.line()
		w.put("(row")
		for i, t := range row {
			if !t.IsZero() {
				w.put(" (")
				w.variable(n.Vars[i])
				w.put(" ", termText(t), ")")
			}
		}
		w.put(")")
	}
	w.shut()
}

func (w *printer) binding(name string, e Expr) {
	w.put("(")
	w.variable(name)
	w.put(" ")
	w.expr(e)
	w.put(")")
}

func (w *printer) vars(names []string) {
	for i, name := range names {
		if i > 0 {
			w.put(" ")
		}
		w.variable(name)
	}
}

func (w *printer) variable(name string) {
	if strings.HasPrefix(name, "_:") {
		w.put(name)
		return
	}
	w.put("?", name)
}

func (w *printer) term(t Term) {
	switch {
	case t.Var != "":
		w.variable(t.Var)
	case t.Triple != nil:
		w.put("<<( ")
		w.three(*t.Triple)
		w.put(" )>>")
	default:
		w.put(termText(t.Term))
	}
}

// termText returns a term as N-Triples writes it, and "default" for no term.
func termText(t rdf.Term) string {
	if t.IsZero() {
		return "default"
	}
	return t.String()
}

func (w *printer) triple(t TriplePattern) {
	w.put("(triple ")
	w.three(t)
	w.put(")")
}

func (w *printer) three(t TriplePattern) {
	w.term(t.S)
	w.put(" ")
	w.term(t.P)
	w.put(" ")
	w.term(t.O)
}

func (w *printer) path(p PathExpr) {
	switch p := p.(type) {
	case Link:
		w.put(termText(p.IRI))
	case Inv:
		w.pathOf("reverse", p.P)
	case Seq:
		w.pathOf("seq", p.P1, p.P2)
	case Alt:
		w.pathOf("alt", p.P1, p.P2)
	case ZeroOrMore:
		w.pathOf("path*", p.P)
	case OneOrMore:
		w.pathOf("path+", p.P)
	case ZeroOrOne:
		w.pathOf("path?", p.P)
	case NPS:
		w.put("(notoneof")
		for _, iri := range p.Forward {
			w.put(" ", termText(iri))
		}
		if p.HasInverse {
			w.put(" (reverse")
			for _, iri := range p.Inverse {
				w.put(" ", termText(iri))
			}
			w.put(")")
			if !p.HasForward {
				w.put(" only")
			}
		}
		w.put(")")
	default:
		panic(fmt.Sprintf("algebra: unknown path %T", p))
	}
}

func (w *printer) pathOf(name string, parts ...PathExpr) {
	w.put("(", name)
	for _, p := range parts {
		w.put(" ")
		w.path(p)
	}
	w.put(")")
}

func (w *printer) expr(e Expr) {
	switch e := e.(type) {
	case *VarExpr:
		w.variable(e.Var)
	case *ConstExpr:
		w.put(termText(e.Term))
	case *Call:
		w.call(strings.ToLower(e.Name), e.Args)
	case *FunctionCall:
		w.call(rdf.NewIRI(e.IRI).String(), e.Args)
	case *Exists:
		if e.Not {
			w.open("notexists")
		} else {
			w.open("exists")
		}
		w.operands(e.P)
	case *TripleExpr:
		w.call("triple", []Expr{e.S, e.P, e.O})
	default:
		panic(fmt.Sprintf("algebra: unknown expression %T", e))
	}
}

func (w *printer) call(name string, args []Expr) {
	w.put("(", name)
	for _, a := range args {
		w.put(" ")
		w.expr(a)
	}
	w.put(")")
}

func (w *printer) aggregate(a Aggregate) {
	w.put("(", strings.ToLower(a.Name))
	if a.Distinct {
		w.put(" distinct")
	}
	if a.Name == "GROUP_CONCAT" {
		w.put(" (separator ", rdf.NewString(a.Separator).String(), ")")
	}
	if a.Arg != nil {
		w.put(" ")
		w.expr(a.Arg)
	}
	w.put(")")
}
