package exec_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// model evaluates a plan by the definitions: nested loops over rows of terms, without
// ids, batches, indexes or hash tables. It shares no code with the operators, nor with
// the package of expressions.
type model struct {
	f    *fixture
	keys [][]rdf.Term // of the innermost Keys
	loop rdf.Term     // graph of the innermost GraphLoop; zero: none
}

// solution binds variables.
type solution func(v string) rdf.Term

func solutionOf(vars []string, row []rdf.Term) solution {
	return func(v string) rdf.Term {
		if i := slices.Index(vars, v); i >= 0 {
			return row[i]
		}
		return rdf.Term{}
	}
}

// eval returns the rows of a plan.
func (m *model) eval(n plan.Node) [][]rdf.Term {
	switch n := n.(type) {
	case *plan.Scan:
		return m.scan(n)
	case *plan.Count:
		return [][]rdf.Term{{num(len(m.scan(wide(n.Scan))))}}
	case *plan.CountBy:
		return m.countBy(n)
	case *plan.Values:
		return n.Data
	case *plan.Keys:
		return m.keys
	case *plan.GraphNames:
		return m.terms(n.IDs)
	case *plan.Union:
		var out [][]rdf.Term
		for _, in := range n.Inputs {
			out = append(out, m.eval(in)...)
		}
		return out
	case *plan.MergeJoin:
		return m.join(n.Kind, n.L, n.R, n.On, n.F, n.Vars)
	case *plan.HashJoin:
		return m.join(n.Kind, n.L, n.R, n.On, n.F, n.Vars)
	case *plan.LookupJoin:
		return m.join(n.Kind, n.L, n.R, n.On, n.F, n.Vars)
	case *plan.BindJoin:
		inner := *m
		inner.keys = m.eval(project(n.L, n.On))
		slices.SortFunc(inner.keys, func(a, b []rdf.Term) int { return slices.CompareFunc(a, b, rdf.Compare) })
		inner.keys = slices.CompactFunc(inner.keys, slices.Equal[[]rdf.Term])
		return inner.join(n.Kind, n.L, n.R, n.On, n.F, n.Vars)
	case *plan.Intersect:
		return m.intersect(n)
	case *plan.GraphLoop:
		return m.graphLoop(n)
	case *plan.Closure:
		return m.closure(n)
	default:
		return m.unary(n)
	}
}

// unary evaluates the operators with one input.
func (m *model) unary(n plan.Node) [][]rdf.Term {
	input := plan.Children(n)[0]
	vars, in := input.Base().Vars, m.eval(input)
	var out [][]rdf.Term
	switch n := n.(type) {
	case *plan.Filter:
		for _, row := range in {
			if isTrue(n.F, solutionOf(vars, row)) {
				out = append(out, row)
			}
		}
	case *plan.Extend:
		for _, row := range in {
			row, names := slices.Clone(row), slices.Clone(vars)
			for _, b := range n.Bindings {
				row, names = append(row, value(b.E, solutionOf(names, row))), append(names, b.Var)
			}
			out = append(out, row)
		}
	case *plan.Project:
		for _, row := range in {
			out = append(out, pickVars(n.Vars, solutionOf(vars, row)))
		}
	case *plan.MatchTriple:
		for _, row := range in {
			out = append(out, matchTriple(n, vars, row)...)
		}
	case *plan.Distinct:
		for _, row := range in {
			if !slices.ContainsFunc(out, func(r []rdf.Term) bool { return slices.Equal(r, row) }) {
				out = append(out, row)
			}
		}
	case *plan.Slice:
		out = in[min(int(n.Offset), len(in)):]
		if n.Limit >= 0 {
			out = out[:min(int(n.Limit), len(out))]
		}
	default:
		m.f.t.Fatalf("the model does not know %T", n)
	}
	return out
}

// wide is a scan that delivers all of its free slots.
func wide(n *plan.Scan) *plan.Scan {
	all := *n
	all.Vars = nil
	return &all
}

// project is a projection for the model.
func project(n plan.Node, vars []string) *plan.Project {
	return &plan.Project{Props: plan.Props{Vars: vars}, Input: n}
}

func pickVars(vars []string, s solution) []rdf.Term {
	row := make([]rdf.Term, len(vars))
	for i, v := range vars {
		row[i] = s(v)
	}
	return row
}

// terms returns a column of graphs.
func (m *model) terms(col []ids.ID) [][]rdf.Term {
	var out [][]rdf.Term
	for _, id := range col {
		t, err := m.f.state.Term(id)
		if err != nil {
			m.f.t.Fatal(err)
		}
		out = append(out, []rdf.Term{t})
	}
	return out
}

// scan returns the rows of a pattern.
func (m *model) scan(n *plan.Scan) [][]rdf.Term {
	var out [][]rdf.Term
	triples := map[[3]rdf.Term]bool{}
	for _, q := range m.f.quads {
		if !m.inGraphs(n.Graphs, q.G) || n.Graphs.Distinct && triples[[3]rdf.Term{q.S, q.P, q.O}] {
			continue
		}
		bound, ok := map[string]rdf.Term{}, true
		for i, t := range [4]rdf.Term{q.S, q.P, q.O, q.G} {
			slot := n.Slots[i]
			if slot.ID != ids.Undef && slot.ID != m.f.id(t) {
				ok = false
			}
			if slot.Var == "" {
				continue
			}
			if before, again := bound[slot.Var]; again && before != t {
				ok = false
			}
			bound[slot.Var] = t
		}
		if ok && m.inRanges(n, q) {
			triples[[3]rdf.Term{q.S, q.P, q.O}] = true
			out = append(out, pickVars(n.Vars, func(v string) rdf.Term { return bound[v] }))
		}
	}
	return out
}

func (m *model) inGraphs(g plan.Graphs, graph rdf.Term) bool {
	id := ids.DefaultGraph
	if !graph.IsZero() {
		id = m.f.id(graph)
	}
	switch {
	case g.NamedOnly && id == ids.DefaultGraph:
		return false
	case g.Loop:
		return graph == m.loop
	}
	return g.IDs == nil || slices.Contains(g.IDs, id)
}

// inRanges applies the bounds of the column after the ids.
func (m *model) inRanges(n *plan.Scan, q rdf.Quad) bool {
	if !n.Bounded {
		return true
	}
	for _, pos := range n.Perm.Order() {
		if n.Slots[pos].ID == ids.Undef {
			id := m.f.id([4]rdf.Term{q.S, q.P, q.O, q.G}[pos])
			return slices.ContainsFunc(n.Ranges, func(r ids.Range) bool { return r.Low <= id && id < r.High })
		}
	}
	return false
}

func (m *model) countBy(n *plan.CountBy) [][]rdf.Term {
	sc := wide(n.Scan)
	sc.Vars = n.Vars[:1]
	counts := map[rdf.Term]int{}
	for _, row := range m.scan(sc) {
		counts[row[0]]++
	}
	var out [][]rdf.Term
	for t, c := range counts {
		out = append(out, []rdf.Term{t, num(c)})
	}
	return out
}

// join is the join of two tables by definition: rows are compatible if they agree in all
// variables that both bind; those of on have to be bound on both sides.
func (m *model) join(kind plan.JoinKind, l, r plan.Node, on []string, f algebra.Expr, vars []string) [][]rdf.Term {
	lv, rv := l.Base().Vars, r.Base().Vars
	right := m.eval(r)
	var out [][]rdf.Term
	for _, lrow := range m.eval(l) {
		matched := false
		for _, rrow := range right {
			ls, rs := solutionOf(lv, lrow), solutionOf(rv, rrow)
			merged := func(v string) rdf.Term {
				if t := ls(v); !t.IsZero() {
					return t
				}
				return rs(v)
			}
			if !compatible(lv, ls, rs, on, kind) || f != nil && !isTrue(f, merged) {
				continue
			}
			matched = true
			if kind == plan.Inner || kind == plan.Left {
				out = append(out, pickVars(vars, merged))
			}
		}
		if kind == plan.Semi && matched || !matched && (kind == plan.Left || kind == plan.Anti || kind == plan.Minus) {
			out = append(out, pickVars(vars, solutionOf(lv, lrow)))
		}
	}
	return out
}

// compatible reports whether two solutions may be merged; for Minus they have to share a
// bound variable too.
func compatible(vars []string, l, r solution, on []string, kind plan.JoinKind) bool {
	shared := false
	for _, v := range vars {
		a, b := l(v), r(v)
		if both := !a.IsZero() && !b.IsZero(); both && a != b || !both && slices.Contains(on, v) {
			return false
		} else if both {
			shared = true
		}
	}
	return shared || kind != plan.Minus
}

func (m *model) intersect(n *plan.Intersect) [][]rdf.Term {
	vars := append(slices.Clone(n.L.Base().Vars), n.Var)
	node := n.L
	for i, sc := range n.Scans {
		columns := append(slices.Clone(n.On[i]), n.Var)
		right := *sc
		right.Vars = columns
		all := vars
		if i == 0 {
			all = vars[:len(vars)-1]
		}
		node = &plan.Values{Props: plan.Props{Vars: vars}, Data: m.join(plan.Inner, project(node, all), &right, nil, nil, vars)}
	}
	return m.eval(project(node, n.Vars))
}

func (m *model) graphLoop(n *plan.GraphLoop) [][]rdf.Term {
	var out [][]rdf.Term
	in := n.Input.Base().Vars
	for _, g := range m.terms(n.IDs) {
		inner := *m
		inner.loop = g[0]
		for _, row := range inner.eval(n.Input) {
			s := solutionOf(in, row)
			if t := s(n.Var); !t.IsZero() && t != g[0] {
				continue
			}
			out = append(out, pickVars(n.Vars, func(v string) rdf.Term {
				if v == n.Var {
					return g[0]
				}
				return s(v)
			}))
		}
	}
	return out
}

// closure follows the pairs of a step from every node until nothing is new.
func (m *model) closure(n *plan.Closure) [][]rdf.Term {
	nodes := map[rdf.Term]bool{}
	for _, q := range m.f.quads {
		if m.inGraphs(n.Graphs, q.G) {
			nodes[q.S], nodes[q.O] = true, true
		}
	}
	inner := *m
	inner.keys = nil
	for t := range nodes {
		inner.keys = append(inner.keys, []rdf.Term{t})
	}
	next := map[rdf.Term][]rdf.Term{}
	for _, row := range inner.eval(project(n.Step, []string{n.From, n.To})) {
		next[row[0]] = append(next[row[0]], row[1])
	}
	from, to := n.S, n.O
	if n.Backward {
		from, to = n.O, n.S
	}
	starts := nodes
	switch {
	case from.Var == "":
		starts = map[rdf.Term]bool{from.Term: true}
	case n.Keyed:
		starts = map[rdf.Term]bool{}
		for _, key := range m.keys {
			starts[key[0]] = nodes[key[0]]
		}
	}
	var out [][]rdf.Term
	for start, isNode := range starts {
		if !isNode {
			continue
		}
		for end := range reached(next, start, n.Zero, n.Once) {
			s, o := start, end
			if n.Backward {
				s, o = end, start
			}
			if to.Var == "" && end != to.Term || n.S.Var != "" && n.S.Var == n.O.Var && s != o {
				continue
			}
			out = append(out, pickVars(n.Vars, func(v string) rdf.Term {
				if v == n.S.Var {
					return s
				}
				return o
			}))
		}
	}
	return out
}

// reached returns the nodes that a path leads to.
func reached(next map[rdf.Term][]rdf.Term, start rdf.Term, zero, once bool) map[rdf.Term]bool {
	out := map[rdf.Term]bool{}
	frontier := next[start]
	for len(frontier) > 0 {
		var further []rdf.Term
		for _, t := range frontier {
			if !out[t] {
				out[t] = true
				further = append(further, next[t]...)
			}
		}
		if frontier = further; once {
			break
		}
	}
	if zero {
		out[start] = true
	}
	return out
}

// matchTriple takes the triple term of a row apart.
func matchTriple(n *plan.MatchTriple, vars []string, row []rdf.Term) [][]rdf.Term {
	bound := map[string]rdf.Term{}
	for i, v := range vars {
		if !row[i].IsZero() {
			bound[v] = row[i]
		}
	}
	if !unify(bound[n.Var], n.Pattern, bound) {
		return nil
	}
	return [][]rdf.Term{pickVars(n.Vars, func(v string) rdf.Term { return bound[v] })}
}

func unify(t rdf.Term, p algebra.TriplePattern, bound map[string]rdf.Term) bool {
	if !t.IsTripleTerm() {
		return false
	}
	tr := t.Triple()
	ts := [3]rdf.Term{tr.S, tr.P, tr.O}
	for i, pos := range [3]algebra.Term{p.S, p.P, p.O} {
		switch {
		case pos.Triple != nil:
			if !unify(ts[i], *pos.Triple, bound) {
				return false
			}
		case pos.Var == "":
			if pos.Term != ts[i] {
				return false
			}
		default:
			if before, ok := bound[pos.Var]; ok && before != ts[i] {
				return false
			}
			bound[pos.Var] = ts[i]
		}
	}
	return true
}

// isTrue evaluates the few conditions that the tests use: an error is not true.
func isTrue(e algebra.Expr, s solution) bool {
	return value(e, s) == rdf.NewLiteral("true", vocab.XSDBoolean)
}

// value evaluates the few expressions that the tests use, on integers and IRIs; the zero
// Term is an error.
func value(e algebra.Expr, s solution) rdf.Term {
	switch e := e.(type) {
	case *algebra.VarExpr:
		return s(e.Var)
	case *algebra.ConstExpr:
		return e.Term
	case *algebra.Call:
		var args []rdf.Term
		for _, a := range e.Args {
			args = append(args, value(a, s))
		}
		if slices.ContainsFunc(args, rdf.Term.IsZero) {
			return rdf.Term{}
		}
		return apply(e.Name, args)
	}
	panic(fmt.Sprintf("the model does not know %T", e))
}

func apply(name string, args []rdf.Term) rdf.Term {
	a, errA := strconv.Atoi(args[0].Value())
	boolean := func(b bool) rdf.Term { return rdf.NewLiteral(strconv.FormatBool(b), vocab.XSDBoolean) }
	if name == "STR" {
		return rdf.NewLiteral(args[0].Value(), vocab.XSDString)
	}
	if name == "CONTAINS" {
		return boolean(strings.Contains(args[0].Value(), args[1].Value()))
	}
	b, errB := strconv.Atoi(args[1].Value())
	switch {
	case name == "=":
		return boolean(args[0] == args[1])
	case errA != nil || errB != nil:
		return rdf.Term{}
	case name == "<":
		return boolean(a < b)
	case name == "+":
		return num(a + b)
	}
	panic("the model does not know " + name)
}
