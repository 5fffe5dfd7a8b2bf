package expr

import (
	"errors"

	"issn-ld/rdf"
	"issn-ld/sparql/algebra"
	"issn-ld/store/ids"
)

// Accumulator computes an aggregate of one group (section 18.5.1).
type Accumulator interface {
	// Add adds one solution by the value of the aggregate's argument; Undef is an
	// error of the argument. For COUNT(*) any id does; for COUNT(DISTINCT *) the
	// caller adds distinct solutions only.
	Add(env *Env, id ids.ID) error
	// AddN is Add repeated n times.
	AddN(env *Env, id ids.ID, n int64) error
	// AddColumn adds a solution for each id of col.
	AddColumn(env *Env, col []ids.ID) error
	// Result returns the value of the aggregate, Undef for an error. More may be
	// added afterwards.
	Result(env *Env) (ids.ID, error)
	// Release gives the memory back to the budget of the query.
	Release(env *Env)
}

// NewAccumulator returns an accumulator of an empty group.
func NewAccumulator(agg algebra.Aggregate) (Accumulator, error) {
	return nil, errors.ErrUnsupported
}

// EvalAggregate is the aggregate of a list of terms, of which the zero Term is
// an error of the argument. It returns [ErrExpr] for an error.
func EvalAggregate(agg algebra.Aggregate, values []rdf.Term, env *Env) (rdf.Term, error) {
	return rdf.Term{}, errors.ErrUnsupported
}
