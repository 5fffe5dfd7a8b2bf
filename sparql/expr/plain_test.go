package expr_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// countingTerms counts the terms that are decoded.
type countingTerms struct {
	*fakeTerms
	decoded int
}

func (c *countingTerms) Term(id ids.ID) (rdf.Term, error) {
	c.decoded++
	return c.fakeTerms.Term(id)
}

func (c *countingTerms) Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	c.decoded += len(src)
	return c.fakeTerms.Terms(dst, src)
}

// TestFilterStrings compares two columns of strings over many batches: of few strings
// and of many, among which may be some with a language. Each result must be that of
// the terms; a string that comes again is not decoded again.
func TestFilterStrings(t *testing.T) {
	const batches, rows = 40, 512
	var years, words []rdf.Term
	for i := range 12 {
		years = append(years, rdf.NewString(fmt.Sprint(1900+i)))
	}
	for i := range 5000 {
		words = append(words, rdf.NewString(fmt.Sprintf("word %d", i)))
	}
	mixed := slices.Concat(years, []rdf.Term{rdf.NewLangString("1905", "en"), rdf.NewLiteral("1906", "http://example.org/type")})
	for name, tc := range map[string]struct {
		terms []rdf.Term
		most  int // terms decoded
	}{
		"few strings":           {years, 2 * len(years)},
		"many strings":          {words, 2 * len(words)},
		"strings and languages": {mixed, 2 * batches * rows},
	} {
		for _, op := range []string{"=", "!=", "<", ">="} {
			t.Run(name+" "+op, func(t *testing.T) {
				store := &countingTerms{fakeTerms: newFake(tc.terms...)}
				env := newEnv(store)
				schema := expr.Schema{Vars: map[string]int{"x": 0, "y": 1}}
				prog, err := expr.Compile(parse(t, "?x "+op+" ?y"), schema, expr.Options{})
				if err != nil {
					t.Fatal(err)
				}
				rnd := rand.New(rand.NewPCG(3, 4))
				index := make([]ids.ID, len(tc.terms))
				for i, term := range tc.terms {
					index[i], _ = env.Pool.ID(term)
				}
				store.decoded = 0
				for range batches {
					b := &ids.Batch{Cols: [][]ids.ID{make([]ids.ID, rows), make([]ids.ID, rows)}, Len: rows}
					want := []uint32{}
					for row := range rows {
						x, y := rnd.IntN(len(index)), rnd.IntN(len(index))
						b.Cols[0][row], b.Cols[1][row] = index[x], index[y]
						if holds(op, tc.terms[x], tc.terms[y]) {
							want = append(want, uint32(row))
						}
					}
					got, err := prog.Filter(context.Background(), env, b, []uint32{})
					if diff := cmp.Diff(want, got); err != nil || diff != "" {
						t.Fatalf("%v (-want +got):\n%s", err, diff)
					}
				}
				if store.decoded > tc.most {
					t.Errorf("%d terms decoded, want at most %d", store.decoded, tc.most)
				}
			})
		}
	}
}

// holds is the comparison of two strings, literals with a language and literals of
// an unknown datatype.
func holds(op string, x, y rdf.Term) bool {
	plain := func(t rdf.Term) bool { return t == rdf.NewString(t.Value()) }
	known := plain(x) && plain(y)
	unlike := known || x.Language() != "" || y.Language() != "" // different terms are unequal
	switch op {
	case "=":
		return x == y
	case "!=":
		return x != y && unlike
	case "<":
		return known && x.Value() < y.Value()
	default:
		return known && x.Value() >= y.Value()
	}
}
