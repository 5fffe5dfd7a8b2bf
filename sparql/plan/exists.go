package plan

import (
	"context"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// ExistsVars returns the variables of an EXISTS that runs row by row: those whose
// values are substituted, where they have any.
func (p *Plan) ExistsVars(e *algebra.Exists) []string { return sortedNames(mentioned(e.P)) }

// Exists plans the pattern of an EXISTS for one outer solution: with the values
// of the solution put for its variables, and joined with it (section 18.6).
func (p *Plan) Exists(ctx context.Context, e *algebra.Exists, solution map[string]rdf.Term) (*Plan, error) {
	graph, ok := p.planner.exists[e]
	if !ok {
		return nil, fmt.Errorf("plan: EXISTS that the plan does not know")
	}
	sub := newPlanner(ctx, p.planner.stats, p.planner.opt)
	sub.fresh = p.planner.fresh
	n := substituter(solution).mapNode(e.P)
	scope := sub.scopeOf(n).vars
	t := &algebra.Table{Rows: [][]rdf.Term{{}}}
	for _, v := range sortedNames(scope) {
		if term, bound := solution[v]; bound {
			t.Vars = append(t.Vars, v)
			t.Rows[0] = append(t.Rows[0], term)
		}
	}
	if len(t.Vars) > 0 {
		n = &algebra.Join{P1: n, P2: t}
	}
	node, err := sub.plan(n, request{graph: graph, needed: names{}, goal: 1})
	if err != nil {
		return nil, err
	}
	return sub.finish(node), nil
}

// HasVar reports whether the plan's root has a column of the name.
func (p *Plan) HasVar(v string) bool { return slices.Contains(p.Vars(), v) }
