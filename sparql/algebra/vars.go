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

// add adds the names that are not in the set; it keeps their order.
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

// possible adds the variables that a solution of n may bind (section 18.2.1).
func possible(n Node, vars *nameSet) {
	switch n := n.(type) {
	case *BGP:
		for _, tp := range n.Patterns {
			tp.vars(vars)
		}
	case *Path:
		n.S.vars(vars)
		n.O.vars(vars)
	case *Minus:
		possible(n.P1, vars)
	case *Graph:
		n.Name.vars(vars)
		possible(n.P, vars)
	case *Service:
		n.Name.vars(vars)
		for _, v := range PossibleVars(n.P) {
			vars.add(n.Local(v))
		}
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
	default: // passes on what its operands bind
		for _, c := range Children(n) {
			possible(c, vars)
		}
	}
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

// vars adds the variables of a position, of a triple term too.
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
	case *LeftJoin, *Minus:
		certain(Children(n)[0], out)
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
			for v := range CertainVars(n.P) {
				out[n.Local(v)] = true
			}
			addAll(out, n.Name.Vars())
		}
	case *Table:
		certainColumns(n, out)
	case *Extend, *Group, *Project:
		certainOf(n, out)
	default: // binds what its operands bind
		for _, c := range Children(n) {
			certain(c, out)
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

// exprVars adds the variables of an expression and all that its EXISTS mention.
func exprVars(e Expr, vars *nameSet) {
	WalkExpr(e, func(e Expr) bool {
		switch e := e.(type) {
		case *VarExpr:
			vars.add(e.Var)
		case *Exists:
			mentioned(e.P, vars)
		}
		return true
	})
}

// mentioned adds all variables of a pattern that a binding from outside may
// replace: those it may bind, those of its expressions, and those of the right
// side of MINUS.
func mentioned(n Node, vars *nameSet) {
	possible(n, vars)
	Walk(n, func(n Node) bool {
		switch n := n.(type) {
		case *Filter, *LeftJoin, *Extend: // grouping and sorting see no value from outside
			for _, e := range Exprs(n) {
				exprVars(e, vars)
			}
		case *Minus:
			mentioned(n.P2, vars)
		case *Project:
			return false // what is not projected has another scope
		}
		return true
	})
}
