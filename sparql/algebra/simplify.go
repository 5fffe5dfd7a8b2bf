package algebra

// JoinKey is the name of a function that no text can call: its value is the same for
// terms that are equal by "=" or sameTerm, so that they can be joined by it.
const JoinKey = ".joinKey"

// leastChain is the number of comparisons that are worth a list.
const leastChain = 3

// FoldChains writes ?v = c1 || ?v = c2 || ... as ?v IN (c1, c2, ...), which has the same
// truth table, and ?v != c1 && ?v != c2 && ... as ?v NOT IN (c1, c2, ...): a list is looked
// up in a set. Other members of the chain stay beside it. What stands below
// other operators is left alone.
func FoldChains(e Expr) Expr {
	c, ok := e.(*Call)
	if !ok || c.Name != "||" && c.Name != "&&" {
		return e
	}
	compare, list := "=", "IN"
	if c.Name == "&&" {
		compare, list = "!=", "NOT IN"
	}
	parts := ChainParts(c, c.Name, nil)
	lists := map[string]*Call{}
	count := map[string]int{}
	for _, p := range parts {
		if v, _, ok := comparesVar(p, compare); ok {
			count[v]++
		}
	}
	var out []Expr
	for _, p := range parts {
		v, constant, ok := comparesVar(p, compare)
		if !ok || count[v] < leastChain {
			out = append(out, p)
			continue
		}
		if lists[v] == nil {
			lists[v] = &Call{Name: list, Args: []Expr{&VarExpr{Var: v}}}
			out = append(out, lists[v])
		}
		lists[v].Args = append(lists[v].Args, constant)
	}
	if len(lists) == 0 {
		return e
	}
	folded := out[0]
	for _, p := range out[1:] {
		folded = &Call{Name: c.Name, Args: []Expr{folded, p}}
	}
	return folded
}

// ChainParts appends the operands of a chain of one operator, such as "||", in order.
func ChainParts(e Expr, name string, out []Expr) []Expr {
	if c, ok := e.(*Call); ok && c.Name == name {
		for _, a := range c.Args {
			out = ChainParts(a, name, out)
		}
		return out
	}
	return append(out, e)
}

// comparesVar recognises the comparison of a variable with a constant.
func comparesVar(e Expr, op string) (v string, constant *ConstExpr, ok bool) {
	c, isCall := e.(*Call)
	if !isCall || c.Name != op || len(c.Args) != 2 {
		return "", nil, false
	}
	for i := range c.Args {
		ve, okV := c.Args[i].(*VarExpr)
		ce, okC := c.Args[1-i].(*ConstExpr)
		if okV && okC {
			return ve.Var, ce, true
		}
	}
	return "", nil, false
}
