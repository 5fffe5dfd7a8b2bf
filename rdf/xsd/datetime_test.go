package xsd_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf/xsd"
)

func dateTime(t *testing.T, s string, typ xsd.Type) xsd.DateTime {
	t.Helper()
	d, err := xsd.ParseDateTime(s, typ)
	if err != nil {
		t.Fatalf("%v %q: %v", typ, s, err)
	}
	return d
}

func duration(t *testing.T, s string, typ xsd.Type) xsd.Duration {
	t.Helper()
	d, err := xsd.ParseDuration(s, typ)
	if err != nil {
		t.Fatalf("%v %q: %v", typ, s, err)
	}
	return d
}

func TestDateTimeCompare(t *testing.T) {
	const indeterminate = 9
	for _, tc := range []struct {
		typ  xsd.Type
		a, b string
		want int
	}{
		// The table of XSD 1.0 Part 2, section 3.2.7.4.
		{xsd.TDateTime, "2000-01-15T00:00:00", "2000-02-15T00:00:00", -1},
		{xsd.TDateTime, "2000-01-15T12:00:00", "2000-01-16T12:00:00Z", -1},
		{xsd.TDateTime, "2000-01-01T12:00:00", "1999-12-31T23:00:00Z", indeterminate},
		{xsd.TDateTime, "2000-01-16T12:00:00", "2000-01-16T12:00:00Z", indeterminate},
		{xsd.TDateTime, "2000-01-16T00:00:00", "2000-01-16T12:00:00Z", indeterminate},
		{xsd.TDateTime, "2000-01-16T12:00:00", "2000-01-15T12:00:00Z", 1},
		{xsd.TDateTime, "2002-10-10T12:00:00-05:00", "2002-10-10T17:00:00Z", 0},
		{xsd.TDateTime, "2002-10-10T12:00:00.1", "2002-10-10T12:00:00.10", 0},
		{xsd.TDateTime, "2002-10-10T12:00:00.1", "2002-10-10T12:00:00.11", -1},
		{xsd.TDateTime, "1999-12-31T24:00:00Z", "2000-01-01T00:00:00Z", 0},
		{xsd.TDate, "2004-12-25Z", "2004-12-25+07:00", 1},
		{xsd.TDate, "2004-12-25-12:00", "2004-12-26+12:00", 0},
		{xsd.TDate, "2006-08-23", "2006-08-23Z", indeterminate},
		{xsd.TDate, "2006-08-23Z", "2006-08-22", 1},
		{xsd.TTime, "08:00:00+09:00", "17:00:00-06:00", -1},
		{xsd.TTime, "21:30:00+10:30", "06:00:00-05:00", 0},
		{xsd.TGYear, "2005Z", "2004Z", 1},
		{xsd.TGYear, "-0044", "0044", -1},
		{xsd.TGYearMonth, "1986-02", "1986-03", -1},
		{xsd.TGMonth, "--12-14:00", "--12+14:00", 1},
		{xsd.TGMonthDay, "--02-29", "--03-01", -1},
		{xsd.TGDay, "---12-05:00", "---12+10:00", 1},
	} {
		a, b := dateTime(t, tc.a, tc.typ), dateTime(t, tc.b, tc.typ)
		got, ok := a.Compare(b)
		back, okBack := b.Compare(a)
		if !ok {
			got, back = indeterminate, -indeterminate
		}
		if got != tc.want || ok != okBack || back != -got {
			t.Errorf("%v %s with %s: got %d, %v, reversed %d; want %d", tc.typ, tc.a, tc.b, got, ok, back, tc.want)
		}
	}
	if _, ok := dateTime(t, "2000", xsd.TGYear).Compare(dateTime(t, "2000-01-01", xsd.TDate)); ok {
		t.Error("a gYear compares with a date")
	}
}

func TestDateTimeAdd(t *testing.T) {
	for _, tc := range []struct {
		typ           xsd.Type
		in, dur, want string
		durationType  xsd.Type
	}{
		{xsd.TDateTime, "2000-01-12T12:13:14Z", "P1Y3M5DT7H10M3.3S", "2001-04-17T19:23:17.3Z", xsd.TDuration},
		{xsd.TDate, "2000-01-01", "-P3M", "1999-10-01", xsd.TDuration},
		{xsd.TDate, "2000-01-12", "PT33H", "2000-01-13", xsd.TDuration},
		{xsd.TDate, "2000-03-30", "P1D", "2000-03-31", xsd.TDayTimeDuration},
		{xsd.TDate, "2000-01-31", "P1M", "2000-02-29", xsd.TYearMonthDuration},
		{xsd.TDate, "2000-03-31", "-P1M", "2000-02-29", xsd.TYearMonthDuration},
		{xsd.TDate, "2004-10-30Z", "-P2DT2H", "2004-10-27Z", xsd.TDayTimeDuration},
		{xsd.TTime, "23:12:00+03:00", "P1DT3H15M", "02:27:00+03:00", xsd.TDayTimeDuration},
		{xsd.TTime, "11:12:00", "-PT12H", "23:12:00", xsd.TDayTimeDuration},
		{xsd.TTime, "11:12:00", "P1M", "", xsd.TYearMonthDuration},
		{xsd.TGYear, "2000", "P1Y", "", xsd.TYearMonthDuration},
		{xsd.TDateTime, "2000-01-01T00:00:00", "P99999999999Y", "", xsd.TYearMonthDuration},
		{xsd.TDateTime, "2000-01-01T00:00:00", "-PT0.5S", "1999-12-31T23:59:59.5", xsd.TDayTimeDuration},
	} {
		got, err := dateTime(t, tc.in, tc.typ).Add(duration(t, tc.dur, tc.durationType))
		if (err != nil) != (tc.want == "") || err == nil && got.String() != tc.want {
			t.Errorf("%s + %s: got %v, %v; want %q", tc.in, tc.dur, got, err, tc.want)
		}
	}
}

func TestDateTimeSub(t *testing.T) {
	for _, tc := range []struct {
		typ        xsd.Type
		a, b, want string
	}{
		{xsd.TDateTime, "2000-10-30T06:12:00-05:00", "1999-11-28T09:00:00Z", "P337DT2H12M"},
		{xsd.TDateTime, "2000-10-30T06:12:00", "1999-11-28T09:00:00Z", "P336DT21H12M"},
		{xsd.TDate, "2000-10-30", "1999-11-28", "P337D"},
		{xsd.TDate, "2000-10-15-05:00", "2000-10-10+02:00", "P5DT7H"},
		{xsd.TTime, "11:12:00Z", "04:00:00-05:00", "PT2H12M"},
		{xsd.TTime, "08:00:00.5", "08:00:01", "-PT0.5S"},
	} {
		got, err := dateTime(t, tc.a, tc.typ).Sub(dateTime(t, tc.b, tc.typ), 0)
		if err != nil || got.String() != tc.want {
			t.Errorf("%s - %s: got %v, %v; want %s", tc.a, tc.b, got, err, tc.want)
		}
	}
	if _, err := dateTime(t, "2000", xsd.TGYear).Sub(dateTime(t, "1999", xsd.TGYear), 0); !errors.Is(err, xsd.ErrType) {
		t.Errorf("gYear - gYear: got %v, want a type error", err)
	}
}

func TestAdjustZone(t *testing.T) {
	for _, tc := range []struct {
		typ  xsd.Type
		in   string
		zone int
		want string
	}{
		{xsd.TDateTime, "2002-03-07T10:00:00-07:00", -5 * 60, "2002-03-07T12:00:00-05:00"},
		{xsd.TDateTime, "2002-03-07T10:00:00", -5 * 60, "2002-03-07T10:00:00-05:00"},
		{xsd.TDateTime, "2002-03-07T00:00:00+01:00", -8 * 60, "2002-03-06T15:00:00-08:00"},
		{xsd.TDate, "2002-03-07-07:00", -10 * 60, "2002-03-06-10:00"},
		{xsd.TTime, "10:00:00-07:00", 10 * 60, "03:00:00+10:00"},
	} {
		got, err := dateTime(t, tc.in, tc.typ).AdjustZone(tc.zone)
		if err != nil || got.String() != tc.want {
			t.Errorf("%s to zone %d: got %v, %v; want %s", tc.in, tc.zone, got, err, tc.want)
		}
	}
}

func TestInstant(t *testing.T) {
	for _, tc := range []struct {
		typ           xsd.Type
		seconds, atto int64
		zone          int
		zoned         bool
		want          string
	}{
		{xsd.TDateTime, 0, 0, 0, true, "1970-01-01T00:00:00Z"},
		{xsd.TDateTime, -1, 500_000_000_000_000_000, 60, true, "1970-01-01T00:59:59.5+01:00"},
		{xsd.TDateTime, 951_782_400, 0, 0, false, "2000-02-29T00:00:00"},
		{xsd.TDate, 18_000, 0, -300, true, "1970-01-01-05:00"},
		{xsd.TGYear, -62_167_219_200, 0, 0, false, "0000"},
		{xsd.TTime, 0, 0, 0, false, ""},
		{xsd.TDate, 0, 0, 15 * 60, true, ""},
		{xsd.TDateTime, 0, -1, 0, true, ""},
	} {
		d, ok := xsd.Instant(tc.typ, tc.seconds, tc.atto, tc.zone, tc.zoned)
		if ok != (tc.want != "") || ok && d != dateTime(t, tc.want, tc.typ) {
			t.Errorf("%v %d: got %v, %v; want %q", tc.typ, tc.seconds, d, ok, tc.want)
		}
	}
}

func TestDurationCompare(t *testing.T) {
	const indeterminate = 9
	for _, tc := range []struct {
		a, b string
		want int
	}{
		// The table of XSD 1.0 Part 2, section 3.2.6.2.
		{"P1Y", "P364D", 1},
		{"P1Y", "P365D", indeterminate},
		{"P1Y", "P366D", indeterminate},
		{"P1Y", "P367D", -1},
		{"P1M", "P27D", 1},
		{"P1M", "P28D", indeterminate},
		{"P1M", "P31D", indeterminate},
		{"P1M", "P32D", -1},
		{"P5M", "P149D", 1},
		{"P5M", "P150D", indeterminate},
		{"P5M", "P153D", indeterminate},
		{"P5M", "P154D", -1},
		{"P12M", "P1Y", 0},
		{"PT36H", "P1DT12H", 0},
		{"-PT0.5S", "PT0S", -1},
	} {
		got, ok := duration(t, tc.a, xsd.TDuration).Compare(duration(t, tc.b, xsd.TDuration))
		if !ok {
			got = indeterminate
		}
		if got != tc.want {
			t.Errorf("%s with %s: got %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestDurationArithmetic(t *testing.T) {
	dt, ym := xsd.TDayTimeDuration, xsd.TYearMonthDuration
	check := func(what string, got xsd.Duration, err error, want string) {
		t.Helper()
		if err != nil || got.String() != want {
			t.Errorf("%s: got %v, %v; want %s", what, got, err, want)
		}
	}
	sum, err := duration(t, "P2DT12H5M", dt).Add(duration(t, "P5DT12H", dt))
	check("sum", sum, err, "P8DT5M")
	difference, err := duration(t, "P2Y11M", ym).Sub(duration(t, "P3Y3M", ym))
	check("difference", difference, err, "-P4M")
	product, err := duration(t, "PT2H10M", dt).Mul(number(t, "2.1"))
	check("product", product, err, "PT4H33M")
	months, err := duration(t, "P2Y11M", ym).Mul(number(t, "2.3"))
	check("product of months", months, err, "P6Y9M")
	quotient, err := duration(t, "P2Y11M", ym).Quo(number(t, "1.5"))
	check("quotient", quotient, err, "P1Y11M")
	fraction, err := duration(t, "PT1S", dt).Add(duration(t, "-PT0.3S", dt))
	check("mixed signs", fraction, err, "PT0.7S")
	if _, err := duration(t, "P1M", ym).Add(duration(t, "-P1D", dt)); !errors.Is(err, xsd.ErrRange) {
		t.Errorf("a month less a day: got %v, want out of range", err)
	}
	if ratio, err := duration(t, "P3Y4M", ym).Ratio(duration(t, "-P1Y4M", ym)); err != nil || ratio.String() != "-2.5" {
		t.Errorf("ratio: got %v, %v", ratio, err)
	}
	if _, err := duration(t, "P1D", dt).Quo(xsd.Integer(0)); !errors.Is(err, xsd.ErrDivisionByZero) {
		t.Errorf("division by zero: got %v", err)
	}
}

// TestDateTimeAgainstTime compares with package time.
func TestDateTimeAgainstTime(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		a := time.Unix(rnd.Int64N(200_000_000_000)-100_000_000_000, rnd.Int64N(1_000_000_000)).
			In(time.FixedZone("", (rnd.IntN(28*60)-14*60)*60))
		b := time.Unix(rnd.Int64N(200_000_000_000)-100_000_000_000, 0).UTC()
		da, db := xsd.FromTime(a), xsd.FromTime(b)
		if c, ok := da.Compare(db); !ok || c != a.Compare(b) {
			t.Fatalf("%v with %v: got %d, %v", da, db, c, ok)
		}
		if back := dateTime(t, da.String(), xsd.TDateTime); back != da {
			t.Fatalf("%v reads back as %v", da, back)
		}
		if !a.Before(b) && a.Sub(b) < 1<<62 {
			diff, err := da.Sub(db, 0)
			if err != nil {
				t.Fatal(err)
			}
			if sum, err := db.Add(diff); err != nil || sum.Order(da, 0) != 0 {
				t.Fatalf("%v + (%v - %v) = %v, %v", db, da, db, sum, err)
			}
		}
	}
}

func TestCast(t *testing.T) {
	for _, tc := range []struct {
		from xsd.Type
		in   string
		to   xsd.Type
		want string // "" is an error
	}{
		{xsd.TString, " 12 ", xsd.TInteger, "12"},
		{xsd.TString, "1.5", xsd.TInteger, ""},
		{xsd.TString, "abc", xsd.TBoolean, ""},
		{xsd.TString, "1", xsd.TBoolean, "true"},
		{xsd.TDecimal, "-1.9", xsd.TInteger, "-1"},
		{xsd.TDouble, "1.9e3", xsd.TInteger, "1900"},
		{xsd.TDouble, "NaN", xsd.TInteger, ""},
		{xsd.TDouble, "INF", xsd.TDecimal, ""},
		{xsd.TDouble, "0.1", xsd.TDecimal, "0.1"},
		{xsd.TFloat, "0.1", xsd.TDecimal, "0.1"},
		{xsd.TDouble, "1e22", xsd.TDecimal, "10000000000000000000000"},
		{xsd.TInteger, "300", xsd.TByte, ""},
		{xsd.TInteger, "3", xsd.TDouble, "3.0E0"},
		{xsd.TDouble, "1e6", xsd.TString, "1.0E6"},
		{xsd.TDouble, "123456.5", xsd.TString, "123456.5"},
		{xsd.TDouble, "-0", xsd.TString, "-0"},
		{xsd.TDecimal, "1.50", xsd.TString, "1.5"},
		{xsd.TBoolean, "1", xsd.TString, "true"},
		{xsd.TBoolean, "true", xsd.TInteger, "1"},
		{xsd.TBoolean, "false", xsd.TDouble, "0.0E0"},
		{xsd.TInteger, "0", xsd.TBoolean, "false"},
		{xsd.TDouble, "NaN", xsd.TBoolean, "false"},
		{xsd.TDateTime, "2002-10-10T12:00:00Z", xsd.TDate, "2002-10-10Z"},
		{xsd.TDateTime, "2002-10-10T12:00:00Z", xsd.TTime, "12:00:00Z"},
		{xsd.TDateTime, "2002-10-10T12:00:00", xsd.TGYear, "2002"},
		{xsd.TDate, "2002-10-10", xsd.TDateTime, "2002-10-10T00:00:00"},
		{xsd.TDate, "2002-10-10", xsd.TGMonthDay, "--10-10"},
		{xsd.TDate, "2002-10-10", xsd.TTime, ""},
		{xsd.TGYear, "2002", xsd.TDate, ""},
		{xsd.TTime, "12:00:00", xsd.TDateTime, ""},
		{xsd.TDateTime, "2002-10-10T12:00:00", xsd.TDateTimeStamp, ""},
		{xsd.TDateTime, "2002-10-10T12:00:00", xsd.TInteger, ""},
		{xsd.TDateTime, "2002-10-10T12:00:00", xsd.TBoolean, ""},
		{xsd.TDuration, "P1Y1DT1S", xsd.TDayTimeDuration, "P1DT1S"},
		{xsd.TDuration, "P1Y1D", xsd.TYearMonthDuration, "P1Y"},
		{xsd.TDuration, "P1Y1D", xsd.TInteger, ""},
		{xsd.TInteger, "1", xsd.TDuration, ""},
		{xsd.TInteger, "1", xsd.Unknown, ""},
	} {
		v, err := xsd.Parse(tc.in, tc.from)
		if err != nil {
			t.Fatalf("%v %q: %v", tc.from, tc.in, err)
		}
		got, err := xsd.Cast(v, tc.to)
		if (err != nil) != (tc.want == "") || err == nil && got.String() != tc.want {
			t.Errorf("%v %q to %v: got %q, %v; want %q", tc.from, tc.in, tc.to, got, err, tc.want)
		}
	}
}
