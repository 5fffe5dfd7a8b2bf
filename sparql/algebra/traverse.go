package algebra

// This file is the one place that knows what an operator or expression consists
// of. What only passes through a tree, or changes some kinds of its nodes and
// copies the others, is written with these functions.

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
	case *Filter:
		return []Node{n.P}
	case *Graph:
		return []Node{n.P}
	case *Service:
		return []Node{n.P}
	case *Extend:
		return []Node{n.P}
	case *Group:
		return []Node{n.P}
	case *OrderBy:
		return []Node{n.P}
	case *Project:
		return []Node{n.P}
	case *Distinct:
		return []Node{n.P}
	case *Reduced:
		return []Node{n.P}
	case *Slice:
		return []Node{n.P}
	}
	return nil
}

// Exprs returns the expressions that stand in n itself.
func Exprs(n Node) []Expr {
	switch n := n.(type) {
	case *LeftJoin:
		if n.F != nil {
			return []Expr{n.F}
		}
	case *Filter:
		return []Expr{n.F}
	case *Extend:
		return []Expr{n.E}
	case *Group:
		var list []Expr
		for _, k := range n.Keys {
			list = append(list, k.E)
		}
		for _, a := range n.Aggs {
			if a.Agg.Arg != nil {
				list = append(list, a.Agg.Arg)
			}
		}
		return list
	case *OrderBy:
		var list []Expr
		for _, c := range n.Conditions {
			list = append(list, c.E)
		}
		return list
	}
	return nil
}

// Args returns the operands of an expression. EXISTS has none.
func Args(e Expr) []Expr {
	switch e := e.(type) {
	case *Call:
		return e.Args
	case *FunctionCall:
		return e.Args
	case *TripleExpr:
		return []Expr{e.S, e.P, e.O}
	}
	return nil
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

// WalkExpr calls visit for e and, where it returns true, for the operands of e. It
// does not enter the patterns of EXISTS.
func WalkExpr(e Expr, visit func(Expr) bool) {
	if !visit(e) {
		return
	}
	for _, a := range Args(e) {
		WalkExpr(a, visit)
	}
}

// Map returns a copy of n in which node has replaced each operand, and expr each
// expression that stands in n itself. What has neither is returned as it is.
func Map(n Node, node func(Node) Node, expr func(Expr) Expr) Node {
	switch n := n.(type) {
	case *Join:
		return &Join{P1: node(n.P1), P2: node(n.P2)}
	case *LeftJoin:
		out := &LeftJoin{P1: node(n.P1), P2: node(n.P2)}
		if n.F != nil {
			out.F = expr(n.F)
		}
		return out
	case *Union:
		return &Union{P1: node(n.P1), P2: node(n.P2)}
	case *Minus:
		return &Minus{P1: node(n.P1), P2: node(n.P2)}
	case *Filter:
		return &Filter{F: expr(n.F), P: node(n.P)}
	case *Graph:
		return &Graph{Name: n.Name, P: node(n.P)}
	case *Service:
		out := *n
		out.P = node(n.P)
		return &out
	case *Extend:
		return &Extend{P: node(n.P), Var: n.Var, E: expr(n.E)}
	case *Group:
		return mapGroup(n, node, expr)
	case *OrderBy:
		out := &OrderBy{P: node(n.P), Conditions: make([]OrderCondition, len(n.Conditions))}
		for i, c := range n.Conditions {
			out.Conditions[i] = OrderCondition{E: expr(c.E), Descending: c.Descending}
		}
		return out
	case *Project:
		return &Project{P: node(n.P), Vars: n.Vars}
	case *Distinct:
		return &Distinct{P: node(n.P)}
	case *Reduced:
		return &Reduced{P: node(n.P)}
	case *Slice:
		return &Slice{P: node(n.P), Offset: n.Offset, Limit: n.Limit}
	}
	return n
}

// mapGroup copies a grouping with its expressions mapped.
func mapGroup(n *Group, node func(Node) Node, expr func(Expr) Expr) Node {
	out := &Group{P: node(n.P)}
	for _, k := range n.Keys {
		out.Keys = append(out.Keys, Binding{Var: k.Var, E: expr(k.E)})
	}
	for _, a := range n.Aggs {
		agg := a.Agg
		if agg.Arg != nil {
			agg.Arg = expr(agg.Arg)
		}
		out.Aggs = append(out.Aggs, AggBinding{Var: a.Var, Agg: agg})
	}
	return out
}

// MapExpr returns a copy of e in which expr has replaced each operand, and node the
// pattern of an EXISTS. What has neither is returned as it is.
func MapExpr(e Expr, expr func(Expr) Expr, node func(Node) Node) Expr {
	list := func(args []Expr) []Expr {
		out := make([]Expr, len(args))
		for i, a := range args {
			out[i] = expr(a)
		}
		return out
	}
	switch e := e.(type) {
	case *Call:
		return &Call{Name: e.Name, Args: list(e.Args)}
	case *FunctionCall:
		return &FunctionCall{IRI: e.IRI, Args: list(e.Args)}
	case *TripleExpr:
		return &TripleExpr{S: expr(e.S), P: expr(e.P), O: expr(e.O)}
	case *Exists:
		return &Exists{Not: e.Not, P: node(e.P)}
	}
	return e
}
