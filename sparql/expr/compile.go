package expr

import (
	"errors"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// ErrCall marks a call of a function that does not exist, or with a wrong number
// of arguments.
var ErrCall = errors.New("wrong function call")

// ErrNoExists marks an EXISTS for which nothing has been given to evaluate it.
var ErrNoExists = errors.New("EXISTS is not possible here")

// compiler turns expressions into nodes.
type compiler struct {
	schema Schema
	opt    Options
	byName bool // for EvalTerm: variables have no columns
	memos  int  // made for what takes terms
	byVar  map[string]*varNode
	mem    *holding // of the program
	calls  int      // that have been finished, to mark the variables of each
}

// compiled is a node with what is known about it.
type compiled struct {
	node
	vars    []*varNode // the variables, each once
	depends stability  // volatile also for EXISTS
	cost    int        // 0: variables and constants; 1: cheap on ids; 2: worth a memo
}

// constant reports whether c has the same value for all queries.
func (c compiled) constant() bool { return len(c.vars) == 0 && c.depends == pure }

// compile compiles e.
func (c *compiler) compile(e algebra.Expr) (compiled, error) {
	if c.opt.Step != nil {
		if err := c.opt.Step(); err != nil {
			return compiled{}, err
		}
	}
	switch e := e.(type) {
	case *algebra.VarExpr:
		v := c.variable(e.Var)
		return compiled{node: v, vars: []*varNode{v}}, nil
	case *algebra.ConstExpr:
		if e.Term.IsZero() {
			return compiled{node: errorNode{}}, nil
		}
		return compiled{node: newConst(e.Term)}, nil
	case *algebra.Call:
		if e.Name == "||" || e.Name == "&&" {
			return c.compileChain(e)
		}
		return c.compileCall(e)
	case *algebra.FunctionCall:
		return c.compileFunction(e)
	case *algebra.Exists:
		return c.compileExists(e)
	case *algebra.TripleExpr:
		args, err := c.compileAll([]algebra.Expr{e.S, e.P, e.O})
		if err != nil {
			return compiled{}, err
		}
		return c.finish(newCall(triple, c.nodes(args)), args, pure, 2), nil
	case nil:
		return compiled{}, fmt.Errorf("%w: no expression", ErrCall)
	default:
		return compiled{}, fmt.Errorf("%w: unknown expression %T", ErrCall, e)
	}
}

// variable returns the node of a variable, one for all its places: they share what
// it decodes.
func (c *compiler) variable(name string) *varNode {
	if v, ok := c.byVar[name]; ok {
		return v
	}
	col, ok := c.schema.Vars[name]
	if !ok || c.byName {
		col = -1
	}
	v := &varNode{name: name, col: col}
	if c.byVar == nil {
		c.byVar = map[string]*varNode{}
	}
	c.byVar[name] = v
	return v
}

// compileAll compiles arguments in their order.
func (c *compiler) compileAll(exprs []algebra.Expr) ([]compiled, error) {
	out := make([]compiled, len(exprs))
	for i, e := range exprs {
		var err error
		if out[i], err = c.compile(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// nodes returns the nodes of args; those that depend on one variable and are
// worth it get a memo.
func (c *compiler) nodes(args []compiled) []node {
	out := make([]node, len(args))
	lazy := slices.ContainsFunc(args, func(a compiled) bool { return !a.constant() })
	for i, a := range args {
		if out[i] = a.node; lazy { // else all of it is one constant
			out[i] = a.remembered(c.mem)
		}
		if _, memo := out[i].(*memoNode); memo {
			c.memos++
		}
	}
	return out
}

// remembered returns the node of c, with a memo around it where that pays.
func (c compiled) remembered(mem *holding) node {
	switch c.node.(type) {
	case *constNode, errorNode:
		return c.node
	}
	if c.constant() {
		return &lazyNode{inner: c.node, mem: mem}
	}
	if c.cost < 2 || len(c.vars) != 1 || c.depends == volatile || c.vars[0].col < 0 {
		return c.node
	}
	return &memoNode{inner: c.node, v: c.vars[0], mem: mem}
}

// finish describes a node with the arguments, and folds constants.
func (c *compiler) finish(n node, args []compiled, depends stability, cost int) compiled {
	out := compiled{node: n, depends: depends, cost: cost}
	c.calls++
	for _, a := range args {
		out.depends = max(out.depends, a.depends)
		out.cost = max(out.cost, a.cost)
		for _, v := range a.vars { // one node for each variable
			if v.marked != c.calls {
				v.marked = c.calls
				out.vars = append(out.vars, v)
			}
		}
	}
	if out.constant() && foldable(args) {
		return fold(out)
	}
	return out
}

// foldable reports whether a call of constant arguments is short work.
func foldable(args []compiled) bool {
	size := 0
	for _, a := range args {
		switch n := a.node.(type) {
		case *constNode:
			size += termBytes(n.v.term)
		case errorNode:
		default:
			return false
		}
	}
	return size <= foldText
}

// fold evaluates a constant node. No query is needed for it: neither ids nor the
// environment play a part.
func fold(c compiled) compiled {
	ev := evaluator{pool: NewPool(nil, nil), env: &Env{}, solution: -1, presetCol: -1}
	var v value
	if err := c.eval(&ev, &v); err != nil {
		return compiled{node: errorNode{}}
	}
	t, err := v.rdf(&ev)
	if err != nil {
		return compiled{node: errorNode{}}
	}
	return compiled{node: newConst(t)}
}

// compileChain compiles a chain of || or &&, however long, comparisons of one variable
// with many constants as a list.
func (c *compiler) compileChain(e *algebra.Call) (compiled, error) {
	folded, _ := algebra.FoldChains(e).(*algebra.Call) // a chain or IN
	if folded.Name != e.Name {
		return c.compile(folded)
	}
	if err := checkCount(e.Name, len(folded.Args), 2, 2); err != nil {
		return compiled{}, err
	}
	parts := algebra.ChainParts(folded, e.Name, nil)
	whole, err := c.compile(parts[0])
	for _, p := range parts[1:] {
		if err != nil {
			return compiled{}, err
		}
		var right compiled
		if right, err = c.compile(p); err == nil {
			whole, err = c.compileSpecial(e.Name, []compiled{whole, right})
		}
	}
	return whole, err
}

// compileCall compiles an operator or a built-in call.
func (c *compiler) compileCall(e *algebra.Call) (compiled, error) {
	if e.Name == "BOUND" {
		return c.compileBound(e)
	}
	args, err := c.compileAll(e.Args)
	if err != nil {
		return compiled{}, err
	}
	if op, ok := comparisons[e.Name]; ok {
		if err := checkCount(e.Name, len(args), 2, 2); err != nil {
			return compiled{}, err
		}
		return c.comparison(op, args), nil
	}
	if min, special := specials[e.Name]; special {
		if err := checkCount(e.Name, len(args), min.least, min.most); err != nil {
			return compiled{}, err
		}
		return c.compileSpecial(e.Name, args)
	}
	b, ok := builtins[e.Name]
	if !ok {
		return compiled{}, fmt.Errorf("%w: there is no function %s", ErrCall, e.Name)
	}
	if err := checkCount(e.Name, len(args), b.min, b.max); err != nil {
		return compiled{}, err
	}
	return c.finish(newCall(b.fn, c.nodes(args)), args, b.depends, 2), nil
}

// specials are the functions that do not evaluate all of their arguments, or
// not always, with the number of arguments.
var specials = map[string]struct{ least, most int }{
	"||": {2, 2}, "&&": {2, 2}, "!": {1, 1}, "IF": {3, 3}, "COALESCE": {0, -1},
	"IN": {1, -1}, "NOT IN": {1, -1}, "REGEX": {2, 3}, "REPLACE": {3, 4},
}

func checkCount(name string, n, least, most int) error {
	if n < least || most >= 0 && n > most {
		return fmt.Errorf("%w: %s does not take %d arguments", ErrCall, name, n)
	}
	return nil
}

// compileSpecial compiles one of the specials.
func (c *compiler) compileSpecial(name string, args []compiled) (compiled, error) {
	ns := c.nodes(args)
	switch name {
	case "||":
		return c.finish(&logic{left: ns[0], right: ns[1], decides: isTrue}, args, pure, 1), nil
	case "&&":
		return c.finish(&logic{left: ns[0], right: ns[1], decides: isFalse}, args, pure, 1), nil
	case "!":
		return c.finish(&notNode{arg: ns[0]}, args, pure, 1), nil
	case "IF":
		return c.finish(&ifNode{cond: ns[0], then: ns[1], otherwise: ns[2]}, args, pure, 2), nil
	case "COALESCE":
		return c.finish(&coalesceNode{args: ns}, args, pure, 2), nil
	case "IN", "NOT IN":
		return c.compileIn(name == "NOT IN", args), nil
	case "REGEX":
		return c.finish(&regexNode{newRegexCall(ns[0], ns[1], optional(ns, 2))}, args, pure, 2), nil
	default:
		call := newRegexCall(ns[0], ns[1], optional(ns, 3))
		return c.finish(&replaceNode{regexCall: call, replacement: ns[2]}, args, pure, 2), nil
	}
}

// optional returns the argument at i, or nil.
func optional(ns []node, i int) node {
	if i < len(ns) {
		return ns[i]
	}
	return nil
}

// comparison compiles a relational operator. Between variables and constants it
// works on ids, and remembers what ids do not tell.
func (c *compiler) comparison(op comparison, args []compiled) compiled {
	ns := c.nodes(args)
	n := newCompare(c.mem, op, ns[0], ns[1])
	out := c.finish(n, args, pure, 1)
	if _, same := out.node.(*compareNode); !same {
		return out // folded
	}
	if len(out.vars) == 1 && out.depends != volatile && out.vars[0].col >= 0 {
		if n.leftID != nil && n.rightID != nil {
			n.slow = &memoNode{inner: newCompare(c.mem, op, ns[0], ns[1]), v: out.vars[0], mem: c.mem}
			if !op.isEquality() && slices.ContainsFunc(ns, isText) {
				c.memos++
			}
		} else {
			out.cost = 2
		}
	}
	return out
}

// isText reports whether n is a constant string.
func isText(n node) bool {
	k, ok := n.(*constNode)
	return ok && isPlainString(k)
}

// compileIn compiles IN as the disjunction that it stands for, on ids where the list
// is one of IRIs.
func (c *compiler) compileIn(not bool, args []compiled) compiled {
	ns := c.nodes(args)
	var n node
	cost := 2
	if v, ok := ns[0].(*varNode); ok && v.col >= 0 {
		if list, ok := iriList(ns[1:]); ok {
			in := &inIRIsNode{v: v, list: list, terms: make(map[rdf.Term]struct{}, len(list))}
			for _, k := range list {
				in.terms[k.v.term] = struct{}{}
			}
			n, cost = in, 1
		}
	}
	if n == nil {
		set, rest := newConstantSet(ns[1:])
		n = &inNode{arg: ns[0], set: set, list: rest}
	}
	if not {
		n = &notNode{arg: n}
	}
	return c.finish(n, args, pure, cost)
}

// iriList returns the members of a list of constant IRIs.
func iriList(ns []node) ([]*constNode, bool) {
	list := make([]*constNode, len(ns))
	for i, n := range ns {
		k, ok := n.(*constNode)
		if !ok || !k.v.term.IsIRI() {
			return nil, false
		}
		list[i] = k
	}
	return list, true
}

// compileBound compiles BOUND, whose argument is a variable, not its value.
func (c *compiler) compileBound(e *algebra.Call) (compiled, error) {
	if len(e.Args) == 1 {
		if v, ok := e.Args[0].(*algebra.VarExpr); ok {
			n := c.variable(v.Var)
			return compiled{node: &boundNode{n}, vars: []*varNode{n}, cost: 1}, nil
		}
	}
	return compiled{}, fmt.Errorf("%w: BOUND takes one variable", ErrCall)
}

// compileFunction compiles a cast or a call of an extension function.
func (c *compiler) compileFunction(e *algebra.FunctionCall) (compiled, error) {
	args, err := c.compileAll(e.Args)
	if err != nil {
		return compiled{}, err
	}
	if typ := xsd.TypeOf(e.IRI); typ != xsd.Unknown {
		if err := checkCount(e.IRI, len(args), 1, 1); err != nil {
			return compiled{}, err
		}
		return c.finish(newCall(castTo(typ), c.nodes(args)), args, pure, 2), nil
	}
	fn, ok := c.opt.Functions[e.IRI]
	if !ok {
		return c.finish(errorNode{}, args, perQuery, 1), nil
	}
	return c.finish(newCall(extension(fn), c.nodes(args)), args, perQuery, 2), nil
}

// extension gives terms to an extension function.
func extension(fn Function) builtinFunc {
	return func(ev *evaluator, args []value, out *value) error {
		terms := make([]rdf.Term, len(args))
		for i := range args {
			t, err := args[i].rdf(ev)
			if err != nil {
				return err
			}
			terms[i] = t
		}
		t, err := fn(terms)
		if err == nil && t.IsZero() {
			err = ErrExpr
		}
		out.setTerm(t)
		return err
	}
}

// compileExists asks for an evaluator of the pattern; EvalTerm has the environment decide.
func (c *compiler) compileExists(e *algebra.Exists) (compiled, error) {
	n := &existsNode{e: e}
	if !c.byName {
		if c.opt.Exists == nil {
			return compiled{}, ErrNoExists
		}
		impl, err := c.opt.Exists(e, c.schema)
		if err != nil {
			return compiled{}, err
		}
		n.impl = impl
	}
	return compiled{node: n, depends: volatile, cost: 1}, nil
}

// Vars appends to dst the names of the variables in e, each once, in the order
// of their first occurrence. Variables inside EXISTS are left out.
func Vars(dst []string, e algebra.Expr) []string {
	walk(e, func(e algebra.Expr) {
		if v, ok := e.(*algebra.VarExpr); ok && !slices.Contains(dst, v.Var) {
			dst = append(dst, v.Var)
		}
	})
	return dst
}

// Stable reports whether e gives the same value whenever its variables have the
// same values, within one query: no RAND, UUID, STRUUID, BNODE, and no EXISTS.
func Stable(e algebra.Expr) bool {
	stable := true
	walk(e, func(e algebra.Expr) {
		switch e := e.(type) {
		case *algebra.Exists:
			stable = false
		case *algebra.Call:
			if builtins[e.Name].depends == volatile {
				stable = false
			}
		}
	})
	return stable
}

// walk calls f for e and all expressions in it.
func walk(e algebra.Expr, f func(algebra.Expr)) {
	if e == nil {
		return
	}
	f(e)
	switch e := e.(type) {
	case *algebra.Call:
		for _, a := range e.Args {
			walk(a, f)
		}
	case *algebra.FunctionCall:
		for _, a := range e.Args {
			walk(a, f)
		}
	case *algebra.TripleExpr:
		walk(e.S, f)
		walk(e.P, f)
		walk(e.O, f)
	}
}
