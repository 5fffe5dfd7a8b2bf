package xsd

import (
	"strconv"
	"strings"
)

// whiteSpace are the characters that the whiteSpace facet collapses.
const whiteSpace = " \t\n\r"

// CastString casts a string: it is parsed as a lexical form of t after white space
// around it is cut off.
func CastString(s string, t Type) (Value, error) {
	if t == TString {
		return NewString(s), nil
	}
	return Parse(strings.Trim(s, whiteSpace), t)
}

// Cast casts v to t as SPARQL 1.1 section 17.5 and XPath F&O 3.1 section 19 say.
// [ErrType] marks a cast that does not exist, [ErrRange] and [ErrLexical] one that this
// value does not allow. Casts to the types derived from integer check their range.
func Cast(v Value, t Type) (Value, error) {
	switch {
	case v.typ == Unknown || t == Unknown:
		return Value{}, ErrType
	case v.typ == TString:
		return CastString(v.str, t)
	case t == TString:
		return NewString(v.XPathString()), nil
	case t == TBoolean:
		return castBoolean(v)
	case t.IsNumeric():
		return castNumber(v, t)
	case t.IsDateTime():
		return castDateTime(v, t)
	default:
		return castDuration(v, t)
	}
}

// XPathString returns the string that XPath casts v to. It differs from the
// canonical form for floats and doubles only.
func (v Value) XPathString() string {
	if v.typ.IsNumeric() {
		return v.num.XPathString()
	}
	return v.String()
}

func castBoolean(v Value) (Value, error) {
	switch {
	case v.typ == TBoolean:
		return v, nil
	case v.typ.IsNumeric():
		return NewBoolean(v.num.Bool()), nil
	default:
		return Value{}, ErrType
	}
}

func castNumber(v Value, t Type) (Value, error) {
	n := v.num
	switch {
	case v.typ == TBoolean && v.bool:
		n = Integer(1)
	case v.typ == TBoolean:
		n = Integer(0)
	case !v.typ.IsNumeric():
		return Value{}, ErrType
	}
	n, err := n.Cast(t)
	return FromNumber(n), err
}

// Cast casts n to a numeric type.
func (n Number) Cast(t Type) (Number, error) {
	switch {
	case t == TDouble:
		return Double(n.Float64()), nil
	case t == TFloat:
		return Float(n.Float32()), nil
	case !t.IsNumeric():
		return Number{}, ErrType
	}
	d, err := n.exact()
	if err != nil {
		return Number{}, err // NaN and the infinities are no decimals
	}
	if t == TDecimal {
		if n.IsFloating() && !d.IsInteger() {
			d, err = n.shortest()
		}
		return DecimalNumber(d), err
	}
	d = d.Trunc()
	if !t.inRange(d) {
		return Number{}, ErrRange
	}
	return Number{typ: TInteger, dec: d}, nil
}

// shortest returns the shortest decimal that rounds to the float or double: 0.1 for 0.1e0, where
// the exact value has 55 digits.
func (n Number) shortest() (Decimal, error) {
	bitSize := 64
	if n.typ == TFloat {
		bitSize = 32
	}
	return ParseDecimal(strconv.FormatFloat(n.float(), 'f', -1, bitSize))
}

func castDateTime(v Value, t Type) (Value, error) {
	if !v.typ.IsDateTime() {
		return Value{}, ErrType
	}
	d := v.time
	from, to := fieldsOf(d.typ), fieldsOf(t)
	switch {
	case d.typ == t.Base():
	case d.typ == TDate && t.Base() == TDateTime: // midnight
	case (d.typ == TDateTime || d.typ == TDate) && from&to == to:
	default:
		return Value{}, ErrType
	}
	if t == TDateTimeStamp && !d.zoned {
		return Value{}, ErrLexical
	}
	out := DateTime{typ: t.Base(), zone: d.zone, zoned: d.zoned}
	if to&hasYear != 0 {
		out.year = d.year
	}
	if to&hasMonth != 0 {
		out.month = d.month
	}
	if to&hasDay != 0 {
		out.day = d.day
	}
	if to&hasTime != 0 {
		out.hour, out.minute, out.second, out.atto = d.hour, d.minute, d.second, d.atto
	}
	return FromDateTime(out), nil
}

func castDuration(v Value, t Type) (Value, error) {
	if !v.typ.IsDuration() {
		return Value{}, ErrType
	}
	d := v.dur
	d.typ = t
	switch t {
	case TDayTimeDuration:
		d.months = 0
	case TYearMonthDuration:
		d.seconds, d.atto = 0, 0
	default:
	}
	return FromDuration(d), nil
}
