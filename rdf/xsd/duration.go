package xsd

import (
	"cmp"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Duration is a value of duration, dayTimeDuration or yearMonthDuration: months
// and seconds, neither of which has the other sign.
type Duration struct {
	months  int64
	seconds int64
	atto    int64 // fraction of the seconds in 10^-18, with their sign
	typ     Type
}

// newDuration brings seconds and attoseconds, each with a sign, together.
func newDuration(t Type, months, seconds, atto int64) Duration {
	switch {
	case atto < 0 && seconds > 0:
		atto += attoPerSecond
		seconds--
	case atto > 0 && seconds < 0:
		atto -= attoPerSecond
		seconds++
	}
	return Duration{typ: t, months: months, seconds: seconds, atto: atto}
}

// Seconds returns the dayTimeDuration of whole seconds.
func Seconds(n int64) Duration { return Duration{typ: TDayTimeDuration, seconds: n} }

// Type returns the type of d.
func (d Duration) Type() Type { return d.typ }

// Months returns the months of d, years included.
func (d Duration) Months() int64 { return d.months }

// Seconds returns the seconds of d, days, hours and minutes included.
func (d Duration) Seconds() Decimal { return secondsDecimal(d.seconds, d.atto) }

// sign returns -1, 0 or +1.
func (d Duration) sign() int {
	return cmp.Or(cmp.Compare(d.months, 0), cmp.Compare(d.seconds, 0), cmp.Compare(d.atto, 0))
}

// ParseDuration returns the value of a lexical form of a duration type. The
// digits of a second beyond the 18th are dropped.
func ParseDuration(s string, t Type) (Duration, error) {
	rest, negative := strings.CutPrefix(s, "-")
	rest, ok := strings.CutPrefix(rest, "P")
	if !ok || !t.IsDuration() {
		return Duration{}, ErrLexical
	}
	datePart, timePart, hasTime := strings.Cut(rest, "T")
	p := durationParser{ok: true}
	date := p.fields(datePart, "YMD")
	times := p.fields(timePart, "HMS")
	switch {
	case !p.ok || hasTime && timePart == "" || datePart == "" && timePart == "",
		t == TDayTimeDuration && strings.ContainsAny(datePart, "YM"),
		t == TYearMonthDuration && (hasTime || strings.Contains(datePart, "D")):
		return Duration{}, ErrLexical
	}
	d := Duration{typ: t, atto: p.atto}
	d.months = p.add(p.mul(date[0], 12), date[1])
	d.seconds = p.add(p.mul(date[2], secondsPerDay), p.mul(times[0], secondsPerHour))
	d.seconds = p.add(d.seconds, p.add(p.mul(times[1], secondsPerMinute), times[2]))
	if p.overflow {
		return Duration{}, ErrRange
	}
	if negative {
		d = d.Neg()
	}
	return d, nil
}

// durationParser turns numbers with designators into int64s.
type durationParser struct {
	atto     int64
	ok       bool // what was read is in the lexical space
	overflow bool // a number does not fit
}

// fields reads numbers that are followed by the designators, each at most once
// and in their order. Only S may have a fraction.
func (p *durationParser) fields(s, designators string) (values [3]int64) {
	next := 0
	for s != "" {
		end := strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if end < 1 {
			p.ok = false
			return values
		}
		which := strings.IndexByte(designators[next:], s[end])
		if which < 0 {
			p.ok = false
			return values
		}
		next += which
		values[next] = p.number(s[:end], s[end] == 'S')
		next++
		s = s[end+1:]
	}
	return values
}

// number reads digits, with a fraction where that is allowed.
func (p *durationParser) number(s string, fraction bool) int64 {
	whole, digits, hasPoint := strings.Cut(s, ".")
	if !isDigits(whole) || hasPoint && (!fraction || !isDigits(digits)) {
		p.ok = false
		return 0
	}
	if hasPoint {
		f := dateParser{rest: s[len(whole):], ok: true}
		p.atto, _ = f.fraction()
	}
	v, err := strconv.ParseInt(whole, 10, 64)
	p.overflow = p.overflow || err != nil
	return v
}

func (p *durationParser) mul(a, b int64) int64 {
	v, ok := mulInt64(a, b)
	p.overflow = p.overflow || !ok
	return v
}

func (p *durationParser) add(a, b int64) int64 {
	v, ok := addInt64(a, b)
	p.overflow = p.overflow || !ok
	return v
}

// AppendTo appends the canonical form of d (XSD 1.1, appendix E.3.5): years and months
// below 12, days, hours below 24, minutes and seconds below 60; PT0S for zero.
func (d Duration) AppendTo(dst []byte) []byte {
	if d.sign() < 0 {
		dst = append(dst, '-')
	}
	dst = append(dst, 'P')
	months, seconds, atto := absInt64(d.months), absInt64(d.seconds), int64(absInt64(d.atto))
	if d.typ == TYearMonthDuration && months == 0 {
		return append(dst, "0M"...)
	}
	dst = appendField(dst, months/12, 'Y')
	dst = appendField(dst, months%12, 'M')
	dst = appendField(dst, seconds/secondsPerDay, 'D')
	rest := seconds % secondsPerDay
	if rest == 0 && atto == 0 {
		if months == 0 && seconds == 0 {
			dst = append(dst, "T0S"...)
		}
		return dst
	}
	dst = append(dst, 'T')
	dst = appendField(dst, rest/secondsPerHour, 'H')
	dst = appendField(dst, rest/secondsPerMinute%60, 'M')
	if second := rest % 60; second != 0 || atto != 0 {
		dst = strconv.AppendUint(dst, second, 10)
		dst = append(appendFraction(dst, atto), 'S')
	}
	return dst
}

func appendField(dst []byte, v uint64, designator byte) []byte {
	if v == 0 {
		return dst
	}
	return append(strconv.AppendUint(dst, v, 10), designator)
}

// String returns the canonical form of d.
func (d Duration) String() string { return string(d.AppendTo(nil)) }

// Equal reports whether d and e are the same months and seconds; their types
// do not matter.
func (d Duration) Equal(e Duration) bool {
	return d.months == e.months && d.seconds == e.seconds && d.atto == e.atto
}

// Compare compares d and e: -1, 0 or +1. It is false where the order depends on
// the length of the months: XSD 1.1 section 3.3.6.2 decides it by adding both to four
// dateTimes.
func (d Duration) Compare(e Duration) (int, bool) {
	seconds := cmp.Or(cmp.Compare(d.seconds, e.seconds), cmp.Compare(d.atto, e.atto))
	months := cmp.Compare(d.months, e.months)
	switch {
	case months == 0:
		return seconds, true
	case seconds == 0 || seconds == months:
		return months, true
	}
	result := 0
	for i, ref := range [4]DateTime{
		{typ: TDateTime, year: 1696, month: 9, day: 1, zoned: true},
		{typ: TDateTime, year: 1697, month: 2, day: 1, zoned: true},
		{typ: TDateTime, year: 1903, month: 3, day: 1, zoned: true},
		{typ: TDateTime, year: 1903, month: 7, day: 1, zoned: true},
	} {
		a, errA := ref.Add(d)
		b, errB := ref.Add(e)
		if errA != nil || errB != nil {
			return 0, false
		}
		c, _ := a.Compare(b)
		if i > 0 && c != result {
			return 0, false
		}
		result = c
	}
	return result, true
}

// Order is a total order of durations: a month counts as a twelfth of 365.2425
// days, and what is then equal is ordered by its months.
func (d Duration) Order(e Duration) int {
	const secondsPerMonth = 2_629_746
	a := new(big.Int).Mul(big.NewInt(d.months), big.NewInt(secondsPerMonth))
	a.Add(a, big.NewInt(d.seconds))
	b := new(big.Int).Mul(big.NewInt(e.months), big.NewInt(secondsPerMonth))
	b.Add(b, big.NewInt(e.seconds))
	return cmp.Or(a.Cmp(b), cmp.Compare(d.atto, e.atto), cmp.Compare(d.months, e.months))
}

// Neg returns -d.
func (d Duration) Neg() Duration {
	d.months, d.seconds, d.atto = -d.months, -d.seconds, -d.atto
	return d
}

// Add returns d + e, of their common type. It is [ErrRange] where months and
// seconds would get different signs.
func (d Duration) Add(e Duration) (Duration, error) {
	t := TDuration
	if d.typ == e.typ {
		t = d.typ
	}
	months, ok1 := addInt64(d.months, e.months)
	seconds, ok2 := addInt64(d.seconds, e.seconds)
	atto := d.atto + e.atto
	switch {
	case atto >= attoPerSecond:
		atto -= attoPerSecond
		seconds, ok1 = seconds+1, ok1 && seconds < math.MaxInt64
	case atto <= -attoPerSecond:
		atto += attoPerSecond
		seconds, ok1 = seconds-1, ok1 && seconds > -math.MaxInt64
	}
	sum := newDuration(t, months, seconds, atto)
	if !ok1 || !ok2 || months == math.MinInt64 || seconds == math.MinInt64 || !sum.oneSign() {
		return Duration{}, ErrRange
	}
	return sum, nil
}

// oneSign reports whether months and seconds do not have opposite signs.
func (d Duration) oneSign() bool {
	return (d.months <= 0 || d.seconds >= 0 && d.atto >= 0) && (d.months >= 0 || d.seconds <= 0 && d.atto <= 0)
}

// Sub returns d - e.
func (d Duration) Sub(e Duration) (Duration, error) { return d.Add(e.Neg()) }

// Mul returns d * n: months rounded to the nearest, seconds to 10^-18. It needs a
// dayTimeDuration or a yearMonthDuration.
func (d Duration) Mul(n Number) (Duration, error) {
	factor, err := n.exact()
	if err != nil {
		return Duration{}, err
	}
	return d.scale(func(v Decimal) (Decimal, error) { return v.Mul(factor) })
}

// Quo returns d / n, rounded like Mul.
func (d Duration) Quo(n Number) (Duration, error) {
	divisor, err := n.exact()
	if err != nil {
		return Duration{}, err
	}
	return d.scale(func(v Decimal) (Decimal, error) { return v.Quo(divisor) })
}

// scale applies op to the months or to the seconds.
func (d Duration) scale(op func(Decimal) (Decimal, error)) (Duration, error) {
	switch d.typ {
	case TYearMonthDuration:
		v, err := op(NewInteger(d.months))
		if err != nil {
			return Duration{}, err
		}
		months, ok := v.Round().Int64()
		if !ok || months == math.MinInt64 {
			return Duration{}, ErrRange
		}
		return Duration{typ: d.typ, months: months}, nil
	case TDayTimeDuration:
		v, err := op(d.Seconds())
		if err != nil {
			return Duration{}, err
		}
		whole := v.Trunc()
		seconds, ok := whole.Int64()
		if !ok || seconds == math.MinInt64 {
			return Duration{}, ErrRange
		}
		fraction, err := v.Sub(whole).Mul(NewInteger(attoPerSecond))
		if err != nil {
			return Duration{}, err
		}
		atto, _ := fraction.Trunc().Int64() // less than 10^18
		return Duration{typ: d.typ, seconds: seconds, atto: atto}, nil
	default:
		return Duration{}, ErrType
	}
}

// Ratio returns d / e of two dayTimeDurations or two yearMonthDurations.
func (d Duration) Ratio(e Duration) (Decimal, error) {
	switch {
	case d.typ == TDayTimeDuration && e.typ == TDayTimeDuration:
		return d.Seconds().Quo(e.Seconds())
	case d.typ == TYearMonthDuration && e.typ == TYearMonthDuration:
		return NewInteger(d.months).Quo(NewInteger(e.months))
	default:
		return Decimal{}, ErrType
	}
}
