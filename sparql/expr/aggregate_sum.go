package expr

import (
	"context"
	"math/bits"

	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/store/ids"
)

// sum is SUM or AVG. Integers that are inlined are added in 128 bits, the others
// in the type that they are promoted to.
type sum struct {
	average bool
	failed  bool
	n       int64
	hi, lo  uint64     // two's complement sum of the inlined integers
	rest    xsd.Number // of the others; no number while there are none
}

func newSum(average bool) *sum { return &sum{average: average} }

func (s *sum) Add(ctx context.Context, env *Env, id ids.ID, n int64) error {
	s.n += n
	if id.Kind() == ids.KindInteger {
		s.addInteger(id.Integer(), n)
		return nil
	}
	if s.failed || id == ids.Undef {
		s.failed = true
		return nil
	}
	var v value
	v.setID(id)
	ev := evaluator{ctx: ctx, env: env, pool: env.Pool, presetCol: -1, solution: -1}
	number, err := v.number(&ev)
	if err == nil && n != 1 {
		number, err = number.Mul(xsd.Integer(n))
		err = exprError(err)
	}
	if err == nil && s.rest.Type() != xsd.Unknown {
		number, err = s.rest.Add(number)
		err = exprError(err)
	}
	if isExprError(err) {
		s.failed = true
		return nil
	}
	if err != nil {
		return err
	}
	s.rest = number
	total, _ := number.Decimal()
	return env.spend(ctx, stepWork+ev.work+digitWork*total.Digits())
}

// addInteger adds v times n, which stays far within 128 bits.
func (s *sum) addInteger(v, n int64) {
	hi, lo := bits.Mul64(uint64(v), uint64(n))
	if v < 0 {
		hi -= uint64(n)
	}
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, lo, 0)
	s.hi, _ = bits.Add64(s.hi, hi, carry)
}

func (s *sum) AddColumn(ctx context.Context, env *Env, col []ids.ID) error {
	for _, id := range col {
		if id.Kind() == ids.KindInteger {
			v := id.Integer()
			var carry uint64
			s.lo, carry = bits.Add64(s.lo, uint64(v), 0)
			s.hi, _ = bits.Add64(s.hi, uint64(v>>63), carry)
			s.n++
			continue
		}
		if err := s.Add(ctx, env, id, 1); err != nil {
			return err
		}
	}
	return nil
}

// integers returns the sum of the inlined integers.
func (s *sum) integers() (xsd.Number, error) {
	if int64(s.hi) == int64(s.lo)>>63 {
		return xsd.Integer(int64(s.lo)), nil
	}
	const half = 1 << 32
	high, err := xsd.Integer(int64(s.hi)).Mul(xsd.Integer(half))
	if err != nil {
		return high, err
	}
	if high, err = high.Mul(xsd.Integer(half)); err != nil {
		return high, err
	}
	if high, err = high.Add(xsd.Integer(int64(s.lo >> 1))); err != nil {
		return high, err
	}
	return high.Add(xsd.Integer(int64(s.lo - s.lo>>1)))
}

func (s *sum) Result(env *Env) (ids.ID, error) {
	if s.failed {
		return ids.Undef, nil
	}
	total, err := s.integers()
	if err == nil && s.rest.Type() != xsd.Unknown {
		total, err = total.Add(s.rest)
	}
	if err == nil && s.average && s.n > 0 {
		total, err = total.Quo(xsd.Integer(s.n))
	}
	if err != nil {
		return ids.Undef, nil //nolint:nilerr // an arithmetic error is an expression error
	}
	return numberID(env, total)
}

func (s *sum) Release(*Env) {}

// numberID returns the id of a number.
func numberID(env *Env, n xsd.Number) (ids.ID, error) {
	var v value
	v.setNumber(n)
	return v.ident(&evaluator{env: env, pool: env.Pool, presetCol: -1, solution: -1})
}

func integerID(env *Env, n int64) (ids.ID, error) { return numberID(env, xsd.Integer(n)) }
