package exec_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// compare checks a plan against the model.
func (f *fixture) compare(n plan.Node) {
	f.t.Helper()
	f.check(n, (&model{f: f}).eval(n), false)
}

func TestScan(t *testing.T) {
	f := newFixture(t, append(randomQuads(1, 120),
		rdf.Quad{S: ex("node1"), P: ex("p"), O: ex("node1"), G: ex("g1")}, rdf.Quad{S: ex("node2"), P: ex("p"), O: ex("node2")}))
	g1, g2 := f.id(ex("g1")), f.id(ex("g2"))
	for name, n := range map[string]*plan.Scan{
		"everything":             f.scan(ids.SPO, plan.Graphs{}, "?s ?p ?o ?g"),
		"each triple once":       f.scan(ids.OPS, union, "?s ?p ?o"),
		"of the default graph":   f.scan(ids.SPO, plan.Graphs{IDs: []ids.ID{ids.DefaultGraph}}, "?s ?p ?o"),
		"of two graphs":          f.scan(ids.PSO, plan.Graphs{IDs: []ids.ID{g1, g2}}, "?s ?p ?o ?g"),
		"two graphs, once":       f.scan(ids.PSO, plan.Graphs{IDs: []ids.ID{g1, g2}, Distinct: true}, "?s ?p ?o"),
		"named graphs":           f.scan(ids.POS, plan.Graphs{NamedOnly: true}, "?s p ?o ?g"),
		"no graph":               f.scan(ids.POS, plan.Graphs{IDs: []ids.ID{}}, "?s p ?o"),
		"a prefix":               f.scan(ids.POS, union, "?s p node1"),
		"a column less":          f.scan(ids.SPO, union, "?s _ ?o"),
		"one triple":             f.scan(ids.SPO, plan.Graphs{}, "node1 p node1"),
		"subject is object":      f.scan(ids.PSO, union, "?x p ?x"),
		"predicate is not there": f.scan(ids.SPO, union, "?x ?x ?o"),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "a column less" {
				n.Order = n.Order[:1]
			}
			f := &fixture{t: t, state: f.state, quads: f.quads}
			f.compare(n)
		})
	}
}

// TestScanBounds reads parts of a column, and a slot whose variable has one value.
func TestScanBounds(t *testing.T) {
	f := newFixture(t, randomQuads(2, 150))
	at := func(n int) ids.ID { return f.id(ex(fmt.Sprint("node", n))) }
	n := f.scan(ids.PSO, union, "?s p ?o")
	n.Bounded, n.Ranges = true, []ids.Range{{Low: at(1), High: at(3)}, {Low: at(4), High: at(5)}, {Low: at(7), High: at(8) + 1}}
	f.compare(n)
	n = f.scan(ids.PSO, union, "?s p ?o")
	n.Bounded = true
	f.compare(n)
	n = f.scan(ids.PSO, union, "?s p ?o")
	n.Slots[1].Var, n.Vars = "predicate", []string{"predicate", "o", "s"}
	n.Order = nil
	f.compare(n)
}

func TestCounts(t *testing.T) {
	quads := randomQuads(3, 90)
	for n := range 9000 { // of so many that they are counted from metadata
		quads = append(quads, rdf.Quad{S: ex("many"), P: ex("p"), O: num(n)})
	}
	f := newFixture(t, quads)
	one := f.scan(ids.PSO, union, "_ p _")
	f.compare(&plan.Count{Props: plan.Props{Vars: []string{"n"}}, Scan: one})
	by := f.scan(ids.PSO, union, "?s p _")
	f.compare(&plan.CountBy{Props: plan.Props{Vars: []string{"s", "n"}}, Scan: by})
	none := f.scan(ids.PSO, plan.Graphs{IDs: []ids.ID{}}, "?s p _")
	f.compare(&plan.CountBy{Props: plan.Props{Vars: []string{"s", "n"}}, Scan: none})
	f.compare(&plan.Count{Props: plan.Props{Vars: []string{"n"}}, Scan: none})
}

func TestValuesAndUnion(t *testing.T) {
	f := newFixture(t, randomQuads(4, 60))
	vars := []string{"a", "b"}
	first, second := values(vars, randomRows(1, 7, 2, 3)), values(vars, randomRows(2, 11, 2, 3))
	empty := values(vars, nil)
	f.compare(first)
	f.compare(empty)
	f.compare(values(nil, [][]rdf.Term{{}, {}}))
	f.compare(&plan.GraphNames{Props: plan.Props{Vars: []string{"g"}}, IDs: []ids.ID{f.id(ex("g1")), f.id(ex("g2"))}})
	f.compare(&plan.Union{Props: over(first), Inputs: []plan.Node{empty, first, empty, second, first}})
	bad := &plan.Union{Props: over(first), Inputs: []plan.Node{first, values([]string{"b", "a"}, nil)}}
	if _, err := f.build(numbered(bad), runOptions{}); err == nil {
		t.Error("a union of other columns is built")
	}
}

func TestUnary(t *testing.T) {
	f := newFixture(t, randomQuads(5, 150))
	numbers := f.scan(ids.PSO, plan.Graphs{}, "?s n ?n ?g")
	rows := values([]string{"a", "b"}, randomRows(3, 40, 2, 4))
	sorted := f.scan(ids.PSO, plan.Graphs{}, "?s p _")
	less := call("<", v("n"), constant(num(3)))
	for name, n := range map[string]plan.Node{
		"filter":                  &plan.Filter{Props: over(numbers), Input: numbers, F: less},
		"filter, all":             &plan.Filter{Props: over(numbers), Input: numbers, F: call("<", v("n"), constant(num(9)))},
		"filter, none":            &plan.Filter{Props: over(numbers), Input: numbers, F: call("<", v("s"), constant(num(9)))},
		"filter on text":          &plan.Filter{Props: over(rows), Input: rows, F: call("CONTAINS", call("STR", v("a")), constant(rdf.NewLiteral("e5", vocab.XSDString)))},
		"extend":                  extend(numbers, algebra.Binding{Var: "m", E: call("+", v("n"), constant(num(1)))}, algebra.Binding{Var: "k", E: call("+", v("m"), v("n"))}),
		"extend, errors":          extend(rows, algebra.Binding{Var: "m", E: call("+", v("a"), v("b"))}),
		"extend by a constant":    extend(rows, algebra.Binding{Var: "m", E: constant(num(7))}),
		"project":                 &plan.Project{Props: plan.Props{Vars: []string{"b", "x", "a", "b"}}, Input: rows},
		"project a scan":          &plan.Project{Props: plan.Props{Vars: []string{"s"}, Order: []string{"s"}}, Input: numbers},
		"distinct":                &plan.Distinct{Props: over(rows), Input: rows},
		"distinct, sorted":        &plan.Distinct{Props: over(sorted), Input: sorted, Sorted: true},
		"distinct of a selection": distinctFilter(numbers, less),
	} {
		t.Run(name, func(t *testing.T) {
			f := &fixture{t: t, state: f.state, quads: f.quads}
			f.compare(n)
		})
	}
}

// extend adds columns to a node.
func extend(in plan.Node, bindings ...algebra.Binding) *plan.Extend {
	n := &plan.Extend{Props: over(in), Input: in, Bindings: bindings}
	n.Vars, n.Maybe = slices.Clone(n.Vars), slices.Clone(n.Maybe)
	for _, b := range bindings {
		n.Vars, n.Maybe = append(n.Vars, b.Var), append(n.Maybe, b.Var)
	}
	return n
}

// distinctFilter is a sorted DISTINCT over a filter over a scan.
func distinctFilter(in plan.Node, f algebra.Expr) plan.Node {
	filter := &plan.Filter{Props: over(in), Input: in, F: f}
	return &plan.Distinct{Props: over(filter), Input: filter, Sorted: true}
}

// TestDistinctSeeks counts the rows that a sorted DISTINCT reads of few values that
// stand in very many rows: it skips them.
func TestDistinctSeeks(t *testing.T) {
	var quads []rdf.Quad
	for n := range 20_000 {
		quads = append(quads, rdf.Quad{S: ex([]string{"a", "b", "c"}[n%3]), P: ex("p"), O: num(n)})
	}
	f := newFixture(t, quads)
	in := f.scan(ids.PSO, union, "?s p _")
	n := &plan.Distinct{Props: over(in), Input: in, Sorted: true}
	r, err := f.build(numbered(n), runOptions{batch: ids.BatchRows})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := r.rows(t.Context())
	if err != nil || len(rows) != 3 {
		t.Errorf("%v, %v", lines(rows), err)
	}
	if read := r.rt.Stats[1].Rows; read > 3*ids.BatchRows {
		t.Errorf("%d rows were read", read)
	}
	f.atRest(r, "at the end")
}

func TestSlice(t *testing.T) {
	f := newFixture(t, randomQuads(6, 40))
	in := values([]string{"a"}, randomRows(4, 20, 1, 0))
	for _, offset := range []int64{0, 1, 7, 19, 20, 100} {
		for _, limit := range []int64{-1, 0, 1, 2, 13, 100} {
			n := &plan.Slice{Props: over(in), Input: in, Offset: offset, Limit: limit}
			f.check(n, (&model{f: f}).eval(n), true)
		}
	}
}

// TestSliceStops holds that a LIMIT does not read on when it has its rows.
func TestSliceStops(t *testing.T) {
	f := newFixture(t, randomQuads(6, 400))
	in := f.scan(ids.SPO, plan.Graphs{}, "?s ?p ?o")
	n := &plan.Slice{Props: over(in), Input: in, Limit: 5}
	r, err := f.build(numbered(n), runOptions{batch: 2})
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := r.rows(t.Context()); err != nil || len(rows) != 5 || r.rt.Stats[1].Rows != 6 {
		t.Errorf("%d rows of %d read, %v", len(rows), r.rt.Stats[1].Rows, err)
	}
	f.atRest(r, "at the end")
}

func TestMatchTriple(t *testing.T) {
	a, b, c := ex("a"), ex("b"), ex("c")
	inner := rdf.NewTripleTerm(rdf.Triple{S: a, P: b, O: c})
	nested := rdf.NewTripleTerm(rdf.Triple{S: b, P: a, O: inner})
	rows := [][]rdf.Term{{inner, a}, {nested, b}, {inner, b}, {a, a}, {{}, c}, {rdf.NewTripleTerm(rdf.Triple{S: a, P: a, O: a}), a}, {nested, {}}}
	in := values([]string{"t", "x"}, rows)
	f := newFixture(t, []rdf.Quad{{S: a, P: b, O: inner}})
	pos := func(v string) algebra.Term { return algebra.Term{Var: v} }
	for _, n := range []*plan.MatchTriple{
		{Props: plan.Props{Vars: []string{"t", "x", "y", "z"}}, Pattern: algebra.TriplePattern{S: pos("x"), P: pos("y"), O: pos("z")}},
		{Props: plan.Props{Vars: []string{"t", "x", "y"}}, Pattern: algebra.TriplePattern{S: pos("y"), P: pos("y"), O: pos("y")}},
		{Props: plan.Props{Vars: []string{"t", "x"}}, Pattern: algebra.TriplePattern{S: algebra.Term{Term: a}, P: algebra.Term{Term: b}, O: pos("t")}},
		{Props: plan.Props{Vars: []string{"x", "y"}}, Pattern: algebra.TriplePattern{S: pos("x"), P: algebra.Term{Term: a}, O: algebra.Term{Triple: &algebra.TriplePattern{S: pos("y"), P: pos("x"), O: algebra.Term{Term: c}}}}},
	} {
		n.Var, n.Input = "t", in
		n.Maybe = n.Vars
		f.compare(n)
	}
}

func TestGraphLoop(t *testing.T) {
	f := newFixture(t, randomQuads(7, 120))
	names := []ids.ID{f.id(ex("g1")), f.id(ex("g2"))}
	loop := plan.Graphs{Loop: true}
	in := f.scan(ids.PSO, loop, "?s p ?o")
	f.compare(&plan.GraphLoop{Props: plan.Props{Vars: []string{"s", "o", "g"}}, Input: in, Var: "g", IDs: names})
	f.compare(&plan.GraphLoop{Props: plan.Props{Vars: []string{"s", "o", "g"}}, Input: in, Var: "g", IDs: nil})
	// The pattern has the variable itself.
	self := &plan.Extend{Props: plan.Props{Vars: []string{"s", "o", "g"}}, Input: in, Bindings: []algebra.Binding{{Var: "g", E: constant(ex("g2"))}}}
	f.compare(&plan.GraphLoop{Props: plan.Props{Vars: []string{"s", "o", "g"}}, Input: self, Var: "g", IDs: names})
	rows := values([]string{"g", "x"}, [][]rdf.Term{{ex("g1"), num(1)}, {{}, num(2)}, {ex("g3"), num(3)}})
	f.compare(&plan.GraphLoop{Props: plan.Props{Vars: []string{"g", "x"}}, Input: rows, Var: "g", IDs: names})
}

// TestBadPlans holds that plans that make no sense are errors, and leave nothing open.
func TestBadPlans(t *testing.T) {
	f := newFixture(t, randomQuads(8, 30))
	rows := values([]string{"a"}, randomRows(5, 4, 1, 0))
	other := values([]string{"b"}, randomRows(6, 4, 1, 0))
	wrong := call("NO-SUCH-FUNCTION", v("a"))
	for name, n := range map[string]plan.Node{
		"keys outside of a binding join": &plan.Keys{Props: plan.Props{Vars: []string{"k"}}},
		"unknown function in a filter":   &plan.Filter{Props: over(rows), Input: rows, F: wrong},
		"unknown function in extend":     extend(rows, algebra.Binding{Var: "x", E: wrong}),
		"unknown function in an order":   &plan.OrderBy{Props: over(rows), Input: rows, Conditions: []algebra.OrderCondition{{E: wrong}}},
		"unknown function in a group":    &plan.Group{Props: plan.Props{Vars: []string{"n"}}, Input: rows, Aggs: []algebra.AggBinding{{Var: "n", Agg: algebra.Aggregate{Name: "SUM", Arg: wrong}}}},
		"unknown function in a join":     &plan.HashJoin{Props: joined(plan.Inner, rows, other), L: rows, R: other, F: wrong},
		"join without its column":        &plan.HashJoin{Props: joined(plan.Inner, rows, other), L: rows, R: other, Compat: []string{"a"}},
		"bad right side":                 &plan.HashJoin{Props: joined(plan.Inner, rows, other), L: rows, R: &plan.Keys{Props: plan.Props{Vars: []string{"k"}}}},
		"unknown operator":               &unknownNode{Props: plan.Props{Vars: []string{"k"}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fixture{t: t, state: f.state}
			r, err := f.build(numbered(n), runOptions{batch: 2})
			if err == nil {
				t.Error("it is built")
			}
			if r.op == nil {
				f.atRest(r, name)
			}
		})
	}
}

type unknownNode struct{ plan.Props }

// TestBatchesEndAfterError holds that a range over batches ends with the first error.
func TestBatchesEndAfterError(t *testing.T) {
	broken := errors.New("broken")
	n := 0
	for _, err := range exec.Batches(t.Context(), failing{broken}) {
		if n++; !errors.Is(err, broken) || n > 1 {
			t.Errorf("%d: %v", n, err)
		}
	}
}
