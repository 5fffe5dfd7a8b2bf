package algebra

import (
	"maps"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
)

// nameSet is a set of names in the order in which they came.
type nameSet struct {
	names []string
	index map[string]struct{}
}

func newNameSet() *nameSet { return &nameSet{names: []string{}, index: make(map[string]struct{})} }

func (s *nameSet) add(names ...string) {
	for _, name := range names {
		if _, ok := s.index[name]; !ok {
			s.index[name] = struct{}{}
			s.names = append(s.names, name)
		}
	}
}

func (s *nameSet) has(name string) bool {
	_, ok := s.index[name]
	return ok
}

// IsHidden reports whether a variable is one that no projection can name: a
// blank node of the text or a variable of the translation.
func IsHidden(name string) bool { return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_:") }

// InScope returns the variables that n may bind and a query can name, in the
// order of the tree.
func InScope(n Node) []string {
	vars := newNameSet()
	for _, name := range PossibleVars(n) {
		if !IsHidden(name) {
			vars.add(name)
		}
	}
	return vars.names
}

// PossibleVars returns all variables, hidden ones too, that a solution of n may
// bind, in the order of the tree.
func PossibleVars(n Node) []string {
	vars := newNameSet()
	possible(n, vars)
	return vars.names
}

func possible(n Node, vars *nameSet) {
	switch n := n.(type) {
	case *BGP:
		for _, tp := range n.Patterns {
			tp.vars(vars)
		}
	case *Path:
		n.S.vars(vars)
		n.O.vars(vars)
	case *Join:
		possible(n.P1, vars)
		possible(n.P2, vars)
	case *LeftJoin:
		possible(n.P1, vars)
		possible(n.P2, vars)
	case *Union:
		possible(n.P1, vars)
		possible(n.P2, vars)
	case *Minus:
		possible(n.P1, vars)
	case *Graph:
		n.Name.vars(vars)
		possible(n.P, vars)
	case *Service:
		n.Name.vars(vars)
		possible(n.P, vars)
	case *Extend:
		possible(n.P, vars)
		vars.add(n.Var)
	case *Table:
		vars.add(n.Vars...)
	case *Group:
		for _, k := range n.Keys {
			vars.add(k.Var)
		}
		for _, a := range n.Aggs {
			vars.add(a.Var)
		}
	case *Project:
		inner := newNameSet()
		possible(n.P, inner)
		for _, v := range n.Vars {
			if inner.has(v) {
				vars.add(v)
			}
		}
	default:
		if in := Input(n); in != nil {
			possible(in, vars)
		}
	}
}

// Input returns the operand of an operator that has one and passes its
// variables on unchanged, such as Filter and Distinct; nil for all others.
func Input(n Node) Node {
	switch n := n.(type) {
	case *Filter:
		return n.P
	case *OrderBy:
		return n.P
	case *Distinct:
		return n.P
	case *Reduced:
		return n.P
	case *Slice:
		return n.P
	}
	return nil
}

// Vars returns the variables of the pattern in order.
func (t TriplePattern) Vars() []string {
	vars := newNameSet()
	t.vars(vars)
	return vars.names
}

func (t TriplePattern) vars(vars *nameSet) {
	t.S.vars(vars)
	t.P.vars(vars)
	t.O.vars(vars)
}

// Vars returns the variables of the term: none, one, or those of its triple.
func (t Term) Vars() []string {
	vars := newNameSet()
	t.vars(vars)
	return vars.names
}

func (t Term) vars(vars *nameSet) {
	switch {
	case t.Var != "":
		vars.add(t.Var)
	case t.Triple != nil:
		t.Triple.vars(vars)
	}
}

// CertainVars returns the variables that every solution of n binds.
func CertainVars(n Node) map[string]bool {
	out := make(map[string]bool)
	certain(n, out)
	return out
}

// certain adds the certain variables of n. Chains of joins share one map.
func certain(n Node, out map[string]bool) {
	switch n := n.(type) {
	case *BGP, *Path:
		addAll(out, PossibleVars(n))
	case *Join:
		certain(n.P1, out)
		certain(n.P2, out)
	case *LeftJoin:
		certain(n.P1, out)
	case *Minus:
		certain(n.P1, out)
	case *Union:
		right := CertainVars(n.P2)
		for name := range CertainVars(n.P1) {
			if right[name] {
				out[name] = true
			}
		}
	case *Graph:
		certain(n.P, out)
		addAll(out, n.Name.Vars())
	case *Service:
		if !n.Silent { // a silent failure binds nothing
			certain(n.P, out)
			addAll(out, n.Name.Vars())
		}
	case *Table:
		certainColumns(n, out)
	case *Extend, *Group, *Project:
		certainOf(n, out)
	default:
		if in := Input(n); in != nil {
			certain(in, out)
		}
	}
}

// certainOf adds the certain variables of the operators for which it matters
// what their operand binds by itself.
func certainOf(n Node, out map[string]bool) {
	inner := CertainVars(Children(n)[0])
	switch n := n.(type) {
	case *Extend:
		maps.Copy(out, inner)
		if isCertain(n.E, inner) {
			out[n.Var] = true
		}
	case *Group:
		for _, k := range n.Keys {
			if isCertain(k.E, inner) {
				out[k.Var] = true
			}
		}
		for _, a := range n.Aggs {
			if a.Agg.Name == "COUNT" {
				out[a.Var] = true
			}
		}
	case *Project:
		for _, v := range n.Vars {
			if inner[v] {
				out[v] = true
			}
		}
	}
}

// isCertain reports whether e has a value, without an error, in each solution
// that binds the variables of bound.
func isCertain(e Expr, bound map[string]bool) bool {
	switch e := e.(type) {
	case *VarExpr:
		return bound[e.Var]
	case *ConstExpr:
		return true
	}
	return false
}

// certainColumns adds the variables of a table that no row leaves unbound.
func certainColumns(t *Table, out map[string]bool) {
	for i, v := range t.Vars {
		unbound := slices.ContainsFunc(t.Rows, func(row []rdf.Term) bool { return row[i].IsZero() })
		if !unbound {
			out[v] = true
		}
	}
}

func addAll(out map[string]bool, names []string) {
	for _, name := range names {
		out[name] = true
	}
}

// ExprVars returns the variables that stand in e, in order; those of EXISTS
// patterns too.
func ExprVars(e Expr) []string {
	vars := newNameSet()
	exprVars(e, vars)
	return vars.names
}

func exprVars(e Expr, vars *nameSet) {
	switch e := e.(type) {
	case *VarExpr:
		vars.add(e.Var)
	case *Call:
		for _, a := range e.Args {
			exprVars(a, vars)
		}
	case *FunctionCall:
		for _, a := range e.Args {
			exprVars(a, vars)
		}
	case *TripleExpr:
		exprVars(e.S, vars)
		exprVars(e.P, vars)
		exprVars(e.O, vars)
	case *Exists:
		mentioned(e.P, vars)
	}
}

// mentioned adds all variables of a pattern that a binding from outside may
// replace: those it may bind, those of its expressions, and those of the right
// side of MINUS.
func mentioned(n Node, vars *nameSet) {
	possible(n, vars)
	Walk(n, func(n Node) bool {
		switch n := n.(type) {
		case *Filter:
			exprVars(n.F, vars)
		case *LeftJoin:
			if n.F != nil {
				exprVars(n.F, vars)
			}
		case *Extend:
			exprVars(n.E, vars)
		case *Minus:
			mentioned(n.P2, vars)
		case *Project:
			return false // what is not projected has another scope
		}
		return true
	})
}

// Walk calls visit for n and, where it returns true, for the operands of n.
func Walk(n Node, visit func(Node) bool) {
	if !visit(n) {
		return
	}
	for _, c := range Children(n) {
		Walk(c, visit)
	}
}

// Children returns the operands of n. The patterns of EXISTS are not among them.
func Children(n Node) []Node {
	switch n := n.(type) {
	case *Join:
		return []Node{n.P1, n.P2}
	case *LeftJoin:
		return []Node{n.P1, n.P2}
	case *Union:
		return []Node{n.P1, n.P2}
	case *Minus:
		return []Node{n.P1, n.P2}
	case *Graph:
		return []Node{n.P}
	case *Service:
		return []Node{n.P}
	case *Extend:
		return []Node{n.P}
	case *Group:
		return []Node{n.P}
	case *Project:
		return []Node{n.P}
	}
	if in := Input(n); in != nil {
		return []Node{in}
	}
	return nil
}
