package dict

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

func TestInline(t *testing.T) {
	iri := rdf.NewIRI
	typed := func(datatype string) func(string) rdf.Term {
		return func(lexical string) rdf.Term { return rdf.NewLiteral(lexical, datatype) }
	}
	for name, tc := range map[string]struct {
		term    func(string) rdf.Term
		kind    ids.Kind
		inlined []string
		not     []string
	}{
		"ISSN IRI": {
			iri, ids.KindISSNIRI,
			[]string{
				"http://issn.org/resource/ISSN/0028-0836", "http://issn.org/resource/ISSN-L/0028-0836",
				"http://issn.org/resource/ISSN-H/0028-0836", "http://issn.org/resource/ISSN/2434-561X#KeyTitle",
				"http://issn.org/resource/ISSN/0028-0836#InterveningPublicationEvent",
				"http://issn.org/resource/ISSN/0028-0836#InterveningPublicationEvent1",
				"http://issn.org/resource/ISSN/0028-0836#InterveningPublicationEvent65535",
			},
			[]string{
				"http://issn.org/resource/ISSN/0028-0837", "http://issn.org/resource/ISSN/00280836",
				"http://issn.org/resource/ISSN/2434-561x", "http://issn.org/resource/ISSN/0028-0836#",
				"http://issn.org/resource/ISSN/0028-0836/", "http://issn.org/resource/ISSN-X/0028-0836",
				"http://issn.org/resource/ISSN/0028-0836#Publisher-Macmillan",
				"http://issn.org/resource/ISSN/0028-0836#InterveningPublicationEvent01",
				"http://issn.org/resource/ISSN/0028-0836#InterveningPublicationEvent0",
				"http://issn.org/resource/ISSN/0028-0836#InterveningPublicationEvent65536",
				"http://issn.org/resource/ISSN/0028-0836#KeyTitle1",
			},
		},
		"template": {
			iri, ids.KindTemplate,
			[]string{
				"http://www.wikidata.org/entity/Q180445", "http://www.wikidata.org/entity/Q0",
				"https://openalex.org/S137773608", "https://openalex.org/W2741809807",
				"https://isni.org/isni/0000000121032683", "http://isni.org/isni/000000012146438X",
				"https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1694-233X",
				"https://ror.org/03vek6s52", "https://ror.org/02mhbdp94", "http://viaf.org/viaf/146829234",
				"http://udcdata.info/001234", "http://udcdata.info/000000", "http://udcdata.info/999999",
				"https://sws.geonames.org/2643743/", "http://www.geonames.org/2643743",
				"https://portal.issn.org/resource/ISSN/2434-561X", "urn:issn:0028-0836", "urn:ISSN:0028-0836",
			},
			[]string{
				"http://www.wikidata.org/entity/Q", "http://www.wikidata.org/entity/Q01",
				"http://www.wikidata.org/entity/Q4503599627370496", "http://www.wikidata.org/entity/Q1/",
				"http://www.wikidata.org/entity/Q99999999999999999999999", "http://www.wikidata.org/entity/Q-1",
				"https://isni.org/isni/0000000121032684", "https://isni.org/isni/121032683",
				"https://orcid.org/0000-0002-1825-0098", "https://orcid.org/0000000218250097",
				"https://ror.org/03vek6s5", "https://ror.org/13vek6s52", "https://ror.org/03VEK6S52", "https://ror.org/03vei6s52",
				"http://udcdata.info/1234", "http://udcdata.info/0001234", "https://sws.geonames.org/2643743",
				"https://portal.issn.org/resource/ISSN/0028-0837", "urn:issn:", "urn:issn:0028-083x", "1", "/", "",
			},
		},
		"integer": {
			typed(vocab.XSDInteger), ids.KindInteger,
			[]string{"0", "1", "-1", "42", "576460752303423487", "-576460752303423488"},
			[]string{"", "-", "+1", "01", "-0", "00", " 1", "1 ", "1.0", "576460752303423488", "-576460752303423489", "99999999999999999999"},
		},
		"decimal": {
			typed(vocab.XSDDecimal), ids.KindDecimal,
			[]string{
				"0", "1", "-1", "10", "1000", "0.5", "-0.5", "48.856614", "-2.3522219", "0.00001", "1234567890123456",
				"1000000000000000000000", "0.1234567890123456", "9.999999999999999",
			},
			[]string{
				"", "-", ".", "-0", "1.", "1.0", ".5", "0.50", "00.5", "+1", "1e3", "1.5.5", "12345678901234567", "0.0",
				"100000000000000000000000000000000", "0.00000000000000000000000000000001", "x", "-.5",
			},
		},
		"double": {
			typed(vocab.XSDDouble), ids.KindDouble,
			[]string{"0.0E0", "-0.0E0", "INF", "-INF", "NaN", "1.0E0", "-1.0E0", "4.8856614E1", "1.5E-7", "1.23456789012345E307", "-9.0E-307"},
			[]string{
				"", "-", "E", "0", "1", "1.0", "1E0", "1.0e0", "1.0E+0", "1.0E00", "1.0E-0", "10.0E0", "0.1E0", "1.50E0", "+INF", "-NaN",
				"1.234567890123456E0", "1.0E308", "1.0E-308", "1.xE0", "1.0E", "1.E0", "-0.0E1",
			},
		},
		"boolean": {typed(vocab.XSDBoolean), ids.KindBoolean, []string{"false", "true"}, []string{"", "0", "1", "TRUE", "true "}},
		"date": {
			typed(vocab.XSDDate), ids.KindDate,
			[]string{"1869-11-04", "0000-02-29", "2000-02-29", "1969-12-31Z", "2024-01-01+14:00", "2024-01-01-14:00", "-0044-03-15", "12024-12-31", "-99999999-01-01"},
			[]string{
				"", "-", "1869", "1869-1-4", "1900-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-04-31", "02024-01-01", "-0000-01-01",
				"2024-01-01+00:00", "2024-01-01-00:00", "2024-01-01+14:01", "2024-01-01+05:60", "2024-01-01z", "2024-01-01T", "100000000-01-01", "20240101",
			},
		},
		"dateTime": {
			typed(vocab.XSDDateTime), ids.KindDateTime,
			[]string{
				"2024-07-01T12:30:45", "2024-07-01T12:30:45Z", "2024-07-01T00:00:00.001Z", "2024-07-01T23:59:59.9+02:00",
				"0001-01-01T00:00:00", "0000-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-14:00",
			},
			[]string{
				"", "2024-07-01", "2024-07-01T24:00:00", "2024-07-01T12:60:00", "2024-07-01T12:30:60", "2024-07-01T12:30:45.0", "2024-07-01T12:30:45.10",
				"2024-07-01T12:30:45.1234", "2024-07-01T12:30:45.", "2024-07-01T12:30", "2024-07-01T12:30:45+00:00", "12024-07-01T12:30:45", "-0001-07-01T12:30:45",
				"20141004233900.0",
			},
		},
		"gYear": {
			typed(vocab.XSDGYear), ids.KindGYear,
			[]string{"1869", "9999", "0000", "-0044", "2024Z", "2024-05:00", "12345", "99999999", "-99999999+14:00"},
			[]string{"", "-", "869", "01869", "-0000", "2024+00:00", "+2024", "100000000", "2024-13", "19uu"},
		},
		"ISSN": {rdf.NewString, ids.KindISSN, []string{"0028-0836", "2434-561X", "0000-0000"}, []string{"", "0028-0837", "00280836", "2434-561x", "0028-0836 "}},
		"other datatype": {
			typed("http://www.w3.org/2001/XMLSchema#int"), ids.KindSpecial, nil, []string{"1", "0028-0836", "true"},
		},
		"language": {func(s string) rdf.Term { return rdf.NewLangString(s, "en") }, ids.KindSpecial, nil, []string{"1", "0028-0836", "true"}},
		"node of a record": {
			rdf.NewBlankNode, ids.KindISSNNode,
			[]string{"0028-0836-0", "0028-0836-1", "2434-561X-12", "0000-0000-9999999999"},
			[]string{"0028-0836-", "0028-0836-01", "0028-0837-1", "0028-0836-x", "0028-0836-99999999999", "b0028-0836-1"},
		},
		"blank": {rdf.NewBlankNode, ids.KindSpecial, nil, []string{"http://www.wikidata.org/entity/Q1", "0028-0836"}},
	} {
		t.Run(name, func(t *testing.T) {
			seen := make(map[ids.ID]string)
			for _, s := range tc.inlined {
				term := tc.term(s)
				id, ok := Inline(term)
				if !ok || id.Kind() != tc.kind || id == ids.Undef {
					t.Errorf("Inline(%q) = %#x, %v, want kind %d", s, id, ok, tc.kind)
				}
				if back, ok := Uninline(id); !ok || back != term {
					t.Errorf("Uninline(Inline(%q)) = %q, %v", s, back.Value(), ok)
				}
				if other, dup := seen[id]; dup {
					t.Errorf("%q and %q have one id", s, other)
				}
				seen[id] = s
			}
			for _, s := range tc.not {
				if id, ok := Inline(tc.term(s)); ok {
					back, _ := Uninline(id)
					t.Errorf("Inline(%q) = %#x, which is %q; want none", s, id, back.Value())
				}
			}
		})
	}
}

// inlinedValue is a random lexical form with the value that it should be
// ordered by.
type inlinedValue[V any] struct {
	lexical string
	value   V
}

// testOrder checks that ids order as values do, and that equal values that are
// not the same term are neighbours.
func testOrder[V any](t *testing.T, datatype string, compare func(a, b V) int, values []inlinedValue[V]) {
	t.Helper()
	type item struct {
		inlinedValue[V]
		id ids.ID
	}
	var items []item
	for _, v := range values {
		if id, ok := Inline(rdf.NewLiteral(v.lexical, datatype)); ok {
			items = append(items, item{v, id})
			if back, ok := Uninline(id); !ok || back.Value() != v.lexical {
				t.Fatalf("%q came back as %q", v.lexical, back.Value())
			}
		}
	}
	if len(items) < len(values)/2 {
		t.Fatalf("only %d of %d values are inlined", len(items), len(values))
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Compare(a.id, b.id) })
	for i := 1; i < len(items); i++ {
		if a, b := items[i-1], items[i]; compare(a.value, b.value) > 0 {
			t.Fatalf("%q has a lesser id than %q", a.lexical, b.lexical)
		}
	}
}

func TestOrderOfNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var integers []inlinedValue[int64]
	var decimals, wide []inlinedValue[float64]
	var doubles []inlinedValue[float64]
	for range 20_000 {
		n := int64(r.Uint64()) >> (4 + r.UintN(60))
		integers = append(integers, inlinedValue[int64]{strconv.FormatInt(n, 10), n})

		// Up to 15 digits: float64 keeps them apart.
		digits := r.Int64N(1_000_000_000_000_000) >> r.UintN(48)
		scale := r.IntN(16)
		f := float64(digits) / pow10(scale)
		if r.IntN(2) == 0 {
			f = -f
		}
		if f == 0 {
			f = 0 // not -0, which decimals do not have
		}
		decimals = append(decimals, inlinedValue[float64]{strconv.FormatFloat(f, 'f', -1, 64), f})

		m := float64(1+r.Int64N(999_999)) * pow10(r.IntN(20))
		wide = append(wide, inlinedValue[float64]{strconv.FormatFloat(m, 'f', -1, 64), m})

		d := float64(digits) * pow10(r.IntN(290)-145)
		if r.IntN(2) == 0 {
			d = -d
		}
		s, err := xsd.Canonical(strconv.FormatFloat(d, 'E', -1, 64), xsd.TDouble)
		if err != nil {
			t.Fatal(err)
		}
		doubles = append(doubles, inlinedValue[float64]{s, d})
	}
	for _, s := range []string{"INF", "-INF", "0.0E0", "-0.0E0"} {
		f, _ := strconv.ParseFloat(s, 64)
		doubles = append(doubles, inlinedValue[float64]{s, f})
	}
	t.Run("integer", func(t *testing.T) { testOrder(t, vocab.XSDInteger, cmp.Compare[int64], integers) })
	t.Run("decimal", func(t *testing.T) { testOrder(t, vocab.XSDDecimal, cmp.Compare[float64], decimals) })
	t.Run("decimal/wide", func(t *testing.T) { testOrder(t, vocab.XSDDecimal, cmp.Compare[float64], wide) })
	t.Run("double", func(t *testing.T) { testOrder(t, vocab.XSDDouble, cmp.Compare[float64], doubles) })
}

func pow10(n int) float64 {
	f, _ := strconv.ParseFloat("1e"+strconv.Itoa(n), 64)
	return f
}

func TestOrderOfTimes(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	var dates, dateTimes, years []inlinedValue[xsd.DateTime]
	add := func(to *[]inlinedValue[xsd.DateTime], s string, typ xsd.Type) {
		// Without a zone, a value counts as UTC.
		zoned := s
		if body := strings.TrimPrefix(s, "-"); !strings.HasSuffix(s, "Z") && !strings.Contains(body, "+") && !zoneAtEnd(body) {
			zoned += "Z"
		}
		v, err := xsd.ParseDateTime(zoned, typ)
		if err != nil {
			t.Fatal(s, err)
		}
		*to = append(*to, inlinedValue[xsd.DateTime]{s, v})
	}
	for range 20_000 {
		zones := []string{"", "", "Z", "+01:00", "-05:00", "+14:00", "-14:00", "+05:45"}
		zone := zones[r.IntN(len(zones))]
		year := 1900 + r.IntN(200)
		if r.IntN(10) == 0 {
			year = r.IntN(10_000)
		}
		day := fmt.Sprintf("%04d-%02d-%02d", year, 1+r.IntN(12), 1+r.IntN(28))
		add(&dates, day+zone, xsd.TDate)
		clock := fmt.Sprintf("T%02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60))
		if millis := r.IntN(1000); millis > 500 {
			clock += strings.TrimRight(fmt.Sprintf(".%03d", millis), "0")
		}
		add(&dateTimes, day+clock+zone, xsd.TDateTime)
		add(&years, fmt.Sprintf("%04d", year)+zone, xsd.TGYear)
	}
	compare := func(a, b xsd.DateTime) int {
		c, _ := a.Compare(b)
		return c
	}
	t.Run("date", func(t *testing.T) { testOrder(t, vocab.XSDDate, compare, dates) })
	t.Run("dateTime", func(t *testing.T) { testOrder(t, vocab.XSDDateTime, compare, dateTimes) })
	t.Run("gYear", func(t *testing.T) { testOrder(t, vocab.XSDGYear, compare, years) })
}

// zoneAtEnd reports whether s ends in a negative offset.
func zoneAtEnd(s string) bool {
	return len(s) > 6 && s[len(s)-6] == '-' && s[len(s)-3] == ':'
}

func TestOrderOfISSNs(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	var literals []inlinedValue[string]
	for range 5000 {
		s := issn.ISSN(r.IntN(issn.Count)).String()
		literals = append(literals, inlinedValue[string]{s, s})
	}
	testOrder(t, vocab.XSDString, cmp.Compare[string], literals)
}

// TestValues checks that package ids decodes what this package encodes.
func TestValues(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	inlined := func(lexical, datatype string) ids.ID {
		t.Helper()
		id, ok := Inline(rdf.NewLiteral(lexical, datatype))
		if !ok {
			t.Fatalf("%q of %s is not inlined", lexical, datatype)
		}
		return id
	}
	for range 10_000 {
		n := int64(r.Uint64()) >> (5 + r.UintN(59))
		id := inlined(strconv.FormatInt(n, 10), vocab.XSDInteger)
		if from, ok := ids.FromInteger(n); !ok || from != id || id.Integer() != n {
			t.Fatalf("%d: id %#x, from the value %#x, back %d", n, id, from, id.Integer())
		}
		digits, power := (1+r.Int64N(999_999_999_999_999))>>r.UintN(40)|1, r.IntN(15)
		text := strconv.FormatInt(digits, 10) + "E-" + strconv.Itoa(power)
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		mantissa, exponent, ok := inlined(strconv.FormatFloat(want, 'f', -1, 64), vocab.XSDDecimal).Decimal()
		if got, err := strconv.ParseFloat(fmt.Sprintf("%dE%d", mantissa, exponent), 64); !ok || err != nil || got != want {
			t.Fatalf("decimal %s came back as %dE%d, %v", text, mantissa, exponent, ok)
		}
		canonical, err := xsd.Canonical(text, xsd.TDouble)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := inlined(canonical, vocab.XSDDouble).Double(); !ok || got != want {
			t.Fatalf("double %s came back as %g, %v", canonical, got, ok)
		}
		at := time.UnixMilli(r.Int64N(253_402_300_800_000)).In(time.FixedZone("", 3600*(r.IntN(25)-12)))
		if at.Year() > 9999 {
			continue
		}
		moment, zone, zoned := inlined(at.Format("2006-01-02T15:04:05.999Z07:00"), vocab.XSDDateTime).Moment()
		if _, offset := at.Zone(); moment != at.UnixMilli() || !zoned || zone*60 != offset {
			t.Fatalf("%v came back as %d, %d, %v", at, moment, zone, zoned)
		}
		day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		moment, _, zoned = inlined(day.Format(time.DateOnly), vocab.XSDDate).Moment()
		if moment*60 != day.Unix() || zoned {
			t.Fatalf("%v came back as %d, %v", day, moment, zoned)
		}
	}
	if id := inlined("NaN", vocab.XSDDouble); id != ids.NaN {
		t.Errorf("NaN is %#x, want %#x", id, ids.NaN)
	}
	if inlined("true", vocab.XSDBoolean) != ids.FromBoolean(true) || inlined("false", vocab.XSDBoolean) != ids.FromBoolean(false) {
		t.Error("booleans differ")
	}
}

// TestResourceRange checks that the parts of a resource, open fragments
// included, and nothing else lie in its range.
func TestResourceRange(t *testing.T) {
	const one, other = "http://issn.org/resource/ISSN/0028-0836", "http://issn.org/resource/ISSN/0028-0844"
	fragments := []string{"", "#ISSN", "#KeyTitle", "#InterveningPublicationEvent12", "#Publisher-Macmillan", "#PublicationPlace-London"}
	var terms []rdf.Term
	for _, resource := range []string{one, other, "http://issn.org/resource/ISSN-L/0028-0836"} {
		for _, fragment := range fragments {
			terms = append(terms, rdf.NewIRI(resource+fragment))
		}
	}
	b := build(t, BuilderOptions{}, terms)
	check(t, b.dict)
	final := b.final(t, 0)
	lo, hi := final[1].Resource()
	for i, id := range final {
		if got, want := lo <= id && id < hi, i < len(fragments); got != want {
			t.Errorf("%v in range: %v, want %v", terms[i], got, want)
		}
		if term, err := b.dict.Term(id); err != nil || term != terms[i] {
			t.Errorf("Term(%#x) = %v, %v, want %v", id, term, err, terms[i])
		}
	}
	if b.dict.Len() != 0 || b.dict.header.fragments != 2 {
		t.Errorf("%d terms and %d fragments in the dictionary, want 0 and 2", b.dict.Len(), b.dict.header.fragments)
	}
	if lo, hi := ids.Make(ids.KindInteger, 1).Resource(); lo != hi {
		t.Errorf("Resource of an integer: %#x, %#x", lo, hi)
	}
}

func TestTables(t *testing.T) {
	for i, name := range fragmentNames {
		if ordinal, ok := fixedFragment(name); !ok || ordinal != ids.ID(i)<<fragmentNumberBits {
			t.Errorf("fixedFragment(%q) = %#x, %v, want %d", name, ordinal, ok, i)
		}
	}
	seen := make(map[string]bool)
	for i, template := range templates {
		if got := templateOf(template.prefix); got != i {
			t.Errorf("templateOf(%q) = %d, want %d", template.prefix, got, i)
		}
		if key := template.prefix + " " + template.suffix; seen[key] {
			t.Errorf("template %q twice", template.prefix)
		} else {
			seen[key] = true
		}
	}
}
