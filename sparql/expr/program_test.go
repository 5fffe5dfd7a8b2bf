package expr_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// column returns the ids of terms written as SPARQL; "" is unbound.
func column(t testing.TB, env *expr.Env, texts ...string) []ids.ID {
	t.Helper()
	col := make([]ids.ID, len(texts))
	for i, text := range texts {
		if text == "" {
			continue
		}
		term, err := expr.EvalTerm(parse(t, text), unbound, env)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if col[i], err = env.Pool.ID(term); err != nil {
			t.Fatal(err)
		}
	}
	return col
}

func TestFilter(t *testing.T) {
	env := newEnv(newFake(
		rdf.NewString("apple"), rdf.NewString("pear"), rdf.NewIRI("http://example.org/a"), rdf.NewIRI("http://example.org/b"),
		rdf.NewLiteral("2.5", "http://www.w3.org/2001/XMLSchema#decimal")))
	x := column(t, env, `1`, `5`, `2.5`, ``, `:a`, `"apple"`, `"pear"@en`, `true`, `5`, `"2020-01-01"^^xsd:date`)
	y := column(t, env, `5`, `1`, `1`, `1`, `:a`, `"apple"`, `"pear"`, ``, `7`, `"2021-01-01"^^xsd:date`)
	b := &ids.Batch{Cols: [][]ids.ID{x, y}, Len: len(x)}
	schema := expr.Schema{Vars: map[string]int{"x": 0, "y": 1}}
	for text, want := range map[string][]uint32{
		`?x > 2`:                                 {1, 2, 8},
		`2 < ?x`:                                 {1, 2, 8},
		`?x = 5`:                                 {1, 8},
		`?x != 5`:                                {0, 2, 4, 5, 6, 7, 9},
		`?x = 2.5`:                               {2},
		`?x = :a`:                                {4},
		`?x != :a`:                               {0, 1, 2, 5, 6, 7, 8, 9},
		`?x < ?y`:                                {0, 8, 9},
		`?x = ?y`:                                {4, 5},
		`?x != ?y`:                               {0, 1, 2, 6, 8, 9},
		`sameTerm(?x, ?y)`:                       {4, 5},
		`BOUND(?x) && BOUND(?y)`:                 {0, 1, 2, 4, 5, 6, 8, 9},
		`!BOUND(?x)`:                             {3},
		`BOUND(?z)`:                              nil,
		`isLiteral(?x) && isNumeric(?y)`:         {0, 1, 2, 8},
		`?x > 2 || REGEX(?x, "^app")`:            {1, 2, 5, 8},
		`REGEX(STR(?x), "a")`:                    {4, 5, 6},
		`COALESCE(?x, 9) > 4`:                    {1, 3, 8},
		`IF(BOUND(?x), false, true)`:             {3},
		`?x IN (:a, :b)`:                         {4},
		`?x NOT IN (:a, :b)`:                     {0, 1, 2, 5, 6, 7, 8, 9},
		`?x IN (1, "apple")`:                     {0, 5},
		`?x + ?y = 6`:                            {0, 1},
		`STRLEN(?x) > ?z`:                        nil,
		`STRSTARTS(STR(?x), "p") && ?y = "pear"`: {6},
		`?x`:                                     {0, 1, 2, 5, 7, 8},
		`LANG(?x) = "en"`:                        {6},
		`DATATYPE(?x) = xsd:date`:                {9},
		`?x >= "2020-01-01"^^xsd:date`:           {9},
		`YEAR(?x) = 2020`:                        {9},
		`!(?x < ?y)`:                             {1, 2, 5},
		`true`:                                   {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		`1/0 = 1`:                                nil,
	} {
		prog, err := expr.Compile(parse(t, text), schema, expr.Options{})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for round := range 2 { // the second one meets the memos of the first
			got, err := prog.Filter(context.Background(), env, b, nil)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s, round %d: got %v, %v; want %v", text, round, got, err, want)
			}
		}
		some := []uint32{1, 4, 5, 9}
		got, err := prog.FilterRows(context.Background(), env, b, some, nil)
		both := slices.DeleteFunc(slices.Clone(some), func(row uint32) bool { return !slices.Contains(want, row) })
		if err != nil || !slices.Equal(got, both) {
			t.Errorf("%s on %v: got %v, %v; want %v", text, some, got, err, both)
		}
	}
}

// TestEachTermOnce holds that an expensive condition decodes each distinct term
// once.
func TestEachTermOnce(t *testing.T) {
	terms := []rdf.Term{rdf.NewString("apple"), rdf.NewString("pear"), rdf.NewString("plum")}
	store := newFake(terms...)
	env := newEnv(store)
	col := make([]ids.ID, 900)
	for i := range col {
		col[i], _, _ = store.Lookup(terms[i%3])
	}
	schema := expr.Schema{Vars: map[string]int{"x": 0}}
	for _, text := range []string{`REGEX(?x, "^p")`, `STRLEN(?x) > 4`, `?x = "pear"`, `!REGEX(?x, "a") || UCASE(?x) = "PEAR"`} {
		prog, err := expr.Compile(parse(t, text), schema, expr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		store.decoded = 0
		for range 3 {
			if _, err := prog.Filter(context.Background(), env, &ids.Batch{Cols: [][]ids.ID{col}, Len: len(col)}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if store.decoded > 2*len(terms) { // twice, for the two functions of the last one
			t.Errorf("%s decodes %d times for %d distinct terms", text, store.decoded, len(terms))
		}
	}
}

// evenRows is an EXISTS that holds for rows with an even number.
type evenRows struct{}

func (evenRows) Exists(_ context.Context, _ *expr.Env, _ *ids.Batch, sel, out []uint32) ([]uint32, error) {
	for _, row := range sel {
		if row%2 == 0 {
			out = append(out, row)
		}
	}
	return out, nil
}

func TestExists(t *testing.T) {
	env := newEnv(newFake())
	b := &ids.Batch{Cols: [][]ids.ID{column(t, env, `1`, `2`, `3`, `4`)}, Len: 4}
	schema := expr.Schema{Vars: map[string]int{"x": 0}}
	opt := expr.Options{Exists: func(*algebra.Exists, expr.Schema) (expr.Exister, error) { return evenRows{}, nil }}
	for text, want := range map[string][]uint32{
		`EXISTS { ?x ?p ?o }`:                        {0, 2},
		`NOT EXISTS { ?x ?p ?o }`:                    {1, 3},
		`?x > 1 && EXISTS { ?x ?p ?o }`:              {2},
		`IF(EXISTS { ?x ?p ?o }, ?x = 1, ?x = 4)`:    {0, 3},
		`?x = 2 || NOT EXISTS { ?x ?p ?o } || false`: {1, 3},
	} {
		prog, err := expr.Compile(parse(t, text), schema, opt)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		got, err := prog.Filter(context.Background(), env, b, nil)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v; want %v", text, got, err, want)
		}
	}
	env.Exists = func(e *algebra.Exists, binding func(string) (rdf.Term, bool)) (bool, error) {
		_, bound := binding("x")
		return bound, nil
	}
	bind := func(string) (rdf.Term, bool) { return rdf.NewString("a"), true }
	for text, want := range map[string]string{`EXISTS { ?x ?p ?o }`: yes, `NOT EXISTS { ?x ?p ?o }`: no} {
		if got := show(expr.EvalTerm(parse(t, text), bind, env)); got != want {
			t.Errorf("%s by terms: got %s, want %s", text, got, want)
		}
	}
}

func TestConstant(t *testing.T) {
	env := newEnv(newFake())
	for text, constant := range map[string]bool{
		`1 + 1`: true, `1/0`: true, `NOW()`: true, `RAND()`: false, `?x + 1`: false, `BNODE()`: false,
	} {
		prog, err := expr.Compile(parse(t, text), expr.Schema{Vars: map[string]int{"x": 0}}, expr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, got, err := prog.Constant(t.Context(), env); err != nil || got != constant {
			t.Errorf("%s: constant %v, %v; want %v", text, got, err, constant)
		}
	}
}

func TestVarsAndStable(t *testing.T) {
	e := parse(t, `?b + STRLEN(?a) + ?b > xsd:integer(?c) && <<( ?d :p ?a )>> = ?e`)
	if got := expr.Vars(nil, e); fmt.Sprint(got) != "[b a c d e]" {
		t.Errorf("Vars: got %v", got)
	}
	for text, want := range map[string]bool{
		`?a + 1`: true, `NOW()`: true, `RAND() < ?a`: false, `IF(?a, UUID(), 1)`: false, `EXISTS { ?a ?b ?c }`: false, `STR(BNODE())`: false,
	} {
		if got := expr.Stable(parse(t, text)); got != want {
			t.Errorf("Stable(%s) = %v", text, got)
		}
	}
}

func TestCancelled(t *testing.T) {
	prog, err := expr.Compile(parse(t, `?x > 1`), expr.Schema{Vars: map[string]int{"x": 0}}, expr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := &ids.Batch{Cols: [][]ids.ID{{ids.Undef}}, Len: 1}
	if _, err := prog.Filter(ctx, newEnv(newFake()), b, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Filter: got %v", err)
	}
	if _, err := prog.Eval(ctx, newEnv(newFake()), b, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Eval: got %v", err)
	}
}

// TestStoreFails holds that an unknown id stops the query and is no expression
// error.
func TestStoreFails(t *testing.T) {
	env := newEnv(newFake())
	b := &ids.Batch{Cols: [][]ids.ID{{ids.Make(ids.KindBase, 99)}}, Len: 1}
	for _, text := range []string{`STRLEN(?x) = 1`, `?x + 1 = 2`, `COALESCE(?x + 1, 1) = 1`, `?x = 1 || true`, `REGEX(?x, "a")`, `?x < 4`} {
		prog, err := expr.Compile(parse(t, text), expr.Schema{Vars: map[string]int{"x": 0}}, expr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := prog.Filter(context.Background(), env, b, nil); !errors.Is(err, expr.ErrUnknownID) {
			t.Errorf("%s: got %v, want an unknown id", text, err)
		}
	}
}

// limit is a Budget.
type limit struct{ left int64 }

var errSpent = errors.New("budget is spent")

func (l *limit) Reserve(n int64) error {
	if n > l.left {
		return errSpent
	}
	l.left -= n
	return nil
}

// TestHugeStrings holds that a string beyond the budget is not made.
func TestHugeStrings(t *testing.T) {
	grow := `"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"`
	text := `?x`
	for range 6 {
		text = `REPLACE(` + text + `, ".", ` + grow + `)`
	}
	for name, text := range map[string]string{
		"REPLACE": `STRLEN(` + text + `) > 0`,
		"CONCAT":  `STRLEN(CONCAT(?y, ?y, ?y, ?y)) > 0`,
	} {
		env := newEnv(nil)
		env.Pool = expr.NewPool(nil, &limit{left: 2_000_000})
		b := &ids.Batch{Cols: [][]ids.ID{column(t, env, `"x"`), column(t, env, `"y"`)}, Len: 1}
		long, err := env.Pool.ID(rdf.NewString(strings.Repeat("y", 900_000)))
		if err != nil {
			t.Fatal(err)
		}
		b.Cols[1][0] = long
		prog, err := expr.Compile(parse(t, text), expr.Schema{Vars: map[string]int{"x": 0, "y": 1}}, expr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := prog.Filter(context.Background(), env, b, nil); !errors.Is(err, errSpent) {
			t.Errorf("%s: got %v, want a spent budget", name, err)
		}
	}
}

func TestPool(t *testing.T) {
	budget := &limit{left: 1000}
	known := rdf.NewString("known")
	pool := expr.NewPool(newFake(known), budget)
	seen := map[ids.ID]bool{}
	for _, term := range []rdf.Term{known, rdf.NewString("new"), rdf.NewLiteral("5", "http://www.w3.org/2001/XMLSchema#integer"), rdf.NewBlankNode("b")} {
		id, err := pool.ID(term)
		again, errAgain := pool.ID(term)
		back, errBack := pool.Term(id)
		if err != nil || errAgain != nil || errBack != nil || id != again || back != term || seen[id] {
			t.Errorf("%v: ids %#x, %#x, back %v; %v, %v, %v", term, uint64(id), uint64(again), back, err, errAgain, errBack)
		}
		seen[id] = true
	}
	if pool.Len() != 2 {
		t.Errorf("%d local terms, want 2", pool.Len())
	}
	if id, err := pool.ID(rdf.Term{}); id != ids.Undef || err != nil {
		t.Errorf("no term: got %#x, %v", uint64(id), err)
	}
	var err error
	for i := range 100 {
		if _, err = pool.ID(rdf.NewString(fmt.Sprint("more ", i))); err != nil {
			break
		}
	}
	if !errors.Is(err, errSpent) {
		t.Errorf("got %v, want a spent budget", err)
	}
	pool.Release()
	if budget.left != 1000 {
		t.Errorf("%d bytes of 1000 are back", budget.left)
	}
	for _, id := range []ids.ID{ids.Make(ids.KindQueryLocal, 1<<40), 7, ids.Make(ids.KindBase, 1<<40)} {
		if _, err := pool.Term(id); !errors.Is(err, expr.ErrUnknownID) {
			t.Errorf("%#x: got %v", uint64(id), err)
		}
	}
}
