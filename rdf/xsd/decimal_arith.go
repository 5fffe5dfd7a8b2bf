package xsd

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
)

// quotientDigits is the least number of significant digits of an inexact
// quotient, and of its digits after the point.
const quotientDigits = 18

// Cmp compares d and e: -1, 0 or +1.
func (d Decimal) Cmp(e Decimal) int {
	if a, b, ok := alignSmall(d, e); ok {
		return cmp.Compare(a, b)
	}
	if ds, es := d.Sign(), e.Sign(); ds != es {
		return cmp.Compare(ds, es)
	}
	a, b, _ := alignBig(d, e)
	return a.Cmp(b)
}

// alignSmall brings d and e to one scale without leaving int64.
func alignSmall(d, e Decimal) (a, b int64, ok bool) {
	if d.big != nil || e.big != nil {
		return 0, 0, false
	}
	a, b = d.small, e.small
	switch {
	case d.scale < e.scale:
		a, ok = scaleUp(a, e.scale-d.scale)
	case d.scale > e.scale:
		b, ok = scaleUp(b, d.scale-e.scale)
	default:
		ok = true
	}
	return a, b, ok
}

// scaleUp returns v * 10^n where that fits.
func scaleUp(v int64, n int32) (int64, bool) {
	if int(n) >= len(pow10) {
		return 0, v == 0
	}
	return mulInt64(v, pow10[n])
}

// alignBig brings d and e to one scale.
func alignBig(d, e Decimal) (a, b *big.Int, scale int32) {
	a, b, scale = d.unscaled(), e.unscaled(), max(d.scale, e.scale)
	if d.scale < scale {
		a = new(big.Int).Mul(a, bigPow10(scale-d.scale))
	}
	if e.scale < scale {
		b = new(big.Int).Mul(b, bigPow10(scale-e.scale))
	}
	return a, b, scale
}

// mulInt64 multiplies where the product fits.
func mulInt64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(absInt64(a), absInt64(b))
	negative := (a < 0) != (b < 0)
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if negative {
		return -int64(lo), true
	}
	return int64(lo), true
}

func absInt64(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// addInt64 adds where the sum fits.
func addInt64(a, b int64) (int64, bool) {
	s := a + b
	return s, (s > a) == (b > 0)
}

// Neg returns -d.
func (d Decimal) Neg() Decimal {
	if d.big == nil && d.small != math.MinInt64 {
		d.small = -d.small
		return d
	}
	return normalizeBig(new(big.Int).Neg(d.unscaled()), d.scale)
}

// Abs returns |d|.
func (d Decimal) Abs() Decimal {
	if d.Sign() < 0 {
		return d.Neg()
	}
	return d
}

// Add returns d + e.
func (d Decimal) Add(e Decimal) Decimal {
	if a, b, ok := alignSmall(d, e); ok {
		if s, ok := addInt64(a, b); ok {
			return normalizeSmall(s, max(d.scale, e.scale))
		}
	}
	a, b, scale := alignBig(d, e)
	return normalizeBig(new(big.Int).Add(a, b), scale)
}

// Sub returns d - e.
func (d Decimal) Sub(e Decimal) Decimal { return d.Add(e.Neg()) }

// Mul returns d * e.
func (d Decimal) Mul(e Decimal) (Decimal, error) {
	scale := int64(d.scale) + int64(e.scale)
	if scale > maxDigits || max(smallDigits, d.Digits())+max(smallDigits, e.Digits()) > maxDigits {
		return Decimal{}, ErrRange
	}
	if d.big == nil && e.big == nil {
		if v, ok := mulInt64(d.small, e.small); ok {
			return normalizeSmall(v, int32(scale)), nil
		}
	}
	return normalizeBig(new(big.Int).Mul(d.unscaled(), e.unscaled()), int32(scale)), nil
}

// Quo returns d / e, exact where the quotient has a short expansion, else
// rounded half away from zero to at least 18 significant digits.
func (d Decimal) Quo(e Decimal) (Decimal, error) {
	if e.Sign() == 0 {
		return Decimal{}, ErrDivisionByZero
	}
	if d.big == nil && e.big == nil && d.scale == 0 && e.scale == 0 && e.small != -1 && d.small%e.small == 0 {
		return NewInteger(d.small / e.small), nil
	}
	num, den := d.unscaled(), e.unscaled()
	scale := max(quotientDigits, int(d.scale))
	// About this many zeros stand behind the point of the quotient.
	if zeros := decimalLen(den) - decimalLen(num) + int(d.scale) - int(e.scale); zeros > 0 {
		scale = max(scale, quotientDigits+1+zeros)
	}
	if scale > maxDigits {
		return Decimal{}, ErrRange
	}
	shift := scale - int(d.scale) + int(e.scale)
	if shift >= 0 {
		num = new(big.Int).Mul(num, bigPow10(int32(shift)))
	} else {
		den = new(big.Int).Mul(den, bigPow10(int32(-shift)))
	}
	return normalizeBig(quoHalfAway(num, den), int32(scale)), nil
}

// decimalLen is about the number of decimal digits of v.
func decimalLen(v *big.Int) int { return v.BitLen() * 30103 / 100000 }

// quoHalfAway returns num / den rounded half away from zero.
func quoHalfAway(num, den *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(num, den, new(big.Int))
	if r.Lsh(r, 1).CmpAbs(den) >= 0 {
		if num.Sign() == den.Sign() {
			q.Add(q, big.NewInt(1))
		} else {
			q.Sub(q, big.NewInt(1))
		}
	}
	return q
}

// IntegerQuo returns d / e truncated to an integer: op:numeric-integer-divide.
func (d Decimal) IntegerQuo(e Decimal) (Decimal, error) {
	if e.Sign() == 0 {
		return Decimal{}, ErrDivisionByZero
	}
	a, b, _ := alignBig(d, e)
	return normalizeBig(new(big.Int).Quo(a, b), 0), nil
}

// split returns the integer towards minus infinity, and the fraction in units
// of 10^-scale.
func (d Decimal) split() (floor, fraction, unit *big.Int) {
	unit = bigPow10(d.scale)
	floor, fraction = new(big.Int).DivMod(d.unscaled(), unit, new(big.Int))
	return floor, fraction, unit
}

// Floor returns the greatest integer that is not above d.
func (d Decimal) Floor() Decimal {
	if d.scale == 0 {
		return d
	}
	floor, _, _ := d.split()
	return normalizeBig(floor, 0)
}

// Ceil returns the least integer that is not below d.
func (d Decimal) Ceil() Decimal {
	if d.scale == 0 {
		return d
	}
	return d.Floor().Add(NewInteger(1))
}

// Round returns the integer nearest to d, the greater of two.
func (d Decimal) Round() Decimal {
	if d.scale == 0 {
		return d
	}
	floor, fraction, unit := d.split()
	if fraction.Lsh(fraction, 1).Cmp(unit) >= 0 {
		floor.Add(floor, big.NewInt(1))
	}
	return normalizeBig(floor, 0)
}

// Trunc returns d without its fraction.
func (d Decimal) Trunc() Decimal {
	if d.Sign() < 0 {
		return d.Ceil()
	}
	return d.Floor()
}
