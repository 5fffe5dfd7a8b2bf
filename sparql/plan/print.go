package plan

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Describe returns the operator of n and its arguments in one line, without its
// inputs. Name gives a text to ids of the store; nil prints their numbers.
func Describe(n Node, name func(ids.ID) string) (op, detail string) {
	if name == nil {
		name = func(id ids.ID) string { return fmt.Sprintf("%#x", uint64(id)) }
	}
	switch n := n.(type) {
	case *Scan:
		return "scan", scanDetail(n, name)
	case *Count:
		return "count", scanDetail(n.Scan, name)
	case *CountBy:
		return "count-by", scanDetail(n.Scan, name)
	case *Values:
		return "values", strconv.Itoa(len(n.Data)) + " rows"
	case *Keys:
		return "keys", ""
	case *GraphNames:
		return "graph-names", strconv.Itoa(len(n.IDs))
	case *Service:
		return "service", termText(n.Name)
	case *MergeJoin:
		return "merge-" + n.Kind.String(), joinDetail(n.On, n.Compat, n.F)
	case *HashJoin:
		return "hash-" + n.Kind.String(), joinDetail(n.On, n.Compat, n.F)
	case *LookupJoin:
		return "lookup-" + n.Kind.String(), joinDetail(n.On, n.Compat, n.F)
	case *BindJoin:
		return "bind-" + n.Kind.String(), joinDetail(n.On, n.Compat, n.F)
	case *Intersect:
		return "intersect", "?" + n.Var
	case *Union:
		return "union", ""
	case *Filter:
		return "filter", ExprText(n.F)
	}
	return describeOther(n)
}

// describeOther is Describe for operators that neither read the store nor join.
func describeOther(n Node) (op, detail string) {
	switch n := n.(type) {
	case *Extend:
		parts := make([]string, len(n.Bindings))
		for i, b := range n.Bindings {
			parts[i] = "?" + b.Var + " := " + ExprText(b.E)
		}
		return "extend", strings.Join(parts, ", ")
	case *Project:
		return "project", ""
	case *MatchTriple:
		return "match-triple", "?" + n.Var
	case *Distinct:
		return sortedName("distinct", n.Sorted), ""
	case *Group:
		return sortedName("group", n.Sorted), varsText(n.Keys)
	case *OrderBy:
		if n.Top > 0 {
			return "top", strconv.FormatInt(n.Top, 10)
		}
		return "order-by", ""
	case *Slice:
		return "slice", fmt.Sprintf("offset %d limit %d", n.Offset, n.Limit)
	case *GraphLoop:
		return "graph-loop", "?" + n.Var
	case *Closure:
		return "closure", closureDetail(n)
	}
	return fmt.Sprintf("%T", n), ""
}

// sortedName tells the two ways of an operator apart.
func sortedName(op string, sorted bool) string {
	if sorted {
		return op + "-sorted"
	}
	return op + "-hashed"
}

// closureDetail prints the ends of a closure and how many steps it takes.
func closureDetail(n *Closure) string {
	bounds := "+"
	switch {
	case n.Zero && n.Once:
		bounds = "?"
	case n.Zero:
		bounds = "*"
	}
	way := "forward"
	if n.Backward {
		way = "backward"
	}
	return endText(n.S) + " " + bounds + " " + endText(n.O) + " " + way
}

// endText prints an end of a path.
func endText(e End) string {
	if e.Var != "" {
		return "?" + e.Var
	}
	return rdfText(e.Term)
}

// scanDetail prints a scan: its permutation, pattern, graphs and ranges.
func scanDetail(s *Scan, name func(ids.ID) string) string {
	var b strings.Builder
	b.WriteString(s.Perm.String())
	for _, sl := range s.Slots[:3] {
		b.WriteByte(' ')
		switch {
		case sl.ID != ids.Undef && sl.Var != "":
			b.WriteString("?" + sl.Var + "=" + name(sl.ID))
		case sl.ID != ids.Undef:
			b.WriteString(name(sl.ID))
		case sl.Var != "":
			b.WriteString("?" + sl.Var)
		default:
			b.WriteByte('_')
		}
	}
	switch {
	case s.Slots[3].Var != "":
		b.WriteString(" graph ?" + s.Slots[3].Var)
	case s.Graphs.Loop:
		b.WriteString(" graph of the loop")
	case s.Graphs.Distinct:
		b.WriteString(" union")
	}
	if s.Bounded {
		fmt.Fprintf(&b, " within %d ranges", len(s.Ranges))
	}
	return b.String()
}

// joinDetail prints what a join compares.
func joinDetail(on, compat []string, f algebra.Expr) string {
	parts := []string{}
	if len(on) > 0 {
		parts = append(parts, varsText(on))
	}
	if len(compat) > 0 {
		parts = append(parts, "compatible "+varsText(compat))
	}
	if f != nil {
		parts = append(parts, "if "+ExprText(f))
	}
	return strings.Join(parts, " ")
}

// varsText prints variables.
func varsText(vs []string) string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = "?" + v
	}
	return strings.Join(out, " ")
}

// termText prints a position of a pattern.
func termText(t algebra.Term) string {
	if t.Var != "" {
		return "?" + t.Var
	}
	return rdfText(t.Term)
}

// rdfText prints a term, shorter than its form in Turtle.
func rdfText(t rdf.Term) string {
	switch t.Kind() {
	case rdf.KindIRI:
		return "<" + t.Value() + ">"
	case rdf.KindBlankNode:
		return "_:" + t.Value()
	case rdf.KindLiteral:
		return strconv.Quote(t.Value())
	case rdf.KindTripleTerm:
		tr := t.Triple()
		return "<<( " + rdfText(tr.S) + " " + rdfText(tr.P) + " " + rdfText(tr.O) + " )>>"
	case rdf.KindNone:
	}
	return "UNDEF"
}

// ExprText returns e as an S-expression.
func ExprText(e algebra.Expr) string {
	switch e := e.(type) {
	case *algebra.VarExpr:
		return "?" + e.Var
	case *algebra.ConstExpr:
		return rdfText(e.Term)
	case *algebra.Call:
		return callText(e.Name, e.Args)
	case *algebra.FunctionCall:
		return callText("<"+e.IRI+">", e.Args)
	case *algebra.TripleExpr:
		return callText("triple", []algebra.Expr{e.S, e.P, e.O})
	case *algebra.Exists:
		if e.Not {
			return "(not-exists ...)"
		}
		return "(exists ...)"
	}
	return "()"
}

// callText prints a call as an S-expression.
func callText(name string, args []algebra.Expr) string {
	parts := []string{name}
	for _, a := range args {
		parts = append(parts, ExprText(a))
	}
	return "(" + strings.Join(parts, " ") + ")"
}

// Sprint returns the plan as S-expressions, one operator a line, with the
// expected rows and costs.
func Sprint(root Node, name func(ids.ID) string) string {
	var b strings.Builder
	sprint(&b, root, name, 0)
	return b.String()
}

// sprint prints an operator and its inputs, each a level deeper.
func sprint(b *strings.Builder, n Node, name func(ids.ID) string, depth int) {
	op, detail := Describe(n, name)
	pr := n.Base()
	b.WriteString(strings.Repeat("  ", depth))
	b.WriteString("(" + op)
	if detail != "" {
		b.WriteString(" " + detail)
	}
	fmt.Fprintf(b, " [%s] rows=%.4g cost=%.4g", varsText(pr.Vars), pr.Rows, pr.Cost)
	if len(pr.Order) > 0 {
		b.WriteString(" order=" + varsText(pr.Order))
	}
	for _, c := range Children(n) {
		b.WriteByte('\n')
		sprint(b, c, name, depth+1)
	}
	b.WriteByte(')')
}
