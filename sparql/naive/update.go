package naive

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
)

// Update carries out an update request on a copy of d and returns it; after an
// error nothing has happened.
func Update(ctx context.Context, d *rdf.Dataset, u *algebra.Update, opts Options) (*rdf.Dataset, error) {
	out := &rdf.Dataset{}
	for q := range d.All() {
		out.Add(q)
	}
	up := &updater{ctx: ctx, d: out, base: u.Base, opts: opts}
	for i, op := range u.Ops {
		up.op = i
		if err := up.apply(op); err != nil {
			return nil, fmt.Errorf("naive: operation %d: %w", i+1, err)
		}
	}
	return up.d, nil
}

// updater carries out the operations of a request one after the other.
type updater struct {
	ctx  context.Context
	d    *rdf.Dataset
	base string
	opts Options
	op   int // number of the operation, for its blank nodes
}

// apply carries out one operation.
func (u *updater) apply(op algebra.UpdateOp) error {
	switch op := op.(type) {
	case *algebra.Modify:
		return u.modify(op)
	case *algebra.Load:
		return unless(op.Silent, u.load(op))
	case *algebra.Clear:
		u.clear(op.Target)
		return nil
	case *algebra.Create:
		if u.hasGraph(op.Graph) {
			return unless(op.Silent, fmt.Errorf("the graph %s exists", op.Graph))
		}
		return nil
	case *algebra.Transfer:
		return unless(op.Silent, u.transfer(op))
	}
	return fmt.Errorf("no definition of %T", op)
}

// unless drops the error of a silent operation.
func unless(silent bool, err error) error {
	if silent {
		return nil
	}
	return err
}

// modify is DELETE/INSERT (section 3.1.3): the pattern is evaluated once, then
// the deletions happen, then the insertions.
func (u *updater) modify(op *algebra.Modify) error {
	all := []solution{{}}
	if op.Where != nil {
		spec := op.Using
		if spec.IsZero() && !op.With.IsZero() {
			spec = algebra.Dataset{Default: []rdf.Term{op.With}, Named: u.d.Graphs()}
		}
		var err error
		ev := newEvaluator(u.ctx, u.d, spec, u.base, u.opts)
		if all, err = ev.eval(rdf.DefaultGraph, op.Where); err != nil {
			return err
		}
	}
	remove := u.instantiate(op.Delete, all)
	add := u.instantiate(op.Insert, all)
	for _, q := range remove {
		u.d.Remove(q)
	}
	for _, q := range add {
		u.d.Add(q)
	}
	return nil
}

// instantiate fills quad templates for all solutions.
func (u *updater) instantiate(list []algebra.QuadPattern, all []solution) []rdf.Quad {
	var out []rdf.Quad
	for i, m := range all {
		for _, qp := range list {
			t, ok := instantiate(qp.TriplePattern, m, u.op*1_000_000_000+i)
			g := fill(qp.Graph, m, i)
			unbound := qp.Graph.Var != "" && g.IsZero()
			if ok && !unbound && (g.IsZero() || g.IsIRI()) {
				out = append(out, rdf.Quad{S: t.S, P: t.P, O: t.O, G: g})
			}
		}
	}
	return out
}

func (u *updater) load(op *algebra.Load) error {
	if u.opts.Load == nil {
		return errors.New("LOAD is not allowed")
	}
	quads, err := u.opts.Load(u.ctx, op.Source.Value())
	if err != nil {
		return err
	}
	for _, q := range quads {
		q.G = op.Into
		for _, t := range []*rdf.Term{&q.S, &q.O} {
			if t.IsBlankNode() {
				*t = rdf.NewBlankNode(strings.Join([]string{"load", fmt.Sprint(u.op), t.Value()}, "."))
			}
		}
		u.d.Add(q)
	}
	return nil
}

func (u *updater) clear(target algebra.GraphRef) {
	for _, q := range u.d.Sorted() {
		if target.All || target.Default && q.G.IsZero() || target.Named && !q.G.IsZero() ||
			!target.Graph.IsZero() && q.G == target.Graph {
			u.d.Remove(q)
		}
	}
}

func (u *updater) hasGraph(g rdf.Term) bool {
	if g.IsZero() {
		return true
	}
	for q := range u.d.All() {
		if q.G == g {
			return true
		}
	}
	return false
}

// transfer is ADD, COPY or MOVE (section 3.2).
func (u *updater) transfer(op *algebra.Transfer) error {
	from, to := op.From.Graph, op.To.Graph // zero: the default graph
	if !u.hasGraph(from) {
		return fmt.Errorf("there is no graph %s", from)
	}
	if from == to {
		return nil
	}
	if op.Name != "ADD" {
		u.clear(algebra.GraphRef{Graph: to, Default: to.IsZero()})
	}
	for _, q := range u.d.Sorted() {
		if q.G != from {
			continue
		}
		if op.Name == "MOVE" {
			u.d.Remove(q)
		}
		q.G = to
		u.d.Add(q)
	}
	return nil
}
