package exec_test

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// union are the graphs of the tests that are not about graphs: each triple once.
var union = plan.Graphs{Distinct: true}

// scan is the scan of a pattern "s p o g": a part with "?" is a variable, "_" is not
// wanted, and every other part the name of an IRI.
func (f *fixture) scan(perm ids.Perm, g plan.Graphs, pattern string) *plan.Scan {
	f.t.Helper()
	n := &plan.Scan{Perm: perm, Graphs: g}
	parts := strings.Fields(pattern)
	for i, part := range parts {
		if name, isVar := strings.CutPrefix(part, "?"); isVar {
			n.Slots[i].Var = name
		} else if part != "_" {
			n.Slots[i].ID = f.id(ex(part))
		}
	}
	for _, pos := range perm.Order() {
		if int(pos) >= len(parts) {
			continue
		}
		if v := n.Slots[pos].Var; v != "" && !slices.Contains(n.Vars, v) {
			n.Vars = append(n.Vars, v)
			n.Order = append(n.Order, v)
		}
	}
	return n
}

// values are given rows.
func values(vars []string, data [][]rdf.Term) *plan.Values {
	return &plan.Values{Props: plan.Props{Vars: vars, Maybe: vars}, Data: data}
}

// randomRows are rows of nodes of the fixture, of which one in holes leaves a cell
// unbound; 0 leaves none.
func randomRows(seed uint64, rows, cols, holes int) [][]rdf.Term {
	rnd := rand.New(rand.NewPCG(seed, 5))
	out := make([][]rdf.Term, rows)
	for i := range out {
		for range cols {
			t := ex("node" + string(rune('0'+rnd.IntN(10)))) // node9 is in no quad
			if holes > 0 && rnd.IntN(holes) == 0 {
				t = rdf.Term{}
			}
			out[i] = append(out[i], t)
		}
	}
	return out
}

// Expressions.
func v(name string) algebra.Expr       { return &algebra.VarExpr{Var: name} }
func constant(t rdf.Term) algebra.Expr { return &algebra.ConstExpr{Term: t} }
func call(name string, args ...algebra.Expr) algebra.Expr {
	return &algebra.Call{Name: name, Args: args}
}

// joined are the columns of a join of a kind.
func joined(kind plan.JoinKind, l, r plan.Node) plan.Props {
	p := plan.Props{Vars: slices.Clone(l.Base().Vars), Maybe: slices.Clone(l.Base().Maybe), Order: l.Base().Order}
	if kind == plan.Inner || kind == plan.Left {
		for _, v := range r.Base().Vars {
			if !slices.Contains(p.Vars, v) {
				p.Vars = append(p.Vars, v)
				if kind == plan.Left || slices.Contains(r.Base().Maybe, v) {
					p.Maybe = append(p.Maybe, v)
				}
			}
		}
	}
	return p
}

// over are the properties of an operator that keeps the columns of its input.
func over(in plan.Node) plan.Props {
	b := in.Base()
	return plan.Props{Vars: b.Vars, Maybe: b.Maybe, Order: b.Order}
}

var (
	// kinds are all kinds of joins.
	kinds = []plan.JoinKind{plan.Inner, plan.Left, plan.Semi, plan.Anti, plan.Minus}
	// keyed are the kinds that plans have where a key is bound on both sides.
	keyed = kinds[:4]
)
