package xsd_test

import (
	"errors"
	"testing"

	"github.com/issn-ld/issn-ld/rdf/xsd"
)

// TestCanonical holds lexical forms and the canonical form of each; "" means
// that the form is not in the lexical space or out of range.
func TestCanonical(t *testing.T) {
	for _, tc := range []struct {
		typ      xsd.Type
		in, want string
	}{
		{xsd.TBoolean, "1", "true"},
		{xsd.TBoolean, "0", "false"},
		{xsd.TBoolean, "true", "true"},
		{xsd.TBoolean, "TRUE", ""},
		{xsd.TInteger, "0", "0"},
		{xsd.TInteger, "-0", "0"},
		{xsd.TInteger, "+007", "7"},
		{xsd.TInteger, "9223372036854775807", "9223372036854775807"},
		{xsd.TInteger, "-9223372036854775808", "-9223372036854775808"},
		{xsd.TInteger, "9223372036854775808", "9223372036854775808"},
		{xsd.TInteger, "-00000000000000000000000000000012", "-12"},
		{xsd.TInteger, "1.0", ""},
		{xsd.TInteger, "", ""},
		{xsd.TInteger, "+", ""},
		{xsd.TInteger, " 1", ""},
		{xsd.TInteger, "1e2", ""},
		{xsd.TByte, "127", "127"},
		{xsd.TByte, "128", ""},
		{xsd.TByte, "-129", ""},
		{xsd.TShort, "-32768", "-32768"},
		{xsd.TInt, "2147483648", ""},
		{xsd.TLong, "9223372036854775807", "9223372036854775807"},
		{xsd.TLong, "9223372036854775808", ""},
		{xsd.TUnsignedLong, "18446744073709551615", "18446744073709551615"},
		{xsd.TUnsignedLong, "18446744073709551616", ""},
		{xsd.TUnsignedByte, "-1", ""},
		{xsd.TUnsignedByte, "255", "255"},
		{xsd.TUnsignedShort, "65536", ""},
		{xsd.TUnsignedInt, "4294967295", "4294967295"},
		{xsd.TNonNegativeInteger, "-0", "0"},
		{xsd.TNonNegativeInteger, "-1", ""},
		{xsd.TPositiveInteger, "0", ""},
		{xsd.TNonPositiveInteger, "1", ""},
		{xsd.TNegativeInteger, "0", ""},
		{xsd.TNegativeInteger, "-99999999999999999999", "-99999999999999999999"},
		{xsd.TDecimal, "1.0", "1"},
		{xsd.TDecimal, "-.50", "-0.5"},
		{xsd.TDecimal, "5.", "5"},
		{xsd.TDecimal, ".", ""},
		{xsd.TDecimal, "1.2.3", ""},
		{xsd.TDecimal, "-0.0", "0"},
		{xsd.TDecimal, "0.000000000000000000000000010", "0.00000000000000000000000001"},
		{xsd.TDecimal, "123456789012345678901234567890.1234567890", "123456789012345678901234567890.123456789"},
		{xsd.TDecimal, "10000000000000000000000.000", "10000000000000000000000"},
		{xsd.TDouble, "1", "1.0E0"},
		{xsd.TDouble, "-0", "-0.0E0"},
		{xsd.TDouble, "INF", "INF"},
		{xsd.TDouble, "+INF", "INF"},
		{xsd.TDouble, "-INF", "-INF"},
		{xsd.TDouble, "NaN", "NaN"},
		{xsd.TDouble, "nan", ""},
		{xsd.TDouble, "Infinity", ""},
		{xsd.TDouble, "0x1p4", ""},
		{xsd.TDouble, "1_000", ""},
		{xsd.TDouble, "1e", ""},
		{xsd.TDouble, "e1", ""},
		{xsd.TDouble, ".5e+3", "5.0E2"},
		{xsd.TDouble, "12.5E-300", "1.25E-299"},
		{xsd.TDouble, "1e400", "INF"},
		{xsd.TDouble, "0.1", "1.0E-1"},
		{xsd.TFloat, "0.1", "1.0E-1"},
		{xsd.TFloat, "16777217", "1.6777216E7"},
		{xsd.TDateTime, "2002-10-10T12:00:00-05:00", "2002-10-10T12:00:00-05:00"},
		{xsd.TDateTime, "2002-10-10T12:00:00+00:00", "2002-10-10T12:00:00Z"},
		{xsd.TDateTime, "2002-10-10T12:00:00.120", "2002-10-10T12:00:00.12"},
		{xsd.TDateTime, "2002-10-10T12:00:00.000", "2002-10-10T12:00:00"},
		{xsd.TDateTime, "1999-12-31T24:00:00", "2000-01-01T00:00:00"},
		{xsd.TDateTime, "1999-12-31T24:00:00.1", ""},
		{xsd.TDateTime, "1999-12-31T24:00:00.0000000000000000000001", ""},
		{xsd.TDateTime, "1999-12-31T24:01:00", ""},
		{xsd.TDateTime, "0000-01-01T00:00:00", "0000-01-01T00:00:00"},
		{xsd.TDateTime, "-0001-02-28T00:00:00", "-0001-02-28T00:00:00"},
		{xsd.TDateTime, "2001-02-29T00:00:00", ""},
		{xsd.TDateTime, "2000-02-29T00:00:00", "2000-02-29T00:00:00"},
		{xsd.TDateTime, "1900-02-29T00:00:00", ""},
		{xsd.TDateTime, "2002-10-10T12:00:60", ""},
		{xsd.TDateTime, "2002-10-10T12:00:00+14:00", "2002-10-10T12:00:00+14:00"},
		{xsd.TDateTime, "2002-10-10T12:00:00+14:01", ""},
		{xsd.TDateTime, "2002-10-10T12:00:00.", ""},
		{xsd.TDateTime, "2002-10-10 12:00:00", ""},
		{xsd.TDateTime, "02002-10-10T12:00:00", ""},
		{xsd.TDateTime, "12002-10-10T12:00:00", "12002-10-10T12:00:00"},
		{xsd.TDateTime, "999999999999-10-10T12:00:00", ""},
		{xsd.TDateTimeStamp, "2002-10-10T12:00:00", ""},
		{xsd.TDateTimeStamp, "2002-10-10T12:00:00Z", "2002-10-10T12:00:00Z"},
		{xsd.TDate, "2004-01-31", "2004-01-31"},
		{xsd.TDate, "2004-01-31-00:00", "2004-01-31Z"},
		{xsd.TDate, "2004-13-01", ""},
		{xsd.TDate, "2004-1-01", ""},
		{xsd.TTime, "24:00:00", "00:00:00"},
		{xsd.TTime, "13:20:00.5Z", "13:20:00.5Z"},
		{xsd.TGYear, "1999", "1999"},
		{xsd.TGYear, "99", ""},
		{xsd.TGYear, "-0044Z", "-0044Z"},
		{xsd.TGYearMonth, "1999-05", "1999-05"},
		{xsd.TGMonth, "--05", "--05"},
		{xsd.TGMonth, "--13", ""},
		{xsd.TGMonthDay, "--02-29", "--02-29"},
		{xsd.TGMonthDay, "--02-30", ""},
		{xsd.TGDay, "---31+01:00", "---31+01:00"},
		{xsd.TGDay, "---32", ""},
		{xsd.TDuration, "P1Y2M3DT4H5M6.70S", "P1Y2M3DT4H5M6.7S"},
		{xsd.TDuration, "P14M", "P1Y2M"},
		{xsd.TDuration, "PT86400S", "P1D"},
		{xsd.TDuration, "-P1M", "-P1M"},
		{xsd.TDuration, "P0Y", "PT0S"},
		{xsd.TDuration, "P", ""},
		{xsd.TDuration, "PT", ""},
		{xsd.TDuration, "P1YT", ""},
		{xsd.TDuration, "P1M1Y", ""},
		{xsd.TDuration, "P1.5Y", ""},
		{xsd.TDuration, "P1S", ""},
		{xsd.TDuration, "P-1Y", ""},
		{xsd.TDuration, "P99999999999999999999Y", ""},
		{xsd.TDayTimeDuration, "P1Y", ""},
		{xsd.TDayTimeDuration, "P1M", ""},
		{xsd.TDayTimeDuration, "PT1M", "PT1M"},
		{xsd.TDayTimeDuration, "-PT0.5S", "-PT0.5S"},
		{xsd.TDayTimeDuration, "PT0.000000000000000001S", "PT0.000000000000000001S"},
		{xsd.TYearMonthDuration, "P0M", "P0M"},
		{xsd.TYearMonthDuration, "P25M", "P2Y1M"},
		{xsd.TYearMonthDuration, "P1D", ""},
		{xsd.TYearMonthDuration, "P1YT1S", ""},
		{xsd.TString, " a ", " a "},
		{xsd.Unknown, "a", ""},
	} {
		got, err := xsd.Canonical(tc.in, tc.typ)
		if (err != nil) != (tc.want == "") || got != tc.want {
			t.Errorf("%s %q: got %q, %v; want %q", tc.typ, tc.in, got, err, tc.want)
		}
		if err != nil && !errors.Is(err, xsd.ErrLexical) && !errors.Is(err, xsd.ErrRange) && !errors.Is(err, xsd.ErrType) {
			t.Errorf("%s %q: error %v is none of the package's", tc.typ, tc.in, err)
		}
		if tc.typ != xsd.Unknown && xsd.Valid(tc.in, tc.typ) != (tc.want != "") {
			t.Errorf("%s %q: Valid contradicts Canonical", tc.typ, tc.in)
		}
	}
}

func TestTypeOf(t *testing.T) {
	for typ := xsd.TString; typ <= xsd.TUnsignedByte; typ++ {
		if got := xsd.TypeOf(typ.IRI()); got != typ {
			t.Errorf("TypeOf(%s) = %v", typ.IRI(), got)
		}
	}
	for _, iri := range []string{"", "integer", xsd.Namespace, xsd.Namespace + "Integer", "http://example.org/integer"} {
		if got := xsd.TypeOf(iri); got != xsd.Unknown {
			t.Errorf("TypeOf(%q) = %v, want unknown", iri, got)
		}
	}
}

// FuzzCanonical checks that a canonical form is its own canonical form, that it
// has the value of the form it came from, and that nothing panics.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"1", "-0.50", "1e400", "NaN", "2002-10-10T12:00:00.5-05:00", "24:00:00", "--02-29", "-P1Y2M3DT4H5M6.7S", "99999999999999999999"} {
		for typ := xsd.TBoolean; typ <= xsd.TYearMonthDuration; typ++ {
			f.Add(s, uint8(typ))
		}
	}
	f.Fuzz(func(t *testing.T, s string, typ uint8) {
		v, err := xsd.Parse(s, xsd.Type(typ))
		if err != nil {
			return
		}
		canonical := v.String()
		again, err := xsd.Parse(canonical, xsd.Type(typ))
		if err != nil {
			t.Fatalf("%v %q: canonical form %q: %v", xsd.Type(typ), s, canonical, err)
		}
		if again.String() != canonical {
			t.Errorf("%v %q: canonical form %q has the canonical form %q", xsd.Type(typ), s, canonical, again)
		}
		if n, ok := v.Number(); ok && n.IsNaN() {
			return
		}
		if equal, ok := v.Equal(again); !equal || !ok {
			t.Errorf("%v %q: not equal to its canonical form %q", xsd.Type(typ), s, canonical)
		}
	})
}
