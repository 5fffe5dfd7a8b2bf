package xsd

import (
	"cmp"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Errors that callers test for with errors.Is.
var (
	// ErrLexical marks a string that is not a lexical form of the type.
	ErrLexical = errors.New("not in the lexical space")
	// ErrRange marks a value outside of the type's range, or beyond what this
	// package holds.
	ErrRange = errors.New("value out of range")
	// ErrDivisionByZero is the division of an integer or decimal by zero.
	ErrDivisionByZero = errors.New("division by zero")
	// ErrType marks an operation or cast that the types do not have.
	ErrType = errors.New("operation not defined for the types")
)

// Decimal is an exact decimal number of up to 8,192 digits: unscaled / 10^scale. The zero
// Decimal is 0. Trailing zeros of the fraction are never kept.
type Decimal struct {
	small int64    // the unscaled value where big is nil
	big   *big.Int // never modified; nil where small holds the value
	scale int32    // digits after the point, >= 0
}

// maxDigits bounds the digits of a decimal, before the point and after it, so that reading
// one and each operation stay well under a millisecond, whatever a query multiplies again
// and again.
const maxDigits = 1 << 13

// smallDigits is the number of decimal digits that always fit into int64.
const smallDigits = 18

// pow10 are the powers of ten that fit into int64.
var pow10 = [...]int64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

// NewInteger returns i as a Decimal.
func NewInteger(i int64) Decimal { return Decimal{small: i} }

// NewDecimal returns unscaled / 10^scale; a negative scale counts as 0, and one beyond
// the digits that a Decimal may have as their number.
func NewDecimal(unscaled int64, scale int) Decimal {
	return normalizeSmall(unscaled, int32(min(max(scale, 0), maxDigits)))
}

// normalizeSmall drops trailing zeros of the fraction.
func normalizeSmall(v int64, scale int32) Decimal {
	if v == 0 {
		return Decimal{}
	}
	for scale > 0 && v%10 == 0 {
		v /= 10
		scale--
	}
	return Decimal{small: v, scale: scale}
}

// normalizeBig takes over v.
func normalizeBig(v *big.Int, scale int32) Decimal {
	if scale > 0 && !v.IsInt64() {
		v, scale = dropZeros(v, scale)
	}
	if v.IsInt64() {
		return normalizeSmall(v.Int64(), scale)
	}
	return Decimal{big: v, scale: scale}
}

// dropZeros divides v by the powers of ten that it is a multiple of, as far as
// the scale goes.
func dropZeros(v *big.Int, scale int32) (*big.Int, int32) {
	var q, r big.Int
	for step := int32(1 << 10); step > 0; step >>= 1 {
		for scale >= step {
			q.QuoRem(v, bigPow10(step), &r)
			if r.Sign() != 0 {
				break
			}
			v.Set(&q)
			scale -= step
		}
	}
	return v, scale
}

// bigPow10 returns 10^n.
func bigPow10(n int32) *big.Int {
	if int(n) < len(pow10) {
		return big.NewInt(pow10[n])
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// ParseDecimal returns the value of a lexical form of xsd:decimal.
func ParseDecimal(s string) (Decimal, error) {
	return parseDecimal(s, true)
}

// ParseInteger returns the value of a lexical form of xsd:integer.
func ParseInteger(s string) (Decimal, error) {
	return parseDecimal(s, false)
}

func parseDecimal(s string, point bool) (Decimal, error) {
	body, negative := s, false
	if body != "" && (body[0] == '-' || body[0] == '+') {
		negative = body[0] == '-'
		body = body[1:]
	}
	digits, dot := 0, -1
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c == '.' && point && dot < 0:
			dot = i
		default:
			return Decimal{}, ErrLexical
		}
	}
	switch {
	case digits == 0:
		return Decimal{}, ErrLexical
	case digits > maxDigits:
		return Decimal{}, ErrRange
	}
	scale := 0
	if dot >= 0 {
		scale = len(body) - dot - 1
	}
	if digits > smallDigits {
		return parseBig(body, negative, scale), nil
	}
	var v int64
	for i := 0; i < len(body); i++ {
		if i != dot {
			v = v*10 + int64(body[i]-'0')
		}
	}
	if negative {
		v = -v
	}
	return normalizeSmall(v, int32(scale)), nil
}

// parseBig parses a body that holds digits and at most one point.
func parseBig(body string, negative bool, scale int) Decimal {
	v, ok := new(big.Int).SetString(strings.Replace(body, ".", "", 1), 10)
	if !ok {
		return Decimal{} // not reached: the caller has seen digits only
	}
	if negative {
		v.Neg(v)
	}
	return normalizeBig(v, int32(scale))
}

// AppendTo appends the canonical form of d: no point where there is no
// fraction, no superfluous zeros.
func (d Decimal) AppendTo(dst []byte) []byte {
	if d.scale == 0 {
		if d.big != nil {
			return d.big.Append(dst, 10)
		}
		return strconv.AppendInt(dst, d.small, 10)
	}
	var buf [24]byte
	var digits []byte
	if d.big != nil {
		digits = d.big.Append(buf[:0], 10)
	} else {
		digits = strconv.AppendInt(buf[:0], d.small, 10)
	}
	if digits[0] == '-' {
		dst = append(dst, '-')
		digits = digits[1:]
	}
	point := len(digits) - int(d.scale)
	if point <= 0 {
		dst = append(dst, '0', '.')
		for ; point < 0; point++ {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	}
	dst = append(dst, digits[:point]...)
	dst = append(dst, '.')
	return append(dst, digits[point:]...)
}

// String returns the canonical form of d.
func (d Decimal) String() string { return string(d.AppendTo(nil)) }

// Digits is about the number of digits of a value that does not fit into a machine word, and
// 0 for all others: what an operation costs grows with it.
func (d Decimal) Digits() int {
	if d.big == nil {
		return 0
	}
	return decimalLen(d.big)
}

// Sign returns -1, 0 or +1.
func (d Decimal) Sign() int {
	if d.big != nil {
		return d.big.Sign()
	}
	return cmp.Compare(d.small, 0)
}

// IsInteger reports whether d has no fraction.
func (d Decimal) IsInteger() bool { return d.scale == 0 }

// Int64 returns d where it is an integer that fits.
func (d Decimal) Int64() (int64, bool) { return d.small, d.big == nil && d.scale == 0 }

// Unscaled returns v and scale such that d = v / 10^scale, where v fits into
// int64. The scale is the least possible.
func (d Decimal) Unscaled() (v int64, scale int, ok bool) {
	return d.small, int(d.scale), d.big == nil
}

// unscaled returns the unscaled value, which must not be modified.
func (d Decimal) unscaled() *big.Int {
	if d.big != nil {
		return d.big
	}
	return big.NewInt(d.small)
}

// Float64 returns the double nearest to d.
func (d Decimal) Float64() float64 {
	if d.big == nil && d.small > -1<<53 && d.small < 1<<53 {
		if d.scale == 0 {
			return float64(d.small)
		}
		if d.scale <= 22 { // both are exact, so the quotient is correctly rounded
			return float64(d.small) / math.Pow10(int(d.scale))
		}
	}
	f, _ := strconv.ParseFloat(d.String(), 64) // out of range gives the infinity
	return f
}

// Float32 returns the float nearest to d.
func (d Decimal) Float32() float32 {
	f, _ := strconv.ParseFloat(d.String(), 32) // out of range gives the infinity
	return float32(f)
}

// DecimalFromFloat returns the exact value of f, which must be finite.
func DecimalFromFloat(f float64) (Decimal, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Decimal{}, ErrRange
	}
	if f == math.Trunc(f) && math.Abs(f) < 1<<62 {
		return NewInteger(int64(f)), nil
	}
	mant, exp := math.Frexp(f)
	v := big.NewInt(int64(mant * (1 << 53)))
	exp -= 53
	if exp >= 0 {
		return normalizeBig(v.Lsh(v, uint(exp)), 0), nil
	}
	// v / 2^n = v * 5^n / 10^n.
	n := int64(-exp)
	v.Mul(v, new(big.Int).Exp(big.NewInt(5), big.NewInt(n), nil))
	return normalizeBig(v, int32(n)), nil
}
