package expr

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// zoo has terms of all kinds that "=" tells apart, many of them with one value.
func zoo() []rdf.Term {
	xsd := func(text, name string) rdf.Term { return rdf.NewLiteral(text, vocab.XSD+name) }
	return []rdf.Term{
		rdf.NewIRI("http://e/a"), rdf.NewIRI("http://e/b"), rdf.NewBlankNode("n"),
		rdf.NewString("a"), rdf.NewString("b"), rdf.NewString("1"), rdf.NewString(""), rdf.NewString("2020-01-01"),
		rdf.NewLangString("a", "en"), rdf.NewLangString("a", "fr"), rdf.NewLangString("1", "en"),
		xsd("1", "integer"), xsd("01", "integer"), xsd("1.0", "decimal"), xsd("1", "double"), xsd("1.0", "float"), xsd("1", "byte"),
		xsd("0.1", "decimal"), xsd("0.1", "double"), xsd("0.1", "float"), xsd("-0", "double"), xsd("0", "integer"),
		xsd("16777216", "integer"), xsd("16777217", "integer"), xsd("16777216", "float"), xsd("16777217", "double"),
		xsd("9007199254740993", "integer"), xsd("9007199254740992", "double"),
		xsd("NaN", "double"), xsd("NaN", "float"), xsd("INF", "double"), xsd("INF", "float"),
		xsd("true", "boolean"), xsd("1", "boolean"), xsd("false", "boolean"),
		xsd("2020-01-01", "date"), xsd("2020-01-01Z", "date"), xsd("2020-01-01+00:00", "date"),
		xsd("2020-01-01-12:00", "date"), xsd("2020-01-02+12:00", "date"), xsd("2021-01-01", "date"),
		xsd("2020-01-01T12:00:00Z", "dateTime"), xsd("2020-01-01T14:00:00+02:00", "dateTime"), xsd("2020-01-01T12:00:00", "dateTime"),
		xsd("2020-01-01T24:00:00Z", "dateTime"), xsd("2020-01-02T00:00:00Z", "dateTime"),
		xsd("2020", "gYear"), xsd("2020Z", "gYear"), xsd("12:00:00Z", "time"), xsd("14:00:00+02:00", "time"),
		xsd("P1D", "duration"), xsd("PT24H", "dayTimeDuration"), xsd("P1Y", "yearMonthDuration"), xsd("P12M", "duration"),
		xsd("x", "integer"), xsd("y", "date"), rdf.NewLiteral("a", "http://e/dt"), rdf.NewLiteral("b", "http://e/dt"),
		rdf.NewTripleTerm(rdf.Triple{S: rdf.NewIRI("http://e/a"), P: rdf.NewIRI("http://e/p"), O: xsd("1", "integer")}),
		rdf.NewTripleTerm(rdf.Triple{S: rdf.NewIRI("http://e/a"), P: rdf.NewIRI("http://e/p"), O: xsd("1.0", "decimal")}),
	}
}

func evaluatorOfTerms(t *testing.T) *evaluator {
	return &evaluator{ctx: t.Context(), pool: NewPool(nil, nil), env: &Env{}, solution: -1, presetCol: -1}
}

// TestConstantSet compares IN by the set with IN by one comparison after the other, for
// each term against random lists of them.
func TestConstantSet(t *testing.T) {
	terms := zoo()
	rnd := rand.New(rand.NewPCG(3, 14))
	ev := evaluatorOfTerms(t)
	seen := map[truth]int{}
	for range 400 {
		var list []node
		for range 1 + rnd.IntN(6) {
			list = append(list, newConst(terms[rnd.IntN(len(terms))]))
		}
		set, rest := newConstantSet(list)
		for _, term := range terms {
			arg := newConst(term)
			in, plain := &inNode{arg: arg, set: set, list: rest}, &inNode{arg: arg, set: &constantSet{}, list: list}
			got, want := truthOfNode(t, ev, in), truthOfNode(t, ev, plain)
			seen[want]++
			if got != want {
				t.Fatalf("%v IN %s: %v, want %v", term, listText(list), got, want)
			}
		}
	}
	if len(seen) != 3 {
		t.Errorf("not all results were met: %v", seen)
	}
}

func truthOfNode(t *testing.T, ev *evaluator, n node) truth {
	t.Helper()
	var v value
	result, err := evalTruth(ev, n, &v)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func listText(list []node) string {
	text := ""
	for _, n := range list {
		if k, ok := n.(*constNode); ok {
			text += fmt.Sprint(k.v.term) + " "
		}
	}
	return text
}

// TestJoinKey holds that terms which are equal, by "=" or sameTerm, have one key.
func TestJoinKey(t *testing.T) {
	ev := evaluatorOfTerms(t)
	keyOf := func(term rdf.Term) rdf.Term {
		args := []value{newConst(term).v}
		var out value
		if err := joinKey(ev, args, &out); err != nil {
			t.Fatalf("%v: %v", term, err)
		}
		key, err := out.rdf(ev)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	differ := 0
	for _, a := range zoo() {
		for _, b := range zoo() {
			x, y := newConst(a).v, newConst(b).v
			equal, err := equalValues(ev, &x, &y)
			if err != nil {
				t.Fatal(err)
			}
			same := keyOf(a) == keyOf(b)
			if (equal == isTrue || a == b) && !same {
				t.Errorf("%v and %v are equal, their keys %v and %v are not", a, b, keyOf(a), keyOf(b))
			}
			if !same {
				differ++
			}
		}
	}
	if pairs := len(zoo()) * len(zoo()); differ < pairs*9/10 {
		t.Errorf("%d of %d pairs have different keys: too many are one", differ, pairs)
	}
}
