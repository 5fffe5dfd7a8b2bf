package expr_test

import (
	"context"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// FuzzExpression evaluates an expression by terms, with constants and with
// variables in their place: all must agree, and nothing may panic.
func FuzzExpression(f *testing.F) {
	for _, text := range []string{
		`1 + 2.5 * -3e0 / 7`, `"a" < "b" || ?u && !true`, `IF("2000"^^xsd:gYear = 1, CONCAT("a"@en, "b"), COALESCE(?u, 1))`,
		`REPLACE("abc", "(b)|[a-z-[c]]", "$1")`, `SUBSTR("日本語"@ja--ltr, 2, 1e0)`, `xsd:dateTime("2000-01-01T24:00:00Z") - "P1D"^^xsd:duration`,
		`<<( :s :p "x"^^:t )>> = TRIPLE(:s, :p, 1)`, `2 IN (1, "x", :a)`, `STRLANGDIR("a", "en", "rtl")`, `ROUND("1.5"^^xsd:float) = xsd:byte(2)`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := algebra.Parse(t.Context(), prologue+"SELECT (("+text+") AS ?result) {}", "http://example.org/base/")
		if err != nil {
			return
		}
		project, ok := q.Root.(*algebra.Project)
		if !ok {
			return
		}
		extend, ok := project.P.(*algebra.Extend)
		if !ok || !expr.Stable(extend.E) {
			return
		}
		if _, err := expr.Compile(extend.E, expr.Schema{}, expr.Options{}); err != nil {
			return
		}
		want := show(expr.EvalTerm(extend.E, unbound, newEnv(nil)))
		if got := evalProgram(t, extend.E, nil); got != want {
			t.Errorf("with constants: got %s, want %s", got, want)
		}
		var terms []rdf.Term
		lifted := lift(extend.E, &terms)
		if got := evalProgram(t, lifted, terms); got != want {
			t.Errorf("with variables: got %s, want %s", got, want)
		}
	})
}

// FuzzRegexp compiles patterns and runs them.
func FuzzRegexp(f *testing.F) {
	for _, p := range []string{`^a.c$`, `[a-z-[aeiou]]+`, `\p{Lu}\i\c*`, `(a|b){2,3}?`, `[^\s\-]`, `\\`, `a b`} {
		f.Add(p, "is", "abc")
	}
	f.Fuzz(func(t *testing.T, pattern, flags, text string) {
		e := &algebra.Call{Name: "REGEX", Args: []algebra.Expr{
			&algebra.ConstExpr{Term: rdf.NewString(text)},
			&algebra.ConstExpr{Term: rdf.NewString(pattern)},
			&algebra.ConstExpr{Term: rdf.NewString(flags)},
		}}
		prog, err := expr.Compile(e, expr.Schema{}, expr.Options{})
		if err != nil {
			t.Fatalf("got %v", err)
		}
		if _, err := prog.Eval(context.Background(), newEnv(nil), &ids.Batch{Len: 1}, nil); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzCompareTerms checks that the order of two terms is antisymmetric and
// agrees with "<" where that is defined.
func FuzzCompareTerms(f *testing.F) {
	f.Add("1", "http://www.w3.org/2001/XMLSchema#integer", "1.5", "http://www.w3.org/2001/XMLSchema#decimal")
	f.Add("2000-01-01", "http://www.w3.org/2001/XMLSchema#date", "2000-01-01Z", "http://www.w3.org/2001/XMLSchema#date")
	f.Add("P1M", "http://www.w3.org/2001/XMLSchema#duration", "P30D", "http://www.w3.org/2001/XMLSchema#duration")
	f.Add("a", "", "b", "")
	f.Fuzz(func(t *testing.T, a, typeA, b, typeB string) {
		x, y := rdf.NewLiteral(a, typeA), rdf.NewLiteral(b, typeB)
		c := expr.CompareTerms(x, y)
		if c != -expr.CompareTerms(y, x) {
			t.Fatalf("%v and %v: not antisymmetric", x, y)
		}
		less := &algebra.Call{Name: "<", Args: []algebra.Expr{&algebra.ConstExpr{Term: x}, &algebra.ConstExpr{Term: y}}}
		r, err := expr.EvalTerm(less, unbound, newEnv(nil))
		if err == nil && r.Value() == "true" && c != -1 {
			t.Fatalf("%v < %v, but the order says %d", x, y, c)
		}
	})
}
