package exec

import (
	"context"
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/sparql/plan"
	"github.com/issn-ld/issn-ld/store/ids"
)

// matchTriple takes triple terms apart: a row whose term does not match the
// pattern is dropped, the variables of the pattern become columns.
type matchTriple struct {
	in      Operator
	pool    *expr.Pool
	pattern algebra.TriplePattern
	col     int
	from    []int // input column of each output column, -1 for new ones
	at      map[string]int
	row     []ids.ID
	terms   []rdf.Term
	buf     buffer
}

// newMatchTriple prepares the columns of the merged rows.
func (b *builder) newMatchTriple(n *plan.MatchTriple, in Operator) Operator {
	vars := n.Input.Base().Vars
	return &matchTriple{
		in: in, pool: b.rt.Env.Pool, pattern: n.Pattern, col: slices.Index(vars, n.Var),
		from: positions(vars, n.Vars), at: schemaOf(n.Vars).Vars, row: make([]ids.ID, len(n.Vars)),
	}
}

func (m *matchTriple) Next(ctx context.Context) (*ids.Batch, error) {
	for {
		b, err := m.in.Next(ctx)
		if err != nil {
			return nil, err
		}
		if m.terms, err = m.pool.Terms(m.terms[:0], b.Cols[m.col]); err != nil {
			return nil, err
		}
		out := m.buf.reset(len(m.from))
		for row, t := range m.terms {
			for i, c := range m.from {
				m.row[i] = ids.Undef
				if c >= 0 {
					m.row[i] = b.Cols[c][row]
				}
			}
			ok, err := m.matchPattern(t, m.pattern)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			for i, id := range m.row {
				out.Cols[i] = append(out.Cols[i], id)
			}
			out.Len++
		}
		if out.Len > 0 {
			return out, nil
		}
	}
}

// matchPattern binds the variables of p to the positions of the triple term t.
func (m *matchTriple) matchPattern(t rdf.Term, p algebra.TriplePattern) (bool, error) {
	if !t.IsTripleTerm() {
		return false, nil
	}
	tr := t.Triple()
	for i, pos := range [3]algebra.Term{p.S, p.P, p.O} {
		ok, err := m.matchTerm([3]rdf.Term{tr.S, tr.P, tr.O}[i], pos)
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// matchTerm matches one position: a variable that has a value already has to have this one.
func (m *matchTriple) matchTerm(t rdf.Term, p algebra.Term) (bool, error) {
	switch {
	case p.Triple != nil:
		return m.matchPattern(t, *p.Triple)
	case p.Var == "":
		return t == p.Term, nil
	}
	id, err := m.pool.ID(t)
	if err != nil {
		return false, err
	}
	i := m.at[p.Var]
	if m.row[i] == ids.Undef {
		m.row[i] = id
	}
	return m.row[i] == id, nil
}

// Close implements Operator.
func (m *matchTriple) Close() error { return m.in.Close() }
