package expr_test

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// The reference evaluator shares this package with the engine, so that a fault in a
// comparison shows in neither. oracle compares by the tables of SPARQL 1.1, section 17.3,
// with the exact numbers of math/big, and shares no code with either. It knows numbers,
// strings, booleans and IRIs; ok is false for an error.
func oracle(op string, a, b rdf.Term) (result, ok bool) {
	if !a.IsLiteral() || !b.IsLiteral() {
		return (a == b) == (op == "="), op == "=" || op == "!="
	}
	switch x, y := a.Datatype(), b.Datatype(); {
	case numericRank(x) >= 0 && numericRank(y) >= 0:
		return numbersHold(op, a, b)
	case x == vocab.XSDString && y == vocab.XSDString:
		return opHolds(op, strings.Compare(a.Value(), b.Value())), true
	case x == vocab.XSDBoolean && y == vocab.XSDBoolean:
		truth := map[string]int{"true": 1, "1": 1}
		return opHolds(op, truth[a.Value()]-truth[b.Value()]), true
	}
	// Values of different spaces are unequal, as sameValue of SPARQL 1.2 has it, and in no
	// order.
	return op == "!=", op == "=" || op == "!="
}

// numericRank is the place of a type in the promotions, -1 for other types.
func numericRank(datatype string) int {
	for i, name := range []string{vocab.XSDInteger, vocab.XSDDecimal, vocab.XSD + "float", vocab.XSDDouble} {
		if datatype == name {
			return i
		}
	}
	return -1
}

// numbersHold compares in the type that both are promoted to.
func numbersHold(op string, a, b rdf.Term) (result, ok bool) {
	rank := max(numericRank(a.Datatype()), numericRank(b.Datatype()))
	if rank < 2 {
		x, okX := new(big.Rat).SetString(a.Value())
		y, okY := new(big.Rat).SetString(b.Value())
		if !okX || !okY {
			return false, false
		}
		return opHolds(op, x.Cmp(y)), true
	}
	bits := 32
	if rank == 3 {
		bits = 64
	}
	read := func(t rdf.Term) float64 {
		own := bits
		if t.Datatype() == vocab.XSD+"float" {
			own = 32 // it is that float, in whatever type it is compared
		}
		f, err := strconv.ParseFloat(t.Value(), own)
		if err != nil && !math.IsInf(f, 0) {
			panic(err)
		}
		return f
	}
	x, y := read(a), read(b)
	switch {
	case math.IsNaN(x) || math.IsNaN(y):
		return op == "!=", true
	case x < y:
		return opHolds(op, -1), true
	case x > y:
		return opHolds(op, 1), true
	}
	return opHolds(op, 0), true
}

func opHolds(op string, c int) bool {
	switch op {
	case "=":
		return c == 0
	case "!=":
		return c != 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

// oracleTerms are terms at the edges: equal values in other forms and types, neighbours that
// a double does not tell apart, zeros, infinities, NaN, and no numbers at all.
func oracleTerms() []rdf.Term {
	var out []rdf.Term
	add := func(datatype string, forms ...string) {
		for _, f := range forms {
			out = append(out, rdf.NewLiteral(f, datatype))
		}
	}
	add(vocab.XSDInteger, "0", "-0", "1", "01", "-1", "10", "9007199254740992", "9007199254740993", "576460752303423487", "576460752303423488", "16777217")
	add(vocab.XSDDecimal, "0.0", "1.0", "1.50", "1.5", "-1.0", "9007199254740992.5", "0.1", "0.1000000000000000055511151231257827")
	add(vocab.XSDDouble, "0e0", "-0e0", "1e0", "1.5", "0.1", "9007199254740992", "1e400", "INF", "-INF", "NaN", "16777216")
	add(vocab.XSD+"float", "1", "1.5", "16777216", "0.1", "NaN", "-INF")
	add(vocab.XSDString, "", "1", "a", "b", "aa", "é", "z", "\U0001F600", "\uFFFD")
	add(vocab.XSDBoolean, "true", "false", "1", "0")
	return append(out, rdf.NewIRI("http://example.org/a"), rdf.NewIRI("http://example.org/b"))
}

// TestOracle compares every two of the terms by every operator, in three ways: term by term,
// by columns of ids, and by columns that are compared with a constant; and looks each up in
// lists, as IN and NOT IN.
func TestOracle(t *testing.T) {
	terms := oracleTerms()
	env := newEnv(newFake(terms...))
	schema := expr.Schema{Vars: map[string]int{"x": 0, "y": 1}}
	x, y := &algebra.VarExpr{Var: "x"}, &algebra.VarExpr{Var: "y"}
	pairs := &ids.Batch{Cols: make([][]ids.ID, 2)}
	for _, a := range terms {
		for _, b := range terms {
			for c, term := range []rdf.Term{a, b} {
				id, err := env.Pool.ID(term)
				if err != nil {
					t.Fatal(err)
				}
				pairs.Cols[c] = append(pairs.Cols[c], id)
			}
			pairs.Len++
		}
	}
	for _, op := range []string{"=", "!=", "<", "<=", ">", ">="} {
		whole := column3(t, env, &algebra.Call{Name: op, Args: []algebra.Expr{x, y}}, schema, pairs)
		for i, a := range terms {
			half := column3(t, env, &algebra.Call{Name: op, Args: []algebra.Expr{&algebra.ConstExpr{Term: a}, y}}, schema, pairs)
			for j, b := range terms {
				row := i*len(terms) + j
				want := three(oracle(op, a, b))
				if a == b && a.IsLiteral() && want == "error" {
					continue
				}
				one, err := expr.EvalTerm(&algebra.Call{Name: op, Args: []algebra.Expr{x, y}}, func(v string) (rdf.Term, bool) {
					return map[string]rdf.Term{"x": a, "y": b}[v], true
				}, env)
				for way, got := range map[string]string{"by terms": three(one.Value() == "true", err == nil), "by columns": whole[row], "with a constant": half[row]} {
					if got != want {
						t.Errorf("%s %s %s %s: %s, want %s", a, op, b, way, got, want)
					}
				}
			}
		}
	}
	for width := 1; width <= 7; width += 2 {
		for from := 0; from+width <= len(terms); from++ {
			list := []algebra.Expr{x}
			for _, m := range terms[from : from+width] {
				list = append(list, &algebra.ConstExpr{Term: m})
			}
			in := column3(t, env, &algebra.Call{Name: "IN", Args: list}, schema, pairs)
			not := column3(t, env, &algebra.Call{Name: "NOT IN", Args: list}, schema, pairs)
			for i, a := range terms {
				found, failed := false, false
				for _, m := range terms[from : from+width] {
					equal, ok := oracle("=", a, m)
					found, failed = found || ok && equal, failed || !ok
				}
				want, wantNot := three(found, found || !failed), three(!found, found || !failed)
				if row := i * len(terms); in[row] != want || not[row] != wantNot {
					t.Errorf("%s in %v: %s and %s, want %s and %s", a, terms[from:from+width], in[row], not[row], want, wantNot)
				}
			}
		}
	}
}

// three names a result of the three-valued logic.
func three(result, ok bool) string {
	if !ok {
		return "error"
	}
	return strconv.FormatBool(result)
}

// column3 evaluates a condition for each row.
func column3(t *testing.T, env *expr.Env, e algebra.Expr, schema expr.Schema, b *ids.Batch) []string {
	t.Helper()
	prog, err := expr.Compile(e, schema, expr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	col, err := prog.Eval(t.Context(), env, b, nil)
	if err != nil {
		t.Fatal(err)
	}
	values, err := env.Pool.Terms(nil, col)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = three(v.Value() == "true", !v.IsZero())
	}
	return out
}
