package naive

import (
	"context"
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// Result is the answer to a query.
type Result struct {
	Form    algebra.Form
	Vars    []string     // SELECT
	Rows    [][]rdf.Term // SELECT; a zero term is unbound
	Boolean bool         // ASK
	Graph   *rdf.Dataset // CONSTRUCT and DESCRIBE: triples of the default graph
}

// Query evaluates a query over d.
func Query(ctx context.Context, d *rdf.Dataset, q *algebra.Query, opts Options) (*Result, error) {
	ev := newEvaluator(ctx, d, q.Dataset, q.Base, opts)
	all, err := ev.eval(rdf.DefaultGraph, q.Root)
	if err != nil {
		return nil, err
	}
	r := &Result{Form: q.Form}
	switch q.Form {
	case algebra.Select:
		r.Vars = q.Vars
		for _, m := range all {
			row := make([]rdf.Term, len(q.Vars))
			for i, name := range q.Vars {
				row[i] = m[name]
			}
			r.Rows = append(r.Rows, row)
		}
	case algebra.Ask:
		r.Boolean = len(all) > 0
	case algebra.Construct:
		r.Graph = construct(q.Template, all)
	case algebra.Describe:
		r.Graph = ev.describe(q, all)
	}
	return r, nil
}

// construct instantiates a template for each solution (section 16.2).
func construct(template []algebra.TriplePattern, all []solution) *rdf.Dataset {
	out := &rdf.Dataset{}
	for i, m := range all {
		for _, tp := range template {
			if t, ok := instantiate(tp, m, i); ok {
				out.Add(rdf.Quad{S: t.S, P: t.P, O: t.O})
			}
		}
	}
	return out
}

// instantiate fills a template triple from solution number n. It is false for
// unbound variables and for anything that RDF does not allow as a triple.
func instantiate(tp algebra.TriplePattern, m solution, n int) (rdf.Triple, bool) {
	t := rdf.Triple{S: fill(tp.S, m, n), P: fill(tp.P, m, n), O: fill(tp.O, m, n)}
	return t, isTriple(t)
}

// isTriple reports whether t is a triple of RDF.
func isTriple(t rdf.Triple) bool {
	if !t.S.IsIRI() && !t.S.IsBlankNode() || !t.P.IsIRI() || t.O.IsZero() {
		return false
	}
	return !t.O.IsTripleTerm() || isTriple(t.O.Triple())
}

// fill returns the term of a template position, zero where it has none.
func fill(t algebra.Term, m solution, n int) rdf.Term {
	switch {
	case len(t.Var) > 1 && t.Var[:2] == "_:":
		return rdf.NewBlankNode(fmt.Sprintf("template.%d.%s", n, t.Var[2:]))
	case t.Var != "":
		return m[t.Var]
	case t.Triple != nil:
		inner := rdf.Triple{S: fill(t.Triple.S, m, n), P: fill(t.Triple.P, m, n), O: fill(t.Triple.O, m, n)}
		if !isTriple(inner) {
			return rdf.Term{}
		}
		return rdf.NewTripleTerm(inner)
	}
	return t.Term
}

// describe collects concise bounded descriptions: the triples of each resource
// in any graph of the dataset, and those of the blank nodes that they lead to.
func (ev *evaluator) describe(q *algebra.Query, all []solution) *rdf.Dataset {
	var todo []rdf.Term
	for _, t := range q.Describe {
		if t.Var == "" {
			todo = append(todo, t.Term)
			continue
		}
		for _, m := range all {
			if v, ok := m[t.Var]; ok {
				todo = append(todo, v)
			}
		}
	}
	out := &rdf.Dataset{}
	done := make(map[rdf.Term]bool)
	for len(todo) > 0 {
		s := todo[0]
		todo = todo[1:]
		if done[s] || s.IsZero() {
			continue
		}
		done[s] = true
		for quad := range ev.quads.MatchAny(s, rdf.Term{}, rdf.Term{}) {
			out.Add(rdf.Quad{S: quad.S, P: quad.P, O: quad.O})
			if quad.O.IsBlankNode() {
				todo = append(todo, quad.O)
			}
		}
	}
	return out
}
