package xsd

import (
	"math"
	"strings"
)

// Namespace is the namespace of the XML Schema datatypes.
const Namespace = "http://www.w3.org/2001/XMLSchema#"

// Type is a datatype that this package knows.
type Type uint8

// The datatypes. Unknown stands for all others.
const (
	Unknown Type = iota
	TString
	TBoolean
	TInteger
	TDecimal
	TFloat
	TDouble
	TDateTime
	TDateTimeStamp
	TDate
	TTime
	TGYear
	TGYearMonth
	TGMonth
	TGMonthDay
	TGDay
	TDuration
	TDayTimeDuration
	TYearMonthDuration
	TLong
	TInt
	TShort
	TByte
	TNonNegativeInteger
	TPositiveInteger
	TNonPositiveInteger
	TNegativeInteger
	TUnsignedLong
	TUnsignedInt
	TUnsignedShort
	TUnsignedByte
	typeCount
)

// names are the local names, by Type.
var names = [typeCount]string{
	TString: "string", TBoolean: "boolean", TInteger: "integer", TDecimal: "decimal", TFloat: "float", TDouble: "double",
	TDateTime: "dateTime", TDateTimeStamp: "dateTimeStamp", TDate: "date", TTime: "time",
	TGYear: "gYear", TGYearMonth: "gYearMonth", TGMonth: "gMonth", TGMonthDay: "gMonthDay", TGDay: "gDay",
	TDuration: "duration", TDayTimeDuration: "dayTimeDuration", TYearMonthDuration: "yearMonthDuration",
	TLong: "long", TInt: "int", TShort: "short", TByte: "byte",
	TNonNegativeInteger: "nonNegativeInteger", TPositiveInteger: "positiveInteger",
	TNonPositiveInteger: "nonPositiveInteger", TNegativeInteger: "negativeInteger",
	TUnsignedLong: "unsignedLong", TUnsignedInt: "unsignedInt", TUnsignedShort: "unsignedShort", TUnsignedByte: "unsignedByte",
}

// TypeOf returns the datatype with the IRI, or Unknown.
func TypeOf(iri string) Type {
	local, ok := strings.CutPrefix(iri, Namespace)
	if !ok {
		return Unknown
	}
	// The common ones first; the compiler turns the switch into a search by
	// length and bytes.
	switch local {
	case "string":
		return TString
	case "integer":
		return TInteger
	case "decimal":
		return TDecimal
	case "double":
		return TDouble
	case "boolean":
		return TBoolean
	case "dateTime":
		return TDateTime
	case "date":
		return TDate
	case "gYear":
		return TGYear
	}
	for t := TString; t < typeCount; t++ {
		if names[t] == local {
			return t
		}
	}
	return Unknown
}

// String returns the local name of t, such as "dateTime".
func (t Type) String() string {
	if t == Unknown || t >= typeCount {
		return "unknown"
	}
	return names[t]
}

// IRI returns the IRI of t, and the empty string for Unknown.
func (t Type) IRI() string {
	if t == Unknown || t >= typeCount {
		return ""
	}
	return Namespace + names[t]
}

// IsNumeric reports whether t is integer or derived from it, decimal, float or double.
func (t Type) IsNumeric() bool {
	switch t {
	case TDecimal, TFloat, TDouble:
		return true
	default:
		return t.IsInteger()
	}
}

// IsInteger reports whether t is integer or derived from it.
func (t Type) IsInteger() bool { return t == TInteger || t >= TLong && t <= TUnsignedByte }

// IsDateTime reports whether the values of t are [DateTime]s.
func (t Type) IsDateTime() bool { return t >= TDateTime && t <= TGDay }

// IsDuration reports whether the values of t are [Duration]s.
func (t Type) IsDuration() bool { return t >= TDuration && t <= TYearMonthDuration }

// Base returns the type whose values t restricts: integer for the types that are derived
// from it, dateTime for dateTimeStamp, duration for its two parts, t for the others.
func (t Type) Base() Type {
	switch {
	case t.IsInteger():
		return TInteger
	case t == TDateTimeStamp:
		return TDateTime
	case t.IsDuration():
		return TDuration
	default:
		return t
	}
}

// inRange reports whether the integer d is a value of t.
func (t Type) inRange(d Decimal) bool {
	sign := d.Sign()
	switch t {
	case TNonNegativeInteger:
		return sign >= 0
	case TPositiveInteger:
		return sign > 0
	case TNonPositiveInteger:
		return sign <= 0
	case TNegativeInteger:
		return sign < 0
	case TUnsignedLong:
		return sign >= 0 && (d.big == nil || d.big.IsUint64())
	default:
	}
	lo, hi, bounded := t.bounds()
	return !bounded || d.big == nil && lo <= d.small && d.small <= hi
}

// bounds returns the range of the types that fit into int64.
func (t Type) bounds() (lo, hi int64, bounded bool) {
	switch t {
	case TLong:
		return math.MinInt64, math.MaxInt64, true
	case TInt:
		return math.MinInt32, math.MaxInt32, true
	case TShort:
		return math.MinInt16, math.MaxInt16, true
	case TByte:
		return math.MinInt8, math.MaxInt8, true
	case TUnsignedInt:
		return 0, math.MaxUint32, true
	case TUnsignedShort:
		return 0, math.MaxUint16, true
	case TUnsignedByte:
		return 0, math.MaxUint8, true
	default:
		return 0, 0, false
	}
}
