package sparql

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// Select runs a SELECT query with the limits of the engine and ranges over its
// rows: a term, or the zero Term, for each variable. The loop may be left at any
// time. An error ends it: the rows before it are then not the whole result. [Engine.Query]
// answers queries of the other forms and takes options.
func (e *Engine) Select(ctx context.Context, text string) iter.Seq2[[]rdf.Term, error] {
	return func(yield func([]rdf.Term, error) bool) {
		if err := e.eachRow(ctx, text, yield); err != nil {
			yield(nil, err)
		}
	}
}

// eachRow yields the rows of a query. It returns nil after yield has returned false.
func (e *Engine) eachRow(ctx context.Context, text string, yield func([]rdf.Term, error) bool) (err error) {
	r, err := e.Query(ctx, text, QueryOptions{})
	if err != nil {
		return err
	}
	left := false
	defer func() {
		if err = errors.Join(err, r.Close()); left {
			err = nil // nobody is there to be told
		}
	}()
	if r.Form != algebra.Select {
		return fmt.Errorf("%w: it is no SELECT", ErrQuery)
	}
	for row, err := range r.Rows() {
		if err != nil {
			return err
		}
		if !yield(row, nil) {
			left = true
			return nil
		}
	}
	return nil
}
