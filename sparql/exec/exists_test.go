package exec_test

import (
	"fmt"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// planned plans a query on the fixture: plans of EXISTS row by row come from the planner
// alone, which remembers the graphs that are in force there.
func (f *fixture) planned(query string) *plan.Plan {
	f.t.Helper()
	parsed, err := syntax.ParseQuery(f.t.Context(), "PREFIX : <http://example/> "+query, syntax.Options{})
	if err != nil {
		f.t.Fatal(err)
	}
	q, err := algebra.Translate(f.t.Context(), parsed)
	if err != nil {
		f.t.Fatal(err)
	}
	p, err := plan.Build(f.t.Context(), q.Root, f.state, plan.Options{Dataset: plan.Dataset{Default: plan.Graphs{Distinct: true}, Named: f.state.Graphs(), AllNamed: true}})
	if err != nil {
		f.t.Fatal(err)
	}
	return p
}

// TestExists decides EXISTS row by row, in expressions that no join can stand for.
func TestExists(t *testing.T) {
	f := newFixture(t, randomQuads(19, 90))
	has := func(s rdf.Term, p string) bool {
		for _, q := range f.quads {
			if q.S == s && q.P == ex(p) {
				return true
			}
		}
		return false
	}
	triples := map[rdf.Triple]bool{}
	for _, q := range f.quads {
		triples[rdf.Triple{S: q.S, P: q.P, O: q.O}] = true
	}
	for query, holds := range map[string]func(s, o rdf.Term) bool{
		"SELECT ?s ?o { ?s :p ?o FILTER(EXISTS { ?s :q ?x } || EXISTS { ?o :r ?x }) }":       func(s, o rdf.Term) bool { return has(s, "q") || has(o, "r") },
		"SELECT ?s ?o { ?s :p ?o FILTER(IF(EXISTS { ?o :p ?s }, true, ?s = ?o)) }":           func(s, o rdf.Term) bool { return triples[rdf.Triple{S: o, P: ex("p"), O: s}] || s == o },
		"SELECT ?s ?o { ?s :p ?o FILTER(!EXISTS { ?o :n ?x FILTER(EXISTS { ?s :n ?x }) }) }": func(s, o rdf.Term) bool { return !shareNumber(f.quads, s, o) },
		"SELECT ?s ?o { ?s :p ?o FILTER((EXISTS { ?absent :q ?s }) = true) }":                func(s, _ rdf.Term) bool { return hasObject(f.quads, "q", s) },
	} {
		t.Run(query, func(t *testing.T) {
			f := f.in(t)
			var want [][]rdf.Term
			for tr := range triples {
				if tr.P == ex("p") && holds(tr.S, tr.O) {
					want = append(want, []rdf.Term{tr.S, tr.O})
				}
			}
			if len(want) == 0 || len(want) == len(triples) {
				t.Fatal("the condition decides nothing")
			}
			f.checkPlan(f.planned(query), want, false, nil)
		})
	}
}

func shareNumber(quads []rdf.Quad, a, b rdf.Term) bool {
	for _, q := range quads {
		for _, r := range quads {
			if q.S == a && r.S == b && q.P == ex("n") && r.P == ex("n") && q.O == r.O {
				return true
			}
		}
	}
	return false
}

func hasObject(quads []rdf.Quad, p string, o rdf.Term) bool {
	for _, q := range quads {
		if q.P == ex(p) && q.O == o {
			return true
		}
	}
	return false
}

// TestPlansEqualModel runs plans of the planner's own making through the model: what it
// chooses has to be what the tests above build by hand.
func TestPlansEqualModel(t *testing.T) {
	f := newFixture(t, randomQuads(20, 140))
	for i, query := range []string{
		"SELECT ?a ?c { ?a :p ?b . ?b :q ?c }",
		"SELECT ?a ?b ?c { ?a :p ?b . ?b :q ?c . ?c :r ?a }",
		"SELECT * { ?a :p ?b OPTIONAL { ?b :n ?n FILTER(?n < 3) } }",
		"SELECT * { ?a :q ?n MINUS { ?a :p ?b . ?b :n 3 } }",
		"SELECT DISTINCT ?a { { ?a :p ?b } UNION { ?b :q ?a } }",
		"SELECT ?a ?b { ?a :p+ ?b }",
		"SELECT ?a ?b { ?x :n 2 . ?x :p* ?b . ?b :q ?a }",
		"SELECT ?g ?a { GRAPH ?g { ?a :p ?b } ?b :q ?c }",
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			f := f.in(t)
			p := f.planned(query)
			want := (&model{f: f}).eval(p.Root)
			if len(want) == 0 {
				t.Fatal("no rows")
			}
			f.checkPlan(p, want, false, nil)
		})
	}
}
