package ids

import (
	"math"
	"strconv"
)

// The payloads of inlined values, as the dictionary writes them. Each keeps the
// order of its kind:
//
//	boolean   0 or 1
//	integer   value + 2^59
//	decimal   2^59 for zero; 2^59 + 1 + code for positive, 2^59 - 1 - code for negative numbers;
//	          code counts exponents from -31 to 31, then 16 digits of mantissa
//	double    0 -INF, 2^59 - 1 minus zero, 2^59 zero, 2^60 - 2 INF, 2^60 - 1 NaN; positive and
//	          negative numbers like decimals, with exponents from -307 to 307 and 15 digits
//	date, gYear, dateTime
//	          49 bits moment + 2^48: minutes, for dateTime milliseconds, since 1970-01-01T00:00Z;
//	          11 bits 0 without a time zone, else its minutes east of UTC + 841
const zeroPoint = 1 << (KindShift - 1)

const (
	decimalDigits   = 16
	decimalUnit     = 1_000_000_000_000_000
	decimalExponent = 31
	doubleDigits    = 15
	doubleUnit      = 100_000_000_000_000
	doubleExponent  = 307
	zoneOffset      = 841
	momentBias      = 1 << 48
)

// NaN is the id of the double NaN, which compares with nothing.
const NaN = ID(KindDouble)<<KindShift | PayloadMask

// FromBoolean returns the id of an xsd:boolean.
func FromBoolean(b bool) ID {
	if b {
		return Make(KindBoolean, 1)
	}
	return Make(KindBoolean, 0)
}

// Boolean returns the value of an id of kind [KindBoolean].
func (id ID) Boolean() bool { return id.Payload() != 0 }

// FromInteger returns the id of an xsd:integer; false where it is too large to
// be inlined.
func FromInteger(v int64) (ID, bool) {
	return Make(KindInteger, uint64(v+zeroPoint)), -zeroPoint <= v && v < zeroPoint
}

// Integer returns the value of an id of kind [KindInteger].
func (id ID) Integer() int64 { return int64(id.Payload()) - zeroPoint }

// Decimal returns the value of an id of kind [KindDecimal] as mantissa * 10^exponent. The
// mantissa may end with zeros. It is false for a payload that no decimal has.
func (id ID) Decimal() (mantissa int64, exponent int, ok bool) {
	if id.Payload() == zeroPoint {
		return 0, 0, true
	}
	code, negative := signedCode(id.Payload())
	mantissa = int64(code%(9*decimalUnit)) + decimalUnit
	exponent = int(code/(9*decimalUnit)) - decimalExponent
	if negative {
		mantissa = -mantissa
	}
	return mantissa, exponent - (decimalDigits - 1), exponent <= decimalExponent
}

// signedCode splits the payload of a number that is not zero.
func signedCode(payload uint64) (code uint64, negative bool) {
	if payload < zeroPoint {
		return zeroPoint - 1 - payload, true
	}
	return payload - zeroPoint - 1, false
}

// Double returns the value of an id of kind [KindDouble]. It is false for a
// payload that no double has.
func (id ID) Double() (float64, bool) {
	switch payload := id.Payload(); payload {
	case zeroPoint:
		return 0, true
	case zeroPoint - 1:
		return math.Copysign(0, -1), true
	case 0:
		return math.Inf(-1), true
	case 2*zeroPoint - 2:
		return math.Inf(1), true
	case 2*zeroPoint - 1:
		return math.NaN(), true
	default:
		if payload < zeroPoint { // minus zero takes a place among the negative
			v, ok := doubleOf(zeroPoint - 2 - payload)
			return -v, ok
		}
		return doubleOf(payload - zeroPoint - 1)
	}
}

// doubleOf decodes a positive double.
func doubleOf(code uint64) (float64, bool) {
	mantissa := code%(9*doubleUnit) + doubleUnit
	exponent := int(code/(9*doubleUnit)) - doubleExponent
	if exponent > doubleExponent {
		return 0, false
	}
	const exact = 22 // powers of ten up to this one are doubles, so one operation rounds once
	switch shift := exponent - (doubleDigits - 1); {
	case 0 <= shift && shift <= exact:
		return float64(mantissa) * math.Pow10(shift), true
	case -exact <= shift && shift < 0:
		return float64(mantissa) / math.Pow10(-shift), true
	default:
		var buf [32]byte
		b := strconv.AppendUint(buf[:0], mantissa, 10)
		b = strconv.AppendInt(append(b, 'e'), int64(shift), 10)
		v, err := strconv.ParseFloat(string(b), 64)
		return v, err == nil
	}
}

// Moment returns the place on the time line of an id of kind [KindDate], [KindGYear]
// or [KindDateTime], in minutes or, for dateTimes, milliseconds since 1970-01-01T00:00Z,
// and its time zone in minutes east of UTC. A value without a zone is placed as if in UTC.
func (id ID) Moment() (at int64, zone int, zoned bool) {
	at = int64(id.Payload()>>ZoneBits) - momentBias
	if code := id.Payload() & (1<<ZoneBits - 1); code != 0 {
		return at, int(code) - zoneOffset, true
	}
	return at, 0, false
}
