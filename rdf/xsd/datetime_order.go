package xsd

import "cmp"

const (
	secondsPerMinute = 60
	secondsPerHour   = 60 * secondsPerMinute
	secondsPerDay    = 24 * secondsPerHour
)

// days returns the days from 0000-03-01 to the date, in the proleptic Gregorian
// calendar: years begin in March, so that the leap day is their last.
func days(year int64, month, day int) int64 {
	y, m := year, int64(month)-3
	if m < 0 {
		m += 12
		y--
	}
	era := floorDiv(y, 400)
	yearOfEra := y - era*400
	dayOfYear := (153*m+2)/5 + int64(day) - 1
	return era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
}

// civil is the inverse of days.
func civil(n int64) (year int64, month, day int) {
	era := floorDiv(n, 146097)
	dayOfEra := n - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	m := (5*dayOfYear + 2) / 153
	day = int(dayOfYear-(153*m+2)/5) + 1
	year = yearOfEra + era*400
	if m >= 10 {
		return year + 1, int(m) - 9, day
	}
	return year, int(m) + 3, day
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// seconds returns the place of d on the time line (XSD 1.1, timeOnTimeline) in
// seconds, as if its time zone were UTC. Missing properties have the defaults
// of that function.
func (d DateTime) seconds() int64 {
	year, month, day := d.year, int(d.month), int(d.day)
	fields := fieldsOf(d.typ)
	if fields&hasYear == 0 {
		year = 1972 // XSD says 1971, for which --02-29 would have no place
	}
	if fields&hasMonth == 0 {
		month = 12
	}
	if fields&hasDay == 0 {
		day = daysIn(year, month)
	}
	return days(year, month, day)*secondsPerDay +
		int64(d.hour)*secondsPerHour + int64(d.minute)*secondsPerMinute + int64(d.second)
}

// Compare compares two values of one type: -1, 0 or +1. It is false where the
// types differ, and where the order depends on a time zone that is missing.
func (d DateTime) Compare(e DateTime) (int, bool) {
	if d.typ != e.typ {
		return 0, false
	}
	a, b := d.seconds(), e.seconds()
	if d.zoned == e.zoned {
		return compareInstants(a-int64(d.zone)*60, d.atto, b-int64(e.zone)*60, e.atto), true
	}
	// The one without time zone stands for all instants within 14 hours.
	slack := int64(maxZone * 60)
	sign := 1
	if !d.zoned {
		d, e, a, b, sign = e, d, b, a, -1
	}
	a -= int64(d.zone) * 60
	switch {
	case compareInstants(a, d.atto, b-slack, e.atto) < 0:
		return -sign, true
	case compareInstants(a, d.atto, b+slack, e.atto) > 0:
		return sign, true
	}
	return 0, false
}

// Order compares two values of one type with a time zone, in minutes, for those
// that have none. It is a total order for each type.
func (d DateTime) Order(e DateTime, implicitZone int) int {
	return compareInstants(d.instant(implicitZone), d.atto, e.instant(implicitZone), e.atto)
}

// instant returns the seconds of d on the time line in UTC.
func (d DateTime) instant(implicitZone int) int64 {
	if d.zoned {
		implicitZone = int(d.zone)
	}
	return d.seconds() - int64(implicitZone)*60
}

func compareInstants(a, attoA, b, attoB int64) int {
	if c := cmp.Compare(a, b); c != 0 {
		return c
	}
	return cmp.Compare(attoA, attoB)
}
