package expr

import (
	"slices"

	"issn-ld/rdf"
	"issn-ld/store/ids"
)

const (
	// memoTruths bounds the remembered conditions and ids of a node, about 2 MB.
	memoTruths = 1 << 16
	// memoValues bounds the remembered values of a node, about 2 MB with strings
	// of ordinary length.
	memoValues = 1 << 12
)

// memoNode evaluates a stable subexpression of one variable once for each
// distinct id and remembers what is asked for: the value, its id, or its effective
// boolean value.
type memoNode struct {
	inner node
	v     *varNode

	conditions map[ids.ID]truth
	idents     map[ids.ID]ids.ID
	values     map[ids.ID]*value // nil for an expression error
	missing    []ids.ID
	later      []uint32 // rows of missing ids
	terms      []rdf.Term
}

func (n *memoNode) eval(ev *evaluator, out *value) error {
	if ev.binding != nil || n.v.col < 0 || ev.presetCol == n.v.col {
		return n.inner.eval(ev, out)
	}
	id := ev.batch.Cols[n.v.col][ev.row]
	if v, ok := n.values[id]; ok {
		if v == nil {
			return ErrExpr
		}
		*out = *v
		return nil
	}
	term, err := ev.pool.Term(id)
	if err != nil {
		return err
	}
	err = n.evalFor(ev, id, term, out)
	switch {
	case err == nil:
		kept := *out
		n.keepValue(id, &kept)
	case isExprError(err):
		n.keepValue(id, nil)
	}
	return err
}

// evalFor evaluates for one id of the variable.
func (n *memoNode) evalFor(ev *evaluator, id ids.ID, term rdf.Term, out *value) error {
	col, presetID, preset := ev.presetCol, ev.presetID, ev.preset
	ev.presetCol, ev.presetID, ev.preset = n.v.col, id, term
	err := n.inner.eval(ev, out)
	ev.presetCol, ev.presetID, ev.preset = col, presetID, preset
	return err
}

func (n *memoNode) keepValue(id ids.ID, v *value) {
	if n.values == nil {
		n.values = map[ids.ID]*value{}
	}
	if len(n.values) >= memoValues {
		clear(n.values)
	}
	n.values[id] = v
}

func (n *memoNode) truths(ev *evaluator, sel []uint32, out []truth) error {
	if ev.binding != nil || n.v.col < 0 || ev.presetCol == n.v.col {
		return rowTruths(ev, n.inner, sel, out)
	}
	col := ev.batch.Cols[n.v.col]
	if n.conditions == nil {
		n.conditions = map[ids.ID]truth{}
	}
	if len(n.conditions) >= memoTruths {
		clear(n.conditions)
	}
	n.recall(col, sel, out)
	if len(n.later) == 0 {
		return nil
	}
	slices.Sort(n.missing)
	n.missing = slices.Compact(n.missing)
	err := n.learn(ev, func(id ids.ID, v *value) (err error) {
		result := isError
		if v != nil {
			result, err = v.effective(ev)
		}
		n.conditions[id] = result
		return err
	})
	if err != nil {
		return err
	}
	for _, row := range n.later {
		out[row] = n.conditions[col[row]]
	}
	return nil
}

// recall decides the rows whose ids are remembered, and puts the others into n.later and
// their ids into n.missing.
func (n *memoNode) recall(col []ids.ID, sel []uint32, out []truth) {
	n.later, n.missing = n.later[:0], n.missing[:0]
	var last ids.ID
	var result truth
	known := false
	for _, row := range sel {
		id := col[row]
		if !known || id != last {
			last = id
			result, known = n.conditions[id]
		}
		if known {
			out[row] = result
			continue
		}
		n.later, n.missing = append(n.later, row), append(n.missing, id)
	}
}

// column appends the id of the value for each row of the batch.
func (n *memoNode) column(ev *evaluator, rows []uint32, out []ids.ID) ([]ids.ID, error) {
	col := ev.batch.Cols[n.v.col]
	if n.idents == nil {
		n.idents = map[ids.ID]ids.ID{}
	}
	if len(n.idents) >= memoTruths {
		clear(n.idents)
	}
	n.missing = newIDs(n.missing[:0], col, rows, n.idents)
	slices.Sort(n.missing)
	err := n.learn(ev, func(id ids.ID, v *value) error {
		if v == nil {
			return nil
		}
		ident, err := v.ident(ev)
		n.idents[id] = ident
		return err
	})
	if err != nil {
		return out, err
	}
	for _, row := range rows {
		out = append(out, n.idents[col[row]])
	}
	return out, nil
}

// newIDs appends to dst the ids of the rows that known does not have, each once,
// and gives them the zero value in it: an expression error, until one knows better.
func newIDs[V any](dst []ids.ID, col []ids.ID, rows []uint32, known map[ids.ID]V) []ids.ID {
	var last ids.ID
	var none V
	for i, row := range rows {
		id := col[row]
		if i > 0 && id == last {
			continue
		}
		last = id
		if _, ok := known[id]; !ok {
			known[id] = none
			dst = append(dst, id)
		}
	}
	return dst
}

// learn evaluates for the missing ids and gives the value of each to keep, nil for an
// expression error. Their terms are decoded together.
func (n *memoNode) learn(ev *evaluator, keep func(id ids.ID, v *value) error) error {
	if len(n.missing) == 0 {
		return nil
	}
	var err error
	if n.terms, err = ev.pool.Terms(n.terms[:0], n.missing); err != nil {
		return err
	}
	var v value
	for i, id := range n.missing {
		switch err := n.evalFor(ev, id, n.terms[i], &v); {
		case err == nil:
			err = keep(id, &v)
			if err != nil {
				return err
			}
		case isExprError(err):
			if err := keep(id, nil); err != nil {
				return err
			}
		default:
			return err
		}
	}
	clear(n.terms)
	return nil
}
