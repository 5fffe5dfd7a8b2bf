package plan_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/sparql/syntax"
	"github.com/issn-ld/issn-ld/store/ids"
)

// repeat joins the texts that f makes of 0 to n-1.
func repeat(n int, sep string, f func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = f(i)
	}
	return strings.Join(parts, sep)
}

// nested puts a text n times between what opens and what shuts.
func nested(n int, open func(i int) string, inner, shut string) string {
	return repeat(n, "", open) + inner + strings.Repeat(shut, n)
}

// largeQueries are queries of one kind that can be made of any size: what a program
// may write, or somebody who means harm.
var largeQueries = []struct {
	name string
	make func(n int) string
}{
	{"patterns", func(n int) string {
		return `SELECT ?s0 {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("?s%d ?p%d ?s%d .", i, i, i+1) }) + `}`
	}},
	{"patterns, all columns", func(n int) string {
		return `SELECT * {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("?s%d ?p%d ?s%d .", i, i, i+1) }) + `}`
	}},
	{"star", func(n int) string {
		return `SELECT ?s {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("?s <p%d> ?o%d .", i%7, i) }) + `}`
	}},
	{"patterns of constants", func(n int) string {
		return `ASK {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("<alice> <knows> <p%d> .", i) }) + `}`
	}},
	{"cross product", func(n int) string {
		return `ASK {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("?a%d ?b%d ?c%d .", i, i, i) }) + `}`
	}},
	{"BIND", func(n int) string {
		return `SELECT * { BIND(1 AS ?v0)` + repeat(n, " ", func(i int) string { return fmt.Sprintf("BIND(?v%d + 1 AS ?v%d)", i, i+1) }) + `}`
	}},
	{"BIND, last", func(n int) string {
		return `SELECT ?v` + fmt.Sprint(n) + ` { BIND(1 AS ?v0)` + repeat(n, " ", func(i int) string { return fmt.Sprintf("BIND(?v%d + 1 AS ?v%d)", i, i+1) }) + `}`
	}},
	{"projected expressions", func(n int) string {
		return `SELECT ` + repeat(n, " ", func(i int) string { return fmt.Sprintf("(?o + %d AS ?e%d)", i, i) }) + ` { ?s <age> ?o }`
	}},
	{"projected chain", func(n int) string {
		return `SELECT (1 AS ?e0)` + repeat(n, " ", func(i int) string { return fmt.Sprintf("(?e%d + 1 AS ?e%d)", i, i+1) }) + ` {}`
	}},
	{"OPTIONAL", func(n int) string {
		return `SELECT ?s { ?s ?p ?o` + repeat(n, " ", func(i int) string { return fmt.Sprintf("OPTIONAL { ?s <p%d> ?o%d }", i%5, i) }) + `}`
	}},
	{"OPTIONAL, all columns", func(n int) string {
		return `SELECT * { ?s ?p ?o` + repeat(n, " ", func(i int) string { return fmt.Sprintf("OPTIONAL { ?s <p%d> ?o%d }", i%5, i) }) + `}`
	}},
	{"OPTIONAL, chain", func(n int) string {
		return `SELECT ?o0 { ?s ?p ?o0` + repeat(n, " ", func(i int) string { return fmt.Sprintf("OPTIONAL { ?o%d <knows> ?o%d }", i, i+1) }) + `}`
	}},
	{"OPTIONAL, one variable", func(n int) string {
		return `SELECT * { ?s <knows> ?o` + repeat(n, " ", func(i int) string { return fmt.Sprintf("OPTIONAL { ?s <p%d> ?x }", i) }) + `}`
	}},
	{"OPTIONAL, nested", func(n int) string {
		return `SELECT ?s ` + nested(min(n, 900), func(i int) string { return fmt.Sprintf("{ ?s ?q%d ?o%d OPTIONAL ", i, i) }, "{}", "}")
	}},
	{"OPTIONAL, nested, all columns", func(n int) string {
		return `SELECT * ` + nested(min(n, 900), func(i int) string { return fmt.Sprintf("{ ?s ?q%d ?o%d OPTIONAL ", i, i) }, "{}", "}")
	}},
	{"OPTIONAL, nested chain", func(n int) string {
		return `SELECT ?s0 ` + nested(min(n, 900), func(i int) string { return fmt.Sprintf("{ ?s%d <knows> ?s%d OPTIONAL ", i, i+1) }, "{}", "}")
	}},
	{"MINUS", func(n int) string {
		return `SELECT ?s { ?s ?p ?o` + repeat(n, " ", func(i int) string { return fmt.Sprintf("MINUS { ?s <p%d> ?o%d }", i, i) }) + `}`
	}},
	{"MINUS, nested", func(n int) string {
		return `SELECT ?s ` + nested(min(n, 900), func(i int) string { return fmt.Sprintf("{ ?s ?q%d ?o%d MINUS ", i, i) }, "{}", "}")
	}},
	{"FILTER", func(n int) string {
		return `SELECT ?s { ?s ?p ?o . ?s <age> ?a . ?o <age> ?b .` + repeat(n, " ", func(i int) string { return fmt.Sprintf(" FILTER(?a != ?b + %d)", i) }) + `}`
	}},
	{"FILTER of texts", func(n int) string {
		return `SELECT ?s { ?s ?p ?o . ?s <name> ?a . ?o <name> ?b .` + repeat(n, " ", func(i int) string { return fmt.Sprintf(`FILTER(?a != "%d")`, i) }) + `}`
	}},
	{"FILTER over many patterns", func(n int) string {
		return `SELECT ?s0 {` + repeat(n, " ", func(i int) string {
			return fmt.Sprintf("?s%d <knows> ?s%d . FILTER(?s%d != ?s%d)", i, i+1, i, i+1)
		}) + `}`
	}},
	{"FILTER EXISTS", func(n int) string {
		return `SELECT ?s { ?s ?p ?o .` + repeat(n, " ", func(i int) string { return fmt.Sprintf("FILTER EXISTS { ?s <p%d> ?x%d }", i, i) }) + `}`
	}},
	{"FILTER NOT EXISTS, nested", func(n int) string {
		return `SELECT ?s ` + nested(min(n, 450), func(i int) string { return fmt.Sprintf("{ ?s ?q%d ?o%d FILTER NOT EXISTS ", i, i) }, "{}", "}")
	}},
	{"IN of texts", func(n int) string {
		return `SELECT ?s { ?s <name> ?o FILTER(?o IN (` + repeat(n, ", ", func(i int) string { return fmt.Sprintf(`"name %d"`, i) }) + `)) }`
	}},
	{"NOT IN of IRIs", func(n int) string {
		return `SELECT ?s { ?s ?p ?o FILTER(?o NOT IN (` + repeat(n, ", ", func(i int) string { return fmt.Sprintf(`<n%d>`, i) }) + `)) }`
	}},
	{"||", func(n int) string {
		return `SELECT ?s { ?s ?p ?o FILTER(` + repeat(n, " || ", func(i int) string { return fmt.Sprintf(`?o = %d`, i) }) + `) }`
	}},
	{"|| of two variables", func(n int) string {
		return `SELECT ?s { ?s <name> ?o . ?s <age> ?a FILTER(` + repeat(n, " || ", func(i int) string { return `STR(?o) = STR(?a)` }) + ` || STRLEN(?o) > STRLEN(?a)) }`
	}},
	{"&&", func(n int) string {
		return `SELECT ?s { ?s ?p ?o FILTER(` + repeat(n, " && ", func(i int) string { return fmt.Sprintf(`?o != %d`, i) }) + `) }`
	}},
	{"+", func(n int) string {
		return `SELECT (?o` + repeat(n, "", func(i int) string { return fmt.Sprintf(` + %d`, i) }) + ` AS ?x) { ?s <age> ?o }`
	}},
	{"parentheses", func(n int) string {
		return `SELECT (` + nested(min(n, 450), func(int) string { return "(?o + " }, "1", ")") + ` AS ?x) { ?s <age> ?o }`
	}},
	{"CONCAT", func(n int) string {
		return `SELECT (CONCAT(` + repeat(n, ", ", func(int) string { return `STR(?o)` }) + `) AS ?x) { ?s <age> ?o }`
	}},
	{"IF, nested", func(n int) string {
		return `SELECT (` + nested(min(n, 300), func(i int) string { return fmt.Sprintf(`IF(?o = %d, "x", `, i) }, `"y"`, ")") + ` AS ?x) { ?s <age> ?o }`
	}},
	{"UNION", func(n int) string {
		return `SELECT * {` + repeat(n, " UNION ", func(i int) string { return fmt.Sprintf("{ ?s <p%d> ?o }", i) }) + `}`
	}},
	{"UNION of columns", func(n int) string {
		return `SELECT * {` + repeat(n, " UNION ", func(i int) string { return fmt.Sprintf("{ ?s <knows> ?o%d }", i) }) + `}`
	}},
	{"UNION, joined", func(n int) string {
		return `SELECT ?s {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("{ ?s <knows> ?o%d } UNION { ?s <name> ?o%d }", i, i) }) + ` FILTER(?s != <alice>) }`
	}},
	{"UNION with FILTER", func(n int) string {
		return `SELECT * {` + repeat(n, " UNION ", func(i int) string { return "{ ?s <knows> ?o }" }) + ` FILTER(?o != <alice>) }`
	}},
	{"UNION, nested", func(n int) string {
		return `SELECT * ` + nested(min(n, 450), func(i int) string { return fmt.Sprintf("{ { ?s <p%d> ?o } UNION ", i) }, "{}", "}")
	}},
	{"VALUES", func(n int) string {
		return `SELECT * { VALUES ?s {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("<n%d>", i) }) + `} ?s ?p ?o }`
	}},
	{"VALUES, wide", func(n int) string {
		return `SELECT * { VALUES (` + repeat(n, " ", func(i int) string { return fmt.Sprintf("?v%d", i) }) + `) { (` + strings.Repeat("1 ", n) + `) (` + strings.Repeat("UNDEF ", n) + `) } }`
	}},
	{"VALUES, many", func(n int) string {
		return `SELECT * {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("VALUES ?v%d { 1 }", i) }) + `}`
	}},
	{"GROUP BY", func(n int) string {
		return `SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ` + repeat(n, " ", func(i int) string { return fmt.Sprintf("(?o + %d AS ?k%d)", i, i) })
	}},
	{"aggregates", func(n int) string {
		return `SELECT ` + repeat(n, " ", func(i int) string { return fmt.Sprintf("(SUM(?o + %d) AS ?a%d)", i, i) }) + ` { ?s <age> ?o } GROUP BY ?s`
	}},
	{"ORDER BY", func(n int) string {
		return `SELECT ?s { ?s ?p ?o } ORDER BY ` + repeat(n, " ", func(i int) string { return fmt.Sprintf("(?o + %d)", i) })
	}},
	{"sub-selects, nested", func(n int) string {
		return nested(min(n, 450), func(i int) string { return "SELECT * {{ " }, "SELECT * { ?s ?p ?o . ?o ?q ?z }", "}}")
	}},
	{"sub-selects, hiding", func(n int) string {
		return nested(min(n, 450), func(i int) string { return fmt.Sprintf("SELECT ?s { ?s <knows> ?x%d . { ", i) }, "SELECT ?s { ?s ?p ?o }", "}}")
	}},
	{"sub-selects, side by side", func(n int) string {
		return `SELECT ?s {` + repeat(n, " ", func(i int) string { return "{ SELECT DISTINCT ?s { ?s <knows> ?x } }" }) + `}`
	}},
	{"groups, nested", func(n int) string {
		return `SELECT * ` + nested(min(n, 900), func(i int) string { return fmt.Sprintf("{ ?s <p%d> ?o%d . ", i, i) }, "{}", "}")
	}},
	{"GRAPH, nested", func(n int) string {
		return `SELECT * {` + nested(min(n, 450), func(i int) string { return fmt.Sprintf("GRAPH ?g%d { ?s ?p ?o%d . ", i, i) }, "", "}") + `}`
	}},
	{"path of steps", func(n int) string {
		return `SELECT * { <alice> ` + repeat(n, "/", func(i int) string { return "<knows>" }) + ` ?x }`
	}},
	{"path of alternatives", func(n int) string {
		return `SELECT * { <alice> ` + repeat(n, "|", func(i int) string { return fmt.Sprintf("<p%d>", i) }) + ` ?x }`
	}},
	{"path of alternatives, repeated", func(n int) string {
		return `SELECT * { <alice> (` + repeat(n, "|", func(i int) string { return fmt.Sprintf("<p%d>", i) }) + `)+ ?x }`
	}},
	{"path of repetitions", func(n int) string {
		return `SELECT * { <alice> ` + repeat(n, "/", func(i int) string { return "<knows>*" }) + ` ?x }`
	}},
	{"path, nested", func(n int) string {
		return `SELECT * { ?x ` + nested(min(n, 450), func(i int) string { return "(<knows>|" }, "<name>", ")+") + ` ?y }`
	}},
	{"path, negated", func(n int) string {
		return `SELECT * { <alice> !(` + repeat(n, "|", func(i int) string { return fmt.Sprintf("<p%d>", i) }) + `) ?x }`
	}},
	{"prefixes", func(n int) string {
		return repeat(n, "\n", func(i int) string { return fmt.Sprintf("PREFIX p%d: <http://e/%d/>", i, i) }) + ` SELECT * { ?s p0:a ?o }`
	}},
	{"collection", func(n int) string {
		return `ASK { ?s <list> (` + repeat(n, " ", func(i int) string { return fmt.Sprint(i) }) + `) }`
	}},
	{"blank nodes, nested", func(n int) string {
		return `ASK { ?s <p> ` + nested(min(n, 450), func(i int) string { return fmt.Sprintf("[ <p%d> ", i) }, "1", "]") + ` }`
	}},
	{"triple terms, nested", func(n int) string {
		return `ASK { ?s <p> ` + nested(min(n, 450), func(i int) string { return fmt.Sprintf("<<( ?a%d <p> ", i) }, "1", ")>>") + ` }`
	}},
	{"CONSTRUCT", func(n int) string {
		return `CONSTRUCT {` + repeat(n, " ", func(i int) string { return fmt.Sprintf("?s <p%d> ?o .", i) }) + `} WHERE { ?s <knows> ?o }`
	}},
	{"SERVICE, nested", func(n int) string {
		return `SELECT * {` + nested(min(n, 450), func(i int) string { return fmt.Sprintf("SERVICE SILENT <http://e/%d> { ?s ?p ?o%d . ", i, i) }, "", "}") + `}`
	}},
	{"FROM", func(n int) string {
		return `SELECT * ` + repeat(n, " ", func(i int) string { return fmt.Sprintf("FROM <g%d>", i) }) + ` { ?s ?p ?o }`
	}},
	{"DESCRIBE", func(n int) string {
		return `DESCRIBE ` + repeat(n, " ", func(i int) string { return fmt.Sprintf("<g%d>", i) })
	}},
}

// largeStats is a store in which the predicates of the large queries have rows.
func largeStats() *script {
	s := &script{index: map[rdf.Term]ids.ID{}, predicates: map[ids.ID][3]float64{}}
	for i, name := range []string{"knows", "name", "age", "p", "list", "p0", "p1", "p2", "p3", "p4", "p5", "p6"} {
		s.predicates[s.intern(rdf.NewIRI("http://example/"+name))] = [3]float64{float64(1000 * (i + 1)), 900, 800}
	}
	for _, name := range []string{"alice", "bob"} {
		s.intern(rdf.NewIRI("http://example/" + name))
	}
	return s
}

// planText parses and plans a query.
func planText(ctx context.Context, text string, s *script) (*plan.Plan, error) {
	q, err := algebra.Parse(ctx, text, "http://example/")
	if err != nil || q.Root == nil {
		return nil, err
	}
	ds := plan.Dataset{Default: plan.Graphs{Distinct: true}, Named: s.graphs, AllNamed: true}
	return plan.Build(ctx, q.Root, s, plan.Options{Dataset: ds})
}

// TestLargeQueries plans queries of each kind in two sizes: either four times the size
// takes little more than four times the steps, or the query is refused; only where the
// plan itself is larger, with all columns in each operator, may it be the square. Steps are
// counted, not timed.
func TestLargeQueries(t *testing.T) {
	const n, growth = 40, 4
	for _, q := range largeQueries {
		t.Run(q.name, func(t *testing.T) {
			s := largeStats()
			small, err := planText(t.Context(), q.make(n), s)
			if err != nil {
				t.Fatalf("%d: %v", n, err)
			}
			large, err := planText(t.Context(), q.make(growth*n), s)
			switch {
			case errors.Is(err, plan.ErrTooLarge):
				t.Logf("%d are refused", growth*n)
			case err != nil:
				t.Fatalf("%d: %v", growth*n, err)
			case small == nil: // DESCRIBE without a pattern
			case large.Steps() > most(q.name, growth)*small.Steps()+10_000:
				t.Errorf("%d take %d steps, %d take %d", n, small.Steps(), growth*n, large.Steps())
			default:
				t.Logf("%d take %d steps, %d take %d", n, small.Steps(), growth*n, large.Steps())
			}
		})
	}
}

// square are the kinds of which each operator has all columns of those below, or each
// level all names: their size is the square of their text.
var square = map[string]bool{
	"cross product": true, "UNION of columns": true, "VALUES, many": true, "path, nested": true,
	"OPTIONAL, nested": true, "OPTIONAL, nested, all columns": true, "OPTIONAL, nested chain": true, "MINUS, nested": true,
}

// most is the growth of the steps that is allowed for a growth of the query.
func most(kind string, growth int) int {
	if square[kind] {
		return growth*growth + growth
	}
	return 2 * growth
}

// stopper ends the planning at its third look at the context.
type stopper struct {
	cancel context.CancelFunc
	looks  int
}

func (s *stopper) Wait(context.Context) {
	if s.looks++; s.looks == 3 {
		s.cancel()
	}
}

// TestPlanningStops ends the context in the midst of planning.
func TestPlanningStops(t *testing.T) {
	stopped := 0
	for _, q := range largeQueries {
		parsed, err := algebra.Parse(t.Context(), q.make(600), "http://example/")
		if err != nil || parsed.Root == nil {
			continue
		}
		ctx, cancel := context.WithCancel(t.Context())
		w := &stopper{cancel: cancel}
		_, err = plan.Build(pace.With(ctx, w), parsed.Root, largeStats(), plan.Options{})
		cancel()
		if w.looks >= 3 && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want %v", q.name, err, context.Canceled)
		}
		if w.looks > 3 {
			t.Errorf("%s: looked %d times more at a context that had ended", q.name, w.looks-3)
		}
		if errors.Is(err, context.Canceled) {
			stopped++
		}
	}
	if stopped < len(largeQueries)/4 {
		t.Errorf("only %d of %d plans took long enough to be stopped", stopped, len(largeQueries))
	}
}

// looks counts how often work looks at whether it may go on.
type looks struct{ n int }

func (l *looks) Wait(context.Context) { l.n++ }

// FuzzPlan parses, translates, plans and prints whatever text: within a number of steps, and
// a length of the plan, for each byte of it, or with the error that says that it is too
// large. The worst query known, OPTIONALs that nest with all their columns, takes 1,614
// steps a byte; a text of 1,500 bytes that took its limit would be refused.
func FuzzPlan(f *testing.F) {
	for _, q := range largeQueries {
		f.Add(q.make(3))
		f.Add(q.make(10))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := largeStats()
		count := new(looks)
		p, err := planText(pace.With(t.Context(), count), text, s)
		const stepsPerByte, stepsPerLook = 2000, 4096
		limit := stepsPerByte*len(text) + 50_000
		if steps := count.n * stepsPerLook; steps > 2*limit { // all parts, whether there is a plan or not
			t.Errorf("%d looks, which is more than %d steps, for\n%s", count.n, 2*limit, text)
		}
		var fault *syntax.Error
		if errors.As(err, &fault) || errors.Is(err, plan.ErrTooLarge) && len(text) > 1000 {
			return
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if p == nil {
			return
		}
		if p.Steps() > limit {
			t.Errorf("%d steps, more than %d, for\n%s", p.Steps(), limit, text)
		}
		if printed := len(plan.Sprint(p.Root, s.name)); printed > limit {
			t.Errorf("a plan of %d bytes, more than %d, for\n%s", printed, limit, text)
		}
	})
}
