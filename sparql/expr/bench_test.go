package expr_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// BenchmarkFilter filters batches of 1,024 rows; ns/row is the figure to watch.
func BenchmarkFilter(b *testing.B) {
	const rows = ids.BatchRows
	rnd := rand.New(rand.NewPCG(1, 2))
	var titles []rdf.Term
	for i := range 200 {
		titles = append(titles, rdf.NewString(fmt.Sprintf("Journal of applied subject %d", i)))
	}
	env := newEnv(newFake(titles...))
	numbers, others, texts := make([]ids.ID, rows), make([]ids.ID, rows), make([]ids.ID, rows)
	for i := range rows {
		numbers[i], _ = ids.FromInteger(rnd.Int64N(1000))
		others[i], _ = ids.FromInteger(rnd.Int64N(1000))
		texts[i], _ = env.Pool.ID(titles[rnd.IntN(len(titles))])
	}
	batch := &ids.Batch{Cols: [][]ids.ID{numbers, others, texts}, Len: rows}
	schema := expr.Schema{Vars: map[string]int{"n": 0, "m": 1, "t": 2}}
	for name, text := range map[string]string{
		"op=constant":   `?n > 500`,
		"op=columns":    `?n < ?m`,
		"op=range":      `?n > 200 && ?n < 600`,
		"op=arithmetic": `?n + ?m > 1000`,
		"op=regex":      `REGEX(?t, "subject 1[0-9]$")`,
		"op=strlen":     `STRLEN(?t) > 28`,
		"op=equal-text": `?t = "Journal of applied subject 7"`,
	} {
		b.Run(name, func(b *testing.B) {
			prog, err := expr.Compile(parse(b, text), schema, expr.Options{})
			if err != nil {
				b.Fatal(err)
			}
			var sel []uint32
			b.ReportAllocs()
			for b.Loop() {
				if sel, err = prog.Filter(context.Background(), env, batch, sel[:0]); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}

func BenchmarkEval(b *testing.B) {
	const rows = ids.BatchRows
	env := newEnv(newFake(rdf.NewString("Nature"), rdf.NewString("Science")))
	numbers, texts := make([]ids.ID, rows), make([]ids.ID, rows)
	for i := range rows {
		numbers[i], _ = ids.FromInteger(int64(i))
		texts[i], _ = env.Pool.ID(rdf.NewString([]string{"Nature", "Science"}[i%2]))
	}
	batch := &ids.Batch{Cols: [][]ids.ID{numbers, texts}, Len: rows}
	schema := expr.Schema{Vars: map[string]int{"n": 0, "t": 1}}
	for name, text := range map[string]string{"op=add": `?n + 1`, "op=ucase": `UCASE(?t)`, "op=if": `IF(?n > 500, ?t, "x")`} {
		b.Run(name, func(b *testing.B) {
			prog, err := expr.Compile(parse(b, text), schema, expr.Options{})
			if err != nil {
				b.Fatal(err)
			}
			var out []ids.ID
			b.ReportAllocs()
			for b.Loop() {
				if out, err = prog.Eval(context.Background(), env, batch, out[:0]); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}

func BenchmarkAggregate(b *testing.B) {
	const rows = ids.BatchRows
	env := newEnv(newFake())
	col := make([]ids.ID, rows)
	for i := range col {
		col[i], _ = ids.FromInteger(int64(i * 7 % 1000))
	}
	for _, name := range []string{"SUM", "MIN", "COUNT"} {
		b.Run("name="+name, func(b *testing.B) {
			acc, err := expr.NewAccumulator(algebra.Aggregate{Name: name, Arg: &algebra.VarExpr{Var: "x"}})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := acc.AddColumn(b.Context(), env, col); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}
