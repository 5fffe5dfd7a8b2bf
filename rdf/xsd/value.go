package xsd

import "strings"

// Value is a value of any [Type]. The zero Value is none; its Type is Unknown.
type Value struct {
	typ  Type // the base type: see Type.Base
	bool bool
	str  string
	num  Number
	time DateTime
	dur  Duration
}

// NewString returns an xsd:string.
func NewString(s string) Value { return Value{typ: TString, str: s} }

// NewBoolean returns an xsd:boolean.
func NewBoolean(b bool) Value { return Value{typ: TBoolean, bool: b} }

// FromNumber returns n as a Value.
func FromNumber(n Number) Value { return Value{typ: n.typ, num: n} }

// FromDateTime returns d as a Value.
func FromDateTime(d DateTime) Value { return Value{typ: d.typ, time: d} }

// FromDuration returns d as a Value.
func FromDuration(d Duration) Value { return Value{typ: d.typ, dur: d} }

// Type returns the type of v: for a value of a type derived from integer or of dateTimeStamp the
// type that it was derived from.
func (v Value) Type() Type { return v.typ }

// Boolean returns the boolean, and false for other values.
func (v Value) Boolean() (b, ok bool) { return v.bool, v.typ == TBoolean }

// Number returns the number, and false for other values.
func (v Value) Number() (Number, bool) { return v.num, v.typ.IsNumeric() }

// DateTime returns the date or time, and false for other values.
func (v Value) DateTime() (DateTime, bool) { return v.time, v.typ.IsDateTime() }

// Duration returns the duration, and false for other values.
func (v Value) Duration() (Duration, bool) { return v.dur, v.typ.IsDuration() }

// Parse returns the value of a lexical form of t. Errors are [ErrLexical] and
// [ErrRange], and [ErrType] for Unknown.
func Parse(s string, t Type) (Value, error) {
	switch {
	case t == TString:
		return NewString(s), nil
	case t == TBoolean:
		b, err := ParseBoolean(s)
		return NewBoolean(b), err
	case t.IsNumeric():
		n, err := ParseNumber(s, t)
		return FromNumber(n), err
	case t.IsDateTime():
		d, err := ParseDateTime(s, t)
		return FromDateTime(d), err
	case t.IsDuration():
		d, err := ParseDuration(s, t)
		return FromDuration(d), err
	default:
		return Value{}, ErrType
	}
}

// ParseBoolean returns the value of a lexical form of xsd:boolean.
func ParseBoolean(s string) (bool, error) {
	switch s {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	default:
		return false, ErrLexical
	}
}

// Valid reports whether s is in the lexical space of t. All strings are in that
// of an Unknown type.
func Valid(s string, t Type) bool {
	if t == Unknown {
		return true
	}
	_, err := Parse(s, t)
	return err == nil
}

// AppendTo appends the canonical form of v.
func (v Value) AppendTo(dst []byte) []byte {
	switch {
	case v.typ == TString:
		return append(dst, v.str...)
	case v.typ == TBoolean && v.bool:
		return append(dst, "true"...)
	case v.typ == TBoolean:
		return append(dst, "false"...)
	case v.typ.IsNumeric():
		return v.num.AppendTo(dst)
	case v.typ.IsDateTime():
		return v.time.AppendTo(dst)
	case v.typ.IsDuration():
		return v.dur.AppendTo(dst)
	default:
		return dst
	}
}

// String returns the canonical form of v.
func (v Value) String() string {
	if v.typ == TString {
		return v.str
	}
	return string(v.AppendTo(nil))
}

// Canonical returns the canonical form of a lexical form of t.
func Canonical(s string, t Type) (string, error) {
	v, err := Parse(s, t)
	if err != nil {
		return "", err
	}
	return v.String(), nil
}

// Compare compares two values of one primitive type, numbers with promotion:
// -1, 0 or +1. It is false where they have no order: different types, NaN, a
// missing time zone that matters, months against days.
func (v Value) Compare(w Value) (int, bool) {
	switch {
	case v.typ.IsNumeric() && w.typ.IsNumeric():
		return v.num.Compare(w.num)
	case v.typ.IsDuration() && w.typ.IsDuration():
		return v.dur.Compare(w.dur)
	case v.typ != w.typ:
		return 0, false
	case v.typ == TString:
		return strings.Compare(v.str, w.str), true
	case v.typ == TBoolean:
		return compareBools(v.bool, w.bool), true
	case v.typ.IsDateTime():
		return v.time.Compare(w.time)
	default:
		return 0, false
	}
}

// Equal reports whether two values are equal. It is not determined for dates and times
// of which one lacks a time zone that would decide.
func (v Value) Equal(w Value) (equal, determined bool) {
	switch {
	case v.typ == Unknown || w.typ == Unknown:
		return false, false
	case v.typ.IsNumeric() && w.typ.IsNumeric():
		c, ok := v.num.Compare(w.num)
		return ok && c == 0, true // NaN is equal to nothing
	case v.typ.IsDuration() && w.typ.IsDuration():
		return v.dur.Equal(w.dur), true
	case v.typ != w.typ:
		return false, true // value spaces of primitive types are disjoint
	default:
		c, ok := v.Compare(w)
		return ok && c == 0, ok
	}
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}
