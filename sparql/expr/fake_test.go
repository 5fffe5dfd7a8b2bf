package expr_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// fakeTerms is a store in memory: integers, booleans, dates and dateTimes are
// inlined, other terms have ranks in the order of the dictionary.
type fakeTerms struct {
	base    []rdf.Term
	decoded int // calls of Term and terms of Terms
}

// newFake returns a store of the terms.
func newFake(terms ...rdf.Term) *fakeTerms {
	f := &fakeTerms{}
	for _, t := range terms {
		if _, ok := inline(t); !ok && !t.IsZero() {
			f.base = append(f.base, t)
		}
	}
	slices.SortFunc(f.base, dictionaryOrder)
	f.base = slices.Compact(f.base)
	return f
}

// dictionaryOrder is the order of the base dictionary: kinds, then text, then the rest.
func dictionaryOrder(a, b rdf.Term) int {
	if a.Kind() != b.Kind() {
		return int(a.Kind()) - int(b.Kind())
	}
	if c := strings.Compare(a.Value(), b.Value()); c != 0 {
		return c
	}
	form := func(t rdf.Term) string {
		switch {
		case t.Language() != "":
			return fmt.Sprintf("%d%s", 2+t.Direction(), t.Language())
		case t.IsLiteral() && t.Datatype() == xsd.TString.IRI():
			return "1"
		default:
			return "5" + t.String()
		}
	}
	return strings.Compare(form(a), form(b))
}

const momentBias = 1 << 48

func inline(t rdf.Term) (ids.ID, bool) {
	typ := xsd.TypeOf(t.Datatype())
	v, err := xsd.Parse(t.Value(), typ)
	if err != nil || v.String() != t.Value() {
		return 0, false
	}
	switch typ {
	case xsd.TBoolean:
		b, _ := v.Boolean()
		return ids.FromBoolean(b), true
	case xsd.TInteger:
		n, _ := v.Number()
		if i, ok := n.Int64(); ok {
			return ids.FromInteger(i)
		}
	case xsd.TDate, xsd.TDateTime:
		d, _ := v.DateTime()
		return inlineMoment(d, typ)
	default:
	}
	return 0, false
}

// inlineMoment encodes a date or dateTime as package ids describes it.
func inlineMoment(d xsd.DateTime, typ xsd.Type) (ids.ID, bool) {
	epoch, _ := xsd.ParseDateTime(map[xsd.Type]string{xsd.TDate: "1970-01-01Z", xsd.TDateTime: "1970-01-01T00:00:00Z"}[typ], typ)
	since, err := d.Sub(epoch, 0)
	unit, kind := xsd.NewDecimal(1, 3), ids.KindDateTime
	if typ == xsd.TDate {
		unit, kind = xsd.NewInteger(60), ids.KindDate
	}
	at, errQuo := since.Seconds().Quo(unit)
	moment, whole := at.Int64()
	if err != nil || errQuo != nil || !whole {
		return 0, false
	}
	zone, zoned := d.Zone()
	code := uint64(0)
	if zoned {
		code = uint64(zone + 841)
	}
	return ids.Make(kind, uint64(moment+momentBias)<<11|code), true
}

func (f *fakeTerms) Lookup(t rdf.Term) (ids.ID, bool, error) {
	if id, ok := inline(t); ok {
		return id, true, nil
	}
	n, ok := slices.BinarySearchFunc(f.base, t, dictionaryOrder)
	return ids.Make(ids.KindBase, uint64(n)), ok, nil
}

func (f *fakeTerms) Term(id ids.ID) (rdf.Term, error) {
	f.decoded++
	n := id.Payload()
	switch id.Kind() {
	case ids.KindBase:
		if n < uint64(len(f.base)) {
			return f.base[n], nil
		}
	case ids.KindBoolean:
		return rdf.NewLiteral(fmt.Sprint(id.Boolean()), xsd.TBoolean.IRI()), nil
	case ids.KindInteger:
		return rdf.NewLiteral(fmt.Sprint(id.Integer()), xsd.TInteger.IRI()), nil
	case ids.KindDate, ids.KindDateTime:
		return momentTerm(id), nil
	default:
	}
	return rdf.Term{}, fmt.Errorf("%w: %#x", expr.ErrUnknownID, uint64(id))
}

func momentTerm(id ids.ID) rdf.Term {
	at, zone, zoned := id.Moment()
	d := xsd.FromTime(time.UnixMilli(at))
	typ := xsd.TDateTime
	if id.Kind() == ids.KindDate {
		d = xsd.FromTime(time.Unix(at*60, 0))
		typ = xsd.TDate
	}
	d, _ = d.AdjustZone(zone)
	if !zoned {
		d = d.WithoutZone()
	}
	v, _ := xsd.Cast(xsd.FromDateTime(d), typ)
	return rdf.NewLiteral(v.String(), typ.IRI())
}

func (f *fakeTerms) Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error) {
	for _, id := range src {
		if id == ids.Undef {
			dst = append(dst, rdf.Term{})
			continue
		}
		t, err := f.Term(id)
		if err != nil {
			return dst, err
		}
		dst = append(dst, t)
	}
	return dst, nil
}

func (f *fakeTerms) PrefixRange(kind rdf.Kind, prefix string) (lo, hi ids.ID, err error) {
	first := slices.IndexFunc(f.base, func(t rdf.Term) bool { return t.Kind() == kind && strings.HasPrefix(t.Value(), prefix) })
	if first < 0 {
		return 0, 0, nil
	}
	n := first
	for n < len(f.base) && f.base[n].Kind() == kind && strings.HasPrefix(f.base[n].Value(), prefix) {
		n++
	}
	return ids.Make(ids.KindBase, uint64(first)), ids.Make(ids.KindBase, uint64(n)), nil
}

const prologue = `PREFIX : <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> `

// parse returns the expression of a text, in which ?u is for an unbound variable.
func parse(t testing.TB, text string) algebra.Expr {
	t.Helper()
	q, err := algebra.Parse(t.Context(), prologue+"SELECT (("+text+") AS ?result) {}", "http://example.org/base/")
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	project, ok := q.Root.(*algebra.Project)
	if !ok {
		t.Fatalf("%s: root is a %T", text, q.Root)
	}
	extend, ok := project.P.(*algebra.Extend)
	if !ok {
		t.Fatalf("%s: below the projection is a %T", text, project.P)
	}
	return extend.E
}

// lift replaces the constants of e by variables .0, .1 ... and appends them to
// terms.
func lift(e algebra.Expr, terms *[]rdf.Term) algebra.Expr {
	all := func(args []algebra.Expr) []algebra.Expr {
		out := make([]algebra.Expr, len(args))
		for i, a := range args {
			out[i] = lift(a, terms)
		}
		return out
	}
	switch e := e.(type) {
	case *algebra.ConstExpr:
		*terms = append(*terms, e.Term)
		return &algebra.VarExpr{Var: fmt.Sprintf(".%d", len(*terms)-1)}
	case *algebra.Call:
		return &algebra.Call{Name: e.Name, Args: all(e.Args)}
	case *algebra.FunctionCall:
		return &algebra.FunctionCall{IRI: e.IRI, Args: all(e.Args)}
	case *algebra.TripleExpr:
		return &algebra.TripleExpr{S: lift(e.S, terms), P: lift(e.P, terms), O: lift(e.O, terms)}
	default:
		return e
	}
}

func newEnv(terms expr.Terms) *expr.Env {
	return &expr.Env{
		Pool:      expr.NewPool(terms, nil),
		Base:      "http://example.org/base/",
		Now:       time.Date(2026, 11, 24, 12, 30, 15, 250_000_000, time.FixedZone("", 3600)),
		Functions: functions,
	}
}

var functions = map[string]expr.Function{
	"http://example.org/reverse": func(args []rdf.Term) (rdf.Term, error) {
		if len(args) != 1 || !args[0].IsLiteral() {
			return rdf.Term{}, fmt.Errorf("reverse: %w", expr.ErrExpr)
		}
		runes := []rune(args[0].Value())
		slices.Reverse(runes)
		return rdf.NewString(string(runes)), nil
	},
}

// show returns a term as the tables write it.
func show(t rdf.Term, err error) string {
	switch {
	case errors.Is(err, expr.ErrExpr), err == nil && t.IsZero():
		return "error"
	case err != nil:
		return "fails: " + err.Error()
	}
	s := strings.ReplaceAll(t.String(), "<http://www.w3.org/2001/XMLSchema#", "xsd:<")
	return strings.ReplaceAll(s, "<http://example.org/", ":<")
}

func unbound(string) (rdf.Term, bool) { return rdf.Term{}, false }

// evalProgram evaluates e for three rows of the same terms, as variables .0, .1 ...
// with an unbound row before and after.
func evalProgram(t testing.TB, e algebra.Expr, terms []rdf.Term) string {
	t.Helper()
	store := newFake(terms...)
	env := newEnv(store)
	schema := expr.Schema{Vars: map[string]int{}}
	b := &ids.Batch{Len: 5}
	for i, term := range terms {
		id, err := env.Pool.ID(term)
		if err != nil {
			t.Fatal(err)
		}
		schema.Vars[fmt.Sprintf(".%d", i)] = i
		b.Cols = append(b.Cols, []ids.ID{ids.Undef, id, id, id, ids.Undef})
	}
	prog, err := expr.Compile(e, schema, expr.Options{Functions: functions})
	if err != nil {
		return show(rdf.Term{}, err)
	}
	out, err := prog.Eval(context.Background(), env, b, nil)
	if err != nil {
		return show(rdf.Term{}, err)
	}
	if len(out) != b.Len || out[1] != out[2] || out[2] != out[3] || out[0] != out[4] {
		return fmt.Sprintf("fails: rows differ: %x", out)
	}
	sel, err := prog.Filter(context.Background(), env, b, nil)
	if err != nil {
		return show(rdf.Term{}, err)
	}
	term, err := env.Pool.Term(out[2])
	if err != nil {
		return show(rdf.Term{}, err)
	}
	holds, _ := expr.EffectiveBoolean(term)
	if slices.Contains(sel, 2) != holds {
		return fmt.Sprintf("fails: %v passes the filter: %v", term, !holds)
	}
	return show(term, nil)
}

// check evaluates a text in each way there is.
func check(t *testing.T, text, want string) {
	t.Helper()
	e := parse(t, text)
	if got := show(expr.EvalTerm(e, unbound, newEnv(nil))); got != want {
		t.Errorf("%s by terms: got %s, want %s", text, got, want)
	}
	if got := evalProgram(t, e, nil); got != want {
		t.Errorf("%s with constants: got %s, want %s", text, got, want)
	}
	var terms []rdf.Term
	lifted := lift(e, &terms)
	if got := evalProgram(t, lifted, terms); got != want {
		t.Errorf("%s with variables: got %s, want %s", text, got, want)
	}
}
