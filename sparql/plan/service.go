package plan

import (
	"math"
	"slices"

	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// The costs of calls to other endpoints.
const (
	costServiceCall = 2e5  // one part of the keys
	costServiceAll  = 1e7  // all solutions
	costNoEndpoint  = 1e15 // what is called is not known
	keysPerCall     = 100
)

// planService is a call of another endpoint. It costs a round trip for each part of
// the keys, or the transfer of all solutions where there are no keys.
func (p *planner) planService(n *algebra.Service, r request) Node {
	s := &Service{Name: n.Name, Silent: n.Silent, Text: n.Text}
	inner := p.scopeOf(n.P)
	for _, v := range sortedNames(inner.vars) {
		s.Remote = append(s.Remote, v)
		s.Vars = append(s.Vars, n.Local(v))
		if inner.certain.has(v) {
			s.Certain, s.CertainAt = append(s.Certain, n.Local(v)), append(s.CertainAt, len(s.Vars)-1)
		}
	}
	if v := n.Name.Var; v != "" && !slices.Contains(s.Vars, v) {
		s.Vars, s.Remote, s.NameOnly = append(s.Vars, v), append(s.Remote, v), true
	}
	sc := p.scopeOf(n)
	for _, v := range s.Vars {
		if !sc.certain.has(v) {
			s.Maybe = append(s.Maybe, v)
		}
	}
	for _, k := range r.keys {
		if slices.Contains(s.Vars, k) {
			s.Keys = append(s.Keys, k)
			s.Maybe = slices.DeleteFunc(s.Maybe, func(v string) bool { return v == k }) // rows are joined with the keys
		}
	}
	switch {
	case len(s.Keys) > 0:
		s.Rows, s.Cost = math.Max(1, r.nkeys), costServiceCall*math.Ceil(math.Max(1, r.nkeys)/keysPerCall)
	case s.Name.Var != "":
		s.Rows, s.Cost = 1000, costNoEndpoint
	default:
		s.Rows, s.Cost = 1000, costServiceAll
	}
	s.Start = s.Cost
	return s
}

// asService returns the call of another endpoint that n is, or nil.
func asService(n algebra.Node) *algebra.Service {
	s, _ := n.(*algebra.Service)
	return s
}

// joinService asks another endpoint for the values of the left rows, where they
// bind any of its variables. It fetches all solutions where the left side has so
// many rows that this is cheaper; not those of a silent call, any of which may
// turn out to bind nothing.
func (p *planner) joinService(l Node, a attachment) (Node, error) {
	sc := p.scopeIn(a.right, a.graph)
	var on []string
	for _, v := range l.Base().Vars {
		if sc.vars.has(v) && !slices.Contains(l.Base().Maybe, v) {
			on = append(on, v)
		}
	}
	if len(on) == 0 {
		on, compat := p.sharedWith(l, sc)
		return p.attachFull(l, a.right, a, on, compat)
	}
	bind, err := p.attachBind(l, a.right, a, on, nil)
	s := asService(a.right)
	if err != nil || bind == nil || s.Silent || s.Name.Var != "" {
		return bind, err
	}
	certain, compat := p.sharedWith(l, sc)
	if len(certain) == 0 {
		return bind, nil
	}
	full, err := p.attachFull(l, a.right, a, certain, compat)
	if err != nil || full == nil {
		return bind, err
	}
	share := fraction(a.request.goal, bind.Base().Rows)
	if metric(full, share) < metric(bind, share) {
		return full, nil
	}
	return bind, nil
}

// gatherService adds the scope of a call of another endpoint. A silent one may bind
// nothing but its name.
func (p *planner) gatherService(n *algebra.Service, s scope) {
	addTermVars(s.vars, n.Name)
	addTermVars(s.certain, n.Name)
	inner := p.scopeOf(n.P)
	for v := range inner.vars {
		s.vars.add(n.Local(v))
		if !n.Silent && inner.certain.has(v) {
			s.certain.add(n.Local(v))
		}
	}
}
