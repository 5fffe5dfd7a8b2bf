package exec_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/plan"
)

// endpoint answers every request with its rows that are compatible with the keys, if it
// looks at them, in the variables that are wanted.
type endpoint struct {
	vars  []string
	rows  [][]rdf.Term
	looks bool // at the keys
	fails int  // row at which it fails; -1: never
	calls []exec.ServiceRequest
}

var errEndpoint = errors.New("the endpoint is ill")

func (e *endpoint) call(_ context.Context, req exec.ServiceRequest) iter.Seq2[[]rdf.Term, error] {
	e.calls = append(e.calls, req)
	return func(yield func([]rdf.Term, error) bool) {
		for i, row := range e.rows {
			if i == e.fails {
				yield(nil, errEndpoint)
				return
			}
			s := solutionOf(e.vars, row)
			ok := !e.looks || len(req.KeyVars) == 0 || slices.ContainsFunc(req.Keys, func(key []rdf.Term) bool {
				return compatible(req.KeyVars, solutionOf(req.KeyVars, key), s, nil, plan.Inner)
			})
			if ok && !yield(pickVars(req.Vars, s), nil) {
				return
			}
		}
		if e.fails >= len(e.rows) {
			yield(nil, errEndpoint)
		}
	}
}

// service is a SERVICE for the variables of an endpoint.
func service(name algebra.Term, vars ...string) *plan.Service {
	return &plan.Service{Props: plan.Props{Vars: vars, Maybe: vars}, Name: name, Text: "{ the pattern }", Remote: vars}
}

var named = algebra.Term{Term: ex("endpoint")}

// TestService asks one endpoint without keys.
func TestService(t *testing.T) {
	f := newFixture(t, randomQuads(21, 20))
	rows := randomRows(14, 25, 2, 4)
	e := &endpoint{vars: []string{"a", "b"}, rows: rows, fails: -1}
	f.check(service(named, "a", "b"), rows, false, e.call)
	for _, req := range e.calls {
		if req.Endpoint != "http://example/endpoint" || req.Pattern != "{ the pattern }" || req.Silent || len(req.Keys) > 0 {
			t.Fatalf("it was asked %+v", req)
		}
	}
	e.rows = nil
	f.check(service(named, "a", "b"), nil, false, e.call)
}

// TestServiceKeys joins the answers with keys, whether the endpoint looks at them or not:
// the rows are the same.
func TestServiceKeys(t *testing.T) {
	f := newFixture(t, randomQuads(22, 20))
	left := values([]string{"a", "l"}, randomRows(15, 30, 2, 0))
	rows := randomRows(16, 25, 2, 4) // which leave the key unbound too
	for _, looks := range []bool{true, false} {
		t.Run(fmt.Sprint("looks at keys: ", looks), func(t *testing.T) {
			f := f.in(t)
			n := service(named, "a", "b")
			n.Keys = []string{"a"}
			j := &plan.BindJoin{Kind: plan.Inner, L: left, R: n, On: []string{"a"}}
			j.Props = joined(plan.Inner, j.L, j.R)
			e := &endpoint{vars: []string{"a", "b"}, rows: rows, looks: looks, fails: -1}
			want := (&model{f: f}).join(plan.Inner, left, values(n.Vars, rows), nil, nil, j.Vars)
			// Solutions of the service for one key are a set of its own: a row without the
			// key's variable joins with each key once.
			f.check(j, want, false, e.call)
		})
	}
}

// TestServiceByName asks the endpoints that a variable names.
func TestServiceByName(t *testing.T) {
	f := newFixture(t, randomQuads(23, 20))
	names := [][]rdf.Term{{ex("one"), num(1)}, {ex("two"), num(2)}, {ex("one"), num(3)}}
	left := values([]string{"e", "l"}, names)
	n := service(algebra.Term{Var: "e"}, "b", "e")
	n.Keys, n.NameOnly = []string{"e"}, true
	j := &plan.BindJoin{Kind: plan.Inner, L: left, R: n, On: []string{"e"}}
	j.Props = joined(plan.Inner, j.L, j.R)
	e := &endpoint{vars: []string{"b"}, rows: [][]rdf.Term{{num(7)}, {num(8)}}, fails: -1}
	var want [][]rdf.Term
	for _, l := range names {
		want = append(want, []rdf.Term{l[0], l[1], num(7)}, []rdf.Term{l[0], l[1], num(8)})
	}
	f.check(j, want, false, e.call)
	for _, req := range e.calls {
		if slices.Contains(req.Vars, "e") {
			t.Fatalf("the name of the endpoint was asked for: %+v", req)
		}
	}
	left.Data = [][]rdf.Term{{num(1), num(1)}}
	if err := f.failure(j, e.call); !errors.Is(err, exec.ErrService) {
		t.Errorf("an endpoint that is a number: %v", err)
	}
}

// failure runs a plan that has to fail, and returns the error.
func (f *fixture) failure(n plan.Node, call exec.ServiceFunc) error {
	f.t.Helper()
	r, err := f.build(numbered(n), runOptions{batch: 2, service: call})
	if err == nil {
		_, err = r.rows(f.t.Context())
	}
	f.atRest(r, "after an error")
	return err
}

// TestServiceFails holds that an endpoint that fails ends the query, at whatever row, and
// that a silent one has the solution that binds nothing instead, without the rows before.
func TestServiceFails(t *testing.T) {
	f := newFixture(t, randomQuads(24, 20))
	rows := randomRows(17, 9, 2, 0)
	for _, at := range []int{0, 1, 8, 9} {
		e := &endpoint{vars: []string{"a", "b"}, rows: rows, fails: at}
		if err := f.failure(service(named, "a", "b"), e.call); !errors.Is(err, exec.ErrService) || !errors.Is(err, errEndpoint) {
			t.Errorf("it fails at row %d: %v", at, err)
		}
		silent := service(named, "a", "b")
		silent.Silent = true
		f.check(silent, [][]rdf.Term{{{}, {}}}, false, e.call)
	}
	if err := f.failure(service(named, "a", "b"), nil); !errors.Is(err, exec.ErrNotAllowed) {
		t.Errorf("no endpoint may be called: %v", err)
	}
	certain := service(named, "a", "b")
	certain.Certain, certain.CertainAt = []string{"a"}, []int{0}
	e := &endpoint{vars: []string{"a", "b"}, rows: [][]rdf.Term{{{}, ex("x")}}, fails: -1}
	if err := f.failure(certain, e.call); !errors.Is(err, exec.ErrService) {
		t.Errorf("a row without a variable that the pattern always binds: %v", err)
	}
}

// TestServiceSendsKeysInParts holds the number of keys of a call, and that an answer is
// asked for once.
func TestServiceSendsKeysInParts(t *testing.T) {
	f := newFixture(t, randomQuads(25, 20))
	var data [][]rdf.Term
	for n := range 2*exec.ServiceKeys + 30 {
		data = append(data, []rdf.Term{num(n)}, []rdf.Term{num(n)})
	}
	data = append(data, []rdf.Term{rdf.NewBlankNode("b")})
	n := service(named, "a", "b")
	n.Keys, n.Certain, n.CertainAt = []string{"a"}, []string{"a"}, []int{0}
	j := &plan.BindJoin{Kind: plan.Inner, L: values([]string{"a"}, data), R: n, On: []string{"a"}}
	j.Props = joined(plan.Inner, j.L, j.R)
	e := &endpoint{vars: []string{"a", "b"}, rows: [][]rdf.Term{{num(3), ex("x")}, {num(300), ex("y")}}, looks: true, fails: -1}
	r, err := f.build(numbered(j), runOptions{batch: 1024, service: e.call})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := r.rows(t.Context())
	if got := lines(rows); err != nil || len(got) != 2 || got[0] != got[1] {
		t.Errorf("%v, %v", got, err)
	}
	sent := map[rdf.Term]int{}
	for _, req := range e.calls {
		if len(req.Keys) > exec.ServiceKeys {
			t.Errorf("%d keys in a call", len(req.Keys))
		}
		for _, key := range req.Keys {
			sent[key[0]]++
		}
	}
	if len(e.calls) != 3 || len(sent) != 2*exec.ServiceKeys+30 || sent[rdf.NewBlankNode("b")] > 0 {
		t.Errorf("%d calls with %d keys", len(e.calls), len(sent))
	}
	f.atRest(r, "at the end")
}
