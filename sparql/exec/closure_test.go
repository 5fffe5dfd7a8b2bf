package exec_test

import (
	"fmt"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// closure is a path of p between two ends: "?x" is a variable, anything else a node.
func (f *fixture) closure(s, o string, backward bool) *plan.Closure {
	end := func(name string) plan.End {
		if name[0] == '?' {
			return plan.End{Var: name[1:]}
		}
		return plan.End{Term: ex(name)}
	}
	n := &plan.Closure{S: end(s), O: end(o), Backward: backward, From: "f", To: "t", Graphs: union}
	for _, e := range []plan.End{n.S, n.O} {
		if e.Var != "" && (len(n.Vars) == 0 || n.Vars[0] != e.Var) {
			n.Vars = append(n.Vars, e.Var)
		}
	}
	pattern, perm := "?f p ?t", ids.PSO
	if backward {
		pattern, perm = "?t p ?f", ids.POS
	}
	step := &plan.LookupJoin{Kind: plan.Inner, L: &plan.Keys{Props: plan.Props{Vars: []string{"f"}}}, R: f.scan(perm, union, pattern), On: []string{"f"}}
	step.Props = plan.Props{Vars: []string{"f", "t"}}
	n.Step = step
	return n
}

// free gives a closure the operators that it starts with where no end is given.
func (f *fixture) free(n *plan.Closure) *plan.Closure {
	n.All = n.Step.(*plan.LookupJoin).R
	column := func(perm ids.Perm, pattern, v string) plan.Node {
		return &plan.Project{Props: plan.Props{Vars: []string{"node"}}, Input: extendAs(f.scan(perm, union, pattern), v)}
	}
	n.Nodes = &plan.Union{
		Props:  plan.Props{Vars: []string{"node"}},
		Inputs: []plan.Node{column(ids.SPO, "?s ?p ?o", "s"), column(ids.OSP, "?s ?p ?o", "o")},
	}
	return n
}

// TestClosure follows paths of all kinds: + * ?, forwards and backwards, from a node,
// from a node that is in no quad, to a node, between nodes, between variables, in a circle.
func TestClosure(t *testing.T) {
	quads := randomQuads(16, 60)
	for n := range 40 { // a long chain with a cycle at its end
		quads = append(quads, rdf.Quad{S: ex(fmt.Sprint("c", n)), P: ex("p"), O: ex(fmt.Sprint("c", min(n+1, 38)))})
	}
	f := newFixture(t, quads)
	for _, backward := range []bool{false, true} {
		for _, path := range []struct {
			name       string
			zero, once bool
		}{{"+", false, false}, {"*", true, false}, {"?", true, true}} {
			for name, ends := range map[string][2]string{
				"from a node": {"node1", "?o"}, "to a node": {"?s", "node1"}, "between nodes": {"node1", "node3"}, "from nowhere": {"absent", "?o"},
				"along a chain": {"c3", "?o"}, "a node to itself": {"node2", "node2"},
			} {
				starts := ends[0]
				if backward {
					starts = ends[1]
				}
				if starts[0] == '?' {
					continue // it starts at the other end
				}
				t.Run(fmt.Sprint(path.name, "/", name, "/", backward), func(t *testing.T) {
					f := f.in(t)
					n := f.closure(ends[0], ends[1], backward)
					n.Zero, n.Once = path.zero, path.once
					f.compare(n)
				})
			}
			for name, ends := range map[string][2]string{"all pairs": {"?s", "?o"}, "circles": {"?x", "?x"}} {
				t.Run(fmt.Sprint(path.name, "/", name, "/", backward), func(t *testing.T) {
					f := f.in(t)
					n := f.free(f.closure(ends[0], ends[1], backward))
					n.Zero, n.Once = path.zero, path.once
					f.compare(n)
				})
			}
			t.Run(fmt.Sprint(path.name, "/keyed/", backward), func(t *testing.T) {
				f := f.in(t)
				n := f.closure("?s", "?o", backward)
				n.Zero, n.Once, n.Keyed = path.zero, path.once, true
				key := "s"
				if backward {
					key = "o"
				}
				j := &plan.BindJoin{Kind: plan.Inner, L: values([]string{key, "l"}, randomRows(11, 30, 2, 0)), R: n, On: []string{key}}
				j.Props = joined(plan.Inner, j.L, j.R)
				f.compare(j)
			})
		}
	}
}
