package dict

import "strconv"

// parseInteger returns the payload of a canonical xsd:integer: the value plus
// 2^59. Values outside -2^59 .. 2^59-1 are not inlined.
func parseInteger(s string) (uint64, bool) {
	digits := s
	if s[0] == '-' {
		digits = s[1:]
	}
	n, ok := parseDigits(digits, 18)
	switch {
	case !ok:
		return 0, false
	case len(digits) == len(s):
		return zeroPoint + n, n < zeroPoint
	}
	return zeroPoint - n, 0 < n && n <= zeroPoint
}

func appendInteger(dst []byte, payload uint64) ([]byte, bool) {
	return strconv.AppendInt(dst, int64(payload)-zeroPoint, 10), true
}

// scientific is a positive number as the digits of a fraction d.ddd without
// trailing zeros and a power of ten.
type scientific struct {
	mantissa uint64 // scaled to the number of digits of a scale, first not 0
	exponent int
}

// A scale maps positive numbers to codes in their order: the exponent counts,
// then the digits.
type scale struct {
	digits   int    // significant digits that fit
	unit     uint64 // the least mantissa, 10^(digits-1)
	exponent int    // exponents are -exponent .. exponent
}

var (
	decimalScale = scale{digits: 16, unit: 1e15, exponent: 31}
	doubleScale  = scale{digits: 15, unit: 1e14, exponent: 307}
)

func (s scale) encode(n scientific) (uint64, bool) {
	if n.exponent < -s.exponent || n.exponent > s.exponent {
		return 0, false
	}
	return uint64(n.exponent+s.exponent)*(9*s.unit) + n.mantissa - s.unit, true
}

func (s scale) decode(code uint64) (scientific, bool) {
	n := scientific{
		mantissa: code%(9*s.unit) + s.unit,
		exponent: int(code/(9*s.unit)) - s.exponent,
	}
	return n, n.exponent <= s.exponent
}

// mantissa reads digits, of which the first is not 0, as a mantissa of s.
func (s scale) mantissa(digits string, rest string) (uint64, bool) {
	if len(digits)+len(rest) > s.digits {
		return 0, false
	}
	m := uint64(0)
	for _, part := range [2]string{digits, rest} {
		for i := range len(part) {
			c := part[i] - '0'
			if c > 9 {
				return 0, false
			}
			m = m*10 + uint64(c)
		}
	}
	for range s.digits - len(digits) - len(rest) {
		m *= 10
	}
	return m, m >= s.unit
}

// appendMantissa appends the digits of m without trailing zeros.
func appendMantissa(dst []byte, m uint64) []byte {
	dst = strconv.AppendUint(dst, m, 10)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// cutSign splits a leading minus off.
func cutSign(s string) (rest string, negative bool) {
	if s[0] == '-' {
		return s[1:], true
	}
	return s, false
}

// cutByte splits s at the first c.
func cutByte(s string, c byte) (before, after string, found bool) {
	for i := range len(s) {
		if s[i] == c {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// skipZeros returns s without leading zeros and how many there were.
func skipZeros(s string) (string, int) {
	n := 0
	for n < len(s) && s[n] == '0' {
		n++
	}
	return s[n:], n
}

// trimZeros returns s without trailing zeros.
func trimZeros(s string) string {
	for s != "" && s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	return s
}

// parseDecimal returns the payload of a canonical xsd:decimal of up to 16
// significant digits between 10^-31 and 10^32: 2^59 for zero, more for positive
// and less for negative numbers.
func parseDecimal(s string) (uint64, bool) {
	body, negative := cutSign(s)
	whole, fraction, ok := cutDecimal(body)
	if !ok {
		return 0, false
	}
	if whole == "0" && fraction == "" {
		return zeroPoint, !negative
	}
	var n scientific
	if whole == "0" {
		digits, zeros := skipZeros(fraction)
		n.exponent = -zeros - 1
		n.mantissa, ok = decimalScale.mantissa(digits, "")
	} else {
		n.exponent = len(whole) - 1
		if fraction == "" {
			n.mantissa, ok = decimalScale.mantissa(trimZeros(whole), "")
		} else {
			n.mantissa, ok = decimalScale.mantissa(whole, fraction)
		}
	}
	if !ok {
		return 0, false
	}
	code, ok := decimalScale.encode(n)
	return signed(code, negative), ok
}

// cutDecimal splits a canonical unsigned decimal of XSD 1.1: a whole number has
// no point.
func cutDecimal(s string) (whole, fraction string, ok bool) {
	whole, fraction, point := cutByte(s, '.')
	if whole == "" || whole[0] == '0' && len(whole) > 1 || whole[0] < '0' || whole[0] > '9' {
		return "", "", false
	}
	if !point {
		return whole, "", true
	}
	return whole, fraction, fraction != "" && fraction[len(fraction)-1] != '0'
}

// signed returns the payload of a number that is not zero.
func signed(code uint64, negative bool) uint64 {
	if negative {
		return zeroPoint - 1 - code
	}
	return zeroPoint + 1 + code
}

// unsigned is the inverse of [signed].
func unsigned(payload uint64) (code uint64, negative bool) {
	if payload < zeroPoint {
		return zeroPoint - 1 - payload, true
	}
	return payload - zeroPoint - 1, false
}

func appendDecimal(dst []byte, payload uint64) ([]byte, bool) {
	if payload == zeroPoint {
		return append(dst, '0'), true
	}
	code, negative := unsigned(payload)
	n, ok := decimalScale.decode(code)
	if !ok {
		return dst, false
	}
	if negative {
		dst = append(dst, '-')
	}
	var buf [20]byte
	digits := appendMantissa(buf[:0], n.mantissa)
	switch point := n.exponent + 1; {
	case point <= 0:
		dst = append(dst, '0', '.')
		dst = appendZeros(dst, -point)
		dst = append(dst, digits...)
	case point < len(digits):
		dst = append(dst, digits[:point]...)
		dst = append(dst, '.')
		dst = append(dst, digits[point:]...)
	default:
		dst = append(dst, digits...)
		dst = appendZeros(dst, point-len(digits))
	}
	return dst, true
}

func appendZeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '0')
	}
	return dst
}

// Payloads of the special doubles. Zero takes two payloads in the middle.
const (
	doubleNegInf  = 0
	doubleNegZero = zeroPoint - 1
	doubleZero    = zeroPoint
	doublePosInf  = 2*zeroPoint - 2
	doubleNaN     = 2*zeroPoint - 1
)

// parseDouble returns the payload of a canonical xsd:double of up to 15
// significant digits and an exponent within -307 .. 307. Within these bounds
// different decimals are different doubles, and a decimal without trailing
// zeros is the shortest that reads as its double: no arithmetic is needed.
func parseDouble(s string) (uint64, bool) {
	switch s {
	case "0.0E0":
		return doubleZero, true
	case "-0.0E0":
		return doubleNegZero, true
	case "INF":
		return doublePosInf, true
	case "-INF":
		return doubleNegInf, true
	case "NaN":
		return doubleNaN, true
	}
	body, negative := cutSign(s)
	number, power, ok := cutByte(body, 'E')
	if !ok || power == "" || len(number) < 3 || number[1] != '.' || number[0] == '0' {
		return 0, false
	}
	fraction := number[2:]
	if fraction == "0" {
		fraction = ""
	} else if fraction[len(fraction)-1] == '0' {
		return 0, false
	}
	mantissa, ok := doubleScale.mantissa(number[:1], fraction)
	if !ok {
		return 0, false
	}
	power, down := cutSign(power)
	exponent, ok := parseDigits(power, 3)
	if !ok || down && exponent == 0 {
		return 0, false
	}
	n := scientific{mantissa: mantissa, exponent: int(exponent)}
	if down {
		n.exponent = -n.exponent
	}
	code, ok := doubleScale.encode(n)
	if negative {
		return doubleNegZero - 1 - code, ok
	}
	return doubleZero + 1 + code, ok
}

func appendDouble(dst []byte, payload uint64) ([]byte, bool) {
	switch payload {
	case doubleZero:
		return append(dst, "0.0E0"...), true
	case doubleNegZero:
		return append(dst, "-0.0E0"...), true
	case doublePosInf:
		return append(dst, "INF"...), true
	case doubleNegInf:
		return append(dst, "-INF"...), true
	case doubleNaN:
		return append(dst, "NaN"...), true
	}
	code := payload - doubleZero - 1
	if payload < zeroPoint {
		code = doubleNegZero - 1 - payload
		dst = append(dst, '-')
	}
	n, ok := doubleScale.decode(code)
	if !ok {
		return dst, false
	}
	var buf [20]byte
	digits := appendMantissa(buf[:0], n.mantissa)
	dst = append(dst, digits[0], '.')
	if len(digits) == 1 {
		dst = append(dst, '0')
	}
	dst = append(append(dst, digits[1:]...), 'E')
	return strconv.AppendInt(dst, int64(n.exponent), 10), true
}
