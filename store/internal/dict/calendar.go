package dict

import (
	"strconv"

	"github.com/issn-ld/issn-ld/store/ids"
)

// Payloads of dates, dateTimes and years are a moment on the time line, then a
// code of the time zone:
//
//	49 bits  moment + 2^48: minutes (date, gYear) or milliseconds (dateTime)
//	         since 1970-01-01T00:00Z; a value without a zone counts as UTC
//	11 bits  0 without a zone, else the offset from UTC in minutes + 841
const (
	zoneBits   = ids.ZoneBits
	zoneOffset = 841
	zoneLimit  = 14 * 60
	momentBias = 1 << 48
)

// zone is the offset of a time zone from UTC in minutes, or none.
type zone struct {
	minutes int
	known   bool
}

// code returns the lower bits of a payload.
func (z zone) code() uint64 {
	if !z.known {
		return 0
	}
	return uint64(z.minutes + zoneOffset)
}

// decodeZone is the inverse of [zone.code].
func decodeZone(code uint64) (zone, bool) {
	if code == 0 {
		return zone{}, true
	}
	z := zone{minutes: int(code) - zoneOffset, known: true}
	return z, z.minutes <= zoneLimit
}

// parseZone reads the canonical form of a zone: nothing, Z, or an offset that
// is not zero.
func parseZone(s string) (zone, bool) {
	switch {
	case s == "":
		return zone{}, true
	case s == "Z":
		return zone{known: true}, true
	case len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':':
		return zone{}, false
	}
	hours, ok1 := parseTwo(s[1:])
	minutes, ok2 := parseTwo(s[4:])
	total := hours*60 + minutes
	if !ok1 || !ok2 || minutes > 59 || total > zoneLimit || total == 0 {
		return zone{}, false
	}
	if s[0] == '-' {
		total = -total
	}
	return zone{minutes: total, known: true}, true
}

func (z zone) append(dst []byte) []byte {
	switch {
	case !z.known:
		return dst
	case z.minutes == 0:
		return append(dst, 'Z')
	}
	sign, minutes := byte('+'), z.minutes
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	dst = appendTwo(append(dst, sign), minutes/60)
	return appendTwo(append(dst, ':'), minutes%60)
}

// parseTwo reads two digits at the start of s.
func parseTwo(s string) (int, bool) {
	if len(s) < 2 {
		return 0, false
	}
	a, b := s[0]-'0', s[1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

func appendTwo(dst []byte, n int) []byte {
	return append(dst, '0'+byte(n/10), '0'+byte(n%10))
}

// parseYear reads the canonical form of a year of four to eight digits and
// returns what follows it.
func parseYear(s string) (year int64, rest string, ok bool) {
	body, negative := cutSign(s)
	n := 0
	for n < len(body) && '0' <= body[n] && body[n] <= '9' {
		n++
	}
	if n < 4 || n > 8 || n > 4 && body[0] == '0' {
		return 0, "", false
	}
	for i := range n {
		year = year*10 + int64(body[i]-'0')
	}
	if negative {
		return -year, body[n:], year != 0
	}
	return year, body[n:], true
}

// maxYear is the largest year, and the negative of the least, that is inlined.
const maxYear = 99_999_999

func appendYear(dst []byte, year int64) []byte {
	if year < 0 {
		dst, year = append(dst, '-'), -year
	}
	for limit := int64(1000); limit > 1 && year < limit; limit /= 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, year, 10)
}

// civil is a day of the proleptic Gregorian calendar.
type civil struct {
	year       int64
	month, day int
}

// days returns the days from 1970-01-01 to c. Years count from March here, so
// that the leap day is the last; 400 of them have 146,097 days.
func (c civil) days() int64 {
	year, month := c.year, int64(c.month)-3
	if month < 0 {
		year, month = year-1, month+12
	}
	era := floorDiv(year, 400)
	yearOfEra := year - era*400
	dayOfYear := (153*month+2)/5 + int64(c.day) - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return era*146097 + dayOfEra - 719468
}

// civilOf is the inverse of [civil.days].
func civilOf(days int64) civil {
	days += 719468
	era := floorDiv(days, 146097)
	dayOfEra := days - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	month := (5*dayOfYear + 2) / 153
	c := civil{year: yearOfEra + era*400, month: int(month) + 3, day: int(dayOfYear-(153*month+2)/5) + 1}
	if c.month > 12 {
		c.month -= 12
		c.year++
	}
	return c
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// parseCivil reads a day, with a year that [parseYear] accepts.
func parseCivil(s string) (c civil, rest string, ok bool) {
	year, rest, ok := parseYear(s)
	if !ok || len(rest) < 6 || rest[0] != '-' || rest[3] != '-' {
		return civil{}, "", false
	}
	month, ok1 := parseTwo(rest[1:])
	day, ok2 := parseTwo(rest[4:])
	c = civil{year: year, month: month, day: day}
	if !ok1 || !ok2 || month < 1 || month > 12 || day < 1 || civilOf(c.days()) != c {
		return civil{}, "", false
	}
	return c, rest[6:], true
}

func (c civil) append(dst []byte) []byte {
	dst = append(appendYear(dst, c.year), '-')
	dst = append(appendTwo(dst, c.month), '-')
	return appendTwo(dst, c.day)
}

const (
	minutesPerDay = 24 * 60
	millisPerMin  = 60_000
	millisPerDay  = minutesPerDay * millisPerMin
)

// parseDate returns the payload of a canonical xsd:date.
func parseDate(s string) (uint64, bool) {
	c, rest, ok := parseCivil(s)
	if !ok {
		return 0, false
	}
	z, ok := parseZone(rest)
	return moment(c.days()*minutesPerDay-int64(z.minutes), z), ok
}

func appendDate(dst []byte, payload uint64) ([]byte, bool) {
	at, z, ok := splitMoment(payload)
	at += int64(z.minutes)
	c := civilOf(floorDiv(at, minutesPerDay))
	if !ok || at%minutesPerDay != 0 || c.year < -maxYear || c.year > maxYear {
		return dst, false
	}
	return z.append(c.append(dst)), true
}

// parseGYear returns the payload of a canonical xsd:gYear: that of its first
// day.
func parseGYear(s string) (uint64, bool) {
	year, rest, ok := parseYear(s)
	if !ok {
		return 0, false
	}
	z, ok := parseZone(rest)
	c := civil{year: year, month: 1, day: 1}
	return moment(c.days()*minutesPerDay-int64(z.minutes), z), ok
}

func appendGYear(dst []byte, payload uint64) ([]byte, bool) {
	at, z, ok := splitMoment(payload)
	at += int64(z.minutes)
	c := civilOf(floorDiv(at, minutesPerDay))
	if !ok || at%minutesPerDay != 0 || c.month != 1 || c.day != 1 || c.year < -maxYear || c.year > maxYear {
		return dst, false
	}
	return z.append(appendYear(dst, c.year)), true
}

// moment builds a payload.
func moment(at int64, z zone) uint64 {
	return uint64(at+momentBias)<<zoneBits | z.code()
}

func splitMoment(payload uint64) (at int64, z zone, ok bool) {
	z, ok = decodeZone(payload & (1<<zoneBits - 1))
	return int64(payload>>zoneBits) - momentBias, z, ok
}

// parseDateTime returns the payload of a canonical xsd:dateTime in a year of
// four digits, with at most three digits of fractions of a second.
func parseDateTime(s string) (uint64, bool) {
	c, rest, ok := parseCivil(s)
	if !ok || c.year < 0 || c.year > 9999 || len(rest) < 9 || rest[0] != 'T' || rest[3] != ':' || rest[6] != ':' {
		return 0, false
	}
	hour, ok1 := parseTwo(rest[1:])
	minute, ok2 := parseTwo(rest[4:])
	second, ok3 := parseTwo(rest[7:])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	millis, rest, ok := parseMillis(rest[9:])
	if !ok {
		return 0, false
	}
	z, ok := parseZone(rest)
	at := c.days()*millisPerDay + int64(hour*60+minute-z.minutes)*millisPerMin + int64(second*1000+millis)
	return moment(at, z), ok
}

// parseMillis reads a canonical fraction of a second, if there is one.
func parseMillis(s string) (millis int, rest string, ok bool) {
	if s == "" || s[0] != '.' {
		return 0, s, true
	}
	n := 1
	for weight := 100; n < len(s) && '0' <= s[n] && s[n] <= '9'; n++ {
		millis += int(s[n]-'0') * weight
		weight /= 10
	}
	return millis, s[n:], 1 < n && n <= 4 && s[n-1] != '0'
}

func appendDateTime(dst []byte, payload uint64) ([]byte, bool) {
	at, z, ok := splitMoment(payload)
	at += int64(z.minutes) * millisPerMin
	day := floorDiv(at, millisPerDay)
	c := civilOf(day)
	if !ok || c.year < 0 || c.year > 9999 {
		return dst, false
	}
	millis := int(at - day*millisPerDay)
	dst = append(c.append(dst), 'T')
	dst = append(appendTwo(dst, millis/3_600_000), ':')
	dst = append(appendTwo(dst, millis/60_000%60), ':')
	dst = appendTwo(dst, millis/1000%60)
	if millis %= 1000; millis != 0 {
		dst = append(dst, '.', '0'+byte(millis/100), '0'+byte(millis/10%10), '0'+byte(millis%10))
		for dst[len(dst)-1] == '0' {
			dst = dst[:len(dst)-1]
		}
	}
	return z.append(dst), true
}
