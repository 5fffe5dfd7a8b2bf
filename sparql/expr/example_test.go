package expr_test

import (
	"context"
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// A program filters the rows of a batch.
func ExampleProgram_Filter() {
	env := &expr.Env{Pool: expr.NewPool(nil, nil)}
	col := make([]ids.ID, 0, 3)
	for _, title := range []string{"Nature", "Science", "Natural history"} {
		id, err := env.Pool.ID(rdf.NewString(title))
		if err != nil {
			fmt.Println(err)
			return
		}
		col = append(col, id)
	}
	starts := &algebra.Call{Name: "STRSTARTS", Args: []algebra.Expr{
		&algebra.VarExpr{Var: "title"},
		&algebra.ConstExpr{Term: rdf.NewString("Natur")},
	}}
	prog, err := expr.Compile(starts, expr.Schema{Vars: map[string]int{"title": 0}}, expr.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, err := prog.Filter(context.Background(), env, &ids.Batch{Cols: [][]ids.ID{col}, Len: len(col)}, nil)
	fmt.Println(rows, err)
	// Output: [0 2] <nil>
}
