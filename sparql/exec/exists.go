package exec

import (
	"context"
	"errors"
	"io"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// exister decides EXISTS row by row: it plans and runs the pattern once for each
// distinct combination of the outer values that it mentions.
type exister struct {
	b     *builder
	ex    *algebra.Exists
	vars  []string // that the outer rows and the pattern share
	cols  []int
	index *rowIndex
	known []bool // by number in the index
	view  [][]ids.ID
}

// newExister prepares an EXISTS for rows of the schema.
func (b *builder) newExister(ex *algebra.Exists, schema expr.Schema) *exister {
	e := &exister{b: b, ex: ex}
	for _, v := range b.plan.ExistsVars(ex) {
		if c, ok := schema.Vars[v]; ok {
			e.vars, e.cols = append(e.vars, v), append(e.cols, c)
		}
	}
	e.index = newRowIndex(len(e.cols), &account{budget: b.rt.Budget})
	return e
}

// Exists implements expr.Exister.
func (e *exister) Exists(ctx context.Context, _ *expr.Env, b *ids.Batch, sel, out []uint32) ([]uint32, error) {
	e.view = pick(e.view, b, e.cols)
	for _, row := range sel {
		n, isNew, err := e.index.add(e.view, int(row))
		if err != nil {
			return out, err
		}
		if isNew {
			holds, err := e.run(ctx, int(row))
			if err != nil {
				return out, err
			}
			e.known = append(e.known, holds)
		}
		if e.known[n] {
			out = append(out, row)
		}
	}
	return out, nil
}

// run evaluates the pattern for one outer row.
func (e *exister) run(ctx context.Context, row int) (holds bool, err error) {
	solution := map[string]rdf.Term{}
	for i, v := range e.vars {
		id := e.view[i][row]
		if id == ids.Undef {
			continue
		}
		if solution[v], err = e.b.rt.Env.Pool.Term(id); err != nil {
			return false, err
		}
	}
	p, err := e.b.plan.Exists(ctx, e.ex, solution)
	if err != nil {
		return false, err
	}
	inner := *e.b
	inner.plan, inner.stats, inner.keys, inner.keyVars = p, nil, nil, nil
	op, err := inner.build(ctx, p.Root)
	if err != nil {
		return false, err
	}
	_, err = op.Next(ctx)
	holds = err == nil
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return holds, errors.Join(err, op.Close())
}
