package xsd

import "math"

// arith applies an operation after promotion of the operands.
func arith(n, m Number, dec func(a, b Decimal) (Decimal, error), flt func(a, b float64) float64) (Number, error) {
	switch t := promoted(n.typ, m.typ); t {
	case TDouble:
		return Double(flt(n.Float64(), m.Float64())), nil
	case TFloat:
		// The double result of two floats rounds to the right float: 53 > 2*24+1.
		return Float(float32(flt(float64(n.Float32()), float64(m.Float32())))), nil
	default:
		d, err := dec(n.dec, m.dec)
		return Number{typ: t, dec: d}, err
	}
}

// Add returns n + m.
func (n Number) Add(m Number) (Number, error) {
	if n.typ == TInteger && m.typ == TInteger && n.dec.big == nil && m.dec.big == nil {
		if s, ok := addInt64(n.dec.small, m.dec.small); ok {
			return Integer(s), nil
		}
	}
	return arith(n, m,
		func(a, b Decimal) (Decimal, error) { return a.Add(b), nil },
		func(a, b float64) float64 { return a + b })
}

// Sub returns n - m.
func (n Number) Sub(m Number) (Number, error) {
	return arith(n, m,
		func(a, b Decimal) (Decimal, error) { return a.Sub(b), nil },
		func(a, b float64) float64 { return a - b })
}

// Mul returns n * m.
func (n Number) Mul(m Number) (Number, error) {
	return arith(n, m, Decimal.Mul, func(a, b float64) float64 { return a * b })
}

// Quo returns n / m; a decimal for two integers.
func (n Number) Quo(m Number) (Number, error) {
	q, err := arith(n, m, Decimal.Quo, func(a, b float64) float64 { return a / b })
	if q.typ == TInteger {
		q.typ = TDecimal
	}
	return q, err
}

// Neg returns -n.
func (n Number) Neg() Number { return n.unary(Decimal.Neg, func(f float64) float64 { return -f }) }

// Abs returns |n|.
func (n Number) Abs() Number { return n.unary(Decimal.Abs, math.Abs) }

// Ceil returns the least integral value that is not below n, in the type of n.
func (n Number) Ceil() Number { return n.unary(Decimal.Ceil, math.Ceil) }

// Floor returns the greatest integral value that is not above n, in the type of n.
func (n Number) Floor() Number { return n.unary(Decimal.Floor, math.Floor) }

// Round returns the nearest integral value, the greater of two, in the type of n.
func (n Number) Round() Number { return n.unary(Decimal.Round, roundUp) }

func (n Number) unary(dec func(Decimal) Decimal, flt func(float64) float64) Number {
	switch n.typ {
	case TDouble:
		return Double(flt(n.float()))
	case TFloat:
		return Float(float32(flt(n.float())))
	default:
		return Number{typ: n.typ, dec: dec(n.dec)}
	}
}

// roundUp rounds halves towards plus infinity, as fn:round does; -0.5 gives
// negative zero.
func roundUp(f float64) float64 {
	if f >= -0.5 && f < 0 {
		return math.Copysign(0, -1)
	}
	floor := math.Floor(f)
	if f-floor >= 0.5 {
		return floor + 1
	}
	return floor
}
