package expr

import "github.com/issn-ld/issn-ld/rdf/xsd"

// addTimes is "+" on a date or time and a duration, and on two durations.
func addTimes(a, b *xsd.Value) (xsd.Value, error) {
	if d, ok := a.Duration(); ok {
		if e, ok := b.Duration(); ok {
			sum, err := d.Add(e)
			return xsd.FromDuration(sum), err
		}
		a, b = b, a
	}
	t, okT := a.DateTime()
	d, okD := b.Duration()
	if !okT || !okD {
		return xsd.Value{}, xsd.ErrType
	}
	sum, err := t.Add(d)
	return xsd.FromDateTime(sum), err
}

// subtractTimes is "-" on two dates or times, on one and a duration, and on two
// durations. A missing time zone counts as UTC.
func subtractTimes(a, b *xsd.Value) (xsd.Value, error) {
	if d, ok := b.Duration(); ok {
		negated := xsd.FromDuration(d.Neg())
		return addTimes(a, &negated)
	}
	t, okT := a.DateTime()
	u, okU := b.DateTime()
	if !okT || !okU {
		return xsd.Value{}, xsd.ErrType
	}
	diff, err := t.Sub(u, 0)
	return xsd.FromDuration(diff), err
}

// multiplyTimes is "*" on a duration and a number.
func multiplyTimes(a, b *xsd.Value) (xsd.Value, error) {
	if _, ok := a.Number(); ok {
		a, b = b, a
	}
	d, okD := a.Duration()
	n, okN := b.Number()
	if !okD || !okN {
		return xsd.Value{}, xsd.ErrType
	}
	product, err := d.Mul(n)
	return xsd.FromDuration(product), err
}

// divideTimes is "/" on a duration and a number, and on two durations.
func divideTimes(a, b *xsd.Value) (xsd.Value, error) {
	d, ok := a.Duration()
	if !ok {
		return xsd.Value{}, xsd.ErrType
	}
	if e, ok := b.Duration(); ok {
		ratio, err := d.Ratio(e)
		return xsd.FromNumber(xsd.DecimalNumber(ratio)), err
	}
	n, ok := b.Number()
	if !ok {
		return xsd.Value{}, xsd.ErrType
	}
	quotient, err := d.Quo(n)
	return xsd.FromDuration(quotient), err
}

// dateTime returns the date or time of v, else ErrExpr.
func (v *value) dateTime(ev *evaluator) (xsd.DateTime, error) {
	x, ok, err := v.xsd(ev)
	if err != nil || !ok {
		return xsd.DateTime{}, orExprError(err)
	}
	d, ok := x.DateTime()
	if !ok {
		return xsd.DateTime{}, ErrExpr
	}
	return d, nil
}

// property sets out to a whole-numbered property of a date or time.
func property(ev *evaluator, args []value, out *value, get func(xsd.DateTime) (int64, bool)) error {
	d, err := args[0].dateTime(ev)
	if err != nil {
		return err
	}
	n, ok := get(d)
	if !ok {
		return ErrExpr
	}
	out.setNumber(xsd.Integer(n))
	return nil
}

// widen makes an accessor of int one of int64.
func widen(get func(xsd.DateTime) (int, bool)) func(xsd.DateTime) (int64, bool) {
	return func(d xsd.DateTime) (int64, bool) {
		n, ok := get(d)
		return int64(n), ok
	}
}

func year(ev *evaluator, args []value, out *value) error {
	return property(ev, args, out, xsd.DateTime.Year)
}

func month(ev *evaluator, args []value, out *value) error {
	return property(ev, args, out, widen(xsd.DateTime.Month))
}

func day(ev *evaluator, args []value, out *value) error {
	return property(ev, args, out, widen(xsd.DateTime.Day))
}

func hours(ev *evaluator, args []value, out *value) error {
	return property(ev, args, out, widen(xsd.DateTime.Hour))
}

func minutes(ev *evaluator, args []value, out *value) error {
	return property(ev, args, out, widen(xsd.DateTime.Minute))
}

func seconds(ev *evaluator, args []value, out *value) error {
	d, err := args[0].dateTime(ev)
	if err != nil {
		return err
	}
	s, ok := d.Second()
	if !ok {
		return ErrExpr
	}
	out.setNumber(xsd.DecimalNumber(s))
	return nil
}

// timezone is TIMEZONE: a dayTimeDuration, an error without a time zone.
func timezone(ev *evaluator, args []value, out *value) error {
	d, err := args[0].dateTime(ev)
	if err != nil {
		return err
	}
	minutes, ok := d.Zone()
	if !ok {
		return ErrExpr
	}
	out.setTyped(xsd.FromDuration(xsd.Seconds(int64(minutes) * 60)))
	return nil
}

// tz is TZ: the time zone as it is written, the empty string for none. The
// forms +00:00 and -00:00 are told from Z by the lexical form only.
func tz(ev *evaluator, args []value, out *value) error {
	d, err := args[0].dateTime(ev)
	if err != nil {
		return err
	}
	zone := d.ZoneString()
	if zone == "Z" {
		t, err := args[0].rdf(ev)
		if err != nil {
			return err
		}
		if s := t.Value(); s[len(s)-1] != 'Z' {
			zone = s[len(s)-6:]
		}
	}
	out.setString(zone)
	return nil
}

// now is NOW: one moment for the whole query.
func now(ev *evaluator, _ []value, out *value) error {
	out.setTyped(xsd.FromDateTime(xsd.FromTime(ev.env.Now)))
	return nil
}

// adjust is ADJUST(date, zone): the same moment in another time zone, given as a
// dayTimeDuration; without a second argument the time zone is dropped.
func adjust(ev *evaluator, args []value, out *value) error {
	d, err := args[0].dateTime(ev)
	if err != nil {
		return err
	}
	if len(args) == 1 {
		out.setTyped(xsd.FromDateTime(d.WithoutZone()))
		return nil
	}
	x, ok, err := args[1].xsd(ev)
	if err != nil || !ok {
		return orExprError(err)
	}
	zone, ok := x.Duration()
	if !ok || zone.Months() != 0 {
		return ErrExpr
	}
	minutes, err := zone.Seconds().Quo(xsd.NewInteger(60))
	if err != nil {
		return ErrExpr
	}
	whole, ok := minutes.Int64()
	if !ok || whole < -14*60 || whole > 14*60 {
		return ErrExpr
	}
	d, err = d.AdjustZone(int(whole))
	out.setTyped(xsd.FromDateTime(d))
	return exprError(err)
}
