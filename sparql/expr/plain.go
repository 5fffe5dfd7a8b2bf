package expr

import (
	"slices"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/pace"
	"github.com/issn-ld/issn-ld/store/ids"
)

// plainMemory remembers which ids of two columns are plain strings. Those of the
// base dictionary ascend by code points, as "<" orders strings, so that the ids
// decide about two of them.
type plainMemory struct {
	mem         *holding
	left, right memory[bool]
	isLeft      []bool
	isRight     []bool
	base        []uint32 // rows in which both ids are of the base dictionary
	terms       []rdf.Term
}

// compare sets out[row] for the rows in which both columns have plain strings of the
// base dictionary, and returns the others, ascending, in the memory of rows.
func (m *plainMemory) compare(ev *evaluator, op comparison, left, right []ids.ID, rows []uint32, out []truth) ([]uint32, error) {
	literals := ev.pool.ranges[rdf.KindLiteral]
	m.base = m.base[:0]
	rest := rows[:0]
	for _, row := range rows {
		a, b := left[row], right[row]
		if literals.lo <= a && a < literals.hi && literals.lo <= b && b < literals.hi {
			m.base = append(m.base, row)
		} else {
			rest = append(rest, row)
		}
	}
	if len(m.base) == 0 {
		return rest, nil
	}
	learn := func(missing []ids.ID, results []bool) error { return m.learn(ev, missing, results) }
	m.isLeft, m.isRight = slices.Grow(m.isLeft[:0], len(out))[:len(out)], slices.Grow(m.isRight[:0], len(out))[:len(out)]
	if err := m.left.fill(m.mem, ev.pool, left, m.base, m.isLeft, learn); err != nil {
		return rest, err
	}
	if err := m.right.fill(m.mem, ev.pool, right, m.base, m.isRight, learn); err != nil {
		return rest, err
	}
	results, others := op.results(), len(rest)
	for _, row := range m.base {
		if m.isLeft[row] && m.isRight[row] {
			out[row] = results[place(left[row], right[row])]
		} else {
			rest = append(rest, row)
		}
	}
	if others > 0 && len(rest) > others {
		slices.Sort(rest)
	}
	return rest, nil
}

// learn decodes ids together and notes which are plain strings.
func (m *plainMemory) learn(ev *evaluator, missing []ids.ID, results []bool) error {
	for base := 0; base < len(missing); base += learnedAtOnce {
		some := missing[base:min(len(missing), base+learnedAtOnce)]
		err := pace.Yield(ev.ctx)
		if err != nil {
			return err
		}
		if m.terms, err = ev.pool.Terms(m.terms[:0], some); err != nil {
			return err
		}
		for i, t := range m.terms {
			results[base+i] = t.IsLiteral() && t == rdf.NewString(t.Value())
		}
		clear(m.terms)
	}
	return nil
}
