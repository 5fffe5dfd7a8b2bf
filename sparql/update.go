package sparql

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/exec"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/pace"
)

// Update carries out an update request as one transaction: all of its operations
// or none. Each sees what the ones before it did.
func (e *Engine) Update(ctx context.Context, text string, opt QueryOptions) error {
	u, err := algebra.ParseUpdate(text, opt.Base)
	if err != nil {
		return err
	}
	if err := opt.place(u); err != nil {
		return err
	}
	if e.opt.Updater == nil {
		return ErrReadOnly
	}
	return e.opt.Updater.Update(ctx, func(tx Tx) (err error) {
		s, err := e.begin(ctx, tx, text, opt)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(s.translate(err), s.end()) }()
		if u.Base != "" {
			s.env.Base = u.Base
		}
		up := &update{s: s, tx: tx, opt: opt, over: newOverlay(s.snap), track: len(u.Ops) > 1}
		for i, op := range u.Ops {
			up.number = i
			if err := up.apply(op); err != nil {
				return fmt.Errorf("operation %d: %w", i+1, err)
			}
		}
		return nil
	})
}

// update is a running update request.
type update struct {
	s      *session
	tx     Tx
	opt    QueryOptions
	over   *overlay
	track  bool // later operations must see the changes
	number int  // of the operation
}

func (u *update) apply(op algebra.UpdateOp) error {
	if err := pace.Yield(u.s.ctx); err != nil {
		return err
	}
	switch op := op.(type) {
	case *algebra.Modify:
		return u.modify(op)
	case *algebra.Load:
		return u.unless(op.Silent, u.load(op))
	case *algebra.Clear:
		return u.unless(op.Silent, u.clear(op.Target))
	case *algebra.Create:
		return u.unless(op.Silent, u.create(op.Graph))
	case *algebra.Transfer:
		return u.unless(op.Silent, u.transfer(op))
	}
	return fmt.Errorf("%w: unknown operation %T", ErrUpdate, op)
}

// unless drops the error of a silent operation, but not that of a query that was
// stopped.
func (u *update) unless(silent bool, err error) error {
	if silent && u.s.ctx.Err() == nil && errors.Is(err, ErrUpdate) {
		return nil
	}
	return err
}

// insert adds a quad.
func (u *update) insert(q rdf.Quad) error {
	if u.track {
		if err := u.over.set(u.s.ctx, q, true); err != nil {
			return err
		}
	}
	return u.tx.Insert(q)
}

// remove removes a quad.
func (u *update) remove(q rdf.Quad) error {
	if u.track {
		if err := u.over.set(u.s.ctx, q, false); err != nil {
			return err
		}
	}
	return u.tx.Delete(q)
}

// modify is INSERT DATA, DELETE DATA and DELETE/INSERT WHERE (SPARQL 1.1 Update,
// section 3.1): the pattern is evaluated first, then quads are deleted, then
// inserted.
func (u *update) modify(op *algebra.Modify) error {
	del, ins, err := u.changes(op)
	if err != nil {
		return err
	}
	for _, q := range del {
		if err := u.remove(q); err != nil {
			return err
		}
	}
	for _, q := range ins {
		if err := u.insert(q); err != nil {
			return err
		}
	}
	return nil
}

// changes instantiates the templates for all solutions.
func (u *update) changes(op *algebra.Modify) (del, ins []rdf.Quad, err error) {
	vars := []string{}
	template := append(append([]algebra.QuadPattern{}, op.Delete...), op.Insert...)
	if op.Where != nil {
		vars = quadVars(template)
	}
	in := newInstantiator(vars, nil)
	in.prefix = "b.u" + strconv.FormatUint(u.s.snap.Version(), 10) + "." + strconv.Itoa(u.number) + "."
	add := func(row int) error {
		in.solution++
		for i, qp := range template {
			q, ok := in.quad(qp, row)
			if !ok {
				continue
			}
			if err := u.s.budget.Reserve(quadBytes); err != nil {
				return err
			}
			if i < len(op.Delete) {
				del = append(del, q)
			} else {
				ins = append(ins, q)
			}
		}
		return nil
	}
	if op.Where == nil {
		err = add(0)
		return del, ins, err
	}
	err = u.solve(op, vars, in, add)
	return del, ins, err
}

// quadBytes is the memory of a quad that waits for the end of an operation.
const quadBytes = 4 * 48

// solve evaluates the pattern of an operation and calls add for each solution.
func (u *update) solve(op *algebra.Modify, vars []string, in *instantiator, add func(row int) error) (err error) {
	s := *u.s // the same query, on the state that the operations before have made
	s.snap = u.over
	env := *u.s.env
	env.Pool = expr.NewPool(u.over, s.budget)
	defer env.Pool.Release()
	s.env = &env
	given := op.Using
	ds, err := s.dataset(given, u.opt.Readable)
	if err != nil {
		return err
	}
	if given.IsZero() && !op.With.IsZero() {
		one, err := s.dataset(algebra.Dataset{Default: []rdf.Term{op.With}}, u.opt.Readable)
		if err != nil {
			return err
		}
		ds.Default = one.Default
	}
	p, err := s.plan(&algebra.Project{P: op.Where, Vars: vars}, ds, 0)
	if err != nil {
		return err
	}
	tree, err := exec.Build(s.runtime(p, false))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tree.Close()) }()
	for c := range vars {
		in.used = append(in.used, c)
	}
	for b, err := range exec.Batches(s.ctx, tree) {
		if err == nil {
			err = in.decode(&s, b)
		}
		if err != nil {
			return err
		}
		for row := range b.Len {
			if err := add(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// quadVars returns the variables of quad templates.
func quadVars(template []algebra.QuadPattern) []string {
	var tps []algebra.TriplePattern
	for _, q := range template {
		tps = append(tps, q.TriplePattern, algebra.TriplePattern{S: q.Graph})
	}
	return templateVars(tps)
}

// quad instantiates one quad of a template.
func (in *instantiator) quad(qp algebra.QuadPattern, row int) (rdf.Quad, bool) {
	q, ok := in.triple(qp.TriplePattern, row)
	q.G = in.term(qp.Graph, row)
	if qp.Graph.Var != "" && q.G.IsZero() || !q.G.IsZero() && !q.G.IsIRI() {
		return q, false
	}
	return q, ok
}
