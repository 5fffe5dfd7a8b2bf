package expr

import (
	"context"
	"errors"
	"fmt"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// ErrAggregate marks an aggregate that does not exist.
var ErrAggregate = errors.New("unknown aggregate")

// Accumulator computes an aggregate of one group (section 18.5.1). An error of
// the argument for one solution makes SUM, AVG, MIN, MAX and GROUP_CONCAT an error;
// COUNT and SAMPLE pass over it.
type Accumulator interface {
	// Add adds n solutions in which the argument of the aggregate is id; Undef is
	// an error. For COUNT(*) any id does; for COUNT(DISTINCT *) the caller adds
	// distinct solutions only.
	Add(ctx context.Context, env *Env, id ids.ID, n int64) error
	// AddColumn adds one solution for each id of col.
	AddColumn(ctx context.Context, env *Env, col []ids.ID) error
	// Result returns the value of the aggregate, Undef for an error. More may be
	// added afterwards.
	Result(env *Env) (ids.ID, error)
	// Release gives the memory back to the budget of the query.
	Release(env *Env)
}

// NewAccumulator returns an accumulator of an empty group.
func NewAccumulator(agg algebra.Aggregate) (Accumulator, error) {
	var acc Accumulator
	switch agg.Name {
	case "COUNT":
		acc = &count{all: agg.Arg == nil}
	case "SUM":
		acc = newSum(false)
	case "AVG":
		acc = newSum(true)
	case "MIN":
		acc = &extreme{sign: -1}
	case "MAX":
		acc = &extreme{sign: 1}
	case "SAMPLE":
		acc = &sample{}
	case "GROUP_CONCAT":
		acc = &groupConcat{separator: agg.Separator}
	default:
		return nil, fmt.Errorf("%w: %s", ErrAggregate, agg.Name)
	}
	if !agg.Distinct || agg.Arg == nil || !countsRepeats(agg.Name) {
		return acc, nil
	}
	return &distinct{acc: acc, seen: map[ids.ID]struct{}{}}, nil
}

// countsRepeats reports whether an aggregate changes when a value comes twice.
func countsRepeats(name string) bool {
	return name != "MIN" && name != "MAX" && name != "SAMPLE"
}

// EvalAggregate is the aggregate of a list of terms, of which the zero Term is
// an error of the argument. It returns [ErrExpr] for an error.
func EvalAggregate(agg algebra.Aggregate, values []rdf.Term, env *Env) (rdf.Term, error) {
	acc, err := NewAccumulator(agg)
	if err != nil {
		return rdf.Term{}, err
	}
	if env.Pool == nil {
		env.Pool = NewPool(nil, nil)
	}
	defer acc.Release(env)
	for _, t := range values {
		id, err := env.Pool.ID(t)
		if err != nil {
			return rdf.Term{}, err
		}
		if err := acc.Add(context.Background(), env, id, 1); err != nil {
			return rdf.Term{}, err
		}
	}
	id, err := acc.Result(env)
	if err != nil {
		return rdf.Term{}, err
	}
	if id == ids.Undef {
		return rdf.Term{}, ErrExpr
	}
	return env.Pool.Term(id)
}

// addEach is AddColumn by Add, with runs of one id added together.
func addEach(ctx context.Context, env *Env, acc Accumulator, col []ids.ID) error {
	for i := 0; i < len(col); {
		run := i + 1
		for run < len(col) && col[run] == col[i] {
			run++
		}
		if err := acc.Add(ctx, env, col[i], int64(run-i)); err != nil {
			return err
		}
		i = run
	}
	return nil
}

// distinctBytes is about the memory of one id in a set.
const distinctBytes = 32

// distinct passes each id on once. Within a query a term has one id.
type distinct struct {
	acc  Accumulator
	seen map[ids.ID]struct{}
}

// Add passes an id on when it comes for the first time, and pays for remembering it.
func (d *distinct) Add(ctx context.Context, env *Env, id ids.ID, _ int64) error {
	if _, ok := d.seen[id]; ok {
		return nil
	}
	if err := env.Pool.reserve(distinctBytes); err != nil {
		return err
	}
	d.seen[id] = struct{}{}
	return d.acc.Add(ctx, env, id, 1)
}

func (d *distinct) AddColumn(ctx context.Context, env *Env, col []ids.ID) error {
	return addEach(ctx, env, d, col)
}

func (d *distinct) Result(env *Env) (ids.ID, error) { return d.acc.Result(env) }

func (d *distinct) Release(env *Env) {
	env.Pool.giveBack(int64(len(d.seen)) * distinctBytes)
	clear(d.seen)
	d.acc.Release(env)
}

// count is COUNT: of solutions, or of those without an error.
type count struct {
	all bool // COUNT(*)
	n   int64
}

func (c *count) Add(_ context.Context, _ *Env, id ids.ID, n int64) error {
	if c.all || id != ids.Undef {
		c.n += n
	}
	return nil
}

func (c *count) AddColumn(_ context.Context, _ *Env, col []ids.ID) error {
	if c.all {
		c.n += int64(len(col))
		return nil
	}
	for _, id := range col {
		if id != ids.Undef {
			c.n++
		}
	}
	return nil
}

func (c *count) Result(env *Env) (ids.ID, error) { return integerID(env, c.n) }

func (c *count) Release(*Env) {}

// sample is SAMPLE: the first value, which makes answers repeatable.
type sample struct{ id ids.ID }

func (s *sample) Add(_ context.Context, _ *Env, id ids.ID, _ int64) error {
	if s.id == ids.Undef {
		s.id = id
	}
	return nil
}

func (s *sample) AddColumn(ctx context.Context, env *Env, col []ids.ID) error {
	for _, id := range col {
		if s.id != ids.Undef {
			return nil
		}
		s.id = id
	}
	return nil
}

func (s *sample) Result(*Env) (ids.ID, error) { return s.id, nil }

func (s *sample) Release(*Env) {}

// compareWork is what a comparison counts for: it may read numbers of thousands of digits.
const compareWork = 1024

// extreme is MIN or MAX in the order of ORDER BY.
type extreme struct {
	sign   int // of the comparison of a better value with the best one
	best   ids.ID
	failed bool
}

func (x *extreme) Add(ctx context.Context, env *Env, id ids.ID, _ int64) error {
	switch {
	case id == ids.Undef:
		x.failed = true
	case x.best == ids.Undef || id != x.best && env.compare().Compare(id, x.best) == x.sign:
		x.best = id
	}
	if err := env.spend(ctx, compareWork); err != nil {
		return err
	}
	return env.Err()
}

func (x *extreme) AddColumn(ctx context.Context, env *Env, col []ids.ID) error {
	for _, id := range col {
		if k := id.Kind(); k == x.best.Kind() && (k == ids.KindInteger || k == ids.KindDecimal) {
			if compareIDOrder(id, x.best) == x.sign {
				x.best = id
			}
			continue
		}
		if err := x.Add(ctx, env, id, 1); err != nil {
			return err
		}
	}
	return nil
}

func (x *extreme) Result(*Env) (ids.ID, error) {
	if x.failed {
		return ids.Undef, nil
	}
	return x.best, nil
}

func (x *extreme) Release(*Env) {}
