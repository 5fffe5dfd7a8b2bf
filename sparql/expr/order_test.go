package expr_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// ascending are terms in the order of ORDER BY, written as SPARQL; those of one
// entry are equal.
var ascending = [][]string{
	{``},
	{`:a`},
	{`:b`},
	{`false`},
	{`true`},
	{`"NaN"^^xsd:double`, `"NaN"^^xsd:float`},
	{`"-INF"^^xsd:double`},
	{`-99999999999999999999`},
	{`-5`, `-5.0`, `"-05"^^xsd:integer`},
	{`0`, `-0e0`, `0e0`},
	{`0.1`},
	{`0.1e0`},
	{`1`, `1.0`, `1e0`, `"1"^^xsd:byte`},
	{`1.5`},
	{`2`},
	{`9007199254740992`, `9007199254740992e0`},
	{`9007199254740993`},
	{`"INF"^^xsd:double`},
	{`"1999-12-31"^^xsd:date`, `"1999-12-31Z"^^xsd:date`},
	{`"1999-12-31-05:00"^^xsd:date`},
	{`"2000-01-01"^^xsd:date`},
	{`"2000-01-01T00:00:00"^^xsd:dateTime`, `"2000-01-01T01:00:00+01:00"^^xsd:dateTime`},
	{`"2000-01-01T00:00:00.001"^^xsd:dateTime`},
	{`"12:00:00"^^xsd:time`},
	{`"1999"^^xsd:gYear`},
	{`"2000"^^xsd:gYear`},
	{`"PT1H"^^xsd:dayTimeDuration`, `"PT60M"^^xsd:duration`},
	{`"P1M"^^xsd:yearMonthDuration`},
	{`"P31D"^^xsd:duration`},
	{`""`},
	{`"B"`},
	{`"a"`},
	{`"a"@de`},
	{`"a"@en`},
	{`"a"@en--ltr`},
	{`"a"@ar--rtl`},
	{`"a "`},
	{`"b"`},
	{`"é"`},
	{`"b"^^:t`},
	{`"a"^^:u`},
	{`"x"^^xsd:integer`},
	{`<<( :a :p 1 )>>`, `<<( :a :p 1.0 )>>`},
	{`<<( :a :p 2 )>>`},
	{`<<( :a :p <<( :a :p 1 )>> )>>`},
	{`<<( :b :a 1 )>>`},
}

func TestTotalOrder(t *testing.T) {
	type entry struct {
		text string
		term rdf.Term
		id   ids.ID
		rank int
	}
	var entries []entry
	var terms []rdf.Term
	for rank, group := range ascending {
		for _, text := range group {
			var term rdf.Term
			if text != "" {
				var err error
				if term, err = expr.EvalTerm(parse(t, text), unbound, newEnv(nil)); err != nil {
					t.Fatalf("%s: %v", text, err)
				}
			}
			terms = append(terms, term)
			entries = append(entries, entry{text: text, term: term, rank: rank})
		}
	}
	// With all terms in the store, with none, and with every second one.
	for name, known := range map[string]func(i int) bool{
		"stored": func(int) bool { return true },
		"local":  func(int) bool { return false },
		"mixed":  func(i int) bool { return i%2 == 0 },
	} {
		var stored []rdf.Term
		for i, term := range terms {
			if known(i) {
				stored = append(stored, term)
			}
		}
		env := newEnv(newFake(stored...))
		col := make([]ids.ID, len(entries))
		for i := range entries {
			id, err := env.Pool.ID(entries[i].term)
			if err != nil {
				t.Fatal(err)
			}
			entries[i].id, col[i] = id, id
		}
		loaded := expr.NewComparer(env.Pool)
		if err := loaded.Load(col); err != nil {
			t.Fatal(err)
		}
		for _, a := range entries {
			for _, b := range entries {
				want := sign(a.rank - b.rank)
				got := [3]int{expr.Compare(env, a.id, b.id), loaded.Compare(a.id, b.id), expr.CompareTerms(a.term, b.term)}
				if got != [3]int{want, want, want} {
					t.Errorf("%s: %s with %s: got %d, want %d", name, a.text, b.text, got, want)
				}
			}
		}
		if env.Err() != nil || loaded.Err() != nil {
			t.Errorf("%s: %v, %v", name, env.Err(), loaded.Err())
		}
	}
}

// TestOrderIsTransitive sorts random terms and compares all pairs of the result.
func TestOrderIsTransitive(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	for range 200 {
		var terms []rdf.Term
		for range 25 {
			typ := "http://www.w3.org/2001/XMLSchema#" + pick("integer", "decimal", "double", "float", "date", "dateTime", "duration", "dayTimeDuration",
				"yearMonthDuration", "gYear", "time", "string", "boolean", "byte")
			form := pick("1", "1.0", "0.1", "-0", "NaN", "INF", "16777217", "9007199254740993", "2000-01-01", "2000-01-01Z", "2000-01-01+14:00", "1999-12-31-14:00",
				"2000-01-01T00:00:00", "2000-01-01T00:00:00Z", "2000-01-01T12:00:00-12:00", "P1M", "P30D", "P31D", "PT720H", "P1Y", "P365D", "-P1M", "2000", "2000Z",
				"12:00:00", "12:00:00Z", "true", "0", "x")
			terms = append(terms, rdf.NewLiteral(form, typ))
		}
		slices.SortFunc(terms, expr.CompareTerms)
		for i := range terms {
			for j := i; j < len(terms); j++ {
				if expr.CompareTerms(terms[i], terms[j]) > 0 {
					t.Fatalf("%v sorts before %v, but is greater", terms[i], terms[j])
				}
			}
		}
	}
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	default:
		return 0
	}
}

func TestCompareUnknownID(t *testing.T) {
	env := newEnv(newFake())
	if got := expr.Compare(env, ids.Make(ids.KindBase, 5), ids.FromBoolean(true)); got != -1 {
		t.Errorf("an unknown id counts as %d, not as unbound", got)
	}
	if env.Err() == nil {
		t.Error("the failure is not kept")
	}
}
