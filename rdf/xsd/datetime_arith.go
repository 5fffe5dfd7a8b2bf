package xsd

// addDays moves the date of d.
func (d DateTime) addDays(n int64) DateTime {
	year, month, day := civil(days(d.year, int(d.month), int(d.day)) + n)
	d.year, d.month, d.day = year, uint8(month), uint8(day)
	return d
}

// Add adds a duration to a dateTime, date or time (XSD 1.1, dateTimePlusDuration): first the months, where
// a day beyond the end of the month becomes its last, then the seconds. A time
// wraps around at midnight; it has no months.
func (d DateTime) Add(dur Duration) (DateTime, error) {
	switch {
	case d.typ == TTime && dur.months == 0:
	case d.typ == TDate || d.typ == TDateTime:
	default:
		return DateTime{}, ErrType
	}
	if dur.months > 12*maxYear*2 || dur.months < -12*maxYear*2 {
		return DateTime{}, ErrRange
	}
	if dur.months != 0 {
		month := d.year*12 + int64(d.month) - 1 + dur.months
		d.year = floorDiv(month, 12)
		d.month = uint8(month-d.year*12) + 1
		d.day = min(d.day, uint8(daysIn(d.year, int(d.month))))
	}
	if d.year > maxYear || d.year < -maxYear {
		return DateTime{}, ErrRange
	}
	return d.addSeconds(dur.seconds, dur.atto)
}

// addSeconds moves d along the time line. The two have one sign.
func (d DateTime) addSeconds(seconds, atto int64) (DateTime, error) {
	d.atto += atto
	switch {
	case d.atto < 0:
		d.atto += attoPerSecond
		seconds--
	case d.atto >= attoPerSecond:
		d.atto -= attoPerSecond
		seconds++
	}
	second := int64(d.hour)*secondsPerHour + int64(d.minute)*secondsPerMinute + int64(d.second)
	dayShift := floorDiv(seconds, secondsPerDay)
	second += seconds - dayShift*secondsPerDay
	if second >= secondsPerDay {
		second -= secondsPerDay
		dayShift++
	}
	d.hour = uint8(second / secondsPerHour)
	d.minute = uint8(second / secondsPerMinute % 60)
	d.second = uint8(second % 60)
	if d.typ == TTime {
		return d, nil
	}
	d = d.addDays(dayShift)
	if d.typ == TDate { // a date is its first instant; the rest of the day is dropped
		d.hour, d.minute, d.second, d.atto = 0, 0, 0, 0
	}
	if d.year > maxYear || d.year < -maxYear {
		return DateTime{}, ErrRange
	}
	return d, nil
}

// Sub returns d - e as a dayTimeDuration, for two dateTimes, dates or times. The implicit
// zone, in minutes, stands for a missing time zone.
func (d DateTime) Sub(e DateTime, implicitZone int) (Duration, error) {
	if d.typ != e.typ || d.typ != TDateTime && d.typ != TDate && d.typ != TTime {
		return Duration{}, ErrType
	}
	return newDuration(TDayTimeDuration, 0, d.instant(implicitZone)-e.instant(implicitZone), d.atto-e.atto), nil
}

// AdjustZone returns the same instant in another time zone, given in minutes
// east of UTC; a value without time zone just gets it (fn:adjust-dateTime-to-timezone).
func (d DateTime) AdjustZone(minutes int) (DateTime, error) {
	if minutes < -maxZone || minutes > maxZone {
		return DateTime{}, ErrRange
	}
	if d.typ != TDateTime && d.typ != TDate && d.typ != TTime {
		return DateTime{}, ErrType
	}
	if !d.zoned {
		return d.WithZone(minutes), nil
	}
	shift := int64(minutes-int(d.zone)) * secondsPerMinute
	d, err := d.addSeconds(shift, 0)
	return d.WithZone(minutes), err
}
