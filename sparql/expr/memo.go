package expr

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
)

const (
	// memoTruths bounds the remembered conditions and ids of a node, about 2 MB.
	memoTruths = 1 << 16
	// memoValues bounds the remembered values of a node, about 2 MB with strings
	// of ordinary length.
	memoValues = 1 << 12
	// memoBytes bounds the memory of the remembered values of a node.
	memoBytes = 4 << 20
	// learnedAtOnce is the number of terms that are decoded together.
	learnedAtOnce = 1 << 14
)

// memoNode evaluates a stable subexpression of one variable once for each
// distinct id and remembers what is asked for: the value, its id, or its effective
// boolean value.
type memoNode struct {
	inner node
	v     *varNode
	mem   *holding

	conditions memory[truth]
	idents     memory[ids.ID]
	values     map[ids.ID]*value // nil for an expression error
	bytes      int64             // held for values
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
	term, err := n.v.term(ev, id)
	if err != nil {
		return err
	}
	err = n.evalFor(ev, id, term, out)
	switch {
	case err == nil:
		kept := *out
		n.keepValue(ev, id, &kept)
	case isExprError(err):
		n.keepValue(ev, id, nil)
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

// valueBytes is the memory of a remembered value beside its text.
const valueBytes = 256

// keepValue remembers a value, if there is memory for it.
func (n *memoNode) keepValue(ev *evaluator, id ids.ID, v *value) {
	size := int64(valueBytes)
	if v != nil && v.has&hasTerm != 0 {
		size += int64(termBytes(v.term))
	}
	if len(n.values) >= memoValues || n.bytes+size > memoBytes {
		clear(n.values)
		n.mem.give(n.bytes)
		n.bytes = 0
	}
	if size > memoBytes || n.mem.reserve(ev.pool, size) != nil {
		return
	}
	n.bytes += size
	if n.values == nil {
		n.values = map[ids.ID]*value{}
	}
	n.values[id] = v
}

// truths evaluates once for each id that has not been met.
func (n *memoNode) truths(ev *evaluator, sel []uint32, out []truth) error {
	if ev.binding != nil || n.v.col < 0 || ev.presetCol == n.v.col {
		return rowTruths(ev, n.inner, sel, out)
	}
	return n.conditions.fill(n.mem, ev.pool, ev.batch.Cols[n.v.col], sel, out, func(missing []ids.ID, results []truth) error {
		return n.learn(ev, missing, func(i int, v *value) (err error) {
			results[i] = isError
			if v != nil {
				results[i], err = v.effective(ev)
			}
			return err
		})
	})
}

// column appends the id of the value for each row of the batch.
func (n *memoNode) column(ev *evaluator, rows []uint32, out []ids.ID) ([]ids.ID, error) {
	start := len(out)
	out = slices.Grow(out, len(rows))[:start+len(rows)]
	err := n.idents.fill(n.mem, ev.pool, ev.batch.Cols[n.v.col], rows, out[start:], func(missing, results []ids.ID) error {
		return n.learn(ev, missing, func(i int, v *value) (err error) {
			results[i] = ids.Undef
			if v != nil {
				results[i], err = v.ident(ev)
			}
			return err
		})
	})
	return out, err
}

// learn evaluates for the missing ids and gives the value of each, nil for an
// expression error, with its place among them. Their terms are decoded together.
func (n *memoNode) learn(ev *evaluator, missing []ids.ID, keep func(i int, v *value) error) error {
	var v value
	for base := 0; base < len(missing); base += learnedAtOnce {
		some := missing[base:min(len(missing), base+learnedAtOnce)]
		err := pace.Yield(ev.ctx)
		if err != nil {
			return err
		}
		if n.terms, err = ev.pool.Terms(n.terms[:0], some); err != nil {
			return err
		}
		made := ev.made
		for i, id := range some {
			ev.back(made)
			if err := ev.spend(stepWork); err != nil {
				return err
			}
			switch err := n.evalFor(ev, id, n.terms[i], &v); {
			case err == nil:
				err = keep(base+i, &v)
				if err != nil {
					return err
				}
			case isExprError(err):
				if err := keep(base+i, nil); err != nil {
					return err
				}
			default:
				return err
			}
		}
		clear(n.terms)
	}
	return nil
}
