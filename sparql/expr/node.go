package expr

import (
	"context"
	"errors"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

const xsdString = vocab.XSDString

// evaluator is where an evaluation stands: the environment, the batch and the
// row of it; or, for EvalTerm, a binding by names.
type evaluator struct {
	ctx      context.Context // nil where nothing long can happen
	env      *Env
	pool     *Pool
	batch    *ids.Batch
	row      uint32
	solution int    // column of SolutionVar, -1 for none
	first    uint64 // number of the batch's first solution where there is no such column
	work     int    // bytes that spend has noted
	made     int64  // bytes of strings made for the row
	held     int64  // those of them that are reserved

	// While a memo evaluates for one id, the variable in presetCol has it.
	presetCol int // -1: none
	presetID  ids.ID
	preset    rdf.Term

	binding func(name string) (rdf.Term, bool)
}

// node is a compiled subexpression.
type node interface {
	// eval sets out to the value for the current row. It returns ErrExpr for an
	// expression error; any other error stops the query.
	eval(ev *evaluator, out *value) error
}

// truther is a node that decides many rows at once.
type truther interface {
	node
	// truths sets out[row] for the rows of sel.
	truths(ev *evaluator, sel []uint32, out []truth) error
}

// identNode is a node whose id is at hand.
type identNode interface {
	node
	ident(ev *evaluator) (ids.ID, error)
}

// isExprError reports whether err is an expression error, not one that stops
// the query.
func isExprError(err error) bool { return errors.Is(err, ErrExpr) }

// evalTruth returns the effective boolean value of n for the current row. It
// overwrites scratch.
func evalTruth(ev *evaluator, n node, scratch *value) (truth, error) {
	switch err := n.eval(ev, scratch); {
	case err == nil:
		return scratch.effective(ev)
	case isExprError(err):
		return isError, nil
	default:
		return isError, err
	}
}

// truthsOf sets out[row] for the rows of sel to the effective boolean value of n.
func truthsOf(ev *evaluator, n node, sel []uint32, out []truth) error {
	if err := ev.spend(len(sel) * stepWork / 2); err != nil {
		return err
	}
	if t, ok := n.(truther); ok {
		return t.truths(ev, sel, out)
	}
	return rowTruths(ev, n, sel, out)
}

// rowTruths is truthsOf row by row.
func rowTruths(ev *evaluator, n node, sel []uint32, out []truth) error {
	var scratch value
	made := ev.made
	for _, row := range sel {
		ev.row = row
		ev.back(made)
		if err := ev.spend(stepWork); err != nil {
			return err
		}
		t, err := evalTruth(ev, n, &scratch)
		if err != nil {
			return err
		}
		out[row] = t
	}
	return nil
}

// varNode is a variable. Its column is -1 where the schema does not have it.
type varNode struct {
	name   string
	col    int
	ahead  lookahead
	marked int // the last call that was found to have the variable
}

//nolint:unparam // the error is part of identNode
func (n *varNode) ident(ev *evaluator) (ids.ID, error) { return n.id(ev), nil }

// id returns the id in the current row.
func (n *varNode) id(ev *evaluator) ids.ID {
	switch {
	case n.col < 0:
		return ids.Undef
	case ev.presetCol == n.col:
		return ev.presetID
	default:
		return ev.batch.Cols[n.col][ev.row]
	}
}

func (n *varNode) eval(ev *evaluator, out *value) error {
	switch {
	case ev.binding != nil:
		t, ok := ev.binding(n.name)
		if !ok || t.IsZero() {
			return ErrExpr
		}
		out.setTerm(t)
	case n.col < 0:
		return ErrExpr
	case ev.presetCol == n.col:
		if ev.presetID == ids.Undef {
			return ErrExpr
		}
		out.setBoth(ev.presetID, ev.preset)
	default:
		id := ev.batch.Cols[n.col][ev.row]
		if id == ids.Undef {
			return ErrExpr
		}
		out.setID(id)
		out.from = n
	}
	return nil
}

// constNode is a constant. Its id is looked up when it is first asked for.
type constNode struct {
	v    value
	pool *Pool // that v.id belongs to
}

// newConst returns the node of a term, whose value is read once.
func newConst(t rdf.Term) *constNode {
	n := &constNode{}
	n.v.setTerm(t)
	if x, ok := literalValue(t); ok {
		n.v.typed = x
		n.v.has |= hasTyped
	} else {
		n.v.has |= noTyped
	}
	return n
}

func (n *constNode) eval(_ *evaluator, out *value) error {
	*out = n.v
	return nil
}

func (n *constNode) ident(ev *evaluator) (ids.ID, error) {
	if n.pool == ev.pool && n.pool != nil {
		return n.v.id, nil
	}
	id, err := ev.pool.ID(n.v.term)
	if err == nil {
		n.v.id, n.pool = id, ev.pool
		n.v.has |= hasID
	}
	return id, err
}

// errorNode is an expression that is an error for every row.
type errorNode struct{}

func (errorNode) eval(*evaluator, *value) error { return ErrExpr }

// boundNode is BOUND(?var).
type boundNode struct{ v *varNode }

func (n *boundNode) eval(ev *evaluator, out *value) error {
	if ev.binding != nil {
		t, ok := ev.binding(n.v.name)
		out.setBool(ok && !t.IsZero())
		return nil
	}
	out.setBool(n.v.id(ev) != ids.Undef)
	return nil
}

//nolint:unparam // the error is part of truther
func (n *boundNode) truths(ev *evaluator, sel []uint32, out []truth) error {
	if n.v.col < 0 {
		for _, row := range sel {
			out[row] = isFalse
		}
		return nil
	}
	col := ev.batch.Cols[n.v.col]
	for _, row := range sel {
		out[row] = truthOf(col[row] != ids.Undef)
	}
	return nil
}
