package dict_test

import (
	"math"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/dict"
)

// TestPayloads holds that package ids decodes what Inline encodes: expressions
// rely on it.
func TestPayloads(t *testing.T) {
	for typ, forms := range map[xsd.Type][]string{
		xsd.TBoolean: {"true", "false"},
		xsd.TInteger: {"0", "1", "-1", "576460752303423487", "-576460752303423488"},
		xsd.TDecimal: {"0", "1", "-1", "0.1", "-123.456", "1234567890.123456", "0.0000001", "10000000000000000000000"},
		xsd.TDouble: {
			"0.0E0", "-0.0E0", "INF", "-INF", "NaN", "1.0E0", "-1.5E-7", "1.23456789012345E300", "9.0E-300", "1.0E22", "1.0E23",
		},
		xsd.TDate:     {"1970-01-01", "2000-02-29Z", "1999-12-31-05:00", "-0044-03-15+14:00", "9999-12-31"},
		xsd.TDateTime: {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999", "2026-11-24T12:30:15.25+01:00", "0000-01-01T00:00:00-14:00"},
		xsd.TGYear:    {"1970", "2000Z", "-0044", "1869+14:00", "12000"},
	} {
		for _, form := range forms {
			id, ok := dict.Inline(rdf.NewLiteral(form, typ.IRI()))
			if !ok {
				t.Errorf("%v %s is not inlined", typ, form)
				continue
			}
			want, err := xsd.Parse(form, typ)
			if err != nil {
				t.Fatal(err)
			}
			if !decodesTo(id, want) {
				t.Errorf("%v %s: %#x decodes to another value", typ, form, uint64(id))
			}
		}
	}
}

// decodesTo reports whether package ids decodes the value from id.
func decodesTo(id ids.ID, want xsd.Value) bool {
	n, _ := want.Number()
	switch id.Kind() {
	case ids.KindBoolean:
		b, ok := want.Boolean()
		return ok && id.Boolean() == b && id == ids.FromBoolean(b)
	case ids.KindInteger:
		v, ok := n.Int64()
		again, fits := ids.FromInteger(v)
		return ok && fits && id.Integer() == v && again == id
	case ids.KindDecimal:
		mantissa, exponent, ok := id.Decimal()
		d, isDecimal := n.Decimal()
		f := float64(mantissa) * math.Pow10(exponent)
		return ok && isDecimal && math.Abs(f-d.Float64()) <= math.Abs(f)*1e-15
	case ids.KindDouble:
		f, ok := id.Double()
		return ok && (math.Float64bits(f) == math.Float64bits(n.Float64()) || n.IsNaN() && id == ids.NaN)
	case ids.KindDate, ids.KindDateTime, ids.KindGYear:
		d, _ := want.DateTime()
		at, zone, zoned := id.Moment()
		seconds, atto := at*60, int64(0)
		if id.Kind() == ids.KindDateTime {
			millis := (at%1000 + 1000) % 1000
			seconds, atto = (at-millis)/1000, millis*1_000_000_000_000_000
		}
		got, ok := xsd.Instant(want.Type(), seconds, atto, zone, zoned)
		return ok && got == d
	default:
		return false
	}
}
