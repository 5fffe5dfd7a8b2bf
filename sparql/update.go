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
	"github.com/issn-ld/issn-ld/sparql/syntax"
)

// Update carries out an update request as one transaction: all of its operations
// or none. Each sees what the ones before it did.
func (e *Engine) Update(ctx context.Context, text string, opt QueryOptions) error {
	hold := e.Hold()
	defer hold.Release()
	if err := hold.Reserve(textCost(text)); err != nil {
		return err
	}
	parsed, err := syntax.ParseUpdate(ctx, text, syntax.Options{Base: opt.Base, Prefixes: e.opt.Prefixes})
	if err != nil {
		return err
	}
	u, err := algebra.TranslateUpdate(ctx, parsed)
	if err != nil {
		return err
	}
	if err := opt.place(u); err != nil {
		return err
	}
	if e.opt.Updater == nil {
		return ErrReadOnly
	}
	return e.transact(ctx, text, opt, func(s *session, tx Tx) error { return s.update(tx, u, opt) })
}

// transact runs f within a session in a transaction. The deadline holds for the wait for
// other transactions too, and who cancels the session ends what the transaction reads.
func (e *Engine) transact(ctx context.Context, text string, opt QueryOptions, f func(s *session, tx Tx) error) error {
	ctx, abort := context.WithCancelCause(ctx)
	defer abort(nil)
	if d := lower(e.opt.Timeout, opt.Timeout); d > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, d, fmt.Errorf("%w after %v", ErrTimeout, d))
		defer stop()
	}
	err := e.opt.Updater.Update(ctx, func(tx Tx) (err error) {
		s, err := e.begin(ctx, tx, text, opt, abort)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(s.translate(err), s.end()) }()
		return s.guard(func() error { return f(s, tx) })
	})
	if err != nil && ctx.Err() != nil && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)) {
		return context.Cause(ctx) // while it waited
	}
	return err
}

// update applies the operations of an update request.
func (s *session) update(tx Tx, u *algebra.Update, opt QueryOptions) error {
	if u.Base != "" {
		s.env.Base = u.Base
	}
	up := &update{s: s, tx: tx, opt: opt, over: newOverlay(s.snap, s.budget), track: len(u.Ops) > 1}
	for i, op := range u.Ops {
		up.number, up.mem = i, exec.NewShare(s.budget)
		err := up.apply(op)
		up.mem.Release()
		if err != nil {
			return fmt.Errorf("operation %d: %w", i+1, err)
		}
	}
	return nil
}

// update is a running update request.
type update struct {
	s      *session
	tx     Tx
	opt    QueryOptions
	over   *overlay
	track  bool        // later operations must see the changes
	number int         // of the operation
	mem    *exec.Share // for what the operation gathers; the transaction keeps its own account
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

// unless drops the error of a silent operation, but not the error of a query that
// was stopped.
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

// each calls f for the quads, until the update is stopped.
func (u *update) each(quads []rdf.Quad, f func(rdf.Quad) error) error {
	for i, q := range quads {
		if i%templateUnit == 0 {
			if err := pace.Yield(u.s.ctx); err != nil {
				return err
			}
		}
		if err := f(q); err != nil {
			return err
		}
	}
	return nil
}

// modify is INSERT DATA, DELETE DATA and DELETE/INSERT WHERE (SPARQL 1.1 Update,
// section 3.1): the pattern is evaluated first, then quads are deleted, then
// inserted.
func (u *update) modify(op *algebra.Modify) error {
	del, ins, err := u.changes(op)
	if err != nil {
		return err
	}
	if err := u.each(del, u.remove); err != nil {
		return err
	}
	return u.each(ins, u.insert)
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
			if i%templateUnit == 0 {
				if err := pace.Yield(u.s.ctx); err != nil {
					return err
				}
			}
			q, ok := in.quad(qp, row)
			if !ok {
				continue
			}
			if err := u.mem.Reserve(quadBytes); err != nil {
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
	rt := s.runtime(p, false)
	defer rt.Release()
	tree, err := exec.Build(s.ctx, rt)
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

// place applies what the circumstances of an update request say to its
// operations: the dataset of their patterns, and the graph that they are about.
func (opt *QueryOptions) place(u *algebra.Update) error {
	for i, op := range u.Ops {
		m, isModify := op.(*algebra.Modify)
		if isModify && !opt.Dataset.IsZero() {
			// SPARQL 1.1 Protocol, section 2.2.3: not both.
			if !m.With.IsZero() || !m.Using.IsZero() {
				return fmt.Errorf("operation %d: %w: by USING or WITH, and by the parameters of the request", i+1, ErrDataset)
			}
			if m.Where != nil {
				m.Using = opt.Dataset
			}
		}
		if opt.Graph.IsZero() {
			continue
		}
		if !isModify {
			return fmt.Errorf("operation %d: %w: only INSERT and DELETE apply to one graph", i+1, ErrUpdate)
		}
		if err := opt.confine(m); err != nil {
			return fmt.Errorf("operation %d: %w", i+1, err)
		}
	}
	return nil
}

// confine makes m an operation on the one graph, as WITH would.
func (opt *QueryOptions) confine(m *algebra.Modify) error {
	if !m.With.IsZero() || !m.Using.IsZero() {
		return fmt.Errorf("%w: by USING or WITH, and by the graph that the request is about", ErrDataset)
	}
	m.With = opt.Graph
	for _, template := range [][]algebra.QuadPattern{m.Delete, m.Insert} {
		for i := range template {
			if g := &template[i].Graph; *g != (algebra.Term{}) {
				return fmt.Errorf("%w: it changes another graph than the one that the request is about", ErrUpdate)
			}
			template[i].Graph = algebra.Term{Term: opt.Graph}
		}
	}
	return nil
}
