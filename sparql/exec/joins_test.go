package exec_test

import (
	"fmt"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// in returns the fixture for a subtest.
func (f *fixture) in(t *testing.T) *fixture { return &fixture{t: t, state: f.state, quads: f.quads} }

// TestHashJoin joins on variables that are bound, may be unbound, or both, with and
// without a condition.
func TestHashJoin(t *testing.T) {
	f := newFixture(t, randomQuads(11, 20))
	bound := values([]string{"k", "l"}, randomRows(1, 30, 2, 0))
	holed := values([]string{"k", "a", "l"}, randomRows(2, 30, 3, 4))
	right := values([]string{"a", "k", "r"}, randomRows(3, 25, 3, 0))
	holedRight := values([]string{"k", "a", "r"}, randomRows(4, 25, 3, 4))
	few := values([]string{"k", "a", "r"}, nil)
	other := values([]string{"y"}, randomRows(5, 6, 1, 0))
	differ := call("=", v("l"), v("r"))
	for _, kind := range kinds {
		for name, n := range map[string]*plan.HashJoin{
			"one key":                 {L: bound, R: right, On: []string{"k"}},
			"two keys":                {L: holed, R: right, On: []string{"k", "a"}},
			"a condition":             {L: bound, R: right, On: []string{"k"}, F: differ},
			"a key and a hole":        {L: holed, R: right, On: []string{"k"}, Compat: []string{"a"}},
			"holes":                   {L: holed, R: holedRight, Compat: []string{"k", "a"}},
			"holes and a condition":   {L: holed, R: holedRight, Compat: []string{"k", "a"}, F: differ},
			"nothing on the right":    {L: holed, R: few, Compat: []string{"k", "a"}},
			"nothing on the left":     {L: few, R: holedRight, Compat: []string{"k", "a"}},
			"nothing shared":          {L: bound, R: other},
			"nothing shared, holding": {L: bound, R: other, F: call("=", v("l"), v("y"))},
		} {
			if kind == plan.Minus && (len(n.On) > 0 || len(n.Compat) == 0) {
				continue // plans have Anti, or the left side alone
			}
			t.Run(fmt.Sprint(kind, "/", name), func(t *testing.T) {
				f := f.in(t)
				n.Kind, n.Props = kind, joined(kind, n.L, n.R)
				f.compare(n)
				if f.refused == 0 && len(n.R.(*plan.Values).Data) > 0 {
					t.Error("the table has cost no memory")
				}
			})
		}
	}
}

// TestMergeJoin joins scans in their order: by one variable and by two, where keys repeat
// on both sides, and where either side has few of the keys of the other and is skipped.
func TestMergeJoin(t *testing.T) {
	quads := randomQuads(12, 140)
	for n := range 700 {
		quads = append(quads, rdf.Quad{S: ex(fmt.Sprintf("serial%04d", n)), P: ex("title"), O: num(n)})
		if n%97 == 5 {
			quads = append(quads, rdf.Quad{S: ex(fmt.Sprintf("serial%04d", n)), P: ex("rare"), O: num(n % 3)})
		}
	}
	f := newFixture(t, quads)
	p, q := f.scan(ids.PSO, union, "?s p ?a"), f.scan(ids.PSO, union, "?s q ?b")
	all, rare := f.scan(ids.PSO, union, "?s title ?a"), f.scan(ids.PSO, union, "?s rare ?b")
	spo, sop := f.scan(ids.SPO, union, "?s ?p ?o"), f.scan(ids.SPO, plan.Graphs{NamedOnly: true}, "?s ?p ?x")
	filtered := &plan.Filter{Props: over(all), Input: all, F: call("<", v("a"), constant(num(300)))}
	for _, kind := range keyed {
		for name, n := range map[string]*plan.MergeJoin{
			"keys repeat":          {L: p, R: q, On: []string{"s"}},
			"keys repeat, swapped": {L: q, R: p, On: []string{"s"}},
			"few on the right":     {L: all, R: rare, On: []string{"s"}},
			"few on the left":      {L: rare, R: all, On: []string{"s"}},
			"through a filter":     {L: filtered, R: rare, On: []string{"s"}},
			"two keys":             {L: spo, R: sop, On: []string{"s", "p"}},
			"two keys, condition":  {L: spo, R: sop, On: []string{"s", "p"}, F: call("=", v("o"), v("x"))},
			"disjoint":             {L: p, R: rare, On: []string{"s"}},
		} {
			t.Run(fmt.Sprint(kind, "/", name), func(t *testing.T) {
				n.Kind, n.Props = kind, joined(kind, n.L, n.R)
				f.in(t).compare(n)
			})
		}
	}
	compat := &plan.MergeJoin{
		Kind: plan.Inner, L: extend(p, algebra.Binding{Var: "x", E: call("+", v("a"), v("a"))}), R: f.scan(ids.PSO, union, "?s q ?x"),
		On: []string{"s"}, Compat: []string{"x"},
	}
	compat.Props = joined(plan.Inner, compat.L, compat.R)
	f.compare(compat)
}

// TestLookupJoin looks up keys in order, in no order, that repeat and that are missing.
func TestLookupJoin(t *testing.T) {
	f := newFixture(t, randomQuads(13, 160))
	scan := f.scan(ids.PSO, union, "?a p ?b")
	loose := values([]string{"a", "l"}, randomRows(6, 60, 2, 0))
	holed := values([]string{"a", "b"}, randomRows(7, 40, 2, 3))
	pairs := values([]string{"a", "b", "l"}, randomRows(8, 60, 3, 0))
	sorted := f.scan(ids.PSO, union, "?a q ?l")
	for _, kind := range keyed {
		for name, n := range map[string]*plan.LookupJoin{
			"in no order":    {L: loose, R: scan, On: []string{"a"}},
			"in order":       {L: sorted, R: scan, On: []string{"a"}},
			"a condition":    {L: sorted, R: scan, On: []string{"a"}, F: call("=", v("l"), v("b"))},
			"two columns":    {L: pairs, R: scan, On: []string{"a", "b"}},
			"a shared hole":  {L: holed, R: scan, On: []string{"a"}, Compat: []string{"b"}},
			"few keys":       {L: values([]string{"a", "l"}, randomRows(9, 3, 2, 0)), R: scan, On: []string{"a"}},
			"a column fewer": {L: loose, R: f.scan(ids.PSO, union, "?a p _"), On: []string{"a"}},
		} {
			t.Run(fmt.Sprint(kind, "/", name), func(t *testing.T) {
				n.Kind, n.Props = kind, joined(kind, n.L, n.R)
				f.in(t).compare(n)
			})
		}
	}
}

// TestBindJoin evaluates its right side for the keys of each batch: directly, and in
// another binding join.
func TestBindJoin(t *testing.T) {
	f := newFixture(t, randomQuads(14, 160))
	left := values([]string{"a", "l"}, randomRows(10, 40, 2, 0))
	step := func() plan.Node {
		keys := &plan.Keys{Props: plan.Props{Vars: []string{"a"}}}
		j := &plan.LookupJoin{Kind: plan.Inner, L: keys, R: f.scan(ids.PSO, union, "?a p ?b"), On: []string{"a"}}
		j.Props = joined(plan.Inner, j.L, j.R)
		return j
	}
	twice := &plan.BindJoin{Kind: plan.Inner, L: step(), R: &plan.LookupJoin{
		Kind: plan.Inner, L: &plan.Keys{Props: plan.Props{Vars: []string{"b"}}}, R: f.scan(ids.PSO, union, "?b q ?c"), On: []string{"b"},
	}, On: []string{"b"}}
	twice.R.(*plan.LookupJoin).Props = plan.Props{Vars: []string{"b", "c"}}
	twice.Props = joined(plan.Inner, twice.L, twice.R)
	for _, kind := range keyed {
		for name, n := range map[string]*plan.BindJoin{
			"one step":    {L: left, R: step(), On: []string{"a"}},
			"a condition": {L: left, R: step(), On: []string{"a"}, F: call("=", v("l"), v("b"))},
			"nested":      {L: left, R: twice, On: []string{"a"}},
		} {
			t.Run(fmt.Sprint(kind, "/", name), func(t *testing.T) {
				n.Kind, n.Props = kind, joined(kind, n.L, n.R)
				f.in(t).compare(n)
			})
		}
	}
}

// TestIntersect closes triangles and larger cycles.
func TestIntersect(t *testing.T) {
	f := newFixture(t, randomQuads(15, 300))
	edges := f.scan(ids.PSO, union, "?a p ?b")
	n := &plan.Intersect{
		Props: plan.Props{Vars: []string{"b", "c", "a"}}, L: edges, Var: "c",
		Scans: []*plan.Scan{f.scan(ids.PSO, union, "?b q ?c"), f.scan(ids.PSO, union, "?a r ?c")},
		On:    [][]string{{"b"}, {"a"}},
	}
	f.compare(n)
	n = &plan.Intersect{
		Props: plan.Props{Vars: []string{"a", "b", "c"}}, L: edges, Var: "c",
		Scans: []*plan.Scan{f.scan(ids.PSO, union, "?b q ?c"), f.scan(ids.POS, union, "?c p ?a"), f.scan(ids.PSO, union, "?a r ?c")},
		On:    [][]string{{"b"}, {"a"}, {"a"}},
	}
	f.compare(n)
	// Long lists with few values in common.
	var quads []rdf.Quad
	for i := range 3000 {
		quads = append(quads, rdf.Quad{S: ex("a"), P: ex("p"), O: num(10_000 + i)}, rdf.Quad{S: ex("b"), P: ex("q"), O: num(10_000 + 7*i)})
	}
	quads = append(quads, rdf.Quad{S: ex("a"), P: ex("r"), O: ex("b")})
	f = newFixture(t, quads)
	f.compare(&plan.Intersect{
		Props: plan.Props{Vars: []string{"c"}}, L: f.scan(ids.PSO, union, "?a r ?b"), Var: "c",
		Scans: []*plan.Scan{f.scan(ids.PSO, union, "?a p ?c"), f.scan(ids.PSO, union, "?b q ?c")}, On: [][]string{{"a"}, {"b"}},
	})
}
