package naive

import (
	"errors"
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
)

// member is a group: the values of the keys and its solutions.
type member struct {
	keys solution
	all  []solution
}

// group is Group and AggregateJoin of section 18.5.1. Without keys there is one
// group, even of no solutions.
func (ev *evaluator) group(g rdf.Term, p *algebra.Group) ([]solution, error) {
	all, err := ev.eval(g, p.P)
	if err != nil {
		return nil, err
	}
	var order []*member
	if len(p.Keys) == 0 {
		order = []*member{{keys: solution{}, all: all}}
		all = nil
	}
	byKey := make(map[string]*member)
	for _, m := range all {
		keys := solution{}
		for _, k := range p.Keys {
			t, ok, err := ev.value(g, k.E, m)
			if err != nil {
				return nil, err
			}
			if ok {
				keys[k.Var] = t
			}
		}
		key := keys.key()
		if byKey[key] == nil {
			byKey[key] = &member{keys: keys}
			order = append(order, byKey[key])
		}
		byKey[key].all = append(byKey[key].all, m)
	}
	var out []solution
	for _, one := range order {
		m := one.keys
		for _, a := range p.Aggs {
			t, ok, err := ev.aggregate(g, a.Agg, one.all)
			if err != nil {
				return nil, err
			}
			if ok {
				m[a.Var] = t
			}
		}
		out = append(out, m)
	}
	return out, nil
}

// aggregate applies an aggregate to the solutions of a group; false is an error.
func (ev *evaluator) aggregate(g rdf.Term, agg algebra.Aggregate, all []solution) (rdf.Term, bool, error) {
	var values []rdf.Term
	if agg.Arg == nil {
		if agg.Distinct {
			visible := make([]solution, len(all))
			for i, m := range all {
				visible[i] = m.visible()
			}
			all = distinct(visible)
			agg.Distinct = false
		}
		for range all {
			values = append(values, rdf.NewString(""))
		}
	} else {
		for _, m := range all {
			t, ok, err := ev.value(g, agg.Arg, m)
			if err != nil {
				return rdf.Term{}, false, err
			}
			if !ok {
				t = rdf.Term{}
			}
			values = append(values, t)
		}
	}
	t, err := expr.EvalAggregate(agg, values, ev.env)
	if errors.Is(err, expr.ErrExpr) {
		return rdf.Term{}, false, nil
	}
	if err != nil {
		return rdf.Term{}, false, fmt.Errorf("naive: %s: %w", algebra.Sprint(agg), err)
	}
	return t, true, nil
}
