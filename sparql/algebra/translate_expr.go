package algebra

import (
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// exprs translates expressions. Where group is set, aggregates go to it and
// leave variables behind, and so do the variables that are not in bound: they
// stand for a sample of their values (section 18.2.4.1).
type exprs struct {
	*translator
	group *Group
	bound *nameSet
	aggs  map[string]string // the variable of each aggregate by its S-expression
}

// expr translates an expression; the tree of the syntax has the same shape.
func (x *exprs) expr(e syntax.Expr) Expr {
	switch e := e.(type) {
	case *syntax.VarExpr:
		if x.group != nil && !x.bound.has(e.Name) {
			return x.aggregate(Aggregate{Name: "SAMPLE", Arg: &VarExpr{Var: e.Name}})
		}
		return &VarExpr{Var: e.Name}
	case *syntax.TermExpr:
		return &ConstExpr{Term: e.Term}
	case *syntax.Operation:
		return &Call{Name: e.Op, Args: x.list(e.Args)}
	case *syntax.Call:
		return &Call{Name: e.Name, Args: x.list(e.Args)}
	case *syntax.FunctionCall:
		return &FunctionCall{IRI: e.IRI, Args: x.list(e.Args)}
	case *syntax.Aggregate:
		agg := Aggregate{Name: e.Name, Distinct: e.Distinct, Separator: e.Separator}
		if e.Name == "GROUP_CONCAT" && !e.HasSeparator {
			agg.Separator = " "
		}
		if e.Arg != nil {
			agg.Arg = (&exprs{translator: x.translator}).expr(e.Arg)
		}
		return x.aggregate(agg)
	case *syntax.Exists:
		return &Exists{Not: e.Not, P: x.groupPattern(e.Group)}
	case *syntax.TripleTermExpr:
		return x.tripleTerm(e)
	}
	panic(fmt.Sprintf("algebra: unknown expression %T", e))
}

// list translates the arguments of a call.
func (x *exprs) list(args []syntax.Expr) []Expr {
	out := make([]Expr, len(args))
	for i, a := range args {
		if x.stopped() {
			break
		}
		out[i] = x.expr(a)
	}
	return out
}

// aggregate gives the aggregate to the group, once, and returns its variable.
func (x *exprs) aggregate(agg Aggregate) Expr {
	key := Sprint(agg)
	name, ok := x.aggs[key]
	if !ok {
		if x.aggs == nil {
			x.aggs = make(map[string]string)
		}
		name = x.hidden("agg")
		x.aggs[key] = name
		x.group.Aggs = append(x.group.Aggs, AggBinding{Var: name, Agg: agg})
	}
	return &VarExpr{Var: name}
}

func (x *exprs) tripleTerm(e *syntax.TripleTermExpr) Expr {
	s, p, o := x.expr(e.Subject), x.expr(e.Predicate), x.expr(e.Object)
	cs, ok1 := s.(*ConstExpr)
	cp, ok2 := p.(*ConstExpr)
	co, ok3 := o.(*ConstExpr)
	if ok1 && ok2 && ok3 {
		return &ConstExpr{Term: rdf.NewTripleTerm(rdf.Triple{S: cs.Term, P: cp.Term, O: co.Term})}
	}
	return &TripleExpr{S: s, P: p, O: o}
}
