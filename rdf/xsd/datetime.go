package xsd

import (
	"strings"
	"time"
)

// DateTime is a value of dateTime, date, time, gYear, gYearMonth, gMonth,
// gMonthDay or gDay: the seven-property model of XSD 1.1, appendix D.2.1. The
// properties that its type does not have are zero. DateTimes of == value are
// identical; [DateTime.Compare] tells which are equal.
type DateTime struct {
	year   int64
	atto   int64 // fraction of the second in 10^-18
	zone   int16 // minutes east of UTC
	typ    Type
	month  uint8
	day    uint8
	hour   uint8
	minute uint8
	second uint8
	zoned  bool
}

const (
	// attoPerSecond is the resolution of seconds.
	attoPerSecond = 1_000_000_000_000_000_000
	// attoDigits is the number of digits that it keeps.
	attoDigits = 18
	// maxYear bounds years so that seconds fit into int64.
	maxYear = 99_999_999_999
	// maxZone is the greatest distance from UTC in minutes.
	maxZone = 14 * 60
)

// fields of the date and time types.
const (
	hasYear = 1 << iota
	hasMonth
	hasDay
	hasTime
)

// fieldsOf returns the properties that the values of t have.
func fieldsOf(t Type) int {
	switch t {
	case TDateTime, TDateTimeStamp:
		return hasYear | hasMonth | hasDay | hasTime
	case TDate:
		return hasYear | hasMonth | hasDay
	case TTime:
		return hasTime
	case TGYear:
		return hasYear
	case TGYearMonth:
		return hasYear | hasMonth
	case TGMonth:
		return hasMonth
	case TGMonthDay:
		return hasMonth | hasDay
	case TGDay:
		return hasDay
	default:
		return 0
	}
}

// FromTime returns t as a dateTime with its time zone, cut to whole minutes.
func FromTime(t time.Time) DateTime {
	_, offset := t.Zone()
	offset = min(max(offset/60, -maxZone), maxZone)
	t = t.In(time.FixedZone("", offset*60))
	return DateTime{
		typ: TDateTime, year: int64(t.Year()), month: uint8(t.Month()), day: uint8(t.Day()),
		hour: uint8(t.Hour()), minute: uint8(t.Minute()), second: uint8(t.Second()),
		atto: int64(t.Nanosecond()) * 1_000_000_000, zone: int16(offset), zoned: true,
	}
}

// Instant returns the dateTime, the date or the gYear that holds the instant, given in seconds
// since 1970-01-01T00:00:00Z and 10^-18 of a second from 0 to below 10^18. It has the time zone, in
// minutes, or none, and then that of the instant is UTC. It is false for other types and for
// years out of range.
func Instant(t Type, seconds, atto int64, zone int, zoned bool) (DateTime, bool) {
	d := DateTime{typ: TDateTime, year: 1970, month: 1, day: 1}
	if zone < -maxZone || zone > maxZone || atto < 0 || atto >= attoPerSecond {
		return DateTime{}, false
	}
	d, err := d.addSeconds(seconds+int64(zone)*secondsPerMinute, atto)
	if err != nil {
		return DateTime{}, false
	}
	d.zone, d.zoned = int16(zone), zoned
	switch t {
	case TDateTime:
		return d, true
	case TDate:
		return DateTime{typ: t, year: d.year, month: d.month, day: d.day, zone: d.zone, zoned: zoned}, true
	case TGYear:
		return DateTime{typ: t, year: d.year, zone: d.zone, zoned: zoned}, true
	default:
		return DateTime{}, false
	}
}

// Type returns the type of d; that of a dateTimeStamp is TDateTime.
func (d DateTime) Type() Type { return d.typ }

// Year returns the year; 0 is 1 BCE. False: d has none.
func (d DateTime) Year() (int64, bool) { return d.year, fieldsOf(d.typ)&hasYear != 0 }

// Month returns the month, 1 to 12. False: d has none.
func (d DateTime) Month() (int, bool) { return int(d.month), fieldsOf(d.typ)&hasMonth != 0 }

// Day returns the day of the month. False: d has none.
func (d DateTime) Day() (int, bool) { return int(d.day), fieldsOf(d.typ)&hasDay != 0 }

// Hour returns the hour, 0 to 23. False: d has none.
func (d DateTime) Hour() (int, bool) { return int(d.hour), fieldsOf(d.typ)&hasTime != 0 }

// Minute returns the minute. False: d has none.
func (d DateTime) Minute() (int, bool) { return int(d.minute), fieldsOf(d.typ)&hasTime != 0 }

// Second returns the seconds with their fraction. False: d has none.
func (d DateTime) Second() (Decimal, bool) {
	return secondsDecimal(int64(d.second), d.atto), fieldsOf(d.typ)&hasTime != 0
}

// Attosecond returns the fraction of the second in 10^-18.
func (d DateTime) Attosecond() int64 { return d.atto }

// Zone returns the time zone in minutes east of UTC. False: d has none.
func (d DateTime) Zone() (minutes int, ok bool) { return int(d.zone), d.zoned }

// WithZone returns d with the time zone in place of its own, if any; the local
// time stays as it is.
func (d DateTime) WithZone(minutes int) DateTime {
	d.zone, d.zoned = int16(min(max(minutes, -maxZone), maxZone)), true
	return d
}

// WithoutZone returns d without its time zone.
func (d DateTime) WithoutZone() DateTime {
	d.zone, d.zoned = 0, false
	return d
}

// secondsDecimal returns seconds and attoseconds of one sign as a decimal.
func secondsDecimal(seconds, atto int64) Decimal {
	return NewInteger(seconds).Add(NewDecimal(atto, attoDigits))
}

// isLeap follows the Gregorian calendar, extended in both directions.
func isLeap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// daysIn returns the days of the month.
func daysIn(year int64, month int) int {
	switch month {
	case 2:
		if isLeap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	default:
		return 31
	}
}

// ParseDateTime returns the value of a lexical form of a date or time type. The
// digits of a second beyond the 18th are dropped.
func ParseDateTime(s string, t Type) (DateTime, error) {
	p := dateParser{rest: s, ok: true}
	d := DateTime{typ: t.Base()}
	switch t {
	case TDateTime, TDateTimeStamp:
		d.year = p.year()
		p.expect('-')
		d.month = p.two(1, 12)
		p.expect('-')
		d.day = p.two(1, 31)
		p.expect('T')
		p.time(&d)
	case TDate:
		d.year = p.year()
		p.expect('-')
		d.month = p.two(1, 12)
		p.expect('-')
		d.day = p.two(1, 31)
	case TTime:
		p.time(&d)
	case TGYear:
		d.year = p.year()
	case TGYearMonth:
		d.year = p.year()
		p.expect('-')
		d.month = p.two(1, 12)
	case TGMonth:
		p.expectAll("--")
		d.month = p.two(1, 12)
	case TGMonthDay:
		p.expectAll("--")
		d.month = p.two(1, 12)
		p.expect('-')
		d.day = p.two(1, 31)
	case TGDay:
		p.expectAll("---")
		d.day = p.two(1, 31)
	default:
		return DateTime{}, ErrType
	}
	p.timezone(&d)
	return p.finish(d, t)
}

// finish checks what concerns the value as a whole.
func (p *dateParser) finish(d DateTime, t Type) (DateTime, error) {
	switch fields := fieldsOf(t); {
	case !p.ok || p.rest != "" || t == TDateTimeStamp && !d.zoned:
		return DateTime{}, ErrLexical
	case fields&hasYear != 0 && fields&hasDay != 0 && int(d.day) > daysIn(d.year, int(d.month)),
		t == TGMonthDay && int(d.day) > daysIn(2000, int(d.month)):
		return DateTime{}, ErrLexical
	case d.year > maxYear || d.year < -maxYear:
		return DateTime{}, ErrRange
	}
	if d.hour == 24 { // the end of a day is the begin of the next
		d.hour = 0
		if d.typ == TDateTime {
			d = d.addDays(1)
		}
	}
	return d, nil
}

// dateParser consumes a lexical form from its start; ok turns false at the
// first character that does not fit.
type dateParser struct {
	rest string
	ok   bool
}

func (p *dateParser) expect(c byte) {
	if p.rest == "" || p.rest[0] != c {
		p.ok = false
		return
	}
	p.rest = p.rest[1:]
}

func (p *dateParser) expectAll(s string) {
	rest, ok := strings.CutPrefix(p.rest, s)
	p.rest, p.ok = rest, p.ok && ok
}

// year consumes a year: four digits, or more without a leading zero. A year
// that is too great for int64 becomes one beyond maxYear.
func (p *dateParser) year() int64 {
	negative := strings.HasPrefix(p.rest, "-")
	if negative {
		p.rest = p.rest[1:]
	}
	n := 0
	var v int64
	for n < len(p.rest) && '0' <= p.rest[n] && p.rest[n] <= '9' {
		if v <= maxYear {
			v = v*10 + int64(p.rest[n]-'0')
		}
		n++
	}
	if n < 4 || n > 4 && p.rest[0] == '0' {
		p.ok = false
		return 0
	}
	p.rest = p.rest[n:]
	if negative {
		return -v
	}
	return v
}

// two consumes two digits that make a number from lo to hi.
func (p *dateParser) two(lo, hi int) uint8 {
	if len(p.rest) < 2 || p.rest[0] < '0' || p.rest[0] > '9' || p.rest[1] < '0' || p.rest[1] > '9' {
		p.ok = false
		return 0
	}
	v := int(p.rest[0]-'0')*10 + int(p.rest[1]-'0')
	p.rest = p.rest[2:]
	if v < lo || v > hi {
		p.ok = false
	}
	return uint8(v)
}

// time consumes hh:mm:ss with a fraction; 24:00:00 keeps its hour 24.
func (p *dateParser) time(d *DateTime) {
	d.hour = p.two(0, 24)
	p.expect(':')
	d.minute = p.two(0, 59)
	p.expect(':')
	d.second = p.two(0, 59)
	nonZero := false
	if strings.HasPrefix(p.rest, ".") {
		d.atto, nonZero = p.fraction()
	}
	if d.hour == 24 && (d.minute != 0 || d.second != 0 || nonZero) {
		p.ok = false
	}
}

// fraction consumes a point and digits. It also tells whether any digit is not
// zero, for those that are dropped.
func (p *dateParser) fraction() (atto int64, nonZero bool) {
	n := 1
	for n < len(p.rest) && '0' <= p.rest[n] && p.rest[n] <= '9' {
		if n <= attoDigits {
			atto = atto*10 + int64(p.rest[n]-'0')
		}
		nonZero = nonZero || p.rest[n] != '0'
		n++
	}
	if n == 1 {
		p.ok = false
		return 0, false
	}
	for i := n - 1; i < attoDigits; i++ {
		atto *= 10
	}
	p.rest = p.rest[n:]
	return atto, nonZero
}

// timezone consumes a time zone, if there is one.
func (p *dateParser) timezone(d *DateTime) {
	if p.rest == "" {
		return
	}
	d.zoned = true
	sign := p.rest[0]
	p.rest = p.rest[1:]
	if sign == 'Z' {
		return
	}
	hours := p.two(0, 14)
	p.expect(':')
	minutes := p.two(0, 59)
	d.zone = int16(hours)*60 + int16(minutes)
	if sign == '-' {
		d.zone = -d.zone
	}
	if sign != '+' && sign != '-' || d.zone > maxZone || d.zone < -maxZone {
		p.ok = false
	}
}
