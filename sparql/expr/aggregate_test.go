package expr_test

import (
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

func TestAggregates(t *testing.T) {
	x := &algebra.VarExpr{Var: "x"}
	for name, tc := range map[string]struct {
		agg    algebra.Aggregate
		values []string
		want   string
	}{
		"count":               {algebra.Aggregate{Name: "COUNT", Arg: x}, []string{`1`, ``, `"a"`, `1`}, `"3"^^xsd:<integer>`},
		"count all":           {algebra.Aggregate{Name: "COUNT"}, []string{`1`, ``, `"a"`}, `"3"^^xsd:<integer>`},
		"count distinct":      {algebra.Aggregate{Name: "COUNT", Arg: x, Distinct: true}, []string{`1`, ``, `1.0`, `1`, ``}, `"2"^^xsd:<integer>`},
		"count none":          {algebra.Aggregate{Name: "COUNT", Arg: x}, nil, `"0"^^xsd:<integer>`},
		"sum":                 {algebra.Aggregate{Name: "SUM", Arg: x}, []string{`1`, `2`, `-5`}, `"-2"^^xsd:<integer>`},
		"sum of runs":         {algebra.Aggregate{Name: "SUM", Arg: x}, []string{`1.5`, `1.5`, `2`, `2`, `2`}, `"9"^^xsd:<decimal>`},
		"sum promotes":        {algebra.Aggregate{Name: "SUM", Arg: x}, []string{`1`, `2.5`, `1e0`}, `"4.5E0"^^xsd:<double>`},
		"sum of byte":         {algebra.Aggregate{Name: "SUM", Arg: x}, []string{`"5"^^xsd:byte`, `1`}, `"6"^^xsd:<integer>`},
		"sum beyond 64 bits":  {algebra.Aggregate{Name: "SUM", Arg: x}, []string{`9223372036854775807`, `9223372036854775807`}, `"18446744073709551614"^^xsd:<integer>`},
		"sum of none":         {algebra.Aggregate{Name: "SUM", Arg: x}, nil, `"0"^^xsd:<integer>`},
		"sum with error":      {algebra.Aggregate{Name: "SUM", Arg: x}, []string{`1`, ``}, "error"},
		"sum of strings":      {algebra.Aggregate{Name: "SUM", Arg: x}, []string{`1`, `"a"`}, "error"},
		"sum distinct":        {algebra.Aggregate{Name: "SUM", Arg: x, Distinct: true}, []string{`1`, `1`, `1.0`}, `"2"^^xsd:<decimal>`},
		"avg":                 {algebra.Aggregate{Name: "AVG", Arg: x}, []string{`1`, `2`, `3`, `4`}, `"2.5"^^xsd:<decimal>`},
		"avg of double":       {algebra.Aggregate{Name: "AVG", Arg: x}, []string{`1e0`, `2`}, `"1.5E0"^^xsd:<double>`},
		"avg of none":         {algebra.Aggregate{Name: "AVG", Arg: x}, nil, `"0"^^xsd:<integer>`},
		"avg with blank":      {algebra.Aggregate{Name: "AVG", Arg: x}, []string{`1`, `:a`}, "error"},
		"avg distinct":        {algebra.Aggregate{Name: "AVG", Arg: x, Distinct: true}, []string{`1`, `1`, `3`}, `"2"^^xsd:<decimal>`},
		"min":                 {algebra.Aggregate{Name: "MIN", Arg: x}, []string{`3`, `1.5`, `"a"`, `2`}, `"1.5"^^xsd:<decimal>`},
		"max":                 {algebra.Aggregate{Name: "MAX", Arg: x}, []string{`3`, `1.5`, `"a"`, `2`}, `"a"`},
		"min keeps the first": {algebra.Aggregate{Name: "MIN", Arg: x}, []string{`1.0`, `1`, `2`}, `"1.0"^^xsd:<decimal>`},
		"min of none":         {algebra.Aggregate{Name: "MIN", Arg: x}, nil, "error"},
		"max with error":      {algebra.Aggregate{Name: "MAX", Arg: x}, []string{`3`, ``}, "error"},
		"sample":              {algebra.Aggregate{Name: "SAMPLE", Arg: x}, []string{``, `3`, `4`}, `"3"^^xsd:<integer>`},
		"sample of none":      {algebra.Aggregate{Name: "SAMPLE", Arg: x}, []string{``}, "error"},
		"concat":              {algebra.Aggregate{Name: "GROUP_CONCAT", Arg: x, Separator: ", "}, []string{`1`, `"a"@en`, `:b`}, `"1, a, http://example.org/b"`},
		"concat of none":      {algebra.Aggregate{Name: "GROUP_CONCAT", Arg: x, Separator: " "}, nil, `""`},
		"concat of runs":      {algebra.Aggregate{Name: "GROUP_CONCAT", Arg: x, Separator: " "}, []string{`""`, `""`, `"a"`}, `"  a"`},
		"concat distinct":     {algebra.Aggregate{Name: "GROUP_CONCAT", Arg: x, Distinct: true, Separator: " "}, []string{`1`, `1`, `2`}, `"1 2"`},
		"concat with error":   {algebra.Aggregate{Name: "GROUP_CONCAT", Arg: x}, []string{`1`, ``}, "error"},
		"concat of triples":   {algebra.Aggregate{Name: "GROUP_CONCAT", Arg: x}, []string{`<<( :a :b :c )>>`}, "error"},
	} {
		t.Run(name, func(t *testing.T) {
			var terms []rdf.Term
			for _, text := range tc.values {
				var term rdf.Term
				if text != "" {
					term, _ = expr.EvalTerm(parse(t, text), unbound, newEnv(nil))
				}
				terms = append(terms, term)
			}
			if got := show(expr.EvalAggregate(tc.agg, terms, newEnv(nil))); got != tc.want {
				t.Errorf("by terms: got %s, want %s", got, tc.want)
			}
			env := newEnv(newFake(terms...))
			col := column(t, env, tc.values...)
			acc, err := expr.NewAccumulator(tc.agg)
			if err != nil {
				t.Fatal(err)
			}
			if err := acc.AddColumn(t.Context(), env, col); err != nil {
				t.Fatal(err)
			}
			id, err := acc.Result(env)
			if err != nil {
				t.Fatal(err)
			}
			if got := show(env.Pool.Term(id)); got != tc.want {
				t.Errorf("by columns: got %s, want %s", got, tc.want)
			}
		})
	}
	if _, err := expr.NewAccumulator(algebra.Aggregate{Name: "MEDIAN"}); !errors.Is(err, expr.ErrAggregate) {
		t.Errorf("unknown aggregate: got %v", err)
	}
}

// TestSumOfMany holds that the sum of inlined integers does not overflow.
func TestSumOfMany(t *testing.T) {
	env := newEnv(newFake())
	for _, v := range []int64{1<<59 - 1, -1 << 59} {
		id, _ := ids.FromInteger(v)
		acc, err := expr.NewAccumulator(algebra.Aggregate{Name: "SUM", Arg: &algebra.VarExpr{Var: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := acc.Add(t.Context(), env, id, 1000); err != nil {
			t.Fatal(err)
		}
		if err := acc.AddColumn(t.Context(), env, []ids.ID{id, id}); err != nil {
			t.Fatal(err)
		}
		got, err := acc.Result(env)
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{
			true:  `"577613673808030333974"^^xsd:<integer>`,
			false: `"-577613673808030334976"^^xsd:<integer>`,
		}[v > 0]
		if s := show(env.Pool.Term(got)); s != want {
			t.Errorf("1002 times %d: got %s, want %s", v, s, want)
		}
	}
}

func TestAggregateBudget(t *testing.T) {
	budget := &limit{left: 10_000}
	env := &expr.Env{Pool: expr.NewPool(newFake(rdf.NewString("0123456789")), budget)}
	id, err := env.Pool.ID(rdf.NewString("0123456789"))
	if err != nil {
		t.Fatal(err)
	}
	concat, _ := expr.NewAccumulator(algebra.Aggregate{Name: "GROUP_CONCAT", Arg: &algebra.VarExpr{Var: "x"}})
	if err := concat.Add(t.Context(), env, id, 10_000_000); !errors.Is(err, errSpent) {
		t.Errorf("GROUP_CONCAT: got %v", err)
	}
	distinct, _ := expr.NewAccumulator(algebra.Aggregate{Name: "COUNT", Distinct: true, Arg: &algebra.VarExpr{Var: "x"}})
	for i := range int64(1000) {
		v, _ := ids.FromInteger(i)
		if err = distinct.Add(t.Context(), env, v, 1); err != nil {
			break
		}
	}
	if !errors.Is(err, errSpent) {
		t.Errorf("COUNT DISTINCT: got %v", err)
	}
	concat.Release(env)
	distinct.Release(env)
	if budget.left != 10_000 {
		t.Errorf("%d bytes of 10,000 are back", budget.left)
	}
}
