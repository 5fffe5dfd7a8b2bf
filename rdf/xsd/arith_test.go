package xsd_test

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf/xsd"
)

// number parses a number whose type shows in its form, as in SPARQL.
func number(t *testing.T, s string) xsd.Number {
	t.Helper()
	for _, typ := range []xsd.Type{xsd.TInteger, xsd.TDecimal, xsd.TDouble} {
		if n, err := xsd.ParseNumber(s, typ); err == nil {
			return n
		}
	}
	t.Fatalf("%q is no number", s)
	return xsd.Number{}
}

func TestArithmetic(t *testing.T) {
	for _, tc := range []struct {
		a, op, b, want string
	}{
		{"1", "+", "2", "3"},
		{"9223372036854775807", "+", "1", "9223372036854775808"},
		{"-9223372036854775808", "-", "1", "-9223372036854775809"},
		{"9223372036854775808", "-", "1", "9223372036854775807"},
		{"-9223372036854775808", "*", "-1", "9223372036854775808"},
		{"4294967296", "*", "4294967296", "18446744073709551616"},
		{"0.1", "+", "0.2", "0.3"},
		{"1.5", "+", "1", "2.5"},
		{"1.5", "*", "2.0", "3"},
		{"0.5", "-", "0.50", "0"},
		{"1", "/", "4", "0.25"},
		{"1", "/", "3", "0.333333333333333333"},
		{"2", "/", "3", "0.666666666666666667"},
		{"-2", "/", "3", "-0.666666666666666667"},
		{"1000000000000000000000", "/", "3", "333333333333333333333.333333333333333333"},
		{"1", "/", "3000000000000000000000", "0.0000000000000000000003333333333333333333"},
		{"10", "/", "5", "2"},
		{"1", "/", "0", "error"},
		{"1.0", "/", "0.0", "error"},
		{"1e0", "/", "0", "INF"},
		{"-1e0", "/", "0", "-INF"},
		{"0e0", "/", "0", "NaN"},
		{"1", "+", "1e0", "2.0E0"},
		{"0.1e0", "+", "0.2", "3.0000000000000004E-1"},
	} {
		a, b := number(t, tc.a), number(t, tc.b)
		op := map[string]func(xsd.Number) (xsd.Number, error){"+": a.Add, "-": a.Sub, "*": a.Mul, "/": a.Quo}[tc.op]
		got, err := op(b)
		if tc.want == "error" {
			if !errors.Is(err, xsd.ErrDivisionByZero) {
				t.Errorf("%s %s %s: got %v, %v; want division by zero", tc.a, tc.op, tc.b, got, err)
			}
			continue
		}
		if err != nil || got.String() != tc.want {
			t.Errorf("%s %s %s: got %v, %v; want %s", tc.a, tc.op, tc.b, got, err, tc.want)
		}
	}
}

// TestDecimalLimits holds that repeated multiplication ends in an error, not in
// hours of work.
func TestDecimalLimits(t *testing.T) {
	for _, start := range []string{"123456789", "0.0000000001", "1000000000000000000000000000000"} {
		n := number(t, start)
		var err error
		for range 40 {
			if n, err = n.Mul(n); err != nil {
				break
			}
		}
		if !errors.Is(err, xsd.ErrRange) {
			t.Errorf("%s squared 40 times: got %v, want out of range", start, err)
		}
	}
	if _, err := xsd.ParseDecimal(strings.Repeat("1", 1<<17+1)); !errors.Is(err, xsd.ErrRange) {
		t.Errorf("too many digits: got %v", err)
	}
}

func TestArithmeticTypes(t *testing.T) {
	float, err := xsd.ParseNumber("1", xsd.TFloat)
	if err != nil {
		t.Fatal(err)
	}
	integer, decimal, double := xsd.Integer(1), xsd.DecimalNumber(xsd.NewInteger(1)), xsd.Double(1)
	for _, tc := range []struct {
		a, b xsd.Number
		want xsd.Type
	}{
		{integer, integer, xsd.TInteger},
		{integer, decimal, xsd.TDecimal},
		{decimal, float, xsd.TFloat},
		{float, double, xsd.TDouble},
		{integer, double, xsd.TDouble},
	} {
		if sum, err := tc.a.Add(tc.b); err != nil || sum.Type() != tc.want {
			t.Errorf("%v + %v is %v, %v; want %v", tc.a.Type(), tc.b.Type(), sum.Type(), err, tc.want)
		}
	}
	if q, err := integer.Quo(integer); err != nil || q.Type() != xsd.TDecimal {
		t.Errorf("integer / integer is %v, %v; want decimal", q.Type(), err)
	}
}

func TestRounding(t *testing.T) {
	for _, tc := range []struct{ in, round, ceil, floor, abs string }{
		{"2.5", "3", "3", "2", "2.5"},
		{"-2.5", "-2", "-2", "-3", "2.5"},
		{"2.4999", "2", "3", "2", "2.4999"},
		{"-0.5", "0", "0", "-1", "0.5"},
		{"7", "7", "7", "7", "7"},
		{"2.5e0", "3.0E0", "3.0E0", "2.0E0", "2.5E0"},
		{"-2.5e0", "-2.0E0", "-2.0E0", "-3.0E0", "2.5E0"},
		{"-0.4e0", "-0.0E0", "-0.0E0", "-1.0E0", "4.0E-1"},
		{"2251799813685248.5e0", "2.251799813685249E15", "2.251799813685249E15", "2.251799813685248E15", "2.2517998136852485E15"},
		{"NaN", "NaN", "NaN", "NaN", "NaN"},
	} {
		n := number(t, tc.in)
		got := [4]string{n.Round().String(), n.Ceil().String(), n.Floor().String(), n.Abs().String()}
		if want := [4]string{tc.round, tc.ceil, tc.floor, tc.abs}; got != want {
			t.Errorf("round, ceil, floor, abs of %s: got %v, want %v", tc.in, got, want)
		}
	}
}

func TestNumberOrder(t *testing.T) {
	// Ascending by exact value.
	ascending := []string{
		"NaN", "-INF", "-9223372036854775809", "-1.5", "-1", "0", "0.1", "0.1e0", "1", "9007199254740992",
		"9007199254740993", "9223372036854775808", "1e300", "INF",
	}
	for i, a := range ascending {
		for j, b := range ascending {
			want := map[bool]int{true: 0, false: 1}[i == j]
			if i < j {
				want = -1
			}
			if got := number(t, a).Order(number(t, b)); got != want {
				t.Errorf("Order(%s, %s) = %d, want %d", a, b, got, want)
			}
		}
	}
	if c, ok := number(t, "9007199254740993").Compare(number(t, "9007199254740992e0")); c != 0 || !ok {
		t.Errorf("Compare promotes to double: got %d, %v", c, ok)
	}
	if _, ok := number(t, "NaN").Compare(number(t, "NaN")); ok {
		t.Error("NaN compares with NaN")
	}
}

// TestDecimalAgainstRat compares with exact rational arithmetic.
func TestDecimalAgainstRat(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func() (xsd.Decimal, *big.Rat) {
		digits := make([]byte, 1+rnd.IntN(25))
		for i := range digits {
			digits[i] = byte('0' + rnd.IntN(10))
		}
		s := string(digits)
		if at := rnd.IntN(len(s)); rnd.IntN(2) == 0 {
			s = s[:at] + "." + s[at:]
		}
		if rnd.IntN(2) == 0 {
			s = "-" + s
		}
		d, err := xsd.ParseDecimal(s)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		r, _ := new(big.Rat).SetString(s)
		return d, r
	}
	rat := func(d xsd.Decimal) *big.Rat {
		r, _ := new(big.Rat).SetString(d.String())
		return r
	}
	tolerance := new(big.Rat).SetFrac64(1, 1_000_000_000_000_000_000)
	for range 20_000 {
		a, ra := random()
		b, rb := random()
		product, err := a.Mul(b)
		if err != nil {
			t.Fatal(err)
		}
		if rat(a.Add(b)).Cmp(new(big.Rat).Add(ra, rb)) != 0 || rat(a.Sub(b)).Cmp(new(big.Rat).Sub(ra, rb)) != 0 ||
			rat(product).Cmp(new(big.Rat).Mul(ra, rb)) != 0 || a.Cmp(b) != ra.Cmp(rb) {
			t.Fatalf("%v and %v: sum %v, difference %v, product %v, order %d", a, b, a.Add(b), a.Sub(b), product, a.Cmp(b))
		}
		if b.Sign() == 0 {
			continue
		}
		q, err := a.Quo(b)
		exact := new(big.Rat).Quo(ra, rb)
		off := new(big.Rat).Sub(rat(q), exact)
		if err != nil || off.Abs(off).Cmp(tolerance) > 0 {
			t.Fatalf("%v / %v = %v, %v: off by %v", a, b, q, err, off)
		}
	}
}

func TestFloatConversions(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		f := math.Float64frombits(rnd.Uint64())
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		d, err := xsd.DecimalFromFloat(f)
		if err != nil || d.Float64() != f {
			t.Fatalf("%g: %v, back %g", f, err, d.Float64())
		}
		n, err := xsd.ParseNumber(xsd.Double(f).String(), xsd.TDouble)
		if err != nil || n.Float64() != f {
			t.Fatalf("%g: canonical form %s reads as %g, %v", f, xsd.Double(f), n.Float64(), err)
		}
	}
}

func BenchmarkParseNumber(b *testing.B) {
	for name, tc := range map[string]struct {
		in  string
		typ xsd.Type
	}{
		"type=integer": {"2442601", xsd.TInteger},
		"type=decimal": {"-12.345", xsd.TDecimal},
		"type=double":  {"1.25E-3", xsd.TDouble},
		"type=big":     {"123456789012345678901234567890", xsd.TInteger},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := xsd.ParseNumber(tc.in, tc.typ); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
