package exec_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// extendAs adds a column "node" with the values of another.
func extendAs(in plan.Node, name string) plan.Node {
	return extend(in, algebra.Binding{Var: "node", E: v(name)})
}

// grouped are the groups of rows by definition, in the order in which they come.
func grouped(rows [][]rdf.Term, vars, keys []string) (groups [][]rdf.Term, members map[string][][]rdf.Term) {
	members = map[string][][]rdf.Term{}
	for _, row := range rows {
		key := pickVars(keys, solutionOf(vars, row))
		name := fmt.Sprint(key)
		if members[name] == nil {
			groups = append(groups, key)
		}
		members[name] = append(members[name], row)
	}
	return groups, members
}

// aggregated is the value of an aggregate of integers by definition.
func aggregated(a algebra.Aggregate, vars []string, rows [][]rdf.Term) rdf.Term {
	var texts []string
	sum := 0
	var numbers []int
	for _, row := range rows {
		text := fmt.Sprint(row)
		if a.Arg != nil {
			t := value(a.Arg, solutionOf(vars, row))
			if t.IsZero() {
				if a.Name == "COUNT" {
					continue
				}
				return rdf.Term{} // an error of the group
			}
			text = t.Value()
		}
		if a.Distinct && slices.Contains(texts, text) {
			continue
		}
		texts = append(texts, text)
		n, _ := strconv.Atoi(text)
		sum += n
		numbers = append(numbers, n)
	}
	switch a.Name {
	case "COUNT":
		return num(len(texts))
	case "SUM":
		return num(sum)
	case "GROUP_CONCAT":
		return rdf.NewString(strings.Join(texts, a.Separator))
	case "MIN":
		if len(numbers) > 0 {
			return num(slices.Min(numbers))
		}
	case "MAX":
		if len(numbers) > 0 {
			return num(slices.Max(numbers))
		}
	}
	return rdf.Term{}
}

// TestGroup groups by nothing, one and two keys, with and without an order, and computes
// all aggregates.
func TestGroup(t *testing.T) {
	f := newFixture(t, randomQuads(17, 250))
	numbers := f.scan(ids.PSO, plan.Graphs{}, "?s n ?n ?g") // with graphs: numbers repeat
	none := f.scan(ids.PSO, plan.Graphs{IDs: []ids.ID{}}, "?s n ?n ?g")
	rows := values([]string{"a", "b"}, randomRows(12, 60, 2, 4))
	aggs := []algebra.Aggregate{
		{Name: "COUNT"},
		{Name: "COUNT", Distinct: true},
		{Name: "COUNT", Arg: v("n")},
		{Name: "COUNT", Distinct: true, Arg: v("n")},
		{Name: "SUM", Arg: v("n")},
		{Name: "SUM", Distinct: true, Arg: call("+", v("n"), constant(num(1)))},
		{Name: "MIN", Arg: v("n")},
		{Name: "MAX", Arg: call("+", v("n"), v("n"))},
		{Name: "GROUP_CONCAT", Arg: v("n"), Separator: "|"},
	}
	counts := []algebra.Aggregate{{Name: "COUNT"}, {Name: "COUNT", Arg: v("b")}, {Name: "COUNT", Distinct: true}, {Name: "COUNT", Distinct: true, Arg: v("b")}}
	for name, tc := range map[string]struct {
		in     plan.Node
		keys   []string
		sorted bool
		aggs   []algebra.Aggregate
	}{
		"no key":         {numbers, nil, false, aggs},
		"no rows":        {none, nil, false, aggs},
		"no rows, a key": {none, []string{"s"}, false, aggs},
		"one key":        {numbers, []string{"s"}, false, aggs},
		"sorted":         {numbers, []string{"s"}, true, aggs},
		"two keys":       {numbers, []string{"g", "s"}, false, aggs},
		"holes":          {rows, []string{"a"}, false, counts},
		"no such key":    {rows, []string{"a", "absent"}, false, counts},
		"keys alone":     {rows, []string{"a", "b"}, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := f.in(t)
			n := &plan.Group{Input: tc.in, Keys: tc.keys, Sorted: tc.sorted}
			n.Vars, n.Maybe = slices.Clone(tc.keys), slices.Clone(tc.keys)
			for i, a := range tc.aggs {
				name := fmt.Sprint("agg", i)
				n.Vars, n.Maybe = append(n.Vars, name), append(n.Maybe, name)
				n.Aggs = append(n.Aggs, algebra.AggBinding{Var: name, Agg: a})
			}
			// GROUP_CONCAT keeps the order of the rows, which is that of the scan.
			in := (&model{f: f}).eval(tc.in)
			if tc.in == numbers {
				vars := numbers.Vars
				slices.SortFunc(in, func(a, b []rdf.Term) int {
					return cmp.Or(rdf.Compare(a[slices.Index(vars, "s")], b[slices.Index(vars, "s")]), rdf.Compare(a[slices.Index(vars, "n")], b[slices.Index(vars, "n")]))
				})
			}
			keys, members := grouped(in, tc.in.Base().Vars, tc.keys)
			if len(tc.keys) == 0 && len(keys) == 0 {
				keys = append(keys, nil)
			}
			var want [][]rdf.Term
			for _, key := range keys {
				row := slices.Clone(key)
				for _, a := range tc.aggs {
					row = append(row, aggregated(a, tc.in.Base().Vars, members[fmt.Sprint(key)]))
				}
				want = append(want, row)
			}
			f.check(n, want, false)
		})
	}
}

// TestOrderBy sorts by SPARQL's order of integers and IRIs, which is not that of ids:
// unbound values first, then IRIs, then numbers by value.
func TestOrderBy(t *testing.T) {
	f := newFixture(t, randomQuads(18, 100))
	var data [][]rdf.Term
	for i, row := range randomRows(13, 90, 1, 5) {
		n := num((i*37)%100 - 20)
		if i%11 == 0 {
			n = rdf.Term{}
		}
		data = append(data, []rdf.Term{row[0], n, num(i)})
	}
	in := values([]string{"a", "n", "row"}, data)
	rank := func(t rdf.Term) [2]int {
		switch {
		case t.IsZero():
			return [2]int{0, 0}
		case t.IsIRI():
			return [2]int{1, int(t.Value()[len(t.Value())-1])}
		}
		n, _ := strconv.Atoi(t.Value())
		return [2]int{2, n}
	}
	for name, conditions := range map[string][]algebra.OrderCondition{
		"one":          {{E: v("n")}},
		"descending":   {{E: v("n"), Descending: true}, {E: v("row")}},
		"two":          {{E: v("a")}, {E: v("n"), Descending: true}},
		"three":        {{E: v("a"), Descending: true}, {E: call("+", v("n"), v("n"))}, {E: v("row"), Descending: true}},
		"of no column": {{E: v("absent")}, {E: constant(num(1))}},
	} {
		for _, top := range []int{0, 1, 5, 200} {
			t.Run(fmt.Sprint(name, "/", top), func(t *testing.T) {
				want := slices.Clone(data)
				slices.SortStableFunc(want, func(a, b []rdf.Term) int {
					for _, c := range conditions {
						x, y := rank(value(c.E, solutionOf(in.Vars, a))), rank(value(c.E, solutionOf(in.Vars, b)))
						if d := slices.Compare(x[:], y[:]); d != 0 && c.Descending {
							return -d
						} else if d != 0 {
							return d
						}
					}
					return 0
				})
				f := f.in(t)
				n := &plan.OrderBy{Props: plan.Props{Vars: in.Vars, Maybe: in.Maybe}, Input: in, Conditions: conditions, Top: int64(top)}
				if top == 0 {
					f.check(n, want, true)
					return
				}
				// With a top the operator keeps at least those rows; a slice takes them.
				f.check(&plan.Slice{Props: over(n), Input: n, Limit: int64(top)}, want[:min(top, len(want))], true)
			})
		}
	}
}
