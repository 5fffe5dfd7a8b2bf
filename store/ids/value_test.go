package ids_test

import (
	"math"
	"testing"

	"github.com/issn-ld/issn-ld/store/ids"
)

func TestInteger(t *testing.T) {
	for _, v := range []int64{0, 1, -1, 1<<59 - 1, -1 << 59} {
		id, ok := ids.FromInteger(v)
		if !ok || id.Kind() != ids.KindInteger || id.Integer() != v {
			t.Errorf("%d: got %#x, %v, back %d", v, uint64(id), ok, id.Integer())
		}
	}
	for _, v := range []int64{1 << 59, -1<<59 - 1, math.MaxInt64, math.MinInt64} {
		if _, ok := ids.FromInteger(v); ok {
			t.Errorf("%d is inlined", v)
		}
	}
}

func TestBoolean(t *testing.T) {
	for _, b := range []bool{false, true} {
		if id := ids.FromBoolean(b); id.Kind() != ids.KindBoolean || id.Boolean() != b {
			t.Errorf("%v: got %#x", b, uint64(id))
		}
	}
}

func TestDouble(t *testing.T) {
	const zero = 1 << 59
	unit := uint64(9 * 100_000_000_000_000)
	for name, tc := range map[string]struct {
		payload uint64
		want    float64
	}{
		"zero":         {zero, 0},
		"minus zero":   {zero - 1, math.Copysign(0, -1)},
		"infinity":     {2*zero - 2, math.Inf(1)},
		"-infinity":    {0, math.Inf(-1)},
		"one":          {zero + 1 + 307*unit, 1},
		"minus one":    {zero - 2 - 307*unit, -1},
		"1e-307":       {zero + 1, 1e-307},
		"1e307":        {zero + 1 + 614*unit, 1e307},
		"1.5":          {zero + 1 + 307*unit + 50_000_000_000_000, 1.5},
		"1e22 is 1e22": {zero + 1 + 329*unit, 1e22},
	} {
		got, ok := ids.Make(ids.KindDouble, tc.payload).Double()
		if !ok || math.Float64bits(got) != math.Float64bits(tc.want) {
			t.Errorf("%s: got %g, %v; want %g", name, got, ok, tc.want)
		}
	}
	if got, ok := ids.NaN.Double(); !ok || !math.IsNaN(got) {
		t.Errorf("NaN: got %g, %v", got, ok)
	}
}

func TestDecimal(t *testing.T) {
	const zero, unit = 1 << 59, 9 * 1_000_000_000_000_000
	for name, tc := range map[string]struct {
		payload  uint64
		mantissa int64
		exponent int
	}{
		"zero":       {zero, 0, 0},
		"one":        {zero + 1 + 31*unit, 1_000_000_000_000_000, -15},
		"minus one":  {zero - 1 - 31*unit, -1_000_000_000_000_000, -15},
		"minus 1.5":  {zero - 1 - 31*unit - 500_000_000_000_000, -1_500_000_000_000_000, -15},
		"0.01":       {zero + 1 + 29*unit, 1_000_000_000_000_000, -17},
		"10 to 31th": {zero + 1 + 62*unit, 1_000_000_000_000_000, 16},
	} {
		m, e, ok := ids.Make(ids.KindDecimal, tc.payload).Decimal()
		if !ok || m != tc.mantissa || e != tc.exponent {
			t.Errorf("%s: got %d, %d, %v; want %d, %d", name, m, e, ok, tc.mantissa, tc.exponent)
		}
	}
	if _, _, ok := ids.Make(ids.KindDecimal, 2*zero-1).Decimal(); ok {
		t.Error("a payload beyond all decimals is a decimal")
	}
}

func TestMoment(t *testing.T) {
	for name, tc := range map[string]struct {
		at    int64
		code  uint64
		zone  int
		zoned bool
	}{
		"no zone": {-5, 0, 0, false},
		"UTC":     {0, 841, 0, true},
		"west":    {1 << 40, 1, -840, true},
		"east":    {-1 << 47, 841 + 840, 840, true},
	} {
		id := ids.Make(ids.KindDate, uint64(tc.at+1<<48)<<11|tc.code)
		if at, zone, zoned := id.Moment(); at != tc.at || zone != tc.zone || zoned != tc.zoned {
			t.Errorf("%s: got %d, %d, %v", name, at, zone, zoned)
		}
	}
}
