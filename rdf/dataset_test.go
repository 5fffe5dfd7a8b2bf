package rdf_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/rdf"
)

func ex(name string) rdf.Term { return rdf.NewIRI("http://example/" + name) }

func bn(i int) rdf.Term { return rdf.NewBlankNode(fmt.Sprintf("n%d", i)) }

func quad(s, p, o rdf.Term) rdf.Quad { return rdf.Quad{S: s, P: p, O: o} }

func TestDataset(t *testing.T) {
	var d rdf.Dataset
	a := quad(ex("s"), ex("p"), rdf.NewString("1"))
	b := quad(ex("s"), ex("q"), rdf.NewString("2"))
	c := rdf.Quad{S: ex("t"), P: ex("p"), O: rdf.NewString("1"), G: ex("g")}
	for _, q := range []rdf.Quad{a, b, c} {
		if !d.Add(q) || d.Add(q) {
			t.Errorf("adding %s twice", q)
		}
	}
	if d.Len() != 3 || !d.Has(b) {
		t.Errorf("len %d", d.Len())
	}
	var none rdf.Term
	for name, tc := range map[string]struct {
		got  []rdf.Quad
		want []rdf.Quad
	}{
		"all":                {slices.Collect(d.All()), []rdf.Quad{a, b, c}},
		"subject":            {slices.Collect(d.Match(ex("s"), none, none, none)), []rdf.Quad{a, b}},
		"object":             {slices.Collect(d.MatchAny(none, none, rdf.NewString("1"))), []rdf.Quad{a, c}},
		"subject and object": {slices.Collect(d.MatchAny(ex("s"), none, rdf.NewString("2"))), []rdf.Quad{b}},
		"predicate":          {slices.Collect(d.MatchAny(none, ex("p"), none)), []rdf.Quad{a, c}},
		"graph":              {slices.Collect(d.Match(none, none, none, ex("g"))), []rdf.Quad{c}},
		"nothing":            {slices.Collect(d.Match(ex("t"), none, none, none)), nil},
		"sorted":             {d.Sorted(), []rdf.Quad{a, b, c}},
	} {
		if !slices.Equal(tc.got, tc.want) {
			t.Errorf("%s: got %v, want %v", name, tc.got, tc.want)
		}
	}
	if got := d.Graphs(); len(got) != 1 || got[0] != ex("g") {
		t.Errorf("graphs: %v", got)
	}
	if got := d.Object(ex("s"), ex("q"), none); got != rdf.NewString("2") {
		t.Errorf("object: %v", got)
	}
	if !d.Remove(a) || d.Remove(a) || d.Has(a) || d.Len() != 2 || !d.Object(ex("s"), ex("p"), none).IsZero() {
		t.Error("remove")
	}
	if !d.Add(a) || d.Len() != 3 {
		t.Error("add again")
	}
}

// TestDatasetModel compares a Dataset with a map under random changes.
func TestDatasetModel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var d rdf.Dataset
	model := map[rdf.Quad]bool{}
	for range 20_000 {
		q := quad(bn(rnd.IntN(9)), ex("p"), bn(rnd.IntN(9)))
		if rnd.IntN(2) == 0 {
			if d.Add(q) == model[q] {
				t.Fatal("add")
			}
			model[q] = true
		} else {
			if d.Remove(q) != model[q] {
				t.Fatal("remove")
			}
			delete(model, q)
		}
	}
	if d.Len() != len(model) {
		t.Fatalf("len %d, want %d", d.Len(), len(model))
	}
	for q := range model {
		if got := slices.Collect(d.MatchAny(q.S, q.P, q.O)); len(got) != 1 {
			t.Errorf("%s: %v", q, got)
		}
	}
}

// shuffled returns d with other labels and in another order.
func shuffled(d *rdf.Dataset, rnd *rand.Rand) *rdf.Dataset {
	quads := slices.Collect(d.All())
	rnd.Shuffle(len(quads), func(i, j int) { quads[i], quads[j] = quads[j], quads[i] })
	names := map[rdf.Term]rdf.Term{}
	perm := rnd.Perm(10_000)
	var rename func(t rdf.Term) rdf.Term
	rename = func(t rdf.Term) rdf.Term {
		switch {
		case t.IsTripleTerm():
			tr := t.Triple()
			return rdf.NewTripleTerm(rdf.Triple{S: rename(tr.S), P: tr.P, O: rename(tr.O)})
		case !t.IsBlankNode():
			return t
		}
		if _, ok := names[t]; !ok {
			names[t] = bn(perm[len(names)])
		}
		return names[t]
	}
	out := &rdf.Dataset{}
	for _, q := range quads {
		out.Add(rdf.Quad{S: rename(q.S), P: rename(q.P), O: rename(q.O), G: rename(q.G)})
	}
	return out
}

// shapes are datasets that are hard to compare in one way or another.
func shapes() map[string]*rdf.Dataset {
	m := map[string]*rdf.Dataset{}
	add := func(name string, quads ...rdf.Quad) { m[name] = rdf.NewDataset(quads...) }
	add("empty")
	add("ground", quad(ex("s"), ex("p"), ex("o")))
	add("one node", quad(bn(1), ex("p"), bn(1)))
	add("two nodes", quad(bn(1), ex("p"), bn(2)))
	add("triple term", quad(bn(1), ex("p"), rdf.NewTripleTerm(rdf.Triple{S: bn(2), P: ex("p"), O: bn(1)})))
	add("graph name", rdf.Quad{S: bn(1), P: ex("p"), O: bn(2), G: bn(3)}, quad(bn(3), ex("p"), bn(1)))
	add("graphs about each other",
		rdf.Quad{S: bn(1), P: ex("p"), O: bn(2), G: bn(0)},
		rdf.Quad{S: bn(0), P: ex("p"), O: bn(3), G: bn(1)},
		rdf.Quad{S: bn(3), P: ex("p"), O: bn(2), G: ex("g")})
	cycle := func(sizes ...int) *rdf.Dataset {
		d, from := &rdf.Dataset{}, 0
		for _, n := range sizes {
			for i := range n {
				d.Add(quad(bn(from+i), ex("p"), bn(from+(i+1)%n)))
			}
			from += n
		}
		return d
	}
	m["cycle of 6"] = cycle(6)
	m["cycles of 3 and 3"] = cycle(3, 3)
	m["cycles of 2, 2 and 2"] = cycle(2, 2, 2)
	m["cycle of 40"] = cycle(40)
	alike := &rdf.Dataset{}
	for i := range 60 {
		alike.Add(quad(bn(i), ex("p"), rdf.NewString("same")))
	}
	m["60 nodes alike"] = alike
	return m
}

func TestIsomorphic(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	all := shapes()
	for a, x := range all {
		for b, y := range all {
			if got := rdf.Isomorphic(x, shuffled(y, rnd)); got != (a == b) {
				t.Errorf("%s and %s: got %v", a, b, got)
			}
		}
	}
}

// TestIsomorphicRandom compares random graphs with shuffled copies of
// themselves and with copies that differ in one quad.
func TestIsomorphicRandom(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		d := &rdf.Dataset{}
		nodes := 2 + rnd.IntN(8)
		for range rnd.IntN(20) + 1 {
			d.Add(rdf.Quad{S: bn(rnd.IntN(nodes)), P: ex(fmt.Sprint(rnd.IntN(2))), O: bn(rnd.IntN(nodes))})
		}
		copied := shuffled(d, rnd)
		if !rdf.Isomorphic(d, copied) {
			t.Fatalf("not isomorphic to its copy: %v", d.Sorted())
		}
		if !sameCanonical(t, d, copied) {
			t.Fatalf("canonical forms of copies differ: %v", d.Sorted())
		}
		quads := copied.Sorted()
		q := quads[rnd.IntN(len(quads))]
		copied.Remove(q)
		q.P = ex("other")
		copied.Add(q)
		if rdf.Isomorphic(d, copied) || sameCanonical(t, d, copied) {
			t.Fatalf("isomorphic to a copy with another quad: %v", d.Sorted())
		}
	}
}

func sameCanonical(t *testing.T, a, b *rdf.Dataset) bool {
	t.Helper()
	x, err := rdf.Canonicalize(a, rdf.CanonicalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	y, err := rdf.Canonicalize(b, rdf.CanonicalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return x.Hash() == y.Hash()
}

func TestCanonicalize(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	seen := map[string]string{}
	for name, d := range shapes() {
		if name == "60 nodes alike" {
			continue // they have no neighbours: no work, but all hashes are equal
		}
		first, err := rdf.Canonicalize(d, rdf.CanonicalOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if other, taken := seen[first.String()]; taken {
			t.Errorf("%s and %s have the same canonical form", name, other)
		}
		seen[first.String()] = name
		for range 5 {
			again, err := rdf.Canonicalize(shuffled(d, rnd), rdf.CanonicalOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first.Lines, again.Lines); diff != "" {
				t.Errorf("%s: the form depends on labels or order:\n%s", name, diff)
			}
		}
	}
}

// TestCanonicalizeKnown has hashes worked out by hand: those of the quads of x
// and y, as sha256sum has them, begin with 0x12 and 0x39.
func TestCanonicalizeKnown(t *testing.T) {
	d := rdf.NewDataset(
		quad(rdf.NewBlankNode("x"), ex("p"), rdf.NewBlankNode("y")),
		quad(rdf.NewBlankNode("y"), ex("q"), rdf.NewLangString("Text", "en-GB")),
	)
	got, err := rdf.Canonicalize(d, rdf.CanonicalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const want = "_:c14n0 <http://example/p> _:c14n1 .\n_:c14n1 <http://example/q> \"Text\"@en-GB .\n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCanonicalizePoisoned has graphs that would take years.
func TestCanonicalizePoisoned(t *testing.T) {
	d := &rdf.Dataset{}
	for i := range 14 {
		for j := range 14 {
			if i != j {
				d.Add(quad(bn(i), ex("p"), bn(j)))
			}
		}
	}
	start := time.Now()
	_, err := rdf.Canonicalize(d, rdf.CanonicalOptions{MaxWork: 2000})
	if !errors.Is(err, rdf.ErrTooComplex) {
		t.Errorf("got %v, want ErrTooComplex", err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

func BenchmarkIsomorphic(b *testing.B) {
	d := &rdf.Dataset{}
	for i := range 2000 {
		d.Add(quad(bn(i), ex("p"), rdf.NewString(fmt.Sprint(i))))
		d.Add(quad(bn(i), ex("q"), bn(i/2)))
	}
	other := shuffled(d, rand.New(rand.NewPCG(1, 1)))
	for b.Loop() {
		if !rdf.Isomorphic(d, other) {
			b.Fatal("not isomorphic")
		}
	}
}
