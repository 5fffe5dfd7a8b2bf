package xsd

import "strconv"

// AppendTo appends the canonical form of d (XSD 1.1, appendix E.3.6): the time zone as it
// is, Z for UTC, seconds without superfluous zeros.
func (d DateTime) AppendTo(dst []byte) []byte {
	switch d.typ {
	case TDateTime:
		dst = append(d.appendDate(dst), 'T')
		dst = d.appendTime(dst)
	case TDate:
		dst = d.appendDate(dst)
	case TTime:
		dst = d.appendTime(dst)
	case TGYear:
		dst = appendYear(dst, d.year)
	case TGYearMonth:
		dst = append(appendYear(dst, d.year), '-')
		dst = appendTwo(dst, d.month)
	case TGMonth:
		dst = appendTwo(append(dst, "--"...), d.month)
	case TGMonthDay:
		dst = appendTwo(append(dst, "--"...), d.month)
		dst = appendTwo(append(dst, '-'), d.day)
	case TGDay:
		dst = appendTwo(append(dst, "---"...), d.day)
	default:
		return dst
	}
	if d.zoned {
		dst = appendZone(dst, int(d.zone))
	}
	return dst
}

// String returns the canonical form of d.
func (d DateTime) String() string { return string(d.AppendTo(nil)) }

// ZoneString returns the time zone as the lexical form ends with it: "Z",
// "-05:00", or the empty string for none.
func (d DateTime) ZoneString() string {
	if !d.zoned {
		return ""
	}
	return string(appendZone(nil, int(d.zone)))
}

func (d DateTime) appendDate(dst []byte) []byte {
	dst = append(appendYear(dst, d.year), '-')
	dst = append(appendTwo(dst, d.month), '-')
	return appendTwo(dst, d.day)
}

func (d DateTime) appendTime(dst []byte) []byte {
	dst = append(appendTwo(dst, d.hour), ':')
	dst = append(appendTwo(dst, d.minute), ':')
	dst = appendTwo(dst, d.second)
	return appendFraction(dst, d.atto)
}

// appendFraction appends a point and the fraction of a second, nothing for 0.
func appendFraction(dst []byte, atto int64) []byte {
	if atto == 0 {
		return dst
	}
	digits := attoDigits
	for atto%10 == 0 {
		atto /= 10
		digits--
	}
	var buf [attoDigits + 1]byte
	for i := digits; i > 0; i-- {
		buf[i] = byte('0' + atto%10)
		atto /= 10
	}
	buf[0] = '.'
	return append(dst, buf[:digits+1]...)
}

func appendYear(dst []byte, year int64) []byte {
	if year < 0 {
		dst = append(dst, '-')
		year = -year
	}
	for limit := int64(1000); limit > year && limit > 1; limit /= 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, year, 10)
}

func appendTwo(dst []byte, v uint8) []byte { return append(dst, '0'+v/10, '0'+v%10) }

func appendZone(dst []byte, minutes int) []byte {
	switch {
	case minutes == 0:
		return append(dst, 'Z')
	case minutes < 0:
		dst = append(dst, '-')
		minutes = -minutes
	default:
		dst = append(dst, '+')
	}
	dst = append(appendTwo(dst, uint8(minutes/60)), ':')
	return appendTwo(dst, uint8(minutes%60))
}
