package plan

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// oneGraph returns the context of GRAPH <iri>, and false where the dataset has no
// such graph.
func (p *planner) oneGraph(name rdf.Term) (graphCtx, bool) {
	id, known, err := p.stats.Lookup(name)
	if err == nil && known {
		if _, ok := slices.BinarySearch(p.opt.Dataset.Named, id); ok {
			return graphCtx{Graphs: Graphs{IDs: []ids.ID{id}}}, true
		}
	}
	_, empty := p.opt.Dataset.Empty[name]
	return graphCtx{Graphs: Graphs{IDs: []ids.ID{}}, empty: true}, empty
}

// namedGraphs is the context of GRAPH ?v where patterns join on the graph.
func (p *planner) namedGraphs(v string) graphCtx {
	g := Graphs{NamedOnly: true}
	if !p.opt.Dataset.AllNamed {
		g.IDs = p.opt.Dataset.Named
	}
	return graphCtx{Graphs: g, variable: v, empty: len(p.opt.Dataset.Named) == 0}
}

// joinsOnGraph reports whether GRAPH ?v { P } may run once for all graphs, with
// the graph as one more column to join on: each leaf of P binds it, nothing in P
// counts or cuts solutions, and P does not use ?v itself.
func (p *planner) joinsOnGraph(n *algebra.Graph) bool {
	return !mentioned(n.P).has(n.Name.Var) && bindsGraph(n.P)
}

// bindsGraph reports whether each solution of n has a triple pattern in it, which binds the
// variable of GRAPH to the graph that it matches in.
func bindsGraph(n algebra.Node) bool {
	switch n := n.(type) {
	case *algebra.BGP:
		return len(n.Patterns) > 0
	case *algebra.Join, *algebra.LeftJoin, *algebra.Union, *algebra.Filter, *algebra.Extend:
		for _, in := range algebra.Children(n) {
			if !bindsGraph(in) {
				return false
			}
		}
		return !slices.ContainsFunc(algebra.Exprs(n), hasExists)
	}
	return false
}

// planGraphLoop plans GRAPH ?v { P } graph by graph. GRAPH ?v {} lists the names.
func (p *planner) planGraphLoop(n *algebra.Graph, r request) (Node, error) {
	named := p.opt.Dataset.Named
	if len(named) == 0 {
		return p.nothing(sortedNames(p.scopeOf(n).vars)), nil
	}
	if b, ok := n.P.(*algebra.BGP); ok && len(b.Patterns) == 0 {
		g := &GraphNames{IDs: named}
		g.Vars = []string{n.Name.Var}
		g.Order = g.Vars
		g.Rows, g.Cost = float64(len(named)), float64(len(named))
		return g, nil
	}
	inner := request{
		graph:  graphCtx{Graphs: Graphs{Loop: true}},
		needed: union(r.needed, setOf(n.Name.Var)),
		goal:   r.goal,
	}
	in, err := p.plan(n.P, inner)
	if err != nil {
		return nil, err
	}
	if isNothing(in) {
		return p.nothing(sortedNames(p.scopeOf(n).vars)), nil
	}
	loop := &GraphLoop{Input: in, Var: n.Name.Var, IDs: named}
	b := in.Base()
	loop.Vars = slices.Clone(b.Vars)
	if !slices.Contains(loop.Vars, loop.Var) {
		loop.Vars = append(loop.Vars, loop.Var)
	}
	for _, v := range b.Maybe {
		if v != loop.Var {
			loop.Maybe = append(loop.Maybe, v)
		}
	}
	loop.Rows = b.Rows
	loop.Start = b.Start
	loop.Cost = b.Cost + costOpen*float64(len(named))
	loop.distinct = map[string]float64{loop.Var: float64(len(named))}
	return loop, nil
}
