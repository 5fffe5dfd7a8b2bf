package plan

import (
	"context"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/vocab"
)

const xsdBoolean = vocab.XSDBoolean

// Plan is the physical plan of a query.
type Plan struct {
	Root  Node
	Nodes []Node // by Props.ID

	planner *planner
}

// Steps is the work that planning took, in small steps of which each costs about the
// same.
func (p *Plan) Steps() int { return p.planner.steps }

// Vars returns the columns of the plan.
func (p *Plan) Vars() []string { return p.Root.Base().Vars }

// planner holds what the planning of one query shares.
type planner struct {
	effort
	ctx    context.Context
	meter  pace.Meter
	stats  Stats
	opt    Options
	scopes map[algebra.Node]scope
	fresh  int
	// exists remembers the graphs in force at each EXISTS that runs row by row.
	exists map[*algebra.Exists]graphCtx
	counts map[countKey]float64
}

// graphCtx is the active graph.
type graphCtx struct {
	Graphs
	variable string // the variable that each pattern binds to its graph
	empty    bool   // the active graph is not in the dataset or has no triples
}

// request says what the parent of an operator wants of it.
type request struct {
	graph  graphCtx
	needed names    // the columns to deliver; others may come too
	goal   float64  // rows that will be read; 0 stands for all
	want   []string // an order that helps
	anyOf  bool     // want in any order of its variables
	text   []string // variables whose terms the parent decodes
	counts []string // variables of which the number of values matters to the parent
	keys   []string // variables that the innermost BindJoin gives
	nkeys  float64
	depth  int // of binding joins, which double the work of planning
}

// newPlanner returns the planner of one query.
func newPlanner(ctx context.Context, stats Stats, opt Options) *planner {
	return &planner{
		effort: effort{spare: maxSpare}, ctx: ctx, stats: stats, opt: opt,
		scopes: map[algebra.Node]scope{}, exists: map[*algebra.Exists]graphCtx{}, counts: map[countKey]float64{},
	}
}

// Build plans a pattern: the Root of a query or the WHERE of an update.
func Build(ctx context.Context, root algebra.Node, stats Stats, opt Options) (*Plan, error) {
	p := newPlanner(ctx, stats, opt)
	root = p.hideBelowRoot(root)
	vars := sortedNames(p.scopeOf(root).vars)
	if top, ok := topProject(root); ok {
		vars = top
	}
	node, err := p.plan(root, request{
		graph:  graphCtx{Graphs: opt.Dataset.Default, empty: isEmpty(opt.Dataset.Default)},
		needed: setOf(vars...),
		goal:   float64(opt.Limit),
	})
	if err != nil {
		return nil, err
	}
	node = project(node, vars)
	return p.finish(node), nil
}

// finish numbers the operators.
func (p *planner) finish(root Node) *Plan {
	pl := &Plan{Root: root, planner: p}
	var number func(n Node)
	number = func(n Node) {
		n.Base().ID = len(pl.Nodes)
		pl.Nodes = append(pl.Nodes, n)
		for _, c := range Children(n) {
			number(c)
		}
	}
	number(root)
	return pl
}

// isEmpty reports whether g stands for no graph, as opposed to all graphs.
func isEmpty(g Graphs) bool { return g.IDs != nil && len(g.IDs) == 0 }

// hideBelowRoot renames what sub-selects hide, below the outermost projection.
func (p *planner) hideBelowRoot(n algebra.Node) algebra.Node {
	h := (&hideLocals{}).outermost()
	var down func(n algebra.Node) algebra.Node
	down = func(n algebra.Node) algebra.Node {
		switch n := n.(type) {
		case *algebra.Slice, *algebra.Distinct, *algebra.Reduced:
			return algebra.Map(n, down, h.mapExpr)
		case *algebra.Project:
			return algebra.Map(n, h.mapNode, h.mapExpr)
		}
		return h.mapNode(n)
	}
	return down(n)
}

// topProject returns the variables of the outermost projection, in order.
func topProject(n algebra.Node) ([]string, bool) {
	switch n := n.(type) {
	case *algebra.Slice, *algebra.Distinct, *algebra.Reduced:
		return topProject(algebra.Children(n)[0])
	case *algebra.Project:
		return n.Vars, true
	}
	return nil, false
}

// freshVar returns a new hidden variable.
func (p *planner) freshVar(prefix string) string {
	p.fresh++
	return fmt.Sprintf(".%s%d", prefix, p.fresh)
}

// plan plans n for a request.
func (p *planner) plan(n algebra.Node, r request) (Node, error) {
	if p.spend(1); p.err != nil {
		return nil, p.err
	}
	switch n := n.(type) {
	case *algebra.Union:
		return p.planUnion(n, r)
	case *algebra.Project:
		return p.planProject(n, r)
	case *planned:
		return n.node, nil
	case *algebra.Distinct:
		return p.planDistinct(n.P, r)
	case *algebra.Reduced:
		return p.plan(n.P, r) // which may keep all duplicates
	}
	if len(r.keys) > 0 {
		return p.planGroup(n, r)
	}
	switch n := n.(type) {
	case *algebra.Table:
		return p.planTable(n), nil
	case *algebra.Group:
		return p.planAggregation(n, r)
	case *algebra.OrderBy:
		return p.planOrderBy(n, r, 0)
	case *algebra.Slice:
		return p.planSlice(n, r)
	case *algebra.Graph:
		if n.Name.Var != "" && !p.joinsOnGraph(n) {
			return p.planGraphLoop(n, r)
		}
	case *algebra.Service:
		return p.planService(n, r), nil
	}
	return p.planGroup(n, r)
}

// planUnion plans both sides; a column that one side lacks is unbound there.
func (p *planner) planUnion(n *algebra.Union, r request) (Node, error) {
	r.want, r.text = nil, nil
	u := &Union{}
	for _, in := range flattenUnion(n, nil) {
		node, err := p.plan(in, r)
		if err != nil {
			return nil, err
		}
		if isNothing(node) {
			continue
		}
		u.Inputs = append(u.Inputs, node)
	}
	switch len(u.Inputs) {
	case 0:
		return p.nothing(sortedNames(p.scopeOf(n).vars)), nil
	case 1:
		return u.Inputs[0], nil
	}
	columns, maybe := names{}, names{}
	for _, in := range u.Inputs {
		for _, v := range in.Base().Vars {
			if !columns.has(v) && (r.needed.has(v) || slices.Contains(r.keys, v)) {
				columns.add(v)
				u.Vars = append(u.Vars, v)
			}
		}
	}
	u.distinct = map[string]float64{}
	for i, in := range u.Inputs {
		if p.spend(columnSteps * len(u.Vars)); p.err != nil {
			return nil, p.err
		}
		in = project(in, u.Vars)
		u.Inputs[i] = in
		b := in.Base()
		unbound := lookup(b.Maybe)
		u.Rows += b.Rows
		u.Cost += b.Cost
		for _, v := range u.Vars {
			u.distinct[v] += b.distinctOf(v)
			if unbound.has(v) && !maybe.has(v) {
				maybe.add(v)
				u.Maybe = append(u.Maybe, v)
			}
		}
	}
	u.Start = u.Inputs[0].Base().Start
	return u, nil
}

// flattenUnion appends the sides of a union of unions, from left to right.
func flattenUnion(n algebra.Node, out []algebra.Node) []algebra.Node {
	if u, ok := n.(*algebra.Union); ok {
		return flattenUnion(u.P2, flattenUnion(u.P1, out))
	}
	return append(out, n)
}

// project returns n with exactly the columns vars.
func project(n Node, vars []string) Node {
	b := n.Base()
	if slices.Equal(b.Vars, vars) {
		return n
	}
	pr := &Project{Input: n}
	pr.Props = derive(n)
	pr.Vars = slices.Clone(vars)
	pr.Maybe = nil
	have, maybe := lookup(b.Vars), lookup(b.Maybe)
	for _, v := range vars {
		if !have.has(v) || maybe.has(v) {
			pr.Maybe = append(pr.Maybe, v)
		}
	}
	pr.Order = restrictOrder(b.Order, vars)
	return pr
}

// planProject plans a sub-select or the projection of the query.
func (p *planner) planProject(n *algebra.Project, r request) (Node, error) {
	if len(r.keys) > 0 && !setOf(r.keys...).subsetOf(setOf(n.Vars...)) {
		return p.planGroup(n, r)
	}
	vars := n.Vars
	inner := r
	inner.needed = setOf(vars...)
	in, err := p.plan(n.P, inner)
	if err != nil {
		return nil, err
	}
	return project(in, vars), nil
}

// planTable plans VALUES. Columns in which every row is unbound stay.
func (p *planner) planTable(n *algebra.Table) Node {
	v := &Values{Data: n.Rows}
	v.Vars = slices.Clone(n.Vars)
	v.Rows = float64(len(n.Rows))
	certain := tableScope(n).certain
	v.distinct = map[string]float64{}
	for i, name := range v.Vars {
		if !certain.has(name) {
			v.Maybe = append(v.Maybe, name)
		}
		seen := map[rdf.Term]struct{}{}
		for _, row := range n.Rows {
			seen[row[i]] = struct{}{}
		}
		v.distinct[name] = float64(len(seen))
	}
	v.Cost = float64(len(n.Rows))
	return v
}

// nothing is the plan without solutions.
func (p *planner) nothing(vars []string) Node {
	v := &Values{}
	v.Vars = vars
	return v
}

// isNothing reports whether the planner knows that n has no rows.
func isNothing(n Node) bool {
	v, ok := n.(*Values)
	return ok && len(v.Data) == 0
}

// sortedNames lists a set: plans are the same from run to run.
func sortedNames(s names) []string {
	out := make([]string, 0, len(s))
	for v := range s {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}
