package expr

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/store/ids"
)

// logic is || or &&: the truth tables of section 17.2. The right side is
// evaluated only where the left one does not decide.
type logic struct {
	left, right node
	decides     truth // isTrue for ||, isFalse for &&
	rest        []uint32
	rights      []truth
}

// combine joins the truths of both sides, of which the left one has not decided.
func (n *logic) combine(left, right truth) truth {
	switch {
	case right == n.decides:
		return n.decides
	case left == isError || right == isError:
		return isError
	default:
		return n.decides.not()
	}
}

func (n *logic) eval(ev *evaluator, out *value) error {
	left, err := evalTruth(ev, n.left, out)
	if err != nil {
		return err
	}
	if left == n.decides {
		return left.set(out)
	}
	right, err := evalTruth(ev, n.right, out)
	if err != nil {
		return err
	}
	return n.combine(left, right).set(out)
}

// truths evaluates the right side only for rows that the left one does not decide.
func (n *logic) truths(ev *evaluator, sel []uint32, out []truth) error {
	if err := truthsOf(ev, n.left, sel, out); err != nil {
		return err
	}
	n.rest = n.rest[:0]
	for _, row := range sel {
		if out[row] != n.decides {
			n.rest = append(n.rest, row)
		}
	}
	if len(n.rest) == 0 {
		return nil
	}
	n.rights = sized(n.rights, len(out))
	if err := truthsOf(ev, n.right, n.rest, n.rights); err != nil {
		return err
	}
	for _, row := range n.rest {
		out[row] = n.combine(out[row], n.rights[row])
	}
	return nil
}

// sized returns a slice of n truths, of any content, in the memory of s where
// that suffices.
func sized(s []truth, n int) []truth {
	if cap(s) < n {
		return make([]truth, n)
	}
	return s[:n]
}

// notNode is !.
type notNode struct{ arg node }

func (n *notNode) eval(ev *evaluator, out *value) error {
	t, err := evalTruth(ev, n.arg, out)
	if err != nil {
		return err
	}
	return t.not().set(out)
}

func (n *notNode) truths(ev *evaluator, sel []uint32, out []truth) error {
	if err := truthsOf(ev, n.arg, sel, out); err != nil {
		return err
	}
	for _, row := range sel {
		out[row] = out[row].not()
	}
	return nil
}

// ifNode is IF(cond, then, else).
type ifNode struct{ cond, then, otherwise node }

func (n *ifNode) eval(ev *evaluator, out *value) error {
	t, err := evalTruth(ev, n.cond, out)
	switch {
	case err != nil:
		return err
	case t == isTrue:
		return n.then.eval(ev, out)
	case t == isFalse:
		return n.otherwise.eval(ev, out)
	default:
		return ErrExpr
	}
}

// coalesceNode is COALESCE.
type coalesceNode struct{ args []node }

func (n *coalesceNode) eval(ev *evaluator, out *value) error {
	if err := ev.spend(stepWork * len(n.args)); err != nil {
		return err
	}
	for _, arg := range n.args {
		if err := arg.eval(ev, out); err == nil || !isExprError(err) {
			return err
		}
	}
	return ErrExpr
}

// inNode is IN: true where one member of the list is equal, an error where none
// is and one comparison is an error.
type inNode struct {
	arg  node
	set  *constantSet // the members for which a look-up decides
	list []node       // the others
	a, m value        // scratch
}

func (n *inNode) eval(ev *evaluator, out *value) error {
	if err := n.arg.eval(ev, &n.a); err != nil {
		return err
	}
	result, err := n.set.has(ev, &n.a)
	if err != nil {
		return err
	}
	if result == isTrue {
		return result.set(out)
	}
	for _, m := range n.list {
		if err := ev.spend(stepWork); err != nil {
			return err
		}
		t := isError
		switch err := m.eval(ev, &n.m); {
		case err == nil:
			if t, err = equalValues(ev, &n.a, &n.m); err != nil {
				return err
			}
		case !isExprError(err):
			return err
		}
		if t == isTrue {
			return t.set(out)
		}
		if t == isError {
			result = isError
		}
	}
	return result.set(out)
}

// inIRIsNode is IN on a variable and constant IRIs: equality of ids.
type inIRIsNode struct {
	v     *varNode
	list  []*constNode
	terms map[rdf.Term]struct{}
	ids   []ids.ID // of the list, ascending
	pool  *Pool    // that they belong to
}

func (n *inIRIsNode) eval(ev *evaluator, out *value) error {
	if err := n.v.eval(ev, out); err != nil {
		return err
	}
	t, err := out.rdf(ev)
	if err != nil {
		return err
	}
	_, found := n.terms[t]
	out.setBool(found)
	return nil
}

// truths looks ids up in the ids of the list.
func (n *inIRIsNode) truths(ev *evaluator, sel []uint32, out []truth) error {
	if ev.presetCol >= 0 {
		return rowTruths(ev, n, sel, out)
	}
	if n.pool != ev.pool {
		n.ids = n.ids[:0]
		for _, m := range n.list {
			id, err := m.ident(ev)
			if err != nil {
				return err
			}
			n.ids = append(n.ids, id)
		}
		slices.Sort(n.ids)
		n.pool = ev.pool
	}
	col := ev.batch.Cols[n.v.col]
	for _, row := range sel {
		if col[row] == ids.Undef {
			out[row] = isError
			continue
		}
		_, found := slices.BinarySearch(n.ids, col[row])
		out[row] = truthOf(found)
	}
	return nil
}

// existsNode is EXISTS and NOT EXISTS.
type existsNode struct {
	e    *algebra.Exists
	impl Exister
	one  []uint32
	rows []uint32
}

func (n *existsNode) eval(ev *evaluator, out *value) error {
	if ev.binding != nil {
		if ev.env.Exists == nil {
			return ErrNoExists
		}
		found, err := ev.env.Exists(n.e, ev.binding)
		out.setBool(found != n.e.Not)
		return err
	}
	if n.impl == nil {
		return ErrNoExists
	}
	n.one = append(n.one[:0], ev.row)
	rows, err := n.impl.Exists(ev.ctx, ev.env, ev.batch, n.one, n.rows[:0])
	n.rows = rows
	out.setBool((len(rows) > 0) != n.e.Not)
	return err
}

func (n *existsNode) truths(ev *evaluator, sel []uint32, out []truth) error {
	if n.impl == nil {
		return ErrNoExists
	}
	rows, err := n.impl.Exists(ev.ctx, ev.env, ev.batch, sel, n.rows[:0])
	n.rows = rows
	if err != nil {
		return err
	}
	for _, row := range sel {
		out[row] = truthOf(n.e.Not)
	}
	for _, row := range rows {
		out[row] = truthOf(!n.e.Not)
	}
	return nil
}
