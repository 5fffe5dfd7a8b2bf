package expr_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// endsSoon is a context that has ended when it is asked for the third time.
type endsSoon struct {
	context.Context
	asked int
}

func (c *endsSoon) Err() error {
	if c.asked++; c.asked > 2 {
		return context.Canceled
	}
	return nil
}

// TestEndsWithinBatch runs functions on long strings, on many strings and with large
// patterns in one batch: the query does not wait for its end.
func TestEndsWithinBatch(t *testing.T) {
	for name, tc := range map[string]struct {
		text   string
		length int // of each string
		rows   int
	}{
		"REGEX of a long text":    {`REGEX(?x, "(.*a){5}.*(x|y)z")`, 4 << 20, 1},
		"REGEX of many texts":     {`REGEX(CONCAT(?x, ?y), "(x|y)z")`, 2 << 10, 1000},
		"REGEX, a large pattern":  {`REGEX(CONCAT(?x, "zy"), "` + strings.Repeat("(.*[b-z]?){30}", 80) + `z$")`, 4 << 10, 1},
		"REPLACE without a match": {`REPLACE(?x, "(.*b){5}.*(x|y)z", "-") = ""`, 4 << 20, 1},
		"UCASE of many texts":     {`UCASE(CONCAT(?x, ?y)) = "Y"`, 2 << 10, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			env := newEnv(newFake())
			env.Pool = expr.NewPool(nil, &limit{left: 1 << 30})
			id, err := env.Pool.ID(rdf.NewString(strings.Repeat("ab", tc.length/2)))
			if err != nil {
				t.Fatal(err)
			}
			b := &ids.Batch{Cols: [][]ids.ID{make([]ids.ID, tc.rows), make([]ids.ID, tc.rows)}, Len: tc.rows}
			for i := range tc.rows {
				b.Cols[0][i] = id
				if b.Cols[1][i], err = env.Pool.ID(rdf.NewString(strings.Repeat("z", i+1))); err != nil {
					t.Fatal(err)
				}
			}
			// A second variable, so that nothing is remembered for an id.
			prog, err := expr.Compile(parse(t, tc.text+` && STRLEN(?y) > 0`), expr.Schema{Vars: map[string]int{"x": 0, "y": 1}}, expr.Options{})
			if err != nil {
				t.Fatal(err)
			}
			ctx := &endsSoon{Context: context.Background()}
			if _, err := prog.Filter(ctx, env, b, nil); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v after %d questions", err, ctx.asked)
			}
		})
	}
}

// TestLongTexts holds that texts that are read in parts match as others do.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("abcd é\n", 200_000)
	for pattern, want := range map[string]bool{
		`^abcd`: true, `^bcd`: false, `é\n$`: true, `d$`: false, `abcd é\nabcd`: true, `(a|b)z`: false, `^(abcd é\n){3}`: true,
	} {
		env := newEnv(newFake())
		env.Pool = expr.NewPool(nil, &limit{left: 1 << 30})
		id, err := env.Pool.ID(rdf.NewString(long))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(strings.ReplaceAll(pattern, `\`, `\\`), "\n", `\n`)
		prog, err := expr.Compile(parse(t, `REGEX(?x, "`+text+`")`), expr.Schema{Vars: map[string]int{"x": 0}}, expr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := prog.Filter(context.Background(), env, &ids.Batch{Cols: [][]ids.ID{{id}}, Len: 1}, nil)
		if err != nil || (len(got) == 1) != want {
			t.Errorf("%s: %v, %v, want %t", pattern, got, err, want)
		}
	}
}
