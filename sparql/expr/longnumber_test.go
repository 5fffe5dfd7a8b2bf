package expr_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// yields is a pacer that counts how often work asks whether it may go on.
type yields struct{ n int }

func (y *yields) Wait(context.Context) { y.n++ }

const (
	longDigits = 4000
	longRows   = 64
)

// longNumbers is a batch of two columns of numbers with very many digits.
func longNumbers(t *testing.T, env *expr.Env, datatype string) *ids.Batch {
	t.Helper()
	b := &ids.Batch{Cols: make([][]ids.ID, 2), Len: longRows}
	for row := range longRows {
		for c := range b.Cols {
			digits := fmt.Sprint(100_000+2*row+c) + strings.Repeat("7", longDigits-6)
			if datatype == vocab.XSDDecimal {
				digits += "." + digits
			}
			id, err := env.Pool.ID(rdf.NewLiteral(digits, datatype))
			if err != nil {
				t.Fatal(err)
			}
			b.Cols[c] = append(b.Cols[c], id)
		}
	}
	return b
}

// TestLongNumbersYield holds that a query may end every few numbers of thousands of
// digits, whatever is done with them: an operation on such a number counts as much work.
func TestLongNumbersYield(t *testing.T) {
	for _, datatype := range []string{vocab.XSDInteger, vocab.XSDDecimal} {
		for _, text := range []string{
			`?x * ?y`, `?x + ?y`, `?x - ?y`, `?x / ?y`, `-?x + ?y`, `ROUND(?x + ?y)`, `FLOOR(?x - ?y)`, `ABS(?x - ?y)`, `STR(?x + ?y)`,
			`?x < ?y`, `?x = ?y`, `xsd:double(?x + ?y)`, `isNumeric(?x) && isNumeric(?y)`, `IF(?x, ?y, 1)`, `STRLEN(STR(?x + ?y))`, `?x IN (?y, 1)`,
		} {
			t.Run(datatype[len(vocab.XSD):]+" "+text, func(t *testing.T) {
				env := newEnv(newFake())
				b := longNumbers(t, env, datatype)
				prog, err := expr.Compile(parse(t, text), expr.Schema{Vars: map[string]int{"x": 0, "y": 1}}, expr.Options{})
				if err != nil {
					t.Fatal(err)
				}
				count := new(yields)
				if _, err := prog.Eval(pace.With(t.Context(), count), env, b, nil); err != nil {
					t.Fatal(err)
				}
				if count.n < longRows/4 {
					t.Errorf("%d yields for %d rows", count.n, longRows)
				}
			})
		}
	}
}

// TestLongAggregatesYield is the same for aggregates, and for long texts: value by value,
// as groups of one row give them.
func TestLongAggregatesYield(t *testing.T) {
	for _, name := range []string{"SUM", "AVG", "MIN", "MAX", "GROUP_CONCAT"} {
		t.Run(name, func(t *testing.T) {
			env := newEnv(newFake())
			b := longNumbers(t, env, vocab.XSDInteger)
			acc, err := expr.NewAccumulator(algebra.Aggregate{Name: name, Arg: &algebra.VarExpr{Var: "x"}})
			if err != nil {
				t.Fatal(err)
			}
			count := new(yields)
			ctx := pace.With(t.Context(), count)
			for row := range b.Len {
				if err := acc.AddColumn(ctx, env, b.Cols[0][row:row+1]); err != nil {
					t.Fatal(err)
				}
			}
			work := longRows / 4
			if name == "MIN" || name == "MAX" {
				work = longRows / 64 // a comparison of two that are read already
			}
			if name == "GROUP_CONCAT" {
				work = longRows * longDigits / (128 << 10)
			}
			if count.n < work {
				t.Errorf("%d yields, want %d", count.n, work)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			for range longRows {
				if err = acc.AddColumn(ctx, env, b.Cols[1]); err != nil {
					break
				}
			}
			if !errors.Is(err, context.Canceled) {
				t.Errorf("it does not end: %v", err)
			}
			acc.Release(env)
		})
	}
}

// TestTooLongNumbers holds what arithmetic makes of numbers beyond the limit: an error,
// of which FILTER, COALESCE and aggregates know; as terms they stay what they are.
func TestTooLongNumbers(t *testing.T) {
	env := newEnv(newFake())
	long := rdf.NewLiteral(strings.Repeat("7", 9000), vocab.XSDInteger)
	half := rdf.NewLiteral(strings.Repeat("7", 5000), vocab.XSDInteger)
	binding := func(name string) (rdf.Term, bool) { return map[string]rdf.Term{"x": long, "y": half}[name], true }
	for text, want := range map[string]string{
		`?x + 1`: "error", `?y * ?y`: "error", `COALESCE(?y * ?y, 3)`: `"3"^^xsd:<integer>`, `sameTerm(?x, ?x)`: `"true"^^xsd:<boolean>`,
		`STRLEN(STR(?x))`: `"9000"^^xsd:<integer>`, `?y - ?y`: `"0"^^xsd:<integer>`, `?x = ?x`: `"true"^^xsd:<boolean>`,
	} {
		if got := show(expr.EvalTerm(parse(t, text), binding, env)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
