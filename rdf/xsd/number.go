package xsd

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
	"strings"
)

// Number is a value of integer, decimal, float or double. The zero Number is
// no number; its Type is Unknown.
type Number struct {
	typ Type
	dec Decimal // for float and double, small holds the bits of the float64
}

// Integer returns i as an xsd:integer.
func Integer(i int64) Number { return Number{typ: TInteger, dec: NewInteger(i)} }

// DecimalNumber returns d as an xsd:decimal.
func DecimalNumber(d Decimal) Number { return Number{typ: TDecimal, dec: d} }

// Double returns f as an xsd:double.
func Double(f float64) Number {
	return Number{typ: TDouble, dec: Decimal{small: int64(math.Float64bits(f))}}
}

// Float returns f as an xsd:float.
func Float(f float32) Number {
	return Number{typ: TFloat, dec: Decimal{small: int64(math.Float64bits(float64(f)))}}
}

// Type returns TInteger, TDecimal, TFloat or TDouble.
func (n Number) Type() Type { return n.typ }

// IsFloating reports whether n is a float or a double.
func (n Number) IsFloating() bool { return n.typ == TFloat || n.typ == TDouble }

// float returns the value of a float or double.
func (n Number) float() float64 { return math.Float64frombits(uint64(n.dec.small)) }

// Decimal returns the value of an integer or decimal, and false for others.
func (n Number) Decimal() (Decimal, bool) {
	return n.dec, n.typ == TInteger || n.typ == TDecimal
}

// Float64 returns n as a double.
func (n Number) Float64() float64 {
	if n.IsFloating() {
		return n.float()
	}
	return n.dec.Float64()
}

// Int64 returns the value of an xsd:integer that fits.
func (n Number) Int64() (int64, bool) {
	return n.dec.small, n.typ == TInteger && n.dec.big == nil
}

// IsNaN reports whether n is not a number.
func (n Number) IsNaN() bool { return n.IsFloating() && math.IsNaN(n.float()) }

// Bool returns the effective boolean value: false for zero and NaN.
func (n Number) Bool() bool {
	if n.IsFloating() {
		f := n.float()
		return f != 0 && !math.IsNaN(f)
	}
	return n.dec.Sign() != 0
}

// ParseNumber returns the value of a lexical form of the numeric type. The
// result of a type derived from integer is an integer.
func ParseNumber(s string, t Type) (Number, error) {
	switch {
	case t == TDouble || t == TFloat:
		return parseFloat(s, t)
	case t == TDecimal:
		d, err := ParseDecimal(s)
		return Number{typ: TDecimal, dec: d}, err
	case t.IsInteger():
		d, err := ParseInteger(s)
		if err == nil && !t.inRange(d) {
			err = ErrRange
		}
		return Number{typ: TInteger, dec: d}, err
	default:
		return Number{}, ErrType
	}
}

// parseFloat parses the lexical forms of float and double. Values beyond the
// range are infinite.
func parseFloat(s string, t Type) (Number, error) {
	bitSize := 64
	if t == TFloat {
		bitSize = 32
	}
	var f float64
	switch s {
	case "INF", "+INF":
		f = math.Inf(1)
	case "-INF":
		f = math.Inf(-1)
	case "NaN":
		f = math.NaN()
	default:
		if !isFloatLexical(s) {
			return Number{}, ErrLexical
		}
		f, _ = strconv.ParseFloat(s, bitSize) // the only error left is the range, which gives the infinity
	}
	if t == TFloat {
		return Float(float32(f)), nil
	}
	return Double(f), nil
}

// isFloatLexical reports whether s is a finite lexical form of float and double.
func isFloatLexical(s string) bool {
	mantissa, exponent := s, ""
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent = s[:i], s[i+1:]
		if !isDigits(trimSign(exponent)) {
			return false
		}
	}
	whole, fraction, _ := strings.Cut(trimSign(mantissa), ".")
	return (whole != "" || fraction != "") && (whole == "" || isDigits(whole)) && (fraction == "" || isDigits(fraction))
}

func trimSign(s string) string {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[1:]
	}
	return s
}

// isDigits reports whether s is one or more ASCII digits.
func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// AppendTo appends the canonical form of n.
func (n Number) AppendTo(dst []byte) []byte {
	switch n.typ {
	case TDouble:
		return appendFloat(dst, n.float(), 64)
	case TFloat:
		return appendFloat(dst, n.float(), 32)
	default:
		return n.dec.AppendTo(dst)
	}
}

// String returns the canonical form of n.
func (n Number) String() string { return string(n.AppendTo(nil)) }

// appendFloat appends the canonical form of XSD 1.1: the shortest mantissa that
// reads back as f, with one digit before the point and at least one behind it.
func appendFloat(dst []byte, f float64, bitSize int) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "INF"...)
	case math.IsInf(f, -1):
		return append(dst, "-INF"...)
	}
	var buf [32]byte
	digits := strconv.AppendFloat(buf[:0], f, 'E', -1, bitSize) // -d.dddE+dd or -dE+dd
	mantissa, exponent, _ := bytes.Cut(digits, []byte{'E'})
	dst = append(dst, mantissa...)
	if bytes.IndexByte(mantissa, '.') < 0 {
		dst = append(dst, '.', '0')
	}
	dst = append(dst, 'E')
	if exponent[0] == '-' {
		dst = append(dst, '-')
	}
	if exponent[1] == '0' { // there are at least two digits
		return append(dst, exponent[2:]...)
	}
	return append(dst, exponent[1:]...)
}

// XPathString returns the string that XPath casts n to: floats and doubles
// from 10^-6 to below 10^6 without exponent.
func (n Number) XPathString() string {
	if !n.IsFloating() {
		return n.String()
	}
	f := n.float()
	switch abs := math.Abs(f); {
	case f == 0 && math.Signbit(f):
		return "-0"
	case f == 0:
		return "0"
	case abs >= 1e-6 && abs < 1e6:
		bitSize := 64
		if n.typ == TFloat {
			bitSize = 32
		}
		return strconv.FormatFloat(f, 'f', -1, bitSize)
	}
	return n.String()
}

// Compare compares as XPath does after promotion to the wider type of the two:
// -1, 0 or +1. It is false where one is NaN.
func (n Number) Compare(m Number) (int, bool) {
	switch promoted(n.typ, m.typ) {
	case TDouble:
		return compareFloats(n.Float64(), m.Float64())
	case TFloat:
		return compareFloats(float64(n.Float32()), float64(m.Float32()))
	default:
		return n.dec.Cmp(m.dec), true
	}
}

func compareFloats(a, b float64) (int, bool) {
	if math.IsNaN(a) || math.IsNaN(b) {
		return 0, false
	}
	return cmp.Compare(a, b), true
}

// Order is a total order of numbers by their exact values: NaN comes first, then
// -INF. Zero means that the values are equal.
func (n Number) Order(m Number) int {
	nf, mf := n.IsFloating(), m.IsFloating()
	if !nf && !mf {
		return n.dec.Cmp(m.dec)
	}
	a, b := n.Float64(), m.Float64()
	switch c := cmp.Compare(a, b); {
	case c != 0 || nf && mf || math.IsNaN(a):
		return c
	case math.IsInf(a, 0) && nf == (a > 0): // a decimal beyond all doubles is still finite
		return 1
	case math.IsInf(a, 0):
		return -1
	}
	// The double nearest to the decimal is the other number: decide exactly.
	x, errX := n.exact()
	y, errY := m.exact()
	if errX != nil || errY != nil {
		return 0
	}
	return x.Cmp(y)
}

// exact returns the exact value of a finite number.
func (n Number) exact() (Decimal, error) {
	if n.IsFloating() {
		return DecimalFromFloat(n.float())
	}
	return n.dec, nil
}

// Float32 returns the float that is nearest to n.
func (n Number) Float32() float32 {
	if n.IsFloating() {
		return float32(n.float())
	}
	return n.dec.Float32()
}

// promoted returns the type that arithmetic on two numeric types happens in.
func promoted(a, b Type) Type {
	switch {
	case a == TDouble || b == TDouble:
		return TDouble
	case a == TFloat || b == TFloat:
		return TFloat
	case a == TDecimal || b == TDecimal:
		return TDecimal
	default:
		return TInteger
	}
}
